"""The first run: a bundled example session, and a tour of two minutes over it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from assist.core.language import _
from assist.review.about import EXAMPLE, About
from assist.review.intake import Incoming, keep_together
from assist.review.store import Store
from assist.transcribe.endings import RECORDINGS
from assist.web import pages
from assist.web.sessions import store_of, there
from assist.web.who import Person, demand, note, seen_by

router = APIRouter()
EXAMPLES: Final = Path(__file__).resolve().parents[1] / "examples"


@dataclass(frozen=True, slots=True)
class Step:
    """What to look at on the review page (a CSS selector), and what is told of it."""

    target: str
    title: str
    text: str


def steps() -> tuple[Step, ...]:
    """The tour, in the user's language."""
    return (
        Step(
            "#transcript",
            _("Wat er is gezegd"),
            _(
                "Hier leest u het gesprek terug, van boven naar beneden. Gekleurde woorden zijn"
                " uitspraken die assist heeft gevonden: effecten en handelingsopties. Hoort er"
                " een opname bij, klik dan op een woord om het te horen."
            ),
        ),
        Step(
            ".card",
            _("Een voorstel"),
            _(
                "Naast de woorden staat het voorstel: wat voor uitspraak het is, voor wie, en"
                " welke waarden erbij horen. De woorden van de spreker blijven altijd precies"
                " zoals ze zijn gezegd."
            ),
        ),
        Step(
            ".card .why",
            _("Waarom dit voorstel"),
            _(
                "Open dit als u wilt weten waarom assist dit denkt. Een voorstel is nooit meer"
                " dan een voorstel: u beslist."
            ),
        ),
        Step(
            ".card .actions",
            _("Beslissen"),
            _(
                "Kies Akkoord, Afwijzen of Wijzigen. Het kan ook met toetsen: a, x en w, en met"
                " n naar het volgende. Miste assist iets? Selecteer de woorden in het gesprek en"
                " voeg ze zelf toe."
            ),
        ),
        Step(
            "#bar",
            _("Hoe ver u bent"),
            _(
                "Hier ziet u hoeveel er is nagekeken. Alles wat u doet, kunt u ongedaan maken,"
                " ook morgen nog. Dat kan met de knop of met de toets z."
            ),
        ),
        Step(
            ".tabs",
            _("Kaart en verslag"),
            _(
                "Op de kaart ziet u hoe effecten, waarden en opties samenhangen. Bij het verslag"
                " haalt u een Word-bestand op. In beide staan rollen, en geen namen."
            ),
        ),
    )


@router.get("/tour")
def tour(request: Request, part: int = 0) -> Response:
    """The tour as a page; for a script, as the dialog that walks over the review page."""
    demand(request, "read")
    if part:
        return pages.page("tour_dialog.html", steps=steps())
    seen = seen_by(request, store_of(request).sessions())
    example = next((s.id for s in seen if s.source and s.source.name == EXAMPLE), "")
    return pages.page("tour.html", steps=steps(), example=example)


@router.post("/example")
async def example(request: Request) -> Response:
    """Take in the bundled example session, with its sound when there is any."""
    person = await run_in_threadpool(demand, request, "manage")
    session = await run_in_threadpool(take_example, store_of(request), person)
    await run_in_threadpool(note, request, "upload", session)
    request.app.state.supervisor.wake()
    return there(f"/sessions/{session}")


def take_example(store: Store, person: Person, folder: Path = EXAMPLES) -> str:
    """Make a session of the example; its id."""
    told = json.loads((folder / EXAMPLE).read_text(encoding="utf-8"))
    # No consent is noted: nobody real took part who could have given it.
    about = About.of({"title": told["title"], "technology": told["technology"]})
    stem = EXAMPLE.removesuffix(".json")
    files = [folder / EXAMPLE]
    files += [p for p in sorted(folder.glob(f"{stem}.*")) if p.suffix in RECORDINGS][:1]
    parts: list[Incoming] = []
    try:
        for path in files:
            parts.append(Incoming(store, path.name, path.stat().st_size))
            parts[-1].write(path.read_bytes())
        return keep_together(parts, about, who=person.name, maker=person.id)
    finally:
        for part in parts:
            part.__exit__(None, None, None)
