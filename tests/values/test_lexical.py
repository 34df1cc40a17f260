"""Pieces of words and values."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.core.lexicon import Concept, Lexicon
from assist.training.value_head import lexical_map
from assist.values.lexical import COLUMNS, LexicalMap, counts, weighted

TEXTS = (
    "ik moest een uur wachten bij het loket",
    "aan het loket staan mensen te wachten",
    "zij weten nu alles van mij",
    "mijn gegevens weten ze allemaal",
)
MARKS = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])


@pytest.fixture
def learned() -> LexicalMap:
    return lexical_map(counts(TEXTS), MARKS, ["efficiëntie", "privacy"])


def test_words_met_before_speak_for_their_value(learned: LexicalMap) -> None:
    queue, known = learned.raw(["weer dat wachten bij zo'n loket", "wat weten ze nog meer"])
    assert queue[0] > queue[1]
    assert known[1] > known[0]


def test_a_misheard_word_still_tells(learned: LexicalMap) -> None:
    heard = learned.raw(["een uur wachte bij t lokket"])[0]
    assert heard[0] > heard[1]


def test_words_never_met_tell_next_to_nothing(learned: LexicalMap) -> None:
    assert abs(learned.raw(["xyz"])).max() < 0.2 * learned.raw([TEXTS[0]]).max()


def test_a_lexicon_in_another_order_and_with_a_new_value(learned: LexicalMap) -> None:
    concepts = (Concept("nieuw"), Concept("privacy"), Concept("efficiëntie"))
    lexicon = Lexicon("x", "1", "", concepts)
    mine = learned.over(lexicon, ["nieuw", "privacy", "efficiëntie"])
    was, now = learned.raw(TEXTS), mine.raw(TEXTS)
    assert (now[:, 0] == 0.0).all()
    assert np.allclose(now[:, 1:], was[:, ::-1])


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_any_text_gives_rows_of_length_one_or_nothing(texts: list[str]) -> None:
    rows = weighted(counts(texts), np.ones(COLUMNS))
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    assert np.all(np.isclose(lengths, 1.0) | (lengths == 0.0))


def test_counting_does_not_change_what_was_counted() -> None:
    pieces = counts(TEXTS)
    before = pieces.data.copy()
    weighted(pieces, np.full(COLUMNS, 2.0))
    assert (pieces.data == before).all()


def test_the_shipped_head_keeps_it(tmp_path: Path) -> None:
    from assist.models.shipped import shipped
    from assist.values.head import load_head, save_head

    head = load_head(shipped("models", "values"))
    assert head.lexical is not None
    save_head(head, tmp_path)
    again = load_head(tmp_path)
    assert again.lexical is not None
    assert (again.lexical.weights == head.lexical.weights).all()
    assert again.version == head.version
