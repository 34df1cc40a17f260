"""For whom a consequence is: the group that the words name. No name, no guess."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assist.understand.dutch import DUTCH


def _either(words: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})(?![\w'])", re.IGNORECASE)


_MANY, _ONE, _INSTITUTIONS = (
    _either(DUTCH["actors"][group]) for group in ("many", "one", "institutions")
)
_FIRST_PERSON = re.compile(r"\b(?:ik|mij|m'n|mijn|me|wij|we|ons|onze)\b", re.IGNORECASE)
# Roles that say on which side of the table somebody sits, not whom it concerns.
_SIDES = frozenset({"moderator", "co-moderator", "burger", "professional", "technicus", "beleid"})


def actor_of(quote: str, utterance: str = "", *, role: str | None = None, guess: str = "") -> str:
    """The group a consequence falls upon, in the speaker's word.

    Parameters
    ----------
    quote : str
        The statement's words; what they name wins.
    utterance : str
        Everything said in that turn.
    role : str or None
        The speaker's role; a telling one (*mantelzorger*, *ondernemer*) stands in where
        they speak of themselves.
    guess : str
        What a classifier makes of it; what the statement itself names goes before it.

    Returns
    -------
    str
        In lower case; empty when nobody is named, as is most often so.

    Examples
    --------
    >>> actor_of("dan durven ouders niks meer te vragen")
    'ouders'
    >>> actor_of("ik slaap nou door", role="mantelzorger")
    'mantelzorger'
    >>> actor_of("het wordt stil op straat")
    ''
    """
    if match := _MANY.search(quote):
        return match.group().lower()
    if role and role not in _SIDES and _FIRST_PERSON.search(quote):
        return role
    if guess:
        match = _ONE.search(quote)
        return match.group().lower() if match else guess
    for pattern, text in ((_ONE, quote), (_MANY, utterance), (_INSTITUTIONS, quote)):
        if match := pattern.search(text):
            return match.group().lower()
    return ""
