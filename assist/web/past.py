"""What was decided: of the whole session and of one thing; any step can be turned."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from assist.core.language import _
from assist.review import turning
from assist.review.changes import Wish
from assist.review.correcting import place
from assist.web import pages
from assist.web.answering import carry_out, form_page, number_of, shown_of, text_of
from assist.web.desk import Shown
from assist.web.history import maker, of_all, of_one

router = APIRouter(prefix="/sessions/{session}")
SIZE = 100  # steps on a page


@router.get("/history")
def history(request: Request, session: str, page: int = 1) -> Response:
    """The whole session, the newest first."""
    shown = shown_of(request, session)
    last = max(1, -(-len(shown.log) // SIZE))
    page = min(max(1, page), last)
    return pages.page(
        "history.html",
        session=shown.about,
        tab="",
        steps=of_all(shown, (page - 1) * SIZE, page * SIZE),
        number=len(shown.log),
        page=page,
        last=last,
    )


@router.get("/history/{target}")
def history_of(request: Request, session: str, target: str, part: int = 0) -> Response:
    """One thing: a statement, an utterance."""
    shown = shown_of(request, session)
    statement = shown.statements.get(target)
    said = _said(shown, target)
    return form_page(
        "history_form.html",
        part,
        _("Geschiedenis"),
        session=shown.about,
        target=target,
        words=statement.quote.exact if statement else said,
        at=f"s-{target}" if statement else target,
        steps=of_one(shown, target),
        suggested=any(s.id == target for s in shown.suggestions.statements),
        maker=maker(shown),
    )


def _said(shown: Shown, target: str) -> str:
    """Text of an utterance, by what a decision calls it; empty for anything else."""
    said = shown.valuemap.transcript.utterances
    return next((u.text for u in said if place(u.id) == target), "")


@router.post("/turn")
async def turn(request: Request, session: str) -> Response:
    """Undo or redo one step out of a history."""
    form = await request.form()
    return await run_in_threadpool(_turn, request, session, form)


def _turn(request: Request, session: str, form: FormData) -> Response:
    number = number_of(form, "number") or 0
    back = text_of(form, "back") == "yes"

    def wanted(shown: Shown) -> Wish | None:
        if back:
            return turning.bring_back(shown.log, number)
        return turning.turn_one(shown.log, number)

    return carry_out(request, session, wanted, text_of(form, "target"), form)
