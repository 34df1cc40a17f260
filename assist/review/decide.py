"""Suggestions + decisions = the decided map. Pure: the same log gives the same map.

A decision on a suggestion carries that suggestion (``change["statement"]``), so that what
somebody accepted stays in the map when another model no longer suggests it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
    Statement,
    Status,
    ValueSuggestion,
)
from assist.core.valuemap import ValueMap
from assist.review import snapshot
from assist.review.clustering import chosen_clusters
from assist.review.correcting import corrected
from assist.review.log import acts
from assist.review.matching import find_quote, recognised, texts_seen
from assist.review.reshaping import merged, narrowed
from assist.review.restoring import restored
from assist.review.speaking import told
from assist.review.wish import BY_HAND as BY_HAND
from assist.review.wish import KEPT as KEPT

ON_STATEMENTS = ("accept", "reject", "edit", "reset", "add", "split", "merge")


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
    log = tuple(log)
    prepared = prepare(suggestions, log)
    return built(suggestions, prepared, decide(prepared.suggestions, log), log, lexicon)


@dataclass(frozen=True)
class Prepared:
    """A run with the talk as people corrected it, and corrections that it has no place for."""

    suggestions: ValueMap
    lost: tuple[Decision, ...] = ()


def prepare(run: ValueMap, log: Iterable[Decision]) -> Prepared:
    """Lay the decisions about what was said over a run; suggestions follow their words.

    What was put back, whose utterance it is, who got which role, corrected text; and
    suggestions that somebody decided on in another run go by the id they had then.
    """
    log = tuple(log)
    text = corrected(told(restored(run, log), log), log)
    return Prepared(recognised(text.suggestions, log), text.lost)


def built(
    run: ValueMap,
    prepared: Prepared,
    decided: Decided,
    log: Iterable[Decision],
    lexicon: Lexicon,
) -> ValueMap:
    """The map of what was decided; the run itself where nothing was."""
    from assist.valuemap.build import rebuild

    suggestions = prepared.suggestions
    clusters = chosen_clusters(log)
    same = (suggestions.effects, suggestions.options, suggestions.values)
    as_run = same == (run.effects, run.options, run.values)
    if as_run and not clusters and (decided.effects, decided.options) == same[:2]:
        return suggestions
    changed = replace(suggestions, effects=decided.effects, options=decided.options)
    return rebuild(changed, lexicon, clusters)


def decide(suggestions: ValueMap, log: Iterable[Decision]) -> Decided:
    """Lay the decisions in force on statements over the suggestions, oldest first.

    The run is taken as it is: see `prepare`.
    """
    log = tuple(log)
    in_force = [d for d in acts(log) if d.action in ON_STATEMENTS]
    if not in_force:
        return Decided(suggestions.effects, suggestions.options)
    work = _Work(suggestions, log)
    for decision in in_force:
        work.take(decision)
    return work.done()


@dataclass
class _Item:
    """A statement while decisions are laid upon it.

    ``content`` starts from ``base``: what the person saw who decided first. ``lost`` when
    its words are no longer in the transcript; ``split_off`` names what it was part of.
    """

    base: Statement
    content: Statement
    verdict: Status
    own: bool
    lost: bool = False
    untouched: bool = True
    split_off: str = ""
    decisions: list[Decision] = field(default_factory=list)

    @property
    def result(self) -> Statement:
        verdict = self.verdict
        if verdict == "accepted":
            if self.own:
                verdict = "added"
            elif self.content != self.base:
                verdict = "edited"
        return replace(self.content, status=verdict)


class _Work:
    """The statements of one run under a growing number of decisions."""

    def __init__(self, suggestions: ValueMap, log: Iterable[Decision]) -> None:
        self.suggested: dict[str, Statement] = {s.id: s for s in suggestions.statements}
        self.transcript = suggestions.transcript
        self.texts = texts_seen(log)
        self.items: dict[str, _Item] = {}
        self.merged: dict[str, str] = {}
        self.nowhere: dict[str, list[Decision]] = {}

    def take(self, decision: Decision) -> None:
        item = self._item(decision)
        if item is None:
            self.nowhere.setdefault(decision.target, []).append(decision)
            return
        item.decisions.append(decision)
        self.merged.pop(decision.target, None)  # decided on by itself again
        match decision.action:
            case "accept":
                item.verdict = "accepted"
            case "reject":
                item.verdict = "rejected"
            case "edit":
                item.content = _edited(item.content, decision.change, self._found)
                item.verdict = "accepted"
            case "reset":
                self._reset(decision.target, item)
            case "add":
                item.verdict = "added"
            case "split":
                self._split(item, decision)
            case "merge":
                self._merge(item, decision)

    def _item(self, decision: Decision) -> _Item | None:
        """The statement that a decision is about; as the person saw it, when it is the first."""
        target, copy = decision.target, decision.change.get("statement")
        item = self.items.get(target)
        if decision.action == "add":
            base = replace(snapshot.from_json(decision.change["statement"]), status="added")
            item = self.items[target] = self._laid(base, own=True)
        elif item is None or (item.untouched and not item.own):
            seen = snapshot.from_json(copy) if isinstance(copy, Mapping) else None
            if seen is None or seen.status == "added":  # an own one lives by its "add" alone
                seen = self.suggested.get(target)
            if seen is None:
                return item
            had = item.decisions if item else []
            item = self._laid(replace(seen, status="suggested"), own=False)
            item.decisions = had
            self.items[target] = item
        item.untouched = False
        return item

    def _laid(self, base: Statement, *, own: bool) -> _Item:
        """A statement with its quote where those words are now."""
        quote = self._place(base)
        if quote is None:
            return _Item(base, base, base.status, own, lost=True)
        if quote != base.quote:
            same = quote.utterance == base.quote.utterance
            utterances = base.utterances if same else (quote.utterance,)
            repeated = base.repeated if same else ()
            if (run := self.suggested.get(base.id)) and quote == run.quote:
                utterances, repeated = run.utterances, run.repeated
            base = replace(base, quote=quote, utterances=utterances, repeated=repeated)
        return _Item(base, base, base.status, own)

    def _place(self, base: Statement) -> Quote | None:
        """Where a statement's words are: just there, or where this run suggests it."""
        quote, run = base.quote, self.suggested.get(base.id)
        if run is not None and quote.utterance in self.transcript:
            said = self.transcript[quote.utterance].text
            if said[quote.start_char : quote.end_char] != quote.exact:
                return run.quote
        return run.quote if run and run.quote.exact == quote.exact else self._found(quote)

    def _found(self, quote: Quote) -> Quote | None:
        return find_quote(self.transcript, quote, self.texts)

    def _reset(self, target: str, item: _Item) -> None:
        """Back to the suggestion; what was split off or merged in goes back too."""
        run = self.suggested.get(target)
        if run is not None and not item.own:
            item.base = run
        item.content, item.verdict, item.untouched = item.base, item.base.status, True
        self.merged = {o: main for o, main in self.merged.items() if main != target}
        for other, part in list(self.items.items()):
            if part.split_off == target and len(part.decisions) == 1:
                del self.items[other]

    def _split(self, item: _Item, decision: Decision) -> None:
        change = decision.change
        first = self._found(Quote(**change["first"]))
        if first is not None:
            item.content = narrowed(item.content, first, change)
        item.verdict = "accepted"
        second = snapshot.from_json(change["second"])
        there = self.items.get(second.id)
        if there is None and second.id not in self.suggested:
            there = self._laid(second, own=True)
            there.verdict, there.split_off, there.untouched = "added", decision.target, False
            self.items[second.id] = there
            there.decisions.append(decision)
        else:  # those words are a suggestion already: that one it is
            self.take(replace(decision, action="accept", target=second.id, change={}))

    def _merge(self, item: _Item, decision: Decision) -> None:
        others = []
        copies = {c["id"]: c for c in decision.change.get("copies", ())}
        for other in decision.change["others"]:
            if other == decision.target or other in self.merged:
                continue
            # Lays it upon the map where nobody decided on it yet, and changes nothing else.
            part = self._item(replace(decision, target=other, change={"statement": copies[other]}))
            if part is None and other in copies:
                part = self._laid(snapshot.from_json(copies[other]), own=False)
                self.items[other] = part
            if part is not None:
                part.decisions.append(decision)
                others.append(part)
                self.merged[other] = decision.target
                for below, main in list(self.merged.items()):
                    if main == other:
                        self.merged[below] = decision.target
        item.content = merged(item.content, [o.content for o in others if not o.lost])
        item.verdict = "accepted"

    def done(self) -> Decided:
        result = {i: s for i, s in self.suggested.items() if i not in self.items}
        orphans: list[Orphan] = []
        for target, item in self.items.items():
            if target in self.merged:
                continue
            after = item.result
            here = not item.lost and (target in self.suggested or item.own or after.status in KEPT)
            if here:
                result[target] = after
            if item.lost or (target not in self.suggested and not item.own):
                statement = item.base if item.lost else after
                orphans.append(Orphan(target, statement, tuple(item.decisions), here))
        orphans += [
            Orphan(target, None, tuple(decisions), False)
            for target, decisions in self.nowhere.items()
            if target not in self.items
        ]
        effects = [s for s in result.values() if isinstance(s, Effect)]
        known = {e.id for e in effects}
        options = [_linked(s, self.merged, known) for s in result.values() if isinstance(s, Option)]
        return Decided(
            _spoken_order(effects), _spoken_order(options), tuple(orphans), dict(self.merged)
        )


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


def _edited(
    statement: Statement, change: Mapping[str, Any], find: Callable[[Quote], Quote | None]
) -> Statement:
    """One edit; a field that does not fit the statement is left alone."""
    if isinstance(values := change.get("values"), Sequence):
        statement = replace(statement, values=_values(statement.values, values))
    if isinstance(wording := change.get("wording"), str):
        statement = replace(statement, wording=wording)
    if isinstance(words := change.get("quote"), Mapping):
        quote = find(Quote(**words))
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
