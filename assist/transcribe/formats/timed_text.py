"""What WebVTT and SubRip have in common: blocks with a line of times."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from assist.transcribe.clock import CLOCK, seconds_of
from assist.transcribe.cue import Cue
from assist.transcribe.labels import split_labels

_TIMES = re.compile(rf"^\s*{CLOCK}\s*-->\s*{CLOCK}")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)*(?:\s+([^>]*))?>", re.IGNORECASE)
# Only the tags of the two standards: "<iedereen>" in a .srt is text.
_TAG = re.compile(
    r"</?(?:v|c|i|b|u|s|font|lang|ruby|rt)(?:[.\s][^<>]*)?>|<[\d:.]+>|\{\\[^}]*\}", re.IGNORECASE
)


# Blocks of WebVTT that hold no speech.
_APART = re.compile(r"^(?:WEBVTT|NOTE|STYLE|REGION)(?:\s|$)")


def cues(text: str) -> list[Cue]:
    """Cues of a subtitle file, in the file's order, with labels taken from the text.

    A line of times opens a cue. Files in the wild leave out the empty line between cues, or
    have one within a cue; what is said must not get lost by that.
    """
    opened: list[tuple[float, float, list[str]]] = []
    for block in re.split(r"\n[ \t]*\n", text):
        lines = block.strip("\n").split("\n")
        timed = [i for i, line in enumerate(lines) if _TIMES.match(line)]
        if opened and not _APART.match(lines[0]):
            # What goes on after an empty line; just above the times stands the cue's own name.
            opened[-1][2].extend(lines[: max(0, timed[0] - 1)] if timed else _without_number(lines))
        for at, following in zip(timed, [*timed, len(lines)][1:], strict=True):
            times = _TIMES.match(lines[at])
            assert times is not None
            start, end = seconds_of(times), seconds_of(times, 5)
            said = lines[at + 1 : following]
            last = following == len(lines)
            opened.append((start, max(start, end), said if last else _without_number(said)))
    found: list[Cue] = []
    for start, end, said in opened:
        found += _voices("\n".join(said), start, end)
    return split_labels(found, carry=False)


def _without_number(lines: list[str]) -> list[str]:
    """Lines up to the number that belongs to the next cue."""
    return lines[:-1] if lines and lines[-1].strip().isdecimal() else lines


def _voices(text: str, start: float, end: float) -> Iterator[Cue]:
    """One cue for each voice in a block; they share its time by length."""
    parts = _VOICE.split(text)
    spoken = [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    said = [(html.unescape(who or "").strip(), _plain(what)) for who, what in spoken]
    said = [(who, what) for who, what in said if what]
    total = sum(len(what) for _, what in said)
    at = 0
    for who, what in said:
        first, at = at, at + len(what)
        yield Cue(
            what,
            start + (end - start) * first / total,
            start + (end - start) * at / total,
            who,
        )


def _plain(text: str) -> str:
    words = " ".join(html.unescape(_TAG.sub("", text)).split())
    return re.sub(r"^[-–]\s+", "", words)
