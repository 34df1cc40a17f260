"""Leaving words out, to learn which of them weighed: a reason that can be checked.

A statement is cut into short runs of words; where leaving one out makes a score fall, that
run weighed. Runs, as single words of speech hardly weigh and a run can be read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

LONGEST = 5  # words of a run
SHORTEST = 3
FEWEST = 4  # words of a text from which leaving some out means anything
MOST = 2  # runs named as a reason
BESIDE = 0.6  # of the heaviest run's weight, from which a second one is named
LEAST = 0.03  # log-odds that a run must weigh to be named

_WORD = re.compile(r"\S+")
_END = re.compile(r"[,.;:!?…]$")


def runs(text: str) -> tuple[tuple[int, int], ...]:
    """Cut a text into runs of about three to five words, at its punctuation where it can.

    Returns
    -------
    tuple of (int, int)
        Characters of at least two runs, in order, that hold all words; none for a text of
        fewer than four words.

    Examples
    --------
    >>> text = "ja kijk, sinds dat scherm er staat kijkt de dokter me niet meer aan"
    >>> [text[a:b] for a, b in runs(text)]
    ['ja kijk, sinds dat scherm', 'er staat kijkt de', 'dokter me niet meer aan']
    """
    words = [m.span() for m in _WORD.finditer(text)]
    if len(words) < FEWEST:
        return ()
    clauses: list[list[tuple[int, int]]] = [[]]
    for word in words:
        clauses[-1].append(word)
        if _END.search(text[word[0] : word[1]]) and len(clauses[-1]) >= SHORTEST:
            clauses.append([])
    if len(clauses) > 1 and len(clauses[-1]) < SHORTEST:  # an empty or a short end
        short = clauses.pop()
        clauses[-1].extend(short)
    if len(clauses) == 1 and len(words) <= LONGEST:
        half = len(words) // 2
        clauses = [words[:half], words[half:]]
    found = []
    for clause in clauses:
        parts = -(-len(clause) // LONGEST)
        cuts = [round(i * len(clause) / parts) for i in range(parts + 1)]
        found += [(clause[a][0], clause[b - 1][1]) for a, b in pairwise(cuts)]
    return tuple(found)


def without(text: str, start: int, end: int) -> str:
    """A text without some of its characters, with single spaces where they were.

    Examples
    --------
    >>> without("dat scheelt ons een uur", 12, 15)
    'dat scheelt een uur'
    """
    return f"{text[:start].rstrip()} {text[end:].lstrip()}".strip()


def heaviest(weights: Mapping[str, float]) -> tuple[str, ...]:
    """The runs that weighed most, the heaviest first; none when leaving out made no odds.

    Parameters
    ----------
    weights : mapping of str to float
        By how much the log-odds fell without each run.
    """
    ranked = sorted(weights, key=lambda run: (-round(weights[run], 6), run))[:MOST]
    lowest = max(LEAST, BESIDE * weights[ranked[0]]) if ranked else 0.0
    return tuple(run for run in ranked if weights[run] >= lowest)
