"""Who spoke when: ``python -m tests.benchmarks.diarisation``.

Two-speaker scenes of real Dutch acted speech, and made conversations of 2 to 10 real voices,
with the program's own search for speech. Constants were chosen on every third scene and on the
voices in `mixtures.TUNING`; this reports on the other scenes and on `mixtures.VOICES`.

A scene's reference says that a line lasts as long as its file, which ends in a second or more of
silence. So the rate stands there three ways: against the reference as it is, with a speaker
keeping the floor until somebody speaks again (at most 2 seconds); against lines cut off where the
sound ends; and only what went to the wrong speaker.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import numpy as np

from assist.models.shipped import shipped
from assist.transcribe.audio import RATE, pieces
from assist.transcribe.chunks import Chunker
from assist.transcribe.speech_finder import SpeechFinder
from assist.transcribe.voices.tracker import load_voices
from tests.benchmarks.der import NONE, Errors, errors
from tests.benchmarks.mixtures import TUNING, VOICES, Turn, conversation
from tests.benchmarks.speech import GAP, clips, fetch

if TYPE_CHECKING:
    from tests.benchmarks.mixtures import Samples

KEPT = 2.0  # seconds of silence through which a speaker keeps the floor
TARGET = 0.10


@dataclass(frozen=True, slots=True)
class Scored:
    """One recording."""

    name: str
    speakers: int
    found: int
    floor: Errors
    sound: Errors
    seconds: float
    cost: float
    changes: tuple[int, int, int]  # change points right, wrong, and how many there were


def scored(name: str, sound: Samples, reference: Sequence[Turn], *, speakers: int = 0) -> Scored:
    """Run the program's own search for speech and its tracker, and compare."""
    tracker = load_voices(shipped("models", "voices"), speakers=speakers)
    finder, chunker = SpeechFinder(), Chunker()
    cost = 0.0
    changes: list[float] = []
    for last, part in ((False, sound), (True, sound[:0])):
        probabilities = finder.finish() if last else finder.hear(part)
        for chunk in [*chunker.add(part, probabilities), *(chunker.finish() if last else ())]:
            began = time.process_time()
            changes += tracker.hear(chunk.start, chunk.samples, chunk.speech)
            cost += time.process_time() - began
    began = time.process_time()
    found = [Turn(t.start, t.end, t.speaker) for t in tracker.turns()]
    cost += time.process_time() - began
    cut = [_cut(turn, sound) for turn in reference]
    return Scored(
        name,
        len({turn.speaker for turn in reference}),
        len({turn.speaker for turn in found}),
        errors(reference, list(_kept(found))),
        errors(cut, found),
        len(sound) / RATE,
        cost,
        _changes(changes, cut),
    )


def _kept(turns: Sequence[Turn]) -> Iterator[Turn]:
    for turn, following in zip(turns, [*turns[1:], None], strict=True):
        end = turn.end + KEPT
        yield replace(turn, end=end if following is None else min(end, following.start))


def _cut(turn: Turn, sound: Samples) -> Turn:
    """A line up to where it falls 30 dB below its loudest moment."""
    step = RATE // 50
    first = round(turn.start * RATE)
    said = sound[first : round(turn.end * RATE)]
    power = np.square(said[: len(said) // step * step]).reshape(-1, step).mean(axis=1)
    loud = np.flatnonzero(power > max(1e-5, power.max(initial=0.0) * 1e-3))
    if not len(loud):
        return turn
    return replace(turn, start=turn.start + loud[0] / 50, end=turn.start + (int(loud[-1]) + 1) / 50)


def _changes(found: Sequence[float], turns: Sequence[Turn]) -> tuple[int, int, int]:
    """Change points within half a second of a real one, the others, and the real ones."""
    real = [
        (before.end, after.start)
        for before, after in pairwise(turns)
        if before.speaker != after.speaker
    ]
    right = sum(any(a - 0.5 <= at <= b + 0.5 for a, b in real) for at in found)
    return right, len(found) - right, len(real)


def scenes(*, tuning: bool = False) -> Iterator[tuple[str, Samples, list[Turn]]]:
    """A level's lines with half a second between, and who says each; all but every third."""
    levels = groupby(clips(fetch()), key=lambda clip: clip.path.parent.parent.name)
    for place, (level, lines) in enumerate(levels):
        if (place % 3 == 0) != tuning:
            continue
        parts: list[Samples] = []
        turns: list[Turn] = []
        at = 0
        for line in lines:
            said = np.concatenate([s for _, s in pieces(line.path)])
            turns.append(Turn(at / RATE, (at + len(said)) / RATE, line.speaker))
            parts += [said, np.zeros(round(GAP * RATE), np.float32)]
            at += len(said) + len(parts[-1])
        yield level, np.concatenate(parts), turns


def tables(*, tuning: bool = False) -> Iterator[tuple[str, Samples, list[Turn]]]:
    """Made conversations: three of 2 and 3 voices, of 6 and of 10."""
    for count, minutes in ((2, 4), (3, 4), (6, 6), (10, 10)):
        for seed in (1, 2, 3):
            voices = [*(TUNING if tuning else VOICES), *(TUNING[:4] if count > 6 else ())]
            some = random.Random(seed).sample(voices, count) if count < len(voices) else voices
            sound, turns = conversation(some[:count], minutes * 60, seed)
            yield f"made-{count:02}-{seed}", sound, turns


def table(rows: Sequence[Scored], title: str) -> str:
    """Sums over recordings."""
    floor = sum((r.floor for r in rows), NONE)
    sound = sum((r.sound for r in rows), NONE)
    right, wrong, real = (sum(r.changes[i] for r in rows) for i in range(3))
    seconds = sum(r.seconds for r in rows)
    return (
        f"{title}: {len(rows)} recordings, {seconds / 60:.1f} minutes\n"
        f"  error rate, reference as it is      {floor.rate:.3f}   (at most {TARGET})\n"
        f"  error rate, lines cut at the sound  {sound.rate:.3f}   missed "
        f"{sound.missed / sound.total:.3f}, false {sound.false / sound.total:.3f}\n"
        f"  given to the wrong speaker          {sound.confused / sound.total:.3f}\n"
        f"  right number of speakers            {sum(r.found == r.speakers for r in rows)}"
        f" of {len(rows)}: "
        + ", ".join(f"{r.speakers}>{r.found}" for r in rows if r.found != r.speakers)
        + f"\n  change points                       {right} right, {wrong} wrong, of {real}\n"
        f"  processor seconds per minute        {60 * sum(r.cost for r in rows) / seconds:.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tuning", action="store_true", help="the part that was tuned on")
    parser.add_argument("--known", action="store_true", help="tell how many speakers there are")
    parser.add_argument("--only", choices=("scenes", "made"), default="")
    given = parser.parse_args()
    sources = []
    if given.only != "made":
        sources.append(("real scenes", scenes(tuning=given.tuning)))
    if given.only != "scenes":
        sources.append(("made conversations", tables(tuning=given.tuning)))
    for title, recordings in sources:
        rows = []
        for name, sound, turns in recordings:
            count = len({turn.speaker for turn in turns})
            rows.append(scored(name, sound, turns, speakers=count if given.known else 0))
            print(
                f"{name:16}{rows[-1].speakers:>3} speakers, {rows[-1].found:>2} found,"
                f" {rows[-1].floor.rate:.3f} {rows[-1].sound.rate:.3f}",
                flush=True,
            )
        print(table(rows, title), flush=True)


if __name__ == "__main__":
    main()
