"""Annotated sessions: what is wrong is told, what is right is kept."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
from support.tiny_corpus import session

from assist.core.errors import AssistError
from assist.core.lexicon import Concept, Lexicon
from assist.models.shipped import shipped
from assist.training.corpus import (
    KnownSession,
    read_corpus,
    read_gold,
    read_known,
    same_technology,
    unknown_values,
    write_known,
)


def written(folder: Path, data: Any, name: str = "s.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def broken(**changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = copy.deepcopy(session(1))
    for target, change in changes.items():
        data[target][0] |= change
    return data


def test_a_session_is_read_as_concepts(tmp_path: Path) -> None:
    gold = read_gold(written(tmp_path, session(1)))
    assert gold.technology == "kast 1"
    assert gold.effects
    first = gold.effects[0]
    text = gold.transcript[first.quote.utterance].text
    assert text[first.quote.start_char : first.quote.end_char] == first.quote.exact
    assert set(gold.phases) == {u.id for u in gold.transcript.utterances}
    assert all(u.phase is None for u in gold.transcript.utterances)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ([], ""),
        ({}, "utterances ontbreekt"),
        (broken(effects={"quote": "dat zei niemand"}), "niet letterlijk"),
        (broken(effects={"quote": ""}), "niet letterlijk"),
        (broken(effects={"utterances": [999]}), "999"),
        (broken(effects={"polarity": "boos"}), "lading"),
        (broken(options={"domain": "geld"}), "domein"),
        (broken(options={"effects": ["e999"]}), "niet is"),
        (broken(phases={"name": "pauze"}), "pauze"),
        (broken(effects={"id": "o5"}) | {"options": [broken()["options"][0] | {"id": "o5"}]}, ""),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence(tmp_path: Path, data: Any, words: str) -> None:
    with pytest.raises(AssistError) as error:
        read_gold(written(tmp_path, data))
    assert error.value.code == "gold-broken"
    assert words in str(error.value)


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "3",
        "null",
        "[" * 100_000,
        '{"utterances": 3}',
        '{"utterances": [3]}',
        json.dumps(session(1) | {"effects": [{**session(1)["effects"][0], "quote": 3}]}),
        json.dumps(session(1) | {"utterances": [{**session(1)["utterances"][0], "start": "x"}]}),
    ],
    ids=range(8),
)
def test_what_python_says_of_it_is_not_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(AssistError) as error:
        read_gold(path)
    assert error.value.code == "gold-broken"
    assert not re.search(r"object|indices|must|could|has no|argument", str(error.value))


def test_what_is_no_json_and_what_is_no_text(tmp_path: Path) -> None:
    for content in (b"geen json", b"\xff\xfe\x00\xd8\x00"):
        path = tmp_path / "x.json"
        path.write_bytes(content)
        with pytest.raises(AssistError) as error:
            read_gold(path)
        assert error.value.code == "gold-broken"


def test_an_empty_folder_holds_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(AssistError) as error:
        read_corpus(tmp_path)
    assert error.value.code == "gold-none"


def test_sessions_on_a_trained_technology_are_noticed(tmp_path: Path) -> None:
    one = read_gold(written(tmp_path, session(1)))
    again = read_gold(written(tmp_path, session(1) | {"id": "x", "technology": "KAST 1"}))
    other = read_gold(written(tmp_path, session(2)))
    assert same_technology([again, other], [one]) == ("x",)


def test_values_outside_the_lexicon_are_named(tmp_path: Path) -> None:
    gold = read_gold(written(tmp_path, session(1)))
    lexicon = Lexicon("l", "1", "", (Concept("privacy"),))
    assert unknown_values([gold], lexicon) == ("autonomie",)


def test_the_shipped_corpus_is_whole() -> None:
    golds = read_corpus(shipped("models", "corpus"))
    assert len(golds) >= 13
    assert len({g.id for g in golds}) == len(golds)
    assert all(set(g.phases) == {u.id for u in g.transcript.utterances} for g in golds)


def test_the_list_of_known_sessions_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "sessions.csv"
    golds = [KnownSession("a", 'een kastje, "slim" genoemd'), KnownSession("b", "gemeenteapp")]
    write_known(golds, path)
    assert read_known(path) == tuple(golds)
    assert same_technology(golds, read_known(path)[1:]) == ("b",)


def test_a_list_with_other_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sessions.csv"
    path.write_text("sessie,technologie\na,b\n", encoding="utf-8")
    with pytest.raises(AssistError) as error:
        read_known(path)
    assert error.value.code == "gold-broken"
