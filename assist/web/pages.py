"""Templates, and the pages that say that something went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from assist import __version__
from assist.core.language import _, current_language, ngettext
from assist.review.about import EXAMPLE, capital, day_words
from assist.valuemap.live import clock
from assist.valuemap.words import domain_name, polarity_name
from assist.web import view, working
from assist.web.assets import Fingerprinted
from assist.web.contrast import more_contrast
from assist.web.who import at_home, may, me

HERE = Path(__file__).parent
ENVIRONMENT = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,  # a server goes on with what it began with while the program is replaced
    extensions=[Fingerprinted],
)
ENVIRONMENT.globals.update(
    _=_,
    more_contrast=more_contrast,
    ngettext=ngettext,
    language=current_language,
    version=__version__,
    polarity_name=polarity_name,
    domain_name=domain_name,
    view=view,
    working=working,
    EXAMPLE=EXAMPLE,
    me=me,
    may=may,
    at_home=at_home,
    zip=zip,
)
ENVIRONMENT.filters.update(clock=clock, shortened=view.shortened, size=view.size_words)
ENVIRONMENT.filters.update(day=day_words, capital=capital)
ENVIRONMENT.filters["moment"] = lambda at: f"{at[8:10]}-{at[5:7]}-{at[:4]} {at[11:16]}"


def text(template: str, **values: Any) -> str:
    return ENVIRONMENT.get_template(template).render(values)


def page(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    return HTMLResponse(text(template, **values), status)


def arriving() -> HTMLResponse:
    """A page that asks for itself once more, now from a page of ours."""
    return page("arriving.html")


def wants_json(request: Request) -> bool:
    """Whether a script of ours asks, that can change part of the page."""
    return "application/json" in request.headers.get("accept", "")


def problem(status: int, sentence: str, request: Request | None = None) -> Response:
    """A page, or for a script a sentence, that says what is wrong."""
    if request is not None and wants_json(request):
        return JSONResponse({"error": sentence}, status)
    return page("error.html", status, sentence=sentence, heading=_heading(status))


def sentence_for(status: int) -> str:
    known: Mapping[int, str] = {
        400: _("Dit verzoek kan ik niet lezen. Ga terug naar de lijst met sessies."),
        401: _("U bent niet (meer) ingelogd. Log in en probeer het opnieuw."),
        403: _("Dit mag u niet doen. Vraag een beheerder om het te doen, of om meer rechten."),
        404: _("Deze pagina is er niet, of niet meer. Ga terug naar de lijst met sessies."),
        405: _("Zo kan deze pagina niet gebruikt worden. Ga terug naar de lijst met sessies."),
        413: _("Dit verzoek is te groot. Stuur het in kleinere delen."),
        421: _(
            "Onder deze naam is assist niet te bereiken. Gebruik op uw eigen computer"
            " http://127.0.0.1 of http://localhost; vraag bij een server de beheerder."
        ),
    }
    return known.get(
        status,
        _(
            "Er ging iets mis dat ik niet had voorzien. Wat u eerder besloot, is bewaard."
            " Probeer het opnieuw."
        ),
    )


def foreign() -> str:
    """What is said to a request that no page of ours made."""
    return _("Dit verzoek kwam niet van een pagina van assist, en is geweigerd.")


def _heading(status: int) -> str:
    if status == 404:
        return _("Niet gevonden")
    return _("Dat lukte niet")
