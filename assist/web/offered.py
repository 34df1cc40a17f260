"""Own values that were offered, as a table for ``assist lexicon import``."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request, Response

from assist.core.ids import slug
from assist.review.remarks import as_lexicon
from assist.web.answering import shown_of

router = APIRouter(prefix="/sessions/{session}")


@router.get("/values.csv")
def offered(request: Request, session: str) -> Response:
    """What was offered in this session; a 404 page when nothing was."""
    from assist.values.table import table_of

    shown = shown_of(request, session)
    if not shown.offers:
        raise HTTPException(404)
    name = slug(f"waarden {shown.about.title or shown.about.id}")[:60]
    return Response(
        table_of(as_lexicon(shown.offers.values())),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}.csv"'},
    )
