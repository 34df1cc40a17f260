"""The database as an older version left it, or as it cannot be used: told in one sentence."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from support.fake_pipeline import lexicon
from support.postgres import Postgres
from support.reviewing import SILENT, TIME, small_run

from assist.core.errors import AssistError
from assist.core.transcript import Held, Utterance
from assist.review import changes, database, snapshot
from assist.review.about import About
from assist.review.database import MIGRATIONS, open_engine, sqlite_url
from assist.review.people import People
from assist.review.removal import remove
from assist.review.store import DATABASE, Store
from assist.valuemap.file import dumps
from assist.web.desk import Desk

OLDER = ("0001", "0002", "0003", "0004")


def put(connection: Connection, table: str, **row: object) -> None:
    columns = ", ".join(f'"{name}"' for name in row)
    values = ", ".join(f":{name}" for name in row)
    plain = {k: json.dumps(v) if isinstance(v, list | dict) else v for k, v in row.items()}
    connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), plain)


def as_version_left_it(url: str, version: str) -> None:
    """A database of that version, with a session that somebody reviewed and one in the queue."""
    run = small_run()
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = open_engine(url)
    with engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        for session in ("s-1", "s-2"):
            put(connection, "session", id=session, title="Oud", technology="t", recorded="",
                created="2026-01-01T10:00:00.000+00:00")  # fmt: skip
            put(connection, "file", session_id=session, kind="transcript",
                name="a.json", stored=f"{session}/source.json", size=3, sha256="")  # fmt: skip
        state = {"attempts": 0, "error_code": "", "error_details": {}, "created": "2026"}
        put(connection, "job", session_id="s-1", state="done", stage="map", fraction=1.0,
            heartbeat="", **state)  # fmt: skip
        put(connection, "job", session_id="s-2", state="queued", stage="", fraction=0.0,
            heartbeat="", **state)  # fmt: skip
        put(connection, "utterance", session_id="s-2", number=1, start=0.0, end=1.0, text="Ja.",
            speaker=None, role=None, words=[])  # fmt: skip
        put(connection, "valuemap", session_id="s-1", made_at="2026", body=dumps(run))
        one, other = (e for e in run.effects if e.quote.exact in (TIME, SILENT))
        for number, (action, s) in enumerate((("accept", one), ("reject", other)), 1):
            put(connection, "decision", session_id="s-1", number=number, at="2026", who="An",
                action=action, target=s.id, change={"statement": snapshot.to_json(s)},
                made_by="heads 1")  # fmt: skip
        if version >= "0002":
            put(connection, "held", session_id="s-2", number=1, start=1.0, end=2.0, text="Hm.",
                reason="stil", words=[])  # fmt: skip
        if version >= "0004":
            put(connection, "consent", session_id="s-1", at="2026", who="An",
                answer="given", note="")  # fmt: skip
    engine.dispose()


@contextmanager
def no_tables(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as url:
        engine = open_engine(url)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        engine.dispose()
        yield url


def expect_whole(store: Store) -> None:
    """Nothing is gone, and everything of today works on it."""
    old, queued = store.session("s-1"), store.session("s-2")
    assert old is not None
    assert queued is not None
    assert (old.title, old.decisions, old.ready, old.within, old.keep_until) == (
        "Oud", 2, True, 0.0, "",
    )  # fmt: skip
    assert queued.job is not None
    assert queued.job.state == "queued"
    assert [u.text for u in store.utterances("s-2")] == ["Ja."]
    desk = Desk(store, lexicon())
    shown = desk.shown("s-1")
    assert shown is not None
    assert {s.quote.exact: s.status for s in shown.valuemap.effects}[SILENT] == "rejected"
    one = next(s for s in shown.valuemap.effects if s.quote.exact == TIME)
    assert one.status == "accepted"
    done = desk.decide("s-1", lambda s: changes.judge(s.suggestions, one, "reject"), "Bo")
    assert done is not None
    assert done.decision is not None
    assert done.decision.number == 3
    store.describe("s-1", About(participants="burger", consent="partial"), who="Bo")
    assert store.consents("s-1")[-1].answer == "partial"
    job = store.claim()
    assert job is not None
    assert job.session == "s-2"
    assert store.add_utterances("s-2", [Utterance(2, 2.0, 3.0, "Nee.")], [Held(3, 4, "Mm.", "")])
    assert not People(store.engine).accounts.exist()
    with pytest.raises(DBAPIError, match="append-only"), store.engine.begin() as connection:
        connection.execute(text("UPDATE decision SET who = 'iemand'"))
    remove(store, "s-1")
    assert store.log("s-1") == ()
    assert [s.id for s in store.sessions()] == ["s-2"]


@pytest.mark.parametrize("version", OLDER)
def test_data_of_every_version_before_are_taken_along(tmp_path: Path, version: str) -> None:
    as_version_left_it(sqlite_url(tmp_path / DATABASE), version)
    store = Store.open(tmp_path)
    expect_whole(store)
    store.close()
    store = Store.open(tmp_path)  # a second time there is nothing to do
    assert len(store.sessions()) == 1
    store.close()


@pytest.mark.parametrize("version", OLDER)
def test_so_are_those_in_postgresql(postgres: Postgres, tmp_path: Path, version: str) -> None:
    with no_tables(postgres) as url:
        as_version_left_it(url, version)
        store = Store.open(tmp_path, url)
        expect_whole(store)
        store.close()


def damaged(path: Path) -> None:
    path.write_bytes(b"geen database " * 500)


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:10_000])


def of_a_later_version(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    db.close()


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (damaged, "database-broken"),
        (cut_off, "database-broken"),
        (of_a_later_version, "database-newer"),
        (a_folder, "not-writable"),
    ],
)
def test_a_database_that_is_no_use_is_told_in_a_sentence(
    tmp_path: Path, spoil: Callable[[Path], None], code: str
) -> None:
    Store.open(tmp_path).close()
    spoil(tmp_path / DATABASE)
    with pytest.raises(AssistError) as caught:
        Store.open(tmp_path)
    assert caught.value.code == code
    assert DATABASE in str(caught.value)


def test_a_database_that_another_program_holds_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 50)
    Store.open(tmp_path).close()
    other = sqlite3.connect(tmp_path / DATABASE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(AssistError) as caught:
        Store.open(tmp_path)
    assert caught.value.code == "database-busy"
    other.execute("ROLLBACK")
    other.close()
    Store.open(tmp_path).close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "bestand").write_text("x", encoding="utf-8")
    with pytest.raises(AssistError) as caught:
        Store.open(tmp_path / "bestand" / "data")
    assert caught.value.code == "not-writable"


def test_who_may_make_no_tables_is_told_what_to_do(postgres: Postgres, tmp_path: Path) -> None:
    with no_tables(postgres) as url:
        engine = open_engine(url)
        with engine.begin() as connection:
            connection.execute(text("DROP ROLE IF EXISTS gast"))
            connection.execute(text("CREATE ROLE gast LOGIN"))
        engine.dispose()
        with pytest.raises(AssistError) as caught:
            Store.open(tmp_path, url.replace("assist@", "gast@", 1))
        assert caught.value.code == "database-rights"


def test_a_later_version_in_postgresql_and_a_writer_before_us_are_told(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 50)
    with postgres.database() as url:
        engine = open_engine(url)
        with engine.begin() as connection:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({database.WRITER})"))
            with pytest.raises(AssistError) as caught:
                Store.open(tmp_path, url)
            assert caught.value.code == "database-busy"
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        engine.dispose()
        with pytest.raises(AssistError) as caught:
            Store.open(tmp_path, url)
        assert caught.value.code == "database-newer"
