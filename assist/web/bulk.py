"""One act on many statements: those that were ticked, or all that a filter shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from assist.core.errors import AssistError
from assist.core.statement import DOMAINS, POLARITIES, Statement
from assist.review import changes
from assist.review.changes import Wish
from assist.web.answering import carry_out, text_of, texts_of
from assist.web.desk import Shown
from assist.web.filters import selected, wanted_of

router = APIRouter(prefix="/sessions/{session}")
JUDGEMENTS = ("accept", "reject", "reset")
FIELDS = ("with", "without", "actor")  # take the name that was typed
DOINGS = (*JUDGEMENTS, *FIELDS, *POLARITIES, *DOMAINS)


@router.post("/bulk")
async def bulk(request: Request, session: str) -> Response:
    form = await request.form()
    return await run_in_threadpool(_bulk, request, session, form)


def _bulk(request: Request, session: str, form: FormData) -> Response:
    doing = text_of(form, "now") or text_of(form, "do")  # a button of its own goes first
    if doing not in DOINGS:
        raise AssistError("choice-unknown", given=doing, known=", ".join(DOINGS))
    name = changes.one_line(text_of(form, "name"))
    if doing in ("with", "without") and not name:
        raise AssistError("bulk-no-value")

    def wanted(shown: Shown) -> Wish | None:
        picked = picked_of(shown, form)
        return changes.together(_one(shown, statement, doing, name) for statement in picked)

    return carry_out(request, session, wanted, "", form)


def picked_of(shown: Shown, form: FormData) -> Sequence[Statement]:
    """The statements that the form is about, in the order of the talk.

    Raises
    ------
    AssistError
        ``bulk-nothing``.
    """
    if (scope := text_of(form, "scope")) in ("shown", "open"):
        query = dict(parse_qsl(text_of(form, "filter").lstrip("?")))
        picked: Sequence[Statement] = selected(shown, wanted_of(query)).statements
        if scope == "open":
            picked = [s for s in picked if s.status == "suggested"]
    else:
        ticked = set(texts_of(form, "target"))
        picked = [s for s in shown.valuemap.statements if s.id in ticked]
    if not picked:
        raise AssistError("bulk-nothing")
    return picked


def _one(shown: Shown, statement: Statement, doing: str, name: str) -> Wish | None:
    if doing == "reset" and statement.status == "added":
        return None  # there is nothing to go back to
    if doing in JUDGEMENTS:
        return changes.judge(shown.suggestions, statement, doing)  # type: ignore[arg-type]
    fields: dict[str, Any]
    if doing in ("with", "without"):
        fields = {doing: [name]}
    elif doing == "actor":
        fields = {"actor": name}
    else:
        fields = {"polarity" if doing in POLARITIES else "domain": doing}
    return changes.edit(shown.suggestions, statement, fields)
