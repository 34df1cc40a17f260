"""Word (.docx): ``Speaker: text`` paragraphs, the layouts of Teams and Word, or a table."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from assist.core.transcript import Transcript
from assist.transcribe.assemble import assemble
from assist.transcribe.cue import Cue
from assist.transcribe.formats import table as tables
from assist.transcribe.formats.docx_text import Paragraph, Table, read_blocks
from assist.transcribe.formats.plain_text import lines, own_lines
from assist.transcribe.written import read_lines


def read(data: bytes, path: Path) -> Transcript:
    """Read a .docx file.

    Raises
    ------
    AssistError
        ``docx-damaged``, ``transcript-too-large`` for a file that unpacks beyond all
        measure, ``transcript-too-long``, ``transcript-empty``.
    """
    blocks = read_blocks(data, path)
    written = [b.text for b in blocks if isinstance(b, Paragraph) and not _is_heading(b)]
    has_tables = any(isinstance(b, Table) for b in blocks)
    if not has_tables and (ours := own_lines(written)):
        return assemble(ours, data, path, join=False, keep=True)
    cues: list[Cue] = []
    pending: list[str] = []
    for block in blocks:
        if isinstance(block, Table):
            cues += read_lines(pending)
            pending = []
            cues += _from_table(block)
        elif not _is_heading(block):
            pending += block.text.split("\n")
    cues += read_lines(pending)
    return assemble(cues, data, path, join=False)


def _is_heading(paragraph: Paragraph) -> bool:
    return paragraph.style.startswith(("Heading", "Kop", "Title", "Titel"))


def _from_table(table: Table) -> list[Cue]:
    rows = table.rows
    header = tables.columns(rows[0]) if rows else {}
    if "text" in header:
        return tables.cues(header, rows[1:])
    # No header: what stands before the last cell is time and speaker.
    found: list[Cue] = []
    for row in rows:
        *before, text = [cell for cell in row if cell] or [""]
        found += read_lines([f"{' '.join(before)}: {text}" if before else text])
    return found


def write(transcript: Transcript) -> bytes:
    """Write a Word file: title, then one paragraph an utterance."""
    import docx

    document = docx.Document()
    title = transcript.session.title or transcript.session.id
    document.core_properties.title = title
    document.core_properties.author = "assist"
    document.add_heading(title, level=1)
    for line in lines(transcript):
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return _without_clock(stream.getvalue())


def _without_clock(data: bytes) -> bytes:
    """Pack anew with fixed file times, so that equal transcripts give equal bytes."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as package,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as settled,
    ):
        for entry in package.infolist():
            info = zipfile.ZipInfo(entry.filename, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            settled.writestr(info, package.read(entry))
    return stream.getvalue()
