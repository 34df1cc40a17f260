"""RTTM: who spoke when, without what was said (pyannote, NIST).

``SPEAKER file 1 12.34 5.67 <NA> <NA> SPEAKER_00 <NA> <NA>``: start and length in seconds.
"""

from __future__ import annotations

import re
from pathlib import Path

from assist.core.errors import AssistError
from assist.core.transcript import Transcript
from assist.transcribe.clock import LONGEST
from assist.transcribe.encoding import decode_lines
from assist.transcribe.turns import Turn

MAX_TURNS = 100_000
MAX_SPEAKERS = 500
_SECONDS = re.compile(r"^\d{1,7}(?:\.\d{0,12})?$")


def read_turns(data: bytes, path: Path) -> tuple[Turn, ...]:
    """Turns in order of time; of several recordings in one file, the one named as the file.

    Raises
    ------
    AssistError
        ``rttm-damaged`` where a line tells no time or speaker, or there is none;
        ``transcript-not-text``, ``transcript-too-long``.
    """
    found: list[tuple[str, Turn]] = []
    for number, line in enumerate(decode_lines(data, path).split("\n"), start=1):
        parts = line[:2000].split()
        if not parts or parts[0].upper() != "SPEAKER":
            continue  # comments, and kinds that tell of noise or of a speaker's sex
        numbers = parts[3:5]
        if len(parts) < 8 or not all(map(_SECONDS.match, numbers)) or parts[7] == "<NA>":
            raise AssistError("rttm-damaged", path=path, line=number)
        start, length = map(float, numbers)
        if start + length <= LONGEST and length > 0:
            found.append((parts[1], Turn(start, start + length, parts[7])))
    if len(found) > MAX_TURNS or len({turn.speaker for _, turn in found}) > MAX_SPEAKERS:
        raise AssistError("transcript-too-long", path=path)
    if not found:
        raise AssistError("rttm-damaged", path=path, line=1)
    named = [turn for recording, turn in found if recording == path.stem]
    return tuple(sorted(named or [turn for _, turn in found]))


def write(transcript: Transcript) -> bytes:
    """Write a turn for every utterance of a known speaker."""
    name = re.sub(r"\s+", "_", transcript.session.title or transcript.session.id) or "sessie"
    lines = [
        f"SPEAKER {name} 1 {u.start:.3f} {max(0.001, u.end - u.start):.3f}"
        f" <NA> <NA> {u.speaker} <NA> <NA>\n"
        for u in transcript.utterances
        if u.speaker
    ]
    return "".join(lines).encode("utf-8")
