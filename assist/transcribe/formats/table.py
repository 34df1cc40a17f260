"""Tables with a column of text and, as they come, times, speaker and role: .csv and docx."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from assist.core.errors import AssistError
from assist.core.transcript import Transcript
from assist.transcribe.assemble import assemble
from assist.transcribe.clock import parse_time
from assist.transcribe.cue import Cue
from assist.transcribe.encoding import decode

_DELIMITERS = (";", ",", "\t", "|")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_COLUMNS: Mapping[str, frozenset[str]] = {
    "start": _names(
        "start begin starttijd begintijd van from tijd time tijdcode timecode timestamp in "
        "start_time starttime tc_in"
    ),
    "end": _names("end einde eind eindtijd tot to stop uit out end_time endtime tc_out"),
    "speaker": _names(
        "speaker spreker wie who naam name deelnemer participant speaker_id speakerid stem"
    ),
    "role": _names("role rol functie"),
    "text": _names(
        "text tekst uitspraak utterance zin sentence inhoud content transcript transcriptie "
        "transcription gesproken citaat"
    ),
}


def columns(header: Sequence[str]) -> dict[str, int]:
    """Which column holds what; without ``text`` this is no header.

    Examples
    --------
    >>> columns(["Begin (s)", "Spreker", "Tekst"])
    {'start': 0, 'speaker': 1, 'text': 2}
    """
    found: dict[str, int] = {}
    for place, name in enumerate(header):
        plain = name.strip().casefold().split("(")[0].split("[")[0].strip().replace(" ", "_")
        for column, names in _COLUMNS.items():
            if plain in names:
                found.setdefault(column, place)
    return found


def cues(header: Mapping[str, int], rows: Sequence[Sequence[str]]) -> list[Cue]:
    """One cue a row; rows that are too short lose only what they lack."""

    def cell(row: Sequence[str], column: str) -> str:
        place = header.get(column, len(row))
        return row[place].strip() if place < len(row) else ""

    return [
        Cue(
            text=cell(row, "text"),
            start=parse_time(cell(row, "start")),
            end=parse_time(cell(row, "end")),
            label=cell(row, "speaker"),
            role=cell(row, "role"),
        )
        for row in rows
    ]


def read(data: bytes, path: Path) -> Transcript:
    """Read a .csv file with a header in Dutch or English, whatever parts its columns.

    Raises
    ------
    AssistError
        ``transcript-no-columns`` without a recognisable column of text.
    """
    text = decode(data, path).lstrip("\n")
    first, _, rest = text.partition("\n")
    if first.casefold().startswith("sep="):  # Excel's own hint
        text = rest
    delimiter = max(_DELIMITERS, key=lambda d: _fitness(text, d))
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise AssistError("transcript-no-columns", path=path) from error
    header = columns(rows[0]) if rows else {}
    if "text" not in header:
        raise AssistError("transcript-no-columns", path=path)
    return assemble(cues(header, rows[1:]), data, path, join=False)


def _fitness(text: str, delimiter: str) -> tuple[int, int]:
    """How well a delimiter parts the header: known columns, then columns."""
    try:
        header = next(csv.reader(io.StringIO(text), delimiter=delimiter), [])
    except csv.Error:
        return 0, 0
    return len(columns(header)), len(header)
