"""Suggestions + decisions = the decided map. Pure: the same log gives the same map.

A decision on a suggestion carries that suggestion (``change["statement"]``), so that what
somebody accepted stays in the map when another model no longer suggests it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assist.core.decision import Decision
from assist.core.lexicon import Lexicon
from assist.core.statement import (
    DOMAINS,
    POLARITIES,
    Effect,
    EffectLink,
    Option,
    Quote,
    Reason,
    Statement,
    ValueSuggestion,
)
from assist.core.transcript import Transcript
from assist.core.valuemap import ValueMap
from assist.review import snapshot
from assist.review.log import live
from assist.review.restoring import RESTORE, restored
from assist.review.roles import ROLE, given

BY_HAND = Reason(note="by_hand")
KEPT = ("accepted", "edited", "added")


@dataclass(frozen=True)
class Orphan:
    """A decided statement that is no longer among the suggestions.

    ``kept``: it stays in the map all the same. It cannot where somebody rejected it, or
    where its words are no longer in the transcript.
    """

    target: str
    statement: Statement | None
    decisions: tuple[Decision, ...]
    kept: bool


@dataclass(frozen=True)
class Decided:
    """Statements after the decisions, and what the decisions could not be laid upon."""

    effects: tuple[Effect, ...]
    options: tuple[Option, ...]
    orphans: tuple[Orphan, ...] = ()


def decided_map(suggestions: ValueMap, log: Iterable[Decision], lexicon: Lexicon) -> ValueMap:
    """The map after the decisions, value nodes and links built anew.

    Parameters
    ----------
    suggestions : ValueMap
        As a run of the pipeline made it.
    log : iterable of Decision
        The session's whole log.
    lexicon : Lexicon
        Gives the clusters of values that a person added.
    """
    from assist.valuemap.build import rebuild

    log = tuple(log)
    suggestions = given(restored(suggestions, log), log)
    decided = decide(suggestions, log)
    if (decided.effects, decided.options) == (suggestions.effects, suggestions.options):
        return suggestions
    return rebuild(replace(suggestions, effects=decided.effects, options=decided.options), lexicon)


def decide(suggestions: ValueMap, log: Iterable[Decision]) -> Decided:
    """Lay the decisions in force over the suggestions, oldest first.

    The transcript is taken as it is: see `assist.review.restoring` for what was put back, and
    `assist.review.roles` for who got which role.
    """
    suggested: dict[str, Statement] = {s.id: s for s in suggestions.statements}
    in_force = [d for d in live(log) if d.action not in (RESTORE, ROLE)]
    if not in_force:
        return Decided(suggestions.effects, suggestions.options)
    grouped: dict[str, list[Decision]] = {}
    for decision in in_force:
        grouped.setdefault(decision.target, []).append(decision)

    result = dict(suggested)
    orphans: list[Orphan] = []
    for target, decisions in grouped.items():
        base = _base(target, suggested, decisions)
        placed = base and _placed(base, suggestions.transcript)
        after = placed and _applied(placed, decisions, suggestions.transcript)
        own = any(d.action == "add" for d in decisions)
        if target in suggested and after:
            result[target] = after
            continue
        kept = after is not None and (after.status in KEPT or own)
        if kept and after is not None:
            result[target] = after
        if not own or not kept:
            orphans.append(Orphan(target, after or base, tuple(decisions), kept))

    effects = [s for s in result.values() if isinstance(s, Effect)]
    known = {e.id for e in effects}
    options = [
        replace(s, effects=tuple(e for e in s.effects if e.effect in known))
        for s in result.values()
        if isinstance(s, Option)
    ]
    return Decided(_spoken_order(effects), _spoken_order(options), tuple(orphans))


def _spoken_order(statements: Sequence[Any]) -> tuple[Any, ...]:
    def place(s: Statement) -> tuple[float, int, int, str]:
        return (s.quote.start, s.quote.utterance, s.quote.start_char, s.id)

    return tuple(sorted(statements, key=place))


def _base(
    target: str, suggested: Mapping[str, Statement], decisions: Sequence[Decision]
) -> Statement | None:
    """What the decisions start from: the person's own, the suggestion, or the copy of it."""
    copies = [d for d in decisions if isinstance(d.change.get("statement"), Mapping)]
    for decision in copies:
        if decision.action == "add":
            return replace(snapshot.from_json(decision.change["statement"]), status="added")
    if target in suggested:
        return suggested[target]
    for decision in copies:
        copy = snapshot.from_json(decision.change["statement"])
        if copy.status != "added":  # an own statement lives by its "add" alone
            return replace(copy, status="suggested")
    return None


def _placed(statement: Statement, transcript: Transcript) -> Statement | None:
    """The statement with its quote where those words are now; None when they are gone."""
    quote = find_quote(transcript, statement.quote)
    if quote is None:
        return None
    if quote.utterance == statement.quote.utterance:
        return replace(statement, quote=quote)
    return replace(statement, quote=quote, utterances=(quote.utterance,))


def find_quote(transcript: Transcript, quote: Quote) -> Quote | None:
    """The same words, at the same place if they are there, else the nearest in time."""
    if quote.utterance in transcript:
        here = transcript[quote.utterance]
        if here.text[quote.start_char : quote.end_char] == quote.exact:
            return quote
    near = sorted(transcript.utterances, key=lambda u: (abs(u.start - quote.start), u.id))
    for utterance in near:
        at = utterance.text.find(quote.exact)
        if at >= 0:
            return Quote.of(utterance, at, at + len(quote.exact))
    return None


def _applied(base: Statement, decisions: Sequence[Decision], transcript: Transcript) -> Statement:
    content, verdict = base, base.status
    for decision in decisions:
        match decision.action:
            case "accept":
                verdict = "accepted"
            case "reject":
                verdict = "rejected"
            case "edit":
                content = _edited(content, decision.change, transcript)
                verdict = "accepted"
            case "reset":
                content, verdict = base, base.status
            case "add":
                verdict = "added"
    if verdict == "accepted":
        if base.status == "added":
            verdict = "added"
        elif content != base:
            verdict = "edited"
    return replace(content, status=verdict)


def _edited(statement: Statement, change: Mapping[str, Any], transcript: Transcript) -> Statement:
    """One edit; a field that does not fit the statement is left alone."""
    if isinstance(values := change.get("values"), Sequence):
        statement = replace(statement, values=_values(statement.values, values))
    if isinstance(wording := change.get("wording"), str):
        statement = replace(statement, wording=wording)
    if isinstance(words := change.get("quote"), Mapping):
        quote = find_quote(transcript, Quote(**words))
        if quote is not None:
            same = quote.utterance == statement.quote.utterance
            utterances = statement.utterances if same else (quote.utterance,)
            statement = replace(statement, quote=quote, utterances=utterances)
    if isinstance(statement, Effect):
        if change.get("polarity") in POLARITIES:
            statement = replace(statement, polarity=change["polarity"])
        if isinstance(actor := change.get("actor"), str):
            statement = replace(statement, actor=actor)
    else:
        if change.get("domain") in DOMAINS:
            statement = replace(statement, domain=change["domain"])
        if isinstance(effects := change.get("effects"), Sequence):
            statement = replace(statement, effects=_links(statement.effects, effects))
    return statement


def _values(had: Sequence[ValueSuggestion], wanted: Sequence[str]) -> tuple[ValueSuggestion, ...]:
    """The wanted values; one that was suggested keeps its score and reason."""
    known = {v.value: v for v in had}
    chosen = {name: known.get(name) or ValueSuggestion(name, 1.0, BY_HAND) for name in wanted}
    return tuple(sorted(chosen.values(), key=lambda v: -v.score))


def _links(had: Sequence[EffectLink], wanted: Sequence[str]) -> tuple[EffectLink, ...]:
    known = {link.effect: link for link in had}
    chosen = {name: known.get(name) or EffectLink(name, 1.0, BY_HAND) for name in wanted}
    return tuple(sorted(chosen.values(), key=lambda link: -link.score))
