"""A decision: what a person did with a suggestion. Facts, never changed or removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Action = Literal["accept", "reject", "edit", "add", "reset", "restore", "role", "undo", "redo"]
ACTIONS: tuple[Action, ...] = get_args(Action)


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the append-only log.

    Parameters
    ----------
    number : int
        Place in the session's log, counted from 1.
    session : str
        Session id.
    at : str
        ISO 8601 time, UTC.
    who : str
        Who decided; a person's label, never a model's.
    action : Action
        ``accept``, ``reject``; ``edit`` (fields in ``change``); ``add`` (a whole new
        statement in ``change``); ``reset`` (back to the suggestion); ``restore`` (put back
        words that were held back, with a copy of them in ``change``); ``role`` (give speakers
        the roles in ``change["roles"]``);
        ``undo`` and ``redo`` name the decision they turn in ``change["number"]``.
    target : str
        Id of the statement, link or held piece it is about.
    change : mapping
        New field values, JSON types only.
    made_by : str
        Model and version whose suggestion it was; empty for an own addition.
    """

    number: int
    session: str
    at: str
    who: str
    action: Action
    target: str
    change: Mapping[str, Any] = field(default_factory=dict)
    made_by: str = ""
