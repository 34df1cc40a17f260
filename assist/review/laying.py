"""Laying decisions on statements: oldest first, on what the person saw who decided first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assist.core.decision import Decision
from assist.core.statement import (
    DOMAINS,
    POLARITIES,
    Effect,
    EffectLink,
    Quote,
    Statement,
    Status,
    ValueSuggestion,
)
from assist.core.transcript import Transcript
from assist.review import snapshot
from assist.review.log import targets_of
from assist.review.matching import FAR, Texts, find_quote
from assist.review.reshaping import merged, narrowed
from assist.review.wish import BY_HAND

ON_STATEMENTS = ("accept", "reject", "edit", "reset", "add", "split", "merge")


def groups(decisions: Iterable[Decision]) -> dict[str, list[Decision]]:
    """Decisions by statement; statements that were split or merged together as one.

    Groups have nothing to do with one another, so that one can be laid without the rest.
    """
    decisions = tuple(decisions)
    heads: dict[str, str] = {}

    def head(target: str) -> str:
        while (above := heads.get(target, target)) != target:
            target = above
        return target

    for decision in decisions:
        if decision.action in ("split", "merge"):
            first, *others = map(head, targets_of(decision))
            heads.update(dict.fromkeys(others, first))
    found: dict[str, list[Decision]] = {}
    for decision in decisions:
        found.setdefault(head(decision.target) if heads else decision.target, []).append(decision)
    return found


@dataclass
class Item:
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


class Laying:
    """Statements of one run under a growing number of decisions.

    Parameters
    ----------
    suggested : mapping of str to Statement
        Of the run, by id.
    transcript : Transcript
        With the talk as people corrected it.
    texts : mapping of int to sequence of str
        Other texts that utterances had; see `matching.texts_seen`.
    """

    def __init__(
        self, suggested: Mapping[str, Statement], transcript: Transcript, texts: Texts
    ) -> None:
        self.suggested, self.transcript, self.texts = suggested, transcript, texts
        self.items: dict[str, Item] = {}
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

    def _item(self, decision: Decision) -> Item | None:
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

    def _laid(self, base: Statement, *, own: bool) -> Item:
        """A statement with its quote where those words are now."""
        quote = self._place(base)
        if quote is None:
            return Item(base, base, base.status, own, lost=True)
        if quote != base.quote:
            same = quote.utterance == base.quote.utterance
            utterances = base.utterances if same else (quote.utterance,)
            repeated = base.repeated if same else ()
            if (run := self.suggested.get(base.id)) and quote == run.quote:
                utterances, repeated = run.utterances, run.repeated
            base = replace(base, quote=quote, utterances=utterances, repeated=repeated)
        return Item(base, base, base.status, own)

    def _place(self, base: Statement) -> Quote | None:
        """Where a statement's words are now; where this run suggests it, when it cannot be told."""
        run, quote = self.suggested.get(base.id), base.quote
        if run is not None and run.quote.exact == quote.exact:
            return run.quote
        found = self._found(quote)
        if run is None:
            return found
        far = found is None or abs(found.start - quote.start) > FAR
        return run.quote if far else found

    def _found(self, quote: Quote) -> Quote | None:
        return find_quote(self.transcript, quote, self.texts)

    def _reset(self, target: str, item: Item) -> None:
        """Back to the suggestion; what was split off or merged in goes back too."""
        run = self.suggested.get(target)
        if run is not None and not item.own:
            item.base = run
        item.content, item.verdict, item.untouched = item.base, item.base.status, True
        self.merged = {o: main for o, main in self.merged.items() if main != target}
        for other, part in list(self.items.items()):
            if part.split_off == target and len(part.decisions) == 1:
                del self.items[other]

    def _split(self, item: Item, decision: Decision) -> None:
        change = decision.change
        first = self._found(Quote(**change["first"]))
        if first is not None:
            item.content = narrowed(item.content, first, change)
        item.verdict = "accepted"
        second = snapshot.from_json(change["second"])
        there = self.items.get(second.id)
        if there is None:
            there = self._laid(second, own=True)
            there.verdict, there.split_off, there.untouched = "added", decision.target, False
            self.items[second.id] = there
            there.decisions.append(decision)
        else:  # somebody decided on those words already: that one it is
            self.take(replace(decision, action="accept", target=second.id, change={}))

    def _merge(self, item: Item, decision: Decision) -> None:
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
