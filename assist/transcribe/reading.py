"""Any transcript file to a `Transcript`; the ending chooses the reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from assist.core.errors import AssistError
from assist.core.files import check_readable
from assist.core.transcript import Transcript
from assist.transcribe.endings import RECORDINGS, told_endings
from assist.transcribe.formats import (
    elan,
    noscribe,
    plain_text,
    praat,
    rttm,
    session_json,
    subrip,
    table,
    webvtt,
    word,
)
from assist.transcribe.turns import Turn, with_speakers

MAX_BYTES = 32 * 1024 * 1024  # a session with word times is below ten megabytes
TURNS = ".rttm"  # who spoke when; lies beside a transcript and is none itself

READERS: Mapping[str, Callable[[bytes, Path], Transcript]] = {
    ".json": session_json.read,
    ".vtt": webvtt.read,
    ".srt": subrip.read,
    ".txt": plain_text.read,
    ".docx": word.read,
    ".csv": table.read,
    ".tsv": table.read,
    ".html": noscribe.read,
    ".htm": noscribe.read,
    ".eaf": elan.read,
    ".textgrid": praat.read,
}


def is_recording(path: Path) -> bool:
    """Whether a file is a recording, by its ending.

    Examples
    --------
    >>> is_recording(Path("Sessie 'één'.M4A")), is_recording(Path("sessie.vtt"))
    (True, False)
    """
    return path.suffix.lower() in RECORDINGS


def read_transcript(path: Path, *, turns: Path | None = None) -> Transcript:
    """Read a transcript file.

    Parameters
    ----------
    path : Path
        A file with one of the endings of `READERS`.
    turns : Path, optional
        An RTTM file that tells who spoke when; it outranks what the transcript says.
        Without it, ``sessie.rttm`` beside ``sessie.json`` is used where the transcript
        knows no speakers.

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
        raise AssistError("unknown-format", path=path, known=told_endings())
    transcript = reader(_bytes(path), path)
    if turns is None and not any(u.speaker for u in transcript.utterances):
        beside = path.with_suffix(TURNS)
        turns = beside if beside.is_file() else None
    return transcript if turns is None else with_speakers(transcript, read_turns(turns))


def read_turns(path: Path) -> tuple[Turn, ...]:
    """Who spoke when, from an RTTM file.

    Raises
    ------
    AssistError
        When it cannot be read, or is no RTTM.
    """
    return rttm.read_turns(_bytes(path), path)


def is_transcript(path: Path) -> bool:
    """Whether a file in a folder is likely a transcript: by its ending, a page by what it holds.

    Pages are many, and only those of noScribe are transcripts.
    """
    ending = path.suffix.lower()
    if ending not in (".html", ".htm"):
        return ending in READERS
    try:
        with path.open("rb") as file:
            return noscribe.is_ours(file.read(64 * 1024))
    except OSError:
        return False


def _bytes(path: Path) -> bytes:
    check_readable(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            limit = MAX_BYTES // 1024 // 1024
            raise AssistError("transcript-too-large", path=path, limit=limit)
        return path.read_bytes()
    except OSError as error:
        raise AssistError("not-readable", path=path) from error
