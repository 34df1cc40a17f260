"""A history that a person can read: who, when, what, from what to what."""

from __future__ import annotations

from support.reviewing import AFRAID, SAID, SILENT, TIME, Review

from assist.core.decision import ACTIONS
from assist.review import changes, clustering, correcting, remarks, reshaping, speaking
from assist.review.conflicts import conflicts, settle
from assist.review.history import describe, sentences
from assist.review.log import parts_of


def told(review: Review, target: str) -> list[tuple[str, str, bool]]:
    return [(s.who, " ".join(s.text), s.in_force) for s in review.steps(target)]


def test_a_statement_tells_its_whole_story() -> None:
    review = Review()
    target = review.of(TIME).id
    review.judge(TIME, "accept", who="An")
    review.edit(TIME, who="Bo", polarity="mixed", actor="", values=["rust"])
    review.do(remarks.comment(review.suggestions, review.of(TIME), "Klopt dit?"), "An")
    review.undo("Bo")
    review.judge(SILENT, "reject", who="An")
    steps = told(review, target)
    assert steps[0] == ("An", "Akkoord.", True)
    assert steps[1][0] == "Bo"
    assert not steps[1][2]
    for words in ("Soort effect: van positief naar", "Voor wie: van team naar –",
                  "Waarden: rust erbij, efficiëntie, effectiviteit eraf"):  # fmt: skip
        assert words in steps[1][1]
    assert steps[2][1] == "Opmerking: Klopt dit?"
    assert steps[3][1].startswith("Ongedaan gemaakt: Waarden: rust erbij")
    assert len(steps) == 4
    assert review.steps(target)[0].made_by == "heads 1 (assist 0.1.0)"


def test_an_act_on_many_stands_in_each_history_with_how_many() -> None:
    review = Review()
    review.do(changes.together(changes.judge(review.suggestions, s, "accept") for s in
                               review.map.statements))  # fmt: skip
    (step,) = review.steps(review.of(TIME).id)
    assert (step.text, step.together, step.action) == (("Akkoord.",), 4, "accept")
    assert describe(review.log[0]) == "4 uitspraken tegelijk: Akkoord"
    review.undo()
    assert [s.in_force for s in review.steps(review.of(TIME).id)] == [False, True]


def test_splitting_and_merging_stand_in_the_history_of_both() -> None:
    review = Review()
    first, second = "het scheelt ons echt een hoop tijd", "het werk wordt leuker"
    parts = review.suggestions, review.map, review.of(TIME), first, second
    review.do(reshaping.split(*parts))
    ids = [review.of(SILENT).id, review.of(AFRAID).id]
    review.do(reshaping.merge(review.suggestions, review.map, ids))
    assert f"Gesplitst in “{first}” en “{second}”" in told(review, review.of(first).id)[0][1]
    assert f"splitsen: “{second}”" in told(review, review.of(second).id)[0][1]
    for i, words in zip(ids, (AFRAID, SILENT), strict=True):
        assert told(review, i)[0][1] == f"Samengevoegd met “{words}”"


def test_utterances_and_values_have_a_history_too() -> None:
    review = Review()
    review.do(correcting.correct(review.map, 3, "Ja hoor."))
    review.do(speaking.give_speaker(review.map, [2, 3], "S1"))
    assert [t for _, t, _ in told(review, "u-3")] == [
        "Tekst: van “Ja.” naar “Ja hoor.”",
        "Spreker: van S2 naar S1",
    ]
    assert [t for _, t, _ in told(review, "u-2")] == ["Spreker: van S2 naar S1"]
    review.do(clustering.move_value(review.map, "vrijheid", "Samen"))
    assert told(review, "vrijheid")[0][1].endswith("naar Samen")
    assert describe(review.log[-1]).startswith("vrijheid, Groep: van")  # beside undo


def test_choosing_between_versions_says_so() -> None:
    review = Review()
    review.edit(TIME, who="An", seen=0, actor="buren")
    review.edit(TIME, who="Bo", seen=0, actor="wijk")
    (conflict,) = conflicts(review.log)
    review.do(settle(review.log, conflict.target, conflict.field, 1), "Bo")
    assert told(review, conflict.target)[-1][1].startswith("Gekozen tussen twee versies.")


def test_every_kind_of_decision_can_be_told() -> None:
    from support.fake_pipeline import lexicon

    review = Review()
    run, shown = review.suggestions, review.map
    one = review.of(TIME)
    changed = Review()
    changed.edit(TIME, values=["gemoedsrust"])
    offered = remarks.offer(changed.map, lexicon(), "gemoedsrust", "Rust.")
    wishes = [
        changes.judge(run, one, "accept"),
        changes.judge(run, one, "reject"),
        changes.Wish("reset", one.id),
        changes.edit(run, one, {"actor": "x"}),
        changes.add(run, shown, "effect", changes.words_of(shown.transcript, 3, "Ja."),
                    side="mixed"),
        reshaping.split(run, shown, one, "het scheelt ons", "dat merk je"),
        reshaping.merge(run, shown, [one.id, review.of(SILENT).id]),
        remarks.comment(run, one, "x"),
        correcting.correct(shown, 1, SAID[1][1]),
        speaking.give_speaker(shown, [1], "S2"),
        changes.give_roles(shown, {"S1": "burger"}),
        changes.Wish("restore", "h-1", {"held": {"text": "Nee."}}),
        clustering.move_value(shown, "vrijheid", "x"),
        offered,
        changes.together([changes.judge(run, s, "accept") for s in shown.statements]),
    ]  # fmt: skip
    for wish in wishes:
        made = review.do(wish)
        assert made is not None
        for part in parts_of(made):
            assert sentences(part, part.target), part
        assert describe(made)
    assert {w.action for w in wishes if w} | {"undo", "redo"} == set(ACTIONS)
