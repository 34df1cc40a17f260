"""The store: what was confirmed is there, decisions stay, hostile names are harmless."""

from __future__ import annotations

import errno
import io
import os
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from assist.core.errors import AssistError
from assist.core.transcript import Utterance, Word
from assist.review import intake, removal
from assist.review.about import date_or_nothing
from assist.review.changes import Wish
from assist.review.intake import Incoming, shown_name
from assist.review.jobs import MAX_ATTEMPTS
from assist.review.store import Store
from assist.review.tables import Base


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "gegevens")


def put(store: Store, name: str = "a.json", data: bytes = b"{}", **about: str) -> str:
    with Incoming(store, name) as incoming:
        incoming.write(data)
        return incoming.keep(**about)


def test_migrations_make_the_tables_that_the_code_knows(store: Store) -> None:
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    Store.open(store.data).close()  # a second start changes nothing


@pytest.mark.sqlite
def test_sqlite_is_set_to_keep_what_was_confirmed(store: Store) -> None:
    with store.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 20_000
    }  # fmt: skip


def test_session_comes_back_as_it_was_put(store: Store) -> None:
    session = put(
        store, "Sessie één.vtt", b"WEBVTT", title=" De  scan\x00auto ", recorded="2026-05-01"
    )
    listed = store.session(session)
    assert listed
    assert listed.source
    assert listed.job
    assert (listed.title, listed.recorded, listed.source.name) == (
        "De scan auto", "2026-05-01", "Sessie één.vtt"
    )  # fmt: skip
    assert (store.files / listed.source.stored).read_bytes() == b"WEBVTT"
    assert listed.job.state == "queued"
    assert Store.open(store.data).sessions() == [listed]


def test_the_same_file_twice_is_two_sessions(store: Store) -> None:
    first, second = put(store), put(store)
    assert second == f"{first}-2"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.exe", b"MZ", "unknown-format"),
        ("a", b"x", "unknown-format"),
        ("a.wav", b"", "empty-file"),
    ],
)
def test_refused_upload_leaves_nothing(store: Store, name: str, data: bytes, code: str) -> None:
    with pytest.raises(AssistError) as error:
        put(store, name, data)
    assert error.value.code == code
    assert store.sessions() == []
    assert [p for p in store.files.rglob("*") if p.is_file()] == []


def test_upload_over_the_limit_is_broken_off(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(intake.MAX_BYTES, "transcript", 10)
    with pytest.raises(AssistError, match="te groot"):
        put(store, "a.txt", b"x" * 11)
    assert [p for p in store.files.rglob("*") if p.is_file()] == []


@given(st.text(max_size=300))
def test_no_name_leaves_its_folder(name: str) -> None:
    shown = shown_name(name)
    assert shown
    assert not {"/", "\\", "\x00", "\n"} & set(shown)


def test_name_with_folders_lies_in_its_own_folder(store: Store) -> None:
    session = put(store, "../../../etc/cron.d/kwaad.txt", b"hallo")
    files = [p for p in store.data.parent.rglob("*") if p.name.startswith("source")]
    assert files == [store.files / session / "source.txt"]


@pytest.mark.parametrize("date", ["", "gisteren", "2026-13-01", "01-02-2026"])
def test_what_is_no_date_is_no_date(date: str) -> None:
    assert date_or_nothing(date) == ""


def test_decisions_are_numbered_in_order_and_never_change(store: Store) -> None:
    session = put(store)
    store.decide(session, "ik", [Wish("accept", "e-1", {"a": ["é"]}, "heads 1")])
    store.decide(session, "ik", [Wish("reject", "e-2"), Wish("undo", "e-1", {"number": 1})])
    log = Store.open(store.data).log(session)
    assert [(d.number, d.action) for d in log] == [(1, "accept"), (2, "reject"), (3, "undo")]
    assert (log[0].change, log[0].made_by, log[0].who) == ({"a": ["é"]}, "heads 1", "ik")
    for statement in ("UPDATE decision SET action='reject'", "DELETE FROM decision"):
        with pytest.raises(DatabaseError, match="append-only"), store.engine.begin() as connection:
            connection.execute(text(statement))
    assert store.log(session) == log


def test_removing_a_session_takes_all_of_it(store: Store) -> None:
    session, other = put(store, data=b"1"), put(store, data=b"2")
    store.decide(session, "ik", [Wish("accept", "e-1")])
    store.add_utterances(session, [Utterance(1, 0, 1, "Hallo")])
    removal.remove(store, session)
    assert [s.id for s in store.sessions()] == [other]
    assert store.log(session) == ()
    assert not (store.files / session).exists()
    with store.engine.connect() as plain:
        for table in ("decision", "utterance", "job", "file"):
            left = text(f"SELECT count(*) FROM {table} WHERE session_id = :session")
            assert plain.execute(left, {"session": session}).scalar() == 0


def test_sweep_clears_old_leftovers_and_nothing_else(store: Store) -> None:
    session, other = put(store), put(store)
    incoming = store.files / "incoming"
    gone = store.files / "s-gone"
    for left in (
        incoming / "half", incoming / "now", gone / "source.wav", gone / intake.LOOSE,
        store.files / "s-of-another-database" / "source.wav",
    ):  # fmt: skip
        left.parent.mkdir(exist_ok=True)
        left.write_bytes(b"x")
    removal.loosen(store, other)  # the removal was broken off before the database knew
    for old in (incoming / "half", *store.files.glob("s-*")):
        os.utime(old, (0, 0))
    removal.sweep(store)
    kept = {session, other, "incoming", "s-of-another-database"}
    assert {p.name for p in store.files.iterdir()} == kept
    assert [p.name for p in incoming.iterdir()] == ["now"]
    for folder in (session, other):
        assert [p.name for p in (store.files / folder).iterdir()] == ["source.json"]


def test_removal_that_was_broken_off_goes_on_at_the_next_start(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = put(store)

    def die(_folder: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(removal, "wipe", die)
        removal.remove(store, session)
    assert (store.files / session).exists()
    monkeypatch.setattr(removal, "UNTOUCHED", -1.0)
    removal.sweep(store)
    assert not (store.files / session).exists()


def test_many_writers_lose_and_double_nothing(store: Store) -> None:
    session = put(store)
    faults: list[Exception] = []

    def decide(who: str) -> None:
        mine = Store(store.data, store.url)
        try:
            for number in range(20):
                mine.decide(session, who, [Wish("accept", f"{who}-{number}")])
        except Exception as error:  # noqa: BLE001 - told by the test itself
            faults.append(error)

    threads = [threading.Thread(target=decide, args=(f"p{i}",)) for i in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    log = store.log(session)
    assert [d.number for d in log] == list(range(1, 101))
    assert len({d.target for d in log}) == 100


def test_utterances_keep_their_words_and_are_never_doubled(store: Store) -> None:
    session = put(store)
    said = [
        Utterance(1, 0.0, 1.5, "Hallo daar", "S1", "burger", None, (Word("Hallo", 0, 0.5, 0.9),)),
        Utterance(2, 1.5, 2.0, "Ja."),
    ]
    assert store.add_utterances(session, said[:1]) == 1
    assert store.add_utterances(session, said) == 1
    assert store.utterances(session) == tuple(said)


def test_one_job_at_a_time_in_order_and_not_twice(store: Store) -> None:
    first, second = put(store, data=b"1"), put(store, data=b"2")
    store.enqueue(first)  # is in the queue already
    assert (a := store.claim())
    assert a.session == first
    assert (b := store.claim())
    assert b.session == second
    assert store.claim() is None
    assert store.requeue_abandoned() == 2
    assert (again := store.claim())
    assert again.session == first
    assert again.attempts == 2


def test_job_that_keeps_dying_is_given_up_unless_it_gains(store: Store) -> None:
    session = put(store)
    for number in range(MAX_ATTEMPTS + 2):  # gains an utterance each time
        assert store.claim()
        store.add_utterances(session, [Utterance(number + 1, number, number + 1, "Ja.")])
        store.requeue_abandoned()
    for _ in range(MAX_ATTEMPTS):
        assert store.claim()
        store.requeue_abandoned()
    assert store.claim() is None
    job = store.session(session).job
    assert job.state == "failed"
    assert "brak 3 keer af" in job.error
    store.enqueue(session)  # the user tries again
    assert store.claim()


def test_cancelled_job_takes_no_more_results(store: Store) -> None:
    session = put(store)
    job = store.claim()
    assert store.cancel(session)
    assert not store.progress(job.id, "map", 1.0, None)
    assert not store.finish(job, "{}", "")
    assert not store.fail(job.id, "work-stopped", {"reason": "x"})
    assert store.job(job.id).state == "cancelled"
    assert store.latest_run(session) is None


def test_decision_made_out_of_sight_of_another_is_not_stored(store: Store) -> None:
    session = put(store)
    assert store.decide(session, "ik", [Wish("accept", "e-1")], after=0)
    assert store.decide(session, "ik", [Wish("accept", "e-1")], after=0) == []
    assert store.decide(session, "ik", [Wish("reject", "e-1")], after=1)
    assert [d.action for d in store.log(session)] == ["accept", "reject"]


def test_list_counts_the_decisions_in_force(store: Store) -> None:
    session = put(store)
    store.decide(session, "ik", [Wish("accept", "e-1"), Wish("reject", "e-2")])
    store.decide(session, "ik", [Wish("undo", "e-2", {"number": 2})])
    assert store.session(session).decisions == 1


class FullDisk(io.BytesIO):
    """Takes bytes, and has no room for them when they must really go."""

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def close(self) -> None:
        super().close()
        raise OSError(errno.ENOSPC, "No space left on device")


def test_full_disk_is_told_and_leaves_nothing(store: Store) -> None:
    with pytest.raises(AssistError) as error, Incoming(store, "a.wav") as incoming:
        incoming._file.close()
        incoming._file = FullDisk()
        incoming.write(b"RIFF")
        incoming.keep()
    assert error.value.code == "disk-full"
    assert store.sessions() == []
    assert [p for p in store.files.rglob("*") if p.is_file()] == []


def test_the_same_file_twice_at_the_same_time(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = put(store)
    ids = iter([first, first, f"{first}-2"])  # as when the other upload is not stored yet
    monkeypatch.setattr(store, "free_id", lambda wanted: next(ids))
    assert put(store) == f"{first}-2"


@pytest.mark.sqlite  # PostgreSQL's files are its administrator's: docs/server.md
def test_nothing_of_a_removed_session_stays_on_the_disk(store: Store) -> None:
    secret = "zeldzaamgeheim"
    session = put(store)
    said = [Utterance(n, n, n + 1, f"{secret} {n}" * 50) for n in range(1, 40)]
    store.add_utterances(session, said)
    store.decide(session, "ik", [Wish("edit", "e-1", {"wording": secret})])
    removal.remove(store, session)
    files = [p for p in store.data.rglob("*") if p.is_file()]
    assert files
    assert [p.name for p in files if secret.encode() in p.read_bytes()] == []


def test_a_fault_of_the_database_does_not_tell_what_was_said(store: Store) -> None:
    with pytest.raises(IntegrityError) as error:
        store.add_utterances("s-weg", [Utterance(1, 0, 1, "zeldzaamgeheim")])
    assert "zeldzaamgeheim" not in str(error.value)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a user's folders by itself")
def test_others_on_this_computer_cannot_look_in(store: Store) -> None:
    assert store.data.stat().st_mode & 0o077 == 0
