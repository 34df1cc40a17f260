"""What a person asked for, checked, as the parts of a `Decision`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
from assist.review.log import BULK, acts
from assist.review.matching import beside
from assist.review.wish import (
    BY_HAND,
    KEPT,
    MAX_NAME,
    MAX_WORDING,
    Wish,
    clean_names,
    copy_of,
    maker_of,
    one_line,
    plain_quote,
    same_words,
    words_of,
)
from assist.transcribe.speakers import canonical_role

__all__ = [
    "Wish",
    "add",
    "clean_names",
    "edit",
    "give_roles",
    "judge",
    "one_line",
    "put_back",
    "together",
    "words_of",
]

_ALREADY: Mapping[str, tuple[str, ...]] = {
    "accept": KEPT,
    "reject": ("rejected",),
    "reset": ("suggested",),
}


def judge(suggestions: ValueMap, shown: Statement, action: Action) -> Wish | None:
    """Accept, reject or reset a statement as it is shown; None when nothing would change."""
    if shown.status in _ALREADY.get(action, ()):
        return None
    change = copy_of(suggestions, shown)
    if action == "reject":
        change["beside"] = beside(suggestions, shown)
    return Wish(action, shown.id, change, maker_of(suggestions, shown))


def together(wishes: Iterable[Wish | None]) -> Wish | None:
    """Several wishes as one, to be undone and redone as one; None when there is none.

    Each is made in sight of the same map: for one act on many statements, not for a series.

    Examples
    --------
    ``together(judge(run, s, "accept") for s in ticked)``
    """
    parts = [wish for wish in wishes if wish is not None]
    if len(parts) < 2:
        return parts[0] if parts else None
    plain = [
        {"action": p.action, "target": p.target, "change": dict(p.change), "made_by": p.made_by}
        for p in parts
    ]
    return Wish(BULK, BULK, {"parts": plain})


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
        Any of ``values`` (names; or ``with`` and ``without``: names to add and to take
        away), ``wording``, ``words`` (part of the utterance, as the new extent of the
        quote), ``polarity``, ``actor``, ``domain``, ``effects`` (ids). What does not belong
        to the kind of statement is left out.
    seen : Statement, optional
        As it was when the person began. A field that they left as it was then stays as it
        is now, so that what another window changed meanwhile is not put back.

    Raises
    ------
    AssistError
        ``choice-unknown`` or ``words-not-spoken``.
    """
    if seen is not None and fields.get("words", "").split() == seen.quote.exact.split():
        fields = {name: value for name, value in fields.items() if name != "words"}
    change = _changed(suggestions.transcript, shown, fields)
    if seen is not None and change:
        touched = _changed(suggestions.transcript, seen, fields)
        change = {name: value for name, value in change.items() if name in touched}
        for name in ("values", "effects"):
            if name in change:  # what another put in or took out meanwhile stays so
                had, now = _was(seen, name), _was(shown, name)
                kept = [n for n in now if n in touched[name] or n not in had]
                new = [n for n in touched[name] if n not in had and n not in now]
                change[name] = [*kept, *new]
        change = {name: v for name, v in change.items() if v != _was(shown, name)}
    if not change:
        return None
    change["was"] = {name: _was(shown, name) for name in change}
    change |= copy_of(suggestions, shown)
    return Wish("edit", shown.id, change, maker_of(suggestions, shown))


def _changed(
    transcript: Transcript, statement: Statement, fields: Mapping[str, Any]
) -> dict[str, Any]:
    """The fields that differ from the statement, as JSON types."""
    change: dict[str, Any] = {}
    if "values" in fields:
        values = clean_names(fields["values"])
        if set(values) != {v.value for v in statement.values}:
            change["values"] = values
    elif "with" in fields or "without" in fields:
        away = set(clean_names(fields.get("without", ())))
        had = [v.value for v in statement.values]
        values = [v for v in clean_names([*had, *fields.get("with", ())]) if v not in away]
        if set(values) != set(had):
            change["values"] = values
    if "wording" in fields:
        wording = one_line(fields["wording"], MAX_WORDING)
        if wording != statement.wording:
            change["wording"] = wording
    if "words" in fields:
        said = statement.quote
        quote = words_of(transcript, said.utterance, fields["words"], said.start_char)
        if quote.exact != said.exact:
            change["quote"] = plain_quote(quote)
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


def _was(statement: Statement, name: str) -> Any:
    """A field as JSON types, as it is now."""
    if name == "values":
        return [v.value for v in statement.values]
    if name == "effects" and isinstance(statement, Option):
        return [link.effect for link in statement.effects]
    return plain_quote(statement.quote) if name == "quote" else getattr(statement, name)


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
    if there := same_words(shown, kind, quote):
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
    change = {"statement": snapshot.to_json(own), "beside": beside(shown, own)}
    return Wish("add", target, change)


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
    if not changed:
        return None
    change = {
        "roles": changed,
        "was": roles.was(shown.transcript, changed),
        "heard": roles.anchors(shown.transcript, changed),
    }
    return Wish(roles.ROLE, roles.TARGET, change)


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
    if any(d.action == restoring.RESTORE and d.target == target for d in acts(log)):
        return None  # a second click
    raise AssistError("statement-gone")


def _one_of(value: Any, choices: Sequence[str]) -> Any:
    if value not in choices:
        raise AssistError("choice-unknown", given=value, known=", ".join(choices))
    return value
