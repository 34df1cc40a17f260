"""The part of a turn that a statement is read in: all of a usual turn, a few words of a monologue.

A turn of minutes holds many statements. Weighed by the whole of it they would all get the
values of whatever stands at its beginning, and answer each other.
"""

from __future__ import annotations

import re

from assist.core.statement import Statement
from assist.core.transcript import Transcript, Utterance

LONGEST = 60  # words; a turn of so many is read whole, as those that the models learned from
BESIDE = 12  # words on either side of the quote that are read in a longer one, to a full stop
GOING_ON = 30  # words of a longer turn that the statement only runs on into

_WORD = re.compile(r"\S+")
_END = re.compile(r"[.?!…]['\"’”)]*$")


def span_of(statement: Statement, utterance: Utterance) -> tuple[int, int]:
    """Characters of one of a statement's turns that are read with it.

    Examples
    --------
    >>> from assist.core.statement import Effect, Quote
    >>> turn = Utterance(1, 0, 9, "Ja nou. " * 40 + "Nu durf ik weer. " + "Goed dan. " * 40)
    >>> said = Effect("e", Quote.of(turn, 320, 335), (1,), "positive")
    >>> turn.text[slice(*span_of(said, turn))]
    'Nu durf ik weer.'
    """
    text, quote = utterance.text, statement.quote
    words = [m.span() for m in _WORD.finditer(text)]
    if len(words) <= LONGEST:
        return 0, len(text)
    ids = _ids(statement)
    if utterance.id != quote.utterance:
        later = ids.index(utterance.id) > ids.index(quote.utterance)
        near = words[:GOING_ON] if later else words[-GOING_ON:]
        return near[0][0], near[-1][1]
    last = max(1, sum(start < quote.end_char for start, _ in words))
    first = min(last - 1, sum(end <= quote.start_char for _, end in words))
    begin, end = first, last
    while begin > max(0, first - BESIDE) and not _END.search(text[slice(*words[begin - 1])]):
        begin -= 1
    while end < min(len(words), last + BESIDE) and not _END.search(text[slice(*words[end - 1])]):
        end += 1
    return words[begin][0], words[end - 1][1]


def turns_of(statement: Statement, transcript: Transcript) -> tuple[tuple[int, str], ...]:
    """Each of a statement's utterances by id, with what of it is read with the statement."""
    turns = (transcript[i] for i in _ids(statement) if i in transcript)
    return tuple((u.id, u.text[slice(*span_of(statement, u))]) for u in turns)


def _ids(statement: Statement) -> list[int]:
    return list(dict.fromkeys((*statement.utterances, statement.quote.utterance)))
