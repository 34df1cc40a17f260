"""No endless bodies: what is not a file is small."""

from __future__ import annotations

from starlette.exceptions import HTTPException

from assist.web.api import problems
from assist.web.guard import App, Message, Receive, Scope, Send

MOST = 1024**2  # bytes of a body that is read into memory
_STREAMED = (b"multipart/form-data", b"application/offset+octet-stream")  # go straight to disk


class Limits:
    """ASGI middleware: refuses a body that is read whole and is too big."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if headers.get(b"content-type", b"").lower().startswith(_STREAMED):
            await self.app(scope, receive, send)
            return
        size = headers.get(b"content-length", b"0")
        if size.isdigit() and len(size) < 20 and int(size) > MOST:
            await _refused(scope, receive, send)
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


async def _refused(scope: Scope, receive: Receive, send: Send) -> None:
    answer = problems.problem(413, problems.sentence_for(413))
    await answer(scope, receive, send)
