"""What learning from decisions brings: each session judged by heads that did not learn from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from assist.core.lexicon import Lexicon
from assist.core.protocols import Encoder
from assist.training.adapt_heads import (
    UNKNOWN,
    USUAL,
    Labels,
    Strengths,
    Studied,
    adapted,
    kind_moved,
    named,
    told_moved,
    with_examples,
)
from assist.training.scoring import hit_at_1, hit_in_3, recall_at_3, values_of
from assist.understand.heads import KINDS, Doubles, Heads
from assist.values.head import ValueHead
from assist.values.suggest import ValueSuggester

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

FOLDS = 10  # at most; with more sessions several are left out at a time
FEWEST = 2  # sessions without which nothing can be measured
FEW = 3  # sessions from which they choose their own strengths and thresholds
# What each head chooses from, the shipped one first, then from firm to loose.
CHOICES: Mapping[str, tuple[float | None, ...]] = {
    "kind": (None, 100.0, 30.0, 10.0),
    "polarity": (None, 30.0, 10.0, 3.0),
    "domain": (None, 100.0, 30.0, 10.0),
    "values": (0, 1),
}
THRESHOLDS = np.arange(0.15, 0.80, 0.01)
TRUST = 5  # sessions that the shipped thresholds count for
FIGURES = ("effect F1", "option F1", "polarity", "domain", "values hit@1", "values hit in 3")

Ratio = tuple[float, float]  # a figure is the first over the second, each added up over sessions
Parts = Mapping[str, Ratio]
Tell = Callable[[int, int], None]  # sessions done, of how many


@dataclass(frozen=True)
class Measured:
    """Figures over all sessions, each in [0, 1]; None where there is nothing to measure on."""

    before: Mapping[str, float | None]
    after: Mapping[str, float | None]
    sessions: int

    @property
    def gain(self) -> float:
        """Mean gain over the figures that could be measured."""
        gains = []
        for name in FIGURES:
            before, after = self.before[name], self.after[name]
            if before is not None and after is not None:
                gains.append(after - before)
        return sum(gains) / len(gains) if gains else 0.0

    @property
    def better(self) -> bool:
        return self.gain > 0.0


@dataclass(frozen=True, eq=False)
class Learned:
    """Both heads, and what came of them; ``measured`` is None when one session is too few."""

    heads: Heads
    values: ValueHead
    strengths: Strengths
    measured: Measured | None


@dataclass(frozen=True, eq=False)
class _Trial:
    """One session under every choice, by heads that did not learn from it."""

    losses: Mapping[str, Sequence[float]]  # by head, one a choice
    parts: Mapping[str, Sequence[Parts]]  # the same; not of kind, which thresholds decide too
    kinds: Sequence[Doubles]  # probabilities, one array a choice


def learn(
    heads: Heads,
    values: ValueHead,
    studied: Sequence[Studied],
    lexicon: Lexicon,
    encoder: Encoder,
    tell: Tell = lambda done, total: None,
) -> Learned:
    """Adapt both heads to decided sessions, and measure what it brings.

    Each session is judged by heads adapted to the others. From three sessions on these
    judgements also choose how firmly each head holds on to what it was, and from which
    probability a statement is shown; the figures of a session come from choices that the
    other sessions made.

    Parameters
    ----------
    heads, values
        As shipped.
    studied : sequence of Studied
        At least one; no session twice.
    """
    if len(studied) < FEWEST:
        made, own = adapted(heads, values, studied)
        return Learned(made, own, USUAL, None)
    trials = _trials(heads, values, studied, lexicon, encoder, tell)

    def after(place: int) -> Parts:
        rest = [i for i in range(len(studied)) if i != place]
        best = _best([trials[i] for i in rest])
        thresholds = _thresholds(heads, [studied[i] for i in rest], [trials[i] for i in rest], best)
        return _parts(studied[place], trials[place], best, thresholds)

    shipped = dict.fromkeys(CHOICES, 0)
    measured = Measured(
        before=_figures(
            _parts(one, trial, shipped, heads.thresholds)
            for one, trial in zip(studied, trials, strict=True)
        ),
        after=_figures(map(after, range(len(studied)))),
        sessions=len(studied),
    )
    best = _best(trials)
    strengths = Strengths(
        kind=CHOICES["kind"][best["kind"]],
        polarity=CHOICES["polarity"][best["polarity"]],
        domain=CHOICES["domain"][best["domain"]],
        values=int(CHOICES["values"][best["values"]] or 0),
    )
    made, own = adapted(heads, values, studied, strengths)
    made = replace(made, thresholds=_thresholds(heads, studied, trials, best))
    return Learned(named(made, own, heads.version), own, strengths, measured)


def _best(trials: Sequence[_Trial]) -> dict[str, int]:
    """Of each head the usual choice, unless another is better by more than chance may give.

    References
    ----------
    The margin of one standard error: Breiman and others (1984), Classification and
    Regression Trees.
    """
    best = {}
    for head, options in CHOICES.items():
        usual = options.index(getattr(USUAL, head))
        losses = np.array([trial.losses[head] for trial in trials])  # (sessions, choices)
        best[head] = usual
        if len(trials) < FEW:
            continue
        gains = losses[:, [usual]] - losses
        beyond = gains.mean(axis=0) - gains.std(axis=0, ddof=1) / np.sqrt(len(trials))
        if beyond.max() > 0.0:
            best[head] = int(beyond.argmax())
    return best


def _trials(
    heads: Heads,
    values: ValueHead,
    studied: Sequence[Studied],
    lexicon: Lexicon,
    encoder: Encoder,
    tell: Tell,
) -> list[_Trial]:
    folds = min(FOLDS, len(studied))
    found: dict[int, _Trial] = {}
    for fold in range(folds):
        tell(fold, folds)
        others = [one for i, one in enumerate(studied) if i % folds != fold]
        models = {
            "kind": [kind_moved(heads, others, c) for c in CHOICES["kind"]],
            "polarity": [told_moved(heads, "effect", others, c) for c in CHOICES["polarity"]],
            "domain": [told_moved(heads, "option", others, c) for c in CHOICES["domain"]],
        }
        suggesters = [
            ValueSuggester(
                lexicon, encoder, with_examples(values, others, int(times or 0)), explain=False
            )
            for times in CHOICES["values"]
        ]
        for i in range(fold, len(studied), folds):
            found[i] = _trial(studied[i], heads, models, suggesters)
    tell(folds, folds)
    return [found[i] for i in range(len(studied))]


def _trial(
    one: Studied,
    heads: Heads,
    models: Mapping[str, Sequence[LogisticRegression]],
    suggesters: Sequence[ValueSuggester],
) -> _Trial:
    kinds = [_with(heads, kind=model).kinds(one.reading) for model in models["kind"]]
    losses: dict[str, list[float]] = {"kind": [_kind_loss(one, k) for k in kinds]}
    parts: dict[str, list[Parts]] = {}
    for head in ("polarity", "domain"):
        parts[head] = [_told_parts(one, _with(heads, **{head: m}), head) for m in models[head]]
        # What is wrong, not the log-loss: that rewards domains for confidence alone.
        losses[head] = [of - right for part in parts[head] for right, of in part.values()]
    valued = [_value_parts(one, suggester) for suggester in suggesters]
    losses["values"] = [loss for loss, _ in valued]
    parts["values"] = [figures for _, figures in valued]
    return _Trial(losses, parts, kinds)


def _with(heads: Heads, **estimators: object) -> Heads:
    return replace(heads, estimators={**heads.estimators, **estimators})


def _kind_loss(one: Studied, probabilities: Doubles) -> float:
    known = one.kinds != UNKNOWN
    columns = [KINDS.index(kind) for kind in one.kinds[known]]
    return -float(np.log(np.maximum(probabilities[known, columns], 1e-9)).sum())


def _hits(probabilities: Doubles, thresholds: Mapping[str, float]) -> Labels:
    """What each part is taken for: the kind that exceeds its own threshold most, or other."""
    lowest = np.array([max(thresholds[kind], 1e-6) for kind in KINDS[:2]])
    ratios = probabilities[:, :2] / lowest
    best = ratios.argmax(axis=1)
    return np.where(ratios.max(axis=1) >= 1.0, np.array(KINDS[:2])[best], "other")


def _kind_parts(one: Studied, probabilities: Doubles, thresholds: Mapping[str, float]) -> Parts:
    """F1 of effects and options; a part that nobody decided on does not count."""
    hits = _hits(probabilities, thresholds)
    parts = {}
    for kind in KINDS[:2]:
        told = [t for t in one.told if t.kind == kind]
        own = {i for t in told for i in t.places}
        right = sum(any(hits[i] == kind for i in t.places) for t in told)
        wrong = sum(
            hits[i] == kind and one.kinds[i] != UNKNOWN and i not in own for i in range(len(hits))
        )
        parts[f"{kind} F1"] = (2.0 * right, float(right + wrong + len(told)))
    return parts


def _told_parts(one: Studied, heads: Heads, head: str) -> Parts:
    vectors = one.reading.vectors
    found = heads.polarities(vectors) if head == "polarity" else heads.domains(vectors)
    kind = "effect" if head == "polarity" else "option"
    right = [found[t.at] == t.label for t in one.told if t.kind == kind]
    return {head: (float(sum(right)), float(len(right)))}


def _value_parts(one: Studied, suggester: ValueSuggester) -> tuple[float, Parts]:
    """Values missed among the first three, and the figures."""
    found = suggester.suggest(one.valued, one.lesson.transcript)
    lists = [(values_of(s.values), values_of(v)) for s, v in zip(one.valued, found, strict=True)]
    number = float(len(lists))
    loss = number - sum(recall_at_3(gold, told) or 0.0 for gold, told in lists)
    return loss, {
        "values hit@1": (sum(hit_at_1(gold, told) or 0.0 for gold, told in lists), number),
        "values hit in 3": (sum(hit_in_3(gold, told) or 0.0 for gold, told in lists), number),
    }


def _parts(
    one: Studied, trial: _Trial, best: Mapping[str, int], thresholds: Mapping[str, float]
) -> Parts:
    found = dict(_kind_parts(one, trial.kinds[best["kind"]], thresholds))
    for head, parts in trial.parts.items():
        found.update(parts[best[head]])
    return found


def _figures(parts: Iterable[Parts]) -> dict[str, float | None]:
    every = list(parts)
    totals = {name: np.sum([p[name] for p in every], axis=0) for name in FIGURES}
    return {
        name: round(float(right / of), 4) if of else None for name, (right, of) in totals.items()
    }


def _thresholds(
    heads: Heads, studied: Sequence[Studied], trials: Sequence[_Trial], best: Mapping[str, int]
) -> dict[str, float]:
    """Between the shipped thresholds and those with the best F1 on these sessions."""
    found = dict(heads.thresholds)
    if len(studied) < FEW:
        return found
    probabilities = [trial.kinds[best["kind"]] for trial in trials]
    for kind in KINDS[:2]:
        scores = []
        for threshold in THRESHOLDS:
            asked = {**heads.thresholds, kind: float(threshold)}
            parts = [
                _kind_parts(one, p, asked)[f"{kind} F1"]
                for one, p in zip(studied, probabilities, strict=True)
            ]
            right, of = np.sum(parts, axis=0)
            scores.append(right / max(of, 1.0))
        own = float(THRESHOLDS[int(np.argmax(scores))])
        share = len(studied) / (len(studied) + TRUST)
        found[kind] = round(share * own + (1.0 - share) * heads.thresholds[kind], 2)
    return found
