"""A recording to utterances, as the recogniser hears them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assist.core.errors import AssistError
from assist.core.files import check_readable
from assist.core.ids import content_id_of_file
from assist.core.transcript import Session, Utterance
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
    """Utterances of one recording, lazily; iterate once.

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
        self._model = model
        self._path = path
        self._options = options
        self._start = heard[-1].end if heard else 0.0
        self._number = heard[-1].id if heard else 0
        self._at = self._start
        self._utterances = self._listen()

    def __iter__(self) -> Iterator[Utterance]:
        return self._utterances

    @property
    def done(self) -> float:
        """Part of the recording that has been heard, in [0, 1]."""
        if not self.session.duration:
            return 0.0
        return min(1.0, self._at / self.session.duration)

    def _listen(self) -> Iterator[Utterance]:
        first = self._number
        cutter = Cutter(join=True)
        duration = self.session.duration
        for offset, samples in pieces(self._path, duration, start=self._start):
            end = offset + len(samples) / 16_000
            segments = self._segments(samples)
            del samples  # the features are made; a piece's sound is not needed any more
            for segment in segments:
                self._at = max(self._at, offset + segment.end)
                reason = invented(segment)
                if reason is not None:
                    self.dropped[reason] += 1
                    continue
                yield from map(self._numbered, cutter.add(_cue(segment, offset)))
            self._at = max(self._at, end)
        yield from map(self._numbered, cutter.finish())
        self._at = duration
        if self._number == 0 and first == 0:
            raise AssistError("no-speech", path=self._path)

    def _segments(self, samples: Any) -> Iterator[Any]:
        options = self._options
        shared = {
            "language": options.language or None,
            "beam_size": options.beam_size,
            "word_timestamps": options.word_times,
        }
        if options.batch_size:
            from faster_whisper import BatchedInferencePipeline

            batched = BatchedInferencePipeline(self._model)
            segments, _info = batched.transcribe(samples, batch_size=options.batch_size, **shared)
        else:
            segments, _info = self._model.transcribe(samples, vad_filter=options.vad, **shared)
        return iter(segments)

    def _numbered(self, piece: Cue) -> Utterance:
        self._number += 1
        return utterance(self._number, piece)


def _cue(segment: Any, offset: float) -> Cue:
    """A segment in the recording's own time."""
    items = [
        {
            "word": word.word,
            "start": offset + word.start,
            "end": offset + word.end,
            "probability": float(word.probability),
        }
        for word in segment.words or ()
    ]
    words = to_words(items, offset + segment.start)
    return Cue(
        text=" ".join(word.text for word in words) if words else segment.text.strip(),
        start=offset + segment.start,
        end=offset + segment.end,
        words=words,
    )
