"""Deciding on one statement: accept, reject, change, add; undo and redo."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from assist.core.decision import Action
from assist.core.errors import AssistError
from assist.core.language import _
from assist.core.statement import DOMAINS, POLARITIES, id_of
from assist.review import changes, turning
from assist.review.changes import Wish
from assist.web import view
from assist.web.answering import (
    carry_out,
    form_page,
    names_of,
    number_of,
    shown_of,
    text_of,
    texts_of,
)
from assist.web.desk import Shown
from assist.web.sessions import desk_of

router = APIRouter(prefix="/sessions/{session}")


@router.post("/decide")
async def decide(request: Request, session: str) -> Response:
    """Accept, reject or reset one statement."""
    form = await request.form()
    return await run_in_threadpool(_decide, request, session, form)


def _decide(request: Request, session: str, form: FormData) -> Response:
    target, action = text_of(form, "target"), text_of(form, "action")
    if action not in ("accept", "reject", "reset"):
        raise AssistError("choice-unknown", given=action, known="accept, reject, reset")

    def wanted(shown: Shown) -> Wish | None:
        statement = desk_of(request).statement(shown, target)
        return changes.judge(shown.suggestions, statement, action)  # type: ignore[arg-type]

    return carry_out(request, session, wanted, target, form)


@router.get("/edit/{target}")
def edit_form(request: Request, session: str, target: str, part: int = 0, at: str = "") -> Response:
    """The form to change a statement; ``at`` is the field that it begins at."""
    shown = shown_of(request, session, "decide")
    statement = desk_of(request).statement(shown, target)
    return form_page(
        "edit_form.html",
        part,
        _("Wijzigen"),
        session=shown.about,
        statement=statement,
        seen=len(shown.log),
        focus=at,
        card=view.card_of(statement),
        utterance=shown.valuemap.transcript[statement.quote.utterance],
        effects=[e for e in shown.valuemap.effects if e.status != "rejected"],
        **choices(request, shown),
    )


@router.post("/edit/{target}")
async def edit(request: Request, session: str, target: str) -> Response:
    form = await request.form()
    return await run_in_threadpool(_edit, request, session, target, form)


def _edit(request: Request, session: str, target: str, form: FormData) -> Response:
    fields: dict[str, Any] = {
        name: text_of(form, name)
        for name in ("polarity", "domain", "actor", "wording", "words")
        if name in form
    }
    if "values-shown" in form:  # no box ticked is a choice too
        fields["values"] = names_of(form)
    if "effects-shown" in form:
        fields["effects"] = texts_of(form, "effects")
    number = number_of(form, "seen")
    also, without = text_of(form, "also"), text_of(form, "without")

    def wanted(shown: Shown) -> Wish | None:
        desk = desk_of(request)
        statement = desk.statement(shown, target)
        seen = None if number is None else desk.as_seen(shown, target, number)
        there = [v.value for v in statement.values]
        if without and without not in there:  # pressed twice
            return None
        if also or without:  # one more, or one less, than what is there now
            fields["values"] = [*(v for v in there if v != without), *([also] if also else [])]
        return changes.edit(shown.suggestions, statement, fields, seen) or changes.judge(
            shown.suggestions, statement, "accept"
        )

    return carry_out(request, session, wanted, target, form)


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
    shown = shown_of(request, session, "decide")
    said = next((u for u in shown.valuemap.transcript.utterances if u.id == utterance), None)
    return form_page(
        "add_form.html",
        part,
        _("Zelf toevoegen"),
        session=shown.about,
        utterance=said,
        number=utterance,
        words=words or (said.text if said else ""),
        at=at,
        kind=kind,
        **choices(request, shown),
    )


@router.post("/add")
async def add(request: Request, session: str) -> Response:
    form = await request.form()
    return await run_in_threadpool(_add, request, session, form)


def _add(request: Request, session: str, form: FormData) -> Response:
    shown = shown_of(request, session, "decide")
    kind = text_of(form, "kind")
    quote = changes.words_of(
        shown.valuemap.transcript,
        number_of(form, "utterance") or 0,
        text_of(form, "words"),
        number_of(form, "at"),
    )
    if kind == "effect" and not text_of(form, "polarity"):
        raise AssistError("effect-no-side")
    target = id_of("option" if kind == "option" else "effect", shown.valuemap.session.id, quote)

    def wanted(shown: Shown) -> Wish | None:
        return changes.add(
            shown.suggestions,
            shown.valuemap,
            kind,
            quote,
            side=text_of(form, "domain" if kind == "option" else "polarity"),
            actor=text_of(form, "actor"),
            values=names_of(form),
            wording=text_of(form, "wording"),
        )

    return carry_out(request, session, wanted, target, form)


@router.post("/undo")
def undo(request: Request, session: str) -> Response:
    return _turn(request, session, "undo")


@router.post("/redo")
def redo(request: Request, session: str) -> Response:
    return _turn(request, session, "redo")


def _turn(request: Request, session: str, action: Action) -> Response:
    """One's own last act; another's is never turned unawares."""
    turn = turning.undo if action == "undo" else turning.redo
    return carry_out(request, session, lambda s: turn(s.log, s.who or None), "")


def choices(request: Request, shown: Shown) -> dict[str, Any]:
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
