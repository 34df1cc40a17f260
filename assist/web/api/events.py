"""What happens to a session, as it happens: server-sent events, for programs that look on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from assist.review.pulse import pulse
from assist.web.api.asking import Readable
from assist.web.api.shapes import WorkShape, work_shape
from assist.web.sessions import store_of

router = APIRouter(prefix="/sessions/{session}", tags=["sessions"])
LOOK_EVERY = 1.0  # seconds between two looks
BEAT_EVERY = 10.0  # seconds without news after which a sign of life goes out


class Changed(BaseModel):
    """What there is now; another number is a reason to ask for the rest."""

    run: int = Field(description="The last run that made suggestions; 0 before there is one.")
    decision: int = Field(description="Number of the last decision; 0 for none.")


@router.get(
    "/events",
    response_class=Response,
    responses={
        200: {
            "description": "Events without end: `work` with a `Work`, `changed` with"
            ' `{"run", "decision"}`, `gone` when the session was removed.',
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        }
    },
)
async def events(request: Request, about: Readable) -> Response:
    """Progress of the work, and that somebody decided; first how things stand now.

    Each event is told when it differs from the one before. Ask for the decisions `after` the last
    one you know when `changed` tells of another. Begin anew when the connection breaks.
    """
    return StreamingResponse(
        _events(request, about.id),
        media_type="text/event-stream",
        headers={"x-accel-buffering": "no"},
    )


async def _events(request: Request, session: str) -> AsyncIterator[str]:
    before: dict[str, BaseModel] = {}
    told = time.monotonic()
    while not request.app.state.stopping and not await request.is_disconnected():
        now = await run_in_threadpool(_look, request, session)
        if now is None:
            yield "event: gone\ndata: {}\n\n"
            return
        for name, what in now.items():
            if before.get(name) != what:
                told = time.monotonic()
                yield f"event: {name}\ndata: {what.model_dump_json()}\n\n"
        before = now
        if time.monotonic() - told > BEAT_EVERY:
            told = time.monotonic()
            yield ": \n\n"  # a line that is gone, and who was let out, is found by sending
        await asyncio.sleep(LOOK_EVERY)


def _look(request: Request, session: str) -> dict[str, BaseModel] | None:
    """What can be told of a session now, by the name of the event; None when it is gone."""
    store = store_of(request)
    felt, listed = pulse(store.engine, session), store.session(session)
    if felt is None or listed is None:
        return None
    heard, found = store.count(session)
    work: WorkShape = work_shape(listed.job, ahead=listed.ahead, heard=heard, found=found)
    return {"work": work, "changed": Changed(run=felt.run, decision=felt.decisions)}
