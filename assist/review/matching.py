"""The same words in another run: where a quote is now, and which suggestion is the same one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any, TypeAlias

from assist.core.decision import Decision
from assist.core.statement import Option, Quote, Statement
from assist.core.transcript import Transcript, Utterance
from assist.core.valuemap import ValueMap
from assist.review.aligning import Span, bare, bare_words, matching, moved, operations, spans_of
from assist.review.log import TURNING, acts, parts_of

Texts: TypeAlias = Mapping[int, Sequence[str]]
_DRIFT = 3.0  # seconds by which two runs may time the same words apart
FAR = 60.0  # seconds; a few words that are said again further on are others
_FEW = 4
_ALIKE = 0.6  # share of the words, or of the letters
_LONG = 600  # letters of two quotes; more say enough by their words, and cost time
_INSIDE = 0.8  # share of a suggestion's words that a refused one holds


def texts_seen(log: Iterable[Decision]) -> Texts:
    """Texts that utterances had before and after corrections, also undone ones."""
    seen: dict[int, list[str]] = {}
    for decision in log:
        if decision.action in TURNING:
            continue
        for part in parts_of(decision):
            if part.action == "correct":
                known = seen.setdefault(part.change["utterance"], [])
                known += [part.change["was"]["text"], part.change["text"]]
    return seen


def find_quote(transcript: Transcript, quote: Quote, texts: Texts | None = None) -> Quote | None:
    """Where these words are now; None when they are gone.

    At the same place if they are there; else where a correction moved them; else literally,
    nearest in time; else about the same words at the same time.
    """
    if quote.utterance in transcript:
        here = transcript[quote.utterance]
        part = slice(quote.start_char, quote.end_char)
        if here.text[part] == quote.exact:
            return quote
        for text in (texts or {}).get(quote.utterance, ()):
            if text[part] == quote.exact:
                span = moved(text, here.text, quote.start_char, quote.end_char)
                if span is not None:
                    return Quote.of(here, *span)
    few = len(quote.exact.split()) < _FEW
    near = sorted(transcript.utterances, key=lambda u: (abs(u.start - quote.start), u.id))
    for utterance in near:
        at = utterance.text.find(quote.exact)
        if at >= 0 and not (few and abs(utterance.start - quote.start) > FAR):
            return Quote.of(utterance, at, at + len(quote.exact))
    return _about(near, quote)


def _about(utterances: Sequence[Utterance], quote: Quote) -> Quote | None:
    """About the same words, at the time at which they were said."""
    best: tuple[float, Quote] | None = None
    for utterance in utterances:
        if utterance.start > quote.end + _DRIFT or utterance.end < quote.start - _DRIFT:
            continue
        span = _alike(utterance.text, quote.exact)
        if span is None:
            continue
        there = Quote.of(utterance, *span)
        alike = likeness(there.exact, quote.exact)
        if alike >= _ALIKE and (best is None or alike > best[0]):
            best = alike, there
    return best[1] if best else None


def _alike(text: str, exact: str) -> Span | None:
    """The part of a text from the first to the last word that it shares with a quote."""
    spans = spans_of(text)
    said = [bare(text[a:b]) for a, b in spans]
    steps = operations(said, bare_words(exact))
    found = [(i1, i2) for tag, i1, i2, _, _ in steps if tag == "equal"]
    if not found:
        return None
    return spans[found[0][0]][0], spans[found[-1][1] - 1][1]


def likeness(one: str, other: str) -> float:
    """How alike two runs of words are, by words or by letters, in [0, 1]."""
    a, b = bare_words(one), bare_words(other)
    if not a or not b:
        return 0.0
    words = 2 * matching(a, b) / (len(a) + len(b))
    if words >= _ALIKE or len(one) + len(other) > _LONG:
        return words
    letters = SequenceMatcher(None, " ".join(a), " ".join(b), autojunk=False)
    return max(words, letters.ratio()) if letters.quick_ratio() > words else words


def about_same(decided: Quote, suggested: Quote) -> float:
    """How sure two quotes are the same words at the same time; 0 when they are not."""
    if decided.start - FAR > suggested.end or suggested.start - FAR > decided.end:
        return 0.0
    if decided.start - _DRIFT > suggested.end or suggested.start - _DRIFT > decided.end:
        many = len(decided.exact.split()) >= _FEW  # a few are said again and again
        return 0.5 if many and decided.exact == suggested.exact else 0.0
    alike = likeness(decided.exact, suggested.exact)
    if alike >= _ALIKE:
        return alike
    new = bare_words(suggested.exact)
    inside = matching(bare_words(decided.exact), new) / max(1, len(new))
    return inside / 2 if len(new) > 2 and inside >= _INSIDE else 0.0


def beside(valuemap: ValueMap, statement: Statement) -> list[str]:
    """Other statements on about the same words: no other names for this one in another run."""
    quote = statement.quote
    return [
        s.id
        for s in valuemap.statements
        if s.id != statement.id and s.kind == statement.kind and about_same(quote, s.quote)
    ]


@dataclass(frozen=True)
class _Known:
    """A statement that somebody decided on, as they saw it."""

    plain: Mapping[str, Any]
    refused: bool
    remark: bool  # nobody decided, but somebody wrote beside it
    beside: frozenset[str] | None  # suggestions that lay on the same words; None: not noted

    @cached_property
    def quote(self) -> Quote:
        return Quote(**self.plain["quote"])


def recognised(suggestions: ValueMap, log: Iterable[Decision]) -> ValueMap:
    """A run in which suggestions that somebody decided on go by the id they had then.

    A new model or a new transcript gives the same words another id. What is about the same
    as a refused statement and was not beside it then, is left out: it does not come back.
    """
    known = _known(log)
    if not known:
        return suggestions
    there = {s.id: s for s in suggestions.statements}
    free = {i: s for i, s in there.items() if i not in known}
    names: dict[str, str] = {}
    gone: set[str] = set()
    for target, decided in known.items():
        if decided.beside is None and (target in there or decided.plain.get("status") == "added"):
            continue  # decided before that was noted
        if target in there and not decided.refused:
            continue
        same = {
            i: sure
            for i, s in free.items()
            if s.kind == decided.plain["kind"]
            and i not in (decided.beside or ())
            and (sure := about_same(decided.quote, s.quote))
        }
        ranked = sorted(same, key=lambda i: (-same[i], i))
        if ranked and target not in there:
            names[ranked[0]] = target
            ranked = ranked[1:]
        if decided.remark:
            same = {i: same[i] for i in names if i in same}
        else:
            gone.update(ranked)
        for i in same:
            del free[i]
    return _renamed(suggestions, names, gone) if names or gone else suggestions


def _known(log: Iterable[Decision]) -> dict[str, _Known]:
    """Statements with a decision in force, in the order in which that came."""
    known: dict[str, _Known] = {}

    def note(
        target: str, plain: Any, refused: bool, beside: Any = None, *, remark: bool = False
    ) -> None:
        had = known.get(target)
        near = had.beside if had else None
        if beside is not None:
            near = frozenset(map(str, beside))
        remark = remark and (had is None or had.remark)
        known[target] = _Known(had.plain if had else plain, refused, remark, near)

    for d in acts(log):
        if d.action == "reset":
            known.pop(d.target, None)
        elif d.action == "comment":
            if "statement" in d.change:
                refused = d.target in known and known[d.target].refused
                note(d.target, d.change["statement"], refused, remark=True)
        elif d.action in ("accept", "reject", "edit", "split", "merge", "add"):
            plain = d.change.get("statement")
            if isinstance(plain, Mapping):
                near = None if d.action == "split" else d.change.get("beside")
                note(d.target, plain, d.action == "reject", near)
            for other in d.change.get("copies", ()):
                note(other["id"], other, False)
            if d.action == "split":
                note(d.change["second"]["id"], d.change["second"], False, d.change.get("beside"))
    return known


def _renamed(suggestions: ValueMap, names: Mapping[str, str], gone: set[str]) -> ValueMap:
    def name(i: str) -> str:
        return names.get(i, i)

    options = [
        replace(
            o,
            id=name(o.id),
            effects=tuple(replace(e, effect=name(e.effect)) for e in o.effects),
        )
        for o in suggestions.options
        if o.id not in gone
    ]
    links = [
        replace(x, source=name(x.source), target=name(x.target))
        for x in suggestions.links
        if not {x.source, x.target} & gone
    ]
    return replace(
        suggestions,
        effects=tuple(replace(e, id=name(e.id)) for e in suggestions.effects if e.id not in gone),
        options=tuple(_without(o, gone) for o in options),
        links=tuple(links),
    )


def _without(option: Option, gone: set[str]) -> Option:
    kept = tuple(e for e in option.effects if e.effect not in gone)
    return option if kept == option.effects else replace(option, effects=kept)
