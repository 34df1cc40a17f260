"""A recording to utterances, as the recogniser hears them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assist.core.errors import AssistError
from assist.core.files import check_readable
from assist.core.ids import content_id_of_file
from assist.core.transcript import Session, Utterance
from assist.transcribe.ahead import Ahead
from assist.transcribe.assemble import utterance
from assist.transcribe.audio import duration_of, pieces
from assist.transcribe.cue import Cue
from assist.transcribe.cutting import Cutter
from assist.transcribe.formats.whisper_json import to_words
from assist.transcribe.guard import Reason, invented
from assist.transcribe.whisper import AsrOptions, load_whisper

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

__all__ = ["Asr", "AsrOptions", "Hearing", "load_asr"]


def load_asr(model: Path, options: AsrOptions | None = None) -> Asr:
    """Load a Whisper model from a folder; never from a network.

    Parameters
    ----------
    model : Path
        Folder in CTranslate2's format, as faster-whisper reads it.
    options : AsrOptions, optional

    Raises
    ------
    AssistError
        ``asr-damaged`` or ``asr-device``.
    """
    options = options or AsrOptions()
    return Asr(model, options, load_whisper(model, options))


class Asr:
    """A loaded recogniser; one transcription at a time, as each fills the machine.

    Attributes
    ----------
    name : str
        Of the model, for a map's provenance.
    """

    def __init__(self, folder: Path, options: AsrOptions, model: WhisperModel) -> None:
        self.name = folder.resolve().name
        self.options = options
        self._folder = folder
        self._model: WhisperModel | None = model
        self._used = False

    def transcribe(self, path: Path, *, heard: Sequence[Utterance] = ()) -> Hearing:
        """Start on a recording.

        Parameters
        ----------
        path : Path
            A recording.
        heard : sequence of Utterance
            What an interrupted run gave; this one goes on after the last of it.

        Raises
        ------
        AssistError
            ``not-found``, ``empty-file``, ``recording-unreadable``, ``recording-no-audio``,
            ``asr-language``; while iterating also ``no-speech``.
        """
        check_readable(path)
        session = Session(
            id=content_id_of_file(path),
            title=path.stem,
            duration=round(duration_of(path), 3),
        )
        model = self._fresh_model()
        language = self.options.language
        if language and language not in model.supported_languages:
            raise AssistError("asr-language", model=self.name, language=language)
        return Hearing(model, path, self.options, session, heard)

    def _fresh_model(self) -> WhisperModel:
        """A model whose sampler starts from its seed, so that equal input gives equal output.

        CTranslate2 seeds the sampler of a worker thread once, when the thread first draws;
        a new model has new threads.
        """
        if self._used or self._model is None:
            self._model = None  # first let go of the old, or both are in memory
            self._model = load_whisper(self._folder, self.options)
        self._used = True
        return self._model


class Hearing:
    """Utterances of one recording as they come; iterate once.

    Listening begins at once, in a thread of its own, so that what uses the utterances can
    load and work meanwhile. Closing the iterator, or dropping this, ends it.

    Attributes
    ----------
    session : Session
        Known before the first utterance; its id follows from the file's contents.
    dropped : Counter
        How many segments were held back, by reason; see `assist.transcribe.guard`.
    """

    def __init__(
        self,
        model: WhisperModel,
        path: Path,
        options: AsrOptions,
        session: Session,
        heard: Sequence[Utterance],
    ) -> None:
        self.session = session
        self.dropped: Counter[Reason] = Counter()
        self._at = heard[-1].end if heard else 0.0
        listener = _Listener(model, path, options, session.duration, self.dropped)
        self._ahead = Ahead(listener.listen(self._at, heard[-1].id if heard else 0))

    def __iter__(self) -> Iterator[Utterance]:
        for utterance_, at in self._ahead:
            self._at = at
            yield utterance_
        self._at = self.session.duration

    @property
    def done(self) -> float:
        """Part of the recording that the utterances so far cover, in [0, 1]."""
        if not self.session.duration:
            return 0.0
        return min(1.0, self._at / self.session.duration)


@dataclass(frozen=True)
class _Listener:
    """The work of a `Hearing`, without a tie to it, so that dropping one stops the other."""

    model: WhisperModel
    path: Path
    options: AsrOptions
    duration: float
    dropped: Counter[Reason]

    def listen(self, start: float, number: int) -> Iterator[tuple[Utterance, float]]:
        """Utterances from ``start``, numbered after ``number``, each with the time reached."""
        at = start
        resumed = number > 0
        cutter = Cutter(join=True)
        for offset, samples in pieces(self.path, self.duration, start=start):
            segments = self._segments(samples)
            del samples  # the features are made; a piece's sound is not needed any more
            for segment in segments:
                at = max(at, offset + float(segment.end))
                reason = invented(segment)
                if reason is not None:
                    self.dropped[reason] += 1
                    continue
                for piece in cutter.add(_cue(segment, offset)):
                    number += 1
                    yield utterance(number, piece), at
        for piece in cutter.finish():
            number += 1
            yield utterance(number, piece), at
        if not number and not resumed:
            raise AssistError("no-speech", path=self.path)

    def _segments(self, samples: Any) -> Iterator[Any]:
        options = self.options
        shared = {
            "language": options.language or None,
            "beam_size": options.beam_size,
            "word_timestamps": options.word_times,
        }
        if options.batch_size:
            from faster_whisper import BatchedInferencePipeline

            batched = BatchedInferencePipeline(self.model)
            segments, _info = batched.transcribe(samples, batch_size=options.batch_size, **shared)
        else:
            segments, _info = self.model.transcribe(samples, vad_filter=options.vad, **shared)
        return iter(segments)


def _cue(segment: Any, offset: float) -> Cue:
    """A segment in the recording's own time."""
    items = [
        {
            "word": word.word,
            "start": offset + float(word.start),
            "end": offset + float(word.end),
            "probability": float(word.probability),
        }
        for word in segment.words or ()
    ]
    start = offset + float(segment.start)
    words = to_words(items, start)
    return Cue(
        text=" ".join(word.text for word in words) if words else segment.text.strip(),
        start=start,
        end=offset + float(segment.end),
        words=words,
    )
