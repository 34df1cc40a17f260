"""A `Transcript` to a file; the ending chooses the writer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from assist.core.errors import AssistError
from assist.core.files import write_bytes
from assist.core.transcript import Transcript
from assist.transcribe.formats import plain_text, session_json, subrip, webvtt, word

WRITERS: Mapping[str, Callable[[Transcript], bytes]] = {
    ".json": session_json.write,
    ".vtt": webvtt.write,
    ".srt": subrip.write,
    ".txt": plain_text.write,
    ".docx": word.write,
}


def check_known(path: Path) -> None:
    """Refuse an ending that has no writer, before any work is done.

    Raises
    ------
    AssistError
        ``unknown-format``.
    """
    if path.suffix.lower() not in WRITERS:
        raise AssistError("unknown-format", path=path, known=" ".join(WRITERS))


def to_bytes(transcript: Transcript, ending: str) -> bytes:
    """Contents of the file that `write_transcript` would write."""
    return WRITERS[ending](transcript)


def write_transcript(transcript: Transcript, path: Path, *, force: bool = False) -> None:
    """Write a whole .json, .vtt, .srt, .txt or .docx file, or nothing.

    Equal transcripts give equal bytes.

    Raises
    ------
    AssistError
        ``unknown-format``, ``exists``, ``not-writable`` or ``disk-full``.
    """
    check_known(path)
    write_bytes(path, to_bytes(transcript, path.suffix.lower()), force=force)
