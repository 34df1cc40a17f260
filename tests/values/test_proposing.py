"""None of the list: told only where there is ground for it, with a name of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from assist.core.lexicon import Concept, Lexicon
from assist.core.statement import Effect, Quote
from assist.core.transcript import Session, Transcript, Utterance
from assist.models.shipped import shipped
from assist.values.head import BARE, ValueHead
from assist.values.proposing import (
    Name,
    names_beside,
    none_fits,
    proposal,
    value_names,
)
from assist.values.skos import read_lexicon
from assist.values.suggest import ValueSuggester

DIMENSION = 128
NAMES = (Name("gastvrijheid", "de koffie staat klaar"), Name("troost", "een arm om je heen"))
LEXICON = Lexicon(
    "x", "1", "",
    (
        Concept("privacy", definition="niemand kijkt mee", cues=("de camera kijkt mee",)),
        Concept("veiligheid", definition="geen gevaar", cues=("minder gevaar op straat",)),
    ),
)  # fmt: skip


class BagOfWords:
    """Texts that share words lie close."""

    name = "bag"

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        rows = np.full((len(texts), DIMENSION), 0.01, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[int(hashlib.sha256(word.encode()).hexdigest(), 16) % DIMENSION] += 1.0
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def test_the_names_are_words_that_the_shipped_lexicon_does_not_know() -> None:
    lexicon = read_lexicon(shipped("lexicons", "waarden.ttl"))
    names = value_names()
    assert len(names) > 150
    assert len({n.name for n in names}) == len(names)
    assert not [n.name for n in names if n.name in lexicon]
    assert all(n.meaning.endswith(".") and n.name == n.name.strip() for n in names)


def test_a_name_that_the_user_has_in_the_lexicon_is_not_proposed() -> None:
    own = Lexicon("x", "1", "", (Concept("ontvangst", alt_labels=("gastvrijheid",)),))
    assert "gastvrijheid" not in {n.name for n in names_beside(own)}
    assert "troost" in {n.name for n in names_beside(own)}


def test_a_name_in_the_statement_itself_goes_before_the_nearest() -> None:
    spoken = proposal("Het is die gastvrijheid, dat mis ik", (0.1, 0.9), NAMES, 0.4)
    assert (spoken.value, spoken.because.words, spoken.because.nearest) == (
        "gastvrijheid", ("gastvrijheid",), "",
    )  # fmt: skip
    nearest = proposal("hij sloeg een arm om haar heen", (0.1, 0.9), NAMES, 0.4)
    assert (nearest.value, nearest.because.nearest) == ("troost", "een arm om je heen")
    assert nearest.score == 0.4


def test_the_chance_that_none_fits_falls_with_every_value_that_may() -> None:
    chances = none_fits(np.array([[-9.0, -9.0], [-9.0, 0.0], [0.0, 0.0]]))
    assert chances == pytest.approx([1.0, 0.5, 0.25], abs=0.001)


def test_without_a_head_nothing_is_told() -> None:
    session = Transcript(Session("s"), (Utterance(1, 0.0, 1.0, "een arm om je heen"),))
    effect = Effect("e", Quote.of(session[1]), (1,), "positive")
    assert ValueSuggester(LEXICON, BagOfWords()).propose([effect], session) == [()]


def test_what_no_value_fits_gets_a_name_and_what_fits_gets_none() -> None:
    kinds = (("de camera kijkt mee", "privacy"), ("minder gevaar op straat", "veiligheid"))
    quotes = tuple(f"{kinds[i % 2][0]} {i}" for i in range(200))
    rows = BagOfWords().encode(quotes)
    mean = np.zeros(DIMENSION, np.float32)
    head = ValueHead(
        encoder="bag",
        quotes=quotes,
        values=tuple((kinds[i % 2][1],) for i in range(200)),
        vectors=rows.astype(np.float16),
        mean=mean,
        lexicon_mean=mean,
        calibration=replace(BARE, slope=10.0, intercept=-4.0, none_from=0.05),
    )
    said = ("de camera kijkt mee", "ja precies", "goed zo dan", "hij sloeg een arm om je heen")
    session = Transcript(
        Session("s"), tuple(Utterance(i, float(i), i + 1.0, t) for i, t in enumerate(said, 1))
    )
    fits, other = (Effect(f"e{i}", Quote.of(session[i]), (i,), "positive") for i in (1, 4))
    suggester = ValueSuggester(LEXICON, BagOfWords(), head)
    first, second = suggester.propose([fits, other], session)
    assert first == ()
    assert [p.because.note for p in second] == ["none_fits"]
    assert second[0].value not in LEXICON
    assert suggester.propose([other], session) == [second]
