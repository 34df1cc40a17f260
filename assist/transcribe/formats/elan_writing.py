"""Writes ELAN (.eaf): a tier for every speaker and role, and one below it for the words."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from assist.core.transcript import Transcript, Utterance
from assist.transcribe.encoding import fit
from assist.transcribe.formats.elan import AUTHOR

_SCHEMA = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
# The four ways in which tiers can hang together; every file of ELAN names them.
_CONSTRAINTS = (
    ("Time_Subdivision", "Time subdivision of parent annotation's time interval, no gaps"),
    ("Symbolic_Subdivision", "Symbolic subdivision of a parent annotation, in order"),
    ("Symbolic_Association", "1-1 association with a parent annotation"),
    ("Included_In", "Time alignable annotations within the parent annotation's time interval"),
)
Slots = list[int]  # milliseconds; a slot's number is its place, from 1; in the file by time


def write(transcript: Transcript) -> bytes:
    """Write an .eaf file; times to the millisecond.

    The role stands where ELAN keeps the annotator. The date is the session's own, so that
    equal transcripts give equal bytes.
    """
    slots: Slots = []
    tiers = "".join(_tiers(transcript, slots))
    order = "".join(
        f'  <TIME_SLOT TIME_SLOT_ID="ts{place}" TIME_VALUE="{value}"/>\n'
        for place, value in sorted(enumerate(slots, start=1), key=lambda slot: slot[1])
    )
    constraints = "".join(
        f" <CONSTRAINT DESCRIPTION={quoteattr(description)} STEREOTYPE={quoteattr(name)}/>\n"
        for name, description in _CONSTRAINTS
    )
    date = _date(transcript.session.recorded)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<ANNOTATION_DOCUMENT AUTHOR="{AUTHOR}" DATE="{date}" FORMAT="3.0" VERSION="3.0"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        f' xsi:noNamespaceSchemaLocation="{_SCHEMA}">\n'
        ' <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/>\n'
        f" <TIME_ORDER>\n{order} </TIME_ORDER>\n{tiers}"
        ' <LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="uiting"'
        ' TIME_ALIGNABLE="true"/>\n'
        ' <LINGUISTIC_TYPE CONSTRAINTS="Included_In" GRAPHIC_REFERENCES="false"'
        ' LINGUISTIC_TYPE_ID="woord" TIME_ALIGNABLE="true"/>\n'
        f"{constraints}</ANNOTATION_DOCUMENT>\n"
    ).encode()


def _date(recorded: str) -> str:
    """A date and time as the schema wants it."""
    day = recorded[:10] if len(recorded) >= 10 and recorded[:4].isdecimal() else "1970-01-01"
    return escape(f"{day}T00:00:00+00:00", {'"': "&quot;"})


def _tiers(transcript: Transcript, slots: Slots) -> Iterator[str]:
    spoken: dict[tuple[str, str], list[tuple[int, Utterance]]] = {}
    for number, u in enumerate(transcript.utterances, start=1):
        spoken.setdefault((u.speaker or "", u.role or ""), []).append((number, u))
    for (speaker, role), items in spoken.items():
        name = f"{speaker or 'onbekend'} ({role})" if role else speaker or "onbekend"
        about = f"PARTICIPANT={quoteattr(fit(speaker))} ANNOTATOR={quoteattr(fit(role))}"
        title = quoteattr(fit(name))
        yield f' <TIER LINGUISTIC_TYPE_REF="uiting" {about} TIER_ID={title}>\n'
        for number, u in items:
            yield _annotation(f"a{number}", u.start, u.end, u.text, slots)
        yield " </TIER>\n"
        if any(u.words for _, u in items):
            below = quoteattr(fit(f"{name}: woorden"))
            yield (
                f' <TIER LINGUISTIC_TYPE_REF="woord" {about} PARENT_REF={title} TIER_ID={below}>\n'
            )
            for number, u in items:
                for place, word in enumerate(u.words, start=1):
                    yield _annotation(f"a{number}w{place}", word.start, word.end, word.text, slots)
            yield " </TIER>\n"


def _annotation(name: str, start: float, end: float, text: str, slots: Slots) -> str:
    slots += (round(start * 1000), max(round(start * 1000) + 1, round(end * 1000)))
    last = len(slots)
    value = escape(fit(" ".join(text.split())))
    return (
        f'  <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="{name}" TIME_SLOT_REF1="ts{last - 1}"'
        f' TIME_SLOT_REF2="ts{last}"><ANNOTATION_VALUE>{value}</ANNOTATION_VALUE>'
        "</ALIGNABLE_ANNOTATION></ANNOTATION>\n"
    )
