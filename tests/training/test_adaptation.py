"""Adapting the encoder: what it learns from, what it may change, and the same each time."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from support.tiny_corpus import session

from assist.core.lexicon import Concept, Lexicon
from assist.training.adaptation import Settings, Text, adapt, reserved, texts_to_learn
from assist.training.corpus import GoldSession, read_gold
from assist.training.e5_source import E5Weights, read_weights
from assist.training.single_statements import SingleStatement

SETTINGS = Settings(passes=2, batch=4, frozen=0, longest=16, scale=2.0)


def make_gold(folder: Path) -> GoldSession:
    path = folder / "session.json"
    path.write_text(json.dumps(session(1)), encoding="utf-8")
    return read_gold(path)


def recipe() -> ModuleType:
    """The neighbouring test, which can make a tiny encoder."""
    path = Path(__file__).with_name("test_encoder_recipe.py")
    spec = importlib.util.spec_from_file_location("recipe", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> E5Weights:
    return read_weights(recipe().e5_file(tmp_path_factory.mktemp("e5") / "tiny.bin"))


TEXTS = [
    Text(("zorg", "waarde"), kind=0, polarity=0, values=(0, 1)),
    Text(("school",), kind=1, domain=2, values=(1,)),
    Text(("waarde 2018",), kind=2),
    Text(("zorgwaarde",), values=(0,), share=0.5),
] * 4


def test_only_the_layers_change_and_twice_the_same(weights: E5Weights) -> None:
    told: list[int] = []
    first = adapt(weights, TEXTS, SETTINGS, tell=lambda step, steps, loss: told.append(steps))
    again = adapt(weights, TEXTS, SETTINGS)
    assert told
    for name, tensor in first.tensors.items():
        assert np.array_equal(tensor, again.tensors[name]), name
        changed = not np.array_equal(tensor, weights.tensors[name])
        assert not changed or name.startswith("l0."), name
    assert not np.array_equal(first.tensors["l0.fo.w"], weights.tensors["l0.fo.w"])
    assert np.isfinite(first.tensors["l0.q.w"]).all()


def test_frozen_layers_stay(weights: E5Weights) -> None:
    same = adapt(weights, TEXTS, replace(SETTINGS, frozen=1))
    assert all(np.array_equal(t, weights.tensors[n]) for n, t in same.tensors.items())


def test_a_text_carries_what_its_session_says_of_it(tmp_path: Path) -> None:
    gold = make_gold(tmp_path)
    lexicon = Lexicon("l", "1", "", (Concept("privacy"), Concept("gemak", cues=("scheelt tijd",))))
    single = SingleStatement("option", "mens", "", ("gemak",), "x", "Leer het ze toch.")
    texts = texts_to_learn([gold], [single], lexicon, Settings())
    by_form = {t.forms[0]: t for t in texts}
    for effect in gold.effects:
        assert by_form[gold.transcript[effect.utterances[0]].text].kind in (0, 1)
    assert by_form["Leer het ze toch."].domain == 2
    assert by_form["Leer het ze toch."].forms[1] == "leer het ze toch"
    assert by_form["scheelt tijd"].values == (1,)
    assert len([t for t in texts if t.kind == 2]) + len(
        {u for s in gold.statements for u in s.utterances}
    ) == len(gold.transcript.utterances)


def test_a_small_corpus_spares_nothing_and_a_large_one_technologies(tmp_path: Path) -> None:
    gold = make_gold(tmp_path)
    assert not reserved([gold] * 15)
    about = gold.transcript.session
    many = [
        replace(
            gold,
            transcript=replace(
                gold.transcript, session=replace(about, id=f"s{i:02}", technology=f"t{i // 2}")
            ),
        )
        for i in range(20)
    ]
    assert reserved(many) == {"t1", "t5", "t9"}
