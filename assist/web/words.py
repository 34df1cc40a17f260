"""When words were spoken, as numbers that are quick to send."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final, TypeAlias

from assist.core.transcript import Transcript, Utterance

SIZE: Final = 100  # utterances in a chunk
Timed: TypeAlias = list[int | list[int]]
_WORD = re.compile(r"\S+")


def chunk_of(transcript: Transcript, number: int) -> list[Timed]:
    """The words of a chunk of utterances.

    Parameters
    ----------
    transcript : Transcript
    number : int
        Of the chunk, counted from 0.

    Returns
    -------
    list
        For each utterance its id, start and end, and a list of place and time of its words
        by turns: ``[17, 61200, 66000, [0, 61200, 4, 61510]]``. Times in milliseconds from the
        start of the recording; places in UTF-16 code units, as scripts count them.
    """
    said = transcript.utterances[number * SIZE : (number + 1) * SIZE]
    return [[u.id, _ms(u.start), _ms(u.end), list(chain.from_iterable(_words(u)))] for u in said]


def _words(utterance: Utterance) -> Iterator[tuple[int, int]]:
    """Place and time of each word: as recognised, else in proportion to the characters."""
    text, units = utterance.text, _units(utterance.text)
    at, placed = 0, []
    for word in utterance.words:
        bare = word.text.strip()
        found = text.find(bare, at) if bare else -1
        if found >= 0:
            placed.append((units(found), _ms(word.start)))
            at = found + len(bare)
    if placed:
        yield from placed
        return
    pace = (utterance.end - utterance.start) / max(1, len(text))
    for match in _WORD.finditer(text):
        yield units(match.start()), _ms(utterance.start + pace * match.start())


def _units(text: str) -> Callable[[int], int]:
    """From a place in characters to one in UTF-16 code units."""
    if all(ord(c) < 0x10000 for c in text):
        return lambda place: place
    return lambda place: len(text[:place].encode("utf-16-le")) // 2


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
