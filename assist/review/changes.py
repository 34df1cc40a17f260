"""What a person asked for, checked, as the parts of a `Decision`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from assist.core.decision import Action, Decision
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
from assist.review import restoring, roles, snapshot
from assist.review.decide import BY_HAND, KEPT
from assist.review.log import live
from assist.transcribe.speakers import canonical_role

MAX_NAME = 80
MAX_WORDING = 2000
_UNSEEN = ("Cc", "Cs", "Cn")  # not Cf: joiners belong to words and emoji
_ALREADY: Mapping[str, tuple[str, ...]] = {
    "accept": KEPT,
    "reject": ("rejected",),
    "reset": ("suggested",),
}


@dataclass(frozen=True)
class Wish:
    """A decision before it has a number, a time and a person."""

    action: Action
    target: str
    change: Mapping[str, Any] = field(default_factory=dict)
    made_by: str = ""


def judge(suggestions: ValueMap, shown: Statement, action: Action) -> Wish | None:
    """Accept, reject or reset a statement as it is shown; None when nothing would change."""
    if shown.status in _ALREADY.get(action, ()):
        return None
    return Wish(action, shown.id, _copy(suggestions, shown), _maker(suggestions, shown))


def edit(
    suggestions: ValueMap,
    shown: Statement,
    fields: Mapping[str, Any],
    seen: Statement | None = None,
) -> Wish | None:
    """Change fields of a statement; None when nothing would change.

    Parameters
    ----------
    suggestions : ValueMap
        The run that the statement came from.
    shown : Statement
        As it is now.
    fields : mapping
        Any of ``values`` (names), ``wording``, ``words`` (part of the utterance, as the
        new extent of the quote), ``polarity``, ``actor``, ``domain``, ``effects`` (ids).
    seen : Statement, optional
        As it was when the person began. A field that they left as it was then stays as it
        is now, so that what another window changed meanwhile is not put back.

    Raises
    ------
    AssistError
        ``choice-unknown`` or ``words-not-spoken``.
    """
    change = _changed(suggestions.transcript, shown, fields)
    if seen is not None and change:
        touched = _changed(suggestions.transcript, seen, fields)
        change = {name: value for name, value in change.items() if name in touched}
    if not change:
        return None
    change |= _copy(suggestions, shown)
    return Wish("edit", shown.id, change, _maker(suggestions, shown))


def _changed(
    transcript: Transcript, statement: Statement, fields: Mapping[str, Any]
) -> dict[str, Any]:
    """The fields that differ from the statement, as JSON types."""
    change: dict[str, Any] = {}
    if "values" in fields:
        values = clean_names(fields["values"])
        if set(values) != {v.value for v in statement.values}:
            change["values"] = values
    if "wording" in fields:
        wording = one_line(fields["wording"], MAX_WORDING)
        if wording != statement.wording:
            change["wording"] = wording
    if "words" in fields:
        had = statement.quote
        quote = words_of(transcript, had.utterance, fields["words"], had.start_char)
        if quote.exact != had.exact:
            change["quote"] = _plain(quote)
    if isinstance(statement, Effect):
        if "polarity" in fields and _one_of(fields["polarity"], POLARITIES) != statement.polarity:
            change["polarity"] = fields["polarity"]
        if "actor" in fields:
            actor = one_line(fields["actor"])
            if actor != statement.actor:
                change["actor"] = actor
    else:
        if "domain" in fields and _one_of(fields["domain"], DOMAINS) != statement.domain:
            change["domain"] = fields["domain"]
        if "effects" in fields:
            effects = list(dict.fromkeys(str(e) for e in fields["effects"]))
            if set(effects) != {link.effect for link in statement.effects}:
                change["effects"] = effects
    return change


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
) -> Wish | None:
    """A statement of the person's own, on words that were spoken.

    ``side`` is the polarity of an effect or the domain of an option; ``shown`` is the map
    as decided so far. Words that already are a statement of this kind are not doubled: that
    one is changed or accepted instead; None when it is there just so already.

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
    wording = one_line(wording, MAX_WORDING)
    own: Statement
    if kind == "effect":
        polarity = _one_of(side, POLARITIES)
        own = Effect(
            target,
            quote,
            (quote.utterance,),
            polarity,
            one_line(actor),
            1.0,
            chosen,
            "added",
            wording,
        )
    else:
        domain = _one_of(side, DOMAINS)
        own = Option(target, quote, (quote.utterance,), domain, 1.0, chosen, (), "added", wording)
    return Wish("add", target, {"statement": snapshot.to_json(own)})


def give_roles(shown: ValueMap, wanted: Mapping[str, str]) -> Wish | None:
    """Give speakers their roles, as far as they differ from what is shown.

    Parameters
    ----------
    shown : ValueMap
        The map as it is shown.
    wanted : mapping of str to str
        Role by speaker; empty for none. A role that is only proposed and is wanted as it
        stands becomes a fact, unless somebody else is given it: a form sends every field,
        also the one that nobody looked at.
    """
    spoke = {u.speaker: u for u in shown.transcript.utterances if u.speaker}
    told = {s: canonical_role(one_line(role, MAX_NAME)) or "" for s, role in wanted.items()}
    changed = {
        speaker: role
        for speaker, role in sorted(told.items())
        if (u := spoke.get(speaker)) and ((u.role or "") != role or (u.role_proposed and role))
    }
    proposed = {s for s in changed if spoke[s].role_proposed and spoke[s].role == changed[s]}
    given = {role for speaker, role in changed.items() if speaker not in proposed}
    changed = {s: r for s, r in changed.items() if s not in proposed or r not in given}
    return Wish(roles.ROLE, roles.TARGET, {"roles": changed}) if changed else None


def put_back(shown: ValueMap, target: str, log: Iterable[Decision] = ()) -> Wish | None:
    """Put back one piece that is held in the map as it is shown; None when it is back already.

    Raises
    ------
    AssistError
        ``statement-gone`` when it was never held.
    """
    for held in shown.transcript.held:
        if restoring.id_of_held(shown.transcript, held) == target:
            return Wish(restoring.RESTORE, target, {"held": restoring.plain(held)})
    if any(d.action == restoring.RESTORE and d.target == target for d in live(log)):
        return None  # a second click
    raise AssistError("statement-gone")


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


def clean_names(names: Sequence[str]) -> list[str]:
    """Names of values, in order, once each, without stray white space."""
    return list(dict.fromkeys(n for n in map(one_line, names) if n))


def one_line(text: object, most: int = MAX_NAME) -> str:
    """What somebody typed, on one line and not endless.

    Without control characters, which a Word file cannot hold.
    """
    clean = "".join(c if unicodedata.category(c) not in _UNSEEN else " " for c in str(text))
    return " ".join(clean.split())[:most].rstrip()


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
