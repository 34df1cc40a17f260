"""The application with accounts: four people, each with a browser of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute, Mount
from support.site import Site

from assist.review.people import People

ORIGIN = "http://127.0.0.1:8000"
PASSWORD = "vier losse gewone woorden"
ROLES = {
    "anna": "administrator",
    "bram": "co-moderator",
    "carla": "co-moderator",
    "dirk": "reader",
}


def cheaply(people: People) -> People:
    """The same, with passwords that take a millisecond instead of a tenth of a second."""
    people.accounts.passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return people


def routes(client: TestClient) -> list[tuple[str, str]]:
    """Method and path of everything that the application answers to, the interface included."""

    def walk(found: list[BaseRoute], prefix: str = "") -> Iterator[tuple[str, str]]:
        for route in found:
            if isinstance(route, Mount):
                yield from walk(route.routes, prefix + route.path)
            elif hasattr(route, "original_router"):  # FastAPI keeps what was included as one
                yield from walk(route.original_router.routes, prefix)
            else:
                path = getattr(route, "path", "")
                for method in getattr(route, "methods", None) or ():
                    yield method, prefix + path

    return sorted(set(walk(client.app.routes)))


@dataclass
class Team:
    """A site, and browsers of its people."""

    site: Site
    browsers: dict[str, TestClient] = field(default_factory=dict)

    @classmethod
    def open(cls, data: Path, **how: bool) -> Team:
        team = cls(Site.open(data, **how))
        cheaply(team.people)
        for login, role in ROLES.items():
            team.people.accounts.make(login, login.capitalize(), role, PASSWORD)
        return team

    @property
    def people(self) -> People:
        return self.site.client.app.state.people

    def browser(self, **headers: str) -> TestClient:
        """A browser in which nobody is logged in."""
        client = TestClient(self.site.client.app, base_url=ORIGIN, follow_redirects=False)
        client.headers.update({"accept-language": "nl", "origin": ORIGIN, **headers})
        return client

    def number(self, login: str) -> int:
        return self.people.accounts.named(login).id

    def by(self, login: str) -> TestClient:
        """Somebody's browser; the log-in itself is asked only once."""
        if login not in self.browsers:
            self.browsers[login] = self.log_in(login)
        return self.browsers[login]

    def log_in(self, login: str) -> TestClient:
        client = self.browser()
        answer = client.post("/login", data={"login": login, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return client

    def site_of(self, login: str) -> Site:
        """The site as somebody sees it."""
        return replace(self.site, client=self.by(login))

    def session(self, login: str = "bram") -> str:
        """A session that somebody took in, ready to be reviewed; its address."""
        return self.site_of(login).ready()

    def deeds(self) -> list[tuple[str, str, str]]:
        """Who did what with which session, the oldest first."""
        return [(n.who, n.action, n.session) for n in self.people.audit.lines(most=1000)][::-1]
