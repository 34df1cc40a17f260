"""``assist transcribe``: a recording (or another transcript) to a transcript file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assist.cli.choices import ComputeType, Device, Force, SpeechModel, Threads
from assist.cli.outputs import STDOUT, checked
from assist.cli.restoring import Restore, restored
from assist.core.language import _

if TYPE_CHECKING:
    from assist.core.transcript import Transcript, Utterance
    from assist.transcribe.recording import AsrOptions, Hearing


def transcribe(
    source: Path,
    output: Path,
    *,
    model: str = "base",
    options: AsrOptions | None = None,
    force: bool = False,
    restore: str = "",
) -> Transcript:
    """Write out a recording, or turn a transcript into another format.

    Parameters
    ----------
    source : Path
        A recording or a transcript.
    output : Path
        Its ending chooses the format; ``-`` writes JSON to stdout.
    model : str
        Name of a known speech model, or its folder.
    options : AsrOptions, optional
        How to listen.
    force : bool
        Replace an output that exists.
    restore : str
        Numbers of pieces that were held back, to put back; ``all`` for every one.

    Raises
    ------
    AssistError
        For anything wrong with the input, the output or the surroundings.
    """
    from assist.core.files import check_readable
    from assist.transcribe.reading import is_recording, read_transcript
    from assist.transcribe.writing import check_known, to_bytes, write_transcript

    check_readable(source)
    checked([output], check_known, inputs=[source], force=force)
    heard = is_recording(source)
    transcript = _hear(source, model, options) if heard else read_transcript(source)
    if restore:
        transcript = restored(transcript, restore, source)
    if output == STDOUT:
        sys.stdout.write(to_bytes(transcript, ".json").decode("utf-8"))
        sys.stdout.flush()
    else:
        write_transcript(transcript, output, force=force)
    return transcript


def _hear(source: Path, model: str, options: AsrOptions | None) -> Transcript:
    from assist.core.transcript import Transcript
    from assist.models.registry import absence, resolve
    from assist.transcribe.recording import AsrOptions, load_asr

    folder = resolve("asr", model)
    if folder is None:
        raise absence("asr", model)
    options = options or AsrOptions()
    hearing = load_asr(folder, options).transcribe(source)
    utterances = tuple(_shown(hearing, str(source)))
    return Transcript(hearing.session, utterances, options.language or "nl")


def _shown(hearing: Hearing, title: str) -> Iterator[Utterance]:
    """Pass the utterances on; on a terminal, show them with percent and time left."""
    if not sys.stderr.isatty():
        yield from hearing
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeLeft())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(_("Luisteren"), total=1.0)
        console.print(title, markup=False, highlight=False)
        for utterance in hearing:
            progress.update(task, completed=hearing.done)
            console.print(utterance.text, markup=False, highlight=False)
            yield utterance


def transcribe_command(
    source: Annotated[
        Path,
        typer.Argument(metavar="INPUT", help=_("Opname of transcript."), show_default=False),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            help=_("Bestand om te maken: .json .vtt .srt .txt .docx. - is JSON op stdout."),
            show_default=False,
        ),
    ],
    model: SpeechModel = "base",
    spoken: Annotated[str, typer.Option(help=_("Taal die gesproken wordt, als nl of en."))] = "nl",
    device: Device = "auto",
    compute_type: ComputeType = "auto",
    threads: Threads = 0,
    restore: Restore = "",
    force: Force = False,
) -> None:
    from assist.transcribe.whisper import AsrOptions

    options = AsrOptions(device=device, compute_type=compute_type, threads=threads, language=spoken)
    transcribe(source, output, model=model, options=options, force=force, restore=restore)
