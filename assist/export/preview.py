"""The report as part of a web page: the same as the Word file, from the same hands."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assist.core.language import _
from assist.core.valuemap import ValueMap
from assist.export.paper import Cell, Drawing, Gap, Piece
from assist.export.pseudonymise import pseudonymise
from assist.export.report import compose
from assist.export.word_rows import to_fill
from assist.valuemap.text import xml_safe


def preview(valuemap: ValueMap) -> str:
    """The report as HTML, without names, to stand below a heading of level 2.

    Quotes are ``q``, the user's own wording is ``span.wording``, what a person still has to
    write is ``mark.to-fill``.
    """
    paper = Html()
    compose(paper, pseudonymise(valuemap))
    return paper.text()


class Html:
    """Takes a report and gives it back as HTML; see `assist.export.paper.Paper`."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._bullets: list[str] = []

    def text(self) -> str:
        """Everything so far."""
        self._list()
        return "\n".join(self._parts)

    def title(self, text: str, below: str) -> None:
        self._add(f'<h3 class="report-title">{_e(text)}</h3><p class="meta">{_e(below)}</p>')

    def heading(self, text: str, level: int = 1, *, page_break: bool = False) -> None:
        self._add(f"<h{level + 3}>{_e(text)}</h{level + 3}>")

    def paragraph(self, text: str) -> None:
        self._add(f"<p>{_e(text)}</p>")

    def small(self, text: str) -> None:
        self._add(f'<p class="meta">{_e(text)}</p>')

    def bullet(self, text: str) -> None:
        self._bullets.append(f"<li>{_e(text)}</li>")

    def to_fill(self, text: str) -> None:
        self._add(f"<p>{_fill(text)}</p>")

    def note(self, lines: Sequence[str]) -> None:
        first, *rest = lines
        told = "".join(f"<br>{_e(line)}" for line in rest)
        self._add(f'<p class="note"><strong>{_e(first)}</strong>{told}</p>')

    def table(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[Cell]],
        *,
        widths: Sequence[float],
        caption: str,
    ) -> None:
        if not rows:
            self.paragraph(_("Geen."))
            return
        whole = sum(widths)
        columns = "".join(f'<col width="{100 * width / whole:.0f}%">' for width in widths)
        head = "".join(f'<th scope="col">{_e(text)}</th>' for text in heads)
        body = "".join(
            f'<tr><th scope="row">{_cell(row[0])}</th>'
            + "".join(f"<td>{_cell(cell)}</td>" for cell in row[1:])
            + "</tr>"
            for row in rows
        )
        self._add(
            f'<div class="table" tabindex="0" role="region" aria-label="{_e(caption)}"><table>'
            f"<caption>{_e(caption)}</caption><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table></div>"
        )

    def pictures(self, drawings: Sequence[Drawing]) -> None:
        for drawing in drawings:
            self._add(
                f'<figure><div class="paper" tabindex="0" role="region" '
                f'aria-label="{_e(drawing.caption)}">{drawing.svg}</div>'
                f"<figcaption>{_e(drawing.caption)}</figcaption></figure>"
            )

    def _add(self, html: str) -> None:
        self._list()
        self._parts.append(html)

    def _list(self) -> None:
        if self._bullets:
            self._parts.append(f"<ul>{''.join(self._bullets)}</ul>")
            self._bullets = []


def _e(text: str) -> str:
    return escape(xml_safe(text), quote=True)


def _fill(text: str) -> str:
    return f'<mark class="to-fill">{_e(to_fill(text))}</mark>'


def _cell(cell: Cell) -> str:
    if isinstance(cell, Gap):
        return _fill(cell.text)
    if isinstance(cell, str):
        return _e(cell)
    return "".join(map(_piece, cell))


def _piece(piece: Piece) -> str:
    text = _e(piece.text)
    if piece.looks == "quote":
        return f"<q>{text}</q>"
    apart = " " if piece.looks == "wording" else ""
    return f'<span class="{piece.looks}">{text}</span>{apart}'
