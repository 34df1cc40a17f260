"""What goes out: the sound, the map, and the files to take along."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import FileResponse
from markupsafe import Markup

from assist.core.ids import slug
from assist.core.valuemap import ValueMap
from assist.review.intake import path_of
from assist.review.playback import MEDIA_TYPES, sound_of
from assist.valuemap.gaps import gaps
from assist.valuemap.live import live_links, numbers
from assist.valuemap.svg import draw
from assist.web import pages
from assist.web.answering import shown_of
from assist.web.sessions import desk_of, session_of, store_of

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


@router.get("/map")
def value_map(request: Request, session: str, part: int = 0) -> Response:
    shown = shown_of(request, session)
    picture = Markup(draw(shown.valuemap))  # made by us, escaped there
    if part:
        return pages.page("map_part.html", picture=picture)
    number = numbers(shown.valuemap)
    open_ends = gaps(shown.valuemap, desk_of(request).lexicon)
    return pages.page(
        "map.html",
        session=shown.about,
        shown=shown,
        picture=picture,
        number=number,
        ties=_ties(shown.valuemap, number),
        gaps=open_ends,
        gaps_effects=[number[e.id] for e in open_ends.effects_without_option],
        tab="map",
    )


def _ties(valuemap: ValueMap, number: Mapping[str, str]) -> Mapping[tuple[str, str], list[str]]:
    """Numbers of what each node is tied to, by node and kind of link."""
    tied: dict[tuple[str, str], list[str]] = defaultdict(list)
    for link in live_links(valuemap):
        tied[link.source, link.kind].append(number[link.target])
        tied[link.target, link.kind].append(number[link.source])
    return tied


@router.get("/report")
def report(request: Request, session: str) -> Response:
    shown = shown_of(request, session)
    return pages.page("report.html", session=shown.about, shown=shown, tab="report")


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
