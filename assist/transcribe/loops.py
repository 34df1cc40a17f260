"""Finds what a recogniser says over and over when it has lost its way."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

WORDS = 8  # a loop of fewer words is how people talk: "ja ja ja ja"
TIMES = 6  # people do say a short thing four or five times: "ga weg, ga weg, ga weg!"
LONG = 16  # words; nobody repeats a phrase at this length, not even four times
LONG_TIMES = 4
_PERIOD = 24  # words in the longest phrase that is looked for
_BABBLE = re.compile(r"(\S{1,12}?)\1{7,}", re.IGNORECASE)  # "hahahahahahahaha" within one word
_TIGHT = 2.8  # text squeezed more than this is one thing said over and over
_TIGHT_LENGTH = 120  # characters; shorter text hardly squeezes


def loops(words: Sequence[str]) -> list[tuple[int, int]]:
    """Places where a phrase comes back at once, again and again.

    Parameters
    ----------
    words : sequence of str
        Small letters, without punctuation.

    Returns
    -------
    list of (first, end)
        Words ``first`` up to ``end`` repeat what stands before them; what is said the first
        time is not part of it. In order, none overlapping.

    Examples
    --------
    >>> loops("ja ja ja ja dat is zo".split())
    []
    >>> loops("en dan is het zo".split() + ["nee"] * 9 + "dat zei ik".split())
    [(6, 14)]
    """
    found: list[tuple[int, int]] = []
    first = 0
    while first < len(words):
        best = 0
        period = 0
        for size in range(1, min(_PERIOD, (len(words) - first) // LONG_TIMES) + 1):
            end = first + size
            while end < len(words) and words[end] == words[end - size]:
                end += 1
            covered = end - first
            often = covered >= size * TIMES and covered >= WORDS
            long = covered >= size * LONG_TIMES and covered >= LONG
            if (often or long) and covered > best:
                best, period = covered, size
        if best:
            found.append((first + period, first + best))
            first += best
        else:
            first += 1
    return found


def babbles(text: str) -> bool:
    """Whether a word goes on and on, or the whole text says one thing with small changes.

    Examples
    --------
    >>> babbles("Dat is nanananananananananana"), babbles("Dat is een banaan.")
    (True, False)
    """
    return any(len(m[0]) >= 16 for m in _BABBLE.finditer(text)) or tightness(text) > _TIGHT


def tightness(text: str) -> float:
    """How many times smaller the text gets by squeezing; 0 where it is too short to tell."""
    data = text.encode("utf-8")
    return len(data) / len(zlib.compress(data)) if len(data) >= _TIGHT_LENGTH else 0.0
