"""What goes out: the sound, the report, and the files to take along."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import FileResponse
from markupsafe import Markup

from assist.core.ids import slug
from assist.review.intake import path_of
from assist.review.playback import MEDIA_TYPES, sound_of
from assist.web import pages
from assist.web.answering import shown_of
from assist.web.sessions import session_of, store_of
from assist.web.who import demand

router = APIRouter(prefix="/sessions/{session}")
KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "graphml": "application/graphml+xml",
}


@router.get("/audio")
def audio(request: Request, session: str) -> Response:
    """The recording, or its playable copy; in parts when the browser asks for parts."""
    demand(request, "read", session)
    listed = session_of(request, session)
    file = sound_of(listed)
    path = path_of(store_of(request), file) if file else None
    if path is None or not path.exists():
        raise HTTPException(404)
    return FileResponse(
        path,
        media_type=MEDIA_TYPES[path.suffix.lower()],
        headers={"cache-control": "private, max-age=0, must-revalidate"},
    )


@router.get("/report")
def report(request: Request, session: str) -> Response:
    """The report as it goes to Word, to read before it does."""
    from assist.export.preview import preview

    shown = shown_of(request, session)
    return pages.page(
        "report.html",
        session=shown.about,
        shown=shown,
        tab="report",
        report=Markup(preview(shown.valuemap)),  # made by us, escaped there
    )


@router.get("/download/{kind}")
def download(request: Request, session: str, kind: str) -> Response:
    """The map as it is decided now, in one of the formats of `assist.export`; no names."""
    from assist.export import render

    if kind not in KINDS:
        raise HTTPException(404)
    shown = shown_of(request, session)
    name = f"{slug(shown.about.title)[:80] or 'sessie'}.{kind}"
    return Response(
        render(shown.valuemap, f".{kind}"),
        media_type=KINDS[kind],
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )
