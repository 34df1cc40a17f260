"""Finds who speaks in lines such as ``[00:01:02] Anneke (burger): tekst``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from assist.transcribe.clock import CLOCK, seconds_of
from assist.transcribe.cue import Cue
from assist.transcribe.speakers import is_plain_label

# [0:01:02.5]  (01:02)  #00:01:02-3#  {00:01:02}
STAMP = re.compile(rf"[\[({{]{CLOCK}\s*[\])}}]|#{CLOCK}(?:-(\d+))?#")
# ... and a bare one that opens a line, perhaps as a range.
_LEADING = re.compile(
    rf"^(?:[\[(]\s*)?{CLOCK}(?:\s*(?:-->|->|→|–|-|tot|to)\s*{CLOCK})?(?:\s*[\])])?\s*[-–:]?\s+"
)
_TRAILING = re.compile(rf"^(?P<label>\S.{{0,60}}?)[\s,(\[–-]+{CLOCK}[)\]]?\s*:?\s*$")
_LABELLED = re.compile(r"^(?P<label>[^\s:][^:\n]{0,60}?)\s*:(?:\s+|$)(?P<text>.*)$", re.DOTALL)
_LABELLED_TIME = re.compile(
    rf"^(?P<label>[^\s:\[(][^:\n\[(]{{0,60}}?)\s*[\[(]{CLOCK}[\])]\s*:?\s*(?P<text>.*)$", re.DOTALL
)
_PARTICLE = re.compile(  # of names, and titles written small
    r"^(?:de|den|der|ter|ten|te|van|von|het|'t|in|op|la|le|du|el|al|ben|bin|dos|da|en|d'.*"
    r"|mevr\.?|mevrouw|mw\.?|dhr\.?|meneer|heer|mr\.?|drs?\.?|ing\.?|ir\.?|prof\.?|wethouder"
    r"|burgemeester|raadslid|dokter|huisarts|arts|docent|juf|meester|voorzitter|secretaris"
    r"|projectleider|adviseur|onderzoeker|student)$",
    re.IGNORECASE,
)
# Lines at the top of a report that look like a speaker and are not.
_HEADINGS = re.compile(
    r"^(?:datum|date|titel|title|onderwerp|subject|locatie|plaats|location|duur|duration|"
    r"aanwezig(?:en)?|deelnemers|participants|attendees|opname|recording|bestand|file|bron|"
    r"source|technologie|project|sessie|session|taal|language|transcript(?:ie)?(?: van)?|"
    r"gemaakt (?:met|door)|created (?:with|by)|tijd|time|opmerking|note|let op)$",
    re.IGNORECASE,
)
# Words with which people open a sentence that has a colon.
_OPENING = re.compile(
    r"^(?:kortom|nou|ja|nee|dus|maar|want|en|of|conclusie|samengevat|samenvattend|bijvoorbeeld|"
    r"oftewel|ofwel|bovendien|ten (?:eerste|tweede|derde|slotte)|tot slot|eerst|daarna|mijn vraag|"
    r"de vraag(?: is)?|let wel|kijk|luister|stel|nogmaals)$",
    re.IGNORECASE,
)


def is_name(label: str) -> bool:
    """Whether a label could be a person's name: words with a capital, or particles.

    Examples
    --------
    >>> is_name("Jan-Willem de Vries"), is_name("J. O'Brien (gemeente)"), is_name("mevr. Bos")
    (True, True, True)
    >>> is_name("Ik dacht")
    False
    """
    bare = re.sub(r"[(\[].*?[)\]]", " ", label)
    words = [w for w in re.split(r"[\s,&/]+", bare) if w]
    return (
        0 < len(words) <= 6
        and words[0].casefold() not in {"en", "in", "op", "te"}
        and any(w[0].isupper() for w in words)
        and all(w[0].isupper() or w[0].isdigit() or _PARTICLE.match(w) for w in words)
    )


def split_labels(cues: Sequence[Cue], *, carry: bool) -> list[Cue]:
    """Take ``Label: text`` apart where the file shows that it writes so.

    Parameters
    ----------
    cues : sequence of Cue
        Those with a label already keep it.
    carry : bool
        A cue without a label belongs to the speaker before it.

    Notes
    -----
    A role, ``S1`` or ``SPEAKER_00`` is a label always; a name only when it comes back or
    when half of the cues are labelled, so that "Kortom: het werkt" keeps its words.
    """
    matches = [None if cue.label else _LABELLED.match(cue.text) for cue in cues]
    names = [m.group("label").strip() if m else "" for m in matches]
    possible = [name for name in names if name and (is_plain_label(name) or is_name(name))]
    counts = Counter(
        name.casefold()
        for name in possible
        if not _HEADINGS.match(name) and not _OPENING.match(name)
    )
    open_cues = sum(1 for cue in cues if not cue.label)
    usual = sum(counts.values()) >= max(2, open_cues / 2)
    found: list[Cue] = []
    speaker = ""
    for cue, match, name in zip(cues, matches, names, strict=True):
        if match and (
            is_plain_label(name)
            or (counts[name.casefold()] and (usual or counts[name.casefold()] > 1))
        ):
            speaker = name
            found.append(replace(cue, label=name, text=match.group("text")))
        elif match and not speaker and _HEADINGS.match(name):
            continue  # the top of a report
        else:
            speaker = cue.label or speaker
            found.append(replace(cue, label=speaker) if carry else cue)
    return found


def read_lines(lines: Sequence[str]) -> list[Cue]:
    """Cues out of a written-out conversation: labels, time stamps, paragraphs.

    Understands labels and times before, in and behind the text, a label on a line of its
    own, and stamps in the midst of a paragraph, as Teams, noScribe, aTrain, MAXQDA and f4
    write them.
    """
    cues: list[Cue] = []
    label, start = "", None
    used = True  # whether a cue has taken the label
    for number, raw in enumerate(lines):
        line = raw.strip()
        if not line:
            continue
        alone = _alone(line)
        if alone is not None:
            label, start = alone
            used = False
            continue
        if number == 0 and re.match(r"^(?:transcription for|transcript)\b.*", line, re.IGNORECASE):
            continue  # aTrain's headline
        if found := _LABELLED_TIME.match(line):
            name = found.group("label").strip()
            if found.group("text") and (is_plain_label(name) or is_name(name)):
                cues += _stamped(found.group("text"), name, seconds_of(found, 2))
                label, start, used = name, None, True
                continue
        end = None
        if found := _LEADING.match(line):
            start = seconds_of(found)
            end = seconds_of(found, 5) if found.group(6) else None
            line = line[found.end() :]
            if not line:
                continue
        own = False
        if found := _LABELLED.match(line):
            name = found.group("label")
            # A name may be a speaker of its own; `split_labels` weighs that, and otherwise
            # carries the label on.
            own = is_plain_label(name) or (used and is_name(name))
        cues += _stamped(line, "" if own else label, start, end)
        start, used = None, True
    return split_labels(cues, carry=True)


def _alone(line: str) -> tuple[str, float | None] | None:
    """Label and time of a line that holds nothing else."""
    if found := _TRAILING.match(line):
        name = found.group("label").strip(" :-–[]")  # Zoom: [Anneke] 00:01:02
        if is_plain_label(name) or is_name(name):
            return name, seconds_of(found, 2)
    name = line.rstrip(":").strip()
    if is_plain_label(name) and len(name.split()) <= 3 and not name.endswith((".", "!", "?")):
        return name, None
    return None


def _stamped(text: str, label: str, start: float | None, end: float | None = None) -> list[Cue]:
    """Cut a text at the time stamps inside it.

    A stamp behind the text, as f4 and MAXQDA put it, is the end of what it closes.
    """
    stamps = list(STAMP.finditer(text))
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
    if stamp.group(2) is not None:
        return seconds_of(stamp)
    tenths = stamp.group(9)
    return seconds_of(stamp, 5) + (float(f"0.{tenths}") if tenths else 0.0)
