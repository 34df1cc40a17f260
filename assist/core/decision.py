"""A decision: what a person did with a suggestion. Facts, never changed or removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Action = Literal[
    "accept",
    "reject",
    "edit",
    "add",
    "reset",
    "split",
    "merge",
    "comment",
    "correct",
    "speaker",
    "role",
    "restore",
    "cluster",
    "lexicon",
    "bulk",
    "undo",
    "redo",
]
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
        On a statement: ``accept``, ``reject``; ``edit`` (fields in ``change``); ``add`` (a
        whole new statement in ``change``); ``reset`` (back to the suggestion); ``split`` (one
        into two); ``merge`` (others into this one); ``comment`` (a remark beside it, or its
        withdrawal).
        On what was said: ``correct`` (the text of an utterance); ``speaker`` (whose it is);
        ``role`` (give speakers the roles in ``change["roles"]``); ``restore`` (put back words
        that were held back, with a copy of them in ``change``).
        On a value: ``cluster`` (into another cluster of this map); ``lexicon`` (offer it to
        the user's own list).
        ``bulk`` holds several of these in ``change["parts"]``, to be turned as one;
        ``undo`` and ``redo`` name the decision they turn in ``change["number"]``.
    target : str
        What it is about: id of a statement or held piece, ``u-17`` for an utterance,
        ``speakers``, name of a value, ``bulk``.
    change : mapping
        New field values, JSON types only. ``was`` holds what fields were before; ``seen`` is
        the number of the last decision that the person had in sight, where others came since;
        ``settles`` the numbers of versions between which it chooses.
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
