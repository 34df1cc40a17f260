"""A long talk in parts: which utterances a page shows, and where everything else is."""

from __future__ import annotations

from dataclasses import dataclass

from assist.valuemap.live import clock
from assist.web import view
from assist.web.desk import Shown
from assist.web.filters import Selected, Wanted, query_of, selected
from assist.web.rows import rows_beside

SIZE = 150  # utterances in a part


@dataclass(frozen=True)
class Part:
    """A part of the talk to go to."""

    number: int
    time: str
    query: str


@dataclass(frozen=True)
class Listing:
    """One part, ready to be shown.

    Parameters
    ----------
    rows : tuple of Row
    page, last : int
        This part and the last, counted from 1.
    parts : tuple of Part
        All parts.
    index : str
        Every statement of all parts, in order: ``id:part:o`` with an ``o`` while nobody
        decided on it, with spaces between. For a script that steps through them.
    count, total : int
        Statements that the filter lets through, and all.
    utterances : int
        Utterances that the filter lets through.
    wanted : Wanted
        The filter.
    """

    rows: tuple[view.Row, ...]
    page: int
    last: int
    parts: tuple[Part, ...]
    index: str
    count: int
    total: int
    utterances: int
    wanted: Wanted

    @property
    def query(self) -> str:
        return query_of(self.wanted)

    def part(self, number: int) -> str:
        """The end of the address of a part."""
        return query_of(self.wanted, page=number)


def listing(shown: Shown, wanted: Wanted, page: int = 1, at: str = "") -> Listing:
    """The part to show.

    Parameters
    ----------
    shown : Shown
    wanted : Wanted
        The filter.
    page : int
        Number of a part; the nearest there is.
    at : str
        ``u-17`` or ``s-e-1a2b``: the part that holds this utterance or statement instead,
        where the filter lets it through.
    """
    chosen = selected(shown, wanted)
    place = {u.id: i for i, u in enumerate(chosen.utterances)}
    last = max(1, -(-len(chosen.utterances) // SIZE))
    page = min(max(1, _page_of(chosen, place, at) or page), last)
    here = chosen.utterances[(page - 1) * SIZE : page * SIZE]
    starts = chosen.utterances[::SIZE]
    return Listing(
        rows=tuple(rows_beside(shown, {u.id for u in here}, {s.id for s in chosen.statements})),
        page=page,
        last=last,
        parts=tuple(
            Part(n, clock(u.start), query_of(wanted, page=n)) for n, u in enumerate(starts, 1)
        ),
        index=" ".join(
            f"{s.id}:{place[s.quote.utterance] // SIZE + 1}:{'o' * (s.status == 'suggested')}"
            for s in chosen.statements
            if s.quote.utterance in place
        ),
        count=len(chosen.statements),
        total=len(shown.valuemap.statements),
        utterances=len(chosen.utterances),
        wanted=wanted,
    )


def _page_of(chosen: Selected, place: dict[int, int], at: str) -> int:
    """The part that holds an element of the page; 0 when none does."""
    kind, _, name = at.partition("-")
    utterance = int(name) if kind == "u" and name.isdecimal() and len(name) < 10 else None
    if kind == "s":
        utterance = next((s.quote.utterance for s in chosen.statements if s.id == name), None)
    return place[utterance] // SIZE + 1 if utterance in place else 0
