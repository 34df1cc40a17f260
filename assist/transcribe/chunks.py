"""Cuts the sound into chunks of speech that a recogniser takes whole, always in a pause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from assist.transcribe.audio import RATE
from assist.transcribe.speech_finder import SECONDS, Probabilities, SpeechFinder

if TYPE_CHECKING:
    from assist.transcribe.audio import Samples

SPEECH, SILENCE = 0.5, 0.35  # probability at which speech begins, and below which it ends
PAUSE = 0.16  # seconds of silence that end a stretch of speech
WANTED = 26.0  # seconds in a chunk; much shorter errs more, longer costs more than it brings
FULL = 0.85  # part of `WANTED` from which on a chunk may be cut in a longer pause
LONGEST = 24.0  # seconds of speech without any pause
PAD = 0.3  # seconds left round a chunk, for soft beginnings and endings
GAP = 1.2  # seconds; of a longer silence inside a chunk the middle is left out
FAR = 8.0  # seconds of silence after which a chunk does not go on


@dataclass(frozen=True)
class Chunk:
    """A piece of the recording in which somebody speaks.

    Parameters
    ----------
    start : float
        Seconds in the recording.
    samples : ndarray of float32, shape (n,)
        Its sound at 16 kHz, silences and all.
    spans : tuple of (start, end)
        What of it is worth recognising: seconds in the recording, in order.
    speech : tuple of (start, end)
        Where in it there is speech: seconds in the recording, in order.
    """

    start: float
    samples: Samples = field(repr=False)
    spans: tuple[tuple[float, float], ...]
    speech: tuple[tuple[float, float], ...]

    @property
    def end(self) -> float:
        return self.start + len(self.samples) / RATE

    @property
    def seconds(self) -> float:
        """Length of `sound`."""
        return sum(end - start for start, end in self.spans)

    @property
    def sound(self) -> Samples:
        """The spans, one after the other."""
        parts = [
            self.samples[round((a - self.start) * RATE) : round((b - self.start) * RATE)]
            for a, b in self.spans
        ]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def time(self, at: float) -> float:
        """Seconds in the recording of a moment in `sound`."""
        for start, end in self.spans:
            if at <= end - start:
                return start + max(0.0, at)
            at -= end - start
        return self.spans[-1][1]


def chunks(sound: Iterable[tuple[float, Samples]]) -> Iterator[Chunk]:
    """Chunks of a recording; they depend on its sound alone.

    Parameters
    ----------
    sound : iterable of (float, ndarray)
        All of a recording from its beginning, as `assist.transcribe.audio.pieces` gives it.
    """
    finder, chunker = SpeechFinder(), Chunker()
    for _, samples in sound:
        yield from chunker.add(samples, finder.hear(samples))
    yield from chunker.add(np.empty(0, np.float32), finder.finish())
    yield from chunker.finish()


Stretch = tuple[float, float]


class Chunker:
    """Gathers stretches of speech into chunks, and cuts in the longest pause near the end."""

    def __init__(self) -> None:
        self._sound = _Window()
        self._speech = _Stretches()
        self._open: list[Stretch] = []
        self._last = 0.0  # end of the speech before the open chunk

    def add(self, samples: Samples, probabilities: Probabilities) -> Iterator[Chunk]:
        """Take in sound, and the probabilities of speech that are known by now."""
        self._sound.add(samples)
        for stretch in self._speech.add(probabilities):
            yield from self._gather(stretch)
        if self._open and self._speech.silent_since(self._open[-1][1]) > FAR:
            yield self._close(len(self._open), None)
        needed = self._open[0][0] if self._open else self._speech.open_from
        self._sound.forget(needed - GAP)

    def finish(self) -> Iterator[Chunk]:
        for stretch in self._speech.finish():
            yield from self._gather(stretch)
        if self._open:
            yield self._close(len(self._open), None)

    def _gather(self, stretch: Stretch) -> Iterator[Chunk]:
        if self._open and stretch[0] - self._open[-1][1] > FAR:
            yield self._close(len(self._open), stretch)
        while self._open and _packed([*self._open, stretch]) > WANTED:
            yield self._close(self._best_cut(stretch), stretch)
        self._open.append(stretch)

    def _best_cut(self, following: Stretch) -> int:
        """How many stretches go; the rest waits for what follows."""
        all_of = [*self._open, following]
        late = [n for n in range(1, len(all_of)) if _packed(all_of[:n]) >= WANTED * FULL]
        return max(late or [len(self._open)], key=lambda n: (all_of[n][0] - all_of[n - 1][1], n))

    def _close(self, count: int, following: Stretch | None) -> Chunk:
        gone, self._open = self._open[:count], self._open[count:]
        following = self._open[0] if self._open else following
        begin, end = gone[0][0] - PAD, gone[-1][1] + PAD
        begin = max(begin, (self._last + gone[0][0]) / 2)
        if following is not None:
            end = min(end, (gone[-1][1] + following[0]) / 2)
        self._last = gone[-1][1]
        start, samples = self._sound.cut(begin, end)
        return Chunk(start, samples, _spans(gone, start, start + len(samples) / RATE), tuple(gone))


def _packed(stretches: list[Stretch]) -> float:
    """Seconds that these take in a chunk."""
    silences = sum(min(GAP, b[0] - a[1]) for a, b in pairwise(stretches))
    return sum(end - start for start, end in stretches) + silences + 2 * PAD


def _spans(stretches: list[Stretch], start: float, end: float) -> tuple[Stretch, ...]:
    edges = [start]
    for before, after in pairwise(stretches):
        if after[0] - before[1] > GAP:
            edges += [before[1] + GAP / 2, after[0] - GAP / 2]
    edges.append(end)
    return tuple(zip(edges[::2], edges[1::2], strict=True))


class _Stretches:
    """Probabilities to stretches of speech."""

    def __init__(self) -> None:
        self._known: list[float] = []  # of the stretch that is open
        self._begun: int | None = None
        self._quiet: int | None = None
        self._count = 0

    @property
    def at(self) -> float:
        """Seconds looked at."""
        return self._count * SECONDS

    @property
    def open_from(self) -> float:
        """Where the stretch that goes on began."""
        return self.at if self._begun is None else self._begun * SECONDS

    def silent_since(self, end: float) -> float:
        """Seconds without speech after ``end``."""
        return self.open_from - end

    def add(self, probabilities: Probabilities) -> Iterator[Stretch]:
        for probability in probabilities.tolist():
            now, self._count = self._count, self._count + 1
            if self._begun is None:
                if probability >= SPEECH:
                    self._begun, self._quiet, self._known = now, None, [probability]
                continue
            self._known.append(probability)
            if probability >= SPEECH:
                self._quiet = None
            elif probability < SILENCE and self._quiet is None:
                self._quiet = now
            if self._quiet is not None and (now - self._quiet) * SECONDS >= PAUSE:
                yield self._end(self._quiet)
                self._begun = self._quiet = None
            elif len(self._known) * SECONDS >= LONGEST:
                half = len(self._known) // 2
                cut = half + int(np.argmin(self._known[half:]))
                begun = self._begun
                yield begun * SECONDS, (begun + cut) * SECONDS
                self._begun, self._known = begun + cut, self._known[cut:]

    def finish(self) -> Iterator[Stretch]:
        if self._begun is not None:
            yield self._end(self._count if self._quiet is None else self._quiet)
            self._begun = None

    def _end(self, frame: int) -> Stretch:
        assert self._begun is not None
        return self._begun * SECONDS, max(frame, self._begun + 1) * SECONDS


class _Window:
    """The sound that may still be wanted."""

    def __init__(self) -> None:
        self._parts: list[Samples] = []
        self._first = 0  # sample in the recording of the first one kept
        self._length = 0

    def add(self, samples: Samples) -> None:
        if len(samples):
            self._parts.append(samples)
            self._length += len(samples)

    def forget(self, before: float) -> None:
        """Let go of parts that end before this time."""
        limit = round(before * RATE)
        while self._parts and self._first + len(self._parts[0]) <= limit:
            gone = len(self._parts.pop(0))
            self._first += gone
            self._length -= gone

    def cut(self, begin: float, end: float) -> tuple[float, Samples]:
        """The sound from ``begin`` to ``end`` as far as it is there, and where it really begins."""
        first = max(self._first, round(begin * RATE))
        last = min(self._first + self._length, round(end * RATE))
        whole = np.concatenate(self._parts)
        return first / RATE, whole[first - self._first : last - self._first].copy()
