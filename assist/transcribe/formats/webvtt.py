"""WebVTT, with voice tags (Teams, noScribe) or ``Name: text`` (Zoom)."""

from __future__ import annotations

import html
import re
from pathlib import Path

from assist.core.transcript import Transcript, Utterance
from assist.transcribe.assemble import assemble
from assist.transcribe.clock import clock
from assist.transcribe.encoding import decode
from assist.transcribe.formats.timed_text import cues

_OURS = "NOTE assist: one cue an utterance"


def read(data: bytes, path: Path) -> Transcript:
    """Read a .vtt file; what assist wrote keeps its utterances, other cues are joined."""
    text = decode(data, path)
    return assemble(cues(text), data, path, join=_OURS not in text)


def write(transcript: Transcript) -> bytes:
    """Write as WebVTT; the voice is speaker and role, never a name."""
    blocks = ["WEBVTT", _OURS]
    for u in transcript.utterances:
        times = f"{clock(u.start)} --> {clock(max(u.end, u.start + 0.001))}"
        text = html.escape(re.sub(r"\s+", " ", u.text), quote=False)
        blocks.append(f"{u.id}\n{times}\n{_voice(u)}{text}")
    return ("\n\n".join(blocks) + "\n").encode("utf-8")


def _voice(u: Utterance) -> str:
    who = html.escape(
        f"{u.speaker} ({u.role})" if u.speaker and u.role else u.speaker or u.role or ""
    )
    return f"<v {who}>" if who else ""
