"""Reads a written-out conversation: lines with labels, time stamps, paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from assist.transcribe.clock import CLOCK, seconds_of
from assist.transcribe.cue import Cue
from assist.transcribe.labels import LABELLED, is_label, is_name, opens_sentence, split_labels

# [0:01:02.5]  (01:02)  {00:01:02}  [00:01:02-5]  #00:01:02-3#
_STAMP = re.compile(rf"[\[({{]{CLOCK}(?:-(\d))?\s*[\])}}]|#{CLOCK}(?:-(\d{{1,3}}))?#")
# ... and one that opens a line, bare or as a range.
_LEADING = re.compile(
    rf"^(?:[\[(]\s*)?{CLOCK}(?:\s*(?:-->|->|→|–|-|tot|to)\s*{CLOCK})?(?:\s*[\])])?"
    r"(?:\s*[-–:]?\s+|\s*$)"
)
_TRAILING = re.compile(rf"^(?P<label>\S.{{0,60}}?)[\s,(\[–-]+{CLOCK}[)\]]?\s*:?\s*$")
_LABELLED_TIME = re.compile(
    rf"^(?P<label>[^\s:\[(][^:\n\[(]{{0,60}}?)\s*[\[(]{CLOCK}[\])]\s*:?\s*(?P<text>.*)$", re.DOTALL
)
# Teams, copied from its page: Anneke Jansen   1 uur 2 minuten 3 seconden
_SPELLED = re.compile(
    r"^(?P<label>\S.{0,60}?\s+)??(?:(?P<hours>\d{1,2}) (?:uur|hours?),? )?"
    r"(?:(?P<minutes>\d{1,3}) (?:minuut|minuten|minutes?),? )?"
    r"(?P<seconds>\d{1,2}) (?:seconden?|seconds?)$"
)
_TABBED = re.compile(r"^(?P<label>[^\t:]{1,60})\t+(?=\S)")
# What programs write around a conversation: aTrain, Otter, noScribe, Teams, Google Meet, Word.
_AROUND = re.compile(
    r"^(?:transcri(?:bed by https?://\S+|bed with noscribe\b.*|ption ended after [\d:]+"
    r"|ption for \S.*|pt|ptie)"
    r"|audio ?file(?:: .*)?|audiobestand(?:: .*)?"
    r"|\(language: .*\)"
    r"|.{1,60} (?:started|stopped) transcription"
    r"|.{1,60} heeft de transcriptie (?:gestart|gestopt|beëindigd))$",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(
    r"^[^\n]{1,200}\.(?:wav|mp3|m4a|ogg|opus|flac|webm|mp4|mkv|mov)$", re.IGNORECASE
)
_NOSCRIBE = re.compile(r"^transcribed with noscribe\b", re.IGNORECASE)
_HEADLINE = re.compile(r"^(?:transcription for|transcript)\b", re.IGNORECASE)
_LONG = 400  # characters; what is longer is speech
_LONGEST_HEAD = 100  # characters of a name with its time


def read_lines(lines: Sequence[str]) -> list[Cue]:
    """Cues out of a written-out conversation.

    Understands labels and times before, in and behind the text, a label on a line of its
    own with or without its time, and stamps in the midst of a paragraph, as Teams, Zoom,
    Word, noScribe, aTrain, WhisperX, MAXQDA, f4, EasyTranscript, Happy Scribe, Trint and
    Otter write them.
    """
    lines = [stripped for line in lines if (stripped := line.strip())]
    if len(lines) > 1 and _NOSCRIBE.match(lines[1]):
        lines = lines[1:]  # without the title above it
    heads = _heads(lines)
    cues: list[Cue] = []
    label, start = "", None
    used = True  # whether a cue has taken the label
    for number, line in enumerate(lines):
        if len(line) <= _LONG:
            if _is_around(line, first=not cues):
                continue
            alone = heads.get(number) or _alone(line)
            if alone is not None:
                label, start = alone
                used = False
                continue
            if found := _LABELLED_TIME.match(line):
                name = found.group("label").strip()
                if found.group("text") and (is_label(name) or is_name(name)):
                    cues += _stamped(found.group("text"), name, seconds_of(found, 2))
                    label, start, used = name, None, True
                    continue
        if (only := _time_only(line)) is not None:
            start = only
            continue
        end, said = None, line
        if found := _LEADING.match(line):
            start = seconds_of(found)
            end = seconds_of(found, 5) if found.group(6) else None
            said = line[found.end() :]
        if found := _TABBED.match(said):
            name = found["label"].strip()
            said = f"{name}: {said[found.end() :]}" if is_label(name) or is_name(name) else said
        own = False
        if found := LABELLED.match(said):
            name = found["label"]
            # A name may be a speaker of its own; `split_labels` weighs that, and otherwise
            # carries the label on.
            own = is_label(name) or (used and is_name(name))
        cues += _stamped(said, "" if own else label, start, end)
        start, used = None, True
    return split_labels(cues, carry=True)


def _is_around(line: str, *, first: bool) -> bool:
    if _AROUND.match(line):
        return True
    return first and bool(_FILE_NAME.match(line) or _HEADLINE.match(line))


def _alone(line: str) -> tuple[str, float | None] | None:
    """Label and time of a line that holds nothing else."""
    if found := _TRAILING.match(line):
        name = found.group("label").strip(" :-–[]")  # Zoom: [Anneke] 00:01:02
        if is_label(name) or is_name(name):
            return name, seconds_of(found, 2)
    if (found := _SPELLED.match(line)) and found["label"]:
        name = found["label"].strip()
        if is_label(name) or is_name(name):
            return name, _spelled_seconds(found)
    name = line.rstrip(":").strip()
    if _is_short_label(name.strip("[]()")):
        return name.strip("[]()"), None
    if (found := _LEADING.match(line)) and _is_short_label(name := line[found.end() :].rstrip(":")):
        return name, seconds_of(found)  # Word, Happy Scribe: 00:00:01 Spreker 1
    return None


def _time_only(line: str) -> float | None:
    """Time of a line that holds nothing else."""
    if found := _STAMP.fullmatch(line):
        return _stamp_seconds(found)
    if (found := _LEADING.match(line)) and found.end() == len(line):
        return seconds_of(found)
    if (found := _SPELLED.match(line)) and not found["label"]:
        return _spelled_seconds(found)
    return None


def _spelled_seconds(found: re.Match[str]) -> float:
    hours, minutes, seconds = (int(found[part] or 0) for part in ("hours", "minutes", "seconds"))
    return float(hours * 3600 + minutes * 60 + seconds)


def _is_short_label(name: str) -> bool:
    return is_label(name) and len(name.split()) <= 3 and not name.endswith((".", "!", "?"))


def _heads(lines: Sequence[str]) -> dict[int, tuple[str, float | None]]:
    """Lines that hold a time and a name, or a name whose time follows on the next line.

    A name alone looks like a short answer ("00:12 Precies"), so it must stand above a line
    of its own without a time; and it, or another in the same place, must be a plain label,
    more than one word, or come back.
    """
    usual = False
    possible: dict[int, tuple[str, float | None]] = {}
    for number, line in enumerate(lines):
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if len(line) > _LONGEST_HEAD:
            continue
        found = _LEADING.match(line)
        if found and found.end() < len(line):
            name = line[found.end() :].rstrip(":").strip()
            if _is_short_label(name):
                usual = True
            elif _is_name_alone(name) and below and not _LEADING.match(below):
                possible[number] = name, seconds_of(found)
        elif _is_name_alone(line) and _time_only(below) is not None:
            possible[number] = line, None
    counts = Counter(name.casefold() for name, _ in possible.values())
    usual = usual or any(" " in name or count > 1 for name, count in counts.items())
    return possible if usual else {}


def _is_name_alone(name: str) -> bool:
    return (
        is_name(name)
        and len(name.split()) <= 5
        and not name.endswith((".", "!", "?", ",", "…"))
        and not opens_sentence(name)
    )


def _stamped(text: str, label: str, start: float | None, end: float | None = None) -> list[Cue]:
    """Cut a text at the time stamps inside it.

    A stamp behind the text, as f4 and MAXQDA put it, is the end of what it closes.
    """
    stamps = list(_STAMP.finditer(text))
    if not stamps:
        return [Cue(text.lstrip("-– "), start, end, label)]
    closing = not text[stamps[-1].end() :].strip(" .-–") and bool(text[: stamps[0].start()].strip())
    cues: list[Cue] = []
    at = 0
    for stamp in stamps:
        seconds = _stamp_seconds(stamp)
        said = text[at : stamp.start()].strip(" -–")
        if said:
            cues.append(Cue(said, start, seconds if closing else None, label))
        start, at = seconds, stamp.end()
    if rest := text[at:].strip(" -–"):
        cues.append(Cue(rest, start, end, label))
    # "Anneke: [00:01:02] tekst": the stamp belongs to the text behind the label.
    if len(cues) > 1 and cues[0].text.endswith(":") and len(cues[0].text) <= 62:
        first, second = cues[0], cues[1]
        cues[:2] = [replace(second, text=f"{first.text} {second.text}")]
    return cues


def _stamp_seconds(stamp: re.Match[str]) -> float:
    first = 1 if stamp.group(2) is not None else 6
    tenths = stamp.group(first + 4)
    return seconds_of(stamp, first) + (float(f"0.{tenths}") if tenths else 0.0)
