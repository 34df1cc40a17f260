"""Learn which option answers which effect, from annotated sessions. No chance in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from assist.core.lexicon import Lexicon
from assist.core.protocols import Encoder
from assist.training.corpus import GoldSession
from assist.training.scoring import Tally
from assist.valuemap.linking import LinkModel
from assist.valuemap.pairs import FEATURES, pair_features
from assist.values.suggest import ValueSuggester

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
PARTS = 10


@dataclass(frozen=True, eq=False)
class Pairs:
    """Every option with every effect of one session.

    Parameters
    ----------
    effects : tuple of str
        Ids.
    features : ndarray, shape (options, effects, len(FEATURES))
    answers : ndarray of bool, shape (options, effects)
        What a reader linked.
    """

    technology: str
    effects: tuple[str, ...]
    features: Floats
    answers: Flags


def prepare(golds: Sequence[GoldSession], lexicon: Lexicon, encoder: Encoder) -> list[Pairs]:
    """Each session twice: with speakers known, and as a recording gives it.

    Values are those that the program suggests: with what readers gave, links would lean on
    values more than they can bear. The suggestions are those of the lexicon alone, as a
    head of annotated examples would hold the answers of these very sessions.
    """
    suggester = ValueSuggester(lexicon, encoder, explain=False)
    suggested = [_as_suggested(g, suggester) for g in golds if g.effects and g.options]
    return [_pairs(g, encoder) for s in suggested for g in (s, s.without_speakers())]


def _as_suggested(gold: GoldSession, suggester: ValueSuggester) -> GoldSession:
    effects = suggester.suggest(gold.effects, gold.transcript)
    options = suggester.suggest(gold.options, gold.transcript)
    return replace(
        gold,
        effects=tuple(replace(e, values=v) for e, v in zip(gold.effects, effects, strict=True)),
        options=tuple(replace(o, values=v) for o, v in zip(gold.options, options, strict=True)),
    )


def _pairs(gold: GoldSession, encoder: Encoder) -> Pairs:
    answers = [{e.effect for e in o.effects} for o in gold.options]
    return Pairs(
        gold.technology,
        tuple(e.id for e in gold.effects),
        pair_features(gold.effects, gold.options, gold.transcript, encoder),
        np.array([[e.id in answered for e in gold.effects] for answered in answers]),
    )


def fit(sessions: Sequence[Pairs]) -> LinkModel:
    """Weights by logistic regression; the threshold by technologies left out in turn.

    Parameters
    ----------
    sessions : sequence of Pairs
        From `prepare`, at least two technologies.
    """
    reached = dict.fromkeys(THRESHOLDS, 0.0)
    for outside, inside in left_out(sessions):
        model = _fitted(outside)
        for session in inside:
            for threshold in THRESHOLDS:
                found = answered(session, replace(model, threshold=threshold)).f1
                reached[threshold] += found or 0.0
    return replace(_fitted(sessions), threshold=max(THRESHOLDS, key=reached.__getitem__))


def left_out(sessions: Sequence[Pairs]) -> Iterator[tuple[list[Pairs], list[Pairs]]]:
    """Split by technology, a tenth at a time: what to learn from, and what to try it on."""
    technologies = sorted({s.technology for s in sessions})
    parts = min(PARTS, len(technologies))
    for part in range(parts):
        out = set(technologies[part::parts])
        yield (
            [s for s in sessions if s.technology not in out],
            [s for s in sessions if s.technology in out],
        )


def answered(session: Pairs, model: LinkModel) -> Tally:
    """How many pairs of a session a model finds."""
    told = np.zeros_like(session.answers)
    for row, scores in zip(told, model.scores(session.features), strict=True):
        row[model.chosen(scores.tolist(), session.effects)] = True
    right = int((told & session.answers).sum())
    return Tally(right, int(told.sum()), int(session.answers.sum()))


def _fitted(sessions: Sequence[Pairs]) -> LinkModel:
    from sklearn.linear_model import LogisticRegression

    features = np.concatenate([s.features.reshape(-1, len(FEATURES)) for s in sessions])
    labels = np.concatenate([s.answers.ravel() for s in sessions])
    fitted = LogisticRegression(max_iter=3000).fit(features, labels)
    weights = {n: round(float(w), 2) for n, w in zip(FEATURES, fitted.coef_[0], strict=True)}
    return LinkModel(weights, round(float(fitted.intercept_[0]), 2), max(THRESHOLDS))
