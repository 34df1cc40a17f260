"""The spectrogram that the voice model hears: 40 mel bands, every 10 ms."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats: TypeAlias = npt.NDArray[np.float32]

RATE = 16_000  # Hz
FRAME = 400  # samples, 25 ms
STEP = 160  # samples, 10 ms
BANDS = 40


def mel(samples: Floats) -> Floats:
    """Power in 40 mel bands, not its logarithm.

    Parameters
    ----------
    samples : ndarray of float32, shape (n,)
        Mono sound at 16 kHz, in [-1, 1].

    Returns
    -------
    ndarray of float32, shape (1 + n // 160, 40)
        Frame ``i`` is centred on sample ``160 * i``; outside the sound is silence.

    Notes
    -----
    The same numbers as ``librosa.feature.melspectrogram(n_fft=400, hop_length=160,
    n_mels=40)``, which the model was trained on: a periodic Hann window, and Slaney's mel
    scale with triangles of equal area.
    """
    import numpy as np
    from numpy.lib.stride_tricks import sliding_window_view

    padded = np.pad(samples.astype(np.float32, copy=False), FRAME // 2)
    frames = sliding_window_view(padded, FRAME)[::STEP]
    window, filters = _window(), _filters()
    # Blocks that fit the processor's cache, whatever the length.
    found = [
        np.square(np.abs(np.fft.rfft(frames[at : at + 256] * window, axis=1))) @ filters
        for at in range(0, len(frames), 256)
    ]
    return np.concatenate(found).astype(np.float32, copy=False)


@lru_cache(maxsize=1)
def _window() -> Floats:
    import numpy as np

    return np.hanning(FRAME + 1)[:-1].astype(np.float32)


@lru_cache(maxsize=1)
def _filters() -> Floats:
    """Triangles of Slaney's mel scale, shape (201, 40)."""
    import numpy as np

    top = _to_mel(RATE / 2)
    edges = np.array([_to_hertz(top * i / (BANDS + 1)) for i in range(BANDS + 2)])
    hertz = np.arange(FRAME // 2 + 1) * RATE / FRAME
    rising = (hertz[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - hertz[:, None]) / (edges[2:] - edges[1:-1])
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    filters: Floats = (triangles * 2.0 / (edges[2:] - edges[:-2])).astype(np.float32)
    return filters


# Slaney's scale is straight up to 1 kHz (15 mels) and logarithmic above it.
_BEND_HERTZ = 1000.0
_BEND_MEL = 15.0
_STEP_ABOVE = 27.0  # mels for a factor of 6.4


def _to_mel(hertz: float) -> float:
    from math import log

    if hertz < _BEND_HERTZ:
        return hertz * _BEND_MEL / _BEND_HERTZ
    return _BEND_MEL + _STEP_ABOVE * log(hertz / _BEND_HERTZ) / log(6.4)


def _to_hertz(mels: float) -> float:
    from math import exp, log

    if mels < _BEND_MEL:
        return mels * _BEND_HERTZ / _BEND_MEL
    return _BEND_HERTZ * exp((mels - _BEND_MEL) * log(6.4) / _STEP_ABOVE)
