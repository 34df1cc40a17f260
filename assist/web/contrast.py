"""More contrast, for who cannot set their own system to it, as on a computer at work.

Browsers tell what a system is set to, and styles follow that; this is a choice beside it.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from assist.web.guard import cookie_of

COOKIE: Final = "assist-contrast"
_MORE: ContextVar[bool] = ContextVar("contrast", default=False)


class Contrast:
    """ASGI middleware: tells the templates of a request what who asks chose."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            _MORE.set(_chosen(dict(scope["headers"]).get(b"cookie", b"").decode("latin-1")))
        await self.app(scope, receive, send)


def _chosen(cookies: str) -> bool:
    return cookie_of(cookies, COOKIE) == "more"


def more_contrast() -> bool:
    """For templates: whether who asks chose more contrast."""
    return _MORE.get()
