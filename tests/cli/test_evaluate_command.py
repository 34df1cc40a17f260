"""``assist evaluate`` from the command line: what is refused before any model loads."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from assist.cli.evaluate import evaluate_command
from assist.cli.usage import call
from assist.core.errors import AssistError


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
