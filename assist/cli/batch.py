"""``assist batch``: many sessions to value maps, on this machine or on a Dask cluster."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assist.cli.choices import (
    ComputeType,
    Device,
    KeepNames,
    LexiconPath,
    SentenceEncoder,
    SpacyModel,
    SpeechModel,
    Threads,
)
from assist.cli.hearing import BatchSize
from assist.cli.own_words import Words, words_given
from assist.cli.who import Speakers, Voices
from assist.core.language import _, ngettext

if TYPE_CHECKING:
    from assist.core.valuemap import ValueMap
    from assist.pipeline import AnalyseOptions
    from assist.research.batch import Done


def batch(
    inputs: Sequence[Path],
    folder: Path,
    options: AnalyseOptions,
    *,
    table: Path | None = None,
    scheduler: str = "",
    force: bool = False,
    keep_names: bool = False,
) -> tuple[Done, ...]:
    """Make a value map of every session in files and folders.

    Raises
    ------
    AssistError
        When nothing can be done at all; one session's fault is in its `Done`.
    """
    from assist.research.batch import How, run_batch
    from assist.research.cluster import cluster_at, local_crew

    how = How(
        crew=cluster_at(scheduler) if scheduler else local_crew,
        dumps=_dumps(keep_names),
        writing={"keep_names": keep_names},
    )
    with _shown() as tell:
        return run_batch(inputs, folder, options, how=how, table=table, force=force, tell=tell)


def _dumps(keep_names: bool) -> Callable[[ValueMap], str]:
    from assist.export.pseudonymise import pseudonymise
    from assist.valuemap.file import dumps

    return dumps if keep_names else lambda valuemap: dumps(pseudonymise(valuemap))


@contextmanager
def _shown() -> Iterator[Callable[[Done, int], None]]:
    """Give a function that shows each session as it is done; silent without a terminal."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    told = {
        "made": _("gemaakt"),
        "told": _("gegevens bijgewerkt"),
        "kept": _("was al gedaan"),
        "double": _("zelfde inhoud als een andere"),
        "failed": _("niet gelukt"),
    }
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(_("Sessies"), total=None)

        def tell(done: Done, total: int) -> None:
            line = f"{done.source.name}: {told[done.outcome]}"
            console.print(line, markup=False, highlight=False)
            progress.update(task, total=total, advance=1)

        yield tell


def report(done: Sequence[Done], folder: Path) -> str:
    """What became of the sessions, in a few lines.

    Examples
    --------
    >>> from assist.research.batch import Done
    >>> print(report([Done(Path("a.vtt"), Path("uit/a.json"), "made")], Path("uit")))
    1 sessie in uit: 1 gemaakt.
    """
    counts = [
        (_("{n} gemaakt"), "made"),
        (_("{n} met nieuwe gegevens"), "told"),
        (_("{n} al eerder gedaan"), "kept"),
        (_("{n} overgeslagen omdat de inhoud gelijk is aan een andere"), "double"),
        (_("{n} niet gelukt"), "failed"),
    ]
    numbers = {outcome: sum(d.outcome == outcome for d in done) for _words, outcome in counts}
    parts = [words.format(n=numbers[outcome]) for words, outcome in counts if numbers[outcome]]
    head = ngettext("{n} sessie in {folder}", "{n} sessies in {folder}", len(done))
    return f"{head.format(n=len(done), folder=folder)}: {', '.join(parts)}."


def faults(failed: Sequence[Done], most: int = 3) -> Iterator[str]:
    """Why sessions failed, a line each; when many fail alike, a few of them."""
    alike: dict[str, list[Done]] = {}
    for one in failed:
        alike.setdefault(one.fault.code if one.fault else "", []).append(one)
    for group in alike.values():
        shown = group if len(group) <= most + 1 else group[:most]
        for one in shown:
            yield f"- {one.source.name}: {one.fault}"
        if rest := len(group) - len(shown):
            yield "- " + _("en zo nog {n} sessies").format(n=rest)


def batch_command(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            metavar="INPUTS...",
            help=_("Opnames, transcripten, of mappen daarmee."),
            show_default=False,
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            help=_("Map voor de waardenkaarten. Wat daar al gedaan is, blijft staan."),
            show_default=False,
        ),
    ],
    sessions: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=_(
                "Tabel (.csv) met file, title, technology en date van de sessies;"
                " anders sessies.csv in de map met sessies."
            ),
            show_default=False,
        ),
    ] = None,
    scheduler: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help=_(
                "Reken op een bestaand Dask-cluster, als tcp://machine:8786."
                " Opnames moeten daar onder dezelfde naam te vinden zijn."
            ),
        ),
    ] = "",
    model: SpeechModel = "base",
    encoder: SentenceEncoder = "",
    nlp: SpacyModel = "",
    lexicon: LexiconPath = "",
    words: Words = "",
    device: Device = "auto",
    compute_type: ComputeType = "auto",
    threads: Threads = 0,
    batch_size: BatchSize = 0,
    speakers: Speakers = 0,
    voices: Voices = "",
    keep_names: KeepNames = False,
    force: Annotated[
        bool, typer.Option("--force", help=_("Doe alles opnieuw, en vervang wat er al staat."))
    ] = False,
) -> None:
    from assist.core.errors import AssistError
    from assist.pipeline import AnalyseOptions

    done = batch(
        inputs,
        output,
        AnalyseOptions(
            asr=model,
            encoder=encoder,
            nlp=nlp,
            lexicon=lexicon,
            words=words_given(words),
            device=device,
            compute_type=compute_type,
            threads=threads,
            batch_size=batch_size,
            speakers=speakers,
            voices=voices,
        ),
        table=sessions,
        scheduler=scheduler,
        force=force,
        keep_names=keep_names,
    )
    print(report(done, output))
    failed = [d for d in done if d.outcome == "failed"]
    for line in faults(failed):
        print(line, file=sys.stderr)
    if failed:
        raise AssistError("batch-failed", failed=len(failed), total=len(done), folder=output)
