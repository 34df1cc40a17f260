"""What in a talk speaks for a name that no list knows: how people present and address.

Words are looked at in their sentence: a capital says little where a sentence opens, and
much in the middle of one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SENTENCE_END = '.?!:;…"“”«»'
PARTICLES = word_set("van de der den het ten ter te 't von du la le el bin ibn")
_PRESENTED = {
    ("dit", "is"), ("hij", "heet"), ("zij", "heet"), ("ze", "heet"), ("die", "heet"),
    ("hier", "is"),
}  # fmt: skip
_AFTER = word_set(
    "zei zegt zeg vertelde vertelt vroeg vraagt noemde noemt bedoelt bedoelde vindt jij u gij ge"
    " je wil wou heb hebt kan kun kunt mag mocht weet ga gaat zit zat zwaait knikt lacht"
)
_BEFORE = word_set("zoals volgens wat maar ja nee toch hè hé hey zeg kijk luister")
_YOU = word_set("jij je u gij ge jullie")
_ARTICLES = word_set("de het den 't")
_OF_ONESELF = word_set(
    "ben woon woonde werk werkte doe deed zit sta rij rijd geef run leid vul schrijf teken noteer"
    " zorg kom studeer heb was verkoop maak onderhoud bedien vertegenwoordig tik tel"
)
_NO_VOCATIVE = _ARTICLES | word_set(
    "een één van in op aan te uit naar bij om over voor door met tegen tot sinds na langs achter"
    " naast via als of en dan dat dit die deze is was zijn mijn je jouw uw ons onze hun haar geen"
    " heet heten noemen spreekt spreken praat praten leest lees kan"
)
# Abstract nouns open many a sentence; numbers and languages have a capital without being a name.
_ABSTRACT = re.compile(r"\w+(?:heid|teit|tie|isme|schap|ing|ingen|elijk)$")
_NUMBER = re.compile(r"(?:\w*(?:tig|tien|honderd|duizend|miljoen)|[eé]én)$")
_LANGUAGE = re.compile(
    r"\w+(?:isch|aans|ands|oens|iens|inees|ens)$|(?:pools|turks|vlaams|twents|"
    r"drents|fries|zeeuws|bulgaars|engels|frans|duits|deens|grieks|tigrinya|pasjtoe)$"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of an utterance, and what stands around it."""

    text: str
    low: str
    start: int
    end: int
    capital: bool
    opens: bool  # first word of a sentence
    before: str  # what stands between it and the word before
    after: str


def tokens_of(text: str) -> list[Token]:
    """The words of an utterance, in order."""
    found = list(WORD.finditer(text))
    tokens = []
    for i, m in enumerate(found):
        before = text[found[i - 1].end() if i else 0 : m.start()]
        after = (
            text[m.end() : found[i + 1].start()] if i + 1 < len(found) else text[m.end() :] + "\n"
        )
        word = m.group()
        tokens.append(
            Token(
                text=word,
                low=word.lower(),
                start=m.start(),
                end=m.end(),
                capital=word[0].isupper() and not (len(word) > 1 and word.isupper()),
                opens=i == 0 or any(c in _SENTENCE_END for c in before),
                before=before,
                after=after,
            )
        )
    return tokens


def hint(t: Token, row: Sequence[Token], i: int) -> int:
    """How much this place speaks for a name that no list knows; 2 is enough."""
    if _NUMBER.fullmatch(t.low) or _LANGUAGE.fullmatch(t.low):
        return 0
    after = row[i + 1].low if i + 1 < len(row) else ""
    before = row[i - 1].low if i and not t.opens else ""
    said = after in _AFTER and t.after.strip() in ("", ",")
    alone = t.after.strip()[:1] in (",", ".", "?", "!")
    called = alone and "," in t.before and not t.opens
    if called or (t.opens and t.after.strip() == "," and after in _YOU):
        return 2
    if (said and before in _BEFORE) or after == "noemen" or _presented(t, row, i):
        return 2
    # Standing bare in the middle of a sentence, at its end, or called out on its own.
    bare = bool(before) and (alone or not after) and before not in _NO_VOCATIVE
    called = t.opens and alone and len(row) > 1 and not _ABSTRACT.fullmatch(t.low)
    return int(said or before in _BEFORE or bare or called)


def _presented(t: Token, row: Sequence[Token], i: int) -> bool:
    """Somebody says who they or others are, without "ik ben" before the name.

    "X van de gemeente", "X ik woon op drie hoog", "X de Visser" where somebody starts to
    speak; "dit is X", "hij heet X".
    """
    following = tuple(x.low for x in row[i + 1 : i + 3])
    if not t.opens:
        past = tuple(x.low for x in row[max(0, i - 2) : i])
        close = not t.before.strip() and not row[i - 1].opens
        return close and past in _PRESENTED
    if _ABSTRACT.fullmatch(t.low) or t.after.strip() not in ("", ","):
        return False
    if i:
        return False
    if following[:1] == ("ik",) and following[1:] and following[1] in _OF_ONESELF:
        return True
    if t.after.strip():
        return False
    return _surname_at(row, 1) or (following[:1] == ("van",) and following[-1] in _ARTICLES)


def _surname_at(row: Sequence[Token], i: int) -> bool:
    """Particles and a word with a capital follow: "de Visser", "van der Meulen"."""
    k = i
    while k < len(row) and row[k].low in PARTICLES and not row[k].before.strip():
        k += 1
    if k == i or k >= len(row):
        return False
    return row[k].capital and not row[k].before.strip() and (row[i].low != "van" or k - i > 1)
