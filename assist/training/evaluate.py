"""Evaluation on annotated sessions, with the shipped models or with models that never saw them.

Every figure twice: with speakers and roles given, and with text and times alone, as a
recording gives them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from assist.core.transcript import Transcript
from assist.training.corpus import GoldSession, OnTechnology, same_technology
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
    from assist.pipeline import Pipeline
    from assist.understand.heads import Heads

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


def score(
    gold: GoldSession, predict: Predict, threshold: float = 0.0, *, values: bool = True
) -> Iterable[Result]:
    """Score one session under both conditions.

    Parameters
    ----------
    threshold : float
        Score from which a value suggestion counts for the F1 of values and links.
    values : bool
        Whether what is predicted has values and links to score.
    """
    for given in GIVEN:
        asked = gold if given == "speakers" else gold.without_speakers()
        told = predict(asked.transcript)
        yield Result(
            session=gold.id,
            technology=gold.technology,
            given=given,
            figures=score_session(gold, told, threshold=threshold, values=values),
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
    trained_on: Iterable[OnTechnology] = (),
    models: Mapping[str, str] | None = None,
    tell: Tell = lambda done, total: None,
) -> Evaluation:
    """Score sessions with one set of models.

    Parameters
    ----------
    threshold : float
        See `score`.
    trained_on : iterable of OnTechnology
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
    """Leave one technology out: for each, all models fitted on the sessions on all others.

    Parameters
    ----------
    pipeline : Pipeline
        Gives the encoder and the lexicon; its own classifiers are not used.
    values : bool
        Whether values and links are scored as well.
    """
    from assist.training import heads, links, value_head
    from assist.values.suggest import ValueSuggester

    encoder, lexicon = pipeline.encoder, pipeline.lexicon
    prepared = heads.prepare(golds, encoder)
    pairs = links.prepare(golds, lexicon, encoder) if values else []
    results: list[Result] = []
    technologies = sorted({g.technology for g in golds})
    for done, technology in enumerate(technologies):
        tell(done, len(technologies))
        inside = [p for p in prepared if p.gold.technology != technology]
        fold = equipped(pipeline, heads.fit(inside, encoder.name))
        predict: Predict = fold.understander.understand
        threshold = 0.0
        if values:
            fold.linking = links.fit([p for p in pairs if p.technology != technology])
            head = value_head.fit([p.gold for p in inside], lexicon, encoder)
            fold.suggester = ValueSuggester(lexicon, encoder, head)
            predict, threshold = fold.map_transcript, fold.suggester.threshold
        for p in prepared:
            if p.gold.technology == technology:
                results.extend(score(p.gold, predict, threshold, values=values))
    tell(len(technologies), len(technologies))
    return Evaluation(tuple(results), held_out=True, seen=(), models={"encoder": encoder.name})


def equipped(pipeline: Pipeline, heads: Heads) -> Pipeline:
    """A fresh pipeline with the encoder and lexicon of another, and with these classifiers."""
    from assist.pipeline import Pipeline
    from assist.understand.nlp import make_nlp
    from assist.understand.understander import Understander

    made = Pipeline(pipeline.options)
    made.encoder, made.lexicon = pipeline.encoder, pipeline.lexicon
    made.understander = Understander(heads, made.encoder, make_nlp(pipeline.options.nlp))
    return made
