"""Plain text: ``Speaker: text`` lines, time stamps or not, or paragraphs alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from assist.core.transcript import Transcript
from assist.transcribe.assemble import assemble
from assist.transcribe.clock import CLOCK, clock, seconds_of
from assist.transcribe.cue import Cue
from assist.transcribe.cutting import MAX_WORDS
from assist.transcribe.encoding import decode_lines
from assist.transcribe.formats import timed_text
from assist.transcribe.labels import own, split_labels, told, who
from assist.transcribe.written import read_lines

_OWN_LINE = re.compile(rf"^\[{CLOCK}\] (?P<text>\S.*)$")


def read(data: bytes, path: Path) -> Transcript:
    """Read a .txt file as people, aTrain, noScribe, MAXQDA, f4 and others write them."""
    text = decode_lines(data, path)
    if subtitles := timed_text.cues(text):  # subtitles under another name
        return assemble(subtitles, data, path, join=True)
    written = text.split("\n")
    if ours := own_lines(written):
        return assemble(ours, data, path, join=False, keep=True)
    return assemble(read_lines(written), data, path, join=False)


def own_lines(written: Sequence[str]) -> list[Cue]:
    """Cues where every line is an utterance as `lines` writes it; none otherwise.

    A label that a user put in the place of ours, such as a name, is a label still.
    """
    found: list[Cue] = []
    for line in filter(None, map(str.strip, written)):
        match = _OWN_LINE.match(line)
        if not match or not match.group(4) or len(match["text"].split()) > 2 * MAX_WORDS:
            return []
        found.append(Cue(match["text"], seconds_of(match)))
    labelled = [own(cue) for cue in found]
    if all(labelled):
        return [cue for cue in labelled if cue is not None]
    return split_labels(
        [taken or cue for taken, cue in zip(labelled, found, strict=True)], carry=False
    )


def write(transcript: Transcript) -> bytes:
    """Write one line an utterance: ``[00:01:02.500] S1 (moderator): tekst``."""
    return "".join(f"{line}\n" for line in lines(transcript)).encode("utf-8")


def lines(transcript: Transcript) -> list[str]:
    """The lines of `write`; labels where any speaker or role is known."""
    known = told(transcript.utterances)
    return [
        f"[{clock(u.start)}] {f'{who(u)}: ' if known else ''}{' '.join(u.text.split())}"
        for u in transcript.utterances
    ]
