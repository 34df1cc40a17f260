"""What the cards of the map say, and how high that makes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from assist.core.language import _
from assist.core.statement import Effect, Statement
from assist.core.valuemap import ValueMap, ValueNode
from assist.valuemap.live import clock, live_links
from assist.valuemap.text import text_width, wrap

SIZE = 12.0  # of card text
SMALL = 10.0
LINE = 15.5
PAD = 9.0
BADGE = 28.0  # room for the sign before an effect
BOX_PAD = 8.0
LINES = ((45, 3), (90, 2))
"""A column of at most so many cards has room for so many lines of a quote; a longer one for 1."""

Style = Literal["quote", "wording", "caption", "label"]
Item = Statement | ValueNode


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text in a card."""

    text: str
    style: Style


def lines_for(cards: int) -> int:
    """How many lines of a quote a card shows, when its column holds ``cards``."""
    return next((lines for most, lines in LINES if cards <= most), 1)


def written(
    valuemap: ValueMap,
    items: Collection[Item],
    number: dict[str, str],
    widths: Sequence[float],
    most_lines: int,
) -> dict[str, tuple[Line, ...]]:
    """What each card says, by id.

    Parameters
    ----------
    widths : sequence of float
        Of the columns: effects, values, options.
    most_lines : int
        Of a quote. With 1 there is no caption: number and words share that line.
    """
    answers: dict[str, list[str]] = defaultdict(list)
    for k in live_links(valuemap):
        if k.kind == "answers":
            answers[k.source].append(number[k.target])
    return {
        item.id: _lines(item, number[item.id], answers.get(item.id, []), room, most_lines)
        for item in items
        for room in (_text_room(item, widths),)
    }


def card_height(lines: Sequence[Line]) -> float:
    """Height of a card that says this."""
    if lines and lines[0].style == "label":
        return len(lines) * LINE + 10.0
    if lines and lines[0].style != "caption":
        return len(lines) * LINE + PAD
    return (len(lines) - 1) * LINE + 14.0 + PAD * 1.6


def _text_room(item: Item, widths: Sequence[float]) -> float:
    if isinstance(item, ValueNode):
        return widths[1] - 4 * PAD
    if isinstance(item, Effect):
        return widths[0] - 2 * PAD - BADGE
    return widths[2] - 2 * PAD - 2 * BOX_PAD


def _lines(
    item: Item, number: str, answers: Sequence[str], room: float, most: int
) -> tuple[Line, ...]:
    if isinstance(item, ValueNode):
        found, _cut = wrap(item.label, room, SIZE, 2, bold=True)
        return tuple(Line(text, "label") for text in found)
    if most == 1:
        said = item.wording or f"“{item.quote.exact}”"
        style: Style = "wording" if item.wording else "quote"
        found, _cut = wrap(f"{number}  {said}", room, SIZE, 1, bold=bool(item.wording))
        return tuple(Line(text, style) for text in found)
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
