"""A lexicon as a table, for who keeps lists in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from assist.core.errors import AssistError
from assist.core.lexicon import Concept, Lexicon
from assist.values.naming import in_order, sorted_texts

_MANY = "|"  # between several phrases in one cell
_COLUMNS = {
    "waarde": "label",
    "engels": "label_en",
    "andere namen": "alt_labels",
    "definitie": "definition",
    "signaalzinnen": "cues",
    "hoort bij": "cluster",
    "verwant": "related",
    "notities": "notes",
    "kenmerk": "uri",
}
_LISTS = {"alt_labels", "cues", "related", "notes"}
# What a spreadsheet would run instead of show; the optional apostrophe is our own guard.
_FORMULA = re.compile(r"'*[=+\-@]")


def table_of(lexicon: Lexicon) -> str:
    """Semicolons and a byte-order mark, as a Dutch spreadsheet opens it without questions.

    Cells that a spreadsheet would run as a formula get an apostrophe before them.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for concept in in_order(lexicon.concepts):
        cells = []
        for name in _COLUMNS.values():
            value = getattr(concept, name)
            text = value if isinstance(value, str) else f" {_MANY} ".join(sorted_texts(value))
            cells.append(f"'{text}" if _FORMULA.match(text) else text)
        writer.writerow(cells)
    return "\ufeff" + out.getvalue()


def concepts_of_table(data: bytes, path: Path) -> list[Concept]:
    """Concepts of a table with a header row; only the column ``waarde`` must be there.

    Raises
    ------
    AssistError
        ``lexicon-table`` when the header is not ours, ``lexicon-broken`` otherwise.
    """
    text = _decoded(data)
    header = text.partition("\n")[0]
    delimiter = max(";,\t", key=header.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise AssistError("lexicon-broken", path=path, reason=error) from error
    names = [cell.strip().casefold() for cell in rows[0]] if rows else []
    if "waarde" not in names:
        raise AssistError("lexicon-table", path=path, columns=", ".join(_COLUMNS))
    concepts = []
    for row in rows[1:]:
        cells = {
            _COLUMNS[name]: _cell(value)
            for name, value in zip(names, row, strict=False)
            if name in _COLUMNS
        }
        if any(cells.values()):
            concepts.append(_concept(cells))
    return concepts


def _concept(cells: dict[str, str]) -> Concept:
    single = {k: v for k, v in cells.items() if k not in _LISTS}
    many = {k: _phrases(v) for k, v in cells.items() if k in _LISTS}
    return Concept(**single, **many)  # type: ignore[arg-type]  # names are those of _COLUMNS


def _phrases(cell: str) -> tuple[str, ...]:
    return sorted_texts(" ".join(part.split()) for part in cell.split(_MANY))


def _cell(value: str) -> str:
    value = " ".join(value.split())
    return value[1:] if value.startswith("'") and _FORMULA.match(value[1:]) else value


def _decoded(data: bytes) -> str:
    """Spreadsheets on Windows still save in the old code page."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
