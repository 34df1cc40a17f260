"""A decision before it has a number, a time and a person; and what makes one sound."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assist.core.decision import Action
from assist.core.errors import AssistError
from assist.core.statement import Quote, Reason, Statement, id_of
from assist.core.transcript import Transcript
from assist.core.valuemap import ValueMap
from assist.review import snapshot

BY_HAND = Reason(note="by_hand")
KEPT = ("accepted", "edited", "added")
MAX_NAME = 80
MAX_WORDING = 2000
_UNSEEN = ("Cc", "Cs", "Cn")  # not Cf: joiners belong to words and emoji


@dataclass(frozen=True)
class Wish:
    """A decision before it has a number, a time and a person."""

    action: Action
    target: str
    change: Mapping[str, Any] = field(default_factory=dict)
    made_by: str = ""


def words_of(
    transcript: Transcript, utterance: int, words: str, start_char: int | None = None
) -> Quote:
    """The quote that these words are, in this utterance.

    Line breaks and doubled spaces do not matter; any other difference does: a quote is
    exactly what was said. Of several equal places it is the first at or after ``start_char``.

    Raises
    ------
    AssistError
        ``words-not-spoken``.
    """
    if utterance not in transcript:
        raise AssistError("words-not-spoken", number=utterance)
    said = transcript[utterance]
    parts = words.split()
    if parts:
        for start in (start_char or 0, 0):
            if found := _spread(said.text, parts, start):
                return Quote.of(said, *found)
    raise AssistError("words-not-spoken", number=utterance)


def _spread(text: str, parts: Sequence[str], start: int) -> tuple[int, int] | None:
    found = re.compile(r"\s+".join(map(re.escape, parts))).search(text, start)
    return found.span() if found else None


def same_words(shown: ValueMap, kind: str, quote: Quote) -> Statement | None:
    """The statement of this kind that is these words already.

    By its id, or by its place: a correction, or a split, leaves a statement its id on other
    words.
    """
    target = id_of(kind, shown.session.id, quote)  # type: ignore[arg-type]
    place = quote.utterance, quote.start_char, quote.end_char
    there = [
        s
        for s in shown.statements
        if s.kind == kind
        and (s.id == target or (s.quote.utterance, s.quote.start_char, s.quote.end_char) == place)
    ]
    return min(there, key=lambda s: (s.status == "rejected", s.id != target), default=None)


def clean_names(names: Sequence[str]) -> list[str]:
    """Names of values, in order, once each, without stray white space."""
    return list(dict.fromkeys(n for n in map(one_line, names) if n))


def one_line(text: object, most: int = MAX_NAME) -> str:
    """What somebody typed, on one line and not endless.

    Without control characters, which a Word file cannot hold.
    """
    clean = "".join(c if unicodedata.category(c) not in _UNSEEN else " " for c in str(text))
    return " ".join(clean.split())[:most].rstrip()


def plain_quote(quote: Quote) -> dict[str, Any]:
    return {name: getattr(quote, name) for name in Quote.__slots__}


def _suggested(suggestions: ValueMap, shown: Statement) -> Statement:
    for statement in suggestions.statements:
        if statement.id == shown.id:
            return statement
    return shown


def copy_of(suggestions: ValueMap, shown: Statement) -> dict[str, Any]:
    """The suggestion as the model made it, so that the decision can stand without it."""
    return {"statement": snapshot.to_json(_suggested(suggestions, shown))}


def maker_of(suggestions: ValueMap, shown: Statement) -> str:
    """Model and version whose suggestion it is; empty for a person's own."""
    if _suggested(suggestions, shown).status == "added":
        return ""
    made_by = suggestions.made_by
    name = made_by.models.get("statements", "")
    return f"{name} (assist {made_by.version})" if name else f"assist {made_by.version}"
