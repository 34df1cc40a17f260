"""How far the work on a session is: as a page, and live."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from assist.review.records import Listed
from assist.web import pages, view, working
from assist.web.sessions import NotYetError, session_of, store_of
from assist.web.who import demand

router = APIRouter(prefix="/sessions/{session}")
TABS = ("map", "matrix", "report", "missing")  # pages of a session that need a map
LOOK_EVERY = 0.4  # seconds between two looks at a job
_GONE: dict[str, Any] = {"line": "", "fraction": 0.0, "state": "", "heard": 0, "ahead": ""}


def progress_page(request: Request, listed: Listed, tab: str = "review") -> Response:
    """How far the work is and what there is already, while there is nothing to review."""
    store = store_of(request)
    heard, _found = store.count(listed.id)
    cards = [view.card_of(s) for s in store.found(listed.id)]
    return pages.page("progress.html", session=listed, heard=heard, cards=cards, tab=tab)


def instead(request: Request, error: NotYetError) -> Response | None:
    """What there is already, where a whole page was asked for that needs a map."""
    tab = request.url.path.rsplit("/", 1)[-1]
    listed = store_of(request).session(error.session)
    if request.method != "GET" or tab not in TABS or listed is None:
        return None
    if pages.wants_json(request) or "part" in request.query_params:
        return None
    return progress_page(request, listed, tab)


@router.get("/events")
async def events(request: Request, session: str) -> Response:
    """Progress as server-sent events, until the work has ended."""
    await run_in_threadpool(_allowed, request, session)
    return StreamingResponse(
        _events(request, session),
        media_type="text/event-stream",
        headers={"x-accel-buffering": "no"},
    )


def _allowed(request: Request, session: str) -> None:
    demand(request, "read", session)
    session_of(request, session)


async def _events(request: Request, session: str) -> AsyncIterator[str]:
    seen: set[str] = set()
    before: dict[str, Any] = {}
    while not request.app.state.stopping and not await request.is_disconnected():
        now, cards, ended = await run_in_threadpool(_look, request, session, seen)
        for card in cards:
            yield _event("found", card)
        if now != before:
            yield _event("progress", now)
            before = now
        if ended:
            yield _event("ended", {})
            return
        await asyncio.sleep(LOOK_EVERY)


def _look(
    request: Request, session: str, seen: set[str]
) -> tuple[dict[str, Any], list[dict[str, str]], bool]:
    store = store_of(request)
    listed = store.session(session)
    if listed is None or listed.job is None:  # removed in another window
        return _GONE, [], True
    heard, found = store.count(session)
    new = [s for s in store.found(session) if s.id not in seen] if found != len(seen) else []
    seen |= {s.id for s in new}
    cards = [
        {"id": f"s-{s.id}", "html": pages.text("found.html", card=view.card_of(s))} for s in new
    ]
    now = {
        "line": working.work_line(listed),
        "fraction": working.work_done(listed),
        "state": listed.job.state,
        "ahead": working.place_line(listed),
        "heard": heard,
    }
    return now, cards, not listed.job.going


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
