"""Where everything of the map goes: three columns of cards, and the lines between them.

Pure geometry, in units that are pixels on a screen; `svg` draws it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from assist.core.language import _
from assist.core.statement import DOMAINS
from assist.core.valuemap import ValueMap
from assist.valuemap.cards import BOX_PAD, LINE, Item, Line, card_height, lines_for, written
from assist.valuemap.live import live_effects, live_links, live_options, numbers
from assist.valuemap.ordering import Column, Edge, Group, fewer_crossings, flat
from assist.valuemap.words import domain_name

WIDTH = 1120.0
GAP = 7.0  # between cards
GROUP_GAP = 18.0
BOX_HEAD = 27.0
MARGIN = 24.0
HEADINGS = 44.0  # room for the names of the columns
WIDEST = 60.0  # more room than this between cards goes between their groups

ALONE = "\0alone"


@dataclass(frozen=True, slots=True)
class Card:
    """One node: ``x``, ``y`` of its upper left corner, and what it says."""

    id: str
    number: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[Line, ...]
    hue: int
    item: Item

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Box:
    """The frame around a group; ``hue`` -1 for no colour of its own.

    ``group`` is the cluster or the domain, empty for values that stand alone.
    """

    name: str
    group: str
    column: int
    x: float
    y: float
    width: float
    height: float
    hue: int
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Wire:
    """A link, from the right side of one card to the left side of another.

    One of the kind ``answers`` runs back, from an option to the effect that it answers.
    """

    source: str
    target: str
    kind: str
    ends: tuple[str, str]
    points: tuple[float, float, float, float]
    hue: int
    decided: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole map, laid out."""

    width: float
    height: float
    headings: tuple[tuple[float, float, str], ...]
    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        return tuple(card for box in self.boxes for card in box.cards)


def lay_out(
    valuemap: ValueMap,
    *,
    width: float = WIDTH,
    top: float = 0.0,
    most_lines: int = 0,
    only: Set[str] | None = None,
) -> Picture:
    """Place every card, frame and line.

    Parameters
    ----------
    width : float
        Of the whole picture; at least 720.
    top : float
        Where the column headings start; above it is room for a title.
    most_lines : int
        Of a quote; the rest is cut off. With 0 as many as suits the number of cards.
    only : set of str, optional
        Ids of effects, values and options: these, with the links between them, and nothing
        else. Numbers and colours stay those of the whole map.
    """
    columns, edges = columns_of(valuemap, only)
    columns = fewer_crossings(columns, edges)
    width = max(720.0, width)
    lefts, widths = _places(width)
    number = numbers(valuemap)
    items = items_of(valuemap)
    shown = [items[n] for column in columns for n in flat(column)]
    most_lines = most_lines or lines_for(max(len(flat(column)) for column in columns))
    lines = written(valuemap, shown, number, widths, most_lines)
    start = top + HEADINGS
    tall = max(_height(column, lines) for column in columns)
    known = _Known(items, lines, number, _hues(valuemap))
    boxes: list[Box] = []
    for i, column in enumerate(columns):
        boxes += _placed(i, column, lefts[i], start, widths[i], tall, known)
    cards = {card.id: card for box in boxes for card in box.cards}
    names = (_("Effecten"), _("Waarden"), _("Handelingsopties"))
    return Picture(
        width=width,
        height=start + tall + MARGIN,
        headings=tuple((x, top + 26.0, n) for x, n in zip(lefts, names, strict=True)),
        boxes=tuple(boxes),
        wires=_wires(valuemap, cards),
    )


def lines_of(
    valuemap: ValueMap, *, width: float = WIDTH, most_lines: int = 3
) -> dict[str, tuple[Line, ...]]:
    """What the cards of the whole map say in a picture of this width, by id."""
    items = items_of(valuemap)
    alive = [items[n] for column in columns_of(valuemap)[0] for n in flat(column)]
    return written(valuemap, alive, numbers(valuemap), _places(max(720.0, width))[1], most_lines)


def height_of(
    valuemap: ValueMap,
    lines: Mapping[str, Sequence[Line]],
    *,
    top: float = 0.0,
    only: Set[str] | None = None,
) -> float:
    """How high `lay_out` makes the picture, from what `lines_of` gave; nothing is placed."""
    columns, _edges = columns_of(valuemap, only)
    return top + HEADINGS + max(_height(column, lines) for column in columns) + MARGIN


def items_of(valuemap: ValueMap) -> dict[str, Item]:
    """Statements and values by id."""
    return {**{s.id: s for s in valuemap.statements}, **{v.id: v for v in valuemap.values}}


def _places(width: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Left side and width of each column."""
    inner = width - 2 * MARGIN
    widths = (inner * 0.345, inner * 0.185, inner * 0.315)
    between = (inner - sum(widths)) / 2
    lefts = (
        MARGIN,
        MARGIN + widths[0] + between,
        MARGIN + widths[0] + widths[1] + 2 * between,
    )
    return lefts, widths


def columns_of(
    valuemap: ValueMap, only: Set[str] | None = None
) -> tuple[tuple[Column, ...], tuple[list[Edge], list[Edge]]]:
    """The three columns as spoken and listed, and the links between neighbours."""
    links = live_links(valuemap)
    raises = [(k.source, k.target) for k in links if k.kind == "raises"]
    serves = [(k.source, k.target) for k in links if k.kind == "served_by"]
    effects, options, values = live_effects(valuemap), live_options(valuemap), valuemap.values
    if only is not None:
        raises = [edge for edge in raises if edge[0] in only and edge[1] in only]
        serves = [edge for edge in serves if edge[0] in only and edge[1] in only]
        effects = tuple(e for e in effects if e.id in only)
        options = tuple(o for o in options if o.id in only)
        values = tuple(v for v in values if v.id in only)
    clusters: dict[str, list[str]] = defaultdict(list)
    for node in values:
        clusters[node.cluster or ALONE].append(node.id)
    alone = clusters.pop(ALONE, [])
    columns: tuple[Column, ...] = (
        (Group("", tuple(e.id for e in effects), fixed=True),),
        (
            *(Group(name, tuple(nodes)) for name, nodes in clusters.items()),
            *((Group(ALONE, tuple(alone), fixed=True),) if alone else ()),
        ),
        tuple(
            Group(domain, tuple(o.id for o in options if o.domain == domain), fixed=True)
            for domain in DOMAINS
        ),
    )
    return columns, (raises, serves)


def _hues(valuemap: ValueMap) -> dict[str, int]:
    """A colour number for each value by its cluster; -1 for who stands alone."""
    named = list(dict.fromkeys(v.cluster for v in valuemap.values if v.cluster))
    return {v.id: named.index(v.cluster) if v.cluster else -1 for v in valuemap.values}


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of each node, by id."""

    items: Mapping[str, Item]
    lines: Mapping[str, tuple[Line, ...]]
    number: Mapping[str, str]
    hues: Mapping[str, int]


def _height(column: Column, lines: Mapping[str, Sequence[Line]]) -> float:
    total = 0.0
    for group in column:
        framed = BOX_HEAD + BOX_PAD if group.name else 0.0
        cards = sum(card_height(lines[n]) + GAP for n in group.nodes) - GAP
        total += framed + max(cards, 0.0) + (0.0 if group.nodes or not group.name else LINE)
    return total + GROUP_GAP * max(0, len(column) - 1)


def _placed(
    i: int,
    column: Column,
    left: float,
    top: float,
    width: float,
    tall: float,
    known: _Known,
) -> list[Box]:
    """One column from top to bottom, a short one spread over the height."""
    spare = tall - _height(column, known.lines)
    inside = sum(max(0, len(g.nodes) - 1) for g in column)
    breaks = max(0, len(column) - 1)
    extra = min(spare / (inside + 3 * breaks), WIDEST) if inside + breaks else 0.0
    apart = (spare - extra * inside) / breaks if breaks else 0.0
    y = top
    boxes = []
    for group in column:
        framed = bool(group.name)
        at, inset = y, BOX_PAD if framed else 0.0
        y += BOX_HEAD if framed else 0.0
        cards = []
        for n in group.nodes:
            height = card_height(known.lines[n])
            cards.append(
                Card(
                    id=n,
                    number=known.number[n],
                    x=left + inset,
                    y=y,
                    width=width - 2 * inset,
                    height=height,
                    lines=known.lines[n],
                    hue=known.hues.get(n, -1),
                    item=known.items[n],
                )
            )
            y += height + GAP + extra
        y -= GAP + extra if group.nodes else 0.0
        y += (BOX_PAD if group.nodes else LINE + BOX_PAD) if framed else 0.0
        hue = cards[0].hue if cards else -1
        named = "" if group.name == ALONE else group.name
        boxes.append(Box(_name(group, i), named, i, left, at, width, y - at, hue, tuple(cards)))
        y += GROUP_GAP + apart
    return boxes


def _name(group: Group, column: int) -> str:
    if group.name == ALONE:
        return _("op zichzelf")
    return domain_name(group.name) if column == 2 else group.name


def _wires(valuemap: ValueMap, cards: Mapping[str, Card]) -> tuple[Wire, ...]:
    """Lines meet a card spread over its side, so that they can be told apart."""
    links = [k for k in live_links(valuemap) if k.source in cards and k.target in cards]
    leaving: dict[str, list[str]] = defaultdict(list)
    arriving: dict[str, list[str]] = defaultdict(list)
    for k in links:
        if k.kind != "answers":
            leaving[k.source].append(k.target)
            arriving[k.target].append(k.source)
    for ends in (*leaving.values(), *arriving.values()):
        ends.sort(key=lambda n: cards[n].middle)

    def port(card: Card, others: list[str], other: str) -> float:
        room = min(card.height - 12.0, 5.0 * (len(others) - 1))
        share = others.index(other) / (len(others) - 1) if len(others) > 1 else 0.5
        return card.middle + room * (share - 0.5)

    wires = []
    for k in links:
        a, b = cards[k.source], cards[k.target]
        if k.kind == "answers":
            points, hue = (a.x, a.middle, b.x + b.width, b.middle), -1
        else:
            hue = (b if k.kind == "raises" else a).hue
            points = (
                a.x + a.width,
                port(a, leaving[a.id], b.id),
                b.x,
                port(b, arriving[b.id], a.id),
            )
        wires.append(
            Wire(
                source=k.source,
                target=k.target,
                kind=k.kind,
                ends=(a.number, b.number),
                points=points,
                hue=hue,
                decided=k.status != "suggested",
            )
        )
    return tuple(wires)
