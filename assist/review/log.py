"""The append-only log: which decisions are in force, and what undo and redo would turn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assist.core.decision import Decision

TURNING = ("undo", "redo")


def in_order(log: Iterable[Decision]) -> tuple[Decision, ...]:
    """The log by number, whatever order it was read in."""
    return tuple(sorted(log, key=lambda d: d.number))


def _turned(decision: Decision) -> int:
    number = decision.change.get("number")
    return number if isinstance(number, int) else 0


def live(log: Iterable[Decision]) -> tuple[Decision, ...]:
    """Decisions in force, in order: those that were not undone, or were redone since.

    ``undo`` and ``redo`` name the decision they turn, never one another; one that names
    something else is without effect.

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
            undone.add(_turned(decision))
        elif decision.action == "redo":
            undone.discard(_turned(decision))
        else:
            base[decision.number] = decision
    return tuple(d for n, d in base.items() if n not in undone)


def next_undo(log: Iterable[Decision]) -> Decision | None:
    """The decision that "undo" would turn now: the last one in force."""
    decisions = live(log)
    return decisions[-1] if decisions else None


def next_redo(log: Iterable[Decision]) -> Decision | None:
    """The decision that "redo" would bring back: the last undone since the last new one."""
    base: dict[int, Decision] = {}
    stack: list[int] = []
    for decision in in_order(log):
        number = _turned(decision)
        if decision.action == "undo":
            if number in base and number not in stack:
                stack.append(number)
        elif decision.action == "redo":
            stack = [n for n in stack if n != number]
        else:
            base[decision.number] = decision
            stack.clear()
    return base[stack[-1]] if stack else None


def about(log: Sequence[Decision], target: str) -> tuple[Decision, ...]:
    """History of one statement: its decisions, and the undos and redos that turned them."""
    numbers = {d.number for d in log if d.target == target and d.action not in TURNING}
    return tuple(
        d
        for d in in_order(log)
        if d.number in numbers or (d.action in TURNING and _turned(d) in numbers)
    )
