"""Evaluation on annotated sessions, with the shipped models or with models that never saw them.

Every figure twice: with speakers and roles given, and with text and times alone, as a
recording gives them. And where asked for, all of it again on rough copies, as a recogniser
would have them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from assist.core.transcript import Transcript
from assist.training.bootstrap import interval
from assist.training.corpus import GoldSession, OnTechnology, same_technology
from assist.training.details import Judged, Matched, matched
from assist.training.scoring import (
    Bin,
    Figures,
    Predicted,
    S,
    Summary,
    calibration_error,
    match,
    reliability,
    score_session,
    summarise,
)

if TYPE_CHECKING:
    from assist.pipeline import Pipeline
    from assist.understand.for_whom import ForWhom
    from assist.understand.heads import Heads

PARTS = 10
Given = Literal["speakers", "text", "readers"]  # readers: two annotations of the same session
Heard = Literal["clean", "asr"]
GIVEN: tuple[Given, ...] = ("speakers", "text")
ON_GOLD = "gold: "  # before the name of a figure on statements that were given
Predict = Callable[[Transcript], Predicted]
OnGold = Callable[[GoldSession], Predicted]
Rough = Callable[[GoldSession], GoldSession]
Tell = Callable[[int, int], None]  # sessions done, of how many


@dataclass(frozen=True)
class Result:
    """One session, scored under one condition.

    Parameters
    ----------
    judged : tuple of (float, bool)
        Score of each statement told, and whether it was right.
    pairs : tuple of Matched
        What both found.
    heard : {"clean", "asr"}
        The text as it was written, or a rough copy.
    """

    session: str
    technology: str
    given: Given
    figures: Figures
    judged: tuple[Judged, ...]
    pairs: tuple[Matched, ...] = ()
    heard: Heard = "clean"


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
    wer : float
        Word error rate of the rough copies; 0 where there are none.
    """

    results: tuple[Result, ...]
    held_out: bool
    seen: tuple[str, ...]
    models: Mapping[str, str]
    wer: float = 0.0

    @property
    def names(self) -> tuple[str, ...]:
        """Figures that were measured, in order."""
        return tuple(dict.fromkeys(name for r in self.results for name in r.figures))

    @property
    def given(self) -> tuple[Given, ...]:
        """Conditions that were measured, in order."""
        return tuple(dict.fromkeys(r.given for r in self.results))

    @property
    def heard(self) -> tuple[Heard, ...]:
        return tuple(dict.fromkeys(r.heard for r in self.results))

    def under(self, given: Given, heard: Heard = "clean") -> tuple[Result, ...]:
        """Results under one condition."""
        return tuple(r for r in self.results if (r.given, r.heard) == (given, heard))

    def summary(self, given: Given, heard: Heard = "clean") -> dict[str, Summary]:
        """Each figure over the sessions on which it could be measured."""
        results = self.under(given, heard)
        known = {
            name: [v for r in results if (v := r.figures.get(name)) is not None]
            for name in self.names
        }
        return {name: summarise(values) for name, values in known.items() if values}

    def difference(self, given: Given) -> dict[str, Summary]:
        """Rough less clean, session by session, in points (hundredths)."""
        clean = {r.session: r.figures for r in self.under(given)}
        found: dict[str, list[float]] = {}
        for r in self.under(given, "asr"):
            for name, after in r.figures.items():
                before = clean.get(r.session, {}).get(name)
                if before is not None and after is not None:
                    found.setdefault(name, []).append(100 * (after - before))
        return {name: summarise(values) for name, values in found.items()}

    def calibration(self, given: Given, heard: Heard = "clean") -> float:
        """Expected calibration error of the statements' scores."""
        return _calibration(self.under(given, heard))

    def calibration_interval(self, given: Given, heard: Heard = "clean") -> tuple[float, float]:
        """Bounds of 95 % of it, by drawing sessions anew."""
        return interval(self.under(given, heard), _calibration)

    def reliability(self, given: Given, heard: Heard = "clean") -> list[Bin]:
        """Scores of statements beside how often they were right."""
        judged = [j for r in self.under(given, heard) for j in r.judged]
        return reliability([s for s, _ in judged], [right for _, right in judged])

    def pairs(self, given: Given, heard: Heard = "clean") -> list[Matched]:
        """Statements that both found, over all sessions."""
        return [pair for r in self.under(given, heard) for pair in r.pairs]


def _calibration(results: Sequence[Result]) -> float:
    judged = [j for r in results for j in r.judged]
    return calibration_error([s for s, _ in judged], [right for _, right in judged])


def score(
    gold: GoldSession,
    predict: Predict,
    threshold: float = 0.0,
    *,
    values: bool = True,
    on_gold: OnGold | None = None,
    rough: Rough | None = None,
) -> Iterator[Result]:
    """Score one session under all conditions.

    Parameters
    ----------
    threshold : float
        Score from which a value suggestion counts for the F1 of values and links.
    values : bool
        Whether what is predicted has values and links to score.
    on_gold : callable, optional
        Gives values and links to the statements of a reader; these figures are told apart.
    rough : callable, optional
        Makes a copy with recognition errors, which is scored too.
    """
    versions: list[tuple[Heard, GoldSession]] = [("clean", gold)]
    if rough:
        versions.append(("asr", rough(gold)))
    for heard, version in versions:
        for given in GIVEN:
            asked = version if given == "speakers" else version.without_speakers()
            result = compared(asked, predict(asked.transcript), threshold, values=values)
            figures = dict(result.figures)
            if on_gold:
                told = score_session(asked, on_gold(asked), threshold=threshold)
                figures |= {ON_GOLD + n: v for n, v in told.items() if "value" in n or "link" in n}
            yield replace(result, given=given, heard=heard, figures=figures)


def compared(
    gold: GoldSession, told: Predicted, threshold: float = 0.0, *, values: bool = True
) -> Result:
    """Score what was told against what a reader found."""
    effects, options = match(gold.effects, told.effects), match(gold.options, told.options)
    return Result(
        session=gold.id,
        technology=gold.technology,
        given="speakers",
        figures=score_session(gold, told, threshold=threshold, values=values),
        judged=(*_judged(effects, told.effects), *_judged(options, told.options)),
        pairs=(*matched(effects), *matched(options)),
    )


def _judged(pairs: Sequence[tuple[S, S]], told: Sequence[S]) -> Iterable[Judged]:
    right = {p.id for _, p in pairs}
    return ((p.score, p.id in right) for p in told)


def evaluate(
    golds: Sequence[GoldSession],
    predict: Predict,
    *,
    threshold: float = 0.0,
    trained_on: Iterable[OnTechnology] = (),
    models: Mapping[str, str] | None = None,
    on_gold: OnGold | None = None,
    rough: Rough | None = None,
    wer: float = 0.0,
    tell: Tell = lambda done, total: None,
) -> Evaluation:
    """Score sessions with one set of models.

    Parameters
    ----------
    threshold, on_gold, rough
        See `score`.
    trained_on : iterable of OnTechnology
        What the models learned from.
    wer : float
        Word error rate of what ``rough`` makes.
    """
    results: list[Result] = []
    for done, gold in enumerate(golds):
        tell(done, len(golds))
        results.extend(score(gold, predict, threshold, on_gold=on_gold, rough=rough))
    tell(len(golds), len(golds))
    return Evaluation(
        tuple(results),
        held_out=False,
        seen=same_technology(golds, trained_on),
        models=dict(models or {}),
        wer=wer,
    )


def on_gold(pipeline: Pipeline) -> OnGold:
    """Values and links for the statements that a reader marked, by a pipeline's own models.

    The reader's polarity counts as known; the reader's values and links do not.
    """
    from assist.valuemap.linking import link_options

    def told(gold: GoldSession) -> GoldSession:
        suggest, transcript = pipeline.suggester.suggest, gold.transcript
        effects = suggest(gold.effects, transcript)
        options = suggest(gold.options, transcript)
        valued = [replace(e, values=v) for e, v in zip(gold.effects, effects, strict=True)]
        bare = [
            replace(o, values=v, effects=()) for o, v in zip(gold.options, options, strict=True)
        ]
        linked = link_options(valued, bare, transcript, pipeline.encoder, pipeline.linking)
        return replace(gold, effects=tuple(valued), options=linked)

    return told


def cross_validate(
    golds: Sequence[GoldSession],
    pipeline: Pipeline,
    *,
    values: bool = True,
    rough: Rough | None = None,
    wer: float = 0.0,
    tell: Tell = lambda done, total: None,
) -> Evaluation:
    """Leave technologies out, a tenth at a time: models fitted on the sessions on all others.

    The encoder is not made anew: it was adapted to most of the shipped corpus, so figures on
    that corpus flatter (`assist.training.adaptation.reserved` says on which they do not).

    Parameters
    ----------
    pipeline : Pipeline
        Gives the encoder and the lexicon; its own classifiers are not used.
    values : bool
        Whether values and links are scored as well.
    rough, wer
        See `evaluate`.
    """
    from assist.training import heads, links, value_head
    from assist.values.suggest import ValueSuggester

    encoder, lexicon = pipeline.encoder, pipeline.lexicon
    prepared = heads.prepare(golds, encoder)
    pairs = links.prepare(golds, lexicon, encoder) if values else []
    results: list[Result] = []
    technologies = sorted({g.technology for g in golds})
    parts = [frozenset(technologies[at::PARTS]) for at in range(min(PARTS, len(technologies)))]
    for done, part in enumerate(parts):
        tell(done, len(parts))
        inside = [p for p in prepared if p.gold.technology not in part]
        fold = equipped(pipeline, heads.fit(inside, encoder.name))
        predict: Predict = fold.understander.understand
        threshold, given_statements = 0.0, None
        if values:
            fold.linking = links.fit([p for p in pairs if p.technology not in part])
            head = value_head.fit([p.gold for p in inside], lexicon, encoder)
            fold.suggester = ValueSuggester(lexicon, encoder, head)
            predict, threshold = fold.map_transcript, fold.suggester.threshold
            given_statements = on_gold(fold)
        for p in prepared:
            if p.gold.technology in part:
                scored = score(
                    p.gold, predict, threshold, values=values, on_gold=given_statements, rough=rough
                )
                results.extend(scored)
    tell(len(parts), len(parts))
    return Evaluation(
        tuple(results), held_out=True, seen=(), models={"encoder": encoder.name}, wer=wer
    )


def equipped(pipeline: Pipeline, heads: Heads, for_whom: ForWhom | None = None) -> Pipeline:
    """A fresh pipeline with the encoder and lexicon of another, and with these classifiers."""
    from assist.pipeline import Pipeline
    from assist.understand.nlp import make_nlp
    from assist.understand.understander import Understander

    made = Pipeline(pipeline.options)
    made.encoder, made.lexicon = pipeline.encoder, pipeline.lexicon
    nlp = make_nlp(pipeline.options.nlp)
    made.understander = Understander(heads, made.encoder, nlp, for_whom)
    return made
