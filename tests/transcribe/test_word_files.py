"""Word files, whole and broken."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest

from assist.core.errors import AssistError
from assist.core.transcript import Transcript
from assist.transcribe.reading import read_transcript


def saved(document: object, path: Path) -> Path:
    document.save(str(path))  # type: ignore[attr-defined]
    return path


def said(transcript: Transcript) -> list[tuple[float, str | None, str | None, str]]:
    return [(u.start, u.speaker, u.role, u.text) for u in transcript.utterances]


def code_of(path: Path) -> str:
    with pytest.raises(AssistError) as caught:
        read_transcript(path)
    return caught.value.code


def test_paragraphs_with_speakers_and_line_breaks(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Transcript dialoog")
    document.add_paragraph("Datum: 12 maart 2024")
    document.add_paragraph("Moderator: Welkom.\nFijn dat u er bent.")
    document.add_paragraph("Anneke: Dank u.")
    document.add_paragraph("Anneke: Ik begin.")
    found = said(read_transcript(saved(document, tmp_path / "x.docx")))
    assert [item[1:] for item in found] == [
        ("S1", "moderator", "Welkom."),
        ("S1", "moderator", "Fijn dat u er bent."),
        ("S2", None, "Dank u."),
        ("S2", None, "Ik begin."),
    ]


def test_teams_layout(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("\nJan de Vries   0:03\nGoedemiddag.")
    document.add_paragraph("\nAnneke Jansen   1:07\nDag Jan.")
    assert said(read_transcript(saved(document, tmp_path / "teams.docx"))) == [
        (3.0, "S1", None, "Goedemiddag."),
        (67.0, "S2", None, "Dag Jan."),
    ]


@pytest.mark.parametrize("header", [True, False])
def test_tables(tmp_path: Path, header: bool) -> None:
    rows = [["0:05", "Bewoner", "Het is eng."], ["0:09", "Technicus", "Het is veilig."]]
    if header:
        rows.insert(0, ["Tijd", "Spreker", "Tekst"])
    document = docx.Document()
    table = document.add_table(rows=0, cols=3)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    assert said(read_transcript(saved(document, tmp_path / "t.docx"))) == [
        (5.0, "S1", "bewoner", "Het is eng."),
        (9.0, "S2", "technicus", "Het is veilig."),
    ]


def test_no_text_is_told(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("  ")
    document.add_table(rows=2, cols=2)
    assert code_of(saved(document, tmp_path / "leeg.docx")) == "transcript-empty"


def test_what_is_no_word_file_is_told(tmp_path: Path) -> None:
    whole = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("S1: Hoi.")
    document.save(whole)
    package = whole.getvalue()
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("x.txt", "x")
    contents = [b"\xd0\xcf\x11\xe0 oud .doc", package[: len(package) // 2], other.getvalue()]
    for number, content in enumerate(contents):
        path = tmp_path / f"{number}.docx"
        path.write_bytes(content)
        assert code_of(path) == "docx-damaged"


def test_a_broken_part_is_told(tmp_path: Path) -> None:
    good = tmp_path / "goed.docx"
    docx.Document().save(str(good))
    for name, content in (("word/document.xml", b"<w:document"), ("_rels/.rels", b"")):
        path = tmp_path / "stuk.docx"
        with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w") as new:
            for entry in old.infolist():
                new.writestr(entry, content if entry.filename == name else old.read(entry))
        assert code_of(path) == "docx-damaged"


def test_a_decompression_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bom.docx"
    docx.Document().save(str(path))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/nul.bin", b"\0" * (300 * 1024 * 1024))
    assert path.stat().st_size < 1024 * 1024
    assert code_of(path) == "transcript-too-large"
