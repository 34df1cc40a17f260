"""Whisper's spectrogram, made block by block: the same numbers in a fraction of the memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor

if TYPE_CHECKING:
    import numpy.typing as npt

BLOCK = 3_000  # frames, half a minute


class LeanFeatures(FeatureExtractor):  # type: ignore[misc]
    """faster-whisper's own extractor, without arrays the length of the recording.

    Notes
    -----
    The original holds each frame's 400 samples and its complex spectrum for the whole sound
    at once, some 0.6 MB a second. Frames do not depend on each other, but for the loudest
    value, below which everything is cut off; that is taken over all blocks.
    """

    def __call__(
        self, waveform: npt.NDArray[Any], padding: int = 160, chunk_length: int | None = None
    ) -> npt.NDArray[np.float32]:
        """Log-mel spectrogram, shape (mels, frames)."""
        if chunk_length is not None or len(waveform) <= self.n_fft:
            short: npt.NDArray[np.float32] = super().__call__(waveform, padding, chunk_length)
            return short
        edge = self.n_fft // 2
        sound = np.pad(waveform.astype(np.float32, copy=False), (0, padding))
        sound = np.pad(sound, edge, mode="reflect")
        window = np.hanning(self.n_fft + 1)[:-1].astype(np.float32)
        frames = (len(sound) - self.n_fft) // self.hop_length  # the last one is left out
        spectrum = np.empty((len(self.mel_filters), frames), np.float32)
        for first in range(0, frames, BLOCK):
            last = min(first + BLOCK, frames)
            stretch = sound[first * self.hop_length : (last - 1) * self.hop_length + self.n_fft]
            waves = self.stft(
                stretch,
                self.n_fft,
                self.hop_length,
                window=window,
                center=False,
                return_complex=True,
            ).astype(np.complex64)
            power = self.mel_filters @ np.abs(waves) ** 2
            spectrum[:, first:last] = np.log10(np.maximum(power, 1e-10))
        np.maximum(spectrum, spectrum.max() - 8.0, out=spectrum)
        spectrum += 4.0
        spectrum /= 4.0
        return spectrum
