"""Sessions: the list, taking one in, its facts, its work, its removal."""

from __future__ import annotations

from threading import Lock
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.concurrency import run_in_threadpool

from assist.review.about import MAX_NOTE, MAX_TITLE, MAX_WORDS, About, Answer
from assist.review.playback import sound_of
from assist.review.records import Listed
from assist.web import sessions as pages
from assist.web.api import tags
from assist.web.api.asking import Manageable, Readable
from assist.web.api.form import BESIDE, FORM
from assist.web.api.paging import After, Limit, Page, cut, onward
from assist.web.api.problems import ProblemError
from assist.web.api.shapes import ConsentShape, SessionShape, WorkShape, session_shape, work_shape
from assist.web.api.tags import IfMatch
from assist.web.sessions import session_of, store_of, told_of
from assist.web.tour import take_example
from assist.web.upload import take_uploads
from assist.web.who import demand, note, person_of, seen_by

router = APIRouter(tags=["sessions"])
Text = Annotated[str, StringConstraints(max_length=MAX_TITLE)]
Long = Annotated[str, StringConstraints(max_length=MAX_WORDS)]
Day = Annotated[
    str,
    StringConstraints(pattern=r"^(\d{4}-\d{2}-\d{2})?$"),
    Field(description="ISO 8601 date; empty for none."),
]
_FACTS = Lock()  # between looking at a tag and changing what it stands for


class Facts(BaseModel):
    """What is told about a session; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")
    title: Text | None = Field(None, description="Empty leaves it as it is.")
    technology: Text | None = None
    recorded: Day | None = None
    words: Long | None = Field(None, description="Names and terms to listen for, with commas.")
    participants: Long | None = Field(None, description="Roles, with commas; no names.")
    keep_until: Day | None = Field(
        None, description="On that day the session is removed, with everything; empty: never."
    )
    consent: Answer | None = Field(None, description="Empty: not noted.")
    consent_note: Annotated[str, StringConstraints(max_length=MAX_NOTE)] | None = None


class WorkAsked(BaseModel):
    """What should happen with the work on a session."""

    model_config = ConfigDict(extra="forbid")
    action: Literal["start", "pause", "cancel"] = Field(
        description="`start`: (go on) making suggestions; decisions stay as they are."
    )
    fresh: bool = Field(False, description="With `start`: write the recording out anew too.")


def shape_of(listed: Listed) -> SessionShape:
    return session_shape(listed, sound=sound_of(listed) is not None)


@router.get("/sessions", response_model=Page[SessionShape])
def sessions(request: Request, limit: Limit = 100, after: After = "") -> Response:
    """All sessions that you may see, the newest first."""
    demand(request, "read")
    whole = seen_by(request, store_of(request).sessions())
    piece, onto = cut(whole, lambda s: s.id, after, limit)
    page = Page(items=[shape_of(s) for s in piece], total=len(whole), next=onto)
    return tags.answer(request, page, headers=onward(request, onto))


@router.post("/sessions", status_code=201, response_model=list[SessionShape], openapi_extra=FORM)
async def upload(request: Request) -> Response:
    """Take in recordings or transcripts in one request; the work begins by itself.

    Each file becomes a session, but a transcript with its recording becomes one. For files of
    gigabytes use `/uploads`, which goes on where it stopped.
    """
    person = await run_in_threadpool(demand, request, "manage")
    made = await take_uploads(request, store_of(request), who=person.name, maker=person.id)
    request.app.state.supervisor.wake()
    return await run_in_threadpool(_taken, request, made)


@router.post("/example", status_code=201, response_model=list[SessionShape])
def example(request: Request) -> Response:
    """Take in the session that is bundled with the program, to try things on."""
    person = demand(request, "manage")
    made = take_example(store_of(request), person)
    request.app.state.supervisor.wake()
    return _taken(request, [made])


def _taken(request: Request, made: list[str]) -> Response:
    for session in made:
        note(request, "upload", session)
    shapes = [shape_of(session_of(request, session)) for session in made]
    place = f"{request.scope.get('root_path', '')}/sessions/{made[0]}"
    return tags.answer_list(request, shapes, status=201, headers={"location": place})


@router.post(
    "/sessions/{session}/files",
    status_code=201,
    response_model=SessionShape,
    openapi_extra=BESIDE,
)
async def beside(request: Request, listed: Manageable) -> Response:
    """Add a transcript to a recording, or the recording to a transcript."""
    await take_uploads(request, store_of(request), session=listed.id)
    return await run_in_threadpool(_beside, request, listed)


def _beside(request: Request, before: Listed) -> Response:
    note(request, "upload", before.id)
    pages.taken_in(request, before)
    return tags.answer(request, shape_of(session_of(request, before.id)), status=201)


@router.get("/sessions/{session}", response_model=SessionShape)
def one(request: Request, listed: Readable) -> Response:
    """One session."""
    return tags.answer(request, shape_of(listed))


@router.patch("/sessions/{session}", response_model=SessionShape)
def describe(
    request: Request, listed: Manageable, facts: Facts, if_match: IfMatch = None
) -> Response:
    """Change what is told about a session."""
    told = facts.model_dump(exclude_none=True)
    with _FACTS:
        now = session_of(request, listed.id)
        _demand_seen(now, if_match)
        about = About.of({**told_of(now), **told})
        store_of(request).describe(now.id, about, who=person_of(request).name)
    return tags.answer(request, shape_of(session_of(request, listed.id)))


def _demand_seen(now: Listed, if_match: str | None) -> None:
    shape = shape_of(now)
    tag = tags.tag_of(tags.encoded(shape))
    if not tags.matches(if_match, tag):
        raise ProblemError("changed-meanwhile", {"now": tags.plain(shape)}, {"etag": tag})


@router.get("/sessions/{session}/consents", response_model=list[ConsentShape])
def consents(request: Request, listed: Readable) -> Response:
    """All that was noted about what the participants agreed to, the oldest first."""
    noted = store_of(request).consents(listed.id)
    return tags.answer_list(request, [ConsentShape.model_validate(c) for c in noted])


@router.delete("/sessions/{session}", status_code=204, response_class=Response)
def remove(request: Request, listed: Manageable, if_match: IfMatch = None) -> Response:
    """Remove a session with its files, its transcript and all decisions, for good."""
    _demand_seen(listed, if_match)
    after = pages.remove(request, listed.id, "yes").background
    return Response(status_code=204, background=after)


@router.get("/sessions/{session}/work", response_model=WorkShape)
def work(request: Request, listed: Readable) -> Response:
    """How far the work on a session is."""
    return tags.answer(request, _work(request, listed))


def _work(request: Request, listed: Listed) -> WorkShape:
    heard, found = store_of(request).count(listed.id)
    return work_shape(listed.job, ahead=listed.ahead, heard=heard, found=found)


@router.post("/sessions/{session}/work", status_code=202, response_model=WorkShape)
def turn(request: Request, listed: Manageable, asked: WorkAsked) -> Response:
    """Start, pause or cancel the work on a session; asking twice does no harm."""
    if asked.action == "start":
        pages.again(request, listed.id, "yes" if asked.fresh else "")
    elif asked.action == "pause":
        pages.pause(request, listed.id)
    else:
        pages.cancel(request, listed.id)
    now = _work(request, session_of(request, listed.id))
    return tags.answer(request, now, status=202)
