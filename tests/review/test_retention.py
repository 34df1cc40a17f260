"""A session goes on its day, with everything; and not a day before."""

from __future__ import annotations

import errno
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from assist.core.errors import AssistError
from assist.core.transcript import Utterance
from assist.review import removal
from assist.review.about import About, day_words, title_of
from assist.review.changes import Wish
from assist.review.intake import Incoming
from assist.review.retention import Keeper, remove_due
from assist.review.store import Store
from assist.review.uploads import Uploads
from assist.web.working import days_left, keep_line

TODAY = date.today()
SECRET = b"zeldzaamgeheim"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "gegevens")


def put(store: Store, keep_until: str = "", name: str = "a.wav") -> str:
    with Incoming(store, name) as incoming:
        incoming.write(SECRET * 100)
        return incoming.keep(keep_until=keep_until)


def in_days(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def test_it_goes_on_its_day_and_leaves_nothing(store: Store) -> None:
    going, staying = put(store, in_days(3)), put(store)
    store.add_utterances(going, [Utterance(1, 0, 1, SECRET.decode())])
    store.decide(going, "ik", [Wish("edit", "e-1", {"wording": SECRET.decode()})])
    told_of = About(keep_until=in_days(3), consent="given", consent_note=SECRET.decode())
    store.describe(going, told_of, who="ik")
    Uploads(store).begin("b.txt", 5, {}, session=going)
    (store.files / going / "s-1.jsonl").write_bytes(SECRET)  # a journal
    told: list[str] = []
    assert remove_due(store, TODAY + timedelta(days=2), removed=told.append) == ()
    assert remove_due(store, TODAY + timedelta(days=3), removed=told.append) == (going,)
    assert told == [going]
    assert [s.id for s in store.sessions()] == [staying]
    assert not (store.files / going).exists()
    assert store.log(going) == ()
    assert store.consents(going) == ()
    assert remove_due(store, TODAY + timedelta(days=900)) == ()  # without a day it stays


def test_a_day_that_is_missed_is_made_up_for(store: Store) -> None:
    session = put(store, in_days(1))
    assert remove_due(store, TODAY + timedelta(days=400)) == (session,)


def test_work_on_it_is_broken_off_first(store: Store) -> None:
    session = put(store, in_days(1))
    job = store.claim()
    assert job
    broken: list[str] = []

    def break_off() -> None:
        listed = store.session(session)  # it is still there, but nobody works on it any more
        assert listed
        assert listed.job
        broken.append(listed.job.state)

    remove_due(store, TODAY + timedelta(days=1), break_off=break_off)
    assert broken == ["cancelled"]
    assert not store.finish(job, "{}", "")  # what a late worker brings does not come back


def test_a_day_in_the_past_is_refused_and_not_carried_out(store: Store) -> None:
    for days in (0, -1, -400):
        with pytest.raises(AssistError) as error:
            put(store, in_days(days))
        assert error.value.code == "keep-until-past"
    session = put(store, in_days(5))
    with pytest.raises(AssistError):
        store.describe(session, About(keep_until=in_days(-365)))
    listed = store.session(session)
    assert listed
    assert listed.keep_until == in_days(5)
    store.describe(session, About(title="Later"))
    changed = store.session(session)
    assert changed
    assert (changed.title, changed.keep_until) == ("Later", "")
    assert [s.id for s in store.sessions()] == [session]
    assert [p.name for p in (store.files / "incoming").iterdir()] == []


def test_files_are_overwritten_before_they_go(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = put(store, name="a.txt")
    kept: list[bytes] = []

    def held(path: Path, missing_ok: bool = False) -> None:
        kept.append(path.read_bytes())
        raise PermissionError  # as where another program reads it

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", held)
        removal.remove(store, session)
    assert kept == [bytes(len(SECRET) * 100)]
    monkeypatch.setattr(removal, "UNTOUCHED", -1.0)
    removal.sweep(store)  # what could not go then goes later
    assert not (store.files / session).exists()


def test_the_warning_comes_two_weeks_before(store: Store) -> None:
    listed = store.session(put(store, in_days(20)))
    assert listed
    assert keep_line(listed, TODAY + timedelta(days=5)) == ""
    assert days_left(listed, TODAY + timedelta(days=6)) == 14
    assert "over 14 dagen, op" in keep_line(listed, TODAY + timedelta(days=6))
    assert "morgen, op" in keep_line(listed, TODAY + timedelta(days=19))
    assert "vandaag" in keep_line(listed, TODAY + timedelta(days=20))
    assert "vandaag" in keep_line(listed, TODAY + timedelta(days=21))


def test_the_keeper_looks_after_all_that_is_left_lying(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = put(store, in_days(1))
    told: list[str] = []
    keeper = Keeper(store, Uploads(store), break_off=lambda: None, removed=told.append)
    keeper.look()
    assert told == []
    keeper.look(TODAY + timedelta(days=1))
    assert told == [session]
    monkeypatch.setattr("assist.review.retention.EVERY", 0.01)
    again = threading.Semaphore(0)
    monkeypatch.setattr(Keeper, "look", lambda self: again.release())
    keeper.start()
    for _ in range(3):
        assert again.acquire(timeout=60)
    keeper.stop()


def test_what_cannot_go_now_keeps_nothing_else(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = put(store, in_days(1)), put(store, in_days(1), "b.wav")
    remove, sweep = store.remove_session, Uploads.sweep

    def full(session: str) -> None:
        if session == first:
            raise OSError(errno.ENOSPC, SECRET.decode())
        remove(session)

    def refuse(self: Uploads) -> int:
        raise OSError(errno.EIO, SECRET.decode())

    monkeypatch.setattr(store, "remove_session", full)
    monkeypatch.setattr(Uploads, "sweep", refuse)
    keeper = Keeper(store, Uploads(store), break_off=lambda: None, removed=lambda session: None)
    keeper.look(TODAY + timedelta(days=1))  # also when the program starts
    assert [s.id for s in store.sessions()] == [first]
    assert not (store.files / second).exists()
    assert caplog.text.count("looking after the data folder failed") == 2
    assert SECRET.decode() not in caplog.text
    monkeypatch.setattr(store, "remove_session", remove)
    monkeypatch.setattr(Uploads, "sweep", sweep)
    keeper.look(TODAY + timedelta(days=1))
    assert store.sessions() == []


def test_consent_is_noted_once_for_each_change(store: Store) -> None:
    session = put(store)
    assert store.consents(session) == ()
    given = About(consent="given", consent_note="mondeling")
    for about in (given, given, About(consent="refused"), given):
        store.describe(session, about, who="Nel")
    noted = [(c.answer, c.note, c.who) for c in store.consents(session)]
    assert noted == [
        ("given", "mondeling", "Nel"), ("refused", "", "Nel"), ("given", "mondeling", "Nel"),
    ]  # fmt: skip
    assert all(c.at.startswith(str(TODAY.year)) for c in store.consents(session))


@pytest.mark.parametrize(
    ("about", "name", "title"),
    [
        (About(title="Zelf"), "x.wav", "Zelf"),
        (About(technology="scanauto's"), "REC_0001.wav", "Scanauto's"),
        (About(recorded="2026-02-01"), "Opname 12.m4a", "Sessie van 1 februari 2026"),
        (About(), "GMT20260301-120000_Recording.mp4", "Sessie van 1 april 2026"),
        (About(), "WhatsApp Audio 2026-02-01.opus", "Sessie van 1 april 2026"),
        (About(), "2026-02-01 dialoog_deurbellen (2).docx", "Dialoog deurbellen"),
        (About(recorded="2026-02-01"), "zorg-robots.wav", "Zorg robots, 1 februari 2026"),
        (About(), "é.txt", "Sessie van 1 april 2026"),
    ],
)
def test_a_title_is_one_that_people_read(about: About, name: str, title: str) -> None:
    assert title_of(about, name, date(2026, 4, 1)) == title


def test_a_day_is_told_in_words() -> None:
    assert day_words("2026-12-31T23:59:59.000+00:00") == "31 december 2026"
    assert day_words("ooit") == "ooit"
