"""The work of hearing a recording: chunks, recognised in groups, judged and cut to utterances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import log10
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assist.core.errors import AssistError
from assist.core.language import _
from assist.core.transcript import Held, Utterance, Word
from assist.transcribe.assemble import utterance
from assist.transcribe.audio import pieces, tracks
from assist.transcribe.chunks import Chunk, chunks
from assist.transcribe.cue import Cue
from assist.transcribe.cutting import Cutter
from assist.transcribe.guard import Ground, Verdict, judge
from assist.transcribe.known import Known
from assist.transcribe.memory import Remembering
from assist.transcribe.recogniser import Recognised
from assist.transcribe.whisper import AsrOptions

if TYPE_CHECKING:
    from assist.transcribe.audio import Samples
    from assist.transcribe.voices.tracker import Tracker

_EDGE = 0.1  # seconds by which a word may reach outside the speech it belongs to
_SILENT = -120.0  # dB


@dataclass(frozen=True, slots=True)
class Step:
    """One step forward.

    Parameters
    ----------
    piece : Utterance or Held or None
        What it brought.
    at : float
        Seconds of the recording that are done.
    speech : float
        Seconds of speech recognised in this run.
    density : float
        Part of the recording so far that is speech, in [0, 1].
    """

    piece: Utterance | Held | None = None
    at: float = 0.0
    speech: float = 0.0
    density: float = 1.0


@dataclass(frozen=True, slots=True)
class Group:
    """Chunks that are recognised together.

    Parameters
    ----------
    chunks : tuple of Chunk
    turns : tuple of float
        Where in them another voice takes over, seconds.
    speech : float
        Seconds of speech up to its end, all groups before it counted in.
    """

    chunks: tuple[Chunk, ...]
    turns: tuple[float, ...]
    speech: float

    @property
    def end(self) -> float:
        return self.chunks[-1].end


@dataclass(frozen=True)
class Listener:
    """All that one hearing needs; without a tie to who listens, so that dropping one stops it.

    Parameters
    ----------
    recogniser : Remembering
    path : Path
        A recording.
    options : AsrOptions
        With everything chosen for the machine.
    tracker : Tracker or None
        Hears the same sound, and tells where another voice takes over.
    """

    recogniser: Remembering
    path: Path
    options: AsrOptions
    tracker: Tracker | None = None

    def listen(self, heard: Sequence[Utterance], held: Sequence[Held]) -> Iterator[Step]:
        """What comes after ``heard`` and ``held``, or all of it.

        Raises
        ------
        AssistError
            ``no-speech``, ``no-speech-in-first`` where there are more tracks of sound,
            ``nothing-believed`` where all that was recognised is held,
            ``recording-unreadable``.
        """
        known = Known(heard, held)
        number = heard[-1].id if heard else 0
        doubted = held[0].reason if held else ""
        step = Step()
        for step, piece in self._pieces(known):
            if isinstance(piece, Held):
                doubted = doubted or piece.reason
                if not known.has(piece):
                    yield replace(step, piece=piece)
            elif piece is None:
                yield step
            elif (found := known.new(utterance(number + 1, piece))) is not None:
                number += 1
                yield replace(step, piece=found)
        if not number and doubted:
            raise AssistError("nothing-believed", path=self.path, reason=_(doubted))
        if not number and (count := tracks(self.path)) > 1:
            raise AssistError("no-speech-in-first", path=self.path, count=count)
        if not number:
            raise AssistError("no-speech", path=self.path)

    def _pieces(self, known: Known) -> Iterator[tuple[Step, Held | Cue | None]]:
        """What is recognised from the place where it goes on, and how far that is."""
        cutter = Cutter(join=True)
        step = Step()
        for group in known.missing(self._groups()):
            for turn in group.turns:
                cutter.turn(turn)
            for chunk, verdict in self._judged(group.chunks):
                density = min(1.0, group.speech / group.end)
                step = Step(None, chunk.end, step.speech + chunk.seconds, density)
                yield step, None
                for piece in verdict.held:
                    yield step, piece
                for cue in verdict.kept:
                    for cut in cutter.add(cue):
                        yield step, cut
        for cut in cutter.finish():
            yield step, cut

    def _groups(self) -> Iterator[Group]:
        """All chunks of the recording; always grouped alike, so that each gives the same text."""
        together: list[Chunk] = []
        turns: list[float] = []
        speech = 0.0
        for chunk in chunks(pieces(self.path)):
            if not speech:
                self.recogniser.settle(chunk.sound)  # also when it was heard before
            if self.tracker is not None:
                turns += self.tracker.hear(chunk.start, chunk.samples, chunk.speech)
            together.append(chunk)
            speech += chunk.seconds
            if len(together) >= max(1, self.options.batch_size):
                yield Group(tuple(together), tuple(turns), speech)
                together, turns = [], []
        if together:
            yield Group(tuple(together), tuple(turns), speech)

    def _judged(self, group: Sequence[Chunk]) -> Iterator[tuple[Chunk, Verdict]]:
        sounds = [chunk.sound for chunk in group]
        recognised = self.recogniser.recognise(group, sounds)
        for chunk, sound, found in zip(group, sounds, recognised, strict=True):
            verdict = self._verdict(chunk, sound, found)
            if verdict.again:
                verdict = self._again(chunk, sound)
            yield chunk, verdict

    def _again(self, chunk: Chunk, sound: Samples) -> Verdict:
        """Listen once more to what came back as a loop.

        Whole, not by halves: of 16 loops made from real speech with noise or echo, the halves
        looped again in ten, and held fewer of the words that were said (130 against 150).
        """
        (found,) = self.recogniser.recognise([chunk], [sound], again=True)
        return self._verdict(chunk, sound, found, again=True)

    def _verdict(
        self, chunk: Chunk, sound: Samples, found: Recognised, *, again: bool = False
    ) -> Verdict:
        ground = Ground(
            avg_logprob=found.avg_logprob,
            no_speech_prob=found.no_speech_prob,
            speech=chunk.speech,
            level=_level(sound),
            again=again,
        )
        cue = Cue(
            text=found.text,
            start=chunk.speech[0][0],
            end=chunk.speech[-1][1],
            words=in_speech([_moved(w, chunk) for w in found.words], chunk.speech),
        )
        return judge(cue, ground, language=self.recogniser.language)


def _level(sound: Samples) -> float:
    """Loudness (root mean square), dB of full scale."""
    power = float(np.mean(np.square(sound, dtype=np.float64))) if len(sound) else 0.0
    return max(_SILENT, 10 * log10(power)) if power > 0.0 else _SILENT


def _moved(word: Word, chunk: Chunk) -> Word:
    """A word in the recording's own time."""
    start = chunk.time(word.start)
    return replace(word, start=start, end=max(start, chunk.time(word.end)))


def in_speech(words: Iterable[Word], speech: Sequence[tuple[float, float]]) -> tuple[Word, ...]:
    """Keep words within the speech they belong to: the recogniser lets them run into a pause.

    Parameters
    ----------
    words : iterable of Word
        In order of time.
    speech : sequence of (start, end)
        Seconds, in order.

    Examples
    --------
    >>> in_speech([Word("ja", 0.2, 2.9)], [(1.0, 1.4), (2.8, 4.0)])
    (Word(text='ja', start=0.9, end=1.5, probability=1.0),)
    """
    kept: list[Word] = []
    at = 0.0
    for word in words:
        overlaps = [(min(word.end, b) - max(word.start, a), a, b) for a, b in speech]
        most, begun, ended = max(overlaps, key=lambda o: o[0])
        start, end = word.start, word.end
        if most > 0.0:
            start, end = max(start, begun - _EDGE), min(end, ended + _EDGE)
        start = max(at, start)
        at = max(start, end)
        kept.append(replace(word, start=round(start, 3), end=round(at, 3)))
    return tuple(kept)
