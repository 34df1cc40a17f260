"""No endless bodies: what is not a file is small, whoever sends it, logged in or not."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from starlette.exceptions import HTTPException

from assist.web.guard import SAFE, App, Message, Receive, Scope, Send

MOST: Final = 1024**2  # bytes of a body that is read into memory
REST: Final = 16 * 1024**2  # bytes of a body that nobody wants, taken in before the answer goes
# These are read as they come in, and know their own limits.
_STREAMED = re.compile(
    r"POST (?:/api/v\d+)?/sessions(?:/[^/]+/files)?|PATCH (?:/api/v\d+)?/uploads/[^/]+"
)


class Limits:
    """ASGI middleware: refuses a body that is read whole and is too big.

    And takes in the rest of a body that was refused, such as a piece of a file from somebody who
    is no longer logged in: browsers and proxies that still send see no answer, but a connection
    that broke.

    Parameters
    ----------
    app : ASGI application
    refuse : callable
        Makes the ASGI response for a refused request: ``refuse(status, scope)``.
    """

    def __init__(self, app: App, refuse: Callable[[int, Scope], App]) -> None:
        self.app, self.refuse = app, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self.app(scope, receive, send)
            return
        streamed = _STREAMED.fullmatch(f"{scope['method']} {scope['path']}") is not None
        headers = dict(scope["headers"])
        told = headers.get(b"content-length", b"0")
        size = int(told) if told.isdigit() and len(told) < 20 else REST + 1
        # Who waits to be asked for the body, or has much more of it, is not asked.
        rest = 0 if b"expect" in headers or size > REST else REST
        body = _Body(receive, 0 if streamed else MOST)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                await body.leave(rest)
            await send(message)

        app = self.refuse(413, scope) if not streamed and size > MOST else self.app
        await app(scope, body.take, sending)


class _Body:
    """The body of one request; ``most`` bytes of it at most, unless that is 0."""

    def __init__(self, receive: Receive, most: int) -> None:
        self.receive, self.most = receive, most
        self.came, self.whole = 0, False

    async def take(self) -> Message:
        message = await self._next()
        if self.most and self.came > self.most:
            raise HTTPException(413)
        return message

    async def leave(self, most: int) -> None:
        """Take in what is left of it, and keep nothing."""
        until = self.came + most
        while not self.whole and self.came < until:
            await self._next()

    async def _next(self) -> Message:
        message = await self.receive()
        self.came += len(message.get("body", b""))
        self.whole = not message.get("more_body", False)
        return message
