"""The page on which a session is reviewed: whole, in parts, and the times of its words."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from assist.review import conflicts
from assist.review.playback import sound_of
from assist.review.wish import Wish
from assist.web import pages
from assist.web.answering import carry_out, number_of, shown_of, text_of
from assist.web.desk import Shown
from assist.web.disputes import elsewhere
from assist.web.filters import choices_of, wanted_of
from assist.web.progress import progress_page
from assist.web.sessions import desk_of, session_of
from assist.web.who import demand
from assist.web.windows import Listing, listing
from assist.web.words import SIZE, chunk_of

router = APIRouter(prefix="/sessions/{session}")


@router.get("")
def one(request: Request, session: str, page: int = 1, at: str = "") -> Response:
    """A part of the talk with its statements; before there is anything, how far the work is."""
    person = demand(request, "read", session)
    listed = session_of(request, session)
    shown = desk_of(request).shown(session, person.name)
    if shown is None:
        return progress_page(request, listed)
    said = shown.valuemap.transcript.utterances
    return pages.page(
        "review.html",
        tab="review",
        shown=shown,
        choices=choices_of(shown),
        disputed=elsewhere(shown),
        chunks=[round(u.start, 2) for u in said[::SIZE]],
        **_listed(request, shown, page, at),
    )


@router.get("/rows")
def rows(request: Request, session: str, page: int = 1, at: str = "") -> Response:
    """A part of the talk for a script."""
    shown = shown_of(request, session)
    given = _listed(request, shown, page, at)
    listing: Listing = given["listing"]
    return JSONResponse(
        {
            "html": pages.text("rows.html", **given),
            "pager": pages.text("pager.html", **given, place="top"),
            "count": pages.text("count.html", **given),
            "page": listing.page,
            "last": listing.last,
            "index": listing.index,
            "number": len(shown.log),
        }
    )


def _listed(request: Request, shown: Shown, page: int, at: str) -> dict[str, Any]:
    return {
        "session": shown.about,
        "sound": sound_of(shown.about),
        "listing": listing(shown, wanted_of(request.query_params), page, at),
    }


@router.get("/bar")
def bar(request: Request, session: str) -> Response:
    """How much is reviewed, and what undo and redo would turn."""
    shown = shown_of(request, session)
    return pages.page("bar.html", shown=shown, session=shown.about)


@router.post("/settle")
async def settle(request: Request, session: str) -> Response:
    """Choose which of two versions of a field holds."""
    form = await request.form()
    target, field = text_of(form, "target"), text_of(form, "field")
    number = number_of(form, "number") or 0

    def wanted(shown: Shown) -> Wish:
        return conflicts.settle(shown.log, target, field, number)

    return await run_in_threadpool(carry_out, request, session, wanted, target)


@router.get("/words/{number}")
def words(request: Request, session: str, number: int) -> Response:
    """When each word of a chunk of the talk was spoken."""
    transcript = shown_of(request, session).valuemap.transcript
    if not 0 <= number <= len(transcript.utterances) // SIZE:
        raise HTTPException(404)
    return JSONResponse(chunk_of(transcript, number))
