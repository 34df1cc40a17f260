"""``assist evaluate``: scores against annotated sessions."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assist.cli.choices import Force, LexiconPath, SentenceEncoder, SpacyModel
from assist.cli.outputs import STDOUT, checked, write_each
from assist.core.language import _

if TYPE_CHECKING:
    from assist.pipeline import AnalyseOptions
    from assist.training.evaluate import Evaluation


def evaluate(
    golds: list[Path],
    outputs: list[Path],
    options: AnalyseOptions,
    *,
    cross_validate: bool = False,
    force: bool = False,
) -> Evaluation:
    """Score annotated sessions and write each output whole.

    Parameters
    ----------
    golds : list of Path
        Annotated sessions, or folders of them; empty for those kept apart to measure on, or
        with `cross_validate` for the training corpus. Only a checkout has the latter.
    cross_validate : bool
        Train anew for each technology on the sessions about all others.

    Raises
    ------
    AssistError
        For anything wrong with the input, an output or the models.
    """
    from assist.models.shipped import shipped
    from assist.pipeline import Pipeline
    from assist.training import evaluate as evaluation
    from assist.training.corpus import read_corpus, read_gold, read_known
    from assist.training.report import check_known, write_evaluation

    outputs = checked(outputs, check_known, inputs=golds, force=force)
    paths = golds or [shipped("models", "corpus" if cross_validate else "heldout")]
    sessions = [g for p in paths for g in (read_corpus(p) if p.is_dir() else [read_gold(p)])]
    pipeline = Pipeline(options)
    if cross_validate:
        found = evaluation.cross_validate(sessions, pipeline, tell=_tell)
    else:
        found = evaluation.evaluate(
            sessions,
            pipeline.map_transcript,
            threshold=pipeline.suggester.threshold,
            trained_on=read_known(shipped("models", "corpus", "sessions.csv")),
            models={**pipeline.understander.versions, **pipeline.suggester.versions},
            tell=_tell,
        )
    files = [output for output in outputs if output != STDOUT]
    write_each(files, lambda output: write_evaluation(found, output, force=force))
    return found


def _tell(done: int, total: int) -> None:
    """One line of progress, on a terminal only."""
    if sys.stderr.isatty():
        told = _("{done} van {total}").format(done=done, total=total)
        print(f"\r{told}", end="\n" if done == total else "", file=sys.stderr, flush=True)


def evaluate_command(
    golds: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="GOLD...",
            help=_("Gelabelde sessies of mappen daarmee; zonder: de meegeleverde."),
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "-o",
            "--output",
            help=_("Bestand om te maken: .json .csv .md; mag vaker. - is stdout."),
            show_default=False,
        ),
    ] = None,
    cross_validate: Annotated[
        bool,
        typer.Option(
            "--cross-validate",
            help=_("Meet elke technologie met modellen die haar nooit zagen; duurt minuten."),
        ),
    ] = False,
    encoder: SentenceEncoder = "",
    nlp: SpacyModel = "",
    lexicon: LexiconPath = "",
    force: Force = False,
) -> None:
    from assist.pipeline import AnalyseOptions
    from assist.training.report import as_json, as_text

    found = evaluate(
        golds or [],
        output or [],
        AnalyseOptions(encoder=encoder, nlp=nlp, lexicon=lexicon),
        cross_validate=cross_validate,
        force=force,
    )
    if STDOUT in (output or []):
        sys.stdout.write(as_json(found))
    else:
        print(as_text(found))
