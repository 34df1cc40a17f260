"""Where everything of the map goes: three columns of cards, and the lines between them.

Pure geometry, in units that are pixels on a screen; `svg` draws it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Literal

from assist.core.language import _
from assist.core.statement import DOMAINS, Effect, Statement
from assist.core.valuemap import ValueMap, ValueNode
from assist.valuemap.live import clock, live_effects, live_links, live_options, numbers
from assist.valuemap.ordering import Column, Edge, Group, fewer_crossings, flat
from assist.valuemap.text import text_width, wrap
from assist.valuemap.words import domain_name

SIZE = 12.0  # of card text
SMALL = 10.0
LINE = 15.5
PAD = 9.0
BADGE = 28.0  # room for the sign before an effect
GAP = 7.0  # between cards
GROUP_GAP = 18.0
BOX_HEAD = 27.0
BOX_PAD = 8.0
MARGIN = 24.0
HEADINGS = 44.0  # room for the names of the columns
WIDEST = 60.0  # more room than this between cards goes between their groups

Style = Literal["quote", "wording", "caption", "label"]
ALONE = "\0alone"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text in a card."""

    text: str
    style: Style


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
    item: Statement | ValueNode

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Box:
    """The frame around a group; ``hue`` -1 for no colour of its own."""

    name: str
    column: int
    x: float
    y: float
    width: float
    height: float
    hue: int
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Wire:
    """A link, from the right side of one card to the left side of another."""

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
    width: float = 1120.0,
    top: float = 0.0,
    most_lines: int = 3,
    only: Set[str] | None = None,
) -> Picture:
    """Place every card, frame and line.

    Parameters
    ----------
    only : set of str, optional
        Ids of values: these, with the effects and options tied to them, and nothing else.
    width : float
        Of the whole picture; at least 720.
    top : float
        Where the column headings start; above it is room for a title.
    most_lines : int
        Of a quote; the rest is cut off.
    """
    columns, edges = columns_of(valuemap, only)
    columns = fewer_crossings(columns, edges)
    width = max(720.0, width)
    lefts, widths = _places(width)
    items = _items(valuemap)
    hues = _hues(columns[1])
    number = numbers(valuemap)
    lines = _written(valuemap, columns, widths, most_lines)
    start = top + HEADINGS
    tall = max(_height(column, lines) for column in columns)
    boxes: list[Box] = []
    for i, column in enumerate(columns):
        boxes += _placed(i, column, lefts[i], start, widths[i], tall, items, lines, number, hues)
    cards = {card.id: card for box in boxes for card in box.cards}
    names = (_("Effecten"), _("Waarden"), _("Handelingsopties"))
    return Picture(
        width=width,
        height=start + tall + MARGIN,
        headings=tuple((x, top + 26.0, n) for x, n in zip(lefts, names, strict=True)),
        boxes=tuple(boxes),
        wires=_wires(valuemap, cards),
    )


def height_of(
    valuemap: ValueMap,
    *,
    width: float = 1120.0,
    top: float = 0.0,
    most_lines: int = 3,
    only: Set[str] | None = None,
) -> float:
    """How high `lay_out` would make the picture, without the work of placing anything."""
    columns, _edges = columns_of(valuemap, only)
    lines = _written(valuemap, columns, _places(max(720.0, width))[1], most_lines)
    return top + HEADINGS + max(_height(column, lines) for column in columns) + MARGIN


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


def _items(valuemap: ValueMap) -> dict[str, Statement | ValueNode]:
    return {
        **{s.id: s for s in valuemap.statements},
        **{v.id: v for v in valuemap.values},
    }


def _written(
    valuemap: ValueMap, columns: Sequence[Column], widths: Sequence[float], most_lines: int
) -> dict[str, tuple[Line, ...]]:
    """What each card says, by id."""
    items, number = _items(valuemap), numbers(valuemap)
    answers: dict[str, list[str]] = defaultdict(list)
    for k in live_links(valuemap):
        if k.kind == "answers":
            answers[k.source].append(number[k.target])
    return {
        n: _lines(
            items[n], number[n], answers.get(n, []), _text_room(items[n], widths[i]), most_lines
        )
        for i, column in enumerate(columns)
        for n in flat(column)
    }


def columns_of(
    valuemap: ValueMap, only: Set[str] | None = None
) -> tuple[tuple[Column, ...], tuple[list[Edge], list[Edge]]]:
    """The three columns as spoken and listed, and the links between neighbours."""
    links = live_links(valuemap)
    raises = [(k.source, k.target) for k in links if k.kind == "raises"]
    serves = [(k.source, k.target) for k in links if k.kind == "served_by"]
    effects, options, values = live_effects(valuemap), live_options(valuemap), valuemap.values
    if only is not None:
        raises = [edge for edge in raises if edge[1] in only]
        serves = [edge for edge in serves if edge[0] in only]
        tied = {source for source, _value in raises} | {target for _value, target in serves}
        effects = tuple(e for e in effects if e.id in tied)
        options = tuple(o for o in options if o.id in tied)
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


def _hues(values: Column) -> dict[str, int]:
    """A colour number for each cluster, from top to bottom; -1 for who stands alone."""
    named = [g for g in values if g.name != ALONE]
    hues = {n: i for i, g in enumerate(named) for n in g.nodes}
    return {**hues, **{n: -1 for g in values if g.name == ALONE for n in g.nodes}}


def _text_room(item: Statement | ValueNode, width: float) -> float:
    if isinstance(item, ValueNode):
        return width - 4 * PAD
    return width - 2 * PAD - (BADGE if isinstance(item, Effect) else 2 * BOX_PAD)


def _lines(
    item: Statement | ValueNode, number: str, answers: Sequence[str], room: float, most: int
) -> tuple[Line, ...]:
    if isinstance(item, ValueNode):
        found, _cut = wrap(item.label, room, SIZE, 2, bold=True)
        return tuple(Line(text, "label") for text in found)
    caption = number
    actor = item.actor if isinstance(item, Effect) else ""
    to = _("antwoord op {effects}").format(effects=", ".join(answers)) if answers else ""
    for part in (actor, clock(item.quote.start), to):
        if part and text_width(f"{caption} · {part}", SMALL) <= room:
            caption = f"{caption} · {part}"
    made = [Line(caption, "caption")]
    if item.wording:
        made += [Line(t, "wording") for t in wrap(item.wording, room, SIZE, most - 1, bold=True)[0]]
    quoted = wrap(f"“{item.quote.exact}”", room, SIZE, most - 1 if item.wording else most)[0]
    return (*made, *(Line(t, "quote") for t in quoted))


def _card_height(lines: Sequence[Line]) -> float:
    if lines and lines[0].style == "label":
        return len(lines) * LINE + 10.0
    return (len(lines) - 1) * LINE + 14.0 + PAD * 1.6


def _height(column: Column, lines: dict[str, tuple[Line, ...]]) -> float:
    total = 0.0
    for group in column:
        framed = BOX_HEAD + BOX_PAD if group.name else 0.0
        cards = sum(_card_height(lines[n]) + GAP for n in group.nodes) - GAP
        total += framed + max(cards, 0.0) + (0.0 if group.nodes or not group.name else LINE)
    return total + GROUP_GAP * max(0, len(column) - 1)


def _placed(
    i: int,
    column: Column,
    left: float,
    top: float,
    width: float,
    tall: float,
    items: dict[str, Statement | ValueNode],
    lines: dict[str, tuple[Line, ...]],
    number: dict[str, str],
    hues: dict[str, int],
) -> list[Box]:
    """One column from top to bottom, a short one spread over the height."""
    spare = tall - _height(column, lines)
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
            height = _card_height(lines[n])
            cards.append(
                Card(
                    id=n,
                    number=number[n],
                    x=left + inset,
                    y=y,
                    width=width - 2 * inset,
                    height=height,
                    lines=lines[n],
                    hue=hues.get(n, -1),
                    item=items[n],
                )
            )
            y += height + GAP + extra
        y -= GAP + extra if group.nodes else 0.0
        y += (BOX_PAD if group.nodes else LINE + BOX_PAD) if framed else 0.0
        hue = cards[0].hue if cards else -1
        boxes.append(Box(_name(group, i), i, left, at, width, y - at, hue, tuple(cards)))
        y += GROUP_GAP + apart
    return boxes


def _name(group: Group, column: int) -> str:
    if group.name == ALONE:
        return _("op zichzelf")
    return domain_name(group.name) if column == 2 else group.name


def _wires(valuemap: ValueMap, cards: dict[str, Card]) -> tuple[Wire, ...]:
    """Lines meet a card spread over its side, so that they can be told apart."""
    links = [
        k
        for k in live_links(valuemap)
        if k.kind in ("raises", "served_by") and k.source in cards and k.target in cards
    ]
    leaving: dict[str, list[str]] = defaultdict(list)
    arriving: dict[str, list[str]] = defaultdict(list)
    for k in links:
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
        value = b if k.kind == "raises" else a
        wires.append(
            Wire(
                source=k.source,
                target=k.target,
                kind=k.kind,
                ends=(a.number, b.number),
                points=(
                    a.x + a.width,
                    port(a, leaving[a.id], b.id),
                    b.x,
                    port(b, arriving[b.id], a.id),
                ),
                hue=value.hue,
                decided=k.status != "suggested",
            )
        )
    return tuple(wires)
