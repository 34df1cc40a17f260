"""Three people, any action, and another run of the pipeline in between: nothing breaks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from support.reviewing import AFRAID, BUTTON, SAID, SILENT, TIME, Review, effect, option, run_of
from support.reviewing import utterances as spoken

from assist.core.errors import AssistError
from assist.core.transcript import Held
from assist.core.valuemap import ValueMap
from assist.review import changes, clustering, correcting, remarks, reshaping, restoring, speaking
from assist.review import turning as turn
from assist.review.conflicts import conflicts, settle
from assist.review.decide import Memo, decide, prepare
from assist.review.history import describe, history
from assist.review.log import acts, live, parts_of, targets_of
from assist.valuemap.file import dumps, loads

ODD = (*SAID, ("S3", "Ja, e\u0301e\u0301n 👩‍👩‍👧 en שלום."), (None, "dat dat dat is is waar"))
TYPED = ("rust 😀", "e\u0301e\u0301n", "שלום", "x\x00y", "\u202eabc", "a" * 200, " , ", "privacy")
HELD = (Held(35.5, 38.0, "MUZIEK en privacy.", "stil"), Held(61.0, 64.0, "Ja.", "dubbel"))


def runs() -> tuple[ValueMap, ...]:
    """The first; with other ids; other words, cuts and labels; fewer words; nothing found."""
    said = replace(spoken(ODD), held=HELD)
    silent = effect(said, SILENT, "negative", "vrijheid", actor="bewoners")
    first = run_of(
        said,
        effect(said, TIME, "positive", "efficiëntie", "effectiviteit", actor="team"),
        silent,
        effect(said, AFRAID, "negative", "vrijheid", "veiligheid"),
        option(said, BUTTON, "techniek", silent.id),
        option(said, "dat is is waar", "mens", silent.id),
    )
    later = replace(spoken((("S1", "Welkom allemaal."), *ODD), 0.0), held=HELD[:1])
    shifted = run_of(
        later,
        effect(later, SILENT, "mixed", "gelijkheid"),
        effect(later, "niemand nog wat durft", "positive"),
        option(later, BUTTON, "omgeving"),
    )
    other = spoken(
        (
            ("S2", "Nou het scheelt ons een hoop tijd dat merk je wel. Het werk wordt leuker."),
            ("S1", "Maar straks durf niemand nog iets te zeggen over de privacy. Ja. Ja."),
            ("S3", "Dat vind ik wel eng, niemand durft nog wat te zeggen."),
        )
    )
    heard = run_of(other, effect(other, "straks durf niemand nog iets te zeggen", "mixed"))
    few = spoken(ODD[:2])
    return first, shifted, heard, run_of(few, effect(few, SILENT, "mixed")), run_of(said)


RUNS = runs()
NAMES = ("judge", "edit", "words", "values", "split", "merge", "comment", "withdraw", "correct",
         "speaker", "role", "restore", "cluster", "offer", "bulk", "add", "undo", "redo",
         "turn_one", "bring_back", "settle", "run")  # fmt: skip
MOVES = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(("An", "Bo", "Cy")),
        st.integers(0, 8),  # which
        st.integers(0, 7),  # what
        st.integers(0, 6),  # how many of the last decisions are not in sight
    ),
    min_size=6,
    max_size=16,
)


def wish_of(review: Review, name: str, who: str, which: int, what: int) -> Any:
    """A wish; IndexError or ZeroDivisionError where there is nothing to be about."""
    shown, run, log, typed = review.map, review.suggestions, review.log, TYPED[what]
    said = shown.transcript.utterances
    words, u = said[which % len(said)].text.split(), said[which % len(said)]
    match name:
        case "correct":
            return correcting.correct(shown, u.id, " ".join([*words[what:], typed]))
        case "speaker":
            label = ("new", "", "S1", "S2")[what % 4]
            return speaking.give_speaker(shown, [x.id for x in said[which : which + 3]], label)
        case "role":
            return changes.give_roles(shown, {f"S{1 + which % 4}": ("burger", "")[what % 2]})
        case "restore":
            held = shown.transcript.held[which % len(shown.transcript.held)]
            return changes.put_back(shown, restoring.id_of_held(shown.transcript, held), log)
        case "cluster":
            return clustering.move_value(shown, shown.values[which % len(shown.values)].id, typed)
        case "offer":
            from support.fake_pipeline import lexicon

            value = shown.values[which % len(shown.values)].id
            return remarks.offer(shown, lexicon(), value, typed, log)
        case "add":
            quote = changes.words_of(shown.transcript, u.id, " ".join(words[what % len(words) :]))
            return changes.add(run, shown, "effect", quote, side="mixed")
        case "withdraw":
            return remarks.withdraw(log, which + 1)
        case "undo" | "redo":
            return getattr(turn, name)(log, who)
        case "turn_one" | "bring_back":
            return getattr(turn, name)(log, which + 1)
        case "settle":
            found = conflicts(log)[which % len(conflicts(log))]
            version = found.later if what % 2 else found.earlier
            return settle(log, found.target, found.field, version.number)
        case "bulk":
            action: Any = ("accept", "reject", "reset")[what % 3]
            return changes.together(
                changes.judge(run, s, action) for s in shown.statements[: which + 1]
            )
    s = shown.statements[which % len(shown.statements)]
    match name:
        case "judge":
            return changes.judge(run, s, ("accept", "reject", "reset")[what % 3])  # type: ignore[arg-type]
        case "edit":
            links = [e.id for e in shown.effects[:what]]
            fields = {"polarity": "mixed", "actor": typed, "wording": typed, "effects": links}
            return changes.edit(run, s, fields)
        case "words":
            there = shown.transcript[s.quote.utterance].text.split()
            extent = " ".join(there[which % len(there) :][: what + 1])
            return changes.edit(run, s, {"words": extent})
        case "values":
            return changes.edit(run, s, {"values": TYPED[:what]})
        case "split":
            return reshaping.split(run, shown, s, *reshaping.halves(s, what + 1))
        case "merge":
            alike = [x.id for x in shown.statements if x.kind == s.kind]
            return reshaping.merge(run, shown, {s.id, *alike[: what % 3 + 1]})  # type: ignore[arg-type]
    return remarks.comment(run, s, typed)


def play(moves: list[Any]) -> tuple[Review, Memo]:
    review, memo = Review(RUNS[0]), Memo()
    for name, who, which, what, behind in moves:
        if name == "run":
            review.run, memo = RUNS[what % len(RUNS)], Memo()
            continue
        try:
            wish = wish_of(review, name, who, which, what)
        except (AssistError, IndexError, ZeroDivisionError):
            continue
        turns = name in ("undo", "redo", "turn_one", "bring_back")
        review.do(wish, who, None if turns else max(0, len(review.log) - behind))
        prepared = prepare(review.run, review.log, memo)
        decide(prepared.suggestions, review.log, memo)
    return review, memo


def expect_sound(review: Review, memo: Memo) -> None:
    log, shown, decided = review.log, review.map, review.decided
    prepared = prepare(review.run, log, memo)
    assert prepared == prepare(review.run, log)
    assert decide(prepared.suggestions, log, memo) == decided
    ids = [s.id for s in shown.statements]
    assert len(ids) == len(set(ids))
    for s in shown.statements:
        said = shown.transcript[s.quote.utterance]
        assert said.text[s.quote.start_char : s.quote.end_char] == s.quote.exact
        assert s.quote.utterance in s.utterances
        assert all(u in shown.transcript for u in s.utterances)
        assert said.start - 0.01 <= s.quote.start <= s.quote.end <= said.end + 0.01
    known = {e.id for e in shown.effects}
    assert all(link.effect in known for o in shown.options for link in o.effects)
    assert loads(dumps(shown)).statements == shown.statements
    told = {*ids, *(o.target for o in decided.orphans), *decided.merged}
    last = {d.target: d for d in acts(log) if d.action in ("accept", "reject", "edit", "add")}
    assert set(last) <= told  # nothing that was decided is lost in silence
    assert not set(decided.merged) & set(ids)
    assert set(decided.merged.values()) <= told
    for target in {t for d in log for part in parts_of(d) for t in targets_of(part)}:
        assert all(all(step.text) for step in history(log, target))
    assert all(map(describe, (d for d in log if d.action not in ("undo", "redo"))))
    for found in conflicts(log):
        assert settle(log, found.target, found.field, found.earlier.number)


@settings(max_examples=25, deadline=None)
@given(MOVES, st.sampled_from(RUNS))
def test_whatever_happens_the_map_is_sound_and_everything_can_be_undone(
    moves: list[Any], another: ValueMap
) -> None:
    review, memo = play(moves)
    expect_sound(review, memo)
    expect_sound(Review(another, review.log), Memo())
    end, numbers = review.map, [d.number for d in live(review.log)]
    for number in numbers:
        review.do(turn.turn_one(review.log, number), "Di")
    assert review.map == review.run
    for number in numbers:
        review.do(turn.bring_back(review.log, number), "Di")
    assert review.map == end
