"""Long lists in pieces."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Query, Request
from pydantic import BaseModel, Field

from assist.core.errors import AssistError

T = TypeVar("T")
MOST = 500
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many at most.")]
After = Annotated[
    str,
    Query(max_length=80, description="`next` of the page before this one; empty for the first."),
]


class Page(BaseModel, Generic[T]):
    """A piece of a list, in a fixed order."""

    items: list[T]
    total: int = Field(ge=0, description="How many the whole list holds now.")
    next: str = Field("", description="`after` of the next page; empty on the last.")


def cut(
    whole: Sequence[T], name: Callable[[T], Hashable], after: str, limit: int
) -> tuple[Sequence[T], str]:
    """The piece of a list after the item with a name, and the name to go on after.

    Raises
    ------
    AssistError
        ``page-gone`` when no item has that name (any more).
    """
    begin = 0
    if after:
        places = (place for place, item in enumerate(whole, 1) if str(name(item)) == after)
        found = next(places, None)
        if found is None:
            raise AssistError("page-gone")
        begin = found
    piece = whole[begin : begin + limit]
    more = begin + limit < len(whole)
    return piece, str(name(piece[-1])) if more else ""


def onward(request: Request, after: str) -> dict[str, str]:
    """The header that leads to the next page (RFC 8288); empty on the last."""
    if not after:
        return {}
    kept: list[tuple[str, Any]] = [
        (k, v) for k, v in request.query_params.multi_items() if k != "after"
    ]
    query = urlencode([*kept, ("after", after)])
    return {"link": f'<{request.url.path}?{query}>; rel="next"'}
