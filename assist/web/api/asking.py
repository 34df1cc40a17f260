"""What every handler asks first: which session, and may this person?"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Request

from assist.core.errors import AssistError
from assist.review.records import Listed
from assist.web.desk import Shown
from assist.web.sessions import desk_of, session_of
from assist.web.who import Person, demand, person_of

SessionId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="Id of a session.")]
ItemId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,80}$")]
Count = Annotated[int, Path(ge=1, le=2**31 - 1)]


def _read(request: Request, session: SessionId) -> Listed:
    demand(request, "read", session)
    return session_of(request, session)


def _manage(request: Request, session: SessionId) -> Listed:
    demand(request, "manage", session)
    return session_of(request, session)


def _decide(request: Request, session: SessionId) -> Person:
    person = demand(request, "decide", session)
    session_of(request, session)
    return person


Readable = Annotated[Listed, Depends(_read)]
Manageable = Annotated[Listed, Depends(_manage)]
Decider = Annotated[Person, Depends(_decide)]


def shown_now(request: Request, session: str) -> Shown:
    """The session as it is now, for who asks.

    Raises
    ------
    AssistError
        ``map-not-yet``.
    """
    shown = shown_or_not(request, session)
    if shown is None:
        raise AssistError("map-not-yet")
    return shown


def shown_or_not(request: Request, session: str) -> Shown | None:
    """The session as it is now, for who asks; None while it has no map."""
    return desk_of(request).shown(session, person_of(request).name)
