"""``assist learn``: from decisions to a model in use, and back."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from support.gold import gold_valuemap
from support.small_maps import make_map
from support.tiny_corpus import session

from assist.cli import run
from assist.cli.learn import number_in_words, versions_table
from assist.core.language import set_language
from assist.models import learned
from assist.models.shipped import shipped
from assist.review.store import Store
from assist.training.before_after import FIGURES, Measured
from assist.valuemap.file import dumps
from assist.values.skos import read_lexicon


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASSIST_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("ASSIST_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ASSIST_LEXICON", str(tmp_path / "own.ttl"))
    monkeypatch.setenv("COLUMNS", "150")
    return tmp_path / "models"


@pytest.fixture
def golds(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"gold-{n}.json" for n in (1, 2)]
    for number, path in enumerate(paths, 1):
        path.write_text(json.dumps(session(number)), encoding="utf-8")
    return paths


def told(capfd: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    status = run(["learn", *map(str, arguments)])
    captured = capfd.readouterr()
    return status, captured.out + captured.err


def test_learning_is_used_shown_and_undone(
    golds: list[Path], capfd: pytest.CaptureFixture[str], models: Path
) -> None:
    status, said = told(capfd, *golds, "--force")
    assert status == 0
    assert "Ik leer van 2 sessies" in said
    assert "lading goed" in said
    assert "vertrouwelijk" in said
    version = learned.active()
    assert version is not None
    assert "+eigen" in version.name
    assert [s["id"] for s in version.sessions] == ["sessie-1", "sessie-2"]
    assert not list((models / "learned").glob(".assist-*"))

    from assist.pipeline import Pipeline

    pipeline = Pipeline()
    assert pipeline.understander.versions["statements"] == version.name
    assert pipeline.linking, "the links came along"

    assert version.name in told(capfd, "--list")[1]
    assert run(["models", "list"]) == 0
    assert version.name in capfd.readouterr().out.replace("\n", "")
    assert "model van assist" in told(capfd, "--undo")[1]
    assert learned.active() is None
    assert told(capfd, "--undo")[0] == 1


def test_what_a_killed_run_left_behind_goes_with_the_next_command(
    capfd: pytest.CaptureFixture[str], models: Path
) -> None:
    left, busy = models / "learned" / ".assist-left", models / "learned" / ".assist-busy"
    for folder in (left, busy):
        folder.mkdir(parents=True)
        (folder / "head.json").write_text("wat er gezegd is", encoding="utf-8")
    for path in (left / "head.json", left):
        os.utime(path, (0, 0))
    assert told(capfd, "--list")[0] == 0
    assert not left.exists()
    assert busy.exists(), "another run may be at work in it"


def test_one_session_is_learned_from_and_not_measured(
    golds: list[Path], capfd: pytest.CaptureFixture[str]
) -> None:
    status, said = told(capfd, golds[0])
    assert status == 0
    assert "kan ik niet meten" in said
    assert learned.active() is not None
    assert "niet gemeten" in told(capfd, "--list")[1]
    told(capfd, "--reset")
    assert learned.active() is None


def test_what_is_not_better_is_not_used(
    golds: list[Path], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Measured, "better", property(lambda self: False))
    status, said = told(capfd, *golds)
    assert status == 0
    assert "u houdt het model dat u had" in said
    assert learned.active() is None
    assert not learned.home().exists()


def test_reviewed_sessions_come_from_the_store(tmp_path: Path) -> None:
    from assist.cli.learn import _in_store
    from assist.review.about import About
    from assist.review.changes import judge
    from assist.review.records import StoredFile

    lexicon = read_lexicon(shipped("lexicons", "waarden.ttl"))
    data = tmp_path / "elders"
    store = Store.open(data)
    for number in (1, 2):
        gold = session(number)
        valuemap = gold_valuemap(gold, lexicon)
        name = str(gold["id"])
        store.add_session(name, [StoredFile("transcript", "a", "a", 1, "")], About(), title="")
        job = store.claim()
        assert job is not None
        store.finish(job, dumps(valuemap), "")
        if number == 1:  # nobody looked at the other
            wishes = [judge(valuemap, s, "accept") for s in valuemap.statements[:-1]]
            wishes.append(judge(valuemap, valuemap.statements[-1], "reject"))
            store.decide(name, "ik", [w for w in wishes if w])
    store.close()

    (lesson,) = _in_store(data)
    assert lesson.id == "sessie-1"
    assert len(lesson.refused) == 1
    assert lesson.reviewed
    assert lesson.sha256


@pytest.mark.parametrize(
    ("made", "code"),
    [("{}", "niet leren"), (None, "nog niemand een besluit"), ("", "leeg")],
)
def test_a_file_that_teaches_nothing_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], made: str | None, code: str
) -> None:
    path = tmp_path / "x.json"
    undecided = make_map("s", [("burger", 5.0, ("negative", ("privacy",), "suggested"))])
    path.write_text(dumps(undecided) if made is None else made, encoding="utf-8")
    status, said = told(capfd, path)
    assert status == 1
    assert code in said
    assert said.count("\n") == 1


def test_without_any_decision_it_says_what_to_do(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for arguments in ((), (tmp_path,)):
        status, said = told(capfd, *arguments)
        assert status == 1
        assert "assist serve" in said
    assert not (tmp_path / "data").exists(), "looking makes no data folder"
    assert told(capfd, "--data", tmp_path / "nergens")[0] == 1


def test_values_outside_the_lexicon_are_told_with_what_to_do(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.json"
    lines = [("burger", 5.0, ("negative", ("dorpsgevoel",), "added")), ("burger", 5.0, None)]
    path.write_text(dumps(make_map("s", lines)), encoding="utf-8")
    status, said = told(capfd, path)
    assert status == 0
    assert "dorpsgevoel" in said
    assert "assist lexicon import" in said


def test_choices_that_exclude_each_other_are_wrong_usage(
    capfd: pytest.CaptureFixture[str], golds: list[Path]
) -> None:
    assert told(capfd, "--undo", "--reset")[0] == 2
    assert told(capfd, "--list", golds[0])[0] == 2


def test_a_version_for_another_encoder_is_told_in_one_sentence_and_not_used(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fits = {**learned.fitting(), "encoder": "een ander"}
    version = learned.Version("v+eigen.0", "2026-11-22", {}, fits, ())
    version.folder.mkdir(parents=True)
    learned.write_record(version, version.folder)
    learned.activate(version.name)
    assert run(["lexicon", "check"]) == 0
    said = capfd.readouterr().err
    assert said.count("\n") == 1
    assert "v+eigen.0" in said
    assert "staat opzij" in said
    assert run(["doctor"]) in (0, 1)
    assert "staat opzij" in capfd.readouterr().out
    assert "past niet meer" in told(capfd, "--list")[1]


def test_figures_are_written_as_the_language_writes_them() -> None:
    assert number_in_words(0.256) == "0,26"
    set_language("en")
    assert number_in_words(-0.02, signed=True) == "-0.02"
    assert len(FIGURES) == 6


def test_what_could_not_be_measured_is_not_in_the_list() -> None:
    before, after = {"polarity": 0.5, "values hit@1": None}, {"polarity": 0.6, "values hit@1": None}
    version = learned.Version("mijn", "2026-01-01", {}, {}, (), {"before": before, "after": after})
    (figures,) = versions_table((version,), None).columns[3].cells
    assert figures == "lading goed 0,50 → 0,60"
