"""Read some 2,500 damaged and hostile files, each under watch.

``python -m tests.benchmarks.fuzzing`` makes them anew (always the same ones) and reads each
in a child process that is started again after trouble. A file may give a transcript, sound,
or one sentence; a traceback, more than 10 s or more than 2 GB is a finding. Seconds are of
the child's processor time, so that a busy machine does not count; waiting for two minutes
on the clock is a hang too.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import psutil

from tests.benchmarks import damage

SLOWEST = 10.0  # seconds of processor time
PATIENCE = 120.0  # seconds on the clock
MEMORY = 2048  # MB
POLL = 0.02  # seconds
SEED = 4


@dataclass(frozen=True, slots=True)
class Read:
    """What became of one file; ``outcome`` is read, told, fault, hang, memory or death."""

    name: str
    outcome: str
    detail: str
    seconds: float
    megabytes: float


def read_one(path: Path) -> tuple[str, str]:
    """Read a file as ``assist transcribe`` does, up to where the model would listen."""
    from assist.core.errors import AssistError
    from assist.transcribe.reading import TURNS, is_recording, read_transcript

    try:
        if is_recording(path):
            return "read", f"{_listen(path):.1f} s"
        if path.suffix.lower() == TURNS:
            from assist.transcribe.formats.rttm import read_turns

            return "read", f"{len(read_turns(path.read_bytes(), path))} turns"
        return "read", f"{len(read_transcript(path).utterances)} utterances"
    except AssistError as error:
        sentence = str(error)
        return ("told" if sentence.endswith(".") else "fault"), error.code
    except Exception as error:  # noqa: BLE001  what a user would see as a traceback
        import traceback

        last = traceback.extract_tb(error.__traceback__)[-1]
        return (
            "fault",
            f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})",
        )


def _listen(path: Path) -> float:
    from assist.transcribe.audio import duration_of, pieces
    from assist.transcribe.chunks import chunks

    seconds = duration_of(path)
    for _ in chunks(pieces(path)):
        pass
    return seconds


def _work(pipe: Connection) -> None:
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # FFmpeg's own remarks
    read_one(Path("warm.txt"))
    pipe.send(("ready", ""))
    while path := pipe.recv():
        pipe.send(read_one(Path(path)))


class Watched:
    """A child that reads files one by one, and is replaced when one is too much for it."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._start()

    def _start(self) -> None:
        self._pipe, theirs = self._context.Pipe()
        self._child = self._context.Process(target=_work, args=(theirs,), daemon=True)
        self._child.start()
        theirs.close()
        self._pipe.recv()
        assert self._child.pid
        self._process = psutil.Process(self._child.pid)

    def read(self, path: Path) -> Read:
        started, peak, before = time.perf_counter(), 0.0, self._worked()
        self._pipe.send(str(path))
        outcome, detail = "", ""
        try:
            while not self._pipe.poll(POLL):
                peak = max(peak, self._process.memory_info().rss / 1e6)
                waited = time.perf_counter() - started
                if waited > PATIENCE or self._worked() - before > SLOWEST:
                    outcome = "hang"
                elif peak > MEMORY:
                    outcome = "memory"
                if outcome:
                    break
            else:
                outcome, detail = self._pipe.recv()
                peak = max(peak, self._process.memory_info().rss / 1e6)
            seconds = self._worked() - before
        except (EOFError, psutil.NoSuchProcess, ConnectionError):
            outcome, detail = "death", f"exit {self._child.exitcode}"
            seconds = time.perf_counter() - started
        if outcome in ("hang", "memory", "death") or peak > MEMORY / 3:
            self.close()  # what it holds must not count for the next
            self._start()
        return Read(path.name, outcome, detail, seconds, peak)

    def _worked(self) -> float:
        times = self._process.cpu_times()
        return float(times.user + times.system)

    def close(self) -> None:
        self._child.kill()
        self._child.join()


def files(scale: float = 1.0) -> Iterator[damage.Made]:
    """All files of a run, in a fixed order."""
    dice = random.Random(SEED)
    transcripts, recordings = damage.transcripts(), damage.recordings()
    everything = [*transcripts, *recordings]
    for made in transcripts:
        yield from damage.damaged(made, round(24 * scale), dice, everything)
    for made in recordings:
        yield from damage.damaged(made, round(96 * scale), dice, everything)
    yield from damage.hostile_recordings()
    yield from damage.hostile()


def run(scale: float = 1.0, *, show: bool = False) -> list[Read]:
    """Read all files; those with a finding stay in ``build/fuzzing/found``."""
    kept = Path("build") / "fuzzing" / "found"
    watched = Watched()
    done: list[Read] = []
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, contents) in enumerate(files(scale)):
            path = Path(folder) / f"{number}-{name}"
            path.write_bytes(contents)
            read = watched.read(path)
            done.append(read)
            if read.outcome not in ("read", "told"):
                kept.mkdir(parents=True, exist_ok=True)
                (kept / path.name).write_bytes(contents)
                print(f"{read.outcome}: {read.name}: {read.detail}", flush=True)
            elif show and (read.seconds > 2 or read.megabytes > 700):
                print(f"{read.seconds:.1f} s {read.megabytes:.0f} MB {read.name}: {read.detail}")
            path.unlink()
    watched.close()
    return done


def report(done: Sequence[Read]) -> str:
    """Counts, and the slowest and largest file."""
    counts = Counter(read.outcome for read in done)
    slowest, largest = (max(done, key=key) for key in (lambda r: r.seconds, lambda r: r.megabytes))
    told = Counter(read.detail for read in done if read.outcome == "told")
    findings = len(done) - counts["read"] - counts["told"]
    lines = [
        f"{len(done)} files: {counts['read']} read, {counts['told']} told in one sentence, "
        f"{counts['fault']} tracebacks, {counts['hang']} over {SLOWEST:.0f} s, "
        f"{counts['memory']} over {MEMORY} MB, {counts['death']} deaths",
        f"slowest {slowest.seconds:.1f} s ({slowest.name}), "
        f"largest {largest.megabytes:.0f} MB ({largest.name})",
        "told: " + ", ".join(f"{code} {count}" for code, count in told.most_common()),
        f"target: 0 findings in 2,000 files; found {findings} in {len(done)}",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="1: some 2,500 files")
    chosen = parser.parse_args()
    done = run(chosen.scale, show=True)
    print(report(done))
    raise SystemExit(any(read.outcome not in ("read", "told") for read in done))


if __name__ == "__main__":
    main()
