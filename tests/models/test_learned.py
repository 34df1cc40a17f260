"""Own versions: which one counts, the way back, and what happens when assist moves on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assist.core.errors import AssistError
from assist.models.learned import (
    SHIPPED,
    Version,
    activate,
    active,
    chosen,
    fitting,
    home,
    undo,
    versions,
    write_record,
)
from assist.models.manifest import write_manifest
from assist.models.registry import damage, locate, missing, resolve
from assist.models.shipped import shipped


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASSIST_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


@pytest.fixture
def make() -> Callable[..., Version]:
    def made(name: str, **fits: str) -> Version:
        sessions = ({"id": "s-1", "sha256": "0", "decisions": 3},)
        base = {"statements": "statements-0", "values": "values/1+0"}
        made_at = f"2026-11-22T08:00:0{len(name)}+00:00"
        version = Version(name, made_at, base, {**fitting(), **fits}, sessions)
        for kind in ("statements", "values"):
            (version.folder / kind).mkdir(parents=True)
            (version.folder / kind / "head.json").write_text("{}", encoding="utf-8")
            write_manifest(version.folder / kind)
        write_record(version, version.folder)
        return version

    return made


def test_without_own_versions_what_ships_counts() -> None:
    assert active() is None
    assert versions() == ()
    assert resolve("statements") == shipped("models", "statements")
    with pytest.raises(AssistError) as told:
        undo()
    assert told.value.code == "learn-no-earlier"


def test_a_version_in_use_goes_before_what_ships_for_both_kinds(make) -> None:
    version = make("a+eigen.1")
    assert resolve("values") == shipped("models", "values"), "made is not yet in use"
    activate(version.name)
    for kind in ("statements", "values"):
        assert resolve(kind) == version.folder / kind
        assert resolve(kind, learned=False) == shipped("models", kind)
    assert resolve("encoder") == shipped("models", "encoder")


def test_a_folder_that_the_user_put_there_goes_before_both(make, models: Path) -> None:
    activate(make("a").name)
    (models / "statements" / "statements").mkdir(parents=True)
    assert resolve("statements") == models / "statements" / "statements"


def test_undo_goes_back_step_by_step_and_reset_at_once(make) -> None:
    for name in ("a", "bb", "ccc"):
        activate(make(name).name)
    assert [v.name for v in versions()] == ["a", "bb", "ccc"]
    undo()
    assert (found := active()) is not None
    assert found.name == "bb"
    activate(SHIPPED)
    assert active() is None
    undo()  # of the reset
    assert (found := active()) is not None
    assert found.name == "bb"
    undo()
    undo()
    assert active() is None
    assert len(versions()) == 3, "nothing is thrown away"


def test_the_same_version_again_is_no_step(make) -> None:
    make("a")
    activate("a")
    activate("a")
    undo()
    assert active() is None


def test_undo_passes_over_what_was_thrown_away(make) -> None:
    for name in ("a", "bb", "ccc"):
        activate(make(name).name)
    shutil.rmtree(home() / "bb")
    undo()
    assert (found := active()) is not None
    assert found.name == "a"


def test_a_version_in_use_that_was_thrown_away_is_no_fault(make) -> None:
    activate(make("a").name)
    shutil.rmtree(home() / "a")
    assert resolve("statements") == shipped("models", "statements")


@pytest.mark.parametrize("what", ["encoder", "vectors", "marks", "statements", "values"])
def test_a_version_for_another_assist_is_set_aside(make, what: str) -> None:
    activate(make("a", **{what: "other"}).name)
    assert active() is None
    assert (aside := chosen()) is not None
    assert not aside.suits
    assert resolve("statements") == shipped("models", "statements")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"in_use": 3}', '{"format": "learned/1"}'])
def test_damaged_files_are_as_good_as_absent(make, text: str) -> None:
    activate(make("a").name)
    (home() / "a" / "learned.json").write_text(text, encoding="utf-8")
    assert active() is None
    assert versions() == ()
    (home() / "history.json").write_text(text, encoding="utf-8")
    assert active() is None


def test_a_damaged_head_says_how_to_get_back(make) -> None:
    activate(make("a").name)
    (home() / "a" / "statements" / "head.json").unlink()
    found = locate("statements", "statements")
    assert found is not None
    assert found.origin == "learned"
    (file,) = missing("statements", found.folder)
    assert "assist learn --undo" in str(damage(found, file))
    with pytest.raises(AssistError) as told:
        resolve("statements")
    assert told.value.code == "model-damaged-learned"


def test_the_record_holds_no_words_of_a_session(make) -> None:
    version = make("a")
    record = json.loads((version.folder / "learned.json").read_text(encoding="utf-8"))
    assert set(record["sessions"][0]) == {"id", "sha256", "decisions"}
