"""Single labelled statements: utterances without a session, to learn values and polarity from."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from assist.core.errors import AssistError
from assist.core.files import check_readable
from assist.core.language import _
from assist.core.statement import DOMAINS, POLARITIES

SingleKind = Literal["effect", "option", "other"]
KINDS: tuple[SingleKind, ...] = get_args(SingleKind)
COLUMNS = ("kind", "label", "actor", "values", "technology", "text")
MOST_VALUES = 3


@dataclass(frozen=True, slots=True)
class SingleStatement:
    """What one speaker says in one utterance, with its label, outside any session.

    Parameters
    ----------
    kind : {"effect", "option", "other"}
        ``other`` is talk that looks like a statement and is none.
    label : str
        Polarity of an effect, domain of an option, or why the talk is no statement.
    actor : str
        Whom an effect touches; empty for the other kinds.
    values : tuple of str
        One to three preferred labels, the most central first; empty for ``other``.
    technology : str
        Short name of what it is about; split train and test by it.
    text : str
    """

    kind: SingleKind
    label: str
    actor: str
    values: tuple[str, ...]
    technology: str
    text: str


def read_statements(path: Path) -> tuple[SingleStatement, ...]:
    """Read single statements from CSV, in the order of the file.

    UTF-8 with a header `COLUMNS`; several values in one cell stand between ``|``.

    Raises
    ------
    AssistError
        ``gold-broken`` with the line and what is wrong there, or why the file cannot be read.
    """
    check_readable(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise AssistError("gold-broken", path=path, reason=_("het is geen tekst")) from error
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    found = []
    try:
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise ValueError(
                _("de kolommen zijn niet {columns}").format(columns=", ".join(COLUMNS))
            )
        for row in rows:
            found.append(_statement(row))
    except (csv.Error, ValueError) as error:
        reason = _("regel {line}: {reason}").format(line=rows.line_num, reason=error)
        raise AssistError("gold-broken", path=path, reason=reason) from error
    return tuple(found)


def _statement(row: Mapping[str, str | None]) -> SingleStatement:
    cells = {name: row[name] for name in COLUMNS}
    if None in row or None in cells.values():
        raise ValueError(_("er zijn niet {number} velden").format(number=len(COLUMNS)))
    kind, label, actor, joined, technology, text = (str(cell).strip() for cell in cells.values())
    values = tuple(joined.split("|")) if joined else ()
    for name, wrong in (
        ("kind", kind not in KINDS),
        ("label", label not in _labels(kind) if kind != "other" else not label),
        ("actor", bool(actor) != (kind == "effect")),
        ("values", not _fit(values, kind)),
        ("technology", not technology),
        ("text", not text),
    ):
        if wrong:
            raise ValueError(_("{field} klopt niet").format(field=name))
    return SingleStatement(_kind(kind), label, actor, values, technology, text)


def _kind(name: str) -> SingleKind:
    return next(kind for kind in KINDS if kind == name)


def _labels(kind: str) -> tuple[str, ...]:
    return POLARITIES if kind == "effect" else DOMAINS


def _fit(values: tuple[str, ...], kind: str) -> bool:
    """Whether there are as many values as the kind has, each once."""
    if kind == "other":
        return not values
    return 1 <= len(values) <= MOST_VALUES and all(values) and len(set(values)) == len(values)
