"""Evaluation on annotated sessions, with the shipped models or with models that never saw them.

Every figure twice: with speakers and roles given, and with text and times alone, as a
recording gives them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from assist.core.transcript import Transcript
from assist.training.corpus import GoldSession, same_technology
from assist.training.scoring import (
    Figures,
    Predicted,
    S,
    Summary,
    calibration_error,
    match,
    score_session,
    summarise,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from assist.core.protocols import Encoder
    from assist.pipeline import Pipeline

Given = Literal["speakers", "text"]
GIVEN: tuple[Given, ...] = ("speakers", "text")
Predict = Callable[[Transcript], Predicted]
Tell = Callable[[int, int], None]  # sessions done, of how many


@dataclass(frozen=True)
class Result:
    """One session, scored under one condition."""

    session: str
    technology: str
    given: Given
    figures: Figures
    judged: tuple[tuple[float, bool], ...]  # score of each statement told, and whether right


@dataclass(frozen=True)
class Evaluation:
    """Scores of many sessions.

    Parameters
    ----------
    held_out : bool
        Whether the models scored on each session saw none on its technology.
    seen : tuple of str
        Sessions whose technology the models were trained on: their figures flatter.
    models : mapping
        Names and versions, by kind.
    """

    results: tuple[Result, ...]
    held_out: bool
    seen: tuple[str, ...]
    models: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """Figures that were measured, in order."""
        return tuple(dict.fromkeys(name for r in self.results for name in r.figures))

    def summary(self, given: Given) -> dict[str, Summary]:
        """Each figure over the sessions on which it could be measured."""
        found = {}
        for name in self.names:
            values = [
                value
                for r in self.results
                if r.given == given and (value := r.figures.get(name)) is not None
            ]
            if values:
                found[name] = summarise(values)
        return found

    def calibration(self, given: Given) -> float:
        """Expected calibration error of the statements' scores."""
        judged = [j for r in self.results if r.given == given for j in r.judged]
        return calibration_error([s for s, _ in judged], [right for _, right in judged])


def score(gold: GoldSession, predict: Predict, threshold: float = 0.0) -> Iterable[Result]:
    """Score one session under both conditions.

    Parameters
    ----------
    threshold : float
        Score from which a value suggestion counts for the F1 of values and links.
    """
    for given in GIVEN:
        asked = gold if given == "speakers" else gold.without_speakers()
        told = predict(asked.transcript)
        yield Result(
            session=gold.id,
            technology=gold.technology,
            given=given,
            figures=score_session(gold, told, threshold=threshold),
            judged=(*_judged(gold.effects, told.effects), *_judged(gold.options, told.options)),
        )


def _judged(gold: Sequence[S], told: Sequence[S]) -> Iterable[tuple[float, bool]]:
    right = {p.id for _, p in match(gold, told)}
    return ((p.score, p.id in right) for p in told)


def evaluate(
    golds: Sequence[GoldSession],
    predict: Predict,
    *,
    threshold: float = 0.0,
    trained_on: Sequence[GoldSession] = (),
    models: Mapping[str, str] | None = None,
    tell: Tell = lambda done, total: None,
) -> Evaluation:
    """Score sessions with one set of models.

    Parameters
    ----------
    threshold : float
        See `score`.
    trained_on : sequence of GoldSession
        What the models learned from.
    """
    results: list[Result] = []
    for done, gold in enumerate(golds):
        tell(done, len(golds))
        results.extend(score(gold, predict, threshold))
    tell(len(golds), len(golds))
    return Evaluation(
        tuple(results),
        held_out=False,
        seen=same_technology(golds, trained_on),
        models=dict(models or {}),
    )


def cross_validate(
    golds: Sequence[GoldSession],
    pipeline: Pipeline,
    *,
    values: bool = True,
    tell: Tell = lambda done, total: None,
) -> Evaluation:
    """Leave one technology out: for each, heads fitted on the sessions on all others.

    Parameters
    ----------
    pipeline : Pipeline
        Gives the encoder, the lexicon and the rest; its classifiers are not used.
    values : bool
        Whether values and links are scored as well.
    """
    from assist.training.heads import fit, prepare
    from assist.training.value_head import fit as fit_values
    from assist.understand.nlp import make_nlp
    from assist.understand.understander import Understander
    from assist.values.suggest import ValueSuggester

    encoder = Remembering(pipeline.encoder)
    pipeline.encoder = encoder
    prepared = prepare(golds, encoder)
    nlp = make_nlp(pipeline.options.nlp)
    results: list[Result] = []
    technologies = sorted({g.technology for g in golds})
    for done, technology in enumerate(technologies):
        tell(done, len(technologies))
        inside = [p for p in prepared if p.gold.technology != technology]
        understander = Understander(fit(inside, encoder.name), encoder, nlp)
        pipeline.understander = understander
        predict: Predict = understander.understand
        threshold = 0.0
        if values:
            head = fit_values([p.gold for p in inside], pipeline.lexicon, encoder)
            pipeline.suggester = ValueSuggester(pipeline.lexicon, encoder, head)
            predict, threshold = pipeline.map_transcript, pipeline.suggester.threshold
        for p in prepared:
            if p.gold.technology == technology:
                results.extend(score(p.gold, predict, threshold))
    tell(len(technologies), len(technologies))
    return Evaluation(tuple(results), held_out=True, seen=(), models={"encoder": encoder.name})


class Remembering:
    """An encoder that embeds each text once, however many rounds ask for it."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, npt.NDArray[np.float32]] = {}
        self.name = encoder.name

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Embed texts; see `assist.core.protocols.Encoder`."""
        import numpy as np

        new = sorted({text for text in texts if text not in self._known})
        if new:
            self._known.update(zip(new, self._encoder.encode(new), strict=True))
        if not texts:
            return self._encoder.encode([])
        return np.stack([self._known[text] for text in texts])
