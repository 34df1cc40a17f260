"""One statement into two, several into one; and back."""

from __future__ import annotations

import pytest
from support.reviewing import AFRAID, BUTTON, SILENT, TIME, Review

from assist.core.errors import AssistError
from assist.core.statement import Option
from assist.review import remarks, reshaping
from assist.review.wish import Wish


def split(review: Review, first: str = "het scheelt ons echt een hoop tijd",
          second: str = "het werk wordt leuker") -> Wish:  # fmt: skip
    return reshaping.split(review.suggestions, review.map, review.of(TIME), first, second)


def merge(review: Review, *words: str) -> Wish:
    ids = [review.of(w).id for w in words]
    return reshaping.merge(review.suggestions, review.map, ids)


def test_two_of_one_each_on_its_own_words() -> None:
    review = Review()
    whole = review.of(TIME)
    review.do(split(review))
    first = review.of("het scheelt ons echt een hoop tijd")
    second = review.of("het werk wordt leuker")
    assert (first.id, first.status) == (whole.id, "edited")
    assert (second.status, second.polarity, second.actor) == ("added", "positive", "team")
    assert [v.value for v in second.values] == ["efficiëntie", "effectiviteit"]
    assert first.quote.end <= second.quote.start
    assert {"efficiëntie"} <= {x.target for x in review.map.links if x.source == second.id}
    review.undo()
    assert review.map == review.run
    review.redo()
    assert {first, second} <= {*review.map.effects}


def test_a_part_that_was_split_off_can_be_changed_refused_and_split_again() -> None:
    review = Review()
    review.do(split(review))
    review.edit("het werk wordt leuker", polarity="mixed")
    assert review.of("het werk wordt leuker").polarity == "mixed"
    second = review.of("het werk wordt leuker")
    again = reshaping.split(review.suggestions, review.map, second, "het werk", "leuker")
    review.do(again)
    assert {"het werk", "leuker"} <= {e.quote.exact for e in review.map.effects}
    review.judge("leuker", "reject")
    assert review.of("leuker").status == "rejected"


def test_back_to_the_suggestion_takes_the_part_along_that_nobody_touched() -> None:
    review = Review()
    review.do(split(review))
    review.judge("het scheelt ons echt een hoop tijd", "reset")
    assert review.map.effects == review.run.effects
    review.do(split(review))
    review.edit("het werk wordt leuker", actor="wij")
    review.judge("het scheelt ons echt een hoop tijd", "reset")
    assert review.of("het werk wordt leuker").actor == "wij"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("het scheelt ons echt een hoop tijd", "een hoop tijd"),  # overlap
        (TIME, TIME),
        ("", "het werk wordt leuker"),
        ("het scheelt ons", "dat zei niemand"),
    ],
)
def test_parts_that_overlap_or_were_not_said_are_refused(first: str, second: str) -> None:
    with pytest.raises(AssistError) as error:
        split(Review(), first, second)
    assert error.value.code in ("split-nothing", "words-not-spoken")


def test_halves_are_cut_at_a_word() -> None:
    review = Review()
    assert reshaping.halves(review.of(SILENT), 3) == (
        "straks durft niemand",
        "meer iets te zeggen",
    )
    for at in (0, 7, 99, -1):
        with pytest.raises(AssistError):
            reshaping.halves(review.of(SILENT), at)


def test_of_several_the_first_stays_with_all_that_was_said() -> None:
    review = Review()
    silent, afraid = review.of(SILENT), review.of(AFRAID)
    review.edit(AFRAID, polarity="mixed", wording="Men zwijgt uit angst.")
    review.do(remarks.comment(review.suggestions, review.of(AFRAID), "Zelfde als eerder?"))
    review.do(merge(review, AFRAID, SILENT))
    one = review.of(SILENT)
    assert (one.id, one.status, one.polarity) == (silent.id, "edited", "mixed")
    assert one.utterances == (2, 6)
    assert [v.value for v in one.values] == ["vrijheid", "veiligheid"]
    assert one.wording == "Men zwijgt uit angst."
    assert afraid.id not in {s.id for s in review.map.statements}
    assert review.decided.merged == {afraid.id: silent.id}
    review.undo()
    assert review.of(AFRAID).status == "edited"
    assert review.of(SILENT) == silent


def test_options_answer_what_an_effect_was_merged_into() -> None:
    review = Review()
    review.edit(BUTTON, effects=[review.of(AFRAID).id])
    review.do(merge(review, SILENT, AFRAID))
    button = review.of(BUTTON)
    assert isinstance(button, Option)
    assert [link.effect for link in button.effects] == [review.of(SILENT).id]
    assert any(x.kind == "answers" for x in review.map.links)


def test_merging_what_was_merged_keeps_everything() -> None:
    review = Review()
    review.do(merge(review, SILENT, AFRAID))
    review.do(merge(review, TIME, SILENT))
    one = review.of(TIME)
    assert one.utterances == (1, 2, 6)
    assert one.polarity == "mixed"
    assert len(review.map.effects) == 1
    assert set(review.decided.merged.values()) == {one.id}
    review.judge(TIME, "reset")
    assert review.of(TIME) == review.run.effects[0]


def test_only_statements_of_one_kind_and_at_least_two() -> None:
    review = Review()
    for words, code in (((SILENT, BUTTON), "merge-kinds"), ((SILENT, SILENT), "merge-one")):
        with pytest.raises(AssistError) as error:
            merge(review, *words)
        assert error.value.code == code
    with pytest.raises(AssistError):
        reshaping.merge(review.suggestions, review.map, ["e-1", review.of(SILENT).id])


def test_a_new_run_without_the_suggestions_keeps_what_was_split_and_merged() -> None:
    from dataclasses import replace

    review = Review()
    review.do(split(review))
    review.do(merge(review, SILENT, AFRAID))
    before = {e.quote.exact: e for e in review.map.effects}
    review.run = replace(review.run, effects=(), options=(), values=(), links=())
    assert {e.quote.exact: e for e in review.map.effects} == before


def test_work_on_a_part_is_told_when_the_splitting_is_undone() -> None:
    review = Review()
    review.do(split(review), who="An")
    review.edit("het werk wordt leuker", who="Bo", actor="wij")
    review.undo("An")
    (left,) = review.decided.orphans
    assert left.statement.quote.exact == "het werk wordt leuker"
    assert [d.who for d in left.decisions] == ["Bo"]
    review.redo("An")
    assert review.of("het werk wordt leuker").actor == "wij"
