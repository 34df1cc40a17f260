"""Two people on one session: nothing is lost in silence, and each undoes their own."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.reviewing import AFRAID, BUTTON, SAID, SILENT, TIME, Review

from assist.core.errors import AssistError
from assist.review import changes, clustering, correcting, remarks, reshaping, speaking, turning
from assist.review.conflicts import conflicts, settle, writes
from assist.review.decide import Memo, decide, prepare
from assist.review.log import BULK, acts, live, next_redo, next_undo
from assist.valuemap.file import dumps, loads


def open_conflicts(review: Review) -> list[tuple[str, str, Any, Any]]:
    return [(c.target, c.field, c.earlier.value, c.later.value) for c in conflicts(review.log)]


def test_the_same_field_unseen_is_a_conflict_and_the_later_stands() -> None:
    review = Review()
    target = review.of(TIME).id
    review.edit(TIME, who="An", seen=0, polarity="mixed")
    review.edit(TIME, who="Bo", seen=0, polarity="negative")
    assert open_conflicts(review) == [(target, "polarity", "mixed", "negative")]
    conflict = conflicts(review.log)[0]
    assert (conflict.earlier.who, conflict.later.who) == ("An", "Bo")
    assert (conflict.earlier.number, conflict.later.number) == (1, 2)
    assert review.of(TIME).polarity == "negative"


def test_other_fields_or_the_same_choice_are_none() -> None:
    review = Review()
    review.edit(TIME, who="An", seen=0, polarity="mixed")
    review.edit(TIME, who="Bo", seen=0, actor="wijk", polarity="positive")
    review.judge(SILENT, "accept", who="An", seen=2)
    review.judge(AFRAID, "reject", who="Bo", seen=2)
    assert not conflicts(review.log)
    assert (review.of(TIME).polarity, review.of(TIME).actor) == ("mixed", "wijk")


def test_values_that_two_people_put_in_are_both_kept() -> None:
    review = Review()
    review.edit(TIME, who="An", seen=0, values=["efficiëntie", "effectiviteit", "rust"])
    review.edit(TIME, who="Bo", seen=0, values=["efficiëntie", "privacy"])
    assert {v.value for v in review.of(TIME).values} == {"efficiëntie", "rust", "privacy"}
    assert not conflicts(review.log)


def test_a_text_that_both_wrote_anew_is_a_conflict() -> None:
    """No word of the first is left to tell by, and that is just why it must be told."""
    review = Review()
    review.do(correcting.correct(review.map, 1, "Aap noot mies.", before=SAID[0][1]), "An", 0)
    review.do(correcting.correct(review.map, 1, "Wim zus jet.", before=SAID[0][1]), "Bo", 0)
    ((target, field, earlier, _later),) = open_conflicts(review)
    assert (target, field, earlier) == ("u-1", "text", "Aap noot mies.")


def test_what_one_took_out_and_the_other_kept_is_out() -> None:
    review = Review()
    review.edit(TIME, who="An", seen=0, values=["effectiviteit"])
    review.edit(TIME, who="Bo", seen=0, values=["efficiëntie", "effectiviteit", "rust"])
    assert {v.value for v in review.of(TIME).values} == {"effectiviteit", "rust"}


@pytest.mark.parametrize(("first", "second"), [("accept", "reject"), ("reject", "accept")])
def test_refused_by_the_one_and_accepted_by_the_other(first: Any, second: Any) -> None:
    review = Review()
    review.judge(TIME, first, who="An", seen=0)
    review.judge(TIME, second, who="Bo", seen=0)
    ((_, field, earlier, later),) = open_conflicts(review)
    assert (field, earlier, later) == ("status", first + "ed", second + "ed")
    review.judge(TIME, first, who="Cor", seen=len(review.log))  # in sight of both
    assert not conflicts(review.log)


def test_undoing_either_version_settles_it_too() -> None:
    for who in ("An", "Bo"):
        review = Review()
        review.edit(TIME, who="An", seen=0, actor="team")
        review.edit(TIME, who="An", seen=1, actor="buren")
        review.edit(TIME, who="Bo", seen=0, actor="wijk")
        assert len(conflicts(review.log)) == 1
        review.undo(who)
        assert not conflicts(review.log) or who == "An"


@pytest.mark.parametrize("chosen", [1, 2])
def test_settling_keeps_the_chosen_version_and_ends_it(chosen: int) -> None:
    review = Review()
    review.edit(TIME, who="An", seen=0, polarity="mixed", actor="buren")
    review.edit(TIME, who="Bo", seen=0, polarity="negative")
    (conflict,) = conflicts(review.log)
    review.do(settle(review.log, conflict.target, conflict.field, chosen), who="Bo")
    assert not conflicts(review.log)
    assert review.of(TIME).polarity == ("mixed", "negative")[chosen - 1]
    assert review.of(TIME).actor == "buren"
    with pytest.raises(AssistError) as error:
        settle(review.log, conflict.target, conflict.field, chosen)
    assert error.value.code == "conflict-gone"
    review.undo("Bo")
    assert len(conflicts(review.log)) == 1


def test_texts_speakers_clusters_and_definitions_are_settled_the_same_way() -> None:
    review = Review()
    first, second = SAID[0][1].replace("hoop", "berg"), SAID[0][1].replace("hoop", "bult")
    review.do(correcting.correct(review.map, 1, first, before=SAID[0][1]), "An", 0)
    review.do(correcting.correct(review.map, 1, second, before=SAID[0][1]), "Bo", 0)
    review.do(speaking.give_speaker(review.map, [2], "S1"), "An", 2)
    review.do(speaking.give_speaker(review.map, [2], "S3"), "Bo", 2)
    review.do(clustering.move_value(review.map, "vrijheid", "Samen"), "An", 4)
    review.do(clustering.move_value(review.map, "vrijheid", "Los"), "Bo", 4)
    found = {(c.target, c.field): c for c in conflicts(review.log)}
    assert set(found) == {("u-1", "text"), ("u-2", "speaker"), ("vrijheid", "cluster")}
    for (target, field), conflict in found.items():
        review.do(settle(review.log, target, field, conflict.earlier.number), "Bo")
    assert not conflicts(review.log)
    assert review.map.transcript[1].text == first
    assert review.map.transcript[2].speaker == "S1"
    assert next(v.cluster for v in review.map.values if v.id == "vrijheid") == "Samen"


def test_corrections_of_other_words_are_no_conflict() -> None:
    review = Review()
    first, second = SAID[0][1].replace("hoop", "berg"), SAID[0][1].replace("leuker", "fijner")
    review.do(correcting.correct(review.map, 1, first, before=SAID[0][1]), "An", 0)
    review.do(correcting.correct(review.map, 1, second, before=SAID[0][1]), "Bo", 0)
    assert not conflicts(review.log)


def test_each_undoes_and_redoes_their_own() -> None:
    review = Review()
    review.judge(TIME, "accept", who="An")
    review.judge(SILENT, "reject", who="Bo")
    assert next_undo(review.log, "An").number == 1
    review.undo("An")
    assert (review.of(TIME).status, review.of(SILENT).status) == ("suggested", "rejected")
    assert turning.undo(review.log, "An") is None
    assert next_redo(review.log, "Bo") is None
    review.judge(AFRAID, "accept", who="Bo")  # ends nobody else's redo
    review.redo("An")
    assert review.of(TIME).status == "accepted"
    assert turning.redo(review.log, "An") is None


def test_one_decision_out_of_a_history_is_undone_by_its_number() -> None:
    review = Review()
    review.judge(TIME, "accept", who="An")
    review.judge(SILENT, "reject", who="Bo")
    review.do(turning.turn_one(review.log, 2), who="An")
    assert review.of(SILENT).status == "suggested"
    assert turning.turn_one(review.log, 2) is None
    review.do(turning.bring_back(review.log, 2), who="An")
    assert review.of(SILENT).status == "rejected"
    with pytest.raises(AssistError):
        turning.turn_one(review.log, 3)  # an undo is turned by a redo


def test_an_act_on_many_is_one_to_undo_and_redo() -> None:
    review = Review()
    review.judge(TIME, "accept")
    wishes = [changes.judge(review.suggestions, s, "reject") for s in review.map.statements]
    review.do(changes.together(wishes))
    assert review.log[-1].action == BULK
    assert {s.status for s in review.map.statements} == {"rejected"}
    assert not review.map.links
    review.undo()
    assert review.of(TIME).status == "accepted"
    assert review.of(SILENT).status == "suggested"
    review.redo()
    assert {s.status for s in review.map.statements} == {"rejected"}
    assert len(live(review.log)) == 2
    assert len(acts(review.log)) == 5
    assert changes.together([None, None]) is None
    assert changes.together([None, wishes[0]]) == wishes[0]


def test_one_value_for_many_leaves_their_other_values() -> None:
    review = Review()
    some = [review.of(TIME), review.of(AFRAID)]
    fields = {"with": ["rust"], "without": ["vrijheid"]}
    review.do(changes.together(changes.edit(review.suggestions, s, fields) for s in some))
    values = {s.id: {v.value for v in s.values} for s in review.map.effects}
    assert values[some[0].id] == {"efficiëntie", "effectiviteit", "rust"}
    assert values[some[1].id] == {"veiligheid", "rust"}


def test_comments_decide_nothing_and_can_be_withdrawn() -> None:
    review = Review()
    before = review.map
    made = review.do(remarks.comment(review.suggestions, review.of(TIME), " Klopt  dit?\n"), "Bo")
    ((remark,),) = remarks.comments(review.log).values()
    assert (remark.text, remark.who, remark.number) == ("Klopt dit?", "Bo", made.number)
    assert review.map == before
    assert remarks.comment(review.suggestions, review.of(TIME), "  ") is None
    review.do(remarks.withdraw(review.log, made.number))
    assert not remarks.comments(review.log)
    assert remarks.withdraw(review.log, made.number) is None
    review.undo()
    assert remarks.comments(review.log)
    with pytest.raises(AssistError):
        remarks.withdraw(review.log, 99)


def test_own_values_are_offered_with_their_meaning_and_taken_back() -> None:
    from support.fake_pipeline import lexicon

    review = Review()
    review.edit(TIME, values=["gemoedsrust"])
    offer = remarks.offer(review.map, lexicon(), "gemoedsrust", "Niet hoeven piekeren.")
    review.do(offer, "Bo")
    assert remarks.offers(review.log)["gemoedsrust"].definition == "Niet hoeven piekeren."
    same = ("gemoedsrust", "Niet hoeven piekeren.", review.log)
    assert remarks.offer(review.map, lexicon(), *same) is None
    review.do(remarks.take_back(review.log, "gemoedsrust"))
    assert not remarks.offers(review.log)
    assert remarks.take_back(review.log, "gemoedsrust") is None
    for value, code in (("privacy", "value-known"), ("xyz", "value-not-in-map")):
        with pytest.raises(AssistError) as error:
            remarks.offer(review.map, lexicon(), value, "")
        assert error.value.code == code


def test_a_value_moves_to_another_cluster_and_back() -> None:
    review = Review()
    review.do(clustering.move_value(review.map, "efficiëntie", "Samen leven"))
    assert "Samen leven" in clustering.clusters_in(review.map)
    review.judge(SILENT, "reject")
    assert next(v.cluster for v in review.map.values if v.id == "efficiëntie") == "Samen leven"
    assert clustering.move_value(review.map, "efficiëntie", " Samen  leven ") is None
    review.undo()
    review.undo()
    assert review.map == review.run
    with pytest.raises(AssistError):
        clustering.move_value(review.map, "onzin", "x")


NAMES = ("An", "Bo")
TEXTS = tuple(text for _, text in SAID)
MOVE = st.tuples(
    st.sampled_from(("accept", "reject", "reset", "edit", "values", "split", "merge", "comment",
                     "correct", "speaker", "cluster", "bulk", "add", "undo", "redo", "settle")),
    st.sampled_from(NAMES),
    st.integers(0, 7),  # which
    st.integers(0, 3),  # what
    st.integers(0, 6),  # how many of the last decisions are not in sight
)  # fmt: skip


def wish_of(review: Review, name: str, who: str, which: int, what: int) -> Any:
    """A wish; None where it cannot be."""
    shown, run = review.map, review.suggestions
    statements = shown.statements
    s = statements[which % len(statements)]
    utterance = shown.transcript.utterances[which % len(TEXTS)]
    words = utterance.text.split()
    match name:
        case "accept" | "reject" | "reset":
            return changes.judge(run, s, name)
        case "edit":
            fields = {"polarity": ("positive", "negative", "mixed")[what % 3], "domain": "mens"}
            return changes.edit(run, s, fields | {"actor": f"groep {what}"})
        case "values":
            return changes.edit(run, s, {"values": ["rust", "privacy", "gemak"][: what or 1]})
        case "split":
            first, second = reshaping.halves(s, what + 1)
            return reshaping.split(run, shown, s, first, second)
        case "merge":
            return reshaping.merge(
                run, shown, [s.id, statements[(which + what) % len(statements)].id]
            )
        case "comment":
            return remarks.comment(run, s, f"opmerking {what}")
        case "correct":
            return correcting.correct(shown, utterance.id, " ".join([*words[what:], f"nou{what}"]))
        case "speaker":
            return speaking.give_speaker(shown, [utterance.id], f"S{what}" if what else "new")
        case "cluster":
            value = shown.values[which % len(shown.values)].id
            return clustering.move_value(shown, value, f"groep {what}")
        case "bulk":
            few = statements[: what + 1]
            return changes.together(changes.judge(run, x, "accept") for x in few)
        case "add":
            at = utterance.text.find(words[what % len(words)])
            quote = changes.words_of(shown.transcript, utterance.id, utterance.text[at:])
            return changes.add(run, shown, "effect", quote, side="mixed")
        case "undo":
            return turning.undo(review.log, who)
        case "redo":
            return turning.redo(review.log, who)
    conflict = conflicts(review.log)[which % max(1, len(conflicts(review.log)))]
    return settle(review.log, conflict.target, conflict.field, conflict.later.number)


def play(moves: list[Any]) -> Review:
    review = Review()
    for name, who, which, what, behind in moves:
        try:
            wish = wish_of(review, name, who, which, what)
        except (AssistError, IndexError, ZeroDivisionError):
            continue
        seen = None if name in ("undo", "redo", "settle") else max(0, len(review.log) - behind)
        review.do(wish, who, seen)
    return review


MOVES = st.lists(MOVE, max_size=14)


@settings(max_examples=60)
@given(MOVES)
def test_replay_gives_the_same_map_with_and_without_what_was_worked_out_before(moves) -> None:
    review, memo = play(moves), Memo()
    for length in range(len(review.log) + 1):
        log = tuple(review.log[:length])
        prepared = prepare(review.run, log, memo)
        plain = prepare(review.run, log)
        assert prepared == plain
        assert decide(prepared.suggestions, log, memo) == decide(plain.suggestions, log)
    again = Review(review.run, list(reversed(review.log)))
    assert again.map == review.map


@settings(max_examples=60)
@given(MOVES)
def test_undoing_everything_gives_the_suggestions_back(moves) -> None:
    review = play(moves)
    end, in_force = review.map, len(live(review.log))
    for _ in range(in_force):
        review.undo()
    assert review.map == review.run
    assert not conflicts(review.log)
    for _ in range(in_force):
        review.redo()
    assert review.map == end


@settings(max_examples=60)
@given(MOVES)
def test_whatever_two_people_do_every_quote_is_exact_and_every_id_there_once(moves) -> None:
    review = play(moves)
    shown = review.map
    ids = [s.id for s in shown.statements]
    assert len(ids) == len(set(ids))
    for s in shown.statements:
        said = shown.transcript[s.quote.utterance].text
        assert said[s.quote.start_char : s.quote.end_char] == s.quote.exact
        assert all(u in shown.transcript for u in s.utterances)
    known = {e.id for e in shown.effects}
    assert all(link.effect in known for o in shown.options for link in o.effects)
    assert loads(dumps(shown)).statements  # keeps the contract of the map's file


@settings(max_examples=80)
@given(MOVES)
def test_nothing_that_was_decided_is_lost_in_silence(moves) -> None:
    """What somebody wrote stands, or who overruled it had seen it, or it is told."""
    review = play(moves)
    told = {(c.target, c.field, v.number) for c in conflicts(review.log)
            for v in (c.earlier, c.later)}  # fmt: skip
    written: dict[tuple[str, str], list[Any]] = {}
    for decision in acts(review.log):
        for target, field, value, _ in writes(decision):
            written.setdefault((target, field), []).append((decision, value))
    for (target, field), some in written.items():
        standing = some[-1][1]
        for decision, value in some[:-1]:
            later = [d for d, _ in some if d.number > decision.number]
            in_sight = any(
                d.who == decision.who or d.change.get("seen", d.number) >= decision.number
                for d in later
            )
            # Values and texts are joined: what is lost of those, the tests above ask.
            same = value == standing or isinstance(value, list) or field == "text"
            assert (target, field, decision.number) in told or in_sight or same
    shown = {s.id: s for s in review.map.statements}
    gone = {o.target for o in review.decided.orphans} | set(review.decided.merged)
    for decision in acts(review.log):
        if decision.action in ("accept", "edit", "add"):
            assert decision.target in shown or decision.target in gone


def test_every_wish_names_what_it_was() -> None:
    review = Review()
    review.edit(BUTTON, domain="mens", wording="Een uitknop.")
    was = review.log[-1].change["was"]
    assert was == {"domain": "techniek", "wording": ""}
