"""A `Transcript` to a file; the ending chooses the writer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from assist.core.errors import AssistError
from assist.core.files import write_bytes
from assist.core.transcript import Transcript
from assist.transcribe.formats import (
    elan_writing,
    plain_text,
    rttm,
    session_json,
    subrip,
    table,
    webvtt,
    whisper_json,
    word,
)
from assist.transcribe.speakers import number_speakers

WRITERS: Mapping[str, Callable[[Transcript], bytes]] = {
    ".json": session_json.write,
    ".vtt": webvtt.write,
    ".srt": subrip.write,
    ".txt": plain_text.write,
    ".docx": word.write,
    ".csv": table.write,
    ".tsv": table.write_tabs,
    ".eaf": elan_writing.write,
    ".rttm": rttm.write,
    ".whisperx.json": whisper_json.write,
}
_OUR_LABEL = re.compile(r"^S[1-9]\d{0,2}$")


def ending_of(path: Path) -> str:
    """Ending that chooses the writer; ``.whisperx.json`` is one."""
    both = "".join(path.suffixes[-2:]).lower()
    return both if both in WRITERS else path.suffix.lower()


def check_known(path: Path) -> None:
    """Refuse an ending that has no writer, before any work is done.

    Raises
    ------
    AssistError
        ``unknown-format``.
    """
    if ending_of(path) not in WRITERS:
        raise AssistError("unknown-format", path=path, known=" ".join(WRITERS))


def to_bytes(transcript: Transcript, ending: str) -> bytes:
    """Contents of the file that `write_transcript` would write; labels, never names."""
    labelled = _labelled(transcript)
    return WRITERS[ending](labelled if ending == ".json" else _without_proposals(labelled))


def _without_proposals(transcript: Transcript) -> Transcript:
    """Only our own format can say that a role is a proposal; elsewhere it would be a fact."""
    if not any(u.role_proposed for u in transcript.utterances):
        return transcript
    return transcript.with_utterances(
        replace(u, role=None, role_proposed=False) if u.role_proposed else u
        for u in transcript.utterances
    )


def _labelled(transcript: Transcript) -> Transcript:
    """With ``S1``, ``S2``... for speakers that a program called otherwise."""
    utterances = transcript.utterances
    if all(u.speaker is None or _OUR_LABEL.match(u.speaker) for u in utterances):
        return transcript
    numbered = number_speakers((u.speaker or "", u.role or "") for u in utterances)
    return transcript.with_utterances(
        replace(u, speaker=speaker, role=role)
        for u, (speaker, role) in zip(utterances, numbered, strict=True)
    )


def write_transcript(transcript: Transcript, path: Path, *, force: bool = False) -> None:
    """Write a whole file with one of the endings of `WRITERS`, or nothing.

    Equal transcripts give equal bytes.

    Raises
    ------
    AssistError
        ``unknown-format``, ``exists``, ``not-writable`` or ``disk-full``.
    """
    check_known(path)
    write_bytes(path, to_bytes(transcript, ending_of(path)), force=force)
