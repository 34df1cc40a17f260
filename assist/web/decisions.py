"""Deciding: accept, reject, change, add, undo; with plain forms or with a script."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from assist.core.decision import Decision
from assist.core.errors import AssistError
from assist.core.statement import DOMAINS, POLARITIES
from assist.review import changes
from assist.review.changes import Wish
from assist.web import pages, view
from assist.web.desk import Shown
from assist.web.sessions import desk_of, session_of, there

router = APIRouter(prefix="/sessions/{session}")


def shown_of(request: Request, session: str) -> Shown:
    """The session as it is shown now; a 404 page while it has no map."""
    session_of(request, session)
    shown = desk_of(request).shown(session)
    if shown is None:
        raise HTTPException(404)
    return shown


@router.post("/decide")
async def decide(request: Request, session: str) -> Response:
    """Accept, reject or reset one statement."""
    form = await request.form()
    return await run_in_threadpool(_decide, request, session, form)


def _decide(request: Request, session: str, form: FormData) -> Response:
    shown = shown_of(request, session)
    statement = desk_of(request).statement(shown, _text(form, "target"))
    action = _text(form, "action")
    if action not in ("accept", "reject", "reset"):
        raise AssistError("choice-unknown", given=action, known="accept, reject, reset")
    wish = changes.judge(shown.suggestions, statement, action)  # type: ignore[arg-type]
    return _carry_out(request, shown, wish)


@router.get("/edit/{target}")
def edit_form(request: Request, session: str, target: str, part: int = 0) -> Response:
    shown = shown_of(request, session)
    statement = desk_of(request).statement(shown, target)
    return pages.page(
        "edit_form.html" if part else "edit.html",
        session=shown.about,
        statement=statement,
        card=view.card_of(statement),
        utterance=shown.valuemap.transcript[statement.quote.utterance],
        effects=[e for e in shown.valuemap.effects if e.status != "rejected"],
        **_choices(request, shown),
    )


@router.post("/edit/{target}")
async def edit(request: Request, session: str, target: str) -> Response:
    form = await request.form()
    return await run_in_threadpool(_edit, request, session, target, form)


def _edit(request: Request, session: str, target: str, form: FormData) -> Response:
    shown = shown_of(request, session)
    statement = desk_of(request).statement(shown, target)
    fields: dict[str, Any] = {
        name: _text(form, name)
        for name in ("polarity", "domain", "actor", "wording", "words")
        if name in form
    }
    if "values-shown" in form:  # no box ticked is a choice too
        fields["values"] = _values(form)
    if "effects-shown" in form:
        fields["effects"] = [str(e) for e in form.getlist("effects")]
    wish = changes.edit(shown.suggestions, statement, fields)
    if wish is None:
        wish = changes.judge(shown.suggestions, statement, "accept")
    return _carry_out(request, shown, wish)


@router.get("/add")
def add_form(
    request: Request,
    session: str,
    utterance: int = 0,
    words: str = "",
    at: int | None = None,
    kind: str = "effect",
    part: int = 0,
) -> Response:
    shown = shown_of(request, session)
    said = next((u for u in shown.valuemap.transcript.utterances if u.id == utterance), None)
    return pages.page(
        "add_form.html" if part else "add.html",
        session=shown.about,
        utterance=said,
        number=utterance,
        words=words or (said.text if said else ""),
        at=at,
        kind=kind,
        **_choices(request, shown),
    )


@router.post("/add")
async def add(request: Request, session: str) -> Response:
    form = await request.form()
    return await run_in_threadpool(_add, request, session, form)


def _add(request: Request, session: str, form: FormData) -> Response:
    shown = shown_of(request, session)
    kind = _text(form, "kind")
    at = _text(form, "at")
    number = _text(form, "utterance")
    quote = changes.words_of(
        shown.valuemap.transcript,
        int(number) if number.isdecimal() else 0,
        _text(form, "words"),
        int(at) if at.isdecimal() else None,
    )
    wish = changes.add(
        shown.suggestions,
        shown.valuemap,
        kind,
        quote,
        side=_text(form, "domain" if kind == "option" else "polarity"),
        actor=_text(form, "actor"),
        values=_values(form),
        wording=_text(form, "wording"),
    )
    return _carry_out(request, shown, wish)


@router.post("/{turn}")
def undo_or_redo(request: Request, session: str, turn: str) -> Response:
    if turn not in ("undo", "redo"):
        raise HTTPException(404)
    shown = shown_of(request, session)
    turned = desk_of(request).turn(shown, turn)
    if turned is None:
        return _answer(request, shown, shown, [], "")
    after = shown_of(request, session)
    return _answer(request, shown, after, [turned.target], _told(after.log[-1], shown, after))


def _carry_out(request: Request, before: Shown, wish: Wish) -> Response:
    made = desk_of(request).decide(before.about.id, [wish])
    after = shown_of(request, before.about.id)
    return _answer(request, before, after, [wish.target], _told(made[-1], before, after))


def _told(decision: Decision, before: Shown, after: Shown) -> str:
    statement = after.statements.get(decision.target) or before.statements.get(decision.target)
    return view.said_after(decision, statement)


def _answer(
    request: Request, before: Shown, after: Shown, targets: list[str], message: str
) -> Response:
    """For a script the parts that changed; for a form the page, at the statement."""
    session = after.about.id
    target = targets[0] if targets else ""
    if not pages.wants_json(request):
        return there(f"/sessions/{session}" + (f"#s-{target}" if target else ""))
    numbers = view.touched(before.valuemap, targets) | view.touched(after.valuemap, targets)
    rows = {
        f"u-{row.utterance.id}": pages.text("row.html", row=row, session=after.about)
        for row in view.rows_of(after.valuemap, numbers)
    }
    bar = pages.text("bar.html", shown=after, session=after.about)
    there_still = target if target in after.statements else ""
    return JSONResponse({"rows": rows, "bar": bar, "message": message, "target": there_still})


def _choices(request: Request, shown: Shown) -> dict[str, Any]:
    """What the forms let people choose from."""
    used = {v.value for s in shown.valuemap.statements for v in s.values}
    labels = desk_of(request).lexicon.labels
    return {
        "all_values": sorted({*labels, *used}, key=str.casefold),
        "actors": sorted({e.actor for e in shown.valuemap.effects if e.actor}, key=str.casefold),
        "polarities": POLARITIES,
        "domains": DOMAINS,
        "suggested": _suggested(shown),
    }


def _suggested(shown: Shown) -> dict[str, list[str]]:
    """Values that the run suggested, by statement: also those that were taken away."""
    return {s.id: [v.value for v in s.values] for s in shown.suggestions.statements}


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _values(form: FormData) -> list[str]:
    """Ticked values, and those typed between commas."""
    ticked = [str(v) for v in form.getlist("values")]
    return [*ticked, *_text(form, "more").replace(";", ",").split(",")]
