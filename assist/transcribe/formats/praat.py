"""Praat TextGrid: a tier for every speaker, in the long or the short form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from assist.core.errors import AssistError
from assist.core.transcript import Transcript, Word
from assist.transcribe.assemble import MAX_CUES, assemble
from assist.transcribe.clock import LONGEST
from assist.transcribe.cue import Cue
from assist.transcribe.encoding import decode_lines

# Praat reads texts between quotes, numbers that stand free, and marks such as <exists>;
# everything else in the long form is for people.
_VALUE = re.compile(
    r'"(?P<text>(?:[^"]++|"")*+)"|(?<![^\s])(?P<number>-?\d{1,12}(?:\.\d*)?)(?![^\s])'
)
_WORDS = re.compile(r"(?:^|[\s_:./-])(?:words?|woorden|ORT-MAU)$", re.IGNORECASE)
_BELOW_WORDS = re.compile(
    r"(?:^|[\s_:./-])(?:phon\w*|fon\w*|phones?|segments?|syll\w*|KAN-MAU|KAS-MAU|MAU|MAS|TRN)$",
    re.IGNORECASE,
)
Tier = tuple[str, list[Cue]]


def read(data: bytes, path: Path) -> Transcript:
    """Read a .TextGrid file; tiers of single words serve where there are no others.

    Raises
    ------
    AssistError
        ``textgrid-damaged``, ``transcript-empty``, ``transcript-too-long``.
    """
    text = decode_lines(data, path)
    if "ooTextFile" not in text[:200] or "TextGrid" not in text[:400]:
        raise AssistError("textgrid-damaged", path=path)
    try:
        tiers = list(_tiers(_values(text), path))
    except (StopIteration, RuntimeError, ValueError) as error:
        raise AssistError("textgrid-damaged", path=path) from error
    tiers = [(name, cues) for name, cues in tiers if cues and not _BELOW_WORDS.search(name)]
    spoken = [tier for tier in tiers if not _WORDS.search(tier[0])]
    alone = len(spoken or tiers) == 1
    found = [
        Cue(cue.text, cue.start, cue.end, _label(name, alone), words=cue.words)
        for name, cues in spoken or tiers
        for cue in (cues if spoken else map(_as_word, cues))
    ]
    return assemble(found, data, path, join=True)


def _label(name: str, alone: bool) -> str:
    bare = _WORDS.sub("", name).strip(" _:-./")
    return "" if alone and len(bare) < 2 else bare


def _as_word(cue: Cue) -> Cue:
    if len(cue.text.split()) != 1 or cue.start is None or cue.end is None:
        return cue
    word = Word(cue.text.strip(), cue.start, cue.end)
    return Cue(cue.text, cue.start, cue.end, words=(word,))


def _values(text: str) -> Iterator[str | float]:
    """The values of a file behind its two lines of head, in order."""
    for found in _VALUE.finditer(text):
        if found["number"] is not None:
            yield float(found["number"])
        else:
            yield found["text"].replace('""', '"')


def _tiers(values: Iterator[str | float], path: Path) -> Iterator[Tier]:
    """Name and filled intervals of every tier.

    After the times of the whole comes the number of tiers; for each its kind, name, times
    and number of items: two times and a text, or one time and a text for points.
    """
    for value in values:
        if value not in ("IntervalTier", "TextTier"):
            continue
        points = value == "TextTier"
        name = _text(next(values))
        next(values), next(values)
        count = _number(next(values))
        if count > MAX_CUES:
            raise AssistError("transcript-too-long", path=path)
        cues = []
        for _ in range(int(count)):
            start = _number(next(values))
            end = start if points else _number(next(values))
            text = _text(next(values))
            if text.strip():
                cues.append(Cue(text, start, None if points else max(start, end)))
        yield name, cues


def _text(value: str | float) -> str:
    if not isinstance(value, str):
        raise ValueError("a text is missing")
    return value


def _number(value: str | float) -> float:
    if isinstance(value, str) or not -LONGEST <= value <= LONGEST:
        raise ValueError("a number is missing")
    return max(0.0, value)
