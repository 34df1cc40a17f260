"""``assist models``: what people see of the models."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assist.cli.models import models_app, size_in_words
from assist.core.errors import AssistError
from assist.core.language import set_language
from assist.models import pulling
from assist.models.catalogue import KnownModel, known


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASSIST_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path / "models"


def call(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(models_app, list(arguments))
    if isinstance(result.exception, AssistError):
        raise result.exception
    return result.exit_code, result.stdout


@pytest.mark.usefixtures("no_network")
def test_the_list_names_every_model_and_the_folder(models: Path) -> None:
    status, shown = call("list")
    assert status == 0
    for word in ("large-v3-turbo", "e5-small-dialoog-int8", "nl_core_news_md", "1,6 GB", "MIT"):
        assert word in shown
    assert str(models) in shown.replace("\n", "")


def test_the_list_joins_nothing(models: Path) -> None:
    call("list")
    assert not models.exists()


@pytest.mark.usefixtures("no_network")
def test_check_names_the_damaged_file_and_fails(models: Path) -> None:
    folder = models / "asr" / "small"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}", encoding="utf-8")
    status, shown = call("check", "small")
    assert status == 1
    assert "model.bin" in shown
    assert "assist models pull small" in shown.replace("\n", " ")


def test_check_of_what_is_not_there_fails_and_says_how_to_get_it() -> None:
    status, shown = call("check", "medium")
    assert status == 1
    assert "assist models pull medium" in shown


def test_check_of_the_shipped_encoder_passes() -> None:
    status, shown = call("check", "e5-small-dialoog-int8")
    assert status == 0
    assert "Alles is heel" in shown


def test_check_of_an_unknown_name_is_told() -> None:
    with pytest.raises(AssistError) as told:
        call("check", "wisper")
    assert told.value.code == "model-unknown"


def test_pull_tells_what_it_does_and_where_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = []

    def pull(name: str, *, force: bool, tell: Callable[[KnownModel], None]) -> Path:
        model = known(name)
        assert model is not None
        tell(model)
        asked.append((name, force))
        return tmp_path

    monkeypatch.setattr(pulling, "pull", pull)
    status, shown = call("pull", "small", "--force")
    assert status == 0
    assert asked == [("small", True)]
    assert "486 MB" in shown
    assert str(tmp_path) in shown.replace("\n", "")


def test_sizes_follow_the_language() -> None:
    assert size_in_words(3_090_835_702) == "3,1 GB"
    set_language("en")
    assert size_in_words(3_090_835_702) == "3.1 GB"
