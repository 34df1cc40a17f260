"""The database: opened safely, its tables brought up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session

MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_MS = 20_000


def now() -> str:
    """This moment, ISO 8601, UTC, in milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path.as_posix()}"


def open_engine(url: str) -> Engine:
    """Connect; SQLite with everything on that keeps what was confirmed."""
    engine = create_engine(url, hide_parameters=True)  # they hold words that were spoken
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


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


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    with Session(engine, expire_on_commit=False) as session, session.begin():
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
    """Bring the tables up to date (Alembic), in one transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
