"""Effects and options, as they stand after all decisions, and how each came to be so."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from assist.core.statement import Kind, Statement, Status
from assist.web.api import tags
from assist.web.api.asking import ItemId, Readable, shown_now, shown_or_not
from assist.web.api.paging import After, Limit, Page, cut, onward
from assist.web.api.shapes import StatementShape, statement_shape
from assist.web.sessions import desk_of, store_of

router = APIRouter(prefix="/sessions/{session}", tags=["statements"])


class StatementPage(Page[StatementShape]):
    """Statements in the order they were spoken."""

    whole: bool = Field(description="False while first suggestions still come in.")


@router.get("/statements", response_model=StatementPage)
def statements(
    request: Request,
    about: Readable,
    kind: Annotated[list[Kind], Query(description="Only these kinds.")] = [],  # noqa: B006
    status: Annotated[list[Status], Query(description="Only with these statuses.")] = [],  # noqa: B006
    value: Annotated[list[str], Query(description="Only with one of these values.")] = [],  # noqa: B006
    least: Annotated[float, Query(ge=0, le=1, description="Only from this score.")] = 0.0,
    utterance: Annotated[
        list[Annotated[int, Field(ge=1, le=2**31 - 1)]],
        Query(description="Only quoted from these utterances."),
    ] = [],  # noqa: B006
    limit: Limit = 100,
    after: After = "",
) -> Response:
    """Suggestions and what people made of them; several of one filter mean any of them."""
    shown = shown_or_not(request, about.id)
    all_of_them = shown.valuemap.statements if shown else store_of(request).found(about.id)

    def wanted(statement: Statement) -> bool:
        return (
            (not kind or statement.kind in kind)
            and (not status or statement.status in status)
            and (not value or any(v.value in value for v in statement.values))
            and (not utterance or statement.quote.utterance in utterance)
            and statement.score >= least
        )

    chosen = [s for s in all_of_them if wanted(s)]
    piece, onto = cut(chosen, lambda s: s.id, after, limit)
    page = StatementPage(
        items=[statement_shape(s, shown) for s in piece],
        total=len(chosen),
        next=onto,
        whole=shown is not None,
    )
    return tags.answer(request, page, headers=onward(request, onto))


@router.get("/statements/{statement}", response_model=StatementShape)
def one(request: Request, about: Readable, statement: ItemId) -> Response:
    """One statement. Its `ETag` can be sent along with a decision about it."""
    shown = shown_now(request, about.id)
    found = desk_of(request).statement(shown, statement)
    return tags.answer(request, statement_shape(found, shown))
