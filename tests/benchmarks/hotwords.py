"""Words to listen for: are they heard more often, and do they stay away where nobody said them?

``python -m tests.benchmarks.hotwords`` takes real Dutch speech (`tests.benchmarks.speech`). The
words are chosen by rule, before anything is heard: said twice or more in a level of the game, at
least five letters, and not among the 20,000 commonest Dutch words (``wordfreq``). With those of
the levels that are heard go as many from levels that are not: nobody says them, so each time one
is written is invented. All levels get one list, as a session would.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from assist.models.registry import resolve
from assist.training.encoder_vocabulary import frequent_words
from assist.transcribe.hotwords import words_of
from assist.transcribe.recording import AsrOptions, load_asr
from tests.benchmarks.speech import cache, clips, fetch, joined

COMMON = 20_000
LETTERS, TIMES = 5, 2
LEVELS = 12  # those with most of such words a minute


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the game: its sound, what is said, and its rare words."""

    name: str
    path: Path
    text: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Of one or more levels.

    Parameters
    ----------
    said, heard : int
        How often the words were said, and how many of those times they were written.
    other_form, invented : int
        How often more than that one of the words was written: in a level where a word like
        it is said (``graal`` for ``gralen``), and where none is.
    errors, words : int
        Word errors, and words of the reference.
    """

    said: int = 0
    heard: int = 0
    other_form: int = 0
    invented: int = 0
    errors: int = 0
    words: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(*(getattr(self, n) + getattr(other, n) for n in Score.__slots__))


def plain(text: str) -> list[str]:
    return re.findall(r"[\w'-]+", text.casefold())


def levels() -> list[Level]:
    """All levels with such words; most of them a minute of speech first."""
    common = set(frequent_words("nl")[:COMMON])
    found = []
    for name, group in groupby(clips(fetch()), key=lambda clip: clip.path.parent.parent.name):
        lines = list(group)
        text = "\n".join(line.text for line in lines)
        counts = Counter(w for w in plain(text) if len(w) >= LETTERS and w.isalpha())
        rare = sorted(w for w, n in counts.items() if n >= TIMES and w not in common)
        if rare:
            path = cache() / "levels" / f"{name}.wav"
            if not path.is_file():
                joined(iter(lines), path, float("inf"))
            share = sum(counts[w] for w in rare) / len(plain(text))
            found.append((share, Level(name, path, text, tuple(rare))))
    return [level for _, level in sorted(found, key=lambda pair: (-pair[0], pair[1].name))]


def score(level: Level, heard: str, wanted: Sequence[str]) -> Score:
    """Compare what was written with what was said."""
    import jiwer

    said, written = plain(level.text), plain(heard)
    reference = Counter(w for w in said if w in wanted)
    hypothesis = Counter(w for w in written if w in wanted)
    more = hypothesis - reference
    alike = {w[:4] for w in said}
    forms = sum(n for w, n in more.items() if w[:4] in alike)
    errors = jiwer.process_words(" ".join(said), " ".join(written))
    return Score(
        said=reference.total(),
        heard=(reference & hypothesis).total(),
        other_form=forms,
        invented=more.total() - forms,
        errors=errors.substitutions + errors.deletions + errors.insertions,
        words=len(said),
    )


def run(count: int = LEVELS, threads: int = 0) -> Iterator[tuple[Level, Score, Score]]:
    """Each level, without and with the words."""
    folder = resolve("asr", "base")
    if folder is None:
        raise SystemExit("Whisper base is missing: pip install assist-begeleidingsethiek[models]")
    every = levels()
    chosen, others = every[:count], every[count:]
    said = {w for level in chosen for w in level.words}
    never = {w for level in others for w in level.words}
    spoken = {w for level in chosen for w in plain(level.text)}
    decoys = sorted(never - spoken)[: len(said)]
    told = words_of(own=", ".join([*sorted(said), *decoys]))
    wanted = told.casefold().split(", ")
    print(f"{len(wanted)} words, {sum(w in said for w in wanted)} of them said: {told}", flush=True)
    ears = [
        load_asr(folder, AsrOptions(device="cpu", threads=threads, hotwords=words))
        for words in ("", told)
    ]
    for level in chosen:
        scores = [
            score(level, " ".join(u.text for u in ear.transcribe(level.path)), wanted)
            for ear in ears
        ]
        yield level, scores[0], scores[1]


def line(name: str, without: Score, told: Score) -> str:
    def cells(s: Score) -> str:
        rate = s.errors / max(1, s.words)
        return f"{s.heard:>4}/{s.said:<4}{s.other_form:>6}{s.invented:>9}{rate:>8.3f}"

    return f"{name:16}{cells(without)}   {cells(told)}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--levels", type=int, default=LEVELS)
    parser.add_argument("--threads", type=int, default=0)
    given = parser.parse_args()
    head = f"{'heard':>9}{'form':>6}{'invented':>9}{'errors':>8}"
    print(f"{'':16}{head}   {head}")
    totals = Score(), Score()
    for level, without, told in run(given.levels, given.threads):
        totals = totals[0] + without, totals[1] + told
        print(line(level.name, without, told), flush=True)
    print(line("all", *totals))
