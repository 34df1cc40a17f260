"""Corrected text: times kept, statements on their words, and nothing of another's lost."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.reviewing import SAID, SILENT, TIME, Review, run_of, utterances

from assist.core.errors import AssistError
from assist.core.statement import id_of
from assist.core.transcript import Utterance, Word
from assist.review import changes, reshaping
from assist.review.aligning import moved, patched, respoken
from assist.review.correcting import correct, place
from assist.review.wish import words_of

FIRST = SAID[0][1]
SECOND = SAID[1][1]


def test_words_that_stay_keep_their_times_and_new_ones_get_those_between() -> None:
    review = Review()
    before = review.map.transcript[2].words
    review.do(correct(review.map, 2, SECOND.replace("niemand meer", "heus bijna niemand")))
    said = review.map.transcript[2]
    assert said.text == "Maar straks durft heus bijna niemand iets te zeggen over privacy."
    times = {w.text: (w.start, w.end) for w in said.words}
    for word in before:
        if word.text != "meer":
            assert times[word.text] == (word.start, word.end)
    assert [w.text for w in said.words] == said.text.split()
    assert all(a.end <= b.start + 1e-9 for a, b in pairwise(said.words))
    assert all(w.start <= w.end for w in said.words)
    assert (said.start, said.end, said.speaker) == (20.0, 29.0, "S2")


def test_statements_follow_their_words_and_quotes_stay_exact() -> None:
    review = Review()
    silent = review.of(SILENT)
    review.do(correct(review.map, 2, "Ach ja, " + SECOND.replace("iets", "ook maar iets")))
    after = review.of(silent.id)
    assert after.quote.exact == "straks durft niemand meer ook maar iets te zeggen"
    assert after.status == "suggested"  # the words were corrected, nobody judged the statement
    text = review.map.transcript[2].text
    assert text[after.quote.start_char : after.quote.end_char] == after.quote.exact
    assert after.quote.start == pytest.approx(silent.quote.start)


def test_a_value_is_named_aloud_only_while_its_word_stands() -> None:
    review = Review()
    assert next(v for v in review.map.values if v.id == "privacy").mentions
    review.do(correct(review.map, 2, SECOND.replace("privacy", "piraterij")))
    assert "privacy" not in {v.id for v in review.map.values}
    review.undo()
    assert review.map == review.run


def test_a_decision_stays_on_its_words_before_and_after_a_correction() -> None:
    review = Review()
    review.edit(SILENT, words="durft niemand meer", actor="bewoners van de wijk")
    silent = review.of("durft niemand meer").id
    review.do(correct(review.map, 2, SECOND.replace("Maar straks", "En straks echt")))
    assert review.of(silent).quote.exact == "durft niemand meer"
    review.edit(silent, words="echt durft niemand")
    review.do(correct(review.map, 2, SECOND))
    assert review.of(silent).quote.exact == "durft niemand"
    review.undo()
    assert review.of(silent).quote.exact == "echt durft niemand"
    assert review.of(silent).actor == "bewoners van de wijk"


def test_an_own_statement_on_corrected_words_outlives_the_undoing_of_the_correction() -> None:
    review = Review()
    number = review.do(correct(review.map, 3, "Ja, dat kost ons de hele buurt."))
    quote = words_of(review.map.transcript, 3, "dat kost ons de hele buurt")
    review.do(changes.add(review.suggestions, review.map, "effect", quote, side="negative"))
    own = review.map.effects[2]
    assert own.quote.exact == "dat kost ons de hele buurt"
    review.do(changes.Wish("undo", "u-3", {"number": number.number}))
    left = [o for o in review.decided.orphans if o.target == own.id]
    here = [e for e in review.map.effects if e.id == own.id]
    assert bool(left) != bool(here)  # in the map, or told as one whose words are gone
    review.redo()
    assert review.of(own.id).quote.exact == "dat kost ons de hele buurt"


def test_what_two_people_correct_at_once_is_both_kept() -> None:
    review = Review()
    review.do(correct(review.map, 1, FIRST.replace("hoop", "berg")), who="An")
    mine = FIRST.replace("leuker", "fijner")
    review.do(correct(review.map, 1, mine, before=FIRST), who="Bo", seen=0)
    text = review.map.transcript[1].text
    assert "berg" in text
    assert "fijner" in text
    review.undo("An")
    assert review.map.transcript[1].text == mine


def test_no_words_and_no_change_are_no_correction() -> None:
    review = Review()
    assert correct(review.map, 1, f"  {FIRST}\n") is None
    for number, text, code in (
        (1, " \n", "correction-empty"),
        (1, "\x00", "correction-empty"),
        (99, "x", "statement-gone"),
    ):
        with pytest.raises(AssistError) as error:
            correct(review.map, number, text)
        assert error.value.code == code


def test_words_that_are_a_statement_after_correcting_or_splitting_are_not_doubled() -> None:
    review = Review()
    target, said = review.of(SILENT).id, SAID[1][1].replace("meer", "nog")
    review.do(correct(review.map, 2, said))
    quote = review.of(target).quote
    assert id_of("effect", "s-test", quote) != target  # the id follows from what was recognised
    review.do(changes.add(review.suggestions, review.map, "effect", quote, side="mixed"))
    assert (review.of(target).polarity, review.of(quote.exact).id) == ("mixed", target)
    review.do(changes.add(review.suggestions, review.map, "option", quote, side="mens"))
    assert len([s for s in review.map.statements if s.quote == quote]) == 2  # of another kind

    parts = "het scheelt ons echt een hoop tijd", "het werk wordt leuker"
    one = review.of(TIME)
    review.do(reshaping.split(review.suggestions, review.map, one, *parts))
    first = review.of(one.id).quote
    again = changes.add(review.suggestions, review.map, "effect", first, side=one.polarity)
    assert again is None
    with pytest.raises(AssistError):  # the second part is that statement already
        reshaping.split(
            review.suggestions, review.map, review.of(parts[1]), "wordt leuker", parts[0]
        )


def test_a_statement_whose_words_are_all_gone_is_told_and_comes_back() -> None:
    review = Review()
    review.edit(TIME, words="dat merk je")
    target = review.of("dat merk je").id
    review.do(correct(review.map, 1, FIRST.replace(", dat merk je", "")))
    assert [(o.target, o.kept) for o in review.decided.orphans] in ([(target, False)], [])
    shown = {s.id: s for s in review.map.statements}
    assert target not in shown or shown[target].quote.exact in review.map.transcript[1].text
    review.undo()
    assert review.of("dat merk je").id == target
    review.judge("dat merk je", "reset")
    assert review.of(target).quote.exact == TIME
    assert place(1) == "u-1"


WORD = st.sampled_from(("de", "het", "auto", "rijdt", "hard,", "niet.", "(ja)", "wij"))
TEXT = st.lists(WORD, min_size=1, max_size=9).map(" ".join)


@given(TEXT, TEXT)
def test_words_with_times_are_those_of_the_text_and_in_order(old: str, new: str) -> None:
    words = tuple(Word(w, float(i), i + 0.8) for i, w in enumerate(old.split()))
    said = Utterance(1, 0.0, float(len(words)), old, words=words)
    made = respoken(said, new)
    assert [w.text for w in made] == new.split()
    for a, b in pairwise(made):
        assert a.start <= a.end <= b.start <= b.end
    assert not made or (made[0].start >= 0 and made[-1].end <= said.end)


@given(TEXT, TEXT, st.data())
def test_a_part_that_moves_is_a_part_of_the_new_text(old: str, new: str, data) -> None:
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    span = moved(old, new, start, end)
    if span is not None:
        assert new[slice(*span)].strip() or not old[start:end].strip()
        assert 0 <= span[0] < span[1] <= len(new)
    if old == new:
        assert span == (start, end)


@settings(max_examples=200)
@given(TEXT, TEXT, TEXT)
def test_a_change_is_made_wholly_where_nothing_else_changed(was: str, wanted: str, now: str):
    assert patched(was, wanted, was) == wanted
    assert patched(was, was, now) == now
    assert "  " not in patched(was, wanted, now)


def test_a_long_turn_is_not_cut_short() -> None:
    long = " ".join(f"woord{i}" for i in range(1500))
    review = Review(run_of(utterances([("S1", long)])))
    review.do(correct(review.map, 1, long.replace("woord700 ", "iets ")))
    assert review.map.transcript[1].text == long.replace("woord700 ", "iets ")


def test_hostile_texts_take_no_time() -> None:
    long = "ja nee " * 700
    start = time.process_time()
    review = Review(run_of(utterances([("S1", long), ("S1", "Het scheelt tijd.")])))
    review.do(correct(review.map, 1, "nee ja ja " * 480, before="ja " * 1600))
    review.do(correct(review.map, 1, "x y " * 1200))
    quote = words_of(review.map.transcript, 1, review.map.transcript[1].text)
    review.do(changes.add(review.suggestions, review.map, "effect", quote, side="mixed"))
    review.undo()
    assert review.map.transcript[1].text
    assert time.process_time() - start < 20
