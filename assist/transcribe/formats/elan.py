"""ELAN (.eaf): a tier for every speaker, annotations on a shared line of time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from assist.core.errors import AssistError
from assist.core.transcript import Transcript, Word
from assist.transcribe.assemble import MAX_CUES, assemble
from assist.transcribe.cue import Cue
from assist.transcribe.encoding import fit
from assist.transcribe.formats.elan_file import Annotation, Document, Tier, read_document
from assist.transcribe.formats.safe_xml import RefusedXmlError

AUTHOR = "assist"
_OWN_ID = re.compile(r"^a(\d+)$")
_NAMELESS = re.compile(
    r"^(?:default|tier|laag|transcri\w*|tekst|text|uiting\w*|utterance\w*)[-_ \d]*$",
    re.IGNORECASE,
)


def read(data: bytes, path: Path) -> Transcript:
    """Read an .eaf file.

    Each tier that stands on its own is a speaker: its participant, else its name. Where
    such a tier holds mere numbers ("ref.001"), the words are in a tier that hangs below
    it. Times that are left open are spread evenly.

    Raises
    ------
    AssistError
        ``eaf-damaged``, ``transcript-empty``, ``transcript-too-long``.
    """
    try:
        document = read_document(data)
    except RefusedXmlError as error:
        raise AssistError("eaf-damaged", path=path) from error
    if sum(len(tier.annotations) for tier in document.tiers) > 2 * MAX_CUES:
        raise AssistError("transcript-too-long", path=path)
    tops = [tier for tier in document.tiers if not tier.parent]
    if document.author == AUTHOR:
        return assemble(_own(document, tops), data, path, join=False, keep=True)
    cues = [cue for top in tops for cue in _cues(document, top, alone=len(tops) == 1)]
    return assemble(cues, data, path, join=True)


def _own(document: Document, tops: Sequence[Tier]) -> list[Cue]:
    """Utterances in the order of the transcript that was written, with their words."""
    found: list[tuple[int, Cue]] = []
    for top in tops:
        words = _words_of(document, top)
        for item in top.annotations:
            said = words.get(item.id, ())
            fitting = said if [w.text for w in said] == item.text.split() else ()
            number = _OWN_ID.match(item.id)
            cue = Cue(item.text, item.start, item.end, top.participant, top.annotator, fitting)
            found.append((int(number[1]) if number else 0, cue))
    return [cue for _, cue in sorted(found, key=lambda pair: (pair[1].start or 0.0, pair[0]))]


def _words_of(document: Document, top: Tier) -> Mapping[str, tuple[Word, ...]]:
    """Words of each annotation, by the ids that `elan_writing` gives them: a12w1, a12w2."""
    found: dict[str, list[Word]] = {}
    for tier in document.tiers:
        if tier.parent == top.id:
            for item in tier.annotations:
                word = Word(item.text, item.start or 0.0, max(item.start or 0.0, item.end or 0.0))
                found.setdefault(item.id.partition("w")[0], []).append(word)
    return {key: tuple(words) for key, words in found.items()}


def _cues(document: Document, top: Tier, *, alone: bool) -> list[Cue]:
    spoken = _spoken(document, top)
    name = fit(top.participant or top.id).strip()
    label = "" if alone and not top.participant and _NAMELESS.match(name) else name
    return [
        Cue(item.text, item.start, item.end, label)
        for item in _without_doubles(spoken.annotations)
        if item.text.strip()
    ]


def _spoken(document: Document, top: Tier) -> Tier:
    """The tier of a family in which the words stand: the top, unless that holds labels."""
    if _wordiness(top) >= 0.5:
        return top
    below = [
        tier
        for tier in document.tiers
        if tier.parent == top.id and tier.constraint == "Symbolic_Association"
    ]
    return max([top, *below], key=_wordiness)


def _wordiness(tier: Tier) -> float:
    """Words for each annotation; what holds a digit is no word."""
    words = sum(
        sum(1 for word in item.text.split() if word.isalpha() or word[:-1].isalpha())
        for item in tier.annotations
    )
    return words / max(1, len(tier.annotations))


def _without_doubles(items: Sequence[Annotation]) -> list[Annotation]:
    """In order of time; a tier that was copied onto itself counts once."""
    ordered = sorted(items, key=lambda item: item.start or 0.0)
    seen: set[tuple[object, object, str]] = set()
    kept = []
    for item in ordered:
        key = (item.start, item.end, item.text)
        if key not in seen:
            seen.add(key)
            kept.append(item)
    return kept
