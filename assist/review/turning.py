"""Undo and redo, asked for by a person."""

from __future__ import annotations

from collections.abc import Iterable

from assist.core.decision import Action, Decision
from assist.core.errors import AssistError
from assist.review.log import TURNING, live, next_redo, next_undo
from assist.review.wish import Wish


def undo(log: Iterable[Decision], who: str | None = None) -> Wish | None:
    """Turn the last decision in force of this person (of anyone when None); None: nothing to."""
    turned = next_undo(log, who)
    return _turn("undo", turned) if turned else None


def redo(log: Iterable[Decision], who: str | None = None) -> Wish | None:
    """Bring back what this person undid last; None when there is nothing to bring back."""
    turned = next_redo(log, who)
    return _turn("redo", turned) if turned else None


def turn_one(log: Iterable[Decision], number: int) -> Wish | None:
    """Undo one decision, of whomever, out of a history: asked for by its number.

    None when it is undone already; see `bring_back`.

    Raises
    ------
    AssistError
        ``decision-gone`` when there is no such decision.
    """
    chosen = _decision(log, number)
    return _turn("undo", chosen) if number in {d.number for d in live(log)} else None


def bring_back(log: Iterable[Decision], number: int) -> Wish | None:
    """Redo one decision that was undone, by its number; None when it is in force.

    Raises
    ------
    AssistError
        ``decision-gone`` when there is no such decision.
    """
    chosen = _decision(log, number)
    return None if number in {d.number for d in live(log)} else _turn("redo", chosen)


def _decision(log: Iterable[Decision], number: int) -> Decision:
    for decision in log:
        if decision.number == number and decision.action not in TURNING:
            return decision
    raise AssistError("decision-gone")


def _turn(action: Action, turned: Decision) -> Wish:
    return Wish(action, turned.target, {"number": turned.number})
