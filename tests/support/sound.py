"""Recordings for tests, made with PyAV; no ffmpeg binary."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
_CODECS = {
    ".wav": "pcm_s16le",
    ".flac": "flac",
    ".m4a": "aac",
    ".mp4": "aac",
    ".mp3": "libmp3lame",
    ".ogg": "libopus",
    ".webm": "libopus",
}


def tone(seconds: float, rate: int = 16_000, hertz: float = 220.0) -> Samples:
    """A quiet tone; sound, but no speech."""
    at = np.arange(round(seconds * rate)) / rate
    return (0.3 * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


def record(
    path: Path,
    samples: Samples,
    *,
    rate: int = 16_000,
    layout: str = "mono",
    options: dict[str, str] | None = None,
) -> Path:
    """Write samples of ``rate`` in the format of the path's ending."""
    with av.open(str(path), "w", options=options or {}) as container:
        stream = container.add_stream(_CODECS[path.suffix.lower()], rate=rate, layout=layout)
        assert isinstance(stream, av.AudioStream)
        resampler = av.AudioResampler(stream.format, layout, stream.rate, frame_size=0)
        whole = np.clip(samples, -1, 1)
        block = 1 << 16
        for first in range(0, len(whole), block):
            mono = (whole[first : first + block] * 32767).astype(np.int16)
            frame = av.AudioFrame.from_ndarray(mono[None], format="s16", layout="mono")
            frame.sample_rate = rate
            frame.pts = first
            for resampled in resampler.resample(frame):
                container.mux(stream.encode(resampled))
        for resampled in resampler.resample(None):
            container.mux(stream.encode(resampled))
        container.mux(stream.encode(None))
    return path


def video_without_sound(path: Path) -> Path:
    """One second of grey."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(10):
            frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 128, np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def picture(path: Path) -> Path:
    """A PNG, whatever the ending says."""
    encoder = av.CodecContext.create("png", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = 16, 16, "rgb24"
    encoder.time_base = Fraction(1)
    frame = av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), format="rgb24")
    path.write_bytes(b"".join(bytes(p) for p in [*encoder.encode(frame), *encoder.encode(None)]))
    return path
