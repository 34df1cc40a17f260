"""What a decision is called, on the status line, in the bar and in a history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from assist.core.decision import Decision
from assist.core.language import N_, _
from assist.core.statement import Statement
from assist.review.about import day_words
from assist.review.history import describe
from assist.review.log import BULK

_DONE = {
    "accept": N_("Akkoord: {words}"),
    "reject": N_("Afgewezen: {words}"),
    "edit": N_("Aangepast: {words}"),
    "add": N_("Toegevoegd: {words}"),
    "reset": N_("Weer zoals voorgesteld: {words}"),
    "split": N_("Gesplitst: {words}"),
    "merge": N_("Samengevoegd: {words}"),
    "settle": N_("Gekozen wat geldt: {words}"),
    "comment": N_("Opmerking bewaard: {words}"),
    "correct": N_("Tekst verbeterd"),
    "speaker": N_("Spreker verbeterd"),
    "role": N_("Rollen van sprekers bewaard"),
    "restore": N_("Teruggezet: {words}"),
    "cluster": N_("In een ander cluster gezet"),
    "lexicon": N_("Aangeboden aan de waardenlijst"),
    "undo": N_("Ongedaan gemaakt: {words}"),
    "redo": N_("Opnieuw gedaan: {words}"),
}


def shortened(text: str, most: int = 60) -> str:
    """The beginning of a text, cut at a word."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0].rstrip(",.;: ") + "…"


def moment(at: str) -> str:
    """A moment as people of this place write it.

    Parameters
    ----------
    at : str
        ISO 8601; what is no such thing comes back as it is.
    """
    try:
        here = datetime.fromisoformat(at).astimezone()
    except ValueError:
        return at
    return f"{day_words(here.date().isoformat())}, {here:%H:%M}"


def words_about(decision: Decision, known: Mapping[str, Statement]) -> str:
    """Words of what a decision is about; empty when it is about nothing that was said."""
    if decision.target in known:
        return shortened(known[decision.target].quote.exact)
    statement = decision.change.get("statement")
    if isinstance(statement, Mapping):
        return shortened(str(statement["quote"]["exact"]))
    return ""


def turns(decision: Decision, known: Mapping[str, Statement]) -> str:
    """What undo or redo would turn: what was done, and to which words."""
    words = words_about(decision, known)
    return f"{describe(decision)} “{words}”" if words else describe(decision)


def said_after(
    decision: Decision, known: Mapping[str, Statement], turned: Decision | None = None
) -> str:
    """What happened, for the status line.

    Parameters
    ----------
    decision : Decision
    known : mapping of str to Statement
        Statements by id.
    turned : Decision, optional
        What an undo or redo turned.
    """
    if decision.action == BULK:
        return describe(decision)
    if turned is not None:
        return _(_DONE[decision.action]).format(words=turns(turned, known))
    words = words_about(decision, known)
    return _(_DONE[decision.action]).format(words=f"“{words}”" if words else "").rstrip(": ")
