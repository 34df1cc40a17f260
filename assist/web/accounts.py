"""The accounts, for administrators: who may come in, and in which role."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response

from assist.core.errors import AssistError
from assist.core.language import _
from assist.review.accounts import ROLES, Account
from assist.web import pages
from assist.web.login import somebody
from assist.web.sessions import there
from assist.web.who import Number, Person, demand, note, people_of

router = APIRouter(prefix="/accounts")


def role_name(role: str) -> str:
    """A role, as its holder would call it."""
    known = {
        "administrator": _("beheerder"),
        "co-moderator": _("co-moderator"),
        "reader": _("lezer"),
    }
    return known.get(role, role)


pages.ENVIRONMENT.filters["role"] = role_name


def _administrator(request: Request) -> Person:
    somebody(request)  # on one's own computer there are no accounts to see
    return demand(request, "administer")


def _of(request: Request, account: int) -> Account:
    found = people_of(request).accounts.get(account)
    if found is None:
        raise HTTPException(404)
    return found


@router.get("")
def accounts_page(request: Request) -> Response:
    _administrator(request)
    return _list(request)


def _list(
    request: Request, error: str = "", given: tuple[str, str, str] = ("", "", "")
) -> Response:
    return pages.page(
        "accounts.html",
        400 if error else 200,
        accounts=people_of(request).accounts.listed(),
        roles=ROLES,
        error=error,
        given=given,
    )


@router.post("")
def make(
    request: Request,
    login: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "co-moderator",
) -> Response:
    """Make an account, and show once the address at which its owner chooses a password."""
    _administrator(request)
    people = people_of(request)
    try:
        account = people.accounts.make(login, name, role)
    except AssistError as error:
        return _list(request, str(error), (login, name, role))
    note(request, "account-made", about=account.name, role=account.role)
    return _one(request, account, link=_invitation(request, account))


@router.get("/{account}")
def account_page(request: Request, account: Number) -> Response:
    _administrator(request)
    return _one(request, _of(request, account))


def _one(request: Request, account: Account, *, error: str = "", link: str = "") -> Response:
    return pages.page(
        "account_of.html",
        400 if error else 200,
        account=account,
        roles=ROLES,
        error=error,
        link=link,
    )


def _invitation(request: Request, account: Account) -> str:
    """The address at which somebody chooses a password; whoever has it, can."""
    secret = people_of(request).accounts.invite(account.id)
    scheme = "https" if request.app.state.https else "http"
    note(request, "invite", about=account.name)
    return f"{scheme}://{request.headers['host']}/welcome/{secret}"


@router.get("/{account}/{_part}")
def again(account: Number, _part: str) -> Response:
    """For who asks anew for what was shown after a form."""
    return there(f"/accounts/{account}")


@router.post("/{account}/change")
def change(
    request: Request,
    account: Number,
    name: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "",
    blocked: Annotated[str, Form()] = "",
) -> Response:
    _administrator(request)
    before = _of(request, account)
    try:
        after = people_of(request).accounts.change(
            account, name=name, role=role, blocked=blocked == "yes"
        )
    except AssistError as error:
        return _one(request, before, error=str(error))
    note(request, "account-changed", about=after.name, role=after.role, blocked=after.blocked)
    return there("/accounts")


@router.post("/{account}/invite")
def invite(request: Request, account: Number) -> Response:
    """A new address to choose a password at, for who forgot it."""
    _administrator(request)
    found = _of(request, account)
    return _one(request, found, link=_invitation(request, found))


@router.post("/{account}/remove")
def remove(request: Request, account: Number, sure: Annotated[str, Form()] = "") -> Response:
    _administrator(request)
    found = _of(request, account)
    if sure != "yes":
        return there(f"/accounts/{account}")
    try:
        people_of(request).accounts.remove(account)
    except AssistError as error:
        return _one(request, found, error=str(error))
    note(request, "account-removed", about=found.name)
    return there("/accounts")
