"""The session's own words: what the recogniser is told to listen for.

Whisper takes them as text that came before the speech, in a second search; see
`assist.transcribe.own_words`. Words that everybody uses gain nothing by that, so only rare words
and names are given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import islice
from math import ceil

from assist.core.dutch_words import common_words
from assist.core.transcript import Session
from assist.transcribe.stretch import PLAIN

MOST_TOKENS = 200  # Whisper reads 224 of what came before, and a few are its own signs
MOST_TERMS = 40  # a longer list helps each word less and is sooner read out
MOST_OF_LEXICON = 12  # each token told takes time: 175 of them a sixth more
_TERM_WORDS = 6  # words; what is longer is a sentence and no term
_SHORTEST = 3  # letters
_WORD = r"[^\W_]+(?:[-'’.&][^\W_]+)*"
_CAPITAL = rf"(?=[A-ZÀ-Þ]){_WORD}"
# "Van den Berg Advies" is one name; any other word stands alone.
_NAME_OR_WORD = re.compile(
    rf"{_CAPITAL}(?: (?:(?:van|de|der|den|ten|ter|het|'t|in|op|en|of|&) ){{0,2}}{_CAPITAL})+"
    rf"|{_WORD}"
)
# What a session or its file is called, whatever it is about.
_ABOUT = frozenset(
    re.findall(
        r"\w+",
        "dialoog dialoogsessie ethiekdialoog sessie sessies workshop bijeenkomst bijeenkomsten"
        " opname opnames gesprek groepsgesprek transcript verslag begeleidingsethiek aanpak ethiek"
        " test deel kopie audio video zoom teams meeting recording januari februari maart april"
        " mei juni juli augustus september oktober november december",
    )
)
_APART = re.compile(r"[,;\n\r\t|•]+")


def rough_tokens(text: str) -> int:
    """More tokens than Whisper makes of a Dutch text, in nearly every case."""
    return 1 + ceil(0.45 * len(text.encode("utf-8")))


def own_list(text: str) -> list[str]:
    """Terms that a user gave, between commas, semicolons or on lines; each once.

    Examples
    --------
    >>> own_list("Cambrium, scanauto's;  Waterschap  Vallei\\n- Cambrium")
    ['Cambrium', "scanauto's", 'Waterschap Vallei']
    """
    terms = (" ".join(part.split()).strip("-–*.\"'“”‘’() ") for part in _APART.split(text))
    kept = [t for t in terms if any(map(str.isalnum, t)) and len(t.split()) <= _TERM_WORDS]
    first = {t.casefold(): t for t in reversed(kept)}  # the first way of writing it stays
    return list(dict.fromkeys(first[t.casefold()] for t in kept))


def rare(text: str) -> list[str]:
    """Names and uncommon words of a text, in its order; names of several words stay whole.

    Examples
    --------
    >>> rare("Dialoog over scanauto's van de gemeente Waalhoven, met Van den Berg Advies")
    ["scanauto's", 'Waalhoven', 'Van den Berg Advies']
    """
    found = (match[0] for match in _NAME_OR_WORD.finditer(text))
    kept = (term for term in found if any(map(_is_rare, term.split())))
    return list(dict.fromkeys(kept))


def _is_rare(token: str) -> bool:
    plain = " ".join(PLAIN.findall(token.casefold()))
    short = len(plain) < _SHORTEST and not token.isupper()
    if short or not any(map(str.isalpha, plain)) or any(map(str.isdigit, plain)):
        return False  # a number of a file, such as GMT20260312
    stem = re.sub(r"['’]s$", "", plain)
    forms = {plain, stem, stem.removesuffix("s"), stem.removesuffix("en"), stem.removesuffix("e")}
    return not forms & (common_words() | _ABOUT)


def words_of(
    session: Session | None = None,
    lexicon: Iterable[str] = (),
    own: str = "",
    *,
    tokens: Callable[[str], int] = rough_tokens,
) -> str:
    """The words to listen for, with commas between; empty when there are none.

    Parameters
    ----------
    session : Session, optional
        Its technology and title give their rare words and names.
    lexicon : iterable of str
        Terms that may be said; the first `MOST_OF_LEXICON` of the rare ones are taken.
    own : str
        The user's list; it goes first and whole.
    tokens : callable
        Counts the recogniser's tokens of a text.

    Notes
    -----
    Equal arguments give equal words. What does not fit in `MOST_TOKENS` or `MOST_TERMS` is
    left out from the end: the lexicon first, the user's own words last.
    """
    told = [] if session is None else [*rare(session.technology), *rare(session.title)]
    terms = (" ".join(term.split()) for term in lexicon)
    values = (term for term in terms if term and " " not in term and _is_rare(term))
    told += islice(values, MOST_OF_LEXICON)
    chosen: dict[str, str] = {}
    for term in [*own_list(own), *told]:
        longer = ", ".join([*chosen.values(), term])
        if len(chosen) >= MOST_TERMS or tokens(" " + longer) > MOST_TOKENS:
            break
        chosen.setdefault(term.casefold(), term)
    return ", ".join(chosen.values())
