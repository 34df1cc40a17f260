"""Rows of a Word table as XML; an object for every cell costs seconds on a large report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from assist.core.language import _
from assist.export.paper import Cell, Gap, Piece
from assist.valuemap.text import xml_safe

HEAD, FILL, SOFT = "F0F3F6", "FFF2A8", "54606E"
_SIZE = 19  # half points
_TWIPS = 1440 / 2.54  # in a centimetre


def row(cells: Sequence[Cell], widths: Sequence[float], *, head: bool = False) -> Any:
    """One row that stays whole; a head comes back on each page.

    Parameters
    ----------
    widths : sequence of float
        Of the cells, in centimetres.
    """
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    properties = "<w:cantSplit/>" + ("<w:tblHeader/>" if head else "")
    shade = _shade(HEAD) if head else ""
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{round(width * _TWIPS)}"/>{shade}</w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:before="40" w:after="40"/></w:pPr>{_runs(cell, head)}</w:p>'
        "</w:tc>"
        for cell, width in zip(cells, widths, strict=True)
    )
    return parse_xml(f"<w:tr {nsdecls('w')}><w:trPr>{properties}</w:trPr>{made}</w:tr>")


def to_fill(text: str) -> str:
    """How something to fill in reads."""
    return _("[in te vullen: {text}]").format(text=text)


def _shade(colour: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>'


def _runs(cell: Cell, head: bool) -> str:
    if isinstance(cell, Gap):
        return _run(to_fill(cell.text), _shade(FILL))
    if isinstance(cell, str):
        bold = "<w:b/>" if head else ""
        return _run(cell, f'{bold}<w:sz w:val="{_SIZE}"/>')
    return "".join(_pieces(cell))


def _pieces(cell: Sequence[Piece]) -> Iterator[str]:
    for piece in cell:
        text = f"“{piece.text}”" if piece.looks == "quote" else piece.text
        bold = "<w:b/>" if piece.looks == "wording" else ""
        slanted = "<w:i/>" if piece.looks == "mark" else ""
        soft = f'<w:color w:val="{SOFT}"/>' if piece.looks in ("soft", "mark") else ""
        yield _run(text, f'{bold}{slanted}{soft}<w:sz w:val="{_SIZE}"/>')
        if piece.looks == "wording":
            yield "<w:r><w:br/></w:r>"


def _run(text: str, looks: str) -> str:
    lines = xml_safe(text).split("\n")
    told = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line, quote=False)}</w:t>' for line in lines
    )
    return f"<w:r><w:rPr>{looks}</w:rPr>{told}</w:r>"
