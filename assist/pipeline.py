"""The one place that joins the stages.

It yields what it knows as soon as it knows it, so that the command line, the web
page and a batch are the same code. Each model is loaded once, when first needed.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assist import __version__
from assist.core.files import check_readable
from assist.core.statement import Effect, Option, Statement
from assist.core.transcript import Held, Session, Transcript, Utterance
from assist.core.valuemap import MadeBy, ValueMap
from assist.events import Event, Finished, Found, Heard, Loaded, Progress, SetAside
from assist.options import AnalyseOptions, told_options

if TYPE_CHECKING:
    from assist.core.lexicon import Lexicon
    from assist.core.protocols import Encoder
    from assist.listening import Chosen
    from assist.transcribe.journal import Journal
    from assist.transcribe.memory import Memory
    from assist.transcribe.recording import Asr, Hearing
    from assist.transcribe.turns import Turn
    from assist.transcribe.whisper import AsrOptions
    from assist.understand.understander import Understander, Understanding
    from assist.valuemap.linking import LinkModel
    from assist.values.suggest import ValueSuggester

__all__ = [
    "AnalyseOptions",
    "Event",
    "Finished",
    "Found",
    "Heard",
    "Loaded",
    "Pipeline",
    "Progress",
    "SetAside",
    "analyse_elsewhere",
    "analyse_file",
    "forget_hearing",
]

ModelKind = Literal["asr", "encoder", "nlp", "statements", "values"]


class Pipeline:
    """Recording or transcript to value map.

    Parameters
    ----------
    options : AnalyseOptions
        The same options, models and input give the same map, but for ``made_at``.
    """

    def __init__(self, options: AnalyseOptions | None = None) -> None:
        self.options = options or AnalyseOptions()
        self._asr: tuple[tuple[Path, AsrOptions], Asr] | None = None

    @cached_property
    def lexicon(self) -> Lexicon:
        from assist.models.shipped import shipped
        from assist.values.find import find_lexicon
        from assist.values.skos import read_lexicon

        return read_lexicon(
            find_lexicon(self.options.lexicon, shipped=shipped("lexicons", "waarden.ttl"))
        )

    @cached_property
    def encoder(self) -> Encoder:
        from assist.understand.encoder import load_encoder
        from assist.values.vectors import Remembering

        # Several stages look at the same utterances; each is embedded once.
        return Remembering(load_encoder(self._model("encoder", self.options.encoder)))

    @cached_property
    def understander(self) -> Understander:
        from assist.understand.understander import Understander

        nlp = self.options.nlp and str(self._model("nlp", self.options.nlp))
        return Understander.load(self._model("statements"), self.encoder, nlp=nlp)

    @cached_property
    def suggester(self) -> ValueSuggester:
        from assist.values.suggest import ValueSuggester

        return ValueSuggester.load(self.lexicon, self.encoder, head=self._model("values"))

    @cached_property
    def linking(self) -> LinkModel:
        from assist.valuemap.linking import read_links

        return read_links(self._model("statements"))

    def asr(self, model: str = "", session: Session | None = None, words: str = "") -> Asr:
        """The recogniser for a session; loaded once for sessions that need the same."""
        from assist.listening import load, model_folder

        wanted = model_folder(model or self.options.asr), self.asr_options(session, words)
        if self._asr is None or self._asr[0] != wanted:
            self._asr = None  # first let go of the old, or both are in memory
            self._asr = wanted, load(*wanted)
        return self._asr[1]

    def asr_options(self, session: Session | None = None, words: str = "") -> AsrOptions:
        """How to listen to a session: also for which words."""
        from assist.transcribe.hotwords import words_of
        from assist.transcribe.whisper import AsrOptions

        return AsrOptions(
            device=self.options.device,
            compute_type=self.options.compute_type,
            threads=self.options.threads,
            batch_size=self.options.batch_size,
            speakers=self.options.speakers,
            voices=self.options.voices,
            hotwords=words_of(session, self.lexicon.labels, words or self.options.words),
        )

    def choose(
        self,
        source: Path,
        within: float,
        *,
        session: Session | None = None,
        words: str = "",
        fresh: bool = False,
    ) -> Chosen:
        """Pick the speech model that has a recording done in so many seconds."""
        from assist.listening import choose

        return choose(source, self.asr_options(session, words), within, fresh=fresh)

    def journal(
        self,
        source: Path,
        *,
        model: str = "",
        session: Session | None = None,
        words: str = "",
        folder: Path | None = None,
        fresh: bool = False,
    ) -> AbstractContextManager[Journal]:
        """The journal of listening to a source; see `assist.listening.journal_of`."""
        from assist.listening import journal_of

        options = self.asr_options(session, words)
        wanted = model or self.options.asr
        return journal_of(source, wanted, options, folder=folder, fresh=fresh)

    def _model(self, kind: ModelKind, name: str = "") -> Path:
        from assist.models.registry import absence, resolve

        found = resolve(kind, name)
        if found is None:
            raise absence(kind, name)
        return found

    def analyse(
        self,
        source: Path,
        *,
        session: Session | None = None,
        heard: Sequence[Utterance] = (),
        held: Sequence[Held] = (),
        model: str = "",
        words: str = "",
        memory: Memory | None = None,
        turns: Sequence[Turn] = (),
    ) -> Iterator[Event]:
        """Work through one session.

        Parameters
        ----------
        source : Path
            A recording or a transcript.
        session : Session, optional
            What the user says about the session; its non-empty fields win.
        heard : sequence of Utterance
            What an earlier, interrupted run transcribed; transcription goes on after it.
        held : sequence of Held
            What that run set aside.
        model : str
            Speech model for this session; empty for that of the options.
        words : str
            Words to listen for in this session; empty for those of the options.
        memory : Memory, optional
            Keeps what is recognised, so that a next run need not do it again.
        turns : sequence of Turn
            Who spoke when, as somebody else found; it outranks what was heard or read.

        Yields
        ------
        Event
            `Progress`, `Loaded`, `SetAside`, `Heard`, `Found` as they come, `Finished` last.
            What was set aside comes before the utterance that follows it.

        Raises
        ------
        AssistError
            For anything wrong with the input or the surroundings.
        """
        from assist.transcribe.audio import duration_of
        from assist.transcribe.reading import is_recording

        check_readable(source)
        recording = is_recording(source)
        self._check_choices(asr=(model or self.options.asr) if recording else "")
        if recording:
            duration_of(source)  # a damaged one shows before a model is loaded
            yield Progress("load", 0.0)
            asr = self.asr(model, session, words)
            hearing = asr.transcribe(source, heard=heard, held=held, memory=memory)
            listened = self._listen(asr, hearing, session, heard, held, turns)
            understanding, transcript = yield from listened
            yield from self._map(transcript, understanding, asr.versions)
        else:
            understanding, transcript = yield from self._read(source, session, turns)
            yield from self._map(transcript, understanding, {"asr": ""})

    def _check_choices(self, *, asr: str) -> None:
        """Find every model now, not after hours of listening."""
        if asr:
            self._model("asr", asr)
        self._model("encoder", self.options.encoder)
        self._model("statements")
        self._model("values")
        if self.options.nlp:
            self._model("nlp", self.options.nlp)

    def map_transcript(self, transcript: Transcript) -> ValueMap:
        """Value map of a transcript in memory, as evaluation wants it."""
        understanding = self.understander.understand(transcript)
        for event in self._map(transcript, understanding, {"asr": ""}):
            if isinstance(event, Finished):
                return event.valuemap
        raise RuntimeError("the pipeline ended without a value map")

    def _listen(
        self,
        asr: Asr,
        hearing: Hearing,
        given: Session | None,
        heard: Sequence[Utterance],
        held: Sequence[Held],
        turns: Sequence[Turn],
    ) -> Generator[Event, None, tuple[Understanding, Transcript]]:
        from assist.listening import used
        from assist.transcribe.estimate import Pace

        yield Loaded(used(asr))
        _ = self.lexicon  # a fault in it shows now, while the listening goes on
        session = _merged(hearing.session, given)
        listening = self.understander.start(session)
        so_far: list[Utterance] = []

        def found(utterance: Utterance) -> Iterator[Event]:
            so_far.append(utterance)
            statements = listening.add(utterance)
            if statements:
                yield from map(Found, self._valued(statements, Transcript(session, tuple(so_far))))

        yield Progress("load", 1.0)
        yield Progress("transcribe", hearing.done)  # the first words can take a while
        pace = Pace()
        pace.seconds_left(*hearing.speech)  # from here on it is measured
        told = len(held)
        for utterance in heard:
            yield from found(utterance)
        for utterance in hearing:
            set_aside = hearing.held
            yield from map(SetAside, set_aside[told:])
            told = len(set_aside)
            yield Heard(utterance)
            yield from found(utterance)
            yield Progress("transcribe", hearing.done, pace.seconds_left(*hearing.speech))
        yield from map(SetAside, hearing.held[told:])
        yield Progress("transcribe", 1.0, 0.0)
        yield Progress("understand", 0.0)
        heard_all = Transcript(session, hearing.labelled(), hearing.language, hearing.held)
        transcript = self._told_who(heard_all, turns)
        if turns:  # they may cut an utterance in two
            return self.understander.understand(transcript), transcript
        return listening.finish(transcript.utterances), transcript

    def _told_who(self, transcript: Transcript, turns: Sequence[Turn]) -> Transcript:
        """With the speakers and roles that the user gave, and who seems to lead the talk."""
        from assist.transcribe.speakers import with_roles
        from assist.transcribe.turns import with_speakers
        from assist.transcribe.voices.roles import with_proposed_roles

        if turns:
            transcript = with_speakers(transcript, turns)
        utterances = with_proposed_roles(transcript.utterances)
        return transcript.with_utterances(with_roles(utterances, dict(self.options.roles)))

    def _read(
        self, source: Path, given: Session | None, turns: Sequence[Turn]
    ) -> Generator[Event, None, tuple[Understanding, Transcript]]:
        from assist.transcribe.reading import read_transcript

        transcript = self._told_who(read_transcript(source), turns)
        transcript = replace(transcript, session=_merged(transcript.session, given))
        yield from map(Heard, transcript.utterances)
        yield Progress("load", 0.0)
        _ = self.lexicon  # a fault in it shows before the work
        understander = self.understander
        yield Progress("understand", 0.0)
        return understander.understand(transcript), transcript

    def _map(
        self, about: Transcript, understanding: Understanding, heard_by: Mapping[str, str]
    ) -> Iterator[Event]:
        from assist.valuemap.build import build

        yield Progress("understand", 1.0, 0.0)
        transcript = about.with_utterances(understanding.utterances)
        statements: list[Statement] = [*understanding.effects, *understanding.options]
        yield Progress("value", 0.0)
        valued = self._valued(statements, transcript)
        yield from map(Found, valued)
        yield Progress("map", 0.0)
        valuemap = build(
            transcript.session,
            self._made_by(heard_by),
            transcript,
            tuple(s for s in valued if isinstance(s, Effect)),
            tuple(s for s in valued if isinstance(s, Option)),
            self.suggester.mentions(transcript),
            self.lexicon,
            self.encoder,
            self.linking,
        )
        yield Progress("map", 1.0, 0.0)
        yield Finished(valuemap)

    def _valued(self, statements: Sequence[Statement], transcript: Transcript) -> list[Statement]:
        suggested = self.suggester.suggest(statements, transcript)
        proposed = self.suggester.propose(statements, transcript)
        found = zip(statements, suggested, proposed, strict=True)
        return [replace(s, values=values, proposed=names) for s, values, names in found]

    def _made_by(self, heard_by: Mapping[str, str]) -> MadeBy:
        models = {
            **heard_by,
            "encoder": self.encoder.name,
            **self.understander.versions,
            **self.suggester.versions,
        }
        lexicon = self.lexicon
        return MadeBy(
            version=__version__,
            models=models,
            lexicon={"id": lexicon.id, "version": lexicon.version, "sha256": lexicon.sha256},
            options=told_options(self.options, recording=bool(heard_by["asr"])),
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )


def _merged(found: Session, given: Session | None) -> Session:
    """The user's own words about a session win over what the file says."""
    if given is None:
        return found
    fields = {name: value for name, value in asdict(given).items() if value}
    return replace(found, **fields)


@lru_cache(maxsize=1)
def _pipeline(options: AnalyseOptions) -> Pipeline:
    """One pipeline a process, so that a worker loads its models once."""
    return Pipeline(options)


def analyse_file(
    source: Path, options: AnalyseOptions | None = None, session: Session | None = None
) -> ValueMap:
    """Value map of one file; picklable work for a Dask worker.

    What is heard of a recording stays in its journal until `forget_hearing`: the map is still
    to be written.

    Raises
    ------
    AssistError
        For anything wrong with the input or the surroundings.
    """
    return _analysed(source, options, session, keep=True)


def forget_hearing(source: Path, options: AnalyseOptions, session: Session | None = None) -> None:
    """What `analyse_file` made of a recording is safe: remove its journal on this machine."""
    from assist.core.ids import content_id_of_file
    from assist.listening import forget

    forget(content_id_of_file(source), options.asr, Pipeline(options).asr_options(session))


def analyse_elsewhere(
    source: Path, options: AnalyseOptions | None = None, session: Session | None = None
) -> ValueMap:
    """`analyse_file` on a machine that nobody comes back to: its journal goes when it is done."""
    return _analysed(source, options, session, keep=False)


def _analysed(
    source: Path, options: AnalyseOptions | None, session: Session | None, *, keep: bool
) -> ValueMap:
    pipeline = _pipeline(options or AnalyseOptions())
    check_readable(source)
    with pipeline.journal(source, session=session) as journal:
        events = pipeline.analyse(
            source, session=session, heard=journal.heard, held=journal.held, memory=journal
        )
        for event in events:
            if isinstance(event, SetAside):
                journal.add(event.held)
            elif isinstance(event, Heard):
                journal.add(event.utterance)
            elif isinstance(event, Finished):
                if not keep:
                    journal.remove()
                return event.valuemap
    raise RuntimeError("the pipeline ended without a value map")
