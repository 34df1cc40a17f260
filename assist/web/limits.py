"""No endless bodies: what is not a file is small, whoever sends it, logged in or not."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from starlette.exceptions import HTTPException

from assist.web.guard import App, Message, Receive, Scope, Send

MOST: Final = 1024**2  # bytes of a body that is read into memory
# These are read as they come in, and know their own limits.
_STREAMED = re.compile(
    r"POST (?:/api/v\d+)?/sessions(?:/[^/]+/files)?|PATCH (?:/api/v\d+)?/uploads/[^/]+"
)


class Limits:
    """ASGI middleware: refuses a body that is read whole and is too big.

    Parameters
    ----------
    app : ASGI application
    refuse : callable
        Makes the ASGI response for a refused request: ``refuse(status, scope)``.
    """

    def __init__(self, app: App, refuse: Callable[[int, Scope], App]) -> None:
        self.app, self.refuse = app, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _STREAMED.fullmatch(f"{scope['method']} {scope['path']}"):
            await self.app(scope, receive, send)
            return
        size = dict(scope["headers"]).get(b"content-length", b"0")
        if size.isdigit() and (len(size) > 20 or int(size) > MOST):
            await self.refuse(413, scope)(scope, receive, send)
            return
        came = 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > MOST:
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)
