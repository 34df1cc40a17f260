"""What a decision is called, on the status line, in the bar and in a history."""

from __future__ import annotations

from assist.core.decision import Decision
from assist.core.language import N_, _
from assist.core.statement import Statement

_DONE = {
    "accept": N_("Akkoord: {words}"),
    "reject": N_("Afgewezen: {words}"),
    "edit": N_("Aangepast: {words}"),
    "add": N_("Toegevoegd: {words}"),
    "reset": N_("Weer zoals voorgesteld: {words}"),
    "restore": N_("Teruggezet: {words}"),
    "role": N_("Rollen van sprekers bewaard"),
    "undo": N_("Ongedaan gemaakt: {words}"),
    "redo": N_("Opnieuw gedaan: {words}"),
}
_ACTIONS = {
    "accept": N_("akkoord"),
    "reject": N_("afwijzing"),
    "edit": N_("aanpassing"),
    "add": N_("toevoeging"),
    "reset": N_("terugzetten"),
    "restore": N_("weggelaten tekst terugzetten"),
    "role": N_("rollen van sprekers"),
}


def shortened(text: str, most: int = 60) -> str:
    """The beginning of a text, cut at a word."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0].rstrip(",.;: ") + "…"


def said_after(decision: Decision, statement: Statement | None) -> str:
    """What happened, for the status line."""
    words = f"“{shortened(statement.quote.exact)}”" if statement else ""
    return _(_DONE[decision.action]).format(words=words).rstrip(": ")


def action_name(decision: Decision | None) -> str:
    """Name of a decision's action, as an object of "undo"."""
    return _(_ACTIONS[decision.action]) if decision else ""
