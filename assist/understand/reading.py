"""What is known of the utterances of a session before any of them is judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from assist.core.transcript import Utterance
from assist.understand.cues import CUES, find_cues

Floats = npt.NDArray[np.float32]

MARKS = (*CUES, "length", "short")  # columns of `Reading.marks`
MOST = 2  # a cue counts at most so often
SHORT = 6  # words; below it hardly ever a statement


@dataclass(frozen=True, eq=False)
class Reading:
    """A session as numbers.

    Parameters
    ----------
    vectors : ndarray of float32, shape (n, dimension)
        Embedding of each utterance, unit length.
    marks : ndarray of float32, shape (n, len(MARKS))
        Cues of each utterance, its length in words (logarithm) and whether it is short.
    starts : ndarray of float32, shape (n,)
        Seconds from the start.
    duration : float
        Seconds of the whole session.
    speakers, roles : tuple of str or None, length n
    """

    vectors: Floats
    marks: Floats
    starts: Floats
    duration: float
    speakers: tuple[str | None, ...]
    roles: tuple[str | None, ...]

    def __len__(self) -> int:
        return len(self.speakers)

    @property
    def place(self) -> Floats:
        """Where in the session each utterance begins, in [0, 1]."""
        place: Floats = np.clip(self.starts / max(self.duration, 1e-6), 0.0, 1.0)
        return place.astype(np.float32)

    def placed(self) -> Reading:
        """With places by order where no times are known: all utterances begin at one moment."""
        if len(self) < 2 or float(np.ptp(self.starts)) > 0.0:
            return self
        starts = np.arange(len(self), dtype=np.float32)
        return replace(self, starts=starts, duration=float(len(self)))

    def without_roles(self) -> Reading:
        """As a recording with speakers told apart gives it."""
        return replace(self, roles=(None,) * len(self))

    def without_speakers(self) -> Reading:
        """Text and times alone."""
        return replace(self.without_roles(), speakers=(None,) * len(self))


def marks_of(text: str) -> Floats:
    """One row of `Reading.marks`.

    Returns
    -------
    ndarray of float32, shape (len(MARKS),)
    """
    row = np.zeros(len(MARKS), dtype=np.float32)
    for cue in find_cues(text):
        row[_COLUMN[cue.kind]] += 1.0
    np.minimum(row, MOST, out=row)
    words = len(text.split())
    row[-2] = np.log1p(words)
    row[-1] = words < SHORT
    return row


_COLUMN = {kind: i for i, kind in enumerate(CUES)}


def read(
    utterances: Sequence[Utterance], vectors: Floats, marks: Iterable[Floats], duration: float
) -> Reading:
    """Put together what is known of utterances in order.

    Parameters
    ----------
    duration : float
        Seconds of the whole session; where it is unknown (0.0), the end of the last
        utterance stands in.
    """
    rows = list(marks)
    return Reading(
        vectors=np.asarray(vectors, dtype=np.float32),
        marks=np.stack(rows) if rows else np.zeros((0, len(MARKS)), dtype=np.float32),
        starts=np.array([u.start for u in utterances], dtype=np.float32),
        duration=duration or max((u.end for u in utterances), default=0.0),
        speakers=tuple(u.speaker for u in utterances),
        roles=tuple(u.role for u in utterances),
    )
