"""What every request passes: who asks, from where, in what language; and what headers go back.

Without accounts whoever can reach the page may read everything. So only this computer can
reach it (a loopback address), only under its own names (a web page elsewhere that points its
host name here is refused: DNS rebinding), and only pages of our own may post. With accounts
the same rules hold for the names under which the server is known; `access` asks who it is.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.requests import cookie_parser

from assist.core.language import LANGUAGES, Language, language_of, set_language
from assist.review.work import where

log = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")
SAFE = ("GET", "HEAD")
WELCOME = "/welcome/"  # what follows lets somebody in
COOKIE = "assist-lang"
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    # Not no-referrer: that makes browsers send "Origin: null" with our own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Guard:
    """ASGI middleware; the outermost.

    Parameters
    ----------
    app : ASGI application
    refuse : callable
        Makes the ASGI response for a refused request: ``refuse(status, scope)``.
    hosts : tuple of str
        Host names that the application answers to, without port.
    https : bool
        Browsers come over https: they are told to keep to that, and our pages do.
    """

    def __init__(
        self,
        app: App,
        refuse: Callable[[int, Scope], App],
        hosts: tuple[str, ...] = LOCAL_HOSTS,
        https: bool = False,
    ) -> None:
        self.app, self.refuse, self.hosts, self.https = app, refuse, hosts, https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        if self.https:  # whatever the proxy says: an address that is made of it must not lead back
            scope["scheme"] = "https"
        language, chosen = _language(scope, headers)
        set_language(language)

        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = _with_headers(
                    message["headers"],
                    language if chosen else "",
                    scope["path"],
                    https=self.https,
                )
            await send(message)

        app = self.app
        if not self._known_host(headers.get("host", "")):
            app = self.refuse(421, scope)
        elif not (_may_look(headers) if scope["method"] in SAFE else self._from_our_page(headers)):
            app = self.refuse(403, scope)
        try:
            await app(scope, receive, sending)
        except Exception as error:  # noqa: BLE001 - the server would print its message
            log.error("%s %s: %s", scope["method"], shown_path(scope["path"]), where(error))
            if not begun:
                await self.refuse(500, scope)(scope, receive, sending)

    def _known_host(self, host: str) -> bool:
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        return name.lower() in self.hosts

    def _from_our_page(self, headers: dict[str, str]) -> bool:
        """Whether a posting request can only come from a page of this application.

        Browsers tell, and pages cannot keep them from it. What is no browser does not
        carry anyone else's rights, so silence is no reason to refuse.
        """
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return False
        origin = headers.get("origin")
        if origin is None:
            return True
        try:
            told = urlsplit(origin)
        except ValueError:  # no address at all
            return False
        scheme = ("https",) if self.https else ("http", "https")
        return told.scheme in scheme and told.netloc == headers.get("host")


def _may_look(headers: dict[str, str]) -> bool:
    """Whether a page of ours asks, or somebody who follows a link; not a page elsewhere.

    Such a page could not read the answer, but on one's own computer it needs no cookie to
    have it made, over and over, and can tell from the time it takes what there is.
    """
    if headers.get("sec-fetch-site", "none") in ("same-origin", "none"):
        return True
    kind = headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest", "document")
    return kind == ("navigate", "document")


def shown_path(path: str) -> str:
    """A path as a log may show it: without the secret that lets somebody in.

    Examples
    --------
    >>> shown_path("/sessions/s-1"), shown_path("/welcome/geheim")
    ('/sessions/s-1', '/welcome/...')
    """
    return f"{WELCOME}..." if path.startswith(WELCOME) else path


def cookie_of(sent: str, name: str) -> str:
    """A cookie of ours among those that a browser sent; empty when it is not there.

    Others share our host name: another program on this computer, or a website above this
    server. What they set is not always a cookie as the standard has it, and must not hide ours.

    Examples
    --------
    >>> cookie_of('theirs={"a": 1}; odd; assist-lang=en', "assist-lang")
    'en'
    """
    return cookie_parser(sent).get(name, "")


def _language(scope: Scope, headers: dict[str, str]) -> tuple[Language, bool]:
    """Asked for in the address (and then remembered), remembered, or the browser's."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    if asked in LANGUAGES:
        return language_of(asked), True
    if (kept := cookie_of(headers.get("cookie", ""), COOKIE)) in LANGUAGES:
        return language_of(kept), False
    for wanted in headers.get("accept-language", "").split(","):
        tag = wanted.split(";")[0].strip()[:2].lower()
        if tag in LANGUAGES:
            return language_of(tag), False
    return "nl", False


def _with_headers(
    headers: list[tuple[bytes, bytes]], chosen: str, path: str, *, https: bool = False
) -> list[tuple[bytes, bytes]]:
    names = {name.lower() for name, _ in headers}
    extra = {**HEADERS, "vary": "Accept-Language, Cookie, Accept"}
    if path.startswith(WELCOME):  # a proxy's log may hold where a request for a style came from
        extra["referrer-policy"] = "strict-origin"
    if b"cache-control" not in names:
        # What was said stays out of the browser's cache; our own scripts may be in it.
        extra["cache-control"] = "no-cache" if path.startswith("/static/") else "no-store"
    if chosen:
        extra["set-cookie"] = (
            f"{COOKIE}={chosen}; Path=/; Max-Age=31536000; SameSite=Strict; HttpOnly"
            + ("; Secure" if https else "")
        )
    if https:
        extra["strict-transport-security"] = "max-age=31536000"
    several = {b"set-cookie"}  # a log-in sets its own
    return [
        *headers,
        *(
            (k.encode(), v.encode())
            for k, v in extra.items()
            if k.encode() not in names or k.encode() in several
        ),
    ]
