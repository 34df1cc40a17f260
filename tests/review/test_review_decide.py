"""Suggestions + decisions: replay, undo, re-runs, and nothing lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.fake_pipeline import lexicon
from support.reviewing import decided_map

from assist.core.decision import Decision
from assist.core.errors import AssistError
from assist.core.statement import Effect, EffectLink, Option, Quote, ValueSuggestion, id_of
from assist.core.transcript import Session, Transcript, Utterance
from assist.core.valuemap import MadeBy, ValueMap
from assist.review import snapshot
from assist.review.changes import Wish, add, edit, judge, one_line, words_of
from assist.review.decide import decide
from assist.review.log import about, live, next_redo, next_undo
from assist.valuemap.build import rebuild

TEXTS = (
    "Nou, het scheelt ons echt een hoop tijd, dat merk je.",
    "Maar straks durft niemand meer iets te zeggen.",
    "Kunnen we niet gewoon een knop maken waarmee het uitgaat?",
    "En de mensen op straat, die weten niet dat ze worden bekeken.",
)


def spoken(*texts: str) -> Transcript:
    return Transcript(
        Session("s-test", "Proef", "scanauto"),
        tuple(Utterance(i, i * 10.0, i * 10.0 + 9.0, text) for i, text in enumerate(texts, 1)),
    )


def small_map() -> ValueMap:
    transcript = spoken(*TEXTS)
    session, utterances = transcript.session, transcript.utterances
    time, silent = Quote.of(utterances[0], 5, 39), Quote.of(utterances[1], 5, 46)
    button = Quote.of(utterances[2], 0, 57)
    first = Effect(
        id_of("effect", session.id, time), time, (1,), "positive", "team", 0.9,
        (ValueSuggestion("efficiëntie", 0.8), ValueSuggestion("effectiviteit", 0.3)),
    )  # fmt: skip
    second = Effect(
        id_of("effect", session.id, silent), silent, (2,), "negative", "bewoners", 0.8,
        (ValueSuggestion("vrijheid", 0.7),),
    )  # fmt: skip
    option = Option(
        id_of("option", session.id, button), button, (3,), "techniek", 0.7,
        (ValueSuggestion("autonomie", 0.6),), (EffectLink(second.id, 0.5),),
    )  # fmt: skip
    made_by = MadeBy("0.1.0", {"statements": "heads 1"})
    return rebuild(ValueMap(session, made_by, transcript, (first, second), (option,)), lexicon())


class Desk:
    """A person at work: every wish becomes a line of the log."""

    def __init__(self, suggestions: ValueMap) -> None:
        self.suggestions = suggestions
        self.log: list[Decision] = []

    @property
    def shown(self) -> ValueMap:
        return decided_map(self.suggestions, self.log)

    def by_id(self, target: str):
        return next(s for s in self.shown.statements if s.id == target)

    def do(self, wish: Wish | None) -> None:
        if wish is not None:
            number = len(self.log) + 1
            self.log.append(Decision(number, "s", "t", "ik", wish.action, wish.target, wish.change))

    def judge(self, target: str, action) -> None:
        self.do(judge(self.suggestions, self.by_id(target), action))

    def edit(self, target: str, **fields) -> None:
        self.do(edit(self.suggestions, self.by_id(target), fields))

    def undo(self) -> None:
        if turned := next_undo(self.log):
            self.do(Wish("undo", turned.target, {"number": turned.number}))

    def redo(self) -> None:
        if turned := next_redo(self.log):
            self.do(Wish("redo", turned.target, {"number": turned.number}))


@pytest.fixture
def desk() -> Desk:
    return Desk(small_map())


def test_no_decision_leaves_the_suggestions_untouched(desk: Desk) -> None:
    assert desk.shown is desk.suggestions


def test_rejected_stays_in_the_file_but_leaves_the_map(desk: Desk) -> None:
    first, second = desk.suggestions.effects
    desk.judge(second.id, "reject")
    assert desk.by_id(second.id).status == "rejected"
    assert all(second.id not in (link.source, link.target) for link in desk.shown.links)
    assert "vrijheid" not in {v.id for v in desk.shown.values}
    assert desk.by_id(first.id) == first


def test_edit_changes_fields_and_keeps_what_was_said(desk: Desk) -> None:
    first, second = desk.suggestions.effects
    desk.edit(
        second.id, polarity="mixed", actor=" oudere  bewoners ", wording="Men zwijgt.",
        values=["vrijheid", "openheid"], words="durft niemand meer iets te zeggen",
    )  # fmt: skip
    after = desk.by_id(second.id)
    assert (after.polarity, after.actor, after.wording) == (
        "mixed",
        "oudere bewoners",
        "Men zwijgt.",
    )
    assert after.status == "edited"
    said = desk.suggestions.transcript[2].text
    assert after.quote.exact == said[after.quote.start_char : after.quote.end_char]
    assert after.quote.exact == "durft niemand meer iets te zeggen"
    by_name = {v.value: v for v in after.values}
    assert by_name["vrijheid"].score == 0.7  # what the model thought of it stays known
    assert by_name["openheid"].because.note == "by_hand"
    assert {v.id for v in desk.shown.values} >= {"openheid", "vrijheid"}
    option = desk.suggestions.options[0]
    desk.edit(option.id, domain="mens", effects=[first.id])
    assert desk.by_id(option.id).domain == "mens"
    assert [e.effect for e in desk.by_id(option.id).effects] == [first.id]


def test_accept_after_edit_keeps_the_edit(desk: Desk) -> None:
    target = desk.suggestions.effects[0].id
    desk.edit(target, polarity="mixed")
    desk.judge(target, "reject")
    assert desk.by_id(target).status == "rejected"
    desk.judge(target, "accept")
    assert (desk.by_id(target).status, desk.by_id(target).polarity) == ("edited", "mixed")


def test_reset_gives_the_suggestion_back(desk: Desk) -> None:
    before = desk.suggestions.effects[0]
    desk.edit(before.id, polarity="negative", values=[])
    desk.judge(before.id, "reset")
    assert desk.by_id(before.id) == before


def test_an_edit_that_changes_nothing_is_no_decision(desk: Desk) -> None:
    first = desk.suggestions.effects[0]
    same = {"polarity": first.polarity, "actor": first.actor, "wording": "",
            "values": ["effectiviteit", "efficiëntie"], "words": first.quote.exact}  # fmt: skip
    assert edit(desk.suggestions, first, same) is None


def test_own_effect_on_words_that_were_spoken(desk: Desk) -> None:
    quote = words_of(desk.suggestions.transcript, 4, "die weten niet  dat ze\nworden bekeken")
    desk.do(add(desk.suggestions, desk.shown, "effect", quote, side="negative", values=["privacy"]))
    own = desk.shown.effects[-1]
    assert own.status == "added"
    assert own.quote.exact == "die weten niet dat ze worden bekeken"
    assert "privacy" in {v.id for v in desk.shown.values}
    desk.edit(own.id, actor="voorbijgangers")
    assert (desk.by_id(own.id).status, desk.by_id(own.id).actor) == ("added", "voorbijgangers")
    desk.judge(own.id, "reject")
    assert desk.by_id(own.id).status == "rejected"
    desk.judge(own.id, "accept")
    assert desk.by_id(own.id).status == "added"


def test_adding_the_words_of_a_rejected_suggestion_does_not_double_it(desk: Desk) -> None:
    first = desk.suggestions.effects[0]
    desk.judge(first.id, "reject")
    desk.do(add(desk.suggestions, desk.shown, "effect", first.quote, side="positive"))
    assert [e.id for e in desk.shown.effects].count(first.id) == 1
    assert desk.by_id(first.id).status == "accepted"


@pytest.mark.parametrize("words", ["", "   ", "het scheelt ons veel tijd", "HET SCHEELT"])
def test_words_that_were_not_said_are_refused(words: str) -> None:
    with pytest.raises(AssistError) as error:
        words_of(small_map().transcript, 1, words)
    assert error.value.code == "words-not-spoken"
    with pytest.raises(AssistError):
        words_of(small_map().transcript, 99, "tijd")


def test_unknown_choices_are_refused(desk: Desk) -> None:
    with pytest.raises(AssistError):
        edit(desk.suggestions, desk.suggestions.effects[0], {"polarity": "hopeful"})
    with pytest.raises(AssistError):
        edit(desk.suggestions, desk.suggestions.options[0], {"domain": "geld"})


def test_accepted_statement_survives_a_model_that_no_longer_suggests_it(desk: Desk) -> None:
    first, second = desk.suggestions.effects
    desk.judge(first.id, "accept")
    desk.edit(second.id, polarity="mixed")
    desk.judge(desk.suggestions.options[0].id, "reject")
    desk.suggestions = replace(desk.suggestions, effects=(), options=())
    decided = decide(desk.suggestions, desk.log)
    assert [(e.id, e.status) for e in decided.effects] == [
        (first.id, "accepted"),
        (second.id, "edited"),
    ]
    assert decided.effects[0] == replace(first, status="accepted")
    assert decided.options == ()
    assert {(o.target[:1], o.kept) for o in decided.orphans} == {("e", True), ("o", False)}


def test_rejected_stays_rejected_in_another_run(desk: Desk) -> None:
    second = desk.suggestions.effects[1]
    desk.judge(second.id, "reject")
    again = replace(second, score=0.99, values=(ValueSuggestion("privacy", 0.9),))
    desk.suggestions = replace(desk.suggestions, effects=(desk.suggestions.effects[0], again))
    assert desk.by_id(second.id).status == "rejected"


def test_words_that_moved_are_found_and_words_that_went_are_reported(desk: Desk) -> None:
    first, second = desk.suggestions.effects
    desk.judge(first.id, "accept")
    desk.judge(second.id, "accept")
    other = spoken("Welkom allemaal.", TEXTS[0], "Iets heel anders.", TEXTS[3], "x")
    decided = decide(ValueMap(other.session, MadeBy("2"), other), desk.log)
    assert [e.quote.utterance for e in decided.effects] == [2]
    assert decided.effects[0].quote.exact == first.quote.exact
    lost = next(o for o in decided.orphans if o.target == second.id)
    assert not lost.kept
    assert lost.statement == replace(second, status="suggested")


def test_undone_add_does_not_come_back_through_a_later_edit(desk: Desk) -> None:
    quote = words_of(desk.suggestions.transcript, 4, "worden bekeken")
    desk.do(add(desk.suggestions, desk.shown, "effect", quote, side="negative"))
    own = desk.shown.effects[-1]
    desk.edit(own.id, actor="burgers")
    desk.do(Wish("undo", own.id, {"number": 1}))
    assert own.id not in {e.id for e in desk.shown.effects}


def test_history_of_one_statement_names_its_undos(desk: Desk) -> None:
    first, second = desk.suggestions.effects
    desk.judge(first.id, "accept")
    desk.judge(second.id, "reject")
    desk.undo()
    desk.undo()
    assert [d.action for d in about(desk.log, first.id)] == ["accept", "undo"]


def test_a_new_decision_ends_redo(desk: Desk) -> None:
    first, second = desk.suggestions.effects
    desk.judge(first.id, "accept")
    desk.undo()
    desk.judge(second.id, "accept")
    assert next_redo(desk.log) is None


def test_snapshot_is_whole() -> None:
    for statement in small_map().statements:
        named = replace(statement, proposed=(ValueSuggestion("troost", 0.3),))
        assert snapshot.from_json(snapshot.to_json(named)) == named


MOVES = st.lists(
    st.tuples(
        st.sampled_from(("accept", "reject", "reset", "edit", "add", "undo", "redo")),
        st.integers(0, 5),
        st.sampled_from(("positive", "negative", "mixed")),
        st.lists(st.sampled_from(("privacy", "vrijheid", "rust")), max_size=2),
    ),
    max_size=25,
)


def play(desk: Desk, moves) -> list[ValueMap]:
    """Do the moves; the map after each."""
    seen = [desk.shown]
    for name, which, side, values in moves:
        shown = desk.shown.statements
        target = shown[which % len(shown)]
        if name in ("accept", "reject", "reset"):
            desk.judge(target.id, name)
        elif name == "edit":
            desk.edit(target.id, polarity=side, values=values, wording="w" * which)
        elif name == "add":
            utterance = desk.suggestions.transcript.utterances[which % len(TEXTS)]
            quote = Quote.of(utterance, which, which + 8)
            desk.do(add(desk.suggestions, desk.shown, "effect", quote, side=side, values=values))
        elif name == "undo":
            desk.undo()
        else:
            desk.redo()
        seen.append(desk.shown)
    return seen


@settings(max_examples=60)
@given(MOVES)
def test_replay_gives_the_same_map_in_any_order_of_reading(moves) -> None:
    desk = Desk(small_map())
    play(desk, moves)
    assert decided_map(small_map(), reversed(desk.log)) == desk.shown


@settings(max_examples=60)
@given(MOVES)
def test_undo_of_everything_gives_the_suggestions_back_and_redo_the_rest(moves) -> None:
    desk = Desk(small_map())
    play(desk, moves)
    end, in_force = desk.shown, len(live(desk.log))
    for _ in range(in_force):
        desk.undo()
    assert desk.shown == desk.suggestions
    assert next_undo(desk.log) is None
    for _ in range(in_force):
        desk.redo()
    assert desk.shown == end


@settings(max_examples=40)
@given(MOVES)
def test_every_quote_in_a_decided_map_is_verbatim(moves) -> None:
    desk = Desk(small_map())
    for valuemap in play(desk, moves):
        ids = [s.id for s in valuemap.statements]
        assert len(ids) == len(set(ids))
        for s in valuemap.statements:
            text = valuemap.transcript[s.quote.utterance].text
            assert text[s.quote.start_char : s.quote.end_char] == s.quote.exact


@settings(max_examples=40)
@given(MOVES)
def test_a_run_that_suggests_nothing_loses_no_accepted_statement(moves) -> None:
    desk = Desk(small_map())
    play(desk, moves)
    kept = {s.id for s in desk.shown.statements if s.status in ("accepted", "edited", "added")}
    empty = replace(small_map(), effects=(), options=(), values=(), links=())
    decided = decide(empty, desk.log)
    assert {s.id for s in (*decided.effects, *decided.options)} >= kept


def test_deciding_the_same_twice_is_no_second_decision(desk: Desk) -> None:
    first, second = (e.id for e in desk.suggestions.effects)
    for action in ("accept", "accept", "reject", "reject", "reset", "reset"):
        desk.judge(first, action)
    desk.edit(second, polarity="mixed")
    desk.judge(second, "accept")
    assert [d.action for d in desk.log] == ["accept", "reject", "reset", "edit"]


def test_edit_begun_in_another_window_puts_nothing_back(desk: Desk) -> None:
    target = desk.suggestions.effects[0].id
    seen = desk.by_id(target)
    form = {"values": [v.value for v in seen.values], "actor": seen.actor,
            "words": seen.quote.exact, "wording": "", "polarity": seen.polarity}  # fmt: skip
    desk.edit(target, actor="bewoners", values=["rust"], words="het scheelt ons")
    desk.do(edit(desk.suggestions, desk.by_id(target), {**form, "polarity": "mixed"}, seen))
    now = desk.by_id(target)
    assert (now.actor, now.polarity, now.quote.exact) == ("bewoners", "mixed", "het scheelt ons")
    assert [v.value for v in now.values] == ["rust"]
    assert edit(desk.suggestions, now, form, seen) is None


def test_of_equal_words_the_place_that_was_meant_is_taken() -> None:
    transcript = spoken("Nee, dat wil ik niet, nee, echt niet.")
    assert words_of(transcript, 1, "nee").start_char == 22
    for start, place in ((4, 16), (17, 32), (36, 16)):
        assert words_of(transcript, 1, "niet", start).start_char == place


@given(st.text())
def test_what_is_typed_fits_one_line_of_a_word_file(text: str) -> None:
    line = one_line(text)
    assert len(line) <= 80
    assert line == one_line(line) == line.strip()
    assert not [c for c in line if ord(c) < 32 or 0x7F <= ord(c) < 0xA0]
