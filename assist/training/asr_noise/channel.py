"""What recognition errors look like, as numbers; learned by `assist.training.asr_noise.learning`.

A channel holds no sentences: rates, which letters are taken for which, and single short words
that were taken for one another.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from assist.core.errors import AssistError
from assist.core.files import write_text
from assist.models.shipped import shipped

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

FORMAT = "asr-noise/1"
CHANNEL_FILE = "channel.json"
WORDS_FILE = "words.txt"
SPACE = " "
HESITATIONS = frozenset(re.findall(r"\w+", "eh ehm euh euhm hm hmm hmmm mm mmm uh uhm"))
LENGTHS = ((2, "1-2"), (4, "3-4"), (7, "5-7"), (10, "8-10"), (99, "11+"))
RANKS = ((50, "top 50"), (500, "top 500"), (3000, "top 3000"))
FREQUENCIES = (*(name for _, name in RANKS), "listed", "unlisted")

_UNIT = re.compile(r"sch|ng|ch|aa|ee|oo|uu|oe|ui|eu|ou|au|ij|ei|ie|.", re.DOTALL)
_CORE = re.compile(r"[^\W_](?:.*[^\W_])?", re.DOTALL)


def units(text: str) -> tuple[str, ...]:
    """Letters as they stand for sounds: Dutch digraphs are one.

    Examples
    --------
    >>> units("schuif mij")
    ('sch', 'ui', 'f', ' ', 'm', 'ij')
    """
    return tuple(_UNIT.findall(text))


def core(token: str) -> tuple[str, str, str]:
    """A written word as what stands before it, the word, and its marks.

    Examples
    --------
    >>> core("(zo'n,")
    ('(', "zo'n", ',')
    >>> core("...")
    ('...', '', '')
    """
    found = _CORE.search(token)
    if found is None:
        return token, "", ""
    return token[: found.start()], found.group(), token[found.end() :]


def length_class(word: str) -> str:
    """Letters of a word, in classes."""
    return next(name for most, name in LENGTHS if len(word) <= most or most == LENGTHS[-1][0])


def _neighbours(word: str) -> Iterator[tuple[str, str]]:
    return pairwise(("^", *units(word), "$"))


@dataclass(frozen=True, eq=False)
class WordList:
    """Dutch words with how often they were counted, by falling number."""

    counts: Mapping[str, int]

    @cached_property
    def _rank(self) -> Mapping[str, int]:
        return {word: place for place, word in enumerate(self.counts)}

    def __contains__(self, word: object) -> bool:
        return word in self.counts

    def frequency_class(self, word: str) -> str:
        """How common a word is, in classes."""
        place = self._rank.get(word)
        if place is None:
            return "unlisted"
        return next((name for most, name in RANKS if place < most), "listed")

    @cached_property
    def _pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset(pair for word in self.counts for pair in _neighbours(word))

    def odd(self, word: str) -> int:
        """Pairs of units, the word's borders among them, that no listed word has."""
        return sum(pair not in self._pairs for pair in _neighbours(word))

    @cached_property
    def _by_length(self) -> Mapping[int, tuple[list[str], npt.NDArray[np.int32]]]:
        """Words by number of units, with the units' numbers; shape (words, units)."""
        import numpy as np

        found: dict[int, list[tuple[str, list[int]]]] = {}
        for word in self.counts:
            cut = units(word)
            found.setdefault(len(cut), []).append((word, [unit_number(u) for u in cut]))
        return {
            size: ([w for w, _ in rows], np.array([r for _, r in rows], dtype=np.int32))
            for size, rows in sorted(found.items())
        }

    def nearest(self, heard: str, costs: npt.NDArray[np.float64], but: frozenset[str]) -> str:
        """The listed word that sounds most like this, common words sooner; "" when none does.

        Parameters
        ----------
        costs : array, shape (units, units)
            Of taking one unit for another; putting in or leaving out a unit costs 1.
        but : frozenset of str
            Words that may not be it.

        Notes
        -----
        Weighted edit distance (Wagner and Fischer 1974), for all words of a length at once.
        """
        import numpy as np

        asked = [unit_number(u) for u in units(heard)]
        best, least = "", math.inf
        for size, (words, rows) in self._by_length.items():
            if abs(size - len(asked)) > 1 + len(asked) // 5:
                continue
            table = np.tile(np.arange(size + 1, dtype=float), (len(words), 1))
            for unit in asked:
                taken = table[:, :-1] + costs[unit][rows]
                left = table[:, 0] + 1
                fresh = [left]
                for j in range(size):
                    left = np.minimum(np.minimum(taken[:, j], table[:, j + 1] + 1), left + 1)
                    fresh.append(left)
                table = np.stack(fresh, axis=1)
            for place in np.argsort(table[:, -1], kind="stable")[:8]:
                word = words[place]
                cost = table[place, -1] - 0.12 * math.log(self.counts[word])
                if word not in but and cost < least:
                    best, least = word, cost
        return best


_VOWELS = frozenset(
    re.findall(r"\w+", "a e i o u y é è ë ï ö ü aa ee oo uu oe ui eu ou au ij ei ie")
)
_OTHERS = tuple(re.findall(r"\S+", "b c d f g h j k l m n p q r s t v w x z ç ' - sch ng ch"))
_ALPHABET = (*sorted(_VOWELS), *_OTHERS, SPACE, "?")
_NUMBER = {unit: place for place, unit in enumerate(_ALPHABET)}


def unit_number(unit: str) -> int:
    """Place in the table of costs; what is no Dutch letter shares one."""
    return _NUMBER.get(unit, len(_ALPHABET) - 1)


def plain_cost(one: str, other: str) -> float:
    """Cost of taking one unit for another before anything is learned; leaving out is 1."""
    if one == other:
        return 0.0
    if SPACE in (one, other):
        return 2.5
    return 0.8 if (one in _VOWELS) == (other in _VOWELS) else 1.6


@dataclass(frozen=True, eq=False)
class AsrChannel:
    """Rates of a recogniser's errors on one kind of sound.

    Parameters
    ----------
    learned_from : mapping
        Scenes, words, and how errors were shared among substitutions, deletions, insertions.
    wer : float
        Word error rate there.
    bias, by_length, by_frequency : float, mapping, mapping
        Log odds that a word is misheard: the sum of these.
    after : float
        Added when the word before was misheard.
    spread : float
        Standard deviation of the log odds over utterances.
    misheard : float
        Words misheard for each error counted, as extra words are counted too.
    becomes : mapping
        How many words stand there instead, with their share: for a lone misheard word by length
        class; for two, three, and four or more in a row as a difference.
    added, added_words : float, mapping
        Words out of nowhere: for each word said, and which, with their share.
    severity : mapping
        Deciles of letters changed for each letter, by number of words misheard in a row.
    edits : mapping
        For each unit (``^`` before at the start, ``$`` after at the end of a word): ``rate``
        beside other units, and what it turns into (``""``: nothing; ``"+x"``: x comes after it).
    swaps : mapping
        Short words taken for another: probability by word, when misheard alone.
    listed : mapping
        Share of wrong words that are words, by length class.
    marks, last_marks : mapping
        What becomes of a mark, inside an utterance and at its end.
    capital : float
        Share of capitals inside a sentence that stay.
    hesitation : float
        Share of hesitations that are left out.
    """

    learned_from: Mapping[str, float | int | str]
    wer: float
    bias: float
    after: float
    spread: float
    by_length: Mapping[str, float]
    by_frequency: Mapping[str, float]
    misheard: float
    becomes: Mapping[str, Mapping[str, float]]
    added: float
    added_words: Mapping[str, float]
    severity: Mapping[str, Sequence[float]]
    edits: Mapping[str, Mapping[str, float]]
    swaps: Mapping[str, Mapping[str, float]]
    listed: Mapping[str, float]
    marks: Mapping[str, Mapping[str, float]]
    last_marks: Mapping[str, Mapping[str, float]]
    capital: float
    hesitation: float
    words: WordList

    @cached_property
    def costs(self) -> npt.NDArray[np.float64]:
        """Cost of each unit heard for each unit meant: less for what was often taken for it."""
        import numpy as np

        table = np.array([[plain_cost(a, b) for b in _ALPHABET] for a in _ALPHABET])
        for unit, into in self.edits.items():
            if unit.startswith("^") or unit.endswith("$"):
                continue
            for other, share in into.items():
                if other in _NUMBER and unit in _NUMBER:
                    cost = max(0.3, 1.0 - 2.0 * share)
                    for a, b in ((unit, other), (other, unit)):
                        place = (_NUMBER[a], _NUMBER[b])
                        table[place] = min(table[place], cost)
        return table

    @cached_property
    def _nearest(self) -> dict[tuple[str, frozenset[str]], str]:
        return {}

    def nearest(self, heard: str, but: frozenset[str]) -> str:
        """`WordList.nearest`, remembered."""
        key = (heard, but)
        if key not in self._nearest:
            self._nearest[key] = self.words.nearest(heard, self.costs, but)
        return self._nearest[key]


def write_channel(channel: AsrChannel, folder: Path) -> None:
    """Write numbers and word list into a folder; older ones are replaced."""
    data = {k: getattr(channel, k) for k in channel.__dataclass_fields__ if k != "words"}
    text = json.dumps({"format": FORMAT, **data}, ensure_ascii=False, indent=1, sort_keys=True)
    write_text(folder / CHANNEL_FILE, text + "\n", force=True)
    lines = (f"{word}\t{count}\n" for word, count in channel.words.counts.items())
    write_text(folder / WORDS_FILE, "".join(lines), force=True)


def read_channel(folder: Path | None = None) -> AsrChannel:
    """Read what `write_channel` wrote; without a folder, the shipped one.

    Raises
    ------
    AssistError
        ``noise-unreadable`` when a file is missing, damaged or of another making.
    """
    folder = folder or shipped("models", "asr_noise")
    try:
        data = json.loads((folder / CHANNEL_FILE).read_text(encoding="utf-8"))
        if data.pop("format") != FORMAT:
            raise ValueError("another format")
        return AsrChannel(**data, words=read_words(folder / WORDS_FILE))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise AssistError("noise-unreadable", path=folder) from error


def read_words(path: Path) -> WordList:
    """Read a list of words with their counts."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return WordList({word: int(count) for word, count in rows})
