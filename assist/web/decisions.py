"""Deciding: accept, reject, change, add, undo; with plain forms or with a script."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from assist.core.decision import Action
from assist.core.errors import AssistError
from assist.core.statement import DOMAINS, POLARITIES, id_of
from assist.review import changes
from assist.review.changes import Wish
from assist.review.playback import sound_of
from assist.review.roles import TARGET
from assist.web import pages, view
from assist.web.desk import Done, Shown
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
    target, action = _text(form, "target"), _text(form, "action")
    if action not in ("accept", "reject", "reset"):
        raise AssistError("choice-unknown", given=action, known="accept, reject, reset")

    def wanted(shown: Shown) -> Wish | None:
        statement = desk_of(request).statement(shown, target)
        return changes.judge(shown.suggestions, statement, action)  # type: ignore[arg-type]

    return _carry_out(request, session, wanted, target)


@router.get("/edit/{target}")
def edit_form(request: Request, session: str, target: str, part: int = 0) -> Response:
    shown = shown_of(request, session)
    statement = desk_of(request).statement(shown, target)
    return pages.page(
        "edit_form.html" if part else "edit.html",
        session=shown.about,
        statement=statement,
        seen=len(shown.log),
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
    fields: dict[str, Any] = {
        name: _text(form, name)
        for name in ("polarity", "domain", "actor", "wording", "words")
        if name in form
    }
    if "values-shown" in form:  # no box ticked is a choice too
        fields["values"] = _values(form)
    if "effects-shown" in form:
        fields["effects"] = [str(e) for e in form.getlist("effects")]
    number, also = _number(form, "seen"), _text(form, "also")

    def wanted(shown: Shown) -> Wish | None:
        desk = desk_of(request)
        statement = desk.statement(shown, target)
        seen = None if number is None else desk.as_seen(shown, target, number)
        if also:  # one more beside what is there now
            fields["values"] = [*(v.value for v in statement.values), also]
        return changes.edit(shown.suggestions, statement, fields, seen) or changes.judge(
            shown.suggestions, statement, "accept"
        )

    return _carry_out(request, session, wanted, target)


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
    quote = changes.words_of(
        shown.valuemap.transcript,
        _number(form, "utterance") or 0,
        _text(form, "words"),
        _number(form, "at"),
    )
    target = id_of("option" if kind == "option" else "effect", shown.valuemap.session.id, quote)

    def wanted(shown: Shown) -> Wish | None:
        return changes.add(
            shown.suggestions,
            shown.valuemap,
            kind,
            quote,
            side=_text(form, "domain" if kind == "option" else "polarity"),
            actor=_text(form, "actor"),
            values=_values(form),
            wording=_text(form, "wording"),
        )

    return _carry_out(request, session, wanted, target)


@router.post("/restore")
async def restore(request: Request, session: str) -> Response:
    """Put back words that were held back; look at them where they are now."""
    form = await request.form()
    return await run_in_threadpool(_restore, request, session, _text(form, "target"))


def _restore(request: Request, session: str, target: str) -> Response:
    session_of(request, session)
    done = desk_of(request).decide(
        session, lambda shown: changes.put_back(shown.valuemap, target, shown.log)
    )
    if done is None:
        raise HTTPException(404)
    before = {u.id for u in done.before.valuemap.transcript.utterances}
    new = [u.id for u in done.after.valuemap.transcript.utterances if u.id not in before]
    return there(f"/sessions/{session}" + "".join(f"#u-{number}" for number in new[:1]))


@router.post("/roles")
async def roles(request: Request, session: str) -> Response:
    """Give speakers their roles; back to the list of them."""
    form = await request.form()
    wanted = {
        name.removeprefix("role-"): _text(form, name) for name in form if name.startswith("role-")
    }
    return await run_in_threadpool(_roles, request, session, wanted)


def _roles(request: Request, session: str, wanted: Mapping[str, str]) -> Response:
    session_of(request, session)
    done = desk_of(request).decide(
        session, lambda shown: changes.give_roles(shown.valuemap, wanted)
    )
    if done is None:
        raise HTTPException(404)
    return there(f"/sessions/{session}#speakers")


@router.post("/{turn}")
def undo_or_redo(request: Request, session: str, turn: str) -> Response:
    if turn not in ("undo", "redo"):
        raise HTTPException(404)

    def wanted(shown: Shown) -> Wish | None:
        turned = shown.undo if turn == "undo" else shown.redo
        if turned is None:
            return None
        action: Action = "undo" if turn == "undo" else "redo"
        return Wish(action, turned.target, {"number": turned.number})

    return _carry_out(request, session, wanted, "")


def _carry_out(
    request: Request, session: str, wanted: Callable[[Shown], Wish | None], target: str
) -> Response:
    session_of(request, session)
    done = desk_of(request).decide(session, wanted)
    if done is None:
        raise HTTPException(404)
    return _answer(request, done, done.decision.target if done.decision else target)


def _answer(request: Request, done: Done, target: str) -> Response:
    """For a script the parts that changed; for a form the page, at the statement."""
    before, after = done.before, done.after
    session = after.about.id
    if not pages.wants_json(request):
        return there(f"/sessions/{session}" + _place(done, target))
    if before.valuemap.transcript.utterances != after.valuemap.transcript.utterances:
        return JSONResponse({"reload": True})  # rows came or went
    targets = [target] if target else []
    numbers = view.touched(before.valuemap, targets) | view.touched(after.valuemap, targets)
    sound = sound_of(after.about)
    rows = {
        f"u-{row.utterance.id}": pages.text("row.html", row=row, session=after.about, sound=sound)
        for row in view.rows_of(after.valuemap, numbers)
    }
    bar = pages.text("bar.html", shown=after, session=after.about)
    statement = after.statements.get(target) or before.statements.get(target)
    message = view.said_after(done.decision, statement) if done.decision else ""
    there_still = target if target in after.statements else ""
    return JSONResponse({"rows": rows, "bar": bar, "message": message, "target": there_still})


def _place(done: Done, target: str) -> str:
    """Where on the page to look after a decision: what it was about."""
    if target == TARGET:
        return "#speakers"
    if target in {held.id for held in view.left_out(done.after.valuemap)}:
        return "#left-out"
    return f"#s-{target}" if target in done.after.statements else ""


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
    """Values that the run suggested or proposed, by statement: also those taken away."""
    return {s.id: [v.value for v in (*s.values, *s.proposed)] for s in shown.suggestions.statements}


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _number(form: FormData, name: str) -> int | None:
    value = _text(form, name)
    return int(value) if value.isdecimal() and len(value) < 10 else None


def _values(form: FormData) -> list[str]:
    """Ticked values, and those typed between commas."""
    ticked = [str(v) for v in form.getlist("values")]
    return [*ticked, *_text(form, "more").replace(";", ",").split(",")]
