"""``assist evaluate``: scores against annotated sessions."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assist.cli.choices import Force, LexiconPath, SentenceEncoder, SpacyModel
from assist.cli.outputs import STDOUT, checked, write_each
from assist.core.language import _

if TYPE_CHECKING:
    from assist.pipeline import AnalyseOptions, Pipeline
    from assist.training.corpus import GoldSession
    from assist.training.evaluate import Evaluation
    from assist.training.other_talk import OtherTalk


@dataclass(frozen=True)
class Measured:
    """What a run of the command found: sessions scored, and other talk counted."""

    evaluation: Evaluation
    others: Sequence[OtherTalk] = ()


def evaluate(
    golds: list[Path],
    outputs: list[Path],
    options: AnalyseOptions,
    *,
    cross_validate: bool = False,
    asr: float = 0.0,
    agreement: Path | None = None,
    no_session: Sequence[Path] = (),
    force: bool = False,
) -> Measured:
    """Score annotated sessions and write each output whole.

    Parameters
    ----------
    golds : list of Path
        Annotated sessions, or folders of them; empty for those kept apart to measure on, or
        with `cross_validate` for the training corpus. Only a checkout has the latter.
    cross_validate : bool
        Train anew for each technology on the sessions about all others.
    asr : float
        Word error rate of rough copies, which are scored beside the clean text; 0 for none.
    agreement : Path, optional
        The same sessions by another reader. Then no model is loaded.
    no_session : sequence of Path
        Transcripts of other talk, in which nothing should be found. Without ``golds`` nothing
        else is measured.

    Raises
    ------
    AssistError
        For anything wrong with the input, an output or the models.
    """
    from assist.models.shipped import shipped
    from assist.pipeline import Pipeline
    from assist.training.other_talk import count_found
    from assist.training.report import check_known, write_evaluation
    from assist.transcribe.reading import read_transcript

    inputs = [*golds, *no_session, *([agreement] if agreement else [])]
    outputs = checked(outputs, check_known, inputs=inputs, force=force)
    default = [] if no_session else [shipped("models", "corpus" if cross_validate else "heldout")]
    sessions = _read(golds or default)
    if agreement:
        from assist.training.agreement import agreement as agree

        found = Measured(agree(sessions, _read([agreement])))
    else:
        pipeline = Pipeline(options)
        talks = [(path.name, read_transcript(path)) for path in no_session]
        evaluation = _scored(sessions, pipeline, cross_validate=cross_validate, asr=asr)
        found = Measured(evaluation, count_found(talks, pipeline.map_transcript))
    files = [output for output in outputs if output != STDOUT]
    write_each(
        files,
        lambda output: write_evaluation(found.evaluation, output, others=found.others, force=force),
    )
    return found


def _read(paths: Iterable[Path]) -> list[GoldSession]:
    from assist.training.corpus import read_corpus, read_gold

    return [g for p in paths for g in (read_corpus(p) if p.is_dir() else [read_gold(p)])]


def _scored(
    sessions: Sequence[GoldSession], pipeline: Pipeline, *, cross_validate: bool, asr: float
) -> Evaluation:
    """Score with the pipeline, or with what is trained for each technology."""
    from assist.models.shipped import shipped
    from assist.training import evaluate as evaluation
    from assist.training.asr_noise import noisy_session
    from assist.training.asr_noise.channel import read_channel
    from assist.training.corpus import read_known

    rough = None
    if asr:
        rough = partial(noisy_session, channel=read_channel(), wer=asr)
    if not sessions:
        return evaluation.Evaluation((), held_out=False, seen=(), models={})
    if cross_validate:
        return evaluation.cross_validate(sessions, pipeline, rough=rough, wer=asr, tell=_tell)
    return evaluation.evaluate(
        sessions,
        pipeline.map_transcript,
        threshold=pipeline.suggester.threshold,
        trained_on=read_known(shipped("models", "corpus", "sessions.csv")),
        models={**pipeline.understander.versions, **pipeline.suggester.versions},
        on_gold=evaluation.on_gold(pipeline),
        rough=rough,
        wer=asr,
        tell=_tell,
    )


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
    asr: Annotated[
        float,
        typer.Option(
            "--asr",
            min=0.0,
            max=0.6,
            help=_(
                "Meet ook op kopieën met herkenningsfouten, bij dit deel foute woorden;"
                " 0 slaat dat over."
            ),
        ),
    ] = 0.20,
    agreement: Annotated[
        Path | None,
        typer.Option(
            "--agreement",
            help=_("Dezelfde sessies, gelabeld door een ander: meet hoe ver beiden het eens zijn."),
            show_default=False,
        ),
    ] = None,
    no_session: Annotated[
        list[Path] | None,
        typer.Option(
            "--no-session",
            help=_("Transcript van een ander gesprek: tel wat er ten onrechte in gevonden wordt."),
            show_default=False,
        ),
    ] = None,
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
        asr=asr,
        agreement=agreement,
        no_session=no_session or [],
        force=force,
    )
    if STDOUT in (output or []):
        sys.stdout.write(as_json(found.evaluation, found.others))
    else:
        print(as_text(found.evaluation, found.others))
