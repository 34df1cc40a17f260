"""The append-only log: which decisions are in force, and what undo and redo would turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from assist.core.decision import Decision

TURNING = ("undo", "redo")
BULK: Final = "bulk"


class InForce(tuple[Decision, ...]):
    """What `acts` made of a log: decisions in force, in order, without bulk ones."""

    __slots__ = ()


def in_order(log: Iterable[Decision]) -> tuple[Decision, ...]:
    """The log by number, whatever order it was read in."""
    log = tuple(log)
    if all(a.number <= b.number for a, b in pairwise(log)):
        return log
    return tuple(sorted(log, key=lambda d: d.number))


def turned(decision: Decision) -> int:
    """Number of the decision that an undo or redo turns; 0 for any other."""
    number = decision.change.get("number") if decision.action in TURNING else None
    return number if isinstance(number, int) else 0


def live(log: Iterable[Decision]) -> tuple[Decision, ...]:
    """Decisions in force, in order: those that were not undone, or were redone since.

    ``undo`` and ``redo`` name the decision they turn, never one another; one that names
    something else is without effect. A bulk decision is one: see `acts` for its parts.

    Examples
    --------
    >>> def d(number, action, **change):
    ...     return Decision(number, "s", "", "ik", action, "e-1", change)
    >>> [x.number for x in live([d(1, "accept"), d(2, "reject"), d(3, "undo", number=2)])]
    [1]
    """
    base: dict[int, Decision] = {}
    undone: set[int] = set()
    for decision in in_order(log):
        if decision.action == "undo":
            undone.add(turned(decision))
        elif decision.action == "redo":
            undone.discard(turned(decision))
        else:
            base[decision.number] = decision
    return tuple(d for n, d in base.items() if n not in undone)


def acts(log: Iterable[Decision]) -> InForce:
    """Decisions in force, in order, with the parts of a bulk decision in its place.

    A part has the number, time and person of the decision it belongs to. What this gave
    before comes back as it is.
    """
    if isinstance(log, InForce):
        return log
    return InForce(part for decision in live(log) for part in parts_of(decision))


def parts_of(decision: Decision) -> Iterator[Decision]:
    """The decision itself, or the parts of a bulk decision, each as one of its own."""
    if decision.action != BULK:
        yield decision
        return
    for part in decision.change.get("parts", ()):
        change: Mapping[str, object] = part.get("change", {})
        if "seen" in decision.change:
            change = {**change, "seen": decision.change["seen"]}
        yield replace(
            decision,
            action=part["action"],
            target=part["target"],
            change=change,
            made_by=part.get("made_by", ""),
        )


def next_undo(log: Iterable[Decision], who: str | None = None) -> Decision | None:
    """The decision that "undo" would turn now: the last one in force.

    Parameters
    ----------
    log : iterable of Decision
    who : str, optional
        Only decisions of this person: nobody undoes another's unawares.
    """
    decisions = [d for d in live(log) if who is None or d.who == who]
    return decisions[-1] if decisions else None


def next_redo(log: Iterable[Decision], who: str | None = None) -> Decision | None:
    """The decision that "redo" would bring back: the last undone since the last new one.

    Parameters
    ----------
    log : iterable of Decision
    who : str, optional
        Only what this person undid, and only their own new decisions end it.
    """
    base: dict[int, Decision] = {}
    stack: list[int] = []
    for decision in in_order(log):
        number = turned(decision)
        mine = who is None or decision.who == who
        if decision.action == "undo":
            if number in base and number not in stack and mine:
                stack.append(number)
        elif decision.action == "redo":
            stack = [n for n in stack if n != number]
        else:
            base[decision.number] = decision
            if mine:
                stack.clear()
    return base[stack[-1]] if stack else None


def about(log: Sequence[Decision], target: str) -> tuple[Decision, ...]:
    """History of one thing: decisions on it, and the undos and redos that turned them.

    A bulk decision counts where one of its parts is about it, and so does a merge that
    took it up.
    """
    numbers = {
        d.number
        for d in log
        if d.action not in TURNING and any(target in targets_of(p) for p in parts_of(d))
    }
    return tuple(d for d in in_order(log) if d.number in numbers or turned(d) in numbers)


def targets_of(decision: Decision) -> tuple[str, ...]:
    """Everything that a decision (no bulk) is about: also what was merged or split off."""
    also: list[str] = []
    if decision.action == "merge":
        also = [str(other) for other in decision.change.get("others", ())]
    elif decision.action == "split":
        also = [str(decision.change["second"]["id"])]
    elif decision.action == "speaker":
        also = [f"u-{u['id']}" for u in decision.change.get("utterances", ())]
    return tuple(dict.fromkeys((decision.target, *also)))
