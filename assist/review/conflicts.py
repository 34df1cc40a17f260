"""Two people who changed the same thing without having seen each other's change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assist.core.decision import Decision
from assist.core.errors import AssistError
from assist.review.aligning import patched
from assist.review.log import acts
from assist.review.wish import Wish

NOT_FIELDS = ("statement", "was", "seen", "settles", "beside")
_VERDICTS: Mapping[str, str] = {
    "accept": "accepted",
    "edit": "accepted",
    "split": "accepted",
    "merge": "accepted",
    "reject": "rejected",
    "reset": "suggested",
}
_JUDGING: Mapping[str, Any] = {"accepted": "accept", "rejected": "reject", "suggested": "reset"}


@dataclass(frozen=True, slots=True)
class Version:
    """What one person made of a field; ``number`` is that of the decision."""

    number: int
    at: str
    who: str
    value: Any


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two versions of one field. Both are in the log; the later stands.

    Parameters
    ----------
    target : str
        Id of a statement, ``u-17`` for an utterance, ``speakers``, or a value.
    field : str
        ``status`` (accepted, rejected, suggested), a field of `changes.edit` (``quote``
        holds a quote), ``text``, ``speaker``, ``role S1``, ``cluster`` or ``definition``.
    earlier, later : Version
    """

    target: str
    field: str
    earlier: Version
    later: Version


@dataclass(frozen=True, slots=True)
class _Write:
    decision: Decision
    value: Any
    was: Any

    @property
    def version(self) -> Version:
        d = self.decision
        return Version(d.number, d.at, d.who, self.value)


def conflicts(log: Iterable[Decision]) -> tuple[Conflict, ...]:
    """Conflicts that nobody has settled, in order of the later decision.

    Settled is what somebody decided anew in sight of both (by `settle` or otherwise), and
    what was undone.
    """
    written: dict[tuple[str, str], list[_Write]] = {}
    open_: dict[tuple[str, str], list[Conflict]] = {}
    for decision in acts(log):
        seen = decision.change.get("seen")
        for target, field, value, was in writes(decision):
            key = target, field
            mine = _Write(decision, value, was)
            before = written.setdefault(key, [])
            open_[key] = [
                c for c in open_.get(key, ()) if isinstance(seen, int) and seen < c.later.number
            ]
            if isinstance(seen, int):
                unseen = (w for w in before if w.decision.number > seen)
                others = [w for w in unseen if w.decision.who != decision.who]
                latest = {w.decision.who: w for w in others}
                open_[key] += [
                    Conflict(target, field, w.version, mine.version)
                    for w in latest.values()
                    if _overrules(mine, w)
                ]
            before.append(mine)
    found = [c for some in open_.values() for c in some]
    return tuple(sorted(found, key=lambda c: (c.later.number, c.target, c.field)))


def _overrules(later: _Write, earlier: _Write) -> bool:
    """Whether something of the earlier change is gone after the later one."""
    if isinstance(earlier.value, list) and isinstance(later.value, list):
        had, now = set(earlier.was or ()), set(later.value)
        added, away = set(earlier.value) - had, had - set(earlier.value)
        return not added <= now or bool(away & now)
    if earlier.decision.action == later.decision.action == "correct":  # of other words perhaps
        new = Counter(str(earlier.value).split()) - Counter(str(earlier.was).split())
        gone = new - Counter(str(later.value).split())
        # By words too: the later may have left none to tell the place by.
        return bool(gone) or patched(earlier.was, earlier.value, later.value) != str(later.value)
    if isinstance(earlier.value, Mapping) and "exact" in earlier.value:  # a quote
        return bool(earlier.value["exact"] != later.value["exact"])
    return bool(earlier.value != later.value)


def writes(decision: Decision) -> Iterator[tuple[str, str, Any, Any]]:
    """What a decision (no bulk) changes: target, field, new value and what it was."""
    change, target = decision.change, decision.target
    was = change.get("was", {})
    match decision.action:
        case "accept" | "reject" | "reset" | "merge":
            yield target, "status", _VERDICTS[decision.action], None
        case "split":
            yield target, "status", _VERDICTS["split"], None
            yield target, "quote", change["first"], was.get("quote")
        case "edit":
            yield target, "status", _VERDICTS["edit"], None
            for name, value in change.items():
                if name not in NOT_FIELDS:
                    yield target, name, value, was.get(name)
        case "correct":
            yield target, "text", change["text"], was.get("text")
        case "speaker":
            for said in change["utterances"]:
                yield f"u-{said['id']}", "speaker", change["speaker"], said.get("was")
        case "role":
            for speaker, role in change["roles"].items():
                yield target, f"role {speaker}", role, was.get(speaker)
        case "cluster":
            yield target, "cluster", change["cluster"], was.get("cluster")
        case "lexicon" if "definition" in change:
            yield target, "definition", change["definition"], was.get("definition")
        case _:
            return


def settle(log: Sequence[Decision], target: str, field: str, number: int) -> Wish:
    """Choose one of the versions of a conflict: that decision once more, for this field.

    Parameters
    ----------
    log : sequence of Decision
        The session's whole log.
    target, field : str
        Of the conflict.
    number : int
        Of the version that is to stand.

    Raises
    ------
    AssistError
        ``conflict-gone`` when there is no such conflict (any more).
    """
    these = [c for c in conflicts(log) if (c.target, c.field) == (target, field)]
    numbers = sorted({n for c in these for n in (c.earlier.number, c.later.number)})
    if number not in numbers:
        raise AssistError("conflict-gone")
    for chosen in acts(log):
        for there, name, value, was in writes(chosen):
            if (chosen.number, there, name) == (number, target, field):
                return _again(chosen, target, field, value, was, numbers)
    raise AssistError("conflict-gone")


def _again(
    chosen: Decision, target: str, field: str, value: Any, was: Any, numbers: Sequence[int]
) -> Wish:
    change = {k: v for k, v in chosen.change.items() if k not in ("seen", "settles")}
    copy = {"statement": change["statement"]} if "statement" in change else {}
    settles: dict[str, Any] = {"settles": list(numbers)}
    if field == "status":
        return Wish(_JUDGING[value], target, copy | settles, chosen.made_by)
    if chosen.action in ("edit", "split"):
        only = {field: value, "was": {field: was}}
        return Wish("edit", target, only | copy | settles, chosen.made_by)
    if chosen.action == "speaker":
        change["utterances"] = [u for u in change["utterances"] if f"u-{u['id']}" == target]
    if chosen.action == "role":
        change["roles"] = {field.removeprefix("role "): value}
    return Wish(chosen.action, target, change | settles, chosen.made_by)
