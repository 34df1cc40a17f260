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
from assist.web.rows import early_shown, may_but_decide
from assist.web.sessions import NotYetError, desk_of, session_of, store_of
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
    early: dict[str, Any] = {}
    if shown is None:
        shown = early_shown(store_of(request), listed)
        if shown is None:
            return progress_page(request, listed)
        early = {"heard": len(shown.valuemap.transcript.utterances), "may": may_but_decide}
    said = shown.valuemap.transcript.utterances
    return pages.page(
        "review.html",
        tab="review",
        early=bool(early),
        shown=shown,
        choices=choices_of(shown),
        disputed=elsewhere(shown),
        chunks=[round(u.start, 2) for u in said[::SIZE]],
        **early,
        **_listed(request, shown, page, at),
    )


@router.get("/rows")
def rows(request: Request, session: str, page: int = 1, at: str = "") -> Response:
    """A part of the talk for a script."""
    shown, early = _shown(request, session)
    given = _listed(request, shown, page, at) | early
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


def _shown(request: Request, session: str) -> tuple[Shown, dict[str, Any]]:
    """The session as it is shown, also while its first run is going; and what that needs."""
    try:
        return shown_of(request, session), {}
    except NotYetError:
        early = early_shown(store_of(request), session_of(request, session))
        if early is None:
            raise
        return early, {"may": may_but_decide}


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
    transcript = _shown(request, session)[0].valuemap.transcript
    if not 0 <= number <= len(transcript.utterances) // SIZE:
        raise HTTPException(404)
    return JSONResponse(chunk_of(transcript, number))
