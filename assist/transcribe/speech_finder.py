"""Finds speech in a stream of sound, with silero's network as faster-whisper ships it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from assist.transcribe.audio import Samples

FRAME = 512  # samples at 16 kHz, 32 ms: what one probability is about
SECONDS = FRAME / 16_000
_BLOCK = 256  # frames looked at together; always as many, so that equal sound gives equal numbers
_CONTEXT = 64  # samples of the frame before that the network sees too

Probabilities = npt.NDArray[np.float32]


class SpeechFinder:
    """Probability of speech for each frame of a recording that comes in piece by piece.

    Notes
    -----
    faster-whisper runs the same network over a whole recording at once; here its state goes on
    from block to block, so that memory does not grow with the length.
    """

    def __init__(self) -> None:
        from faster_whisper.vad import get_vad_model

        self._session = get_vad_model().session
        self._state = np.zeros((1, 1, 128), np.float32), np.zeros((1, 1, 128), np.float32)
        self._context = np.zeros(_CONTEXT, np.float32)
        self._waiting: list[Samples] = []
        self._length = 0

    def hear(self, samples: Samples) -> Probabilities:
        """Take in sound; give the probabilities that are now known, in [0, 1]."""
        self._waiting.append(samples)
        self._length += len(samples)
        blocks = self._length // (_BLOCK * FRAME)
        if not blocks:
            return np.empty(0, np.float32)
        sound = np.concatenate(self._waiting)
        used = blocks * _BLOCK * FRAME
        self._waiting, self._length = [sound[used:]], len(sound) - used
        parts = sound[:used].reshape(blocks, _BLOCK * FRAME)
        return np.concatenate([self._look(part) for part in parts])

    def finish(self) -> Probabilities:
        """Probabilities of what is left, the last frame filled up with silence."""
        if not self._length:
            return np.empty(0, np.float32)
        sound = np.concatenate(self._waiting)
        self._waiting, self._length = [], 0
        return self._look(np.pad(sound, (0, -len(sound) % FRAME)))

    def _look(self, sound: Samples) -> Probabilities:
        frames = sound.reshape(-1, FRAME)
        before = np.vstack([self._context, frames[:-1, -_CONTEXT:]])
        self._context = frames[-1, -_CONTEXT:]
        h, c = self._state
        found, h, c = self._session.run(
            None, {"input": np.hstack([before, frames]), "h": h, "c": c}
        )
        self._state = h, c
        return np.asarray(found, np.float32).reshape(-1)
