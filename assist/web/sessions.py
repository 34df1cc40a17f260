"""Sessions: the list, taking one in, its progress, and taking it away."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool

from assist.core.errors import AssistError
from assist.review import intake
from assist.review.about import About
from assist.review.records import Listed
from assist.review.store import Store
from assist.web import pages, view
from assist.web.desk import Desk
from assist.web.upload import take_upload
from assist.web.who import demand

router = APIRouter()
LOOK_EVERY = 0.4  # seconds between two looks at a job
_GONE: dict[str, Any] = {"line": "", "fraction": 0.0, "state": "", "heard": 0}


def store_of(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def session_of(request: Request, session: str) -> Listed:
    """The session asked for, or a 404 page."""
    listed = store_of(request).session(session)
    if listed is None:
        raise HTTPException(404)
    return listed


def told_of(listed: Listed) -> dict[str, object]:
    """What is told about a session, as the fields of `About`."""
    told = ("title", "technology", "recorded", "words", "participants", "keep_until")
    consent = {
        "consent": listed.consent.answer if listed.consent else "",
        "consent_note": listed.consent.note if listed.consent else "",
    }
    return {**{name: getattr(listed, name) for name in told}, **consent}


def there(path: str) -> RedirectResponse:
    """After a form: look at the result (303), so that a reload does not send it again."""
    return RedirectResponse(path, 303)


@router.get("/")
def index(request: Request) -> Response:
    return _index(request)


def _index(request: Request, error: str = "", status: int = 200) -> Response:
    accepted = ",".join((*intake.RECORDINGS, *intake.TRANSCRIPTS))
    listed = store_of(request).sessions()
    return pages.page(
        "index.html",
        status,
        sessions=listed,
        accepted=accepted,
        error=error,
        broken=AssistError("upload-broken"),
    )


@router.get("/help")
def help_page() -> Response:
    return pages.page("help.html")


@router.post("/sessions")
async def upload(request: Request) -> Response:
    try:
        session = await take_upload(request, store_of(request))
    except AssistError as error:
        if pages.wants_json(request):
            raise
        return await run_in_threadpool(_index, request, str(error), 400)
    request.app.state.supervisor.wake()
    return there(f"/sessions/{session}")


def progress_page(request: Request, listed: Listed) -> Response:
    """How far the work is, while there is nothing to review."""
    store = store_of(request)
    heard, _found = store.count(listed.id)
    cards = [view.card_of(s) for s in store.found(listed.id)]
    return pages.page(
        "progress.html", session=listed, heard=heard, cards=cards, **_state(listed, heard)
    )


def _state(listed: Listed, heard: int) -> dict[str, Any]:
    """What the progress bar shows."""
    job = listed.job
    if job is None:
        return {"line": "", "fraction": 0.0, "state": ""}
    recording = listed.source is not None and listed.source.kind == "recording"
    return {
        "line": job.error or view.stage_line(job),
        "fraction": view.progress_of(job, recording=recording),
        "state": job.state,
    }


@router.get("/sessions/{session}/events")
async def events(request: Request, session: str) -> Response:
    """Progress as server-sent events, until the work has ended."""
    await run_in_threadpool(session_of, request, session)
    return StreamingResponse(
        _events(request, session),
        media_type="text/event-stream",
        headers={"x-accel-buffering": "no"},
    )


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
    return {**_state(listed, heard), "heard": heard}, cards, not listed.job.going


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


@router.get("/sessions/{session}/about")
def about(request: Request, session: str) -> Response:
    listed = session_of(request, session)
    return pages.page("about.html", session=listed, tab="about")


@router.post("/sessions/{session}/about")
async def describe(request: Request, session: str) -> Response:
    """Change what is told; a field that did not come keeps what it holds."""
    form = await request.form(max_files=0, max_fields=50)
    person = demand(request, "manage", session)
    listed = await run_in_threadpool(session_of, request, session)
    about = About.of({**told_of(listed), **form})
    await run_in_threadpool(store_of(request).describe, session, about, who=person.name)
    return there(f"/sessions/{session}")


@router.post("/sessions/{session}/cancel")
def cancel(request: Request, session: str) -> Response:
    listed = session_of(request, session)
    running = listed.job is not None and listed.job.state == "running"
    if store_of(request).cancel(session) and running:
        request.app.state.supervisor.restart()
    return there(f"/sessions/{session}")


@router.post("/sessions/{session}/pause")
def pause(request: Request, session: str) -> Response:
    listed = session_of(request, session)
    running = listed.job is not None and listed.job.state == "running"
    if store_of(request).pause(session) and running:
        request.app.state.supervisor.restart()
    return there(f"/sessions/{session}")


@router.post("/sessions/{session}/again")
def again(request: Request, session: str, fresh: Annotated[str, Form()] = "") -> Response:
    """Go on; with ``fresh`` from the beginning, unless it is at work."""
    session_of(request, session)
    if fresh == "yes":
        store_of(request).forget_heard(session)
    store_of(request).enqueue(session)
    request.app.state.supervisor.wake()
    return there(f"/sessions/{session}")


@router.post("/sessions/{session}/remove")
def remove(request: Request, session: str, sure: Annotated[str, Form()] = "") -> Response:
    listed = session_of(request, session)
    if sure != "yes":
        return there(f"/sessions/{session}/about")
    cancel(request, session)
    intake.remove(store_of(request), listed.id)
    desk_of(request).forget()
    return there("/")
