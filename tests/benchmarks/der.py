"""Diarisation error rate, by NIST's definition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tests.benchmarks.mixtures import Turn


@dataclass(frozen=True, slots=True)
class Errors:
    """Seconds missed, falsely heard, given to the wrong speaker, and spoken in all."""

    missed: float
    false: float
    confused: float
    total: float

    @property
    def rate(self) -> float:
        return (self.missed + self.false + self.confused) / self.total if self.total else 0.0

    def __add__(self, other: Errors) -> Errors:
        return Errors(
            self.missed + other.missed,
            self.false + other.false,
            self.confused + other.confused,
            self.total + other.total,
        )


NONE = Errors(0.0, 0.0, 0.0, 0.0)


def errors(
    reference: Sequence[Turn], hypothesis: Sequence[Turn], *, collar: float = 0.25
) -> Errors:
    """Compare who spoke when with who was heard.

    Parameters
    ----------
    reference, hypothesis : sequence of Turn
        Speakers' names need not agree: the pairing that explains most time is taken.
    collar : float
        Seconds on each side of a reference boundary that do not count.

    References
    ----------
    .. [1] NIST, "The 2009 Rich Transcription Meeting Recognition Evaluation Plan".
    """
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    stretches = list(_stretches(reference, hypothesis, collar))
    said = sorted({turn.speaker for turn in reference})
    heard = sorted({turn.speaker for turn in hypothesis})
    together = np.zeros((len(said), len(heard)))
    for seconds, speaking, found in stretches:
        for one in speaking:
            for other in found:
                together[said.index(one), heard.index(other)] += seconds
    pairs = zip(*linear_sum_assignment(-together), strict=True)
    named = {said[i]: heard[j] for i, j in pairs}
    missed = false = confused = total = 0.0
    for seconds, speaking, found in stretches:
        right = sum(1 for one in speaking if named.get(one) in found)
        total += seconds * len(speaking)
        missed += seconds * max(0, len(speaking) - len(found))
        false += seconds * max(0, len(found) - len(speaking))
        confused += seconds * (min(len(speaking), len(found)) - right)
    return Errors(missed, false, confused, total)


def _stretches(
    reference: Sequence[Turn], hypothesis: Sequence[Turn], collar: float
) -> Iterable[tuple[float, frozenset[str], frozenset[str]]]:
    """Stretches in which nothing changes, outside the collars: seconds, said by, heard from."""
    edges = [at for turn in reference for at in (turn.start, turn.end)]
    closed = [Turn(at - collar, at + collar, "") for at in edges]
    every = [*reference, *hypothesis, *closed]
    times = sorted({at for turn in every for at in (turn.start, turn.end)})
    sweeps = [_Sweep(turns) for turns in (reference, hypothesis, closed)]
    for start, end in pairwise(times):
        middle = (start + end) / 2
        said, heard, shut = (sweep.at(middle) for sweep in sweeps)
        if not shut and (said or heard):
            yield end - start, said, heard


class _Sweep:
    """Who speaks at a time; to be asked in order of time."""

    def __init__(self, turns: Iterable[Turn]) -> None:
        self._coming = sorted(turns, key=lambda turn: turn.start, reverse=True)
        self._open: list[Turn] = []

    def at(self, time: float) -> frozenset[str]:
        while self._coming and self._coming[-1].start <= time:
            self._open.append(self._coming.pop())
        self._open = [turn for turn in self._open if turn.end > time]
        return frozenset(turn.speaker for turn in self._open)
