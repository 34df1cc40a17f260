"""``assist evaluate`` from the command line: what is refused before any model loads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from support.tiny_corpus import session

from assist.cli.evaluate import evaluate_command
from assist.cli.usage import UsageError, call
from assist.core.errors import AssistError
from assist.pipeline import Pipeline


def run(*arguments: str | Path) -> int:
    app = typer.Typer()
    app.command()(evaluate_command)
    return call(app, [str(a) for a in arguments])


def test_an_unknown_ending_is_refused_first(tmp_path: Path) -> None:
    with pytest.raises(AssistError) as error:
        run("-o", tmp_path / "cijfers.xlsx")
    assert error.value.code == "unknown-format"


def test_an_existing_output_is_kept(tmp_path: Path) -> None:
    (tmp_path / "cijfers.md").write_text("van mij", encoding="utf-8")
    with pytest.raises(AssistError) as error:
        run("-o", tmp_path / "cijfers.md")
    assert error.value.code == "exists"
    assert (tmp_path / "cijfers.md").read_text(encoding="utf-8") == "van mij"


def test_a_broken_session_is_told(tmp_path: Path) -> None:
    (tmp_path / "gold.json").write_text("{}", encoding="utf-8")
    with pytest.raises(AssistError) as error:
        run(tmp_path / "gold.json")
    assert error.value.code == "gold-broken"


def test_two_readers_are_compared_without_a_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(self: Pipeline) -> None:
        raise AssertionError("no model is needed")

    monkeypatch.setattr(Pipeline, "encoder", property(refused))
    for reader in ("een", "twee"):
        (tmp_path / reader).mkdir()
        path = tmp_path / reader / "s.json"
        path.write_text(json.dumps(session(1)), encoding="utf-8")
    run(tmp_path / "een", "--agreement", tmp_path / "twee", "-o", tmp_path / "x.md")
    assert "effect F1" in capsys.readouterr().out
    assert "| effect F1 | 1.000 |" in (tmp_path / "x.md").read_text(encoding="utf-8")


def test_other_talk_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(AssistError) as error:
        run("--no-session", tmp_path / "weg.vtt")
    assert error.value.code == "not-found"


def test_an_impossible_error_rate_is_refused() -> None:
    with pytest.raises(UsageError):
        run("--asr", "1.5")
