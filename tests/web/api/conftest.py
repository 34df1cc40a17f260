"""The interface, for its tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from support.site import GOLD, Site

API = "/api/v1"


@dataclass
class Caller:
    """A program that asks; with a key, or on one's own computer without."""

    site: Site
    key: str = ""

    def ask(self, method: str, path: str, **how: Any) -> Response:
        headers = dict(how.pop("headers", {}))
        if self.key:
            headers["authorization"] = f"Bearer {self.key}"
        return self.site.client.request(method, f"{API}{path}", headers=headers, **how)

    def get(self, path: str, status: int = 200, **how: Any) -> Any:
        answer = self.ask("GET", path, **how)
        assert answer.status_code == status, answer.text
        return answer.json()

    def ready(self, data: bytes = b"", name: str = "sessie.json", **fields: str) -> str:
        """Take in and analyse; the session's path."""
        files = {"file": (name, data or GOLD.read_bytes())}
        answer = self.ask("POST", "/sessions", data=fields, files=files)
        assert answer.status_code == 201, answer.text
        self.site.work()
        return answer.headers["location"].removeprefix(API)

    def decide(self, path: str, headers: dict[str, str] | None = None, **asked: Any) -> Response:
        return self.ask("POST", f"{path}/decisions", json=asked, headers=headers or {})


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site.open(tmp_path)


@pytest.fixture
def caller(site: Site) -> Caller:
    return Caller(site)


@pytest.fixture
def people(site: Site) -> dict[str, Caller]:
    """Somebody in each role, two co-moderators among them, and a key that only reads."""
    known = site.client.app.state.people  # type: ignore[attr-defined]
    callers = {}
    for name, role in (
        ("beheer", "administrator"),
        ("anna", "co-moderator"),
        ("bram", "co-moderator"),
        ("lezer", "reader"),
    ):
        account = known.accounts.make(name, name.capitalize(), role)
        callers[name] = Caller(site, known.logins.make_key(account.id, "test", "write", 30))
    anna = known.accounts.named("anna")
    callers["leessleutel"] = Caller(site, known.logins.make_key(anna.id, "lees", "read", 30))
    return callers
