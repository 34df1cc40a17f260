"""The map as SVG: effects, values in clusters, options by domain, and what binds them.

Made for eyes, printers and screen readers: signs have a shape as well as a colour, every
node can get the focus and says in words what it is and hangs on to. Looks are given as
presentation attributes, so that it also shows under a content security policy without
inline styles; a page's own style sheet can override them.
"""

from __future__ import annotations

from collections.abc import Set
from html import escape

from assist.core.language import _, current_language
from assist.core.statement import Effect
from assist.core.valuemap import ValueMap, ValueNode
from assist.valuemap.cards import SIZE, SMALL, Line
from assist.valuemap.layout import WIDTH, Box, Card, Picture, Wire, lay_out
from assist.valuemap.telling import summary, told
from assist.valuemap.text import text_width, wrap, xml_safe
from assist.valuemap.words import polarity_name

FONT = "'Segoe UI', 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"
INK, MUTED, PAPER = "#1b2430", "#54606e", "#ffffff"
# line and tint for each sign; every line is at least 4.5:1 on white and on its tint
SIGNS = {
    "positive": ("#0b6b5d", "#e3f3ef"),
    "negative": ("#a83a1b", "#fcebe5"),
    "mixed": ("#5f4a9c", "#efebf8"),
}
HUES = (
    ("#2563a8", "#eaf2fb"),
    ("#8a3d86", "#f8edf7"),
    ("#5f6f12", "#f3f6e3"),
    ("#9a5312", "#fcf1e5"),
    ("#14706b", "#e6f5f4"),
    ("#a93565", "#fcecf2"),
    ("#4a5a9c", "#edf0fa"),
    ("#3d7033", "#ebf5e9"),
)
ALONE = ("#5a6572", "#f4f6f8")
DOMAIN = ("#46525f", "#f4f6f8")
CALM = 90  # lines that can be seen at full strength; more of them are drawn fainter


def draw(
    valuemap: ValueMap,
    *,
    standalone: bool = False,
    still: bool = False,
    heading: bool | None = None,
    width: float = WIDTH,
    most_lines: int = 0,
    only: Set[str] | None = None,
) -> str:
    """Draw the map.

    Parameters
    ----------
    valuemap : ValueMap
        Refused statements and links are left out; what nobody decided on yet is dashed.
    standalone : bool
        A file of its own: with the session's title, and with an inline style sheet that
        brings a node's own lines forward when it is pointed at. Otherwise a part of a page.
    still : bool
        A picture for print: one thing, with nothing in it that can get the focus.
    heading : bool, optional
        Show the session's title above the map; by default when it stands alone.
    width : float
        Of the picture; it scales with its container.
    most_lines : int
        Of a quote on its card, 0 for what suits the number of cards; the whole quote is in
        the card's ``title``.
    only : set of str, optional
        Ids of nodes: a part of the map; numbers and colours stay the map's.

    Returns
    -------
    str
        An ``svg`` element. Nodes are ``g[data-id][data-kind]`` with ``tabindex=0`` and
        ``data-node`` (``E1``, ``W1``, ``O1``); lines are ``path[data-source][data-target]``
        with ``data-ends`` (the two numbers). Lines from an option to the effect that it
        answers are hidden until a style sheet shows them. Frames of clusters are
        ``rect[data-cluster]``.
    """
    title = valuemap.session.title or _("Waardenkaart")
    titled = standalone if heading is None else heading
    above, top = _heading(valuemap, width) if titled else ([], 30.0)
    picture = lay_out(valuemap, width=width, top=top, most_lines=most_lines, only=only)
    said = {} if still else told(valuemap)
    dim = f'viewBox="0 0 {_n(picture.width)} {_n(picture.height)}"'
    if standalone:
        dim += f' width="{_n(picture.width)}" height="{_n(picture.height)}"'
    looks = f'font-family="{FONT}" font-size="{_n(SIZE)}" fill="{INK}"'
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" class="valuemap" {dim} '
    if still:
        parts = [f'{opening}role="img" aria-label="{_e(summary(picture))}" {looks}>']
    else:
        parts = [
            f'{opening}role="group" lang="{current_language()}" '
            f'aria-labelledby="map-title map-desc" {looks}>',
            f'<title id="map-title">{_e(title)}</title>',
            f'<desc id="map-desc">{_e(summary(picture))}</desc>',
        ]
    if standalone:
        parts.append(f"<style>{_style(picture)}</style>")
        parts.append(f'<rect width="100%" height="100%" fill="{PAPER}"/>')
    parts += above
    parts += _legend(picture.width, top)
    parts += [
        f'<text class="column" x="{_n(x)}" y="{_n(y)}" font-size="16" font-weight="600">'
        f"{_e(name)}</text>"
        for x, y, name in picture.headings
    ]
    parts.append('<g class="frames" aria-hidden="true">')
    parts += [_frame(box) for box in picture.boxes if box.name]
    parts.append('</g><g class="links" fill="none" aria-hidden="true">')
    fade = min(1.0, (CALM / max(1, len(picture.wires))) ** 0.5)
    parts += [_wire(w, fade, still) for w in picture.wires if not still or w.kind != "answers"]
    parts.append("</g>")
    for box in picture.boxes:
        if still:
            parts += [_drawn(card) for card in box.cards]
        elif box.cards:
            label = box.name or _("Effecten")
            parts.append(f'<g role="list" aria-label="{_e(label)}">')
            parts += [_card(card, said[card.id]) for card in box.cards]
            parts.append("</g>")
    if not picture.cards:
        parts.append(
            f'<text x="24" y="{_n(top + 64)}" fill="{MUTED}">'
            + _e(_("Er zijn nog geen effecten, waarden of opties."))
            + "</text>"
        )
    parts.append("</svg>")
    return "\n".join(parts)


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _e(text: str) -> str:
    return escape(xml_safe(text), quote=True)


def _heading(valuemap: ValueMap, width: float) -> tuple[list[str], float]:
    session = valuemap.session
    titles, _cut = wrap(session.title or _("Waardenkaart"), width - 48, 22, 2, bold=True)
    below, _cut = wrap(session.technology, width - 48, 13, 2)
    parts, y = [], 18.0
    for text in titles:
        y += 26
        parts.append(f'<text x="24" y="{_n(y)}" font-size="22" font-weight="700">{_e(text)}</text>')
    for text in below:
        y += 20
        parts.append(f'<text x="24" y="{_n(y)}" font-size="13" fill="{MUTED}">{_e(text)}</text>')
    return parts, y + 44


def _legend(width: float, top: float) -> list[str]:
    """What the signs mean, on one line above the columns, from the right."""
    entries = [
        *((code, polarity_name(code)) for code in SIGNS),
        ("", _("stippellijn: nog niet nagekeken")),
    ]
    x = width - 24 - sum(text_width(t, 11) + (36 if code else 16) for code, t in entries) + 16
    y = top - 14
    parts = ['<g class="legend" font-size="11">']
    for code, text in entries:
        if code:
            parts.append(_sign(code, x + 8, y - 4, 7))
            x += 20
        parts.append(f'<text x="{_n(x)}" y="{_n(y)}" fill="{MUTED}">{_e(text)}</text>')
        x += text_width(text, 11) + 16
    return [*parts, "</g>"]


def _sign(code: str, x: float, y: float, r: float) -> str:
    """Circle with +, square with −, diamond with ±."""
    line, _tint = SIGNS[code]
    if code == "positive":
        shape = f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}" fill="{line}"/>'
    elif code == "negative":
        side = _n(2 * r - 1)
        shape = (
            f'<rect x="{_n(x - r + 0.5)}" y="{_n(y - r + 0.5)}" width="{side}" height="{side}" '
            f'rx="1.5" fill="{line}"/>'
        )
    else:
        d = r * 1.3
        shape = (
            f'<path d="M{_n(x)} {_n(y - d)}L{_n(x + d)} {_n(y)}L{_n(x)} {_n(y + d)}'
            f'L{_n(x - d)} {_n(y)}Z" fill="{line}"/>'
        )
    bar = r * (0.42 if code == "mixed" else 0.5)
    up = r * 0.25 if code == "mixed" else 0.0
    strokes = f"M{_n(x - bar)} {_n(y - up)}h{_n(2 * bar)}"
    if code != "negative":
        strokes += f"M{_n(x)} {_n(y - up - bar)}v{_n(2 * bar)}"
    if code == "mixed":
        strokes += f"M{_n(x - bar)} {_n(y + r * 0.52)}h{_n(2 * bar)}"
    return f'{shape}<path d="{strokes}" stroke="{PAPER}" stroke-width="1.4" fill="none"/>'


def _colours(hue: int) -> tuple[str, str]:
    return HUES[hue % len(HUES)] if hue >= 0 else ALONE


def _frame(box: Box) -> str:
    line, tint = DOMAIN if box.column == 2 else _colours(box.hue)
    dashed = ' stroke-dasharray="3 3"' if box.column == 1 and box.hue < 0 else ""
    name = box.name if box.column == 2 else box.name[:1].upper() + box.name[1:]
    found, _cut = wrap(name, box.width - 24, 12.5, 1, bold=True)
    return (
        f'<rect class="frame"{_of_cluster(box)} x="{_n(box.x)}" y="{_n(box.y)}" '
        f'width="{_n(box.width)}" height="{_n(box.height)}" rx="9" fill="{tint}" '
        f'stroke="{line}" stroke-opacity="0.35"'
        f'{dashed}/><text x="{_n(box.x + 12)}" y="{_n(box.y + 18.5)}" font-size="12.5" '
        f'font-weight="700" fill="{line}">{_e("".join(found))}</text>'
    )


def _of_cluster(box: Box) -> str:
    return f' data-cluster="{_e(box.group)}"' if box.column == 1 else ""


def _wire(wire: Wire, fade: float, still: bool) -> str:
    x1, y1, x2, y2 = wire.points
    bend = (x2 - x1) * 0.5
    path = f"M{_n(x1)} {_n(y1)}C{_n(x1 + bend)} {_n(y1)} {_n(x2 - bend)} {_n(y2)} {_n(x2)} {_n(y2)}"
    seen = f'stroke-opacity="{max(0.2, (0.75 if wire.decided else 0.5) * fade):.2f}"'
    if wire.kind == "answers":  # in a page, for a style sheet to show
        seen = 'stroke-dasharray="6 4" visibility="hidden"'
    drawn = f'd="{path}" stroke="{_colours(wire.hue)[0]}" stroke-width="1.4" {seen}'
    if still:
        return f"<path {drawn}/>"
    return (
        f'<path class="link {wire.kind}" {drawn} '
        f'data-kind="{wire.kind}" data-source="{_e(wire.source)}" '
        f'data-target="{_e(wire.target)}" data-ends="{wire.ends[0]} {wire.ends[1]}"/>'
    )


def _card(card: Card, said: str) -> str:
    item = card.item
    kind = "value" if isinstance(item, ValueNode) else item.kind
    own = (
        f'data-cluster="{_e(item.cluster)}"'
        if isinstance(item, ValueNode)
        else f'data-status="{item.status}"'
    )
    return (
        f'<g class="node {kind}" role="listitem" tabindex="0" aria-label="{_e(said)}" '
        f'data-id="{_e(card.id)}" data-kind="{kind}" data-node="{card.number}" {own}>'
        f"<title>{_e(said)}</title>{_drawn(card)}</g>"
    )


def _drawn(card: Card) -> str:
    item = card.item
    if isinstance(item, ValueNode):
        line, fill, dashed = _colours(card.hue)[0], PAPER, ""
        x, y = card.x + card.width / 2, card.y + 5.0
    else:
        line, fill = SIGNS[item.polarity] if isinstance(item, Effect) else (DOMAIN[0], PAPER)
        dashed = ' stroke-dasharray="4 3"' if item.status == "suggested" else ""
        captioned = any(text.style == "caption" for text in card.lines)
        x = card.x + (28.0 if isinstance(item, Effect) else 10.0)
        y = card.y + (4.0 if captioned else 1.0)
    rx = min(card.height / 2, 13) if isinstance(item, ValueNode) else 6
    parts = [
        f'<rect x="{_n(card.x)}" y="{_n(card.y)}" width="{_n(card.width)}" '
        f'height="{_n(card.height)}" rx="{_n(rx)}" fill="{fill}" stroke="{line}" '
        f'stroke-opacity="0.8"{dashed}/>',
    ]
    if isinstance(item, Effect):
        parts.append(_sign(item.polarity, card.x + 15, card.y + min(15, card.height / 2), 7))
    for text in card.lines:
        y += 15.5 if text.style != "caption" else 14.0
        parts.append(_text(text, x, y - 3.5 if text.style == "label" else y))
    return "".join(parts)


def _text(line: Line, x: float, y: float) -> str:
    looks = {
        "label": f'text-anchor="middle" font-weight="600" font-size="{_n(SIZE)}"',
        "wording": f'font-weight="700" font-size="{_n(SIZE)}"',
        "quote": f'font-size="{_n(SIZE)}"',
        "caption": f'font-size="{_n(SMALL)}" fill="{MUTED}"',
    }[line.style]
    return f'<text x="{_n(x)}" y="{_n(y)}" {looks}>{_e(line.text)}</text>'


def _style(picture: Picture) -> str:
    """Focus ring, and lines that come forward; no script needed."""
    rules = [
        ".node:focus{outline:none}.node:focus>rect,.node:hover>rect"
        "{stroke-width:2.5;stroke-opacity:1}",
        ".link{transition:stroke-opacity .15s}",
    ]
    for card in picture.cards:
        pointed = f'svg:has([data-node="{card.number}"]:is(:hover,:focus))'
        rules.append(
            f'{pointed} .link{{stroke-opacity:.07}}{pointed} .link[data-ends~="{card.number}"]'
            "{stroke-opacity:1;stroke-width:2.2;visibility:visible}"
        )
    return "".join(rules)
