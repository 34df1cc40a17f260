"""Any transcript file to a `Transcript`; the ending chooses the reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from assist.core.errors import AssistError
from assist.core.files import check_readable
from assist.core.transcript import Transcript
from assist.transcribe.formats import (
    plain_text,
    session_json,
    subrip,
    table,
    webvtt,
    word,
)

MAX_BYTES = 64 * 1024 * 1024  # a session with word times is below ten megabytes

READERS: Mapping[str, Callable[[bytes, Path], Transcript]] = {
    ".json": session_json.read,
    ".vtt": webvtt.read,
    ".srt": subrip.read,
    ".txt": plain_text.read,
    ".docx": word.read,
    ".csv": table.read,
}
RECORDINGS = (
    *(".wav", ".mp3", ".m4a", ".ogg", ".opus", ".flac", ".webm", ".mp4", ".mkv", ".mov"),
    *(".aac", ".oga", ".wma", ".3gp"),
)


def is_recording(path: Path) -> bool:
    """Whether a file is a recording, by its ending.

    Examples
    --------
    >>> is_recording(Path("Sessie 'één'.M4A")), is_recording(Path("sessie.vtt"))
    (True, False)
    """
    return path.suffix.lower() in RECORDINGS


def read_transcript(path: Path) -> Transcript:
    """Read a transcript file.

    Parameters
    ----------
    path : Path
        A .json, .vtt, .srt, .txt, .docx or .csv file.

    Returns
    -------
    Transcript
        Utterances in order of time, numbered from 1 (annotated sessions keep their ids);
        speakers as ``S1``, ``S2``..., never by name.

    Raises
    ------
    AssistError
        When it cannot be read, is not a transcript, or nobody says anything in it.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = " ".join([*READERS, *RECORDINGS])
        raise AssistError("unknown-format", path=path, known=known)
    check_readable(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            limit = MAX_BYTES // 1024 // 1024
            raise AssistError("transcript-too-large", path=path, limit=limit)
        data = path.read_bytes()
    except OSError as error:
        raise AssistError("not-readable", path=path) from error
    return reader(data, path)
