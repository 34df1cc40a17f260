"""Coming in and going out: the log-in page, logging out, and choosing a first password."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Request, Response

from assist.core.errors import AssistError
from assist.review import passwords
from assist.review.logins import WINDOW
from assist.web import pages
from assist.web.access import cookie_name
from assist.web.sessions import there
from assist.web.who import Person, address_of, me, note, people_of, person_of

router = APIRouter()
# One of our own paths: no other host, no second slash that makes it one, no line ends.
_OWN_PATH = re.compile(r"/(?![/\\])[\x21-\x7e]*")


def own_path(path: str) -> str:
    """A path of ours to go on to, or the list of sessions.

    Examples
    --------
    >>> own_path("/sessions/s-1?kind=effect"), own_path("//elders.example"), own_path("https://x")
    ('/sessions/s-1?kind=effect', '/', '/')
    """
    return path if _OWN_PATH.fullmatch(path) else "/"


def browser_of(request: Request) -> str:
    """Browser and system in a few words, to recognise one's own log-ins by."""
    told = request.headers.get("user-agent", "")
    browsers = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
    systems = ("Windows", "Android", "iPhone", "iPad", "Mac OS X", "CrOS", "Linux")
    names = {"Edg": "Edge", "OPR": "Opera", "Mac OS X": "macOS", "CrOS": "ChromeOS"}
    found = [next((n for n in these if n in told), "") for these in (browsers, systems)]
    return ", ".join(names.get(n, n) for n in found if n)


def with_login(request: Request, response: Response, secret: str) -> Response:
    """Give the browser its cookie: for this host alone, out of reach of scripts and other sites."""
    https = request.app.state.https
    response.set_cookie(
        cookie_name(https), secret, path="/", httponly=True, samesite="strict", secure=https
    )
    return response


def without_login(request: Request, response: Response) -> Response:
    """Take the cookie away, and what the browser kept of pages."""
    https = request.app.state.https
    response.delete_cookie(
        cookie_name(https), path="/", httponly=True, samesite="strict", secure=https
    )
    response.headers["clear-site-data"] = '"cache"'
    return response


@router.get("/login")
def login_page(request: Request, next: str = "/") -> Response:  # noqa: A002 - in the address
    if not people_of(request).asked() or me() is not None:
        return there(own_path(next))
    return pages.page("login.html", next=own_path(next), login="", error="")


@router.post("/login")
def log_in(
    request: Request,
    login: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002 - the field's name
) -> Response:
    people = people_of(request)
    if not people.asked():
        return there("/")
    old = getattr(request.state, "person", None)
    try:
        _account, secret = people.log_in(
            login[:256], password, address_of(request), browser_of(request)
        )
    except AssistError as error:
        often = error.code == "login-too-often"
        answer = pages.page(
            "login.html", 429 if often else 403, next=own_path(next), login="", error=str(error)
        )
        if often:
            answer.headers["retry-after"] = str(int(WINDOW.total_seconds()))
        return answer
    if isinstance(old, Person) and old.login:
        people.logins.end(old.id, old.login)
    return with_login(request, there(own_path(next)), secret)


@router.post("/logout")
def log_out(request: Request) -> Response:
    person = person_of(request)
    people_of(request).logins.end(person.id, person.login)
    note(request, "logout")
    return without_login(request, there("/login"))


@router.get("/welcome/{secret}")
def welcome_page(request: Request, secret: str) -> Response:
    return _welcome(request, secret)


def _welcome(request: Request, secret: str, error: str = "", status: int = 200) -> Response:
    account = people_of(request).accounts.invited(secret)
    if account is None:
        return pages.problem(404, str(AssistError("invite-gone")), request)
    return pages.page(
        "welcome.html",
        status,
        account=account,
        action=f"/welcome/{quote(secret)}",
        error=error,
        least=passwords.MIN,
    )


@router.post("/welcome/{secret}")
def choose_password(
    request: Request,
    secret: str,
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Choose a password with an invitation, and come in with it."""
    people = people_of(request)
    try:
        if password != again:
            raise AssistError("password-differs")
        account = people.accounts.accept(secret, password)
    except AssistError as error:
        return _welcome(request, secret, str(error), 400)
    address = address_of(request)
    begun = people.logins.begin(account.id, address, browser_of(request))
    people.audit.note("password", account=account.id, who=account.name, address=address)
    people.audit.note("login", account=account.id, who=account.name, address=address)
    return with_login(request, there("/"), begun)


def somebody(request: Request) -> Person:
    """Who asks, when there are accounts at all."""
    person = person_of(request)
    if not person.id:
        raise HTTPException(404)
    return person
