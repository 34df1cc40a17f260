"""The map: drawn, as a matrix and on paper, in part or whole; values move between clusters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from assist.core.language import _, ngettext
from assist.core.statement import DOMAINS, POLARITIES
from assist.core.valuemap import ValueMap
from assist.review.clustering import clusters_in, move_value
from assist.review.wish import one_line
from assist.valuemap.live import live_effects, live_links, live_options, numbers
from assist.valuemap.matrix import matrix_of
from assist.valuemap.parts import NO_CLUSTER, Choice, pages_of, part_of
from assist.valuemap.svg import draw
from assist.web import pages
from assist.web.answering import decided, number_of, shown_of, text_of
from assist.web.desk import Shown
from assist.web.sessions import there

router = APIRouter(prefix="/sessions/{session}")
PAPERS: Mapping[str, tuple[float, float]] = {"a4": (1120.0, 700.0), "a3": (1500.0, 1000.0)}
"""Width and height of a page on its side, in units of the picture, with room for a caption."""


@router.get("/map")
def value_map(request: Request, session: str, part: int = 0) -> Response:
    shown = shown_of(request, session)
    choice = choice_of(request.query_params, shown.valuemap)
    only = part_of(shown.valuemap, choice)
    drawn: dict[str, Any] = {
        "picture": Markup(draw(shown.valuemap, only=only)),  # made by us, escaped there
        "told": _told(shown.valuemap, only),
    }
    if part:
        return pages.page("map_part.html", **drawn)
    number = numbers(shown.valuemap)
    return pages.page(
        "map.html",
        session=shown.about,
        tab="map",
        choice=choice,
        only=only,
        number=number,
        ties=_ties(shown.valuemap, number),
        clusters=clusters_in(shown.valuemap),
        **drawn,
        **_listed(shown),
    )


@router.get("/matrix")
def matrix(request: Request, session: str) -> Response:
    """Effects against values, with the options in the cells."""
    shown = shown_of(request, session)
    return pages.page(
        "matrix.html",
        session=shown.about,
        tab="map",
        matrix=matrix_of(shown.valuemap),
        number=numbers(shown.valuemap),
    )


@router.get("/map/print")
def on_paper(request: Request, session: str, paper: str = "a4") -> Response:
    """The map on pages that can be printed."""
    shown = shown_of(request, session)
    paper = paper if paper in PAPERS else "a4"
    width, height = PAPERS[paper]
    sheets = pages_of(shown.valuemap, width=width, height=height, top=30.0)
    pictures = [
        Markup(
            draw(
                shown.valuemap,
                still=True,
                width=width,
                only=sheet.only,
                most_lines=sheet.most_lines,
            )
        )
        for sheet in sheets
    ]
    return pages.page(
        "map_print.html",
        session=shown.about,
        paper=paper,
        papers=tuple(PAPERS),
        sheets=list(zip(sheets, pictures, strict=True)),
        labels={v.id: v.label for v in shown.valuemap.values},
        open=len(shown.statements) - shown.reviewed,
    )


@router.post("/cluster")
async def cluster(request: Request, session: str) -> Response:
    """Move a value into another cluster of this map, or into a new one."""
    form = await request.form()
    return await run_in_threadpool(_cluster, request, session, form)


def _cluster(request: Request, session: str, form: FormData) -> Response:
    value = text_of(form, "value")
    name = one_line(text_of(form, "new")) or text_of(form, "cluster")
    done = decided(
        request,
        session,
        lambda shown: move_value(shown.valuemap, value, name),
        number_of(form, "seen"),
    )
    if not pages.wants_json(request):
        return there(f"/sessions/{session}/map#w-{numbers(done.after.valuemap).get(value, '')}")
    if done.decision is None:
        said = _("{value} stond daar al.").format(value=value)
    elif name:
        said = _("{value} staat nu in de groep {cluster}.").format(value=value, cluster=name)
    else:
        said = _("{value} staat nu op zichzelf.").format(value=value)
    clusters = clusters_in(done.after.valuemap)
    return JSONResponse({"message": said, "clusters": clusters, "number": len(done.after.log)})


def choice_of(query: Mapping[str, str], valuemap: ValueMap) -> Choice:
    """What an address asks to see; something that is not in the map is not asked for."""
    nodes = {s.id for s in valuemap.statements} | {v.id for v in valuemap.values}
    known: dict[str, set[str]] = {
        "kind": {*POLARITIES, *DOMAINS},
        "value": {v.id for v in valuemap.values},
        "cluster": {v.cluster or NO_CLUSTER for v in valuemap.values},
        "node": nodes,
    }
    given = {name: query.get(name, "") for name in known}
    fitting = {name: word for name, word in given.items() if word in known[name]}
    return Choice(**fitting, decided=query.get("decided") == "1")


def address_of(choice: Choice) -> str:
    """The end of an address that asks for this choice; empty for everything."""
    given = {n: getattr(choice, n) for n in ("kind", "value", "cluster", "node")}
    given["decided"] = "1" if choice.decided else ""
    return "?" * bool(choice) + urlencode({n: word for n, word in given.items() if word})


def _told(valuemap: ValueMap, only: frozenset[str] | None) -> str:
    """How much of the map is shown, for the status line."""
    effects, options = live_effects(valuemap), live_options(valuemap)
    total = len(effects) + len(options) + len(valuemap.values)
    if only is None:
        return ngettext("Alles is te zien: {n} kaartje.", "Alles is te zien: {n} kaartjes.",
                        total).format(n=total)  # fmt: skip
    return _("{n} van de {total} kaartjes zijn te zien.").format(n=len(only), total=total)


def _listed(shown: Shown) -> dict[str, Any]:
    """Effects, values and options, for the choice and the tables."""
    return {
        "effects": live_effects(shown.valuemap),
        "nodes": shown.valuemap.values,
        "options": live_options(shown.valuemap),
        "no_cluster": NO_CLUSTER,
        "disputed": len({c.target for c in shown.conflicts if c.field == "cluster"}),
        "seen": len(shown.log),
    }


def _ties(valuemap: ValueMap, number: Mapping[str, str]) -> Mapping[tuple[str, str], list[str]]:
    """Numbers of what each node is tied to, by node and kind of link."""
    tied: dict[tuple[str, str], list[str]] = defaultdict(list)
    for link in live_links(valuemap):
        tied[link.source, link.kind].append(number[link.target])
        tied[link.target, link.kind].append(number[link.source])
    return tied
