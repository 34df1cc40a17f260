"""``python -m assist.training.links``: learn and measure which option answers which effect.

The weights are few, so they stand in `assist.valuemap.linking.LinkModel`; this prints new
ones, and how well they do on sessions they were not learned from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assist.core.protocols import Encoder
from assist.training.corpus import GoldSession, read_corpus
from assist.valuemap.linking import FEATURES, LinkModel, link_options, pair_features

if TYPE_CHECKING:
    import numpy.typing as npt

    from assist.values.suggest import ValueSuggester

THRESHOLDS = (0.3, 0.4, 0.5, 0.6)


@dataclass(frozen=True)
class LinkFigures:
    """F1 of (option, effect) pairs on labelled statements, session left out by session.

    Parameters
    ----------
    values : str
        ``gold`` or ``suggested``: where the statements' values came from.
    threshold : float
        Of a second and third link of an option.
    mean, spread : float
        Over the sessions.
    """

    values: str
    threshold: float
    mean: float
    spread: float


def suggested_values(gold: GoldSession, suggester: ValueSuggester) -> GoldSession:
    """The session with the program's values in place of the labelled ones."""
    found = suggester.suggest([*gold.effects, *gold.options], gold.transcript)
    effects = [replace(e, values=v) for e, v in zip(gold.effects, found, strict=False)]
    options = [
        replace(o, values=v) for o, v in zip(gold.options, found[len(effects) :], strict=True)
    ]
    return replace(gold, effects=tuple(effects), options=tuple(options))


def learn(golds: Sequence[GoldSession], encoder: Encoder, *, threshold: float = 0.5) -> LinkModel:
    """Fit the weights by logistic regression.

    Parameters
    ----------
    golds : sequence of GoldSession
        With the values as the program will have them.
    """
    return _fit([_pairs(g, encoder) for g in golds], threshold)


def measure(
    sessions: Sequence[Sequence[GoldSession]], names: Sequence[str], encoder: Encoder
) -> list[LinkFigures]:
    """Leave each session out in turn, in all of its versions.

    Parameters
    ----------
    sessions : sequence of sequence of GoldSession
        The same sessions in each version, such as with labelled and with suggested values.
    names : sequence of str
        Of the versions.
    """
    tables = [[_pairs(g, encoder) for g in version] for version in sessions]
    found: dict[tuple[str, float], list[float]] = {}
    for held in range(len(sessions[0])):
        train = [t for version in tables for i, t in enumerate(version) if i != held]
        for threshold in THRESHOLDS:
            model = _fit(train, threshold)
            for name, version in zip(names, sessions, strict=True):
                score = f1(version[held], encoder, model)
                found.setdefault((name, threshold), []).append(score)
    return [
        LinkFigures(name, threshold, float(np.mean(all_)), float(np.std(all_)))
        for (name, threshold), all_ in sorted(found.items())
    ]


def f1(gold: GoldSession, encoder: Encoder, model: LinkModel | None = None) -> float:
    """F1 of the pairs in one session."""
    bare = [replace(o, effects=()) for o in gold.options]
    linked = link_options(gold.effects, bare, gold.transcript, encoder, model)
    made = {(o.id, e.effect) for o in linked for e in o.effects}
    true = {(o.id, e.effect) for o in gold.options for e in o.effects}
    return 2 * len(made & true) / (len(made) + len(true)) if made or true else 1.0


Table = tuple["npt.NDArray[np.float64]", "npt.NDArray[np.bool_]"]


def _pairs(gold: GoldSession, encoder: Encoder) -> Table:
    features = pair_features(gold.effects, gold.options, gold.transcript, encoder)
    answers = [{e.effect for e in o.effects} for o in gold.options]
    labels = np.array([[e.id in a for e in gold.effects] for a in answers])
    return features.reshape(-1, len(FEATURES)), labels.ravel()


def _fit(tables: Sequence[Table], threshold: float) -> LinkModel:
    from sklearn.linear_model import LogisticRegression

    features = np.concatenate([x for x, _ in tables])
    labels = np.concatenate([y for _, y in tables])
    fitted = LogisticRegression(max_iter=2000).fit(features, labels)
    weights = {n: round(float(w), 2) for n, w in zip(FEATURES, fitted.coef_[0], strict=True)}
    return LinkModel(weights, bias=round(float(fitted.intercept_[0]), 2), threshold=threshold)


def main() -> None:
    """Print figures and weights for the shipped corpus, encoder and lexicon."""
    from assist.models.shipped import shipped
    from assist.training.evaluate import Remembering
    from assist.understand.encoder import load_encoder
    from assist.values.skos import read_lexicon
    from assist.values.suggest import ValueSuggester

    encoder = Remembering(load_encoder(shipped("models", "encoder")))
    lexicon = read_lexicon(shipped("lexicons", "waarden.ttl"))
    # Without the annotated examples: they hold the answers of these very sessions.
    suggester = ValueSuggester.load(lexicon, encoder)
    gold = list(read_corpus(Path(shipped("models", "corpus"))))
    suggested = [suggested_values(g, suggester) for g in gold]
    for row in measure([gold, suggested], ["gold", "suggested"], encoder):
        print(
            f"{row.values:10} threshold {row.threshold:.1f}  F1 {row.mean:.3f} ± {row.spread:.3f}"
        )
    print(learn([*gold, *suggested], encoder))


if __name__ == "__main__":
    main()
