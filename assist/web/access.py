"""Who comes in, and how far: asked of every request, whatever its handler asks after that.

Without accounts everybody is the owner of this computer (only that computer can reach it, see
`guard`). With accounts nobody gets further than the log-in page without a log-in or a key;
nobody gets to a session they are no member of; and who may only read, changes nothing. What
a handler demands comes on top, so that a handler that forgets to ask opens no door.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from assist.review.audit import Deed
from assist.review.people import People
from assist.web.guard import SAFE, App, Message, Receive, Scope, Send, cookie_of
from assist.web.who import OWNER, Person, asking, note, person_from, sees

COOKIE = "assist-login"
HOST_COOKIE = f"__Host-{COOKIE}"  # behind https: no other host or path can set or see it
OPEN: Final = ("/login", "/help", "/toegankelijkheid", "/favicon.ico")
OPEN_BELOW: Final = ("/static/", "/welcome/")
OWN: Final = (
    "/login",
    "/logout",
    "/account",
    "/toegankelijkheid",
    "/api/v1/keys",
)  # what everybody may change: what is theirs
API = "/api/"
_SESSION = re.compile(r"(?:/api/v\d+)?/sessions/(?P<session>[^/]+)(?P<rest>/.*)?")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f]")
_EXPORT = re.compile(r"/(?:download|export|exports)(?:/|$)")
READ_AGAIN = 30 * 60.0  # seconds in which reading one session is noted once a person
LOOK_EVERY = 5.0  # seconds between two looks whether a stream may go on


def path_of(request: Request) -> str:
    """The path as the routes see it."""
    path: str = request.scope["path"]
    return path


def cookie_name(https: bool) -> str:
    return HOST_COOKIE if https else COOKIE


class Access:
    """ASGI middleware, right inside the guard.

    Parameters
    ----------
    app : ASGI application
    people : People
    refuse : callable
        Makes the response for who gets no further: ``refuse(status, scope)``.
    arrive : callable
        Makes the page that asks for itself once more.
    https : bool
        Whether browsers reach the application over https.
    """

    def __init__(
        self,
        app: App,
        people: People,
        refuse: Callable[[int, Scope], App],
        arrive: Callable[[], App],
        https: bool = False,
    ) -> None:
        self.app, self.people, self.https = app, people, https
        self.refuse, self.arrive = refuse, arrive
        self._noted: dict[tuple[int, str], float] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        if path_of(request).startswith("/static/"):
            await self.app(scope, receive, send)
            return
        # Nothing is called so; the routes overlook a line end, and not every database takes a 0.
        if _UNSEEN.search(scope["path"]):
            await self.refuse(404, scope)(scope, receive, send)
            return
        person = await run_in_threadpool(self._who, request)
        scope.setdefault("state", {})["person"] = person
        asking(person)
        if person is OWNER:
            await self._noting(scope, receive, send, request, person)
            return
        answer = await run_in_threadpool(self._answer, request, person)
        if answer is not None or person is None:
            await (answer or self.app)(scope, receive, send)
            return
        await self._noting(scope, receive, send, request, person)

    def _who(self, request: Request) -> Person | None:
        if not self.people.asked():
            return OWNER
        given = request.headers.get("authorization", "")
        if given and path_of(request).startswith(API):
            kind, _, secret = given.partition(" ")
            keyed = self.people.logins.key_of(secret.strip()) if kind.lower() == "bearer" else None
            return person_from(*keyed) if keyed else None
        kept = cookie_of(request.headers.get("cookie", ""), cookie_name(self.https))
        if not kept:
            return None
        # A page that is left open listens on for hours; that is nobody's sign of life.
        alive = "text/event-stream" not in request.headers.get("accept", "")
        known = self.people.logins.whose(kept, alive=alive)
        return person_from(known[0], login=known[1]) if known else None

    def _answer(self, request: Request, person: Person | None) -> App | None:
        """The answer to somebody who gets no further; None for who does."""
        path, safe = path_of(request), request.method in SAFE
        if person is None:
            return None if _is_open(path) else self._ask(request)
        asked = _SESSION.fullmatch(path)
        if asked is not None and not sees(self.people, person, asked["session"]):
            return self.refuse(404, request.scope)
        own = path in OWN or path.startswith(tuple(f"{name}/" for name in OWN))
        if not safe and person.login and not _told_whence(request):
            return self.refuse(403, request.scope)
        if not safe and not own and not person.may("decide"):
            return self.refuse(403, request.scope)
        return None

    def _ask(self, request: Request) -> App:
        """Ask who it is; in a page, or with the status that a program understands."""
        path, headers = path_of(request), request.headers
        if path.startswith(API) or request.method not in SAFE or not _is_for_a_page(request):
            return self.refuse(401, request.scope)
        if headers.get("sec-fetch-site") == "cross-site":
            # A strict cookie stays behind when somebody follows a link in a letter. Asked for
            # by a page of ours, it comes along.
            return self.arrive()
        whole = path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse("/login" + (f"?next={quote(whole)}" if whole != "/" else ""), 303)

    async def _noting(
        self, scope: Scope, receive: Receive, send: Send, request: Request, person: Person
    ) -> None:
        """Note what is read, taken along or removed, before it goes out; end a stream in time."""
        streams = over = False
        looked = time.monotonic()

        async def sending(message: Message) -> None:
            nonlocal streams, over, looked
            if over:
                return
            if message["type"] == "http.response.start":
                kind = dict(message["headers"]).get(b"content-type", b"")
                streams = kind.startswith(b"text/event-stream")
                if (deed := self._deed(request, person, message["status"])) is not None:
                    await run_in_threadpool(_note, request, deed)
            elif streams and person is not OWNER and time.monotonic() - looked > LOOK_EVERY:
                looked = time.monotonic()
                if not await run_in_threadpool(self._still, request, person):
                    over = True
                    message = {"type": "http.response.body", "body": b"", "more_body": False}
            await send(message)

        async def receiving() -> Message:
            return {"type": "http.disconnect"} if over else await receive()

        await self.app(scope, receiving, sending)

    def _still(self, request: Request, person: Person) -> bool:
        """Whether who looks on may still do so."""
        now = self._who(request)
        return now is not None and now.id == person.id and self._answer(request, now) is None

    def _deed(self, request: Request, person: Person, status: int) -> Deed | None:
        """What is to be noted of an answer; on one's own computer reading is nobody's business."""
        asked = _SESSION.fullmatch(path_of(request))
        if asked is None or status >= 400:
            return None
        session, rest = asked["session"], asked["rest"] or ""
        if request.method not in SAFE:
            return None
        if _EXPORT.search(rest):
            return "export"
        if person is OWNER:
            return None
        moment = time.monotonic()
        if moment - self._noted.get((person.id, session), -READ_AGAIN) < READ_AGAIN:
            return None
        fresh = {k: t for k, t in self._noted.items() if moment - t < READ_AGAIN}
        self._noted = {**fresh, (person.id, session): moment}
        return "read"


def _note(request: Request, deed: Deed) -> None:
    asked = _SESSION.fullmatch(path_of(request))
    session, rest = (asked["session"], asked["rest"] or "") if asked else ("", "")
    details: dict[str, Any] = {}
    if deed == "export":
        details["kind"] = rest.rsplit("/", 1)[-1][:16]
    note(request, deed, session, **details)


def _is_open(path: str) -> bool:
    return path in OPEN or path.startswith(OPEN_BELOW)


def _is_for_a_page(request: Request) -> bool:
    """Whether the answer is shown as a page; a script can do more with a status."""
    if destination := request.headers.get("sec-fetch-dest"):
        return destination == "document"
    wanted = request.headers.get("accept", "*/*")
    return "text/html" in wanted or wanted == "*/*"


def _told_whence(request: Request) -> bool:
    """Whether a browser told where a request comes from: with a cookie, silence is no answer."""
    return bool(request.headers.get("origin") or request.headers.get("sec-fetch-site"))
