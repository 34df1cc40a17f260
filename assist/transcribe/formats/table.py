"""Tables with a column of text and, as they come, times, speaker and role: .csv .tsv docx."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from assist.core.errors import AssistError
from assist.core.transcript import Transcript
from assist.transcribe.assemble import assemble
from assist.transcribe.clock import clock, parse_time
from assist.transcribe.cue import Cue
from assist.transcribe.encoding import decode_lines

_DELIMITERS = (";", ",", "\t", "|")
# Our own; who writes this head means a row for every utterance.
OWN_COLUMNS = ("begin", "einde", "spreker", "rol", "tekst")
_RANGE = re.compile(r"^(.{1,20}?)\s*(?:-->|->|→|–|-)\s*(.{1,20})$")
_WHOLE = re.compile(r"^\s*\d{1,10}\s*$")
# A word takes some 0.4 seconds; a table that says minutes counts milliseconds.
_SLOWEST_WORD = 60.0
_FORMULA = re.compile(r"^'*[=+\-@\t]")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_COLUMNS: Mapping[str, frozenset[str]] = {
    "start": _names(
        "start begin starttijd begintijd van from tijd time tijdcode timecode timestamp in "
        "start_time starttime tc_in timespan tijdspanne"
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
    for place, name in enumerate(header[:100]):
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

    times = [_both(cell(row, "start"), cell(row, "end")) for row in rows]
    given = [time for both in times for time in both if time]
    whole = bool(given) and all(map(_WHOLE.match, given))
    texts = [cell(row, "text") for row in rows]
    parse = _milliseconds if whole and _is_slow(times, texts) else parse_time
    return [
        Cue(text, parse(start), parse(end), cell(row, "speaker"), cell(row, "role"))
        for row, text, (start, end) in zip(rows, texts, times, strict=True)
    ]


def _both(start: str, end: str) -> tuple[str, str]:
    """Start and end, which NVivo puts in one column: ``0:00,0 - 0:05,3``."""
    found = None if end else _RANGE.match(start)
    return (found[1], found[2]) if found else (start, end)


def _is_slow(times: Sequence[tuple[str, str]], texts: Sequence[str]) -> bool:
    """Whether whole numbers are too large to be seconds.

    Whisper's .tsv and whisper.cpp's .csv count milliseconds, without saying so.
    """
    spoken = sum(int(end) - int(start) for start, end in times if start and end)
    return spoken > _SLOWEST_WORD * max(1, sum(len(text.split()) for text in texts))


def _milliseconds(text: str) -> float | None:
    return parse_time(f"{int(text) / 1000:.3f}") if text else None


def read(data: bytes, path: Path) -> Transcript:
    """Read a .csv or .tsv file with a header in Dutch or English, whatever parts its columns.

    Raises
    ------
    AssistError
        ``transcript-no-columns`` without a recognisable column of text.
    """
    text = decode_lines(data, path).lstrip("\n")
    first, _, rest = text.partition("\n")
    if first.casefold().startswith("sep="):  # Excel's own hint
        text = rest
    delimiter = max(_DELIMITERS, key=lambda d: _fitness(text, d))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise AssistError("transcript-no-columns", path=path) from error
    header = columns(rows[0]) if rows else {}
    if "text" not in header:
        raise AssistError("transcript-no-columns", path=path)
    if tuple(rows[0]) == OWN_COLUMNS:
        ours = [
            replace(c, text=_as_said(c.text), role=_as_said(c.role)) for c in cues(header, rows[1:])
        ]
        return assemble(ours, data, path, join=False, keep=True)
    return assemble(cues(header, rows[1:]), data, path, join=False)


def _fitness(text: str, delimiter: str) -> tuple[int, int]:
    """How well a delimiter parts the header: known columns, then columns."""
    try:
        header = next(csv.reader(io.StringIO(text[:10_000]), delimiter=delimiter), [])
    except csv.Error:
        return 0, 0
    return len(columns(header)), len(header)


def write(transcript: Transcript) -> bytes:
    """Write a row for every utterance, as a Dutch Excel opens it well.

    Returns
    -------
    bytes
        UTF-8 with byte order mark, semicolons and CRLF.
    """
    return _written(transcript, ";", "\r\n").encode("utf-8-sig")


def write_tabs(transcript: Transcript) -> bytes:
    """Write the same rows with tabs, for R and Python: UTF-8, no mark."""
    return _written(transcript, "\t", "\n").encode("utf-8")


def _written(transcript: Transcript, delimiter: str, end: str) -> str:
    made = io.StringIO()
    table = csv.writer(made, delimiter=delimiter, lineterminator=end)
    table.writerow(OWN_COLUMNS)
    for u in transcript.utterances:
        text = " ".join(u.text.split())
        role = " ".join((u.role or "").split())
        table.writerow([clock(u.start), clock(u.end), u.speaker or "", _shown(role), _shown(text)])
    return made.getvalue()


def _shown(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def _as_said(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
