"""A stretch of recognised text in the making: which of its words are not believed, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Any, TypeAlias

from assist.core.transcript import Held
from assist.transcribe.cue import Cue

Mark: TypeAlias = str
PLAIN = re.compile(r"\w+(?:['’]\w+)?")
_ENDS = re.compile(r"[.!?…♪\])*][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A cue's tokens, and a mark on each that is not believed.

    Attributes
    ----------
    tokens, plain : list of str
        As they stand, and in small letters without punctuation (empty for a dash).
    sentences : list of (first, end)
        Places in ``tokens``.
    marks : list
        Why each token is not believed, or None; the first mark stays.
    """

    cue: Cue
    tokens: list[str]
    plain: list[str]
    sentences: list[tuple[int, int]]
    marks: list[Mark | None]

    @classmethod
    def of(cls, cue: Cue) -> Stretch:
        tokens = cue.text.split()
        plain = [" ".join(PLAIN.findall(t.casefold())) for t in tokens]
        sentences: list[tuple[int, int]] = []
        first = 0
        for i, token in enumerate(tokens):
            # A sentence holds a word; dots and notes before one go with it.
            if i + 1 == len(tokens) or (_ENDS.search(token) and any(plain[first : i + 1])):
                sentences.append((first, i + 1))
                first = i + 1
        return cls(cue, tokens, plain, sentences, [None] * len(tokens))

    def mark(self, first: int, end: int, reason: Mark) -> None:
        for i in range(first, end):
            self.marks[i] = self.marks[i] or reason

    def words(self, first: int, end: int) -> list[str]:
        return [word for part in self.plain[first:end] for word in part.split()]

    @property
    def places(self) -> list[int]:
        """The token of each of the plain words."""
        return [i for i, part in enumerate(self.plain) for _ in part.split()]

    def time(self, first: int, end: int) -> tuple[float, float]:
        """Of these tokens: from the words, else in proportion to the characters."""
        cue = self.cue
        if len(cue.words) == len(self.tokens):
            return cue.words[first].start, max(w.end for w in cue.words[first:end])
        start = cue.start or 0.0
        seconds = max(0.0, (cue.end or start) - start)
        lengths = [len(t) + 1 for t in self.tokens]
        total = sum(lengths)
        return (
            start + seconds * sum(lengths[:first]) / total,
            start + seconds * sum(lengths[:end]) / total,
        )

    def sureness(self, first: int, end: int) -> float | None:
        """Mean probability of these words; None where the recogniser gave no words."""
        words = self.cue.words
        if len(words) != len(self.tokens):
            return None
        return fmean(w.probability for w in words[first:end])

    def parted(self, told: Mapping[Any, str]) -> tuple[tuple[Cue, ...], tuple[Held, ...]]:
        """What carries no mark, and what does with the sentence that ``told`` has for it."""
        if not any(self.marks):
            return (self.cue,), ()
        kept: list[Cue] = []
        held: list[Held] = []
        first = 0
        for i in range(1, len(self.marks) + 1):
            if i < len(self.marks) and self.marks[i] == self.marks[first]:
                continue
            start, end = self.time(first, i)
            text = " ".join(self.tokens[first:i])
            timed = len(self.cue.words) == len(self.tokens)
            words = self.cue.words[first:i] if timed else ()
            reason = self.marks[first]
            if reason is None:
                kept.append(Cue(text, start, end, self.cue.label, self.cue.role, words))
            else:
                end = max(start, end)
                held.append(Held(round(start, 3), round(end, 3), text, told[reason], words))
            first = i
        return tuple(kept), tuple(held)
