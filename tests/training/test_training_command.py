"""The training command: everything in one go, the same bytes each time, cards that are true."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextvars import copy_context
from pathlib import Path

import numpy as np
import pytest
from support.tiny_corpus import session

from assist.core.language import current_language, set_language
from assist.models.manifest import damaged
from assist.models.shipped import shipped
from assist.training.__main__ import main
from assist.training.corpus import read_corpus
from assist.training.single_statements import read_statements
from assist.understand.encoder import load_encoder
from assist.understand.heads import load_heads
from assist.values.head import load_head

FILES = {
    "statements": {"examples.json", "examples.npz", "heads.json", "heads.skops", "links.json"},
    "values": {"head.json", "head.npz", "lexical.npz", "lexicon.npz"},
}


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    before = current_language()
    yield
    set_language(before)


def corpus(folder: Path, numbers: range) -> Path:
    """Tiny sessions in which each option answers the effect before it."""
    folder.mkdir()
    for number in numbers:
        data: dict = session(number)
        for option in data["options"]:
            option["effects"] = [e["id"] for e in data["effects"]][:1]
        (folder / f"{number}.json").write_text(json.dumps(data), encoding="utf-8")
    return folder


def test_one_command_makes_every_model_the_same_each_time(tmp_path: Path) -> None:
    sessions = corpus(tmp_path / "corpus", range(1, 4))
    made = [tmp_path / "a", tmp_path / "b"]
    for out in made:
        assert main(["--corpus", str(sessions), "--out", str(out), "--no-figures"]) == 0
    for kind, names in FILES.items():
        assert {f.name for f in (made[0] / kind).iterdir()} == {*names, "manifest.json"}
        assert not list(damaged(made[0] / kind, thorough=True))
        for name in names:
            assert (made[0] / kind / name).read_bytes() == (made[1] / kind / name).read_bytes()


def test_cards_hold_the_figures_in_one_language(tmp_path: Path) -> None:
    sessions = corpus(tmp_path / "corpus", range(1, 4))
    apart = corpus(tmp_path / "apart", range(5, 7))
    places = ["--corpus", str(sessions), "--heldout", str(apart), "--out", str(tmp_path)]
    assert copy_context().run(main, places) == 0
    for kind in FILES:
        card = (tmp_path / kind / "README.md").read_text(encoding="utf-8")
        assert "`models/heldout`: 2 sessions" in card
        assert "| link effect-value F1 |" in card
        assert not {"sessies", "gemiddeld", "spreiding", "waarden"} & set(card.split())
    card = (tmp_path / "statements" / "README.md").read_text(encoding="utf-8")
    assert card.count("| effect F1 |") == 4  # with and without speakers, clean and rough
    assert "{" not in card


def test_a_broken_corpus_is_told_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--corpus", str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    assert str(tmp_path) in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_shipped_models_learned_from_the_shipped_corpus() -> None:
    # Making them anew takes many minutes (`make train`): here only that none is stale.
    folder = shipped("models", "corpus")
    golds = read_corpus(folder)
    singles = [s for s in read_statements(folder / "statements.csv") if s.values]
    statements = [s for g in golds for s in g.statements]
    heads, values = (
        load_heads(shipped("models", "statements")),
        load_head(shipped("models", "values")),
    )
    assert sorted(heads.examples.quotes) == sorted(s.quote.exact for s in statements)
    assert len(values.quotes) == len(statements) + len(singles)
    assert values.quotes[-len(singles) :] == tuple(s.text for s in singles)
    encoder = load_encoder(shipped("models", "encoder"))
    assert heads.encoder == values.encoder == encoder.name
    few = range(len(statements), len(values.quotes), 97)
    rows = encoder.encode([values.quotes[i] for i in few]) - values.mean
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    # Not byte for byte: another processor rounds otherwise.
    assert (rows * values.vectors[list(few)].astype(np.float32)).sum(axis=1).min() > 0.99
