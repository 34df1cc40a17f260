"""The session's own words, where what was heard sounds like them.

Told beforehand what to listen for, Whisper hears such words more often and the words around them
worse. So each sound is searched without them first; where something in it sounds like one of
them it is searched once more with them, and only the places that gained one are taken over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache

from assist.core.dutch_words import common_words
from assist.core.transcript import Word

# Of difflib's ratio, of sounds. Strict: a word put where nobody said it is worse than one missed.
LIKE = 0.75
_RUN = 3  # words that a term may have fallen apart into
_NAME = 4  # letters of what tells a name of several words
# Dutch letters that sound alike, or nearly so; the first that fits counts.
_SOUNDS = (
    *(("sch", "sg"), ("ch", "g"), ("th", "t"), ("ph", "f"), ("qu", "kw"), ("x", "ks")),
    *(("ij", "y"), ("ei", "y"), ("ou", "au"), ("c", "k"), ("q", "k"), ("d", "t")),
    *(("z", "s"), ("v", "f")),
)
_NO_LETTERS = re.compile(r"[\W\d_]+")
_DOUBLE = re.compile(r"(.)\1+")


def listed(hotwords: str) -> tuple[str, ...]:
    """The words of a list with commas, in small letters alone; of names of several words the rare.

    Examples
    --------
    >>> listed("Scanauto's, Van den Berg Advies")
    ('scanautos', 'berg')
    """
    found: list[str] = []
    for term in hotwords.split(","):
        words = [plain for word in term.split() if (plain := _letters(word))]
        found += [w for w in words if len(words) == 1 or (len(w) >= _NAME and w not in _common())]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(common_words())


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", text.casefold())


@lru_cache(maxsize=4096)
def sound_of(letters: str) -> str:
    """Letters by their sound, so that two ways of writing one sound are the same.

    Examples
    --------
    >>> sound_of("cylinder") == sound_of("cijlinder"), sound_of("graag"), sound_of("graal")
    (True, 'grag', 'gral')
    """
    for written, spoken in _SOUNDS:
        letters = letters.replace(written, spoken)
    return _DOUBLE.sub(r"\1", letters)


def worth_another(said: Sequence[str], words: Sequence[str]) -> bool:
    """Whether something that was said sounds like a listed word that it is not.

    Parameters
    ----------
    said : sequence of str
        Words as they were recognised.
    words : sequence of str
        As `listed` gives them.

    Examples
    --------
    >>> worth_another("dan neem de anne monen mee".split(), ["annemonen"])
    True
    >>> worth_another("de annemonen zijn mooi".split(), ["annemonen"])
    False
    """
    plain = [_letters(word) for word in said]
    told = [_matcher(word) for word in words]
    for first, end in _runs(plain, frozenset(words)):
        sound = sound_of("".join(plain[first:end]))
        for matcher in told:
            matcher.set_seq1(sound)
            if matcher.real_quick_ratio() >= LIKE and matcher.ratio() >= LIKE:
                return True
    return False


def _matcher(word: str) -> SequenceMatcher[str]:
    return SequenceMatcher(b=sound_of(word), autojunk=False)


def _runs(said: Sequence[str], found: Set[str]) -> Iterator[tuple[int, int]]:
    """Runs of a few words, without words that were found already."""
    for length in range(1, _RUN + 1):
        for first in range(len(said) - length + 1):
            if found.isdisjoint(said[first : first + length]):
                yield first, first + length


def taken_over(
    heard: Sequence[Word], told: Sequence[Word], words: Sequence[str]
) -> tuple[Word, ...]:
    """What was heard, with the listed words of a second search where they sound like the first.

    Parameters
    ----------
    heard, told : sequence of Word
        Found without and with the list, in the same sound.
    words : sequence of str
        As `listed` gives them.

    Returns
    -------
    tuple of Word
        A word that is taken over has the time of what it replaces.
    """
    first, second = ([_letters(w.text) for w in found] for found in (heard, told))
    wanted = frozenset(words)
    kept: list[Word] = []
    for kind, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        at = a
        for place in range(c, d) if kind == "replace" else ():
            if second[place] in wanted:
                begun, end = _place(first[at:b], second[place], wanted)
                if end:
                    begun, end = at + begun, at + end
                    since, until = heard[begun].start, heard[end - 1].end
                    own = replace(told[place], start=since, end=until)
                    kept += [*heard[at:begun], own]
                    at = end
        kept += heard[at:b]
    return tuple(kept)


def _place(said: Sequence[str], word: str, wanted: Set[str]) -> tuple[int, int]:
    """The run of words that sounds most like this one; (0, 0) when none does enough."""
    matcher = _matcher(word)
    best, place = LIKE, (0, 0)
    for first, end in _runs(said, wanted):
        matcher.set_seq1(sound_of("".join(said[first:end])))
        if (ratio := matcher.ratio()) >= best:
            best, place = ratio, (first, end)
    return place
