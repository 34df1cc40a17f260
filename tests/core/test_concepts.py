"""Quotes, times, lexicon look-up and errors."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.core.errors import CATALOGUE, AssistError
from assist.core.language import set_language
from assist.core.lexicon import Concept, Lexicon
from assist.core.statement import Quote
from assist.core.time_span import TimeSpan
from assist.core.transcript import Session, Transcript, Utterance, Word

spans = st.builds(TimeSpan, st.floats(0, 100), st.floats(0, 100))


@given(spans, spans)
def test_intersection_lies_within_both_and_union_covers_both(a: TimeSpan, b: TimeSpan) -> None:
    both = a & b
    if both:
        assert both.start >= max(a.start, b.start)
        assert both.end <= min(a.end, b.end)
    assert (a | b).start <= min(a.start, b.start)
    assert (a | b).end >= max(a.end, b.end)
    assert a & b == b & a


def test_a_quote_has_the_words_of_its_place_and_their_second() -> None:
    words = (Word("Dat", 10.0, 10.2), Word("scheelt", 10.2, 10.8), Word("tijd.", 12.0, 12.5))
    utterance = Utterance(3, 10.0, 12.5, "Dat scheelt tijd.", words=words)
    quote = Quote.of(utterance, 4, 11)
    assert quote.exact == "scheelt"
    assert (quote.start, quote.end) == (10.2, 10.8)


def test_without_words_the_time_follows_the_characters() -> None:
    utterance = Utterance(1, 100.0, 110.0, "a" * 50 + "b" * 50)
    assert utterance.time_of(50, 100) == TimeSpan(105.0, 110.0)


@pytest.mark.parametrize("place", [(-1, 3), (3, 3), (0, 99), (4, 5)])
def test_a_quote_without_words_is_refused(place: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no words"):
        Quote.of(Utterance(1, 0.0, 1.0, "haha ja"), *place)


def test_two_utterances_cannot_share_an_id() -> None:
    twice = (Utterance(1, 0.0, 1.0, "ja"), Utterance(1, 1.0, 2.0, "nee"))
    with pytest.raises(ValueError, match="unique"):
        Transcript(Session("s"), twice)


def test_a_preferred_label_wins_over_another_concepts_alternative() -> None:
    lexicon = Lexicon(
        "l", "1", "", (Concept("rust", alt_labels=("vrijheid",)), Concept("vrijheid"))
    )
    found = lexicon.get(" Vrijheid ")
    assert found is not None
    assert found.label == "vrijheid"
    assert "kalmte" not in lexicon


def test_every_error_sentence_is_one_line_that_ends_properly() -> None:
    for code, sentence in CATALOGUE.items():
        assert "\n" not in sentence, code
        assert sentence.endswith((".", "?", "}")), code


def test_errors_survive_a_trip_between_processes_and_languages() -> None:
    error = pickle.loads(pickle.dumps(AssistError("not-found", path="x.wav")))
    assert str(error).startswith("Ik kan x.wav niet vinden")
    set_language("en")
    assert "x.wav" in str(error)
