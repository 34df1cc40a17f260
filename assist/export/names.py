"""Find the names of people in a session.

No Dutch name recogniser ships, so the session itself is the witness: who introduces
themselves, who is thanked, addressed or called by a title, and which capitalised words a
list of first names knows. What was found once is then found everywhere in that session,
also where a rough transcription writes it without a capital. It finds most names, never
surely all: a person has to read what goes out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from assist.export.name_hints import PARTICLES, WORD, Token, hint, tokens_of, word_set

_LISTS = Path(__file__).with_name("names-nl.txt")
_TITLES = word_set(
    "mevrouw meneer mijnheer mw dhr dokter dr drs mr ir prof professor juf juffrouw zuster oom"
    " tante opa oma buurman buurvrouw wethouder burgemeester schepen minister rechter"
    " pastoor dominee agent broeder heer meester"
)
_NEVER = _TITLES | PARTICLES
_KIN = word_set(
    "collega vriend vriendin zoon dochter zus broer kleinzoon kleindochter neef nicht schoonzoon"
    " schoondochter schoonzus zwager"
)
_INTRODUCED = (
    ("ik", "ben"), ("ik", "heet"), ("naam", "is"), ("heet", "ik"), ("noem", "me"),
    ("noem", "mij"), ("dank", "je"), ("dank", "u"), ("dank", "jou"), ("bedankt",),
    ("dankjewel",), ("dankuwel",), ("hoi",), ("hallo",), ("welkom",),
)  # fmt: skip
_LAST_INTRODUCED = {words[-1:] for words in _INTRODUCED}
_PEOPLES = re.compile(
    r"(?:belg|vlaming|nederlander|limburger|brabander|zeeuw|fries|turk|marokkaan|surinamer|"
    r"duitser|pool|syriër|christen|moslim|europeaan|\w+(?:ammer|enaar|lander|landse|se))$"
)
_NOT_PLACE = word_set("in te richting rond rondom")


@dataclass(frozen=True)
class Lists:
    """Lower-case word lists; see the head of ``names-nl.txt``."""

    first: frozenset[str]
    safe: frozenset[str]
    unsure: frozenset[str]
    surname: frozenset[str]
    word_surname: frozenset[str]
    place: frozenset[str]
    common: frozenset[str]

    @cached_property
    def listed(self) -> frozenset[str]:
        """All that can be a name where it has a capital."""
        return self.first | self.safe | self.unsure | self.surname

    @cached_property
    def bare(self) -> frozenset[str]:
        """What is taken for a name where nothing has a capital."""
        return (self.first | self.unsure) - self.common


@cache
def _lists() -> Lists:
    found: dict[str, set[str]] = {}
    section = ""
    for line in _LISTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            section = line[2:].replace("-", "_")
            found[section] = set()
        elif line and not line.startswith("##"):
            found[section].add(line)
    return Lists(**{name: frozenset(words) for name, words in found.items()})


def words_of(labels: Iterable[str]) -> frozenset[str]:
    """Words of names that are known beforehand, as `find_names` wants them.

    Examples
    --------
    >>> sorted(words_of(["mevrouw Anouk de Vries"]))
    ['anouk', 'vries']
    """
    return frozenset(
        word.lower()
        for label in labels
        for word in WORD.findall(label)
        if word.lower() not in _NEVER and len(word) > 1
    )


def find_names(
    texts: Sequence[str], known: frozenset[str] = frozenset()
) -> list[list[tuple[int, int]]]:
    """Where the names of people stand.

    Parameters
    ----------
    texts : sequence of str
        Utterances of one session, in order.
    known : frozenset of str
        Words of names that are known beforehand, such as speaker labels of a meeting program;
        see `words_of`.

    Returns
    -------
    list of list of (int, int)
        For each text the start and end of every name, in order, first name, particle and
        surname together.
    """
    lists = _lists()
    tokens = [tokens_of(text) for text in texts]
    lower = Counter(t.low for row in tokens for t in row if t.text == t.low)
    names = known | _evident(tokens, lower, lists)
    firm = names - lists.common - lists.unsure
    capitals = sum(t.capital for row in tokens for t in row)
    if capitals * 200 < sum(lower.values()):  # a transcription without capitals
        names |= lists.bare.intersection(lower)
        firm = names - lists.common
    return [list(_spans(row, names, firm, lists)) for row in tokens]


def _could_be(token: Token, lists: Lists) -> bool:
    """Not a word that everybody uses, a place or a people."""
    return (
        len(token.low) > 1
        and token.low not in lists.common
        and token.low not in _NEVER
        and (token.low not in lists.place or token.low in lists.first or token.low in lists.safe)
        and not (
            _PEOPLES.fullmatch(token.low)
            and token.low not in lists.first
            and token.low not in lists.safe
        )
    )


def _evident(tokens: Sequence[Sequence[Token]], lower: Counter[str], lists: Lists) -> set[str]:
    """Names that the session gives away somewhere, in lower case."""
    names: set[str] = set()
    hints: Counter[str] = Counter()
    places: set[str] = set()
    for row in tokens:
        for i, t in enumerate(row):
            first = _with_particles(row, i)
            past = tuple(x.low for x in row[max(0, first - 2) : first])
            nearby = not row[first].opens and row[first].before.strip() in ("", ",")
            introduced = (
                nearby
                and past[-1:] in _LAST_INTRODUCED
                and any(past[-len(p) :] == p for p in _INTRODUCED)
            )
            titled = nearby and bool(past) and past[-1] in _TITLES
            titled = titled or (nearby and first == i and bool(_KIN.intersection(past[-1:])))
            titled = titled and not row[first].before.strip() and t.low not in _TITLES
            van = first < i and row[first].text == "Van" and not row[first].opens
            if not t.capital:
                if t.low in lists.safe or (introduced and t.low in lists.first):
                    names.add(t.low)
                if titled and (t.low in lists.surname or t.low in lists.word_surname):
                    names.add(t.low)
                continue
            if past and past[-1] in _NOT_PLACE and not t.opens:
                places.add(t.low)
            if (introduced and _could_be(t, lists)) or titled or (van and first != i):
                if t.low not in PARTICLES:
                    names.add(t.low)
            elif any(f in lists.safe for f in forms(t.low)[1:]) and not t.opens:
                names.update(f for f in forms(t.low)[1:] if f in lists.safe)
            elif t.low in lists.listed:
                # At the start of a sentence every word has a capital.
                if not t.opens or not (t.low in lists.common or lower.get(t.low)):
                    names.add(t.low)
            elif _could_be(t, lists) and not lower.get(t.low):
                hints[t.low] += hint(t, row, i)
    return names | {n for n, weight in hints.items() if weight >= 2 and n not in places}


def _with_particles(row: Sequence[Token], i: int) -> int:
    """Where a surname with its particles starts: "van der Meulen"."""
    first = i
    while first and row[first - 1].low in PARTICLES and not row[first].before.strip():
        first -= 1
    return first


def _spans(
    row: Sequence[Token], names: Set[str], firm: Set[str], lists: Lists
) -> Iterator[tuple[int, int]]:
    i = 0
    while i < len(row):
        if not _is_name(row[i], names, firm, lists):
            i += 1
            continue
        start, last = row[i].start, i
        j = i + 1
        while j < len(row) and not row[j].before.strip():
            k = j
            while k < len(row) and row[k].low in PARTICLES and not row[k].before.strip():
                k += 1
            if k >= len(row) or row[k].before.strip():
                break
            listed = row[k].low in lists.surname
            if k > j and row[k].capital:  # after a particle, words and places are surnames too
                listed = listed or row[k].low in lists.word_surname
            bare = row[k].capital and _could_be(row[k], lists)
            if not (listed or bare or _is_name(row[k], names, firm, lists)):
                break
            last, j = k, k + 1
        # "mevrouw de Vries": the particle belongs to the name.
        first = _with_particles(row, i)
        after_title = first and row[first - 1].low in _TITLES
        if first < i and (after_title or (row[first].capital and not row[first].opens)):
            start = row[first].start
        yield start, row[last].end
        i = last + 1


def _is_name(t: Token, names: Set[str], firm: Set[str], lists: Lists) -> bool:
    if t.after == ".":  # a web address
        return False
    for form in forms(t.low):
        if form not in names:
            continue
        if t.capital and (not t.opens or form in firm or form not in lists.common):
            return True
        if t.text == t.low and form in firm:
            return True
        if t.text.isupper() and len(t.text) > 2 and form in firm:
            return True
        if t.opens and t.capital and t.after.strip()[:1] in (",", ".", "?", "!"):
            return True
    return False


def forms(word: str) -> tuple[str, ...]:
    """A word in lower case, and without the s that makes ``Anouks`` and ``Anna's`` a genitive."""
    low = word.lower()
    if low.endswith(("'s", "’s")):
        return low, low[:-2]
    return (low, low[:-1]) if low.endswith("s") and len(low) > 4 else (low,)
