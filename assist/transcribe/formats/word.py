"""Word (.docx): ``Speaker: text`` paragraphs, Teams' layout, or a table."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from assist.core.errors import AssistError
from assist.core.transcript import Transcript
from assist.transcribe.assemble import assemble
from assist.transcribe.cue import Cue
from assist.transcribe.formats import table as tables
from assist.transcribe.formats.plain_text import lines
from assist.transcribe.labels import read_lines

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

MAX_UNPACKED = 256 * 1024 * 1024  # bytes; a session's transcript is below one megabyte
MAX_TEXT_PART = 64 * 1024 * 1024  # bytes of XML in one part, which lxml holds many times over


def read(data: bytes, path: Path) -> Transcript:
    """Read a .docx file.

    Raises
    ------
    AssistError
        ``docx-damaged``, ``transcript-too-large`` for a file that unpacks beyond all
        measure, ``transcript-empty``.
    """
    _check_package(data, path)
    import docx
    from docx.table import Table

    try:
        document = docx.Document(io.BytesIO(data))
        cues: list[Cue] = []
        pending: list[str] = []
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                cues += read_lines(pending)
                pending = []
                cues += _from_table(block)
            elif not _is_heading(block):
                pending += block.text.split("\n")
        cues += read_lines(pending)
    except (KeyError, ValueError, SyntaxError, zipfile.BadZipFile, OSError) as error:
        # lxml's XMLSyntaxError is a SyntaxError; python-docx's PackageNotFoundError an OSError
        raise AssistError("docx-damaged", path=path) from error
    return assemble(cues, data, path, join=False)


def _check_package(data: bytes, path: Path) -> None:
    """Look at the sizes the package claims, and at what it really holds, before unpacking."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            if "[Content_Types].xml" not in {entry.filename for entry in entries}:
                raise AssistError("docx-damaged", path=path)
            total = 0
            for entry in entries:
                size = _unpacked(package, entry)
                total += size
                xml = entry.filename.endswith((".xml", ".rels"))
                if total > MAX_UNPACKED or (xml and size > MAX_TEXT_PART):
                    raise AssistError(
                        "transcript-too-large", path=path, limit=MAX_UNPACKED // 1024 // 1024
                    )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise AssistError("docx-damaged", path=path) from error


def _unpacked(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """Real unpacked size, as a header can lie; stops counting just beyond the limit."""
    if entry.file_size > MAX_UNPACKED:
        return entry.file_size
    size = 0
    with package.open(entry) as part:
        while size <= MAX_UNPACKED and (block := part.read(1 << 20)):
            size += len(block)
    return size


def _is_heading(paragraph: Paragraph) -> bool:
    """By the style's id, which Word does not translate."""
    style = paragraph.style
    return style is not None and style.style_id.startswith(("Heading", "Kop", "Title", "Titel"))


def _from_table(table: Table) -> list[Cue]:
    rows = []
    for row in table.rows:
        cells: dict[int, str] = {}  # a merged cell comes back once for each column it spans
        for cell in row.cells:
            cells.setdefault(id(cell._tc), cell.text.strip())
        rows.append(list(cells.values()))
    header = tables.columns(rows[0]) if rows else {}
    if "text" in header:
        return tables.cues(header, rows[1:])
    # No header: what stands before the last cell is time and speaker.
    found: list[Cue] = []
    for cells_of_row in rows:
        *before, text = [c for c in cells_of_row if c] or [""]
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
