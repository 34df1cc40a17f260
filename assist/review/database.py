"""The database: opened safely, its tables brought up to date."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session

from assist.core.errors import AssistError
from assist.core.files import reason_of

MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_MS = 20_000
WRITER = 7_221_809  # PostgreSQL's lock for who writes; any number, and the same one for all
POSTGRES = "postgresql"


def now() -> str:
    """This moment, ISO 8601, UTC, in milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path.as_posix()}"


def open_engine(url: str) -> Engine:
    """Connect; with everything on that keeps what was confirmed.

    One transaction writes at a time, on PostgreSQL as on SQLite: what a method reads before it
    writes cannot change meanwhile, whoever else writes. A reader sees one moment, and waits for
    nobody.

    Raises
    ------
    AssistError
        ``database-unknown`` for an address that says nothing to us, ``database-driver`` when
        what talks to PostgreSQL is not installed.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        engine = create_engine(address, hide_parameters=True)  # they hold words that were spoken
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine
    wait: dict[str, Any] = {} if "connect_timeout" in address.query else {"connect_timeout": 10}
    try:
        engine = create_engine(
            address,
            connect_args=wait,
            hide_parameters=True,
            pool_pre_ping=True,  # the database may have been restarted meanwhile
            pool_size=10,
            max_overflow=30,  # as many threads as answer requests
        )
    except ImportError as error:
        raise AssistError("database-driver") from error
    event.listen(engine, "begin", _begin_postgres)
    return engine


def _address(url: str) -> URL:
    """The address, with the driver that we ship with; ``postgres://`` is what hosts call it."""
    try:
        address = make_url(url)
        if address.drivername in ("postgres", POSTGRES):
            address = address.set(drivername=f"{POSTGRES}+psycopg")
        if address.get_backend_name() in ("sqlite", POSTGRES):
            return address
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise AssistError("database-unknown") from error
    raise AssistError("database-unknown")


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")  # what is removed is overwritten
    cursor.close()


def _begin(connection: Connection) -> None:
    # A writer takes its lock at once, so that reading first can never end in a deadlock.
    write = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _begin_postgres(connection: Connection) -> None:
    write = connection.get_execution_options().get("writing")
    if write:
        # After the wait every statement sees what the writer before left (READ COMMITTED).
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {BUSY_MS}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER})")
    elif write is False:  # said so, and not only not said
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """One transaction that sees one moment, and changes nothing."""
    bound = engine.execution_options(writing=False)
    with Session(bound, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """One transaction: all of it is stored, or nothing."""
    bound = engine.execution_options(writing=True)
    with Session(bound, expire_on_commit=False) as session, session.begin():
        yield session


def forget(engine: Engine) -> None:
    """Leave nothing of what was removed in SQLite's journal, unless a reader still needs it."""
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()


def migrate(engine: Engine) -> None:
    """Bring the tables up to date (Alembic), in one transaction.

    Raises
    ------
    AssistError
        ``database-unreachable``, ``database-newer``, ``database-broken``, ``database-busy``,
        ``database-rights``, ``disk-full`` or ``not-writable``.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    try:
        with engine.execution_options(writing=True).begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError as error:  # a step that only a later version knows
        raise AssistError("database-newer", address=_named(engine)) from error
    except DBAPIError as error:
        refused = _on_file if engine.dialect.name == "sqlite" else _on_server
        raise refused(error, _named(engine)) from error


def _named(engine: Engine) -> str:
    """The database as its user knows it: the file, or the address without the password."""
    if engine.dialect.name == "sqlite":
        return str(engine.url.database)
    return engine.url.render_as_string(hide_password=True)


def _on_file(error: DBAPIError, path: str) -> Exception:
    """Why SQLite cannot open a file, as a sentence; what is no such refusal as it is."""
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF  # the finer kinds lie above that
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return AssistError("database-busy", address=path)
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return AssistError("database-broken", address=path)
    if code == sqlite3.SQLITE_FULL:
        return AssistError("disk-full", path=path)
    system = {
        sqlite3.SQLITE_READONLY: errno.EROFS,
        sqlite3.SQLITE_CANTOPEN: errno.EACCES,
        sqlite3.SQLITE_PERM: errno.EACCES,
        sqlite3.SQLITE_IOERR: errno.EIO,
    }
    if code in system:
        return AssistError("not-writable", path=path, reason=reason_of(OSError(system[code], "")))
    return error


def _on_server(error: DBAPIError, address: str) -> Exception:
    """Why PostgreSQL refuses, as a sentence; what is no such refusal as it is."""
    state = getattr(error.orig, "sqlstate", None)
    if state == "55P03":  # another program holds the lock for writing
        return AssistError("database-busy", address=address)
    if state in ("42501", "3F000"):  # may make nothing, or sees no schema to make it in
        return AssistError("database-rights", address=address)
    if isinstance(error, OperationalError):
        return AssistError("database-unreachable", address=address)
    return error
