"""Plain text: ``Speaker: text`` lines, time stamps or not, or paragraphs alone."""

from __future__ import annotations

import re
from pathlib import Path

from assist.core.transcript import Transcript
from assist.transcribe.assemble import assemble
from assist.transcribe.clock import clock
from assist.transcribe.encoding import decode
from assist.transcribe.formats import timed_text
from assist.transcribe.labels import read_lines


def read(data: bytes, path: Path) -> Transcript:
    """Read a .txt file as people, aTrain, noScribe, MAXQDA and f4 write them."""
    text = decode(data, path)
    if subtitles := timed_text.cues(text):  # subtitles under another name
        return assemble(subtitles, data, path, join=True)
    return assemble(read_lines(text.split("\n")), data, path, join=False)


def write(transcript: Transcript) -> bytes:
    """Write one line an utterance: ``[00:01:02.500] S1 (moderator): tekst``."""
    return "".join(f"{line}\n" for line in lines(transcript)).encode("utf-8")


def lines(transcript: Transcript) -> list[str]:
    """The lines of `write`."""
    written = []
    for u in transcript.utterances:
        who = f"{u.speaker} ({u.role})" if u.speaker and u.role else u.speaker or u.role or ""
        text = re.sub(r"\s+", " ", u.text)
        written.append(f"[{clock(u.start)}] {f'{who}: ' if who else ''}{text}")
    return written
