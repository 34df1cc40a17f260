"""Words of spoken Dutch: which are common, and folded so that inflection matters less."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

COMMON = Path(__file__).with_name("common_words.txt")

_ENDING = re.compile(r"(?<=[a-z]{2})(?:en|(?<=[^aeiou])t|e|(?<=e[lrmn])s)$")
_DOUBLE = re.compile(r"([a-z])\1")


@cache
def common_words(most: int = 0) -> frozenset[str]:
    """Words of any Dutch dialogue, in small letters; made by `assist.training.common_words`.

    Parameters
    ----------
    most : int
        The commonest so many; 0 for all of them.
    """
    words = COMMON.read_text(encoding="utf-8").split()
    return frozenset(words[:most] if most else words)


def plain(text: str) -> str:
    """Lower case without accents; each character stays one character."""
    return "".join(_plain_character(c) for c in text)


@lru_cache(maxsize=4096)
def _plain_character(character: str) -> str:
    base = unicodedata.normalize("NFKD", character)[:1].lower()
    return base if len(base) == 1 else character


@lru_cache(maxsize=32768)
def stem(word: str) -> str:
    """Fold the endings that spoken Dutch varies most.

    A light fold, not a stemmer of the grammar: it only has to do the same to the texts that
    are laid beside each other.

    Parameters
    ----------
    word : str
        As `plain` gives it.

    Examples
    --------
    >>> {stem(w) for w in ("kijk", "kijkt", "kijken")}
    {'kijk'}
    >>> stem("weten") == stem("weet"), stem("huizen") == stem("huis")
    (True, True)
    """
    word = _DOUBLE.sub(r"\1", _ENDING.sub("", word))
    # "huizen" and "huis"
    if word.endswith(("v", "z")):
        word = word[:-1] + ("f" if word.endswith("v") else "s")
    return word
