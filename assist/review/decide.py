"""Suggestions + decisions = the decided map. Pure: the same log gives the same map.

A decision on a suggestion carries that suggestion (``change["statement"]``), so that what
somebody accepted stays in the map when another model no longer suggests it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assist.core.decision import Decision
from assist.core.lexicon import Lexicon
from assist.core.statement import Effect, EffectLink, Option, Statement
from assist.core.valuemap import ValueMap
from assist.review import snapshot
from assist.review.clustering import chosen_clusters
from assist.review.correcting import CORRECT, Corrected, corrected
from assist.review.laying import ON_STATEMENTS, Laying, groups
from assist.review.log import acts
from assist.review.matching import recognised, texts_seen
from assist.review.remarks import COMMENT
from assist.review.restoring import RESTORE, restored
from assist.review.roles import ROLE
from assist.review.speaking import SPEAKER, told
from assist.review.wish import BY_HAND as BY_HAND
from assist.review.wish import KEPT as KEPT

ON_TALK = (RESTORE, SPEAKER, ROLE, CORRECT)


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
    merged: Mapping[str, str] = field(default_factory=dict)  # what left the map, into which


@dataclass(frozen=True)
class Prepared:
    """A run with the talk as people corrected it, and corrections that it has no place for."""

    suggestions: ValueMap
    lost: tuple[Decision, ...] = ()


@dataclass
class Memo:
    """What was worked out before, so that one more decision costs little.

    A shortcut only: with it or without it the results are the same. It belongs to one run.
    """

    talk: tuple[tuple[int, ...], Corrected] | None = None
    prepared: tuple[Corrected, ValueMap] | None = None
    ground: tuple[ValueMap, int] | None = None  # what `laid` was laid on
    laid: dict[str, _Laid] = field(default_factory=dict)


def prepare(run: ValueMap, log: Iterable[Decision], memo: Memo | None = None) -> Prepared:
    """Lay the decisions about what was said over a run; suggestions follow their words.

    What was put back, whose utterance it is, who got which role, corrected text; and
    suggestions that somebody decided on in another run go by the id they had then.
    """
    memo = memo or Memo()
    in_force = acts(log)
    key = tuple(d.number for d in in_force if d.action in ON_TALK)
    if memo.talk is None or memo.talk[0] != key:
        memo.talk = key, corrected(told(restored(run, in_force), in_force), in_force)
    text = memo.talk[1]
    found = recognised(text.suggestions, in_force)
    if memo.prepared is not None and memo.prepared[0] is text and memo.prepared[1] == found:
        found = memo.prepared[1]  # the same object, for what was laid on it
    memo.prepared = text, found
    return Prepared(found, text.lost)


def built(
    run: ValueMap,
    prepared: Prepared,
    decided: Decided,
    log: Iterable[Decision],
    lexicon: Lexicon,
) -> ValueMap:
    """The map after the decisions, value nodes and links anew; as it was where nothing was decided.

    Parameters
    ----------
    run : ValueMap
        As the pipeline made it.
    prepared, decided
        What `prepare` and `decide` made of it.
    log : iterable of Decision
        The session's whole log.
    lexicon : Lexicon
        Gives the clusters of values that a person added.
    """
    from assist.valuemap.build import rebuild

    suggestions = prepared.suggestions
    clusters = chosen_clusters(log)
    same = (suggestions.effects, suggestions.options, suggestions.values)
    as_run = same == (run.effects, run.options, run.values)
    if as_run and not clusters and (decided.effects, decided.options) == same[:2]:
        return suggestions
    changed = replace(suggestions, effects=decided.effects, options=decided.options)
    return rebuild(changed, lexicon, clusters)


def decide(suggestions: ValueMap, log: Iterable[Decision], memo: Memo | None = None) -> Decided:
    """Lay the decisions in force on statements over the suggestions, oldest first.

    The run is taken as it is: see `prepare`.

    Parameters
    ----------
    suggestions : ValueMap
    log : iterable of Decision
        The session's whole log.
    memo : Memo, optional
        Spares the work on statements of which nothing changed.
    """
    log = tuple(log) if not isinstance(log, tuple) else log
    holding = acts(log)
    in_force = [d for d in holding if d.action in ON_STATEMENTS]
    remarks = [d for d in holding if d.action == COMMENT and "statement" in d.change]
    if not in_force and not remarks:
        return Decided(suggestions.effects, suggestions.options)
    memo = memo or Memo()
    texts = texts_seen(log)
    ground = suggestions, sum(map(len, texts.values()))
    if memo.ground is None or memo.ground[0] is not suggestions or memo.ground[1] != ground[1]:
        memo.ground, memo.laid = ground, {}
    suggested: dict[str, Statement] = {s.id: s for s in suggestions.statements}
    before, memo.laid = memo.laid, {}
    for head, decisions in groups(in_force).items():
        numbers = tuple(d.number for d in decisions)
        known = before.get(head)
        if known is None or known.numbers != numbers:
            known = _lay(Laying(suggested, suggestions.transcript, texts), numbers, decisions)
        memo.laid[head] = known
    decided = _together(suggested, memo.laid.values())
    return replace(decided, orphans=(*decided.orphans, *_alone(remarks, decided)))


def _alone(remarks: Iterable[Decision], decided: Decided) -> Iterator[Orphan]:
    """Statements that somebody wrote beside and that this run does not suggest."""
    there = {e.id for e in decided.effects} | {o.id for o in decided.options}
    there |= set(decided.merged) | {orphan.target for orphan in decided.orphans}
    alone: dict[str, list[Decision]] = {}
    for remark in remarks:
        if remark.target not in there:
            alone.setdefault(remark.target, []).append(remark)
    for target, own in alone.items():
        yield Orphan(target, snapshot.from_json(own[0].change["statement"]), tuple(own), False)


@dataclass(frozen=True)
class _Laid:
    """What a group of decisions makes of its statements."""

    numbers: tuple[int, ...]
    taken: tuple[str, ...]  # suggestions that are no longer as they were
    statements: tuple[Statement, ...]
    orphans: tuple[Orphan, ...]
    merged: Mapping[str, str]


def _lay(work: Laying, numbers: tuple[int, ...], decisions: Iterable[Decision]) -> _Laid:
    for decision in decisions:
        work.take(decision)
    statements: list[Statement] = []
    orphans: list[Orphan] = []
    for target, item in work.items.items():
        if target in work.merged:
            continue
        after = item.result
        suggested = target in work.suggested
        here = not item.lost and (suggested or item.own or after.status in KEPT)
        if here:
            statements.append(after)
        if item.lost or not (suggested or item.own):
            left = item.base if item.lost else after
            orphans.append(Orphan(target, left, tuple(item.decisions), here))
    orphans += [
        Orphan(target, _copy_in(nowhere), tuple(nowhere), False)
        for target, nowhere in work.nowhere.items()
        if target not in work.items
    ]
    taken = tuple(work.items)
    return _Laid(numbers, taken, tuple(statements), tuple(orphans), dict(work.merged))


def _copy_in(decisions: Iterable[Decision]) -> Statement | None:
    """A statement as it was when somebody decided on it; None in a log without copies."""
    for decision in decisions:
        if isinstance(copy := decision.change.get("statement"), Mapping):
            return snapshot.from_json(copy)
    return None


def _together(suggested: Mapping[str, Statement], laid: Iterable[_Laid]) -> Decided:
    laid = tuple(laid)
    taken = {i for part in laid for i in part.taken}
    merged = {other: main for part in laid for other, main in part.merged.items()}
    result = [s for i, s in suggested.items() if i not in taken]
    result += [s for part in laid for s in part.statements]
    effects = [s for s in result if isinstance(s, Effect)]
    known = {e.id for e in effects}
    options = [_linked(s, merged, known) for s in result if isinstance(s, Option)]
    orphans = tuple(o for part in laid for o in part.orphans)
    return Decided(_spoken_order(effects), _spoken_order(options), orphans, merged)


def _linked(option: Option, merged: Mapping[str, str], known: set[str]) -> Option:
    """The option with links to effects that are in the map; to what they were merged into."""
    links: dict[str, EffectLink] = {}
    for link in option.effects:
        effect = merged.get(link.effect, link.effect)
        if effect in known and effect not in links:
            links[effect] = link if effect == link.effect else replace(link, effect=effect)
    made = tuple(links.values())
    return option if made == option.effects else replace(option, effects=made)


def _spoken_order(statements: Sequence[Any]) -> tuple[Any, ...]:
    def place(s: Statement) -> tuple[float, int, int, str]:
        return (s.quote.start, s.quote.utterance, s.quote.start_char, s.id)

    return tuple(sorted(statements, key=place))
