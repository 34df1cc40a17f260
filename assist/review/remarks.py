"""Comments beside a statement, and own values offered to the user's own list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from assist.core.decision import Decision
from assist.core.errors import AssistError
from assist.core.lexicon import Concept, Lexicon
from assist.core.statement import Statement
from assist.core.valuemap import ValueMap
from assist.review.log import acts
from assist.review.wish import MAX_NAME, Wish, copy_of, maker_of, one_line

COMMENT: Final = "comment"
OFFER: Final = "lexicon"
MAX_COMMENT = 2000


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark beside a statement; ``number`` is that of the decision."""

    number: int
    at: str
    who: str
    target: str
    text: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A value of the group's own that somebody offers to the list of values."""

    value: str
    definition: str
    number: int
    at: str
    who: str


def comment(suggestions: ValueMap, shown: Statement, text: str) -> Wish | None:
    """A remark beside a statement; None when it is empty. It decides nothing."""
    remark = one_line(text, MAX_COMMENT)
    if not remark:
        return None
    change = {"text": remark, **copy_of(suggestions, shown)}
    return Wish(COMMENT, shown.id, change, maker_of(suggestions, shown))


def withdraw(log: Iterable[Decision], number: int) -> Wish | None:
    """Take a remark away (it stays in the history); None when it is away already.

    Raises
    ------
    AssistError
        ``comment-gone`` when decision ``number`` is no remark.
    """
    log = tuple(log)
    for there in (c for own in comments(log).values() for c in own):
        if there.number == number:
            return Wish(COMMENT, there.target, {"withdraws": number, "was": {"text": there.text}})
    if any(d.number == number and d.action == COMMENT and "text" in d.change for d in log):
        return None
    raise AssistError("comment-gone")


def comments(log: Iterable[Decision]) -> dict[str, tuple[Comment, ...]]:
    """Remarks in force by statement, the oldest first."""
    found: dict[tuple[int, str], Comment] = {}
    for d in acts(log):
        if d.action != COMMENT:
            continue
        if isinstance(away := d.change.get("withdraws"), int):
            found.pop((away, d.target), None)
        else:
            found[d.number, d.target] = Comment(
                d.number, d.at, d.who, d.target, str(d.change["text"])
            )
    sorted_out: dict[str, tuple[Comment, ...]] = {}
    for remark in found.values():
        sorted_out[remark.target] = (*sorted_out.get(remark.target, ()), remark)
    return sorted_out


def offer(
    shown: ValueMap, lexicon: Lexicon, value: str, definition: str, log: Iterable[Decision] = ()
) -> Wish | None:
    """Offer an own value of this map to the user's list; None when it stands so already.

    Parameters
    ----------
    shown : ValueMap
        As decided so far.
    lexicon : Lexicon
        The values that are known.
    value : str
        Its name in the map.
    definition : str
        What the group means by it; may be empty.
    log : iterable of Decision
        To see whether it is offered already.

    Raises
    ------
    AssistError
        ``value-not-in-map``; ``value-known`` when the list has it.
    """
    name, meaning = one_line(value, MAX_NAME), one_line(definition, MAX_COMMENT)
    if name not in {node.id for node in shown.values}:
        raise AssistError("value-not-in-map", name=name)
    if name in lexicon:
        raise AssistError("value-known", name=name)
    had = offers(log).get(name)
    if had is not None and had.definition == meaning:
        return None
    change: dict[str, object] = {"definition": meaning}
    if had is not None:
        change["was"] = {"definition": had.definition}
    return Wish(OFFER, name, change)


def take_back(log: Iterable[Decision], value: str) -> Wish | None:
    """Offer a value no longer; None when it was not offered."""
    had = offers(log).get(value)
    if had is None:
        return None
    return Wish(OFFER, value, {"withdrawn": True, "was": {"definition": had.definition}})


def offers(log: Iterable[Decision]) -> dict[str, Offer]:
    """Offers in force by name of the value, in order of the names."""
    found: dict[str, Offer] = {}
    for d in acts(log):
        if d.action == OFFER and d.change.get("withdrawn"):
            found.pop(d.target, None)
        elif d.action == OFFER:
            meaning = str(d.change.get("definition", ""))
            found[d.target] = Offer(d.target, meaning, d.number, d.at, d.who)
    return {name: found[name] for name in sorted(found, key=lambda n: (n.casefold(), n))}


def as_lexicon(offered: Iterable[Offer]) -> Lexicon:
    """Offers as a list of values of its own, which a user's list can take up."""
    concepts = tuple(Concept(label=o.value, definition=o.definition) for o in offered)
    return Lexicon("aangeboden", "", "", concepts)
