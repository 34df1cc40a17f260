"""Who spoke: hears a recording beside the recogniser, and labels its utterances at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assist.core.transcript import Utterance
from assist.transcribe.turns import Turn
from assist.transcribe.voices.embedder import OnnxEmbedder, VoiceEmbedder
from assist.transcribe.voices.grouping import (
    TUNING,
    WIDE,
    Tuning,
    Windows,
    group,
    in_order,
    takeovers,
)
from assist.transcribe.voices.pyannote import PyannoteTracker, is_pyannote, load_pyannote
from assist.transcribe.voices.roles import with_proposed_roles
from assist.transcribe.voices.windows import windows

if TYPE_CHECKING:
    from assist.transcribe.voices.grouping import Ints
    from assist.transcribe.voices.mel import Floats

BRIDGED = 0.3  # seconds of silence within running speech
FLOOR = 0.6  # seconds of silence in which a speaker keeps the floor
CLEAR = 0.05  # difference in cosine between the best voice and the next that tells them apart
HALF = 0.6  # part of an utterance that one voice must have


class Tracker(Protocol):
    """Hears a recording beside the recogniser; see `VoiceTracker`."""

    def hear(
        self, offset: float, samples: Floats, speech: Sequence[tuple[float, float]]
    ) -> tuple[float, ...]: ...
    def label(self, utterances: Sequence[Utterance]) -> tuple[Utterance, ...]: ...


class VoiceTracker:
    """Labels S1, S2... for one recording.

    Vectors of voices stay in memory, and only until this is dropped: nothing of a voice is
    written anywhere but the label.

    Parameters
    ----------
    embedder : VoiceEmbedder
    speakers : int
        How many there are; 0 finds out, up to 12; with 1 there is nothing to tell apart.
    """

    def __init__(
        self, embedder: VoiceEmbedder, *, speakers: int = 0, tuning: Tuning = TUNING
    ) -> None:
        self._embedder = embedder
        self._speakers = speakers
        self._tuning = tuning
        self._starts: list[float] = []
        self._ends: list[float] = []
        self._vectors: list[Floats] = []
        self._runs: list[int] = []
        self._speech: list[tuple[float, float]] = []
        self._run = 0

    def hear(
        self, offset: float, samples: Floats, speech: Sequence[tuple[float, float]]
    ) -> tuple[float, ...]:
        """Listen to the next stretch of the recording.

        Parameters
        ----------
        offset : float
            Seconds, where the stretch begins; after what was heard before.
        samples : ndarray of float32, shape (n,)
            Mono sound at 16 kHz, in [-1, 1].
        speech : sequence of (start, end)
            Where in it there is speech, seconds in the recording, in order.

        Returns
        -------
        tuple of float
            Seconds at which another voice clearly takes over within the stretch.
        """
        if self._speakers == 1:
            return ()
        self._speech += speech
        runs = _runs(speech)
        mels: list[Floats] = []
        first = len(self._starts)
        for run in runs:
            self._run += 1
            for start, end, mel in windows(offset, samples, [run]):
                self._starts.append(start)
                self._ends.append(end)
                self._runs.append(self._run)
                mels.append(mel)
        if not mels:
            return ()
        self._vectors.append(self._embedder.embed(mels))
        pauses = _pauses(speech)
        moments = takeovers(self._windows(max(0, first - WIDE)), self._tuning)
        return tuple(sorted({_nearest(at, pauses) for at in moments}))

    def _windows(self, first: int = 0) -> Windows:
        """All that was heard, or all from a window on."""
        import numpy as np

        count = len(self._starts) - first
        blocks: list[Floats] = []
        for block in reversed(self._vectors):
            if count <= 0:
                break
            blocks.insert(0, block[-count:])
            count -= len(block)
        return Windows(
            np.array(self._starts[first:]),
            np.array(self._ends[first:]),
            np.concatenate(blocks) if blocks else np.zeros((0, 0), np.float32),
            np.array(self._runs[first:], np.intp),
        )

    def turns(self) -> tuple[Turn, ...]:
        """Who speaks when, in what was heard; a speaker keeps the floor in short pauses."""
        import numpy as np

        heard = self._windows()
        if not len(heard):
            return ()
        found = group(heard, speakers=self._speakers, tuning=self._tuning)
        middles = (heard.starts + heard.ends) / 2
        order = np.argsort(middles, kind="stable")
        labels, middles = found.labels[order], middles[order]
        between = (middles[1:] + middles[:-1]) / 2
        names = in_order(labels.tolist())
        told: list[Turn] = []
        for start, end in self._speech:
            first, last = np.searchsorted(between, [start, end])
            edges = [start, *between[first:last].tolist(), end]
            for at, (begin, stop) in enumerate(pairwise(edges), start=int(first)):
                speaker = names[int(labels[at])]
                if told and told[-1].speaker == speaker and begin - told[-1].end <= FLOOR:
                    told[-1] = replace(told[-1], end=stop)
                else:
                    told.append(Turn(begin, stop, speaker))
        return tuple(told)

    def label(self, utterances: Sequence[Utterance]) -> tuple[Utterance, ...]:
        """Give every utterance its speaker, with the whole session in view.

        Parameters
        ----------
        utterances : sequence of Utterance
            Of the recording that was heard, in order of time.

        Returns
        -------
        tuple of Utterance
            The same ones. Speakers are S1, S2... in order of first appearance; those that the
            voices do not clearly tell are marked ``speaker_uncertain``. Who leads the talk has
            a proposed role.
        """
        import numpy as np

        if self._speakers == 1:
            return tuple(replace(u, speaker="S1") for u in utterances)
        heard = self._windows()
        if not len(heard) or not utterances:
            return tuple(utterances)
        found = group(heard, speakers=self._speakers, tuning=self._tuning)
        middles = (heard.starts + heard.ends) / 2
        told: list[tuple[int, bool]] = []
        for utterance in utterances:
            inside = np.flatnonzero((middles >= utterance.start) & (middles <= utterance.end))
            if len(inside):
                told.append(_told(found.labels[inside], found.likeness[inside]))
            else:
                middle = (utterance.start + utterance.end) / 2
                near = int(np.abs(middles - middle).argmin())
                covered = heard.starts[near] <= middle <= heard.ends[near]
                told.append((int(found.labels[near]), not covered))
        names = in_order([label for label, _ in told])
        labelled = [
            replace(u, speaker=names[label], speaker_uncertain=uncertain)
            for u, (label, uncertain) in zip(utterances, told, strict=True)
        ]
        return with_proposed_roles(labelled)


def _told(labels: Ints, likeness: Floats) -> tuple[int, bool]:
    """The voice that most windows of an utterance are of, and whether that is uncertain."""
    import numpy as np

    counts = np.bincount(labels, minlength=likeness.shape[1])
    best = int(counts.argmax())
    if likeness.shape[1] == 1:
        return best, False
    mean = likeness.mean(axis=0)
    others = np.delete(mean, best)
    uncertain = counts[best] < HALF * len(labels) or mean[best] - others.max() < CLEAR
    return best, bool(uncertain)


def _runs(speech: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Speech without a real pause in it."""
    runs: list[tuple[float, float]] = []
    for start, end in speech:
        if runs and start - runs[-1][1] <= BRIDGED:
            runs[-1] = runs[-1][0], max(end, runs[-1][1])
        else:
            runs.append((start, end))
    return runs


def _pauses(speech: Sequence[tuple[float, float]]) -> list[float]:
    """Middles of the pauses, however short."""
    return [(before[1] + after[0]) / 2 for before, after in pairwise(speech)]


def _nearest(at: float, pauses: Sequence[float], reach: float = 0.5) -> float:
    """A pause close by, where a change is likelier than in the midst of a word."""
    near = min(pauses, key=lambda pause: abs(pause - at), default=at)
    return round(near if abs(near - at) <= reach else at, 3)


def load_voices(folder: Path, *, speakers: int = 0) -> Tracker:
    """A tracker for one recording.

    Parameters
    ----------
    folder : Path
        The shipped speaker encoder, or a pyannote pipeline.
    speakers : int
        How many there are; 0 finds out.

    Raises
    ------
    AssistError
        ``voices-unreadable``, or ``pyannote-needs-package``.
    """
    if is_pyannote(folder):
        return PyannoteTracker(load_pyannote(folder), speakers=speakers)
    return VoiceTracker(OnnxEmbedder(folder), speakers=speakers)
