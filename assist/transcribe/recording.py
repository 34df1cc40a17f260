"""A recording to utterances, as the recogniser hears them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assist.core.errors import AssistError
from assist.core.files import check_readable
from assist.core.ids import content_id_of_file, digest_of
from assist.core.transcript import Held, Session, Utterance
from assist.transcribe.ahead import Ahead
from assist.transcribe.audio import duration_of
from assist.transcribe.listener import Listener, Step
from assist.transcribe.memory import Memory, Remembering
from assist.transcribe.recogniser import Recogniser
from assist.transcribe.whisper import AsrOptions, load_whisper

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

    from assist.transcribe.voices.tracker import Tracker

__all__ = ["Asr", "AsrOptions", "Hearing", "load_asr"]


def load_asr(model: Path, options: AsrOptions | None = None, *, voices: Path | None = None) -> Asr:
    """Load a Whisper model from a folder; never from a network.

    Parameters
    ----------
    model : Path
        Folder in CTranslate2's format, as faster-whisper reads it.
    options : AsrOptions, optional
    voices : Path, optional
        Folder of the speaker encoder; without it nobody is told apart.

    Raises
    ------
    AssistError
        ``asr-damaged`` or ``asr-device``.
    """
    options = options or AsrOptions()
    loaded, chosen = load_whisper(model, options)
    return Asr(model, options, loaded, used=chosen, voices=voices)


class Asr:
    """A loaded recogniser; one transcription at a time, as each fills the machine.

    Attributes
    ----------
    name : str
        Of the model, for a map's provenance.
    options, used : AsrOptions
        What was asked for, and what was chosen for this machine.
    """

    def __init__(
        self,
        folder: Path,
        options: AsrOptions,
        model: WhisperModel,
        *,
        used: AsrOptions | None = None,
        voices: Path | None = None,
    ) -> None:
        self.name = folder.resolve().name
        self.options = options
        self.used = used or options
        self._model = model
        self._voices = voices

    @property
    def versions(self) -> dict[str, str]:
        """What listens, for a map's provenance."""
        versions = {"asr": self.name}
        if self._voices is not None and self.options.speakers != 1:
            versions["voices"] = f"{self._voices.name}-{digest_of(self._voices)[:8]}"
        return versions

    def transcribe(
        self,
        path: Path,
        *,
        heard: Sequence[Utterance] = (),
        held: Sequence[Held] = (),
        memory: Memory | None = None,
    ) -> Hearing:
        """Start on a recording.

        Parameters
        ----------
        path : Path
            A recording.
        heard : sequence of Utterance
            What an interrupted run gave; this one goes on after the last of it, and both
            together are what one run would have given.
        held : sequence of Held
            What that run held back.
        memory : Memory, optional
            Keeps what is recognised, and gives it back to the next run.

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
        language = self.options.language
        if language and language not in self._model.supported_languages:
            raise AssistError("asr-language", model=self.name, language=language)
        tracker = self._tracker()
        remembering = Remembering(Recogniser(self._model, self.used), memory)
        listener = Listener(remembering, path, self.used, tracker)
        return Hearing(listener, session, heard, held)

    def _tracker(self) -> Tracker | None:
        if self._voices is None:
            return None
        from assist.transcribe.voices.tracker import load_voices

        return load_voices(self._voices, speakers=self.options.speakers)


class Hearing:
    """Utterances of one recording as they come; iterate once.

    Listening begins at once, in a thread of its own, so that what uses the utterances can
    load and work meanwhile. Closing the iterator, or dropping this, ends it.

    Attributes
    ----------
    session : Session
        Known before the first utterance; its id follows from the file's contents.
    """

    def __init__(
        self,
        listener: Listener,
        session: Session,
        heard: Sequence[Utterance],
        held: Sequence[Held],
    ) -> None:
        self.session = session
        self._utterances = list(heard)
        self._held = list(held)
        self._tracker = listener.tracker
        self._recogniser = listener.recogniser
        self._step = Step(at=heard[-1].end if heard else 0.0)
        self._ahead = Ahead(listener.listen(tuple(heard), tuple(held)))

    def __iter__(self) -> Iterator[Utterance]:
        for step in self._ahead:
            self._step = step
            if isinstance(step.piece, Held):
                self._held.append(step.piece)
            elif step.piece is not None:
                self._utterances.append(step.piece)
                yield step.piece
        self._step = Step(at=self.session.duration, speech=self._step.speech)

    @property
    def done(self) -> float:
        """Part of the recording that the utterances so far cover, in [0, 1]."""
        if not self.session.duration:
            return 0.0
        return min(1.0, self._step.at / self.session.duration)

    @property
    def speech(self) -> tuple[float, float]:
        """Seconds of speech recognised in this run, and about how many are left."""
        left = max(0.0, self.session.duration - self._step.at)
        return self._step.speech, left * self._step.density

    @property
    def language(self) -> str:
        """Which language is spoken: as given, or as found in the first speech."""
        return self._recogniser.language or "nl"

    @property
    def held(self) -> tuple[Held, ...]:
        """What was recognised so far but not believed; that of an interrupted run first."""
        return tuple(self._held)

    def labelled(self) -> tuple[Utterance, ...]:
        """All utterances with their speakers, also those heard before; once all are there."""
        utterances = tuple(self._utterances)
        return self._tracker.label(utterances) if self._tracker else utterances
