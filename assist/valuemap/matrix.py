"""The map as a matrix: effects against values, with the options in the cells."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from assist.core.statement import Effect, Option
from assist.core.valuemap import ValueMap, ValueNode
from assist.valuemap.live import live_effects, live_links, live_options


@dataclass(frozen=True, slots=True)
class Cell:
    """Where an effect and a value meet.

    Parameters
    ----------
    raised : bool
        The value lies behind the effect.
    options : tuple of Option
        Answer the effect and serve the value.
    """

    raised: bool = False
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """Effects as rows, values as columns.

    Parameters
    ----------
    clusters : tuple of (str, int)
        Names above the columns, and how many columns each spans; an empty name for values
        that stand alone.
    values : tuple of ValueNode
        That lie behind an effect or are served by an option, by cluster.
    rows : tuple of (Effect, tuple of Cell)
    others : tuple of tuple of Option
        By value: options that serve it and stand in none of its cells.
    """

    clusters: tuple[tuple[str, int], ...]
    values: tuple[ValueNode, ...]
    rows: tuple[tuple[Effect, tuple[Cell, ...]], ...]
    others: tuple[tuple[Option, ...], ...]


def matrix_of(valuemap: ValueMap) -> Matrix:
    """Lay effects, values and options out as a table; what was refused is left out."""
    raised, serving, answering = set(), defaultdict(set), defaultdict(set)
    for k in live_links(valuemap):
        if k.kind == "raises":
            raised.add((k.source, k.target))
        elif k.kind == "served_by":
            serving[k.source].add(k.target)
        else:
            answering[k.target].add(k.source)
    tied = {value for _effect, value in raised} | set(serving)
    values = tuple(v for v in valuemap.values if v.id in tied)
    options = live_options(valuemap)

    def among(ids: set[str]) -> tuple[Option, ...]:
        return tuple(o for o in options if o.id in ids)

    rows = []
    placed: dict[str, set[str]] = defaultdict(set)
    for effect in live_effects(valuemap):
        cells = []
        for value in values:
            here = (effect.id, value.id) in raised
            both = answering[effect.id] & serving[value.id] if here else set()
            placed[value.id] |= both
            cells.append(Cell(here, among(both)) if here else Cell())
        rows.append((effect, tuple(cells)))
    spans: dict[str, int] = defaultdict(int)
    for value in values:
        spans[value.cluster] += 1
    return Matrix(
        clusters=tuple(spans.items()),
        values=values,
        rows=tuple(rows),
        others=tuple(among(serving[v.id] - placed[v.id]) for v in values),
    )
