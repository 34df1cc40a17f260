"""Decodes a recording through PyAV, in pieces, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assist.core.errors import AssistError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Samples = npt.NDArray[np.float32]

RATE = 16_000  # Hz, what Whisper hears
LOWEST_RATE = 2_000  # Hz; below it there is no speech, and a small file would last for days
MOST_CHANNELS = 64
PIECE = 10.0  # seconds
SHORTEST_GAP = 0.25  # seconds; below it, time stamps are merely rounded
LONGEST_GAP = 3600.0  # seconds; beyond it, a time stamp is damaged
MOST_GAPS = 7200.0  # seconds in sum, as silence takes time too; pauses of one day are less
# Files that hold sound themselves. FFmpeg knows others too that name files to play instead, on
# this computer or elsewhere, or the file itself without end; those are refused.
CONTAINERS = (
    *("wav", "w64", "mp3", "aac", "ac3", "eac3", "amr", "aiff", "asf", "au", "avi", "caf", "flac"),
    *("g722", "gsm"),  # of telephone exchanges
    *("flv", "matroska", "mov", "mpeg", "mpegts", "ogg", "wv"),
    *("gif", "jpeg_pipe", "png_pipe"),  # no sound, and that is a better thing to say
)
# Containers that tell how long they are, to the second; an mp3 guesses, a wav goes by its size.
_EXACT = frozenset({"flac", "mov", "matroska"})
_SILENCE = 10 * RATE  # samples of a gap that are made at once


def open_sound(path: Path) -> Any:
    """The container of a recording, as PyAV opens it, when it holds its own sound.

    Raises
    ------
    av.error.FFmpegError, OSError, ValueError
        When it does not, or cannot be read.
    """
    import av

    only = {"format_whitelist": ",".join(CONTAINERS), "protocol_whitelist": "file"}
    return av.open(str(path), mode="r", metadata_errors="ignore", options=only)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Any, Any]]:
    """The container and its first stream of sound.

    Raises
    ------
    AssistError
        ``recording-unreadable`` or ``recording-no-audio``.
    """
    import av

    try:
        container = open_sound(path)
    except PermissionError as error:
        raise AssistError("not-readable", path=path) from error
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise AssistError("recording-unreadable", path=path) from error
    with container:
        if not container.streams.audio:
            raise AssistError("recording-no-audio", path=path)
        stream = container.streams.audio[0]
        decoder = stream.codec_context  # None for a kind of sound that nobody knows
        if decoder is None or not _possible(decoder):
            raise AssistError("recording-unreadable", path=path)
        yield container, stream


def promised(path: Path) -> float:
    """Seconds of sound that there should be; 0.0 where the file does not tell exactly.

    More than `duration_of` finds means a copy that broke off, or one that still goes on.

    Raises
    ------
    AssistError
        ``recording-unreadable`` or ``recording-no-audio``.
    """
    with _opened(path) as (container, stream):
        if _EXACT.isdisjoint(container.format.name.split(",")):
            return 0.0
        if stream.duration is not None:
            return float(stream.duration * stream.time_base)
        if container.duration is None or len(container.streams) > 1:
            return 0.0  # how long the whole is; the sound may be shorter
        return float(container.duration - (container.start_time or 0)) / 1e6


def tracks(path: Path) -> int:
    """How many tracks of sound a recording has; only the first is heard, as a player does.

    Raises
    ------
    AssistError
        ``recording-unreadable`` or ``recording-no-audio``.
    """
    with _opened(path) as (container, _stream):
        return len(container.streams.audio)


def _possible(decoder: Any) -> bool:
    """Whether what the header says can be speech; a decoder that knows nothing yet may be."""
    rate = decoder.sample_rate or 0
    return not rate or (rate >= LOWEST_RATE and 0 < decoder.channels <= MOST_CHANNELS)


def _packets(container: Any, stream: Any) -> Iterator[Any]:
    """Packets up to the end, or to where a damaged file breaks off."""
    import av

    packets = container.demux(stream)
    while True:
        try:
            yield next(packets)
        except StopIteration:
            return
        except (av.error.FFmpegError, OSError):
            return


def duration_of(path: Path) -> float:
    """Seconds of sound that are really in the file.

    Reads through the packets without decoding them: a header may be missing (a browser's
    webm) or promise more than there is (a broken-off copy).

    Raises
    ------
    AssistError
        ``recording-unreadable`` or ``recording-no-audio``.
    """
    with _opened(path) as (container, stream):
        tick = float(stream.time_base or 0.0)
        clock = _Clock(_beginning(container))
        for packet in _packets(container, stream):
            clock.gap_before(None if packet.pts is None else packet.pts * tick)
            clock.at += (packet.duration or 0) * tick
        return clock.at


def _beginning(container: Any) -> float | None:
    """Time stamp at which a player begins, of sound or picture: seconds, where it is known."""
    return None if container.start_time is None else container.start_time / 1e6


class _Clock:
    """Time in a recording as a player counts it, gaps included.

    A browser that pauses and a copy that lost packets leave a gap in the time stamps; what
    comes after it must keep its time, or a click plays the wrong second. The same goes for a
    film of which the sound begins later than the picture.

    Parameters
    ----------
    beginning : float, optional
        Time stamp at which a player begins, seconds; that of the first sound when not given.
    """

    def __init__(self, beginning: float | None = None) -> None:
        self.at = 0.0
        self._beginning = beginning
        self._first: float | None = None
        self._gaps = 0.0

    def gap_before(self, stamp: float | None) -> float:
        """Move on to a stamp; seconds that were skipped, 0.0 for what is no gap."""
        if stamp is None:
            return 0.0
        if self._first is None:
            begun = stamp if self._beginning is None else self._beginning
            # What is further off is rounding, or damaged.
            self._first = begun if SHORTEST_GAP <= stamp - begun <= LONGEST_GAP else stamp
        gap = stamp - self._first - self.at
        if not SHORTEST_GAP <= gap <= min(LONGEST_GAP, MOST_GAPS - self._gaps):
            return 0.0
        self.at += gap
        self._gaps += gap
        return gap


def pieces(path: Path, *, seconds: float = PIECE) -> Iterator[tuple[float, Samples]]:
    """Decode a recording piece by piece.

    Parameters
    ----------
    path : Path
        A recording in any format that FFmpeg's libraries know.
    seconds : float
        Length of a piece; the last one may be shorter.

    Yields
    ------
    offset : float
        Seconds from the start of the recording.
    samples : ndarray of float32, shape (n,)
        Mono sound at `RATE`, in [-1, 1].

    Raises
    ------
    AssistError
        ``recording-unreadable`` when nothing in it can be decoded.
    """
    import numpy as np

    size = max(1, round(seconds * RATE))
    held: list[npt.NDArray[np.int16]] = []
    length = given = 0
    for block in _blocks(path):
        held.append(block)
        length += len(block)
        if length < size:
            continue
        whole = np.concatenate(held)
        for first in range(0, length - size + 1, size):
            yield given / RATE, whole[first : first + size].astype(np.float32) / 32768.0
            given += size
        held = [whole[length - length % size :].copy()]
        length = len(held[0])
    if not given and not held:
        raise AssistError("recording-unreadable", path=path)
    if length:
        yield given / RATE, np.concatenate(held).astype(np.float32) / 32768.0


def _blocks(path: Path) -> Iterator[npt.NDArray[np.int16]]:
    """Mono 16 kHz samples as they are decoded; what is damaged or skipped is silence."""
    import av
    import numpy as np

    with _opened(path) as (container, stream):
        stream.thread_type = "AUTO"
        resampler = _resampler()
        clock = _Clock(_beginning(container))
        for packet in _packets(container, stream):
            try:
                frames = packet.decode()
            except (av.error.FFmpegError, OSError):
                continue
            for frame in frames:
                gap = clock.gap_before(frame.time)
                for first in range(0, round(gap * RATE), _SILENCE):
                    yield np.zeros(min(_SILENCE, round(gap * RATE) - first), np.int16)
                clock.at += frame.samples / frame.sample_rate
                frame.pts = None  # the resampler would stumble over gaps
                try:
                    resampled = resampler.resample(frame)
                except ValueError:  # the sound changes its rate or channels half-way
                    yield from _samples(resampler.resample(None))
                    resampler = _resampler()
                    resampled = resampler.resample(frame)
                yield from _samples(resampled)
        yield from _samples(resampler.resample(None))


def _resampler() -> Any:
    import av

    return av.AudioResampler(format="s16", layout="mono", rate=RATE)


def _samples(frames: list[Any]) -> Iterator[npt.NDArray[np.int16]]:
    for frame in frames:
        yield frame.to_ndarray().reshape(-1)
