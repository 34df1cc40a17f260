"""Paragraphs and tables of a Word file, read from its XML as a stream."""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assist.core.errors import AssistError
from assist.transcribe.assemble import MAX_CHARACTERS
from assist.transcribe.formats.safe_xml import RefusedXmlError, local, parse

MAX_UNPACKED = 256 * 1024 * 1024  # bytes of the whole package
MAX_TEXT_PART = 32 * 1024 * 1024  # bytes; three hours of talk take some five megabytes
MAX_BLOCKS = 100_000  # paragraphs and cells

_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
# What Word keeps beside the text: copies for old programs, what was struck out, tab stops.
_PASSED_OVER = frozenset({"Fallback", "del", "moveFrom", "tabs"})


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text of a paragraph and the id of its style, which Word does not translate."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; a cell within a cell is text of the outer one."""

    rows: tuple[tuple[str, ...], ...]


@dataclass
class _Reading:
    path: Path
    blocks: list[Paragraph | Table] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)  # paragraphs
    said: list[str] = field(default_factory=list)
    style: str = ""
    tables: int = 0  # depth
    cells: int = 0  # depth
    paragraphs: int = 0  # depth; a text box stands inside a paragraph
    texts: int = 0  # depth of w:t
    over: int = 0  # depth of what is passed over
    count: int = 0  # blocks
    length: int = 0  # characters

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self.over or name in _PASSED_OVER:
            self.over += 1
        elif name == "t":
            self.texts += 1
        elif name in _BREAKS and self.paragraphs:
            self._say(_BREAKS[name])
        elif name == "p":
            if self.paragraphs:
                self._say("\n")
            else:
                self.style = ""
            self.paragraphs += 1
        elif name == "pStyle" and self.paragraphs == 1:
            self.style = next((v for k, v in attributes.items() if local(k) == "val"), "")
        elif name == "tbl":
            self.tables += 1
        elif name == "tr" and self.tables == 1:
            self.rows.append([])
        elif name == "tc":
            self.cells += 1

    def end(self, name: str) -> None:
        if self.over:
            self.over -= 1
        elif name == "t":
            self.texts -= 1
        elif name == "p":
            self.paragraphs -= 1
            if not self.paragraphs:
                self._paragraph("".join(self.said))
                self.said = []
        elif name == "tc":
            self.cells -= 1
            if not self.cells and self.rows:
                self.rows[-1].append("\n".join(self.cell).strip())
                self.cell = []
        elif name == "tbl":
            self.tables -= 1
            if not self.tables:
                self._add(Table(tuple(map(tuple, self.rows))))
                self.rows = []

    def text(self, text: str) -> None:
        if self.texts and not self.over:
            self._say(text)

    def _say(self, text: str) -> None:
        self.said.append(text)
        self.length += len(text)
        if self.length > MAX_CHARACTERS:
            raise AssistError("transcript-too-long", path=self.path)

    def _paragraph(self, text: str) -> None:
        if self.cells:
            self.cell.append(text)
            self._counted()
        else:
            self._add(Paragraph(text, self.style))

    def _add(self, block: Paragraph | Table) -> None:
        self.blocks.append(block)
        self._counted()

    def _counted(self) -> None:
        self.count += 1
        if self.count > MAX_BLOCKS:
            raise AssistError("transcript-too-long", path=self.path)


def read_blocks(data: bytes, path: Path) -> list[Paragraph | Table]:
    """Paragraphs and tables in their order; words that were struck out are left out.

    Raises
    ------
    AssistError
        ``docx-damaged``, ``transcript-too-large`` for a file that unpacks beyond all
        measure, ``transcript-too-long``.
    """
    reading = _Reading(path)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_sizes(package, path)
            document = _part(package, _main_part(package, path), path)
        parse(document, start=reading.start, end=reading.end, text=reading.text)
    except _DAMAGED as error:
        raise AssistError("docx-damaged", path=path) from error
    return reading.blocks


# What zipfile and zlib raise on a package that a copy or a bad disk changed.
_DAMAGED = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    KeyError,
    ValueError,
    OverflowError,
    MemoryError,
    RefusedXmlError,
)


def _check_sizes(package: zipfile.ZipFile, path: Path) -> None:
    entries = package.infolist()
    if "[Content_Types].xml" not in {entry.filename for entry in entries}:
        raise AssistError("docx-damaged", path=path)
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise AssistError("transcript-too-large", path=path, limit=MAX_UNPACKED >> 20)


def _main_part(package: zipfile.ZipFile, path: Path) -> str:
    """Name of the part with the text, which the package's relations tell."""
    found: list[str] = []

    def relation(name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
            found.append(attributes.get("Target", ""))

    relations = _part(package, "_rels/.rels", path)
    parse(relations, start=relation, end=lambda _: None, text=lambda _: None)
    if not found:
        raise AssistError("docx-damaged", path=path)
    return posixpath.normpath(found[0].lstrip("/"))


def _part(package: zipfile.ZipFile, name: str, path: Path) -> bytes:
    """A part's bytes; what it really unpacks to counts, as a header can lie."""
    with package.open(name) as part:
        contents = part.read(MAX_TEXT_PART + 1)
    if len(contents) > MAX_TEXT_PART:
        raise AssistError("transcript-too-large", path=path, limit=MAX_TEXT_PART >> 20)
    return contents
