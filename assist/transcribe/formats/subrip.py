"""SubRip (.srt)."""

from __future__ import annotations

import html
import re
from pathlib import Path

from assist.core.transcript import Transcript
from assist.transcribe.assemble import assemble
from assist.transcribe.clock import clock
from assist.transcribe.encoding import decode_lines
from assist.transcribe.formats.timed_text import blocks, cues, own_cues
from assist.transcribe.labels import own, told, who


def read(data: bytes, path: Path) -> Transcript:
    """Read a .srt file, with or without ``Name: text``.

    A file in which every cue begins with a label of assist holds whole utterances; other
    cues are fragments, and are joined.
    """
    text = decode_lines(data, path)
    ours = [own(cue) for cue in own_cues(blocks(text))]
    kept = [cue for cue in ours if cue is not None]
    if ours and len(kept) == len(ours):
        return assemble(kept, data, path, join=False, keep=True)
    return assemble(cues(text), data, path, join=True)


def write(transcript: Transcript) -> bytes:
    """Write as SubRip, each utterance led by its speaker and role where any is known."""
    known = told(transcript.utterances)
    parts = []
    for number, u in enumerate(transcript.utterances, start=1):
        times = f"{clock(u.start, mark=',')} --> {clock(max(u.end, u.start + 0.001), mark=',')}"
        label = f"{who(u)}: " if known else ""
        parts.append(f"{number}\n{times}\n{label}{_shown(u.text)}\n")
    return "\n".join(parts).encode("utf-8")


def _shown(text: str) -> str:
    """Text that no player takes for a tag; only what looks like one is escaped."""
    plain = re.sub(r"\s+", " ", text)
    tags = html.unescape(plain) != plain or "<" in plain
    return html.escape(plain, quote=False) if tags else plain
