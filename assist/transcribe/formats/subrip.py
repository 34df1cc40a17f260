"""SubRip (.srt)."""

from __future__ import annotations

import re
from pathlib import Path

from assist.core.transcript import Transcript
from assist.transcribe.assemble import assemble
from assist.transcribe.clock import clock
from assist.transcribe.encoding import decode
from assist.transcribe.formats.timed_text import cues


def read(data: bytes, path: Path) -> Transcript:
    """Read a .srt file, with or without ``Name: text``."""
    return assemble(cues(decode(data, path)), data, path, join=True)


def write(transcript: Transcript) -> bytes:
    """Write as SubRip, each utterance led by its speaker and role."""
    blocks = []
    for number, u in enumerate(transcript.utterances, start=1):
        times = f"{clock(u.start, mark=',')} --> {clock(max(u.end, u.start + 0.001), mark=',')}"
        who = f"{u.speaker} ({u.role})" if u.speaker and u.role else u.speaker or u.role or ""
        text = re.sub(r"\s+", " ", u.text)
        blocks.append(f"{number}\n{times}\n{f'{who}: ' if who else ''}{text}\n")
    return "\n".join(blocks).encode("utf-8")
