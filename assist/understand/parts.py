"""Long turns, cut into parts of the length that the classifiers know.

Minutes, and some transcripts, hold a whole monologue in one utterance. In the sessions that
the classifiers learned from none is longer than some forty words, and each holds one
statement; a monologue holds many, and was found to be one effect whatever was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assist.core.transcript import Utterance
from assist.understand.dutch import DUTCH

LONGEST = 60  # words; up to here an utterance stays whole
SHORTEST, AIM, MOST = 12, 25, 40  # words of a part

_WORD = re.compile(r"\S+")
_OPENERS = frozenset(DUTCH["clauses"]["openers"])


@dataclass(frozen=True, slots=True)
class Part:
    """Part of an utterance, or all of it.

    Parameters
    ----------
    utterance : Utterance
        The part, as if it were an utterance: its own words and time, the id of the whole.
    whole : Utterance
    offset : int
        Where its words begin in the whole's text.
    """

    utterance: Utterance
    whole: Utterance
    offset: int = 0


def parts_of(utterance: Utterance) -> Iterator[Part]:
    """Parts of one utterance, in order; together all of its words.

    Examples
    --------
    >>> text = " ".join(["Dat is een zin van acht woorden lang."] * 10)
    >>> [len(p.utterance.text.split()) for p in parts_of(Utterance(1, 0.0, 60.0, text))]
    [24, 24, 32]
    """
    text = utterance.text
    words = list(_WORD.finditer(text))
    if len(words) <= LONGEST:
        yield Part(utterance, utterance)
        return
    first = 0
    while first < len(words):
        end = len(words) if len(words) - first <= MOST else _cut(words, first)
        start_char, end_char = words[first].start(), words[end - 1].end()
        time = utterance.time_of(start_char, end_char)
        said = text[start_char:end_char]
        part = replace(utterance, text=said, start=time.start, end=time.end, words=())
        yield Part(part, utterance, start_char)
        first = end


def _cut(words: list[re.Match[str]], first: int) -> int:
    """Best word to begin the next part with: after a full stop, a comma, or at "en"."""
    last = min(first + MOST, len(words) - SHORTEST)
    return min(
        range(first + SHORTEST, last + 1),
        key=lambda i: (-_break(words[i - 1].group(), words[i].group()), abs(i - first - AIM)),
    )


def _break(before: str, after: str) -> int:
    """How good it is to cut between two words."""
    if before.rstrip("'\"’”)").endswith((".", "?", "!", "…")):
        return 3
    if before.endswith((",", ";", ":")):
        return 2
    return int(after.lower() in _OPENERS)
