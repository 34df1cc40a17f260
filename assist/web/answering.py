"""What a decision asked for on a page is answered with: a page, or the parts that changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from fastapi import HTTPException, Request, Response
from fastapi.responses import JSONResponse
from starlette.datastructures import FormData

from assist.core.language import _
from assist.review.changes import Wish
from assist.review.log import turned
from assist.review.roles import TARGET
from assist.web import pages, view
from assist.web.desk import Done, Shown
from assist.web.filters import query_of, wanted_of
from assist.web.rows import changed_rows as changed_rows
from assist.web.rows import row_texts
from assist.web.sessions import NotYetError, desk_of, session_of, there
from assist.web.who import Right, demand
from assist.web.windows import SIZE


def shown_of(request: Request, session: str, right: Right = "read") -> Shown:
    """The session as it is shown now to who may; a 404 page while it has no map.

    ``right`` is "decide" for a form with which somebody can decide.
    """
    person = demand(request, right, session)
    session_of(request, session)
    shown = desk_of(request).shown(session, person.name)
    if shown is None:
        raise NotYetError(session)
    return shown


def form_page(template: str, part: int, title: str, **values: Any) -> Response:
    """A form as a page of its own, or for a script as what goes in the dialog."""
    if part:
        return pages.page(template, **values)
    return pages.page("form.html", form=template, title=title, **values)


def decided(
    request: Request,
    session: str,
    wanted: Callable[[Shown], Wish | None],
    seen: int | None = None,
) -> Done:
    """Carry out what somebody who may decide asked for; a 404 page without a map.

    ``seen`` is the number of the last decision that they had in sight.
    """
    person = demand(request, "decide", session)
    session_of(request, session)
    done = desk_of(request).decide(session, wanted, person.name, seen)
    if done is None:
        raise HTTPException(404)
    return done


def carry_out(
    request: Request,
    session: str,
    wanted: Callable[[Shown], Wish | None],
    target: str,
    form: FormData | None = None,
) -> Response:
    """Decide, and answer with what changed.

    Parameters
    ----------
    request : Request
    session : str
    wanted : callable
        Makes a wish of the session as it is.
    target : str
        Where to look when nothing had to change.
    form : FormData, optional
        Its ``seen`` tells which decision was the last that the person had in sight.
    """
    seen = None if form is None else number_of(form, "seen")
    done = decided(request, session, wanted, seen)
    back = "" if form is None else text_of(form, "back")
    return answer(request, done, done.decision.target if done.decision else target, back)


def answer(request: Request, done: Done, target: str, back: str = "") -> Response:
    """For a script the parts that changed; for a form the page, at the statement.

    ``back`` is the filter that the person looked through.
    """
    before, after = done.before, done.after
    session = after.about.id
    if not pages.wants_json(request):
        return there(f"/sessions/{session}" + _place(done, target, back))
    if [u.id for u in before.valuemap.transcript.utterances] != [
        u.id for u in after.valuemap.transcript.utterances
    ]:
        return JSONResponse({"reload": True})  # rows came or went
    numbers = changed_rows(before, after)
    for statement in (before.statements.get(target), after.statements.get(target)):
        if statement is not None:
            numbers.add(statement.quote.utterance)
    rows = row_texts(after, numbers)
    bar = pages.text("bar.html", shown=after, session=after.about)
    message = _("Er viel niets te veranderen.")
    if done.decision:
        turns = next((d for d in after.log if d.number == turned(done.decision)), None)
        known = {**before.statements, **after.statements}
        message = view.said_after(done.decision, known, turns)
    there_still = target if target in after.statements else ""
    told = {"rows": rows, "bar": bar, "message": message, "target": there_still}
    return JSONResponse({**told, "number": len(after.log)})


def _place(done: Done, target: str, back: str) -> str:
    """Where on the page to look after a decision: what it was about."""
    wanted, said = wanted_of(dict(parse_qsl(back.lstrip("?")))), done.after.valuemap.transcript
    if target == TARGET:
        return "#speakers"
    if target in {held.id for held in view.left_out(done.after.valuemap)}:
        return "#left-out"
    anchor = target if target.startswith("u-") else f"s-{target}"
    if anchor == f"s-{target}" and target not in done.after.statements:
        return query_of(wanted)
    parts = len(said.utterances) > SIZE  # which of them holds it, the page finds out
    return query_of(wanted, at=anchor if parts else "") + f"#{anchor}"


def text_of(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def texts_of(form: FormData, name: str) -> list[str]:
    return [v for v in form.getlist(name) if isinstance(v, str)]


def number_of(form: FormData, name: str) -> int | None:
    value = text_of(form, name)
    return int(value) if value.isdecimal() and len(value) < 10 else None


def names_of(form: FormData) -> list[str]:
    """Ticked values, and those typed between commas."""
    return [*texts_of(form, "values"), *text_of(form, "more").replace(";", ",").split(",")]
