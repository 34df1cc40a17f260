"""One statement into two, and several into one: the forms, and doing it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from assist.core.errors import AssistError
from assist.core.language import _
from assist.core.statement import Statement
from assist.review import reshaping
from assist.review.aligning import spans_of
from assist.review.changes import Wish
from assist.web import view
from assist.web.answering import carry_out, form_page, shown_of, text_of, texts_of
from assist.web.desk import Shown
from assist.web.sessions import desk_of

router = APIRouter(prefix="/sessions/{session}")
NEAR = 8  # statements that a merge is offered with


@router.get("/split/{target}")
def split_form(request: Request, session: str, target: str, part: int = 0) -> Response:
    shown = shown_of(request, session, "decide")
    statement = desk_of(request).statement(shown, target)
    exact = statement.quote.exact
    transcript = shown.valuemap.transcript
    return form_page(
        "split_form.html",
        part,
        _("Splitsen"),
        session=shown.about,
        statement=statement,
        words=[exact[start:end] for start, end in spans_of(exact)],
        elsewhere=[
            transcript[u]
            for u in statement.utterances
            if u != statement.quote.utterance and u in transcript
        ],
    )


@router.post("/split/{target}")
async def split(request: Request, session: str, target: str) -> Response:
    form = await request.form()
    return await run_in_threadpool(_split, request, session, target, form)


def _split(request: Request, session: str, target: str, form: FormData) -> Response:
    at = text_of(form, "at")  # w3: after the third word; u18: that utterance is the second part
    kind, number = at[:1], int(at[1:]) if at[1:].isdecimal() and len(at) < 10 else 0

    def wanted(shown: Shown) -> Wish:
        statement = desk_of(request).statement(shown, target)
        run, now = shown.suggestions, shown.valuemap
        if kind == "u" and number in statement.utterances and number in now.transcript:
            first, second = statement.quote.exact, now.transcript[number].text
            return reshaping.split(run, now, statement, first, second, utterance=number)
        if kind != "w":
            raise AssistError("split-nothing")
        return reshaping.split(run, now, statement, *reshaping.halves(statement, number))

    return carry_out(request, session, wanted, target, form)


@router.get("/merge")
def merge_form(
    request: Request,
    session: str,
    target: Annotated[list[str] | None, Query()] = None,
    part: int = 0,
) -> Response:
    shown = shown_of(request, session, "decide")
    wanted = set(target or ())
    chosen = [s for s in shown.valuemap.statements if s.id in wanted]
    if not chosen:
        raise AssistError("bulk-nothing")
    if len({s.kind for s in chosen}) > 1:
        raise AssistError("merge-kinds")
    return form_page(
        "merge_form.html",
        part,
        _("Samenvoegen"),
        session=shown.about,
        chosen=[view.card_of(s) for s in chosen],
        near=[view.card_of(s) for s in _near(shown, chosen)],
    )


def _near(shown: Shown, chosen: list[Statement]) -> list[Statement]:
    """Statements of the same kind that were spoken nearest to these, in order of the talk."""
    taken = {s.id for s in chosen}
    others = [
        s
        for s in shown.valuemap.statements
        if s.kind == chosen[0].kind and s.id not in taken and s.status != "rejected"
    ]
    nearest = sorted(others, key=lambda s: min(abs(s.quote.start - c.quote.start) for c in chosen))
    kept = {s.id for s in nearest[:NEAR]}
    return [s for s in others if s.id in kept]


@router.post("/merge")
async def merge(request: Request, session: str) -> Response:
    form = await request.form()
    return await run_in_threadpool(_merge, request, session, form)


def _merge(request: Request, session: str, form: FormData) -> Response:
    targets = texts_of(form, "target")

    def wanted(shown: Shown) -> Wish:
        return reshaping.merge(shown.suggestions, shown.valuemap, targets)

    return carry_out(request, session, wanted, "", form)
