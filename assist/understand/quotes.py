"""Which clauses of an utterance carry the statement: the words to quote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assist.core.statement import Kind
from assist.understand.reading import SHORT, Floats, marks_of

# Words that only lead in; a quote may do without them.
_LEAD_IN = re.compile(
    r"^(?:[\W_]*\b(?:en|maar|ja|jawel|nee|nou|oké|goed|kijk|eh|uh|euh|hè|tja|dus|want|zo|goh|ach|"
    r"ah|oh|o|amai|allee|nou ja|maar goed)\b[\s,.:;!?…-]+)+(?=\w|['‘\"“])",
    re.IGNORECASE,
)
_TAIL = re.compile(r"[\s,.;:…–—-]+$")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of an utterance's text."""

    start: int
    end: int


def clause_rows(text: str, clauses: Sequence[Piece], kind: Kind) -> Floats:
    """One row a clause, for the chance that it belongs to the quote.

    Returns
    -------
    ndarray of float32, shape (len(clauses), 3 * len(MARKS) + 8)
    """
    marks = np.stack([marks_of(text[c.start : c.end]) for c in clauses])
    n = len(clauses)
    before, after = np.zeros_like(marks), np.zeros_like(marks)
    before[1:], after[:-1] = marks[:-1], marks[1:]
    place = np.array(
        [
            (
                i / max(1, n - 1),
                i == 0,
                i == n - 1,
                n == 1,
                1.0 / n,
                (c.end - c.start) / max(1, len(text)),
                kind == "option",
                len(text[c.start : c.end].split()) < SHORT,
            )
            for i, c in enumerate(clauses)
        ],
        dtype=np.float32,
    )
    return np.hstack([marks, 0.5 * before, 0.5 * after, place]).astype(np.float32)


def best_run(log_odds: Sequence[float]) -> tuple[int, int]:
    """The run of clauses with the highest sum, first and past-the-last; never empty.

    Examples
    --------
    >>> best_run([-1.0, 2.0, -0.5, 1.0, -3.0])
    (1, 4)
    >>> best_run([-2.0, -1.0])
    (1, 2)
    """
    best, where, total, start = -np.inf, (0, 1), 0.0, 0
    for i, value in enumerate(log_odds):
        if total <= 0.0:
            total, start = 0.0, i
        total += value
        if total > best:
            best, where = total, (start, i + 1)
    return where


def trimmed(text: str, piece: Piece) -> Piece:
    """Without words that only lead in, blank edges and closing marks.

    Examples
    --------
    >>> text = "Ja, nou, dat scheelt een uur."
    >>> p = trimmed(text, Piece(0, len(text)))
    >>> text[p.start:p.end]
    'dat scheelt een uur'
    """
    words = text[piece.start : piece.end]
    tail = _TAIL.search(words)
    end = piece.start + (tail.start() if tail else len(words))
    words = text[piece.start : end]
    lead = _LEAD_IN.match(words)
    start = piece.start + (lead.end() if lead else len(words) - len(words.lstrip(" ,.;:…–—-")))
    if start < end and text[start:end].strip():
        return Piece(start, end)
    return piece
