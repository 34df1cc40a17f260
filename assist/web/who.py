"""Who asks, and what they may: on one's own computer everything, on a server what a role allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from fastapi import HTTPException, Request

Role = Literal["administrator", "co-moderator", "reader"]
Right = Literal["read", "decide", "manage", "administer"]

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
    """

    id: int
    name: str
    role: Role

    def may(self, right: Right) -> bool:
        return right in _RIGHTS[self.role]


OWNER: Final = Person(0, "co-moderator", "administrator")  # no accounts on one's own computer


def person_of(request: Request) -> Person:
    """Who asks; `OWNER` where there are no accounts."""
    person: Person = getattr(request.state, "person", OWNER)
    return person


def demand(request: Request, right: Right, session: str = "") -> Person:
    """Who asks, when they may do this, with this session.

    Raises
    ------
    HTTPException
        404 for a session that they may not see (its being there is no news for them);
        403 for a right that they do not have.
    """
    person = person_of(request)
    if not person.may(right):
        raise HTTPException(403)
    return person
