"""What a researcher knows about the sessions: a small table beside the recordings."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from assist.core.errors import AssistError
from assist.core.files import check_readable
from assist.core.language import _
from assist.core.valuemap import ValueMap

TABLES = ("sessies.csv", "sessions.csv")
_COLUMNS = {
    "file": ("file", "bestand"),
    "title": ("title", "titel"),
    "technology": ("technology", "technologie"),
    "recorded": ("date", "datum", "recorded"),
}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DUTCH = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")  # as a Dutch spreadsheet saves it


@dataclass(frozen=True, slots=True)
class About:
    """What is told about one session; an empty field says nothing."""

    title: str = ""
    technology: str = ""
    recorded: str = ""

    @property
    def digest(self) -> str:
        """Short mark of its contents, which hold names perhaps; empty when nothing is told."""
        if self == About():
            return ""
        text = json.dumps(asdict(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Table:
    """Rows by file, as its writer spelled it; see `read_table`."""

    path: Path
    rows: Mapping[str, About]

    def of(self, source: Path) -> About:
        """What the table says of a file: by its path from the table, its name, or its stem."""
        try:
            beside = source.resolve().relative_to(self.path.resolve().parent)
        except ValueError:
            beside = Path(source.name)
        whole = (beside.as_posix(), beside.with_suffix("").as_posix())
        for name in (*whole, source.name, source.stem):
            if found := self.rows.get(_same(name)):
                return found
        return About()


def find_table(inputs: Iterable[Path]) -> Path | None:
    """The table in a folder of sessions, or beside a session; the first there is."""
    folders = dict.fromkeys(p if p.is_dir() else p.parent for p in inputs)
    return next((f / n for f in folders for n in TABLES if (f / n).is_file()), None)


def read_table(path: Path, sources: Sequence[Path]) -> Table:
    """Read what is told about sessions.

    Parameters
    ----------
    path : Path
        CSV with a heading; commas, semicolons or tabs; UTF-8 or what a Dutch Excel writes.
        Columns ``file``, ``title``, ``technology`` and ``date``, or their Dutch names, in any
        order; others are passed over.
    sources : sequence of Path
        The sessions. A file that is neither one of these nor beside the table is a mistake.

    Raises
    ------
    AssistError
        ``batch-table`` with the line at fault, or ``not-found`` and its like.
    """
    check_readable(path)
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        head = [cell.strip().casefold() for cell in next(lines, [])]
        places = {
            field: next((head.index(name) for name in names if name in head), None)
            for field, names in _COLUMNS.items()
        }
        if places["file"] is None:
            raise _fault(path, _("er is geen kolom file"))
        rows: dict[str, About] = {}
        known = _names(sources)
        for number, cells in enumerate(lines, 2):
            values = {
                field: " ".join(cells[at].split()) if at is not None and at < len(cells) else ""
                for field, at in places.items()
            }
            name = values.pop("file")
            if not name:
                continue
            key = _same(name.replace("\\", "/").removeprefix("./"))
            if key.rpartition("/")[2] not in known and not _beside(path, name):
                raise _fault(path, _("regel {n}: {file} is er niet").format(n=number, file=name))
            if key in rows:
                told = _("regel {n}: {file} staat er twee keer").format(n=number, file=name)
                raise _fault(path, told)
            day = _day(values["recorded"])
            if day is None:
                told = _("regel {n}: {date} is geen datum, zoals 2026-11-22").format(
                    n=number, date=values["recorded"]
                )
                raise _fault(path, told)
            rows[key] = About(values["title"], values["technology"], day)
    except csv.Error as error:
        raise _fault(path, str(error)) from error
    return Table(path, rows)


def described(valuemap: ValueMap, about: About) -> ValueMap:
    """A map with what is told about its session; empty fields leave what was there."""
    fields = {name: value for name, value in asdict(about).items() if value}
    session = replace(valuemap.session, **fields)
    return replace(
        valuemap, session=session, transcript=replace(valuemap.transcript, session=session)
    )


def _fault(path: Path, reason: str) -> AssistError:
    return AssistError("batch-table", path=path, reason=reason)


def _names(paths: Iterable[Path]) -> set[str]:
    return {_same(name) for path in paths for name in (path.name, path.stem)}


def _beside(table: Path, name: str) -> bool:
    """Whether there is such a session that this batch leaves out."""
    there = table.parent / name
    return there.exists() or (
        there.parent.is_dir() and _same(there.name) in _names(there.parent.iterdir())
    )


def _same(name: str) -> str:
    """Names compare as people read them: without case, and however accents are stored."""
    return unicodedata.normalize("NFC", name).casefold()


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _day(text: str) -> str | None:
    """A day as 2026-11-22; empty stays empty, None for what is no day."""
    if not text:
        return ""
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DUTCH.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
