"""Scores of one session against what a reader found: pure functions.

A prediction is right when the utterance in which its quote starts belongs to a gold
statement of that kind; each gold statement is matched once, by overlap of the quotes where
one utterance holds several.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from assist.core.statement import Effect, Option, Quote, ValueSuggestion

S = TypeVar("S", Effect, Option)
Pair = tuple[S, S]  # gold, predicted
Figures = Mapping[str, float | None]  # None: nothing to measure it on


class Predicted(Protocol):
    """What is scored; a `ValueMap` and an `Understanding` both fit."""

    @property
    def effects(self) -> Sequence[Effect]: ...
    @property
    def options(self) -> Sequence[Option]: ...


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts behind precision and recall.

    Examples
    --------
    >>> Tally(right=2, predicted=4, gold=2).f1
    0.6666666666666666
    """

    right: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float | None:
        return self.right / self.predicted if self.predicted else None

    @property
    def recall(self) -> float | None:
        return self.right / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """None where there is neither a gold nor a predicted one."""
        both = self.predicted + self.gold
        return 2 * self.right / both if both else None


def overlap(one: Quote, other: Quote) -> float:
    """Characters shared by two quotes, as a share of all they cover; in [0, 1]."""
    if one.utterance != other.utterance:
        return 0.0
    shared = min(one.end_char, other.end_char) - max(one.start_char, other.start_char)
    covered = max(one.end_char, other.end_char) - min(one.start_char, other.start_char)
    return max(0, shared) / covered


def match(gold: Sequence[S], predicted: Sequence[S]) -> list[Pair[S]]:
    """As many right predictions as can be, each gold once; then the most overlap.

    Returns
    -------
    list of (gold, predicted), in the order of gold
    """
    from scipy.optimize import linear_sum_assignment

    if not gold or not predicted:
        return []
    worth = np.zeros((len(gold), len(predicted)))
    for i, g in enumerate(gold):
        for j, p in enumerate(predicted):
            if p.quote.utterance in g.utterances:
                # A match outweighs any overlap, so the number of matches comes first.
                worth[i, j] = 1.0 + min(len(gold), len(predicted)) + overlap(g.quote, p.quote)
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return [(gold[i], predicted[j]) for i, j in zip(rows, columns, strict=True) if worth[i, j] > 0]


def values_of(suggestions: Iterable[ValueSuggestion], threshold: float = 0.0) -> list[str]:
    """Labels at or above a threshold, in the order given."""
    return [s.value for s in suggestions if s.score >= threshold]


def hit_at_1(gold: Sequence[str], suggested: Sequence[str]) -> float | None:
    """Whether the first suggestion is among the gold values."""
    return float(suggested[:1] != [] and suggested[0] in gold) if gold else None


def recall_at_3(gold: Sequence[str], suggested: Sequence[str]) -> float | None:
    """Share of one statement's gold values found among its first three suggestions."""
    return len(set(gold) & set(suggested[:3])) / len(set(gold)) if gold else None


def hit_in_3(gold: Sequence[str], suggested: Sequence[str]) -> float | None:
    """Whether any gold value is among the first three suggestions."""
    return float(bool(set(gold) & set(suggested[:3]))) if gold else None


def value_tally(pairs: Sequence[Pair[S]], threshold: float) -> Tally:
    """Over all pairs: the suggestions above the threshold against the gold values."""
    right = told = gold = 0
    for g, p in pairs:
        wanted, suggested = set(values_of(g.values)), set(values_of(p.values, threshold))
        right += len(wanted & suggested)
        told += len(suggested)
        gold += len(wanted)
    return Tally(right, told, gold)


def effect_value_links(
    gold: Sequence[Effect],
    predicted: Sequence[Effect],
    pairs: Sequence[Pair[Effect]],
    threshold: float,
) -> Tally:
    """(effect, value) pairs of the whole session; an unmatched effect's are all wrong."""
    wanted = {(g.id, v) for g in gold for v in values_of(g.values)}
    known = {p.id: g.id for g, p in pairs}
    told = [(known.get(p.id), v) for p in predicted for v in set(values_of(p.values, threshold))]
    return Tally(sum(link in wanted for link in told), len(told), len(wanted))


def option_effect_links(
    gold: Predicted,
    predicted: Predicted,
    effects: Sequence[Pair[Effect]],
    options: Sequence[Pair[Option]],
) -> Tally:
    """(option, effect) pairs of the whole session; unmatched ends make a pair wrong."""
    wanted = {(g.id, link.effect) for g in gold.options for link in g.effects}
    known_effect = {p.id: g.id for g, p in effects}
    known_option = {p.id: g.id for g, p in options}
    told = [
        (known_option.get(p.id), known_effect.get(effect))
        for p in predicted.options
        for effect in sorted({link.effect for link in p.effects})
    ]
    return Tally(sum(link in wanted for link in told), len(told), len(wanted))


def score_session(
    gold: Predicted, predicted: Predicted, *, threshold: float = 0.0, values: bool = True
) -> dict[str, float | None]:
    """Every figure of one session.

    Parameters
    ----------
    threshold : float
        Lowest score of a value suggestion that counts for the F1 of values and links.
    values : bool
        Whether values and links were asked for. Then a session in which nothing was found
        scores 0 on its links, as all that a reader drew was missed.
    """
    effects = match(gold.effects, predicted.effects)
    options = match(gold.options, predicted.options)
    figures: dict[str, float | None] = {}
    for kind, tally in (
        ("effect", Tally(len(effects), len(predicted.effects), len(gold.effects))),
        ("option", Tally(len(options), len(predicted.options), len(gold.options))),
    ):
        figures[f"{kind} precision"] = tally.precision
        figures[f"{kind} recall"] = tally.recall
        figures[f"{kind} F1"] = tally.f1
    figures["polarity"] = _mean(float(g.polarity == p.polarity) for g, p in effects)
    figures["domain"] = _mean(float(g.domain == p.domain) for g, p in options)
    quotes = [(g.quote, p.quote) for g, p in effects] + [(g.quote, p.quote) for g, p in options]
    figures["quote overlap"] = _mean(overlap(g, p) for g, p in quotes)
    figures["actor"] = _mean(
        same_actor(g.actor, p.actor) for g, p in effects if p.actor and g.actor
    )
    if values:
        figures |= _value_figures("effect", effects, threshold)
        figures |= _value_figures("option", options, threshold)
        figures["link effect-value F1"] = effect_value_links(
            gold.effects, predicted.effects, effects, threshold
        ).f1
        figures["link option-effect F1"] = option_effect_links(gold, predicted, effects, options).f1
    return figures


def _value_figures(
    kind: str, pairs: Sequence[Pair[S]], threshold: float
) -> dict[str, float | None]:
    lists = [(values_of(g.values), values_of(p.values)) for g, p in pairs]
    return {
        f"{kind} values hit@1": _mean(hit_at_1(g, p) for g, p in lists),
        f"{kind} values recall@3": _mean(recall_at_3(g, p) for g, p in lists),
        f"{kind} values hit in 3": _mean(hit_in_3(g, p) for g, p in lists),
        f"{kind} values F1": value_tally(pairs, threshold).f1,
    }


def _mean(numbers: Iterable[float | None]) -> float | None:
    known = [n for n in numbers if n is not None]
    return sum(known) / len(known) if known else None


def same_actor(gold: str, told: str) -> float:
    """Loosely: a word of four letters or more begins alike in both ("ouder" in "ouders").

    Examples
    --------
    >>> same_actor("ouders van leerlingen", "ouders")
    1.0
    >>> same_actor("winkeliers", "bewoners")
    0.0
    """
    ours, theirs = ({w.lower()[:5] for w in text.split() if len(w) > 3} for text in (gold, told))
    return float(bool(ours & theirs))


@dataclass(frozen=True, slots=True)
class Summary:
    """A figure over sessions; the interval by resampling sessions (95 %)."""

    mean: float
    sd: float
    lowest: float
    highest: float
    low: float
    high: float
    sessions: int


def summarise(values: Sequence[float], *, rounds: int = 2000, seed: int = 0) -> Summary:
    """Mean, spread and bootstrap interval.

    Raises
    ------
    ValueError
        When there are no values.

    Notes
    -----
    Percentile bootstrap (Efron 1979): sessions are drawn with replacement, as they, not
    their utterances, are what is independent.
    """
    if not values:
        raise ValueError("nothing to summarise")
    numbers = np.asarray(values, dtype=float)
    draws = np.random.default_rng(seed).integers(0, len(numbers), (rounds, len(numbers)))
    low, high = np.percentile(numbers[draws].mean(axis=1), [2.5, 97.5])
    return Summary(
        mean=float(numbers.mean()),
        sd=float(numbers.std(ddof=1)) if len(numbers) > 1 else 0.0,
        lowest=float(numbers.min()),
        highest=float(numbers.max()),
        low=float(low),
        high=float(high),
        sessions=len(numbers),
    )


@dataclass(frozen=True, slots=True)
class Bin:
    """Scores between two bounds: how many, their mean, and the share that was right."""

    low: float
    high: float
    number: int
    score: float
    right: float


def reliability(scores: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> list[Bin]:
    """Scores in bins of equal width, beside how often they were right; empty bins are left out."""
    s, r = np.asarray(scores, dtype=float), np.asarray(right, dtype=float)
    which = np.minimum((s * bins).astype(int), bins - 1)
    return [
        Bin(
            b / bins,
            (b + 1) / bins,
            int(inside.sum()),
            float(s[inside].mean()),
            float(r[inside].mean()),
        )
        for b in range(bins)
        if (inside := which == b).any()
    ]


def calibration_error(scores: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> float:
    """Expected calibration error with bins of equal width (Naeini et al. 2015)."""
    if not len(scores):
        return 0.0
    found = reliability(scores, right, bins=bins)
    return sum(b.number * abs(b.score - b.right) for b in found) / len(scores)
