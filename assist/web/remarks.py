"""Comments beside statements, and own values offered to the user's list."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from assist.core.language import _
from assist.review import remarks
from assist.review.changes import Wish
from assist.web import pages, view
from assist.web.answering import carry_out, decided, form_page, number_of, shown_of, text_of
from assist.web.desk import Shown
from assist.web.sessions import desk_of, there
from assist.web.wording import moment

router = APIRouter(prefix="/sessions/{session}")


@router.get("/comment/{target}")
def comment_form(request: Request, session: str, target: str, part: int = 0) -> Response:
    shown = shown_of(request, session, "decide")
    statement = desk_of(request).statement(shown, target)
    return form_page(
        "comment_form.html",
        part,
        _("Opmerkingen"),
        session=shown.about,
        card=view.card_of(statement),
        remarks=[(c, moment(c.at)) for c in shown.comments.get(target, ())],
    )


@router.post("/comment/{target}")
async def comment(request: Request, session: str, target: str) -> Response:
    form = await request.form()
    return await run_in_threadpool(_comment, request, session, target, form)


def _comment(request: Request, session: str, target: str, form: FormData) -> Response:
    away = number_of(form, "withdraw")

    def wanted(shown: Shown) -> Wish | None:
        if away is not None:
            return remarks.withdraw(shown.log, away)
        statement = desk_of(request).statement(shown, target)
        return remarks.comment(shown.suggestions, statement, text_of(form, "text"))

    return carry_out(request, session, wanted, target, form)


@router.get("/values")
def own_values(request: Request, session: str) -> Response:
    """Values of this session that the list does not have, to be offered to it."""
    shown = shown_of(request, session)
    lexicon = desk_of(request).lexicon
    offers = shown.offers
    own = [n for n in shown.valuemap.values if n.id not in lexicon]
    told = {
        n.id: [s for s in shown.valuemap.statements if n.id in {v.value for v in s.values}]
        for n in own
    }
    return pages.page(
        "own_values.html", session=shown.about, tab="", own=own, offers=offers, told=told
    )


@router.post("/values")
async def offer(request: Request, session: str) -> Response:
    form = await request.form()
    return await run_in_threadpool(_offer, request, session, form)


def _offer(request: Request, session: str, form: FormData) -> Response:
    value = text_of(form, "value")

    def wanted(shown: Shown) -> Wish | None:
        if "away" in form:
            return remarks.take_back(shown.log, value)
        lexicon = desk_of(request).lexicon
        meaning = text_of(form, "definition")
        return remarks.offer(shown.valuemap, lexicon, value, meaning, shown.log)

    decided(request, session, wanted)
    return there(f"/sessions/{session}/values")
