"""Sharing a session: who may see it beside the administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from assist.web import pages
from assist.web.login import somebody
from assist.web.sessions import session_of, there
from assist.web.who import MOST_NUMBER, Number, demand, note, people_of

router = APIRouter(prefix="/sessions/{session}/share")


@router.get("")
def share_page(request: Request, session: str) -> Response:
    somebody(request)
    demand(request, "read", session)
    listed = session_of(request, session)
    people = people_of(request)
    inside = people.members.of(session)
    accounts = people.accounts.listed()
    sees_all = [a for a in accounts if a.role == "administrator" and not a.blocked]
    return pages.page(
        "share.html",
        session=listed,
        members=[a for a in accounts if a.id in inside and a not in sees_all],
        others=[a for a in accounts if a.id not in inside and a not in sees_all and not a.blocked],
        sees_all=sees_all,
        tab="share",
    )


@router.post("")
def let_in(
    request: Request, session: str, account: Annotated[int, Form(ge=1, le=MOST_NUMBER)]
) -> Response:
    """Let somebody see a session."""
    somebody(request)
    demand(request, "manage", session)
    session_of(request, session)
    people = people_of(request)
    if people.members.add(session, account):
        new = people.accounts.get(account)
        note(request, "members", session, added=new.name if new else "")
    return there(f"/sessions/{session}/share")


@router.post("/{account}/remove")
def send_out(request: Request, session: str, account: Number) -> Response:
    """Let somebody no longer see a session; a stream they look at ends too."""
    person = somebody(request)
    demand(request, "manage", session)
    session_of(request, session)
    people = people_of(request)
    if people.members.remove(session, account):
        gone = people.accounts.get(account)
        note(request, "members", session, removed=gone.name if gone else "")
    itself = account == person.id and not person.sees_all
    return there("/" if itself else f"/sessions/{session}/share")
