"""One's own account: password, where one is logged in, and keys for programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response

from assist.core.errors import AssistError
from assist.review import passwords
from assist.review.logins import KEY_DAYS
from assist.web import pages
from assist.web.login import browser_of, somebody, with_login, without_login
from assist.web.sessions import there
from assist.web.who import Number, Person, address_of, note, people_of

router = APIRouter(prefix="/account")


@router.get("")
def account_page(request: Request) -> Response:
    return _page(request, somebody(request))


@router.get("/{_part}")
def again(_part: str) -> Response:
    """For who asks anew for what was shown after a form."""
    return there("/account")


def _page(
    request: Request, person: Person, *, error: str = "", part: str = "", key: str = ""
) -> Response:
    """The page; with a fault at the part it is about, or a new key, which is shown once."""
    people = people_of(request)
    account = people.accounts.get(person.id)
    if account is None:
        raise HTTPException(404)
    return pages.page(
        "account.html",
        400 if error else 200,
        account=account,
        logins=people.logins.of(person.id),
        this=person.login,
        keys=people.logins.keys(person.id),
        days=KEY_DAYS,
        least=passwords.MIN,
        error=error,
        part=part,
        key=key,
    )


@router.post("/password")
def change_password(
    request: Request,
    current: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Another password; every other browser is logged out, and this one gets a new cookie."""
    person, people = somebody(request), people_of(request)
    try:
        if password != again:
            raise AssistError("password-differs")
        account = people.accounts.get(person.id)
        login = account.login if account else ""
        people.known(login, current, address_of(request))
        people.accounts.set_password(person.id, password)
    except AssistError as error:
        return _page(request, person, error=str(error), part="password")
    note(request, "password")
    secret = people.logins.begin(person.id, address_of(request), browser_of(request))
    return with_login(request, there("/account"), secret)


@router.post("/logins/{login}/end")
def end_login(request: Request, login: Number) -> Response:
    person = somebody(request)
    people_of(request).logins.end(person.id, login)
    note(request, "logout")
    if login == person.login:
        return without_login(request, there("/login"))
    return there("/account#logins")


@router.post("/logins/end")
def end_all(request: Request) -> Response:
    """Log out everywhere, here too."""
    person = somebody(request)
    people_of(request).logins.end_all(person.id)
    note(request, "logout-everywhere")
    return without_login(request, there("/login"))


@router.post("/keys")
def make_key(
    request: Request,
    name: Annotated[str, Form()] = "",
    scope: Annotated[str, Form()] = "read",
    days: Annotated[int, Form()] = KEY_DAYS[1],
) -> Response:
    person, people = somebody(request), people_of(request)
    try:
        key = people.logins.make_key(person.id, name, scope, days)
    except AssistError as error:
        return _page(request, person, error=str(error), part="keys")
    note(request, "key-made", scope=scope, days=days)
    return _page(request, person, key=key)


@router.post("/keys/{key}/revoke")
def revoke_key(request: Request, key: Number) -> Response:
    person = somebody(request)
    if people_of(request).logins.revoke(person.id, key):
        note(request, "key-revoked")
    return there("/account#keys")
