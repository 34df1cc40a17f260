"""The one place that joins the stages.

It yields what it knows as soon as it knows it, so that the command line, the web
page and a batch are the same code. Each model is loaded once, when first needed.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from assist import __version__
from assist.core.files import check_readable
from assist.core.statement import Effect, Option, Statement
from assist.core.transcript import Session, Transcript, Utterance
from assist.core.valuemap import MadeBy, ValueMap

if TYPE_CHECKING:
    from assist.core.lexicon import Lexicon
    from assist.core.protocols import Encoder
    from assist.transcribe.recording import Asr
    from assist.understand.understander import Understander, Understanding
    from assist.valuemap.linking import LinkModel
    from assist.values.suggest import ValueSuggester

ModelKind = Literal["asr", "encoder", "nlp", "statements", "values"]
Stage = Literal["load", "transcribe", "understand", "value", "map"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is; ``done`` in [0, 1], ``seconds_left`` None when unknown."""

    stage: Stage
    done: float
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """An utterance was transcribed or read."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Found:
    """A first suggestion; the finished map may rank, link or drop it."""

    statement: Statement


@dataclass(frozen=True, slots=True)
class Finished:
    """The value map is complete; always the last event."""

    valuemap: ValueMap


Event: TypeAlias = Progress | Heard | Found | Finished


@dataclass(frozen=True, slots=True)
class AnalyseOptions:
    """What a user can choose about a run.

    Parameters
    ----------
    asr, encoder, nlp : str
        Name of a known model, or a path; empty for the default.
    lexicon : str
        Path of a lexicon; empty for the user's own or the shipped one.
    device, compute_type : str
        As faster-whisper knows them; ``auto`` chooses for the machine.
    threads : int
        Processor threads for transcription; 0 chooses for the machine.
    """

    asr: str = "base"
    encoder: str = ""
    nlp: str = ""
    lexicon: str = ""
    device: str = "auto"
    compute_type: str = "auto"
    threads: int = 0


class Pipeline:
    """Recording or transcript to value map.

    Parameters
    ----------
    options : AnalyseOptions
        The same options, models and input give the same map, but for ``made_at``.
    """

    def __init__(self, options: AnalyseOptions | None = None) -> None:
        self.options = options or AnalyseOptions()

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

    @cached_property
    def asr(self) -> Asr:
        from assist.transcribe.recording import AsrOptions, load_asr

        return load_asr(
            self._model("asr", self.options.asr),
            AsrOptions(
                device=self.options.device,
                compute_type=self.options.compute_type,
                threads=self.options.threads,
            ),
        )

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

        Yields
        ------
        Event
            `Progress`, `Heard`, `Found` as they come, `Finished` last.

        Raises
        ------
        AssistError
            For anything wrong with the input or the surroundings.
        """
        from assist.transcribe.reading import is_recording

        check_readable(source)
        self._check_choices(recording=is_recording(source))
        if is_recording(source):
            understanding, about = yield from self._listen(source, session, heard)
            asr = self.asr.name
        else:
            understanding, about = yield from self._read(source, session)
            asr = ""
        yield from self._map(about, understanding, asr)

    def _check_choices(self, *, recording: bool) -> None:
        """Find every model now, not after hours of listening."""
        if recording:
            self._model("asr", self.options.asr)
        self._model("encoder", self.options.encoder)
        self._model("statements")
        self._model("values")
        if self.options.nlp:
            self._model("nlp", self.options.nlp)

    def map_transcript(self, transcript: Transcript) -> ValueMap:
        """Value map of a transcript in memory, as evaluation wants it."""
        understanding = self.understander.understand(transcript)
        for event in self._map(transcript.session, understanding, ""):
            if isinstance(event, Finished):
                return event.valuemap
        raise RuntimeError("the pipeline ended without a value map")

    def _listen(
        self, source: Path, given: Session | None, heard: Sequence[Utterance]
    ) -> Generator[Event, None, tuple[Understanding, Session]]:
        yield Progress("load", 0.0)
        hearing = self.asr.transcribe(source, heard=heard)
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
        for utterance in heard:
            yield from found(utterance)
        clock = _Clock(hearing.done)
        for utterance in hearing:
            yield Heard(utterance)
            yield from found(utterance)
            yield Progress("transcribe", hearing.done, clock.seconds_left(hearing.done))
        yield Progress("transcribe", 1.0, 0.0)
        yield Progress("understand", 0.0)
        return listening.finish(), session

    def _read(
        self, source: Path, given: Session | None
    ) -> Generator[Event, None, tuple[Understanding, Session]]:
        from assist.transcribe.reading import read_transcript

        transcript = read_transcript(source)
        session = _merged(transcript.session, given)
        transcript = replace(transcript, session=session)
        yield from map(Heard, transcript.utterances)
        yield Progress("load", 0.0)
        _ = self.lexicon  # a fault in it shows before the work
        understander = self.understander
        yield Progress("understand", 0.0)
        return understander.understand(transcript), session

    def _map(self, session: Session, understanding: Understanding, asr: str) -> Iterator[Event]:
        from assist.valuemap.build import build

        yield Progress("understand", 1.0, 0.0)
        transcript = Transcript(session, understanding.utterances)
        statements: list[Statement] = [*understanding.effects, *understanding.options]
        yield Progress("value", 0.0)
        valued = self._valued(statements, transcript)
        yield from map(Found, valued)
        yield Progress("map", 0.0)
        valuemap = build(
            session,
            self._made_by(asr),
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

    def _made_by(self, asr: str) -> MadeBy:
        models = {
            "asr": asr,
            "encoder": self.encoder.name,
            **self.understander.versions,
            **self.suggester.versions,
        }
        lexicon = self.lexicon
        return MadeBy(
            version=__version__,
            models=models,
            lexicon={"id": lexicon.id, "version": lexicon.version, "sha256": lexicon.sha256},
            options=_told_options(self.options, recording=bool(asr)),
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )


def _told_options(options: AnalyseOptions, *, recording: bool) -> Mapping[str, object]:
    """Options that shape the result; no paths, which may hold names."""
    kept = {"device", "compute_type", "threads"} if recording else set()
    return {name: value for name, value in asdict(options).items() if name in kept}


def _merged(found: Session, given: Session | None) -> Session:
    """The user's own words about a session win over what the file says."""
    if given is None:
        return found
    fields = {name: value for name, value in asdict(given).items() if value}
    return replace(found, **fields)


class _Clock:
    """Estimates the time left of a stage from its pace so far."""

    def __init__(self, done: float) -> None:
        self._started = time.monotonic()
        self._from = done

    def seconds_left(self, done: float) -> float | None:
        gained = done - self._from
        if gained <= 0.0:
            return None
        return max(0.0, (time.monotonic() - self._started) * (1.0 - done) / gained)


@lru_cache(maxsize=1)
def _pipeline(options: AnalyseOptions) -> Pipeline:
    """One pipeline a process, so that a worker loads its models once."""
    return Pipeline(options)


def analyse_file(
    source: Path, options: AnalyseOptions | None = None, session: Session | None = None
) -> ValueMap:
    """Value map of one file; picklable work for a Dask worker.

    Raises
    ------
    AssistError
        For anything wrong with the input or the surroundings.
    """
    for event in _pipeline(options or AnalyseOptions()).analyse(source, session=session):
        if isinstance(event, Finished):
            return event.valuemap
    raise RuntimeError("the pipeline ended without a value map")
