"""Sessions: the list, taking one in, what is told about it, its work, and taking it away."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool

from assist.core.errors import AssistError
from assist.review.about import About
from assist.review.records import Listed
from assist.review.removal import loosen, wipe
from assist.review.store import Store
from assist.review.uploads import Uploads
from assist.transcribe.endings import RECORDINGS, TRANSCRIPTS, told_endings
from assist.web import pages
from assist.web.desk import Desk
from assist.web.upload import take_uploads
from assist.web.who import demand, note, person_of, seen_by

router = APIRouter()


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


class NotYetError(HTTPException):
    """There is no map yet; the page shows what there is.

    Parameters
    ----------
    session : str
        Of which there is no map.
    """

    def __init__(self, session: str) -> None:
        super().__init__(404)
        self.session = session


@router.get("/")
def index(request: Request, part: int = 0) -> Response:
    """All sessions; for a script the list alone."""
    demand(request, "read")
    if part:
        sessions = seen_by(request, store_of(request).sessions())
        return pages.page("session_list.html", sessions=sessions)
    return _index(request)


def _index(request: Request, error: str = "", status: int = 200) -> Response:
    person = person_of(request)
    uploads: Uploads = request.app.state.uploads
    return pages.page(
        "index.html",
        status,
        sessions=seen_by(request, store_of(request).sessions()),
        waiting=[u for u in uploads.unfinished(person.id) if person.may("manage")],
        accepted=_accepted(*RECORDINGS, *TRANSCRIPTS),
        endings=told_endings(),
        fits="",
        error=error,
        broken=AssistError("upload-broken"),
    )


def _accepted(*endings: str) -> str:
    return ",".join(endings)


@router.get("/help")
def help_page() -> Response:
    return pages.page("help.html")


@router.post("/sessions")
async def upload(request: Request) -> Response:
    """Take in the files of a form; each becomes a session, a transcript with its recording one."""
    person = await run_in_threadpool(demand, request, "manage")
    try:
        made = await take_uploads(request, store_of(request), who=person.name, maker=person.id)
    except AssistError as error:
        if pages.wants_json(request):
            raise
        return await run_in_threadpool(_index, request, str(error), 400)
    await run_in_threadpool(_noted, request, made)
    request.app.state.supervisor.wake()
    return there(f"/sessions/{made[0]}" if len(made) == 1 else "/")


def _noted(request: Request, made: list[str]) -> None:
    for session in made:
        note(request, "upload", session)


@router.post("/sessions/{session}/files")
async def add_file(request: Request, session: str) -> Response:
    """Add a transcript to a recording, or the recording to a transcript."""
    await run_in_threadpool(demand, request, "manage", session)
    listed = await run_in_threadpool(session_of, request, session)
    try:
        await take_uploads(request, store_of(request), session=session)
    except AssistError as error:
        if pages.wants_json(request):
            raise
        return await run_in_threadpool(_about, request, session, str(error), 400)
    await run_in_threadpool(_noted, request, [session])
    await run_in_threadpool(taken_in, request, listed)
    return there(f"/sessions/{session}/about")


def taken_in(request: Request, before: Listed | None) -> None:
    """A file came in: see to it that the worker does what is to be done now."""
    if before is not None and before.job is not None and before.job.state == "running":
        now = store_of(request).session(before.id)
        if now is None or now.job is None or now.job.id != before.job.id:
            request.app.state.supervisor.restart()  # it listens to what no longer counts
    request.app.state.supervisor.wake()


@router.get("/sessions/{session}/about")
def about(request: Request, session: str) -> Response:
    demand(request, "read", session)
    return _about(request, session)


def _about(request: Request, session: str, error: str = "", status: int = 200) -> Response:
    listed = session_of(request, session)
    kind = listed.source.kind if listed.source else ""
    fits = "transcript" if kind == "recording" else "" if listed.recording else "recording"
    endings = TRANSCRIPTS if fits == "transcript" else RECORDINGS
    return pages.page(
        "about.html",
        status,
        session=listed,
        consents=store_of(request).consents(session),
        fits=fits,
        accepted=_accepted(*endings),
        error=error,
        broken=AssistError("upload-broken"),
        tab="about",
    )


@router.post("/sessions/{session}/about")
async def describe(request: Request, session: str) -> Response:
    """Change what is told; a field that did not come keeps what it holds."""
    person = await run_in_threadpool(demand, request, "manage", session)
    form = await request.form(max_files=0, max_fields=50)
    listed = await run_in_threadpool(session_of, request, session)
    told = About.of({**told_of(listed), **form})
    try:
        await run_in_threadpool(store_of(request).describe, session, told, who=person.name)
    except AssistError as error:
        if pages.wants_json(request):
            raise
        return await run_in_threadpool(_about, request, session, str(error), 400)
    return there(f"/sessions/{session}/about")


@router.post("/sessions/{session}/cancel")
def cancel(request: Request, session: str) -> Response:
    demand(request, "manage", session)
    listed = session_of(request, session)
    running = listed.job is not None and listed.job.state == "running"
    if store_of(request).cancel(session) and running:
        request.app.state.supervisor.restart()
    return there(f"/sessions/{session}")


@router.post("/sessions/{session}/pause")
def pause(request: Request, session: str) -> Response:
    demand(request, "manage", session)
    listed = session_of(request, session)
    running = listed.job is not None and listed.job.state == "running"
    if store_of(request).pause(session) and running:
        request.app.state.supervisor.restart()
    return there(f"/sessions/{session}")


@router.post("/sessions/{session}/again")
def again(request: Request, session: str, fresh: Annotated[str, Form()] = "") -> Response:
    """Go on; with ``fresh`` from the beginning, unless it is at work."""
    demand(request, "manage", session)
    session_of(request, session)
    if fresh == "yes":
        store_of(request).forget_heard(session)
    store_of(request).enqueue(session)
    request.app.state.supervisor.wake()
    return there(f"/sessions/{session}")


@router.post("/sessions/{session}/remove")
def remove(request: Request, session: str, sure: Annotated[str, Form()] = "") -> Response:
    demand(request, "manage", session)
    listed = session_of(request, session)
    if sure != "yes":
        return there(f"/sessions/{session}/about")
    cancel(request, session)
    loosen(store_of(request), session)
    store_of(request).remove_session(session)
    desk_of(request).forget()
    note(request, "removal", session)
    answer = there("/")
    # Gigabytes take a while to overwrite. What a crash leaves of it goes at the next start.
    answer.background = BackgroundTask(wipe, store_of(request).files / listed.id)
    return answer
