"""What WebVTT and SubRip have in common: blocks with a line of times."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from assist.core.transcript import Word
from assist.transcribe.clock import CLOCK, seconds_of
from assist.transcribe.cue import Cue
from assist.transcribe.labels import split_labels

# Every part is bounded, so that a damaged file cannot keep the search going.
# Beside an arrow a time is a time, also with seconds of one digit: 0:0:1,5 --> 0:0:4.
_CLOCK = CLOCK.replace(r"(\d{2})", r"(\d{1,2})")
_TIMES = re.compile(rf"^\s{{0,20}}{_CLOCK}\s{{0,20}}--?>\s{{0,20}}{_CLOCK}")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,100})?(?:\s+([^<>]{0,200}))?>", re.IGNORECASE)
# Only the tags of the two standards: "<iedereen>" in a .srt is text.
_TAG = re.compile(
    r"</?(?:v|c|i|b|u|s|font|lang|ruby|rt)(?:[.\s][^<>]{0,200})?>|<[\d:.]{1,20}>"
    r"|\{\\[^{}]{0,200}\}",
    re.IGNORECASE,
)
_SPOKEN_AT = re.compile(rf"<{CLOCK}>")  # WebVTT's own, as YouTube writes it: <00:00:01.240>
_DASHED = re.compile(r"^\s{0,20}[-–]\s{0,20}(?=[^\W\d])", re.MULTILINE)
_OWN_TAG = re.compile(r"</?v[^<>]{0,200}>")
# Blocks of WebVTT that hold no speech.
_APART = re.compile(r"^(?:WEBVTT|NOTE|STYLE|REGION)(?:\s|$)")

Block = tuple[float, float, list[str]]


def blocks(text: str) -> list[Block]:
    """Start, end and lines of every cue, in the file's order.

    A line of times opens a cue. Files in the wild leave out the empty line between cues, or
    have one within a cue; what is said must not get lost by that.
    """
    opened: list[Block] = []
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
    return opened


def cues(text: str) -> list[Cue]:
    """Cues of a subtitle file, with labels taken from the text where it has no voices."""
    opened = _settled(blocks(text)) if _SPOKEN_AT.search(text) else blocks(text)
    found = [cue for start, end, said in opened for cue in _voices("\n".join(said), start, end)]
    return split_labels(found, carry=False)


def own_cues(opened: Sequence[Block]) -> list[Cue]:
    """Cues as assist writes them: nothing in the text has a meaning of its own."""
    found = []
    for start, end, said in opened:
        text = "\n".join(said)
        voice = _VOICE.match(text)
        label = html.unescape(voice.group(1) or "") if voice else ""
        found.append(Cue(html.unescape(_OWN_TAG.sub("", text)).strip(), start, end, label))
    return found


def _without_number(lines: list[str]) -> list[str]:
    """Lines up to the number that belongs to the next cue."""
    return lines[:-1] if lines and lines[-1].strip().isdecimal() else lines


def _settled(opened: Sequence[Block]) -> list[Block]:
    """Rolling captions without their repeats: a line that only stands there to be read on."""
    found: list[Block] = []
    last = ""
    for start, end, said in opened:
        fresh = [line for line in said if _SPOKEN_AT.search(line) or _plain(line) != last]
        if fresh:
            last = _plain(fresh[-1])
            found.append((start, end, fresh))
    return found


def _voices(text: str, start: float, end: float) -> Iterator[Cue]:
    """One cue for each voice in a block; they share its time by length."""
    parts = _VOICE.split(text)
    spoken = [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    if len(parts) == 1 and len(_DASHED.findall(text)) > 1:  # lines of two people, as on TV
        spoken = [("", line) for line in _DASHED.split(text)]
    said = [(html.unescape(who or "").strip(), what, _plain(what)) for who, what in spoken]
    said = [(who, raw, what) for who, raw, what in said if what]
    total = sum(len(what) for *_, what in said)
    at = 0
    for who, raw, what in said:
        first, at = at, at + len(what)
        begun, ended = (start + (end - start) * part / total for part in (first, at))
        yield Cue(what, begun, ended, who, words=_words(raw, begun, ended))


def _words(text: str, start: float, end: float) -> tuple[Word, ...]:
    """Words of a text with a time before each; none where a time is missing."""
    first, *rest = _SPOKEN_AT.split(text)
    if not rest:
        return ()
    found = [(start, _plain(first).split())]
    for at in range(0, len(rest), 5):
        hours, minutes, seconds, fraction, said = rest[at : at + 5]
        whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
        found.append((whole + float(f"0.{fraction or 0}"), _plain(said).split()))
    found = [(begun, said) for begun, said in found if said]
    ends = [begun for begun, _ in found[1:]] + [end]
    if any(len(said) != 1 for _, said in found):
        return ()
    return tuple(
        Word(said[0], begun, max(begun, ended))
        for (begun, said), ended in zip(found, ends, strict=True)
    )


def _plain(text: str) -> str:
    words = " ".join(html.unescape(_TAG.sub("", text)).split())
    return re.sub(r"^[-–]\s+", "", words)
