"""A comparison to a file; the ending chooses the form."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assist.core.errors import AssistError
from assist.core.files import write_bytes
from assist.core.language import _, current_language, ngettext
from assist.research.comparison import Comparison
from assist.research.loading import COMPARISON_SCHEMA
from assist.research.plots import overview, plots
from assist.research.present import as_markdown, as_text, how_to_read, shown_tables
from assist.valuemap.text import formula_safe, xml_safe

if TYPE_CHECKING:
    import pandas as pd

_TEMPLATES = Path(__file__).with_name("templates")


def write_comparison(comparison: Comparison, path: Path, *, force: bool = False) -> None:
    """Write a comparison whole, or not at all.

    Raises
    ------
    AssistError
        ``unknown-format``, ``exists``, ``not-writable`` or ``disk-full``.
    """
    check_ending(path)
    write_bytes(path, KNOWN[path.suffix.lower()](comparison), force=force)


def check_ending(path: Path) -> None:
    """Refuse a form that there is none of, before the work.

    Raises
    ------
    AssistError
        ``unknown-format``.
    """
    if path.suffix.lower() not in KNOWN:
        raise AssistError("unknown-format", path=path, known=" ".join(KNOWN))


def to_text(comparison: Comparison) -> str:
    """Tables for a terminal."""
    return as_text(shown_tables(comparison), how_to_read(comparison), comparison.skipped)


def to_json(comparison: Comparison) -> str:
    """All tables, machine names, one row a line."""
    parts = [f' "schema": {json.dumps(COMPARISON_SCHEMA)}']
    parts.append(f' "skipped": {json.dumps(list(comparison.skipped), ensure_ascii=False)}')
    for name, frame in comparison.tables.items():
        rows = [json.dumps(row, ensure_ascii=False) for row in records(frame)]
        body = "[\n  " + ",\n  ".join(rows) + "\n ]" if rows else "[]"
        parts.append(f" {json.dumps(name)}: {body}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain dicts: numbers of Python, None for nothing, text that every file can hold."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [{k: _plain(v) for k, v in row.items()} for row in plain.to_dict("records")]


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return xml_safe(value)
    return value.item() if hasattr(value, "item") else value


def _csv(comparison: Comparison) -> bytes:
    frame = comparison.statements.copy()
    for name in frame.columns:
        frame[name] = [formula_safe(xml_safe(v)) if isinstance(v, str) else v for v in frame[name]]
    return frame.to_csv(index=False, lineterminator="\n").encode("utf-8")


def _markdown(comparison: Comparison) -> bytes:
    tables = shown_tables(comparison)
    return as_markdown(tables, how_to_read(comparison), comparison.skipped).encode("utf-8")


def _html(comparison: Comparison) -> bytes:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    drawn = {"effecten": "sessies", "opties": "domeinen", "waarden": "waarden"}
    sessions, effects, options = (
        len(comparison.sessions),
        int(comparison.sessions["effects"].sum()),
        int(comparison.sessions["options"].sum()),
    )
    lead = ngettext(
        "{n} sessie, met {effects} effecten, {options} handelingsopties en {values} waarden.",
        "{n} sessies, met {effects} effecten, {options} handelingsopties en {values} waarden.",
        sessions,
    ).format(n=sessions, effects=effects, options=options, values=len(comparison.shared))
    text = environment.get_template("comparison.html").render(
        _=_,
        language=current_language(),
        lead=lead,
        paragraphs=how_to_read(comparison),
        skipped=comparison.skipped,
        tables=shown_tables(comparison),
        plots={drawn[p.key]: Markup(p.svg()) for p in plots(comparison)},
    )
    return text.encode("utf-8")


def _xlsx(comparison: Comparison) -> bytes:
    from datetime import datetime

    import xlsxwriter

    stream = io.BytesIO()
    # Spoken words must never become formulas or links.
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, plain) as book:
        book.set_properties({"created": datetime(2020, 1, 1)})  # equal numbers, equal bytes
        head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(_("Leeswijzer"))
        sheet.set_column(0, 0, 100, wrap)
        for place, paragraph in enumerate((*how_to_read(comparison), *comparison.skipped)):
            sheet.write_string(place, 0, paragraph, wrap)
        share = book.add_format({"num_format": "0%"})
        for name, frame in comparison.tables.items():
            _fill(book.add_worksheet(name), frame, head, share)
    return stream.getvalue()


def _fill(sheet: Any, frame: pd.DataFrame, head: Any, share: Any) -> None:
    """One table as it is: numbers as numbers, so that a spreadsheet can go on with them."""
    for place, name in enumerate(frame.columns):
        sheet.write_string(0, place, name, head)
        longest = max((len(str(v)) for v in frame[name]), default=0)
        shares = name.endswith(("share", "low", "high"))
        width = min(48, max(len(name), longest)) + 2
        sheet.set_column(place, place, width, share if shares else None)
    for number, row in enumerate(records(frame), 1):
        for place, value in enumerate(row.values()):
            if value is not None:
                sheet.write(number, place, value)
    sheet.freeze_panes(1, 0)
    if len(frame):
        sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)


KNOWN: Mapping[str, Callable[[Comparison], bytes]] = {
    ".html": _html,
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".json": lambda comparison: to_json(comparison).encode("utf-8"),
    ".md": _markdown,
    ".svg": partial(overview, ending=".svg"),
    ".png": partial(overview, ending=".png"),
}
