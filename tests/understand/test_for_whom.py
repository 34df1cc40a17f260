"""For whom an effect is: the words first, then what was learned; unsure stays open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.tiny_corpus import WordEncoder, session

from assist.core.errors import AssistError
from assist.training import actors
from assist.training.corpus import _session
from assist.training.heads import Prepared, fit, prepare
from assist.understand.actors import actor_of
from assist.understand.for_whom import (
    FILE,
    ForWhom,
    load_for_whom,
    names_in,
    save_for_whom,
)
from assist.understand.nlp import make_nlp
from assist.understand.understander import Understander

GROUPS = ("ouders", "bewoners")  # by the polarity of the made-up effects


@pytest.fixture(scope="module")
def sessions() -> list[Prepared]:
    golds = [_session(session(n)) for n in range(1, 6)]
    named = [
        replace(
            gold,
            effects=tuple(replace(e, actor=GROUPS[e.polarity == "negative"]) for e in gold.effects),
        )
        for gold in golds
    ]
    return prepare(named, WordEncoder())


@pytest.fixture(scope="module")
def model(sessions: list[Prepared]) -> ForWhom:
    made = actors.fit(sessions, WordEncoder.name)
    assert made is not None
    return replace(made, threshold=0.0)


def test_what_was_learned_is_told(model: ForWhom, sessions: list[Prepared]) -> None:
    assert set(model.groups) == set(GROUPS)
    told = sessions[0].told[: len(sessions[0].gold.effects)]
    right = [e.actor for e in sessions[0].gold.effects]
    assert model.tell(told, ()) == right


def test_unsure_stays_open(model: ForWhom, sessions: list[Prepared]) -> None:
    assert set(replace(model, threshold=1.0).tell(sessions[0].told[:2], ())) == {""}
    assert model.tell(sessions[0].told[:0], ()) == []


def test_a_group_that_the_talk_names_often_is_likelier(
    model: ForWhom, sessions: list[Prepared]
) -> None:
    rows = np.zeros((1, model.weights.shape[1]), dtype=np.float32)
    ours = model.groups.index("ouders")
    quiet = model.probabilities(rows, names_in(["Goedemiddag."], model.groups))
    often = model.probabilities(rows, names_in(["Een ouder belt, de ouders ook."], model.groups))
    assert often[0, ours] > quiet[0, ours]
    assert often.sum() == pytest.approx(1.0)


def test_words_go_before_the_guess() -> None:
    assert actor_of("dan durven leerlingen niks meer", guess="ouders") == "leerlingen"
    assert actor_of("de huurder belt niet meer", guess="ouders") == "huurder"
    assert actor_of("het wordt stil op straat", guess="bewoners") == "bewoners"
    assert actor_of("het wordt stil", "De ouders zeggen: het wordt stil") == "ouders"


def test_kept_and_read_again_it_is_the_same(model: ForWhom, tmp_path: Path) -> None:
    save_for_whom(model, tmp_path)
    first = (tmp_path / FILE).read_bytes()
    again = load_for_whom(tmp_path)
    assert again is not None
    assert again.groups == model.groups
    np.testing.assert_allclose(again.weights, model.weights, atol=1e-2)
    save_for_whom(again, tmp_path)
    save_for_whom(again, tmp_path)
    assert (tmp_path / FILE).stat().st_size == len(first)
    save_for_whom(None, tmp_path)
    assert load_for_whom(tmp_path) is None


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"PK\x03\x04 stuk")
    with pytest.raises(AssistError) as caught:
        load_for_whom(tmp_path)
    assert caught.value.code == "heads-unreadable"


def test_a_session_gets_groups_that_nobody_named(model: ForWhom, sessions: list[Prepared]) -> None:
    heads = fit(sessions, WordEncoder.name)
    transcript = _session(session(7)).transcript
    without = Understander(heads, WordEncoder(), make_nlp()).understand(transcript)
    found = Understander(heads, WordEncoder(), make_nlp(), model).understand(transcript)
    assert [e.id for e in found.effects] == [e.id for e in without.effects]
    assert not any(e.actor for e in without.effects)
    assert {e.actor for e in found.effects} <= set(GROUPS)
    assert any(e.actor for e in found.effects)


def test_another_encoders_groups_are_refused(model: ForWhom, sessions: list[Prepared]) -> None:
    heads = fit(sessions, WordEncoder.name)
    with pytest.raises(AssistError) as caught:
        Understander(heads, WordEncoder(), make_nlp(), replace(model, encoder="anders"))
    assert caught.value.code == "heads-other-encoder"


def test_without_groups_nothing_is_learned(sessions: list[Prepared]) -> None:
    bare = [
        replace(
            p, gold=replace(p.gold, effects=tuple(replace(e, actor="") for e in p.gold.effects))
        )
        for p in sessions
    ]
    assert actors.fit(bare, "x") is None
    assert actors.measure(None, bare, {p.gold.technology for p in bare}).effects == 0
