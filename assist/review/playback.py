"""A copy that browsers can play, of recordings that they cannot."""

from __future__ import annotations

import hashlib
from pathlib import Path

from assist.review.records import Listed, StoredFile
from assist.review.store import Store
from assist.transcribe.audio import open_sound

MEDIA_TYPES = {
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".mp4": "audio/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".flac": "audio/flac",
    ".webm": "audio/webm",
}
BIT_RATE = 48_000  # speech, one channel: clear, and 22 MB an hour


def needs_copy(recording: Path) -> bool:
    """Whether browsers are known not to play this kind of file.

    Examples
    --------
    >>> needs_copy(Path("a.mkv")), needs_copy(Path("a.MP3"))
    (True, False)
    """
    return recording.suffix.lower() not in MEDIA_TYPES


def sound_of(about: Listed) -> StoredFile | None:
    """What to play for a session: the recording or its copy; None without playable sound."""
    if about.playback is not None:
        return about.playback
    recording = about.recording
    if recording is None or needs_copy(Path(recording.stored)):
        return None
    return recording


def make_playable(store: Store, session: str, recording: Path) -> None:
    """Store a playable copy beside the recording; a fault leaves the session without sound.

    The pipeline reads the recording itself, and tells what is wrong with it.
    """
    import av

    copy = recording.with_name("playback.ogg")
    partial = copy.with_suffix(".part")
    try:
        to_opus(recording, partial)
    except (av.FFmpegError, OSError, ValueError, IndexError):
        partial.unlink(missing_ok=True)
        return
    partial.replace(copy)
    store.add_file(
        session,
        StoredFile(
            kind="playback",
            name=copy.name,
            stored=copy.relative_to(store.files).as_posix(),
            size=copy.stat().st_size,
            sha256=_sha256(copy),
        ),
    )


def to_opus(source: Path, target: Path) -> None:
    """Turn the sound of ``source`` into Ogg Opus, mono."""
    import av

    with open_sound(source) as come, av.open(str(target), "w", format="ogg") as go:
        stream = go.add_stream("libopus", rate=48_000, layout="mono")
        stream.bit_rate = BIT_RATE
        for frame in come.decode(audio=0):
            frame.pts = None
            go.mux(stream.encode(frame))
        go.mux(stream.encode(None))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
