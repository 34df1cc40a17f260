"""Who asks, and what they may: on one's own computer everything, on a server what a role allows."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from fastapi import HTTPException, Path, Request

from assist.review.accounts import Account, Role
from assist.review.audit import Deed
from assist.review.logins import Scope
from assist.review.people import People
from assist.review.records import Listed

Right = Literal["read", "decide", "manage", "administer"]
MOST_NUMBER: Final = 2**31 - 1  # that every database takes
Number = Annotated[int, Path(ge=1, le=MOST_NUMBER)]
"""Of an account, a log-in or a key, in an address."""

_RIGHTS: Final[dict[Role, frozenset[Right]]] = {
    "administrator": frozenset(("read", "decide", "manage", "administer")),
    "co-moderator": frozenset(("read", "decide", "manage")),
    "reader": frozenset(("read",)),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks.

    Parameters
    ----------
    id : int
        Of the account; 0 for the one user of one's own computer.
    name : str
        As it stands in the log of decisions.
    role : Role
        What they are to the application.
    scope : Scope
        ``read`` when they came in with a key that only reads.
    login : int
        Number of the browser's log-in; 0 for a key, and on one's own computer.
    """

    id: int
    name: str
    role: Role
    scope: Scope = "write"
    login: int = 0

    def may(self, right: Right) -> bool:
        return right in _RIGHTS[self.role] and (right == "read" or self.scope == "write")

    @property
    def sees_all(self) -> bool:
        """Whether every session is theirs to see."""
        return self.role == "administrator"


OWNER: Final = Person(0, "co-moderator", "administrator")  # no accounts on one's own computer
_ASKING: ContextVar[Person | None] = ContextVar("asking", default=None)


def person_from(account: Account, scope: Scope = "write", login: int = 0) -> Person:
    return Person(account.id, account.name, account.role, scope, login)


def asking(person: Person | None) -> None:
    """Tell the templates of this request who asks; None for nobody known."""
    _ASKING.set(person)


def me() -> Person | None:
    """For templates: who is logged in; None for nobody, and on one's own computer."""
    person = _ASKING.get()
    return person if person is not None and person.id else None


def at_home() -> bool:
    """For templates: whether this is somebody's own computer, without accounts."""
    return _ASKING.get() is OWNER


def may(right: Right) -> bool:
    """For templates: whether a button is of any use to who asks."""
    person = _ASKING.get()
    return person is not None and person.may(right)


def people_of(request: Request) -> People:
    people: People = request.app.state.people
    return people


def person_of(request: Request) -> Person:
    """Who asks, as `assist.web.access.Access` found out; `OWNER` where there are no accounts.

    Raises
    ------
    HTTPException
        401 for somebody who is not known.
    """
    person: Person | None = getattr(request.state, "person", None)
    if person is None:
        raise HTTPException(401)
    return person


def demand(request: Request, right: Right, session: str = "") -> Person:
    """Who asks, when they may do this, with this session.

    Raises
    ------
    HTTPException
        401 for somebody who is not known; 404 for a session that they may not see (its
        being there is no news for them); 403 for a right that they do not have.
    """
    person = person_of(request)
    if session and not sees(people_of(request), person, session):
        raise HTTPException(404)
    if not person.may(right):
        raise HTTPException(403)
    return person


def sees(people: People, person: Person, session: str) -> bool:
    """Whether somebody may know of a session."""
    return person.sees_all or people.members.is_member(session, person.id)


def seen_by(request: Request, sessions: Iterable[Listed]) -> list[Listed]:
    """Those sessions that who asks may see."""
    person = person_of(request)
    if person.sees_all:
        return list(sessions)
    mine = people_of(request).members.sessions_of(person.id)
    return [listed for listed in sessions if listed.id in mine]


def made_by(request: Request, session: str) -> None:
    """Who makes a session may see it; to be told as soon as it is there."""
    person = person_of(request)
    if person.id:
        people_of(request).members.add(session, person.id)


def note(request: Request, action: Deed, session: str = "", **details: str | int | bool) -> None:
    """Add a line to the log of what was done: codes and numbers, never words of people."""
    person: Person | None = getattr(request.state, "person", None)
    people_of(request).audit.note(
        action,
        account=person.id if person else 0,
        who=person.name if person else "",
        session=session,
        address=address_of(request),
        details=details,
    )


def address_of(request: Request) -> str:
    """Where a request comes from; behind a proxy that is trusted, what that says."""
    return request.client.host if request.client else ""
