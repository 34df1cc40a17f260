"""The desk: what it keeps at hand is what the log gives anew, and nobody's decision is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.fake_pipeline import lexicon
from support.reviewing import SILENT, TIME, small_run

from assist.core.errors import AssistError
from assist.core.statement import Statement
from assist.review import changes, correcting, remarks, reshaping, turning
from assist.review.about import About
from assist.review.records import StoredFile
from assist.review.store import Store
from assist.review.wish import Wish
from assist.valuemap.file import dumps, loads
from assist.web.desk import Desk, Shown

SESSION = "proef"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path)
    new_session(store)
    yield store
    store.close()


def new_session(store: Store) -> None:
    source = StoredFile("transcript", "a.json", "a.json", 1, "")
    store.add_session(SESSION, [source], About(), title="Proef")
    new_run(store)


def new_run(store: Store) -> None:
    store.enqueue(SESSION)
    job = store.claim()
    assert job is not None
    store.finish(job, dumps(small_run()), "")


def by_words(shown: Shown, words: str):
    return next(s for s in shown.valuemap.statements if s.quote.exact == words)


def judging(words: str, action):
    return lambda shown: changes.judge(shown.suggestions, by_words(shown, words), action)


def same(one: Shown, other: Shown) -> bool:
    fields = ("about", "suggestions", "valuemap", "log", "orphans", "merged", "in_force",
              "conflicts", "comments", "offers", "lost", "run")  # fmt: skip
    return all(getattr(one, f) == getattr(other, f) for f in fields)


def test_what_is_kept_at_hand_is_what_a_fresh_desk_makes(store: Store) -> None:
    desk = Desk(store, lexicon())
    steps = [
        judging(TIME, "accept"),
        lambda s: changes.edit(s.suggestions, by_words(s, SILENT), {"actor": "wijk"}),
        lambda s: correcting.correct(s.valuemap, 3, "Ja, echt."),
        lambda s: changes.together(
            changes.judge(s.suggestions, x, "reject") for x in s.valuemap.statements
        ),
        lambda s: turning.undo(s.log, "Bo"),
        lambda s: reshaping.merge(
            s.suggestions, s.valuemap, [by_words(s, TIME).id, by_words(s, SILENT).id]
        ),
        lambda s: remarks.comment(s.suggestions, by_words(s, TIME), "Samen?"),
        lambda s: turning.undo(s.log, "Bo"),
        lambda s: turning.turn_one(s.log, 3),
        lambda s: turning.redo(s.log, "Bo"),
    ]
    for place, wanted in enumerate(steps):
        done = desk.decide(SESSION, wanted, "AnBo"[place % 2 * 2 :][:2])
        assert done is not None
        assert done.decision is not None, place
        assert same(done.after, Desk(store, lexicon()).shown(SESSION))
        assert same(done.after, desk.shown(SESSION))
        assert done.after.about.decisions == len({d.number for d in done.after.in_force})


def test_another_process_that_decides_is_seen(store: Store) -> None:
    one, other = Desk(store, lexicon()), Desk(store, lexicon())
    for desk in (one, other):
        assert desk.shown(SESSION) is not None
    one.decide(SESSION, judging(TIME, "accept"), "An")
    other.decide(SESSION, judging(SILENT, "reject"), "Bo")
    assert same(one.shown(SESSION), other.shown(SESSION))
    assert [d.who for d in one.shown(SESSION).log] == ["An", "Bo"]


def test_another_run_and_a_session_that_was_made_anew_are_seen(store: Store) -> None:
    desk = Desk(store, lexicon())
    first = desk.decide(SESSION, judging(TIME, "accept"), "An").after
    new_run(store)
    again = desk.shown(SESSION)
    assert again.run != first.run
    assert by_words(again, TIME).status == "accepted"
    store.remove_session(SESSION)
    assert desk.shown(SESSION) is None
    new_session(store)
    assert desk.shown(SESSION).log == ()
    assert by_words(desk.shown(SESSION), TIME).status == "suggested"


def test_what_was_not_in_sight_is_noted_and_a_conflict_shown_until_it_is_settled(
    store: Store,
) -> None:
    desk = Desk(store, lexicon())
    desk.decide(SESSION, judging(TIME, "accept"), "An", seen=0)
    done = desk.decide(SESSION, judging(TIME, "reject"), "Bo", seen=0)
    assert done.decision.change["seen"] == 0
    (conflict,) = done.after.conflicts
    assert (conflict.earlier.who, conflict.later.who) == ("An", "Bo")
    assert by_words(done.after, TIME).status == "rejected"
    done = desk.decide(SESSION, judging(TIME, "accept"), "Bo", seen=2)
    assert "seen" not in done.decision.change
    assert not done.after.conflicts


def test_a_session_that_is_removed_meanwhile_takes_no_decision(store: Store) -> None:
    desk = Desk(store, lexicon())

    def wanted(shown: Shown) -> Wish | None:
        store.remove_session(SESSION)
        return changes.judge(shown.suggestions, by_words(shown, TIME), "accept")

    assert desk.decide(SESSION, wanted, "An") is None


def test_a_session_that_goes_while_it_is_read_is_not_there(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    latest = store.latest_run

    def then_gone(session: str) -> int | None:
        run = latest(session)
        store.remove_session(session)
        return run

    monkeypatch.setattr(store, "latest_run", then_gone)
    assert Desk(store, lexicon()).shown(SESSION) is None
    new_session(store)
    assert Desk(store, lexicon()).decide(SESSION, judging(TIME, "accept")) is None


def test_undo_and_redo_are_of_who_asks(store: Store) -> None:
    desk = Desk(store, lexicon())
    desk.decide(SESSION, judging(TIME, "accept"), "An")
    desk.decide(SESSION, judging(SILENT, "accept"), "Bo")
    assert desk.shown(SESSION, "An").undo.number == 1
    assert desk.shown(SESSION, "Bo").undo.number == 2
    assert desk.shown(SESSION, "Cor").undo is None
    assert desk.shown(SESSION).undo.number == 2


def test_a_statement_as_it_was_seen(store: Store) -> None:
    desk = Desk(store, lexicon())
    shown = desk.shown(SESSION)
    target = by_words(shown, TIME).id
    for actor in ("een", "twee"):
        desk.decide(SESSION, lambda s, a=actor: changes.edit(
            s.suggestions, s.statements[target], {"actor": a}))  # fmt: skip
    desk.decide(SESSION, judging(SILENT, "reject"))
    shown = desk.shown(SESSION)
    seen = [desk.as_seen(shown, target, n) for n in range(4)]
    assert [s.actor for s in seen] == ["team", "een", "twee", "twee"]
    assert desk.as_seen(shown, "e-0", 2) is None


def test_a_form_that_was_open_while_its_words_were_corrected_still_counts(store: Store) -> None:
    desk = Desk(store, lexicon())
    target = by_words(desk.shown(SESSION), SILENT).id
    said = "Maar straks durft niemand nog iets te zeggen over privacy."
    desk.decide(SESSION, lambda s: correcting.correct(s.valuemap, 2, said), "Bo")

    def posted(words: str) -> Statement:
        fields = {"polarity": "mixed", "words": words, "wording": "Men zwijgt."}

        def edited(s: Shown) -> Wish | None:
            seen = desk.as_seen(s, target, 0)
            return changes.edit(s.suggestions, s.statements[target], fields, seen)

        done = desk.decide(SESSION, edited, "An", 0)
        return done.after.statements[target]

    after = posted(f" {SILENT} ")  # as it stood in the form: not touched
    assert (after.polarity, after.wording) == ("mixed", "Men zwijgt.")
    assert after.quote.exact == "straks durft niemand nog iets te zeggen"
    assert posted("durft niemand").quote.exact == "durft niemand"
    with pytest.raises(AssistError):
        posted("durft niemand meer")


def test_of_many_at_once_every_confirmed_decision_is_in_the_log(store: Store) -> None:
    desk = Desk(store, lexicon())
    targets = [s.id for s in desk.shown(SESSION).valuemap.statements]
    confirmed: list[int] = []

    def work(who: str) -> None:
        for n in range(6):

            def wanted(shown: Shown, n: int = n) -> Wish | None:
                statement = shown.statements[targets[(n + len(who)) % len(targets)]]
                return changes.edit(shown.suggestions, statement, {"wording": f"{who} {n}"})

            done = desk.decide(SESSION, wanted, who)
            confirmed.append(done.decision.number)

    threads = [threading.Thread(target=work, args=("x" * i,)) for i in range(1, 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(confirmed) == list(range(1, 31))
    shown = desk.shown(SESSION)
    assert [d.number for d in shown.log] == list(range(1, 31))
    assert same(shown, Desk(store, lexicon()).shown(SESSION))


def test_a_map_that_was_kept_reads_as_one_that_is_checked() -> None:
    from assist.valuemap.file import loads_own

    text = dumps(small_run())
    assert loads_own(text) == loads(text)
