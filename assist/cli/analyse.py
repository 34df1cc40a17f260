"""``assist analyse``: a recording or a transcript to a value map."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assist.cli.choices import (
    ComputeType,
    Device,
    Force,
    KeepNames,
    LexiconPath,
    SentenceEncoder,
    SpacyModel,
    SpeechModel,
    Threads,
)
from assist.cli.hearing import (
    BatchSize,
    Fresh,
    Within,
    model_or_time,
    say,
    told_broken_off,
    told_choice,
    told_idle,
    told_journal,
    told_left_out,
    told_used,
    watched,
)
from assist.cli.own_words import Words, words_given
from assist.cli.who import Roles, Rttm, Speakers, Voices, roles_given, told_unknown
from assist.core.language import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assist.core.transcript import Session
    from assist.core.valuemap import ValueMap
    from assist.pipeline import AnalyseOptions


def analyse(
    source: Path,
    outputs: list[Path],
    options: AnalyseOptions,
    *,
    session: Session | None = None,
    force: bool = False,
    keep_names: bool = False,
    within: float = 0.0,
    fresh: bool = False,
    rttm: Path | None = None,
) -> ValueMap:
    """Analyse one session and write each output whole.

    Every output is checked before the work starts, and a fault in one does not keep the
    others from being written. What is heard of a recording is kept in a journal until then;
    ``within``, ``fresh`` and ``rttm`` are as for `assist.cli.transcribe.transcribe`.

    Raises
    ------
    AssistError
        For anything wrong with the input, an output or the surroundings.
    """
    from assist.cli.outputs import STDOUT, checked, write_each
    from assist.cli.progress import shown
    from assist.core.files import check_readable
    from assist.export import check_known, export
    from assist.pipeline import Finished, Heard, Loaded, Pipeline, SetAside
    from assist.transcribe.reading import is_recording, read_turns
    from assist.valuemap.doubts import doubt

    check_readable(source)
    outputs = checked(outputs, check_known, inputs=[source], force=force)
    turns = () if rttm is None else read_turns(rttm)
    pipeline = Pipeline(options)
    model = ""
    if within and is_recording(source):
        chosen = pipeline.choose(source, within, session=session, fresh=fresh)
        say(told_choice(chosen, within))
        model = chosen.model
    with pipeline.journal(source, model=model, session=session, fresh=fresh) as journal:
        valuemap = None
        with shown(str(source)) as show:
            events = pipeline.analyse(
                source,
                session=session,
                heard=journal.heard,
                held=journal.held,
                model=model,
                memory=journal,
                turns=turns,
            )
            for event in watched(events, journal):
                if isinstance(event, Heard):
                    journal.add(event.utterance)
                elif isinstance(event, SetAside):
                    journal.add(event.held)
                elif isinstance(event, Loaded):
                    say(told_used(event.used))
                    say(told_journal(journal))
                elif isinstance(event, Finished):
                    valuemap = event.valuemap
                show(event)
        if valuemap is None:
            raise RuntimeError("the pipeline ended without a value map")
        say(told_unknown(valuemap.transcript.utterances, pipeline.options.roles))
        if is_recording(source):
            say(told_broken_off(source, valuemap.session.duration))
            say(told_left_out(len(valuemap.transcript.held)))
        if warning := doubt(valuemap):
            say(_("Let op: {warning}").format(warning=warning))

        def write(output: Path) -> None:
            if output == STDOUT:
                _to_stdout(valuemap, keep_names=keep_names)
            else:
                export(valuemap, output, force=force, keep_names=keep_names)

        write_each(outputs, write)
        say(_told_made([o for o in outputs if o != STDOUT], valuemap))
        if not outputs:
            from assist.export.summary import summary

            print(summary(valuemap, keep_names=keep_names), flush=True)
        journal.remove()  # only now: what was made of it lies somewhere else
    return valuemap


def _told_made(files: Sequence[Path], valuemap: ValueMap) -> str:
    """What was made and what is in it, also for the log of a script; nothing without files."""
    if not files:
        return ""
    from assist.valuemap.live import live_effects, live_options

    effects, options = len(live_effects(valuemap)), len(live_options(valuemap))
    return _("Gemaakt: {files} ({effects}, {options}).").format(
        files=", ".join(map(str, files)),
        effects=ngettext("{n} effect", "{n} effecten", effects).format(n=effects),
        options=ngettext("{n} handelingsoptie", "{n} handelingsopties", options).format(n=options),
    )


def _to_stdout(valuemap: ValueMap, *, keep_names: bool) -> None:
    from assist.export.pseudonymise import pseudonymise
    from assist.valuemap.file import dumps

    sys.stdout.write(dumps(valuemap if keep_names else pseudonymise(valuemap)))
    sys.stdout.flush()


def _is_date(text: str) -> bool:
    try:
        return not text or bool(datetime.fromisoformat(text))
    except ValueError:
        return False


def analyse_command(
    source: Annotated[
        Path | None,
        typer.Argument(metavar="INPUT", help=_("Opname of transcript."), show_default=False),
    ] = None,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "-o",
            "--output",
            help=_("Bestand om te maken: .json .graphml .csv .html .docx; mag vaker. - is stdout."),
            show_default=False,
        ),
    ] = None,
    title: Annotated[str, typer.Option(help=_("Titel van de sessie."))] = "",
    technology: Annotated[str, typer.Option(help=_("Over welke technologie het gaat."))] = "",
    date: Annotated[str, typer.Option(help=_("Datum van de sessie, als 2026-11-22."))] = "",
    model: SpeechModel = "",
    within: Within = "",
    encoder: SentenceEncoder = "",
    nlp: SpacyModel = "",
    lexicon: LexiconPath = "",
    words: Words = "",
    device: Device = "auto",
    compute_type: ComputeType = "auto",
    threads: Threads = 0,
    batch_size: BatchSize = 0,
    rttm: Rttm = None,
    speakers: Speakers = 0,
    voices: Voices = "",
    role: Roles = None,
    fresh: Fresh = False,
    keep_names: KeepNames = False,
    force: Force = False,
    schema: Annotated[
        bool, typer.Option("--schema", help=_("Toon het JSON-schema van de waardenkaart."))
    ] = False,
) -> None:
    if schema:
        from assist.valuemap.file import schema as valuemap_schema

        print(json.dumps(valuemap_schema(), ensure_ascii=False, indent=1))
        return
    if source is None:
        raise typer.BadParameter(_("geef een opname of een transcript."), param_hint="INPUT")
    if not _is_date(date):
        raise typer.BadParameter(_("schrijf --date als 2026-11-22."), param_hint="--date")
    from assist.core.transcript import Session
    from assist.pipeline import AnalyseOptions

    chosen = {"--model": model, "--within": within, "--words": words}
    say(told_idle(source, {**chosen, "--speakers": speakers, "--voices": voices}))
    model, seconds = model_or_time(model, within)
    analyse(
        source,
        output or [],
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
            roles=roles_given(role),
        ),
        session=Session(id="", title=title, technology=technology, recorded=date),
        force=force,
        keep_names=keep_names,
        within=seconds,
        fresh=fresh,
        rttm=rttm,
    )
