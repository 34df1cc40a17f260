"""Where to go on after an interruption, so that nothing is lost and nothing doubled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from assist.core.transcript import Held, Utterance

_SAME = 0.002  # seconds; stored times are rounded to a thousandth


class Stretch(Protocol):
    """Something with an end, in the recording's time."""

    @property
    def end(self) -> float: ...


S = TypeVar("S", bound=Stretch)


class Known:
    """What an interrupted run gave.

    Parameters
    ----------
    heard : sequence of Utterance
        In order of time, numbered from 1.
    held : sequence of Held

    Notes
    -----
    Groups of chunks fall at the same places in every run and each gives the same text. A border
    between two of them is whole when an utterance after it is stored, for then all before it
    is, and when no utterance lies across it. The last whole border is where a run goes on: it
    gives again what follows there, and what was stored of that is left out.
    """

    def __init__(self, heard: Sequence[Utterance] = (), held: Sequence[Held] = ()) -> None:
        self._heard = tuple(heard)
        self._held = frozenset(_key(h) for h in held)
        self._expected = list(heard)
        self._until = heard[-1].end if heard else 0.0

    def missing(self, groups: Iterable[S]) -> Iterator[S]:
        """Groups that must be recognised: those after the last whole border."""
        waiting: list[S] = []
        looking = bool(self._heard)
        for group in groups:
            if not looking:
                yield group
                continue
            waiting.append(group)
            if group.end > self._heard[-1].start + _SAME:
                looking = False  # no later border can be whole
                yield from waiting
                waiting = []
            elif self._is_whole(group.end):
                waiting = []
                self._expected = [u for u in self._heard if u.start >= group.end - _SAME]
        yield from waiting

    def _is_whole(self, border: float) -> bool:
        return not any(u.start < border - _SAME and u.end > border + _SAME for u in self._heard)

    def has(self, piece: Held) -> bool:
        """Whether the earlier run held this back too."""
        return _key(piece) in self._held

    def new(self, piece: Utterance) -> Utterance | None:
        """What the earlier run did not give of this; asked once for each piece, in order.

        All or nothing of it, unless the earlier run had another model, or an assist that cut
        elsewhere: then the times of the words decide.
        """
        if self._expected and _key(self._expected[0]) == _key(piece):
            self._expected.pop(0)
            return None
        if piece.start >= self._until - _SAME:
            return piece
        words = tuple(w for w in piece.words if w.start >= self._until - _SAME)
        if not words:
            return None
        text = " ".join(w.text for w in words)
        return replace(piece, start=round(words[0].start, 3), text=text, words=words)


def _key(piece: Utterance | Held) -> tuple[str, int]:
    return piece.text, round(piece.start * 100)
