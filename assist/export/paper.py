"""What a report is written on: the same report becomes a Word document or part of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

Looks = Literal["wording", "quote", "soft", "mark"]
"""The user's own words, a speaker's, something beside them, something still to be done."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a person has to fill in."""

    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text and what it is; a quote comes without its marks, the paper sets them."""

    text: str
    looks: Looks


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture: ``alt`` for who cannot see it, ``caption`` for all."""

    svg: str
    alt: str
    caption: str


Cell: TypeAlias = str | Gap | Sequence[Piece]


class Paper(Protocol):
    """Takes a report from top to bottom."""

    def title(self, text: str, below: str) -> None: ...

    def heading(self, text: str, level: int = 1, *, page_break: bool = False) -> None: ...

    def paragraph(self, text: str) -> None: ...

    def small(self, text: str) -> None: ...

    def bullet(self, text: str) -> None: ...

    def to_fill(self, text: str) -> None: ...

    def note(self, lines: Sequence[str]) -> None: ...

    def table(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[Cell]],
        *,
        widths: Sequence[float],
        caption: str,
    ) -> None: ...

    def pictures(self, drawings: Sequence[Drawing]) -> None: ...
