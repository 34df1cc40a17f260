"""Cuts speech into windows for the voice model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assist.transcribe.voices.mel import RATE, STEP, mel

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from assist.transcribe.voices.mel import Floats

FRAMES = 160  # frames in a window, 1.6 s: what the model was trained on
HOP = 40  # frames, 0.4 s
SHORTEST = 40  # frames; less says nothing about a voice
PER_SECOND = RATE // STEP


def windows(
    offset: float, samples: Floats, speech: Sequence[tuple[float, float]]
) -> Iterator[tuple[float, float, Floats]]:
    """Windows over the speech in a stretch of sound.

    Parameters
    ----------
    offset : float
        Seconds, where the stretch begins in the recording.
    samples : ndarray of float32, shape (n,)
        Mono sound at 16 kHz.
    speech : sequence of (start, end)
        Seconds in the recording; between them nobody speaks.

    Yields
    ------
    start, end : float
        Seconds in the recording.
    mels : ndarray of float32, shape (160, 40)
        A span of speech shorter than a window is repeated to fill one.
    """
    import numpy as np

    for start, end in speech:
        first = max(0, round((start - offset) * RATE))
        last = min(len(samples), round((end - offset) * RATE))
        frames = mel(samples[first:last])[:-1]
        begin = offset + first / RATE
        if len(frames) < SHORTEST:
            continue
        if len(frames) <= FRAMES:
            filled: npt.NDArray[np.float32] = np.resize(frames, (FRAMES, frames.shape[1]))
            yield begin, begin + len(frames) / PER_SECOND, filled
            continue
        for at in _starts(len(frames)):
            start_ = begin + at / PER_SECOND
            yield start_, start_ + FRAMES / PER_SECOND, frames[at : at + FRAMES]


def _starts(frames: int) -> list[int]:
    """Where windows begin: every `HOP`, and one that ends where the speech ends."""
    last = frames - FRAMES
    return [*range(0, last, HOP), last]
