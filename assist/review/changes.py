"""What a person asked for, checked, as the parts of a `Decision`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from assist.core.decision import Action
from assist.core.errors import AssistError
from assist.core.statement import (
    DOMAINS,
    POLARITIES,
    Effect,
    Kind,
    Option,
    Quote,
    Statement,
    ValueSuggestion,
    id_of,
)
from assist.core.transcript import Transcript
from assist.core.valuemap import ValueMap
from assist.review import snapshot
from assist.review.decide import BY_HAND

MAX_NAME = 80
MAX_WORDING = 2000


@dataclass(frozen=True)
class Wish:
    """A decision before it has a number, a time and a person."""

    action: Action
    target: str
    change: Mapping[str, Any] = field(default_factory=dict)
    made_by: str = ""


def judge(suggestions: ValueMap, shown: Statement, action: Action) -> Wish:
    """Accept, reject or reset a statement as it is shown."""
    return Wish(action, shown.id, _copy(suggestions, shown), _maker(suggestions, shown))


def edit(suggestions: ValueMap, shown: Statement, fields: Mapping[str, Any]) -> Wish | None:
    """Change fields of a statement; None when nothing would change.

    Parameters
    ----------
    suggestions : ValueMap
        The run that the statement came from.
    shown : Statement
        As the person saw it.
    fields : mapping
        Any of ``values`` (names), ``wording``, ``words`` (part of the utterance, as the
        new extent of the quote), ``polarity``, ``actor``, ``domain``, ``effects`` (ids).

    Raises
    ------
    AssistError
        ``choice-unknown`` or ``words-not-spoken``.
    """
    change: dict[str, Any] = {}
    if "values" in fields:
        values = clean_names(fields["values"])
        if set(values) != {v.value for v in shown.values}:
            change["values"] = values
    if "wording" in fields:
        wording = " ".join(str(fields["wording"]).split())[:MAX_WORDING]
        if wording != shown.wording:
            change["wording"] = wording
    if "words" in fields:
        quote = words_of(suggestions.transcript, shown.quote.utterance, fields["words"])
        if quote.exact != shown.quote.exact:
            change["quote"] = _plain(quote)
    if isinstance(shown, Effect):
        if "polarity" in fields and _one_of(fields["polarity"], POLARITIES) != shown.polarity:
            change["polarity"] = fields["polarity"]
        if "actor" in fields:
            actor = _name(fields["actor"])
            if actor != shown.actor:
                change["actor"] = actor
    else:
        if "domain" in fields and _one_of(fields["domain"], DOMAINS) != shown.domain:
            change["domain"] = fields["domain"]
        if "effects" in fields:
            effects = list(dict.fromkeys(str(e) for e in fields["effects"]))
            if set(effects) != {link.effect for link in shown.effects}:
                change["effects"] = effects
    if not change:
        return None
    change |= _copy(suggestions, shown)
    return Wish("edit", shown.id, change, _maker(suggestions, shown))


def add(
    suggestions: ValueMap,
    shown: ValueMap,
    kind: str,
    quote: Quote,
    *,
    side: str,
    actor: str = "",
    values: Sequence[str] = (),
    wording: str = "",
) -> Wish:
    """A statement of the person's own, on words that were spoken.

    ``side`` is the polarity of an effect or the domain of an option; ``shown`` is the map
    as decided so far. Words that already are a statement of this kind are not doubled: that
    one is changed or accepted instead.

    Raises
    ------
    AssistError
        ``choice-unknown``.
    """
    kind = _one_of(kind, get_args(Kind))
    target = id_of(kind, shown.session.id, quote)  # type: ignore[arg-type]
    names = clean_names(values)
    for there in shown.statements:
        if there.id == target:
            fields: dict[str, Any] = {"polarity": side, "domain": side}
            given = {"values": names, "wording": wording, "actor": actor}
            fields |= {name: value for name, value in given.items() if value}
            return edit(suggestions, there, fields) or judge(suggestions, there, "accept")
    chosen = tuple(ValueSuggestion(name, 1.0, BY_HAND) for name in names)
    wording = " ".join(wording.split())[:MAX_WORDING]
    own: Statement
    if kind == "effect":
        polarity = _one_of(side, POLARITIES)
        own = Effect(
            target, quote, (quote.utterance,), polarity, _name(actor), 1.0, chosen, "added", wording
        )
    else:
        domain = _one_of(side, DOMAINS)
        own = Option(target, quote, (quote.utterance,), domain, 1.0, chosen, (), "added", wording)
    return Wish("add", target, {"statement": snapshot.to_json(own)})


def words_of(
    transcript: Transcript, utterance: int, words: str, start_char: int | None = None
) -> Quote:
    """The quote that these words are, in this utterance.

    Line breaks and doubled spaces do not matter; any other difference does: a quote is
    exactly what was said. ``start_char`` tells which of several equal places is meant.

    Raises
    ------
    AssistError
        ``words-not-spoken``.
    """
    if utterance not in transcript:
        raise AssistError("words-not-spoken", number=utterance)
    said = transcript[utterance]
    parts = words.split()
    if parts and start_char is not None:
        found = _spread(said.text, parts, start_char)
        if found and found[0] == start_char:
            return Quote.of(said, *found)
    found = _spread(said.text, parts, 0) if parts else None
    if found is None:
        raise AssistError("words-not-spoken", number=utterance)
    return Quote.of(said, *found)


def _spread(text: str, parts: Sequence[str], start: int) -> tuple[int, int] | None:
    found = re.compile(r"\s+".join(map(re.escape, parts))).search(text, start)
    return found.span() if found else None


def clean_names(names: Sequence[str]) -> list[str]:
    """Names of values, in order, once each, without stray white space."""
    return list(dict.fromkeys(n for n in (_name(name) for name in names) if n))


def _name(text: object) -> str:
    return " ".join(str(text).split())[:MAX_NAME]


def _one_of(value: Any, choices: Sequence[str]) -> Any:
    if value not in choices:
        raise AssistError("choice-unknown", given=value, known=", ".join(choices))
    return value


def _plain(quote: Quote) -> dict[str, Any]:
    return {name: getattr(quote, name) for name in Quote.__slots__}


def _suggested(suggestions: ValueMap, shown: Statement) -> Statement:
    for statement in suggestions.statements:
        if statement.id == shown.id:
            return statement
    return shown


def _copy(suggestions: ValueMap, shown: Statement) -> dict[str, Any]:
    """The suggestion as the model made it, so that the decision can stand without it."""
    return {"statement": snapshot.to_json(_suggested(suggestions, shown))}


def _maker(suggestions: ValueMap, shown: Statement) -> str:
    """Model and version whose suggestion it is; empty for a person's own."""
    if _suggested(suggestions, shown).status == "added":
        return ""
    made_by = suggestions.made_by
    name = made_by.models.get("statements", "")
    return f"{name} (assist {made_by.version})" if name else f"assist {made_by.version}"
