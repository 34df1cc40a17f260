"""WebVTT, with voice tags (Teams, noScribe) or ``Name: text`` (Zoom, WhisperX)."""

from __future__ import annotations

import html
import re
from pathlib import Path

from assist.core.language import _
from assist.core.transcript import Held, Transcript
from assist.transcribe.assemble import assemble
from assist.transcribe.clock import clock
from assist.transcribe.encoding import decode_lines
from assist.transcribe.formats import noscribe
from assist.transcribe.formats.timed_text import blocks, cues, own_cues
from assist.transcribe.labels import told, who

_OURS = "NOTE assist: one cue an utterance"
_HEAD = 400  # characters in which the notes at the top stand


def read(data: bytes, path: Path) -> Transcript:
    """Read a .vtt file; what assist wrote keeps its utterances, other cues are joined."""
    text = decode_lines(data, path)
    if _OURS in text[:_HEAD]:
        return assemble(own_cues(blocks(text)), data, path, join=False, keep=True)
    found = cues(text)
    if "noScribe" in text[: 10 * _HEAD]:
        found = noscribe.without_marks(found)
    return assemble(found, data, path, join=True)


def write(transcript: Transcript) -> bytes:
    """Write as WebVTT; the voice is speaker and role, never a name."""
    parts = ["WEBVTT", _OURS, *map(_note, transcript.held)]
    known = told(transcript.utterances)
    for u in transcript.utterances:
        times = f"{clock(u.start)} --> {clock(max(u.end, u.start + 0.001))}"
        text = html.escape(re.sub(r"\s+", " ", u.text), quote=False)
        voice = f"<v {html.escape(who(u))}>" if known else ""
        parts.append(f"{u.id}\n{times}\n{voice}{text}")
    return ("\n\n".join(parts) + "\n").encode("utf-8")


def _note(held: Held) -> str:
    """A note on what is left out; players do not show it."""
    line = _("Weggelaten van {start} tot {end}: {text}").format(
        start=clock(held.start), end=clock(held.end), text=" ".join(held.text.split())
    )
    return f"NOTE\n{line}\n{_(held.reason)}".replace("-->", "→")
