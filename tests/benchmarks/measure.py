"""Time and peak memory of a command, as a whole process."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: ``seconds`` of wall time, ``megabytes`` of resident memory at the peak."""

    seconds: float
    megabytes: float


def measured(command: Sequence[str], *, poll: float = 0.02) -> Measured:
    """Run a command in a fresh process (its children counted in) and measure it.

    Peak memory is the largest sum of resident sizes seen, looked at every ``poll`` seconds.

    Raises
    ------
    subprocess.CalledProcessError
        When the command fails.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        list(command), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    root = psutil.Process(process.pid)
    peak = 0
    while process.poll() is None:
        try:
            family = [root, *root.children(recursive=True)]
            peak = max(peak, sum(_resident(p) for p in family))
        except psutil.NoSuchProcess:
            break
        time.sleep(poll)
    _, errors = process.communicate()
    seconds = time.perf_counter() - started
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(command), stderr=errors)
    return Measured(seconds, peak / 1e6)


def _resident(process: psutil.Process) -> int:
    try:
        return int(getattr(process.memory_info(), "peak_wset", 0) or process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


ASSIST = (sys.executable, "-m", "assist")
