"""A new model, another cut or other words: no decision is touched, nothing refused comes back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.reviewing import AFRAID, BUTTON, SAID, SILENT, TIME, Review, effect, run_of, utterances

from assist.core.statement import Option, ValueSuggestion
from assist.core.valuemap import ValueMap
from assist.review import changes, correcting, remarks, reshaping
from assist.review.decide import prepare
from assist.review.wish import words_of


def shifted(*statements: str, first: float = 0.0) -> ValueMap:
    """An utterance more at the beginning: each suggestion has another id."""
    said = utterances((("S1", "Welkom allemaal bij deze middag."), *SAID), first)
    made = [effect(said, words, "mixed", "gelijkheid", actor="model") for words in statements]
    return run_of(said, *made, model="heads 2")


def heard_otherwise(*statements: str) -> ValueMap:
    """The same talk as another speech model writes it out."""
    other = (
        ("S1", "Nou het scheelt ons een hoop tijd dat merk je wel. En het werk wordt leuker."),
        ("S2", "Maar straks durf niemand nog iets te zeggen over de privacy."),
        ("S2", "Ja, ja."),
        ("S1", "Kunnen we niet gewoon 'n knop maken waarmee dat uit gaat?"),
        ("S3", "De mensen op straat, die weten niet dat ze bekeken worden."),
        ("S3", "Dat vind ik wel eng, niemand durft nog wat te zeggen."),
    )
    said = utterances(other)
    made = [effect(said, words, "mixed", "gelijkheid", actor="model") for words in statements]
    return run_of(said, *made, model="heads 2")


def reviewed() -> Review:
    review = Review()
    review.judge(TIME, "accept")
    review.edit(SILENT, actor="de buurt", values=["vrijheid", "rust"], wording="Men zwijgt.")
    review.judge(AFRAID, "reject")
    review.judge(BUTTON, "accept")
    return review


def kept(review: Review) -> dict[str, tuple[str, str, tuple[str, ...]]]:
    return {
        s.id: (s.status, getattr(s, "actor", ""), tuple(v.value for v in s.values))
        for s in review.map.statements
        if s.status not in ("suggested", "rejected")
    }


@pytest.mark.parametrize(
    "run",
    [
        shifted(TIME, SILENT, AFRAID),
        shifted(),
        shifted(TIME, SILENT, AFRAID, first=10.0),
        heard_otherwise(
            "het scheelt ons een hoop tijd",
            "straks durf niemand nog iets te zeggen",
            "niemand durft nog wat te zeggen",
        ),
        heard_otherwise(),
    ],
    ids=["shifted", "shifted and silent", "later", "other words", "other words and silent"],
)
def test_what_was_decided_stays_as_it_was_and_is_not_doubled(run: ValueMap) -> None:
    review = reviewed()
    before = kept(review)
    review.run = run
    assert kept(review) == before
    fresh = [s for s in review.map.effects if s.status == "suggested"]
    assert not fresh
    for s in review.map.statements:
        said = review.map.transcript[s.quote.utterance].text
        assert said[s.quote.start_char : s.quote.end_char] == s.quote.exact
    refused = [s for s in review.map.statements if s.status == "rejected"]
    assert len(refused) <= 1
    assert not any({x.source, x.target} & {s.id for s in refused} for x in review.map.links)


def test_the_same_id_with_another_opinion_leaves_the_decision_alone() -> None:
    review = reviewed()
    before = kept(review)
    other = [
        replace(e, polarity="mixed", actor="model", values=(ValueSuggestion("gelijkheid", 0.9),))
        for e in review.run.effects
    ]
    review.run = replace(review.run, effects=tuple(other))
    assert kept(review) == before
    assert review.of(TIME).polarity == "positive"
    review.judge(TIME, "reset")  # asked for by its user: now it is as suggested now
    assert review.of(TIME).polarity == "mixed"


@pytest.mark.parametrize(
    "words",
    [
        "dat niemand nog wat durft te zeggen",
        "niemand nog wat durft",
        "Dat vind ik eng, dat niemand nog wat durft te zeggen",
    ],
)
def test_a_refused_suggestion_does_not_come_back_at_about_the_same_words(words: str) -> None:
    review = Review()
    review.judge(AFRAID, "reject")
    said = review.run.transcript
    again = effect(said, words, "negative", "vrijheid")
    review.run = run_of(said, again, model="heads 2")
    assert again.id not in {s.id for s in review.map.statements if s.status == "suggested"}
    both = effect(said, AFRAID, "negative", "vrijheid")
    review.run = run_of(said, again, both, model="heads 2")
    assert [s.status for s in review.map.effects] == ["rejected"]
    review.undo()
    assert {s.id for s in review.map.effects} == {again.id, both.id}


def test_other_words_nearby_are_a_new_suggestion() -> None:
    review = Review()
    review.judge(AFRAID, "reject")
    said = review.run.transcript
    new = effect(said, "Dat vind ik eng", "negative", "veiligheid")
    review.run = run_of(said, new, model="heads 2")
    assert review.of(new.id).status == "suggested"


def test_what_lay_beside_a_refused_one_stays() -> None:
    said = utterances(SAID)
    one, other = effect(said, SILENT, "negative"), effect(said, SILENT + " over privacy", "mixed")
    review = Review(run_of(said, one, other))
    review.judge(one.id, "reject")
    assert review.of(other.id).status == "suggested"


def test_an_own_statement_is_not_doubled_by_a_model_that_finds_it_too() -> None:
    review = Review()
    words = "die weten niet dat ze worden bekeken"
    quote = words_of(review.map.transcript, 5, words)
    review.do(changes.add(review.suggestions, review.map, "effect", quote, side="negative"))
    own = review.of(words)
    review.run = shifted("weten niet dat ze worden bekeken", words)
    found = [s for s in review.map.effects if "bekeken" in s.quote.exact]
    assert [(s.id, s.status) for s in found] == [(own.id, "added")]


def test_options_still_answer_an_effect_that_goes_by_another_id() -> None:
    review = reviewed()
    review.run = shifted(TIME, SILENT)
    button = review.of(BUTTON)
    assert isinstance(button, Option)
    assert [link.effect for link in button.effects] == [review.of(SILENT).id]


def test_corrections_go_to_the_same_words_and_those_without_are_told() -> None:
    review = Review()
    said = review.run.transcript
    review.do(correcting.correct(review.map, 2, SAID[1][1].replace("straks", "vandaag")))
    review.do(correcting.correct(review.map, 6, SAID[5][1].replace("eng", "akelig")))
    review.run = shifted()
    assert "vandaag" in review.map.transcript[3].text
    assert "akelig" in review.map.transcript[7].text
    assert "vandaag" not in review.map.transcript[2].text
    gone = [replace(u, text="Iets heel anders.", words=()) for u in said.utterances]
    review.run = run_of(said.with_utterances(gone))
    assert {u.text for u in review.map.transcript.utterances} == {"Iets heel anders."}
    assert [d.target for d in prepare(review.run, review.log).lost] == ["u-2", "u-6"]


def test_a_correction_that_would_leave_no_words_in_another_run_is_told() -> None:
    review = Review()
    away = "Nou, het scheelt"
    review.do(correcting.correct(review.map, 1, SAID[0][1].removeprefix(away)))
    said = review.run.transcript
    review.run = run_of(
        said.with_utterances(replace(u, text=away, words=()) for u in said.utterances[:1])
    )
    assert review.map.transcript[1].text == away
    assert [d.target for d in prepare(review.run, review.log).lost] == ["u-1"]


def test_decisions_of_two_runs_live_together() -> None:
    review = reviewed()
    review.run = shifted(TIME, SILENT, AFRAID, "het werk wordt leuker")
    review.edit(SILENT, actor="iedereen")
    review.judge(TIME, "reject")
    assert review.of(SILENT).actor == "iedereen"
    assert [v.value for v in review.of(SILENT).values] == ["rust", "vrijheid"]
    review.undo()
    review.undo()
    review.run = Review().run
    assert review.of(SILENT).actor == "de buurt"
    assert review.of(TIME).status == "accepted"


def test_remarks_follow_their_statement_and_stand_apart_when_it_is_gone() -> None:
    review = Review()
    made = review.do(remarks.comment(review.suggestions, review.of(AFRAID), "Ironie?"))
    review.run = shifted(AFRAID)
    assert (review.of(AFRAID).id, review.of(AFRAID).status) == (made.target, "suggested")
    assert review.of(AFRAID).polarity == "mixed"  # nobody decided: it is the new suggestion
    review.run = shifted()
    (left,) = review.decided.orphans
    assert (left.target, left.kept, left.statement.quote.exact) == (made.target, False, AFRAID)
    review.run = shifted(AFRAID, "niemand nog wat durft")
    assert len(review.map.effects) == 2  # a remark hides nothing


def test_a_part_that_was_split_off_stays_as_it_was_when_a_model_finds_it_too() -> None:
    review = Review()
    first, second = "het scheelt ons echt een hoop tijd", "het werk wordt leuker"
    whole = review.of(TIME)
    review.do(reshaping.split(review.suggestions, review.map, whole, first, second))
    review.edit(second, actor="wij")
    before = kept(review)
    review.run = shifted(first, second)
    assert kept(review) == before
    assert {e.status for e in review.map.effects} == {"edited", "added"}


def test_what_was_merged_is_found_again_under_other_ids() -> None:
    review = Review()
    ids = [review.of(SILENT).id, review.of(AFRAID).id]
    review.do(reshaping.merge(review.suggestions, review.map, ids))
    before = kept(review)
    review.run = shifted(SILENT, AFRAID)
    assert kept(review) == before
    assert review.of(SILENT).utterances == (3, 7)
