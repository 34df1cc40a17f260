"""Who asks, their keys; for administrators the accounts, who may see what, and what was done."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.exceptions import HTTPException

from assist.core.errors import AssistError
from assist.review.accounts import MAX_NAME, Account, Role
from assist.review.audit import Deed
from assist.review.logins import Scope
from assist.review.people import People
from assist.web.api import tags
from assist.web.api.asking import Count, Manageable, Readable
from assist.web.api.paging import Limit, onward
from assist.web.api.shapes import Shape
from assist.web.who import Person, demand, note, people_of, person_of

router = APIRouter(tags=["people"])
Name = Annotated[str, StringConstraints(max_length=MAX_NAME)]


class Me(BaseModel):
    """Who asks, and what they may."""

    id: int = Field(description="Of the account; 0 where there are none.")
    name: str = Field(description="As it stands in the log of decisions.")
    role: Role
    scope: Scope = Field(description="`read` for a key that only reads.")


class KeyShape(Shape):
    """What a program comes in with; the secret itself is nowhere."""

    id: int
    name: str
    scope: Scope
    created: str
    until: str
    used: str = Field(description="Last time; empty for never.")


class AccountShape(Shape):
    """Somebody who may log in."""

    id: int
    login: str
    name: str
    role: Role
    blocked: bool
    ready: bool = Field(description="Whether they chose a password.")
    created: str


class AccountAsked(BaseModel):
    """A new account; its owner chooses a password with an invitation."""

    model_config = ConfigDict(extra="forbid")
    login: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    name: Name = ""
    role: Role


class AccountChange(BaseModel):
    """What is to be otherwise; what is left out stays."""

    model_config = ConfigDict(extra="forbid")
    name: Name | None = None
    role: Role | None = None
    blocked: bool | None = None


class Invitation(BaseModel):
    """Where somebody chooses their password, once, within some days."""

    path: str


class AuditLine(Shape):
    """Something that was done."""

    id: int
    at: str
    account: int = Field(description="0 when nobody known did it, or the program itself.")
    who: str
    action: str
    session: str
    address: str
    details: dict[str, Any]


class AuditPage(BaseModel):
    """A piece of what was done, the newest first."""

    items: list[AuditLine]
    next: int = Field(description="`after` of the next page; 0 on the last.")


class MemberShape(Shape):
    """Somebody who may see a session."""

    id: int
    name: str
    role: Role


def _manager(request: Request) -> People:
    """The accounts, for who may manage them; on one's own computer there are none."""
    demand(request, "administer")
    people = people_of(request)
    if not people.asked():
        raise HTTPException(404)
    return people


def _mine(request: Request) -> tuple[People, Person]:
    return people_of(request), person_of(request)


Managing = Annotated[People, Depends(_manager)]
Mine = Annotated[tuple[People, Person], Depends(_mine)]


@router.get("/me", response_model=Me)
def me(request: Request) -> Response:
    """Who you are here."""
    person = person_of(request)
    return tags.answer(
        request, Me(id=person.id, name=person.name, role=person.role, scope=person.scope)
    )


@router.get("/keys", response_model=list[KeyShape])
def keys(request: Request, mine: Mine) -> Response:
    """Your keys for programs. They are made on the page of your account, never with a key."""
    people, person = mine
    return tags.answer_list(
        request, [KeyShape.model_validate(k) for k in people.logins.keys(person.id)]
    )


@router.delete("/keys/{number}", status_code=204, response_class=Response)
def revoke(request: Request, mine: Mine, number: Count) -> Response:
    """Take one of your keys out of use."""
    people, person = mine
    if person.scope != "write":
        raise HTTPException(403)
    if not people.logins.revoke(person.id, number):
        raise HTTPException(404)
    note(request, "key-revoked")
    return Response(status_code=204)


@router.get("/accounts", response_model=list[AccountShape])
def accounts(request: Request, people: Managing) -> Response:
    """All accounts, by name. For administrators."""
    return tags.answer_list(request, [_shape(a) for a in people.accounts.listed()])


def _shape(account: Account) -> AccountShape:
    return AccountShape.model_validate(account)


@router.post("/accounts", status_code=201, response_model=AccountShape)
def make(request: Request, people: Managing, asked: AccountAsked) -> Response:
    """Make an account. For administrators."""
    made = people.accounts.make(asked.login, asked.name, asked.role)
    note(request, "account-made", about=made.name, role=made.role)
    place = f"{request.scope.get('root_path', '')}/accounts/{made.id}"
    return tags.answer(request, _shape(made), status=201, headers={"location": place})


@router.get("/accounts/{number}", response_model=AccountShape)
def account(request: Request, people: Managing, number: Count) -> Response:
    """One account. For administrators."""
    return tags.answer(request, _shape(_there(people, number)))


def _there(people: People, number: int) -> Account:
    found = people.accounts.get(number)
    if found is None:
        raise AssistError("account-gone")
    return found


@router.patch("/accounts/{number}", response_model=AccountShape)
def change(request: Request, people: Managing, number: Count, asked: AccountChange) -> Response:
    """Change an account; one that is blocked is logged out everywhere. For administrators."""
    made = people.accounts.change(
        number, name=asked.name or "", role=asked.role or "", blocked=asked.blocked
    )
    note(request, "account-changed", about=made.name, role=made.role, blocked=made.blocked)
    return tags.answer(request, _shape(made))


@router.delete("/accounts/{number}", status_code=204, response_class=Response)
def remove(request: Request, people: Managing, number: Count) -> Response:
    """Remove an account; its decisions stay, under its name. For administrators."""
    gone = _there(people, number)
    people.accounts.remove(number)
    note(request, "account-removed", about=gone.name)
    return Response(status_code=204)


@router.post("/accounts/{number}/invite", status_code=201, response_model=Invitation)
def invite(request: Request, people: Managing, number: Count) -> Response:
    """Let somebody choose a password: send them this address. For administrators."""
    found = _there(people, number)
    secret = people.accounts.invite(number)
    note(request, "invite", about=found.name)
    return tags.answer(request, Invitation(path=f"/welcome/{secret}"), status=201)


@router.get("/sessions/{session}/members", response_model=list[MemberShape])
def members(request: Request, about: Readable) -> Response:
    """Who may see a session, beside administrators."""
    people = people_of(request)
    inside = people.members.of(about.id)
    found = [a for a in people.accounts.listed() if a.id in inside]
    return tags.answer_list(request, [MemberShape.model_validate(a) for a in found])


@router.put("/sessions/{session}/members/{number}", status_code=204, response_class=Response)
def let_in(request: Request, about: Manageable, number: Count) -> Response:
    """Let somebody see a session."""
    people = people_of(request)
    new = _there(people, number)
    if people.members.add(about.id, number):
        note(request, "members", about.id, added=new.name)
    return Response(status_code=204)


@router.delete("/sessions/{session}/members/{number}", status_code=204, response_class=Response)
def send_out(request: Request, about: Manageable, number: Count) -> Response:
    """Let somebody no longer see a session."""
    people = people_of(request)
    gone = _there(people, number)
    if people.members.remove(about.id, number):
        note(request, "members", about.id, removed=gone.name)
    return Response(status_code=204)


@router.get("/audit", response_model=AuditPage)
def audit(
    request: Request,
    people: Managing,
    action: Annotated[Deed | None, Query(description="Only this.")] = None,
    account: Annotated[int, Query(ge=0, le=2**31 - 1, description="Only by this account.")] = 0,
    session: Annotated[
        str, Query(pattern=r"^[A-Za-z0-9_-]{0,64}$", description="Only about this session.")
    ] = "",
    limit: Limit = 100,
    after: Annotated[int, Query(ge=0, le=2**31 - 1, description="`next` of the page before.")] = 0,
) -> Response:
    """What was done, by whom and when; the newest first. For administrators."""
    lines = people.audit.lines(
        action=action or "", account=account, session=session, before=after, most=limit + 1
    )
    piece = [AuditLine.model_validate(line) for line in lines[:limit]]
    onto = piece[-1].id if len(lines) > limit else 0
    headers = onward(request, str(onto) if onto else "")
    return tags.answer(request, AuditPage(items=piece, next=onto), headers=headers)
