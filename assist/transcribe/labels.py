"""Labels of speakers in a text: ``Anneke (burger): tekst``, ``[SPEAKER_00]: tekst``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assist.core.transcript import Utterance
from assist.transcribe.cue import Cue
from assist.transcribe.speakers import is_plain_label

LONGEST_LABEL = 62  # characters
LABELLED = re.compile(r"^(?P<label>[^\s:][^:\n]{0,60}?)\s*:(?:\s+|$)(?P<text>.*)$", re.DOTALL)
# WhisperX: "[SPEAKER_00]: tekst"; whisper.cpp: "(speaker 0) tekst"
_BRACKETED = re.compile(
    r"^[\[(](?P<label>[^\])\n:]{1,40})[\])]\s*:?(?:\s+|$)(?P<text>.*)$", re.DOTALL
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
# What a program writes when it could not tell who spoke; our own is "S?".
_UNKNOWN = re.compile(
    r"^(?:S\?|unknown(?: speaker)?|onbekend(?:e spreker)?"
    r"|(?:speaker|spreker)[\s_]*(?:\?|undefined|unknown|onbekend))(?:\s*\((?P<role>[^()]*)\))?$",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"^(?P<speaker>S(?:[1-9]\d{0,2}|\?))(?: \((?P<role>[^()]{1,60})\))?:(?: (?P<text>.*))?$",
    re.DOTALL,
)


def who(u: Utterance) -> str:
    """Label under which a text file shows an utterance; ``S?`` where nobody knows who spoke.

    Examples
    --------
    >>> who(Utterance(1, 0.0, 1.0, "Dag.", "S2", "burger")), who(Utterance(1, 0.0, 1.0, "Dag."))
    ('S2 (burger)', 'S?')
    """
    role = " ".join(re.sub(r"[()<>:\[\]]", " ", u.role or "").split())[:60].strip()
    return f"{u.speaker or 'S?'} ({role})" if role else u.speaker or "S?"


def told(utterances: Iterable[Utterance]) -> bool:
    """Whether any speaker or role is known, so that labels are worth writing."""
    return any(u.speaker or u.role for u in utterances)


def own(cue: Cue) -> Cue | None:
    """Take off a label as `who` writes it; None for text that does not begin with one."""
    found = _OWN.match(cue.text)
    if found is None:
        return None
    speaker = "" if found["speaker"] == "S?" else found["speaker"]
    return replace(cue, text=found["text"] or "", label=speaker, role=found["role"] or "")


def known_label(label: str) -> tuple[str, str]:
    """Label and role, where the label does not merely say that the speaker is unknown.

    Examples
    --------
    >>> known_label("SPEAKER_01"), known_label("UNKNOWN"), known_label("S? (burger)")
    (('SPEAKER_01', ''), ('', ''), ('', 'burger'))
    """
    found = _UNKNOWN.match(label.strip())
    return ("", found["role"] or "") if found else (label, "")


def is_label(label: str) -> bool:
    """Whether a label cannot be anything but a speaker, known or not."""
    return len(label) <= LONGEST_LABEL and (
        is_plain_label(label) or _UNKNOWN.match(label.strip()) is not None
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
    if len(label) > LONGEST_LABEL:
        return False
    bare = re.sub(r"[(\[].*?[)\]]", " ", label)
    words = [w for w in re.split(r"[\s,&/]+", bare) if w]
    return (
        0 < len(words) <= 6
        and words[0].casefold() not in {"en", "in", "op", "te"}
        and any(w[0].isupper() for w in words)
        and all(w[0].isupper() or w[0].isdigit() or _PARTICLE.match(w) for w in words)
    )


def opens_sentence(label: str) -> bool:
    """Whether people open a sentence with it, or a report has a line of it."""
    return bool(_OPENING.match(label) or _HEADINGS.match(label))


def parted(text: str) -> tuple[str, str] | None:
    """Label and text where a line begins with what may be a label.

    Examples
    --------
    >>> parted("[SPEAKER_00]: Dag."), parted("Anneke: Dag."), parted("(lacht) Dag.")
    (('SPEAKER_00', 'Dag.'), ('Anneke', 'Dag.'), None)
    """
    found = _BRACKETED.match(text)
    if found and is_label(found["label"].strip()):
        return found["label"].strip(), found["text"]
    found = LABELLED.match(text)
    return (found["label"].strip(), found["text"]) if found else None


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
    matches = [None if cue.label else parted(cue.text) for cue in cues]
    names = [match[0] if match else "" for match in matches]
    possible = [name for name in names if name and (is_label(name) or is_name(name))]
    counts = Counter(name.casefold() for name in possible if not opens_sentence(name))
    open_cues = sum(1 for cue in cues if not cue.label)
    usual = sum(counts.values()) >= max(2, open_cues / 2)
    found: list[Cue] = []
    speaker = ""
    for cue, match, name in zip(cues, matches, names, strict=True):
        if match and (
            is_label(name) or (counts[name.casefold()] and (usual or counts[name.casefold()] > 1))
        ):
            speaker = name
            found.append(replace(cue, label=name, text=match[1]))
        elif match and not speaker and _HEADINGS.match(name):
            continue  # the top of a report
        else:
            speaker = cue.label or speaker
            found.append(replace(cue, label=speaker) if carry else cue)
    return found
