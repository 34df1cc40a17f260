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
