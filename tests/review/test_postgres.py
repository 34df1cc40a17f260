"""PostgreSQL: addresses, a server that is away or comes back, and writers that wait."""

from __future__ import annotations

import builtins
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import InternalError, OperationalError
from support.postgres import Postgres

from assist.core.errors import AssistError
from assist.core.transcript import Utterance
from assist.review import database
from assist.review.changes import Wish
from assist.review.database import open_engine, reading, writing
from assist.review.intake import Incoming
from assist.review.store import Store


def code_of(act: Callable[[], object]) -> AssistError:
    with pytest.raises(AssistError) as caught:
        act()
    return caught.value


@pytest.mark.parametrize(
    "url", ["", "nergens", "mysql://u@h/d", "postgresql://u@h:poort/d", "x://"]
)
def test_address_that_says_nothing_is_told(url: str) -> None:
    assert code_of(lambda: open_engine(url)).code == "database-unknown"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_name_of_postgresql_is_known(scheme: str) -> None:
    assert open_engine(f"{scheme}://u:p@h/d").dialect.driver == "psycopg"


def test_driver_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any, **also: Any) -> Any:
        if name == "psycopg":
            raise ModuleNotFoundError(name)
        return real(name, *more, **also)

    monkeypatch.setattr(builtins, "__import__", without)
    assert "pip install" in str(code_of(lambda: open_engine("postgresql://u@h/d")))


def test_server_that_is_away_is_told_without_the_password(tmp_path: Path) -> None:
    url = f"postgresql://ik:geheim@/assist?host={tmp_path}"
    error = code_of(lambda: Store.open(tmp_path, url))
    assert error.code == "database-unreachable"
    assert "geheim" not in str(error)


@pytest.fixture
def stored(postgres: Postgres, tmp_path: Path) -> Any:
    with postgres.database() as url:
        store = Store.open(tmp_path, url)
        yield store
        store.close()


def put(store: Store) -> str:
    with Incoming(store, "a.json") as incoming:
        incoming.write(b"{}")
        return incoming.keep(title="a")


def test_two_first_starts_at_once_make_the_tables_once(postgres: Postgres, tmp_path: Path) -> None:
    with postgres.database() as url:
        with open_engine(url).begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        faults: list[BaseException] = []

        def begin(number: int) -> None:
            try:
                Store.open(tmp_path / str(number), url).sessions()
            except BaseException as error:  # noqa: BLE001 - told by the test itself
                faults.append(error)

        threads = [threading.Thread(target=begin, args=(n,)) for n in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert faults == []


def test_connections_that_broke_are_made_anew(stored: Store) -> None:
    session = put(stored)
    with stored.engine.connect() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> "
        connection.execute(text(others + "pg_backend_pid() AND datname = current_database()"))
    assert stored.decide(session, "ik", [Wish("accept", "e-1")])
    assert len(stored.log(session)) == 1


def test_reader_waits_for_no_writer_and_sees_one_moment(stored: Store) -> None:
    session = put(stored)
    with writing(stored.engine) as db:
        db.execute(text("UPDATE session SET title = 'anders'"))
        assert stored.session(session).title == "a"  # or it would wait for ever
    assert stored.session(session).title == "anders"


def test_writer_that_waits_too_long_says_so(stored: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 200)
    session = put(stored)
    with writing(stored.engine) as db:
        db.execute(text("SELECT 1"))  # a transaction begins with its first statement
        with pytest.raises(OperationalError, match="lock timeout"):
            stored.decide(session, "ik", [Wish("accept", "e-1")])
    assert stored.decide(session, "ik", [Wish("accept", "e-1")])


def test_what_only_reads_cannot_write(stored: Store) -> None:
    put(stored)
    with pytest.raises(InternalError, match="read-only"), reading(stored.engine) as db:
        db.execute(text("UPDATE session SET title = 'x'"))


def test_a_fault_tells_no_words_in_the_program_s_own_log(
    stored: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Exception, match="fk_utterance"):
        stored.add_utterances("s-weg", [Utterance(1, 0, 1, "zeldzaamgeheim")])
    assert "zeldzaamgeheim" not in caplog.text
