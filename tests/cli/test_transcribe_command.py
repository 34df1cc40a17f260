"""``assist transcribe`` as a plain function and as a command."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from assist.cli.transcribe import transcribe, transcribe_command
from assist.core.errors import AssistError
from assist.transcribe.reading import read_transcript
from tests.support.sound import record, tone

VTT = "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Anneke (moderator)>Welkom, allemaal.</v>\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "Sessie 'één' (kopie).vtt"
    path.write_text(VTT, encoding="utf-8")
    return path


@pytest.mark.parametrize("ending", ["json", "vtt", "srt", "txt", "docx"])
def test_a_transcript_becomes_another(source: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / "nieuwe map" / f"uit.{ending}"
    transcribe(source, out)
    (utterance,) = read_transcript(out).utterances
    assert (utterance.text, utterance.speaker, utterance.role) == (
        "Welkom, allemaal.",
        "S1",
        "moderator",
    )


def test_stdout_is_json_and_nothing_else(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    transcribe(source, Path("-"))
    told = capsys.readouterr()
    assert json.loads(told.out)["utterances"][0]["text"] == "Welkom, allemaal."
    assert told.err == ""


def refused(source: Path, out: Path, **options: str) -> str:
    with pytest.raises(AssistError) as caught:
        transcribe(source, out, **options)  # type: ignore[arg-type]
    return caught.value.code


def test_outputs_are_checked_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(*args: object, **more: object) -> None:
        raise AssertionError("the work began")

    monkeypatch.setattr("assist.cli.transcribe._hear", work)
    recording = record(tmp_path / "x.wav", tone(1.0))
    there = tmp_path / "er.vtt"
    there.write_text("van mij", encoding="utf-8")
    assert refused(recording, there) == "exists"
    assert refused(recording, tmp_path / "x.pdf") == "unknown-format"
    assert there.read_text(encoding="utf-8") == "van mij"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_told(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "dicht"
    folder.mkdir(mode=0o555)
    assert refused(source, folder / "x.vtt") == "not-writable"


def test_a_missing_model_is_told(tmp_path: Path) -> None:
    recording = record(tmp_path / "x.wav", tone(1.0))
    assert refused(recording, tmp_path / "x.vtt", model=str(tmp_path / "weg")) == "not-found"
    assert not (tmp_path / "x.vtt").exists()


def test_ctrl_c_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("assist.cli.transcribe._hear", interrupted)
    recording = record(tmp_path / "x.wav", tone(1.0))
    with pytest.raises(KeyboardInterrupt):
        transcribe(recording, tmp_path / "uit.json")
    assert [p.name for p in tmp_path.iterdir()] == ["x.wav"]


def test_the_command_passes_everything_on(source: Path, tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(transcribe_command)
    out = tmp_path / "uit.srt"
    for status in (0, 1, 0):
        options = ["--force"] if out.exists() and status == 0 else []
        assert CliRunner().invoke(app, [str(source), "-o", str(out), *options]).exit_code == status
    assert "S1 (moderator): Welkom, allemaal." in out.read_text(encoding="utf-8")
