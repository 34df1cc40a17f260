"""``assist transcribe TRANSCRIPT --restore``: what was held back comes back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from assist.cli.transcribe import transcribe, transcribe_command
from assist.core.errors import AssistError
from assist.core.transcript import Held, Session, Transcript, Utterance
from assist.transcribe.reading import read_transcript
from assist.transcribe.writing import write_transcript


@pytest.fixture
def source(tmp_path: Path) -> Path:
    held = tuple(Held(at, at + 1.0, f"Stuk {at:.0f}.", "Daarom.") for at in (2.0, 5.0, 8.0))
    talk = (Utterance(1, 0.0, 1.0, "Welkom."), Utterance(2, 6.0, 7.0, "Dank u."))
    path = tmp_path / "sessie.json"
    write_transcript(Transcript(Session("s", "S", duration=9.0), talk, held=held), path)
    return path


@pytest.mark.parametrize(
    ("wanted", "texts", "left"),
    [
        ("2", ["Welkom.", "Stuk 5.", "Dank u."], 2),
        ("3, 1", ["Welkom.", "Stuk 2.", "Dank u.", "Stuk 8."], 1),
        ("all", ["Welkom.", "Stuk 2.", "Stuk 5.", "Dank u.", "Stuk 8."], 0),
        ("Alles", ["Welkom.", "Stuk 2.", "Stuk 5.", "Dank u.", "Stuk 8."], 0),
    ],
)
def test_pieces_come_back_at_their_time(
    source: Path, tmp_path: Path, wanted: str, texts: list[str], left: int
) -> None:
    out = tmp_path / "nieuw.json"
    transcribe(source, out, restore=wanted)
    made = read_transcript(out)
    assert [u.text for u in made.utterances] == texts
    assert len(made.held) == left
    assert made[2].text == "Dank u."  # ids of others do not change


def test_the_rest_can_be_put_back_later(source: Path, tmp_path: Path) -> None:
    transcribe(source, tmp_path / "a.json", restore="2")
    transcribe(tmp_path / "a.json", tmp_path / "b.json", restore="all")
    assert [u.start for u in read_transcript(tmp_path / "b.json").utterances] == [
        0.0, 2.0, 5.0, 6.0, 8.0,
    ]  # fmt: skip


@pytest.mark.parametrize("wanted", ["0", "4", "een", "1-2", "-1", "²", "9" * 40])
def test_a_number_that_is_not_there_is_told(source: Path, tmp_path: Path, wanted: str) -> None:
    with pytest.raises(AssistError) as caught:
        transcribe(source, tmp_path / "x.json", restore=wanted)
    assert caught.value.code == "held-unknown"
    assert not (tmp_path / "x.json").exists()


def test_nothing_to_put_back_is_told(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text(json.dumps({"utterances": [{"id": 1, "text": "Ja."}]}), encoding="utf-8")
    with pytest.raises(AssistError) as caught:
        transcribe(path, tmp_path / "x.json", restore="all")
    assert caught.value.code == "held-none"


def test_the_command_takes_the_numbers(source: Path, tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(transcribe_command)
    out = tmp_path / "uit.json"
    done = CliRunner().invoke(app, [str(source), "-o", str(out), "--restore", "1,2"])
    assert done.exit_code == 0, done.output
    assert len(read_transcript(out).held) == 1
