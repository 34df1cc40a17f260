"""Shared by all tests: an own data folder, and no network unless a test serves it itself."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from support import postgres as postgresql

# No example is wrong for being slow; what CI tries is the same each time.
settings.register_profile(
    "assist",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
settings.load_profile("assist")


@pytest.fixture(scope="session", autouse=True)
def own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Tests never touch the user's sessions, models or lexicon."""
    folder = tmp_path_factory.mktemp("assist-data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSIST_DATA", str(folder))
        patch.setenv("ASSIST_MODELS", str(folder / "models"))
        patch.setenv("ASSIST_LEXICON", str(folder / "lexicon.ttl"))
        patch.delenv("ASSIST_LANG", raising=False)
        patch.delenv("ASSIST_DEBUG", raising=False)
        yield folder


@pytest.fixture(autouse=True)
def dutch() -> Iterator[None]:
    """Every test starts in Dutch."""
    from assist.core.language import set_language

    set_language("nl")
    yield
    set_language("nl")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What stands on the store runs on both databases; in a browser, on SQLite alone."""
    marks = {mark.name for mark in metafunc.definition.iter_markers()}
    if {"store", "site"} & set(metafunc.fixturenames) and not marks & {"browser", "sqlite"}:
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[postgresql.Postgres]:
    """A PostgreSQL server; without its programs a user's tests skip, but CI's fail."""
    if postgresql.binaries() is None:
        if os.environ.get("CI"):
            pytest.fail(postgresql.MISSING)
        pytest.skip(postgresql.MISSING)
    with postgresql.running() as server:
        yield server


@pytest.fixture(autouse=True)
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where a store goes when a test gives no address; the address."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield ""
        return
    server: postgresql.Postgres = request.getfixturevalue("postgres")
    with server.database() as url, pytest.MonkeyPatch.context() as patch:
        patch.setattr("assist.review.store.sqlite_url", lambda path: url)
        yield url


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any attempt to open a socket to anywhere fails the test."""

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError(f"a connection was opened: {args}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Debian's Chromium; without it a user's tests skip, but CI's fail."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        message = "Chromium is missing; install it with: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found
