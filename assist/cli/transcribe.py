"""``assist transcribe``: a recording (or another transcript) to a transcript file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assist.cli.choices import ComputeType, Device, Force, SpeechModel, Threads
from assist.cli.hearing import (
    BatchSize,
    Fresh,
    Within,
    in_words,
    language_given,
    model_or_time,
    say,
    told_broken_off,
    told_choice,
    told_held,
    told_idle,
    told_journal,
    told_used,
    watched,
)
from assist.cli.outputs import STDOUT, checked
from assist.cli.own_words import Words, words_given
from assist.cli.restoring import Restore, restored
from assist.cli.who import Roles, Rttm, Speakers, Voices, roles_given, told_unknown
from assist.core.language import _

if TYPE_CHECKING:
    from assist.core.transcript import Transcript, Utterance
    from assist.transcribe.journal import Journal
    from assist.transcribe.recording import AsrOptions, Hearing


def transcribe(
    source: Path,
    output: Path,
    *,
    model: str = "base",
    options: AsrOptions | None = None,
    force: bool = False,
    restore: str = "",
    within: float = 0.0,
    fresh: bool = False,
    rttm: Path | None = None,
    roles: tuple[tuple[str, str], ...] = (),
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
    within : float
        Seconds in which to be done, by the best model for that; 0.0 takes ``model``.
    fresh : bool
        Do not go on where an interrupted run stopped.
    rttm : Path, optional
        File that tells who spoke when; it outranks what was heard or read.
    roles : tuple of (str, str)
        Speakers' labels and the roles that they have.

    Raises
    ------
    AssistError
        For anything wrong with the input, the output or the surroundings.
    """
    from assist.core.files import check_readable
    from assist.listening import choose, journal_of
    from assist.transcribe.reading import is_recording, read_transcript, read_turns
    from assist.transcribe.speakers import with_roles
    from assist.transcribe.turns import with_speakers
    from assist.transcribe.whisper import AsrOptions
    from assist.transcribe.writing import check_known, ending_of, to_bytes, write_transcript

    check_readable(source)
    checked([output], check_known, inputs=[source], force=force)
    turns = () if rttm is None else read_turns(rttm)
    options = options or AsrOptions()
    if within and is_recording(source):
        chosen = choose(source, options, within, fresh=fresh)
        say(told_choice(chosen, within))
        model = chosen.model
    with journal_of(source, model, options, fresh=fresh) as journal:
        if is_recording(source):
            transcript = _hear(source, model, options, journal, unbelieved=bool(restore))
        else:
            transcript = read_transcript(source)
        if restore and (transcript.held or not is_recording(source)):
            transcript = restored(transcript, restore, source)
        if turns:
            transcript = with_speakers(transcript, turns)
        if roles:
            say(told_unknown(transcript.utterances, roles))
            transcript = transcript.with_utterances(with_roles(transcript.utterances, dict(roles)))
        say(told_held(len(transcript.held), kept=output == STDOUT or ending_of(output) == ".json"))
        if output == STDOUT:
            sys.stdout.write(to_bytes(transcript, ".json").decode("utf-8"))
            sys.stdout.flush()
        else:
            write_transcript(transcript, output, force=force)
        journal.remove()  # only now: what was heard lies somewhere else
    return transcript


def _hear(
    source: Path, model: str, options: AsrOptions, journal: Journal, *, unbelieved: bool
) -> Transcript:
    """What is heard; also when nothing of it is believed, if ``unbelieved`` is wanted back."""
    from assist.core.errors import AssistError
    from assist.core.transcript import Transcript
    from assist.listening import load, model_folder, stored, used
    from assist.transcribe.audio import duration_of

    # What is damaged shows before a model is loaded.
    say(told_broken_off(source, duration_of(source)))
    asr = load(model_folder(model), options)
    say(told_used(used(asr)))
    say(told_journal(journal))
    hearing = asr.transcribe(source, heard=journal.heard, held=journal.held, memory=journal)
    try:
        utterances = stored(hearing, journal)
        for _utterance in watched(_shown(hearing, utterances, str(source)), journal):
            pass  # the hearing has it, and the journal
    except AssistError as error:
        if error.code != "nothing-believed" or not unbelieved:
            raise
    return Transcript(hearing.session, hearing.labelled(), hearing.language, hearing.held)


def _shown(hearing: Hearing, utterances: Iterator[Utterance], title: str) -> Iterator[Utterance]:
    """Pass the utterances on; on a terminal, show them with percent and time left."""
    if not sys.stderr.isatty():
        yield from utterances
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    from assist.transcribe.estimate import Pace

    console = Console(stderr=True)
    left = TextColumn("{task.fields[left]}")
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), left)
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(_("Luisteren"), total=1.0, left="")
        console.print(title, markup=False, highlight=False)
        pace = Pace()
        pace.seconds_left(*hearing.speech)  # from here on it is measured
        for utterance in utterances:
            seconds = pace.seconds_left(*hearing.speech)
            told = "" if seconds is None else in_words(seconds)
            told = told and _("klaar over ongeveer {time}").format(time=told)
            progress.update(task, completed=hearing.done, left=told)
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
            help=_(
                "Bestand om te maken: .json .vtt .srt .txt .docx .csv .tsv .eaf .rttm"
                " .whisperx.json. - is JSON op stdout."
            ),
            show_default=False,
        ),
    ],
    model: SpeechModel = "",
    within: Within = "",
    spoken: Annotated[
        str, typer.Option(help=_("Taal die gesproken wordt, als nl of en; auto zoekt het uit."))
    ] = "nl",
    device: Device = "auto",
    compute_type: ComputeType = "auto",
    threads: Threads = 0,
    batch_size: BatchSize = 0,
    words: Words = "",
    restore: Restore = "",
    rttm: Rttm = None,
    speakers: Speakers = 0,
    voices: Voices = "",
    role: Roles = None,
    fresh: Fresh = False,
    force: Force = False,
) -> None:
    from assist.transcribe.hotwords import words_of
    from assist.transcribe.whisper import AsrOptions

    chosen = {"--model": model, "--within": within, "--words": words}
    say(told_idle(source, {**chosen, "--speakers": speakers, "--voices": voices}))
    model, seconds = model_or_time(model, within)
    transcribe(
        source,
        output,
        model=model,
        options=AsrOptions(
            device=device,
            compute_type=compute_type,
            threads=threads,
            batch_size=batch_size,
            language=language_given(spoken),
            hotwords=words_of(own=words_given(words)),
            speakers=speakers,
            voices=voices,
        ),
        force=force,
        restore=restore,
        within=seconds,
        fresh=fresh,
        rttm=rttm,
        roles=roles_given(role),
    )
