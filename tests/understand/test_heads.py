"""The classifiers' files: whole and of our own making, or refused in one sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.tiny_corpus import WordEncoder, session

from assist.core.errors import AssistError
from assist.models.shipped import shipped
from assist.training.corpus import _session
from assist.training.heads import fit, prepare
from assist.understand.heads import load_heads, save_heads


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    golds = [_session(session(n)) for n in range(1, 5)]
    out = tmp_path_factory.mktemp("heads")
    save_heads(fit(prepare(golds, WordEncoder()), WordEncoder.name), out)
    return out


def test_what_is_saved_is_what_is_read(folder: Path) -> None:
    golds = [_session(session(n)) for n in range(1, 5)]
    prepared = prepare(golds, WordEncoder())
    made, read = fit(prepared, WordEncoder.name), load_heads(folder)
    assert read.version == made.version
    assert read.thresholds == made.thresholds
    assert np.allclose(read.kinds(prepared[0].reading), made.kinds(prepared[0].reading))
    assert read.phases(prepared[0].reading) == made.phases(prepared[0].reading)


def test_the_same_heads_are_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    golds = [_session(session(n)) for n in range(1, 5)]
    keep = [fit(prepare(golds, WordEncoder()), WordEncoder.name) for _ in range(2)]
    save_heads(keep[1], tmp_path)
    for file in sorted(folder.iterdir()):
        assert (tmp_path / file.name).read_bytes() == file.read_bytes(), file.name


def test_heads_that_decide_otherwise_are_called_otherwise() -> None:
    prepared = prepare([_session(session(n)) for n in range(1, 5)], WordEncoder())
    other = [
        replace(p, gold=replace(p.gold, phases={**p.gold.phases, 1: "opties"})) for p in prepared
    ]
    names = {fit(p, WordEncoder.name).version for p in (prepared, other)}
    assert len(names) == 2


def copied(folder: Path, to: Path) -> Path:
    for file in folder.iterdir():
        (to / file.name).write_bytes(file.read_bytes())
    return to


@pytest.mark.parametrize("name", ["heads.skops", "heads.json", "examples.json", "examples.npz"])
@pytest.mark.parametrize("damage", ["missing", "cut short", "empty"])
def test_a_damaged_file_is_told(folder: Path, tmp_path: Path, name: str, damage: str) -> None:
    broken = copied(folder, tmp_path)
    data = (broken / name).read_bytes()
    if damage == "missing":
        (broken / name).unlink()
    else:
        (broken / name).write_bytes(data[: len(data) // 2] if damage == "cut short" else b"")
    with pytest.raises(AssistError) as error:
        load_heads(broken)
    assert error.value.code == "heads-unreadable"


class Stranger:
    """A type that a model file has no business with."""


def test_a_file_with_foreign_types_is_refused(folder: Path, tmp_path: Path) -> None:
    from skops.io import dump

    broken = copied(folder, tmp_path)
    dump({"kind": Stranger()}, broken / "heads.skops")
    with pytest.raises(AssistError) as error:
        load_heads(broken)
    assert error.value.code == "heads-unreadable"


def test_heads_of_other_cue_words_are_refused(folder: Path, tmp_path: Path) -> None:
    broken = copied(folder, tmp_path)
    settings = json.loads((broken / "heads.json").read_text(encoding="utf-8"))
    settings["marks"] = settings["marks"][1:]
    (broken / "heads.json").write_text(json.dumps(settings), encoding="utf-8")
    with pytest.raises(AssistError):
        load_heads(broken)


def test_the_shipped_heads_load_and_stay_small() -> None:
    shipped_heads = shipped("models", "statements")
    assert load_heads(shipped_heads).version
    assert sum(f.stat().st_size for f in shipped_heads.iterdir()) < 4_000_000
