"""Runs the program with its recogniser watched, or with a stand-in for it.

``python -m tests.benchmarks.watched LOG WHICH assist ARGUMENT...`` runs a command;
``python -m tests.benchmarks.watched LOG WHICH worker DATA`` does the queue of a data folder as
the worker of ``assist serve`` does, and ends when it is empty.

WHICH is ``real``, ``stand-in``, or ``stand-in:0.5`` for one that takes so many seconds a chunk.
Each chunk is told in the file LOG when recognising it begins
(``b PLACE``) and ends (``e PLACE``), so that it shows what is done twice.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from assist.core.transcript import Word
from assist.transcribe import memory, recording
from assist.transcribe.recogniser import Recognised, Recogniser
from assist.transcribe.whisper import AsrOptions

SAYINGS = (
    "Nou, ik denk dat het voor de bewoners wel prettiger wordt, want je hoeft niet meer te bellen.",
    "Maar wie kijkt er dan mee, en wat gebeurt er met al die beelden als de proef voorbij is?",
    "Mijn buurvrouw zei laatst nog dat ze daar liever niet meer langs loopt na het eten.",
    "Kunnen we niet gewoon afspreken dat er altijd iemand is die je aan de lijn krijgt?",
    "Dat snap ik wel, alleen kost het ons nu een dag in de week om alles na te lopen.",
)
PACE = 2.6  # words a second


class StandIn:
    """Says Dutch sentences that follow from the sound alone, at the pace of talk."""

    seconds = 0.0  # that it takes for a chunk
    language = "nl"

    def __init__(self, model: Any, options: AsrOptions) -> None:
        pass

    def settle(self, sound: Any) -> None:
        pass

    def recognise(self, sounds: Sequence[Any], *, again: bool = False) -> list[Recognised]:
        time.sleep(self.seconds * len(sounds))
        return [self._one(sound) for sound in sounds]

    def _one(self, sound: Any) -> Recognised:
        seconds = len(sound) / 16_000
        first = int(abs(float(sound.sum())) * 1000) % len(SAYINGS)
        said = " ".join(SAYINGS[(first + n) % len(SAYINGS)] for n in range(5)).split()
        said = said[: max(1, round(seconds * PACE))]
        step = seconds / len(said)
        words = tuple(
            Word(text, round(n * step, 3), round((n + 0.9) * step, 3), 0.9)
            for n, text in enumerate(said)
        )
        return Recognised(" ".join(said), words, -0.2, 0.05)


def watch(log: Path, which: str) -> None:
    """Put the log, and where it is asked for the stand-in, in place."""
    stand_in = which.startswith("stand-in")
    if stand_in:
        StandIn.seconds = float(which.partition(":")[2] or 0.0)
        recording.Recogniser = StandIn  # type: ignore[misc,assignment]
        recording.load_whisper = _no_model  # type: ignore[assignment]
    worker = StandIn if stand_in else Recogniser
    doing: list[str] = []
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    ask, recognise = memory.Remembering.recognise, worker.recognise

    def asked(self: Any, chunks: Any, sounds: Any, *, again: bool = False) -> Any:
        doing[:] = [f"{chunk.start:.2f}{' again' if again else ''}" for chunk in chunks]
        return ask(self, chunks, sounds, again=again)

    def recognised(self: Any, sounds: Any, *, again: bool = False) -> Any:
        tell = list(doing)
        os.write(handle, "".join(f"b {place}\n" for place in tell).encode())
        found = recognise(self, sounds, again=again)
        os.write(handle, "".join(f"e {place}\n" for place in tell).encode())
        return found

    memory.Remembering.recognise = asked  # type: ignore[method-assign]
    worker.recognise = recognised  # type: ignore[method-assign]


def _no_model(folder: Path, options: AsrOptions) -> tuple[Any, AsrOptions]:
    return SimpleNamespace(supported_languages=["nl", "en"]), AsrOptions(
        **{n: getattr(options, n) for n in options.__dataclass_fields__}
        | {"batch_size": options.batch_size or 6, "device": "cpu"}
    )


def work(data: Path) -> None:
    """Do the jobs that wait, as the worker does."""
    from assist.pipeline import Pipeline
    from assist.review.store import Store
    from assist.review.work import run_job
    from assist.review.worker import LOCK, only_one

    with only_one(data / LOCK):
        store = Store(data)
        store.requeue_abandoned()
        pipeline = Pipeline()
        while (job := store.claim()) is not None:
            run_job(store, job, pipeline)


def main(log: str, which: str, what: str, *rest: str) -> None:
    watch(Path(log), which)
    if what == "worker":
        work(Path(rest[0]))
        return
    from assist.cli import main as assist

    assist(list(rest))


if __name__ == "__main__":
    main(*sys.argv[1:])
