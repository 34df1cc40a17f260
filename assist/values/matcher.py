"""Finds the lexicon's names and cue phrases in talk."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assist.core.dutch_words import plain
from assist.core.lexicon import Concept, Lexicon
from assist.core.transcript import Transcript, Utterance
from assist.core.valuemap import Mention
from assist.values.words import COMMON, Token, tokens

_LONGEST_NAME = 6  # words that may make up one name
_SLACK = 5  # words that may stand between the words of a cue
_SPLIT_FROM = 9  # letters from which a recogniser may have cut a name in two
_LONG_WORD = 7  # letters from which one word may stand for a whole cue

# Words that make a name part of a post or a department: "privacy officer".
_POST_WORDS = """
    afdeling adviseur ambtenaar coordinator directeur directie directeurs functionaris inspectie
    jurist kamer manager medewerker ministerie officer projectleider specialist team verklaring
    wethouder hoofd
"""
_POSTS = frozenset(_POST_WORDS.split())
# Names that are also everyday words, with the neighbours that betray the everyday sense.
_BEFORE = {
    "rust": {"met", "rust", "nooit"},
    "vertrouwen": {"te", "kunnen", "kun", "kan", "kunt", "we", "wij", "ze", "zij", "jullie",
                   "moeten", "mogen", "moet", "blind"},
    "gemak": {"op", "je", "uw", "zijn", "mijn"},
    "respect": {"alle", "met"},
    "gezondheid": {"op"},
}  # fmt: skip
_AFTER = {
    "rust": {"ik", "hij", "uit", "zacht", "het"},
    "vertrouwen": {"we", "wij", "ze", "zij"},
    "waarheid": {"gezegd"},
    "gezondheid": {"zorg"},
}
# How people put a name to something; other names than the preferred one count only so.
_NAMING = re.compile(
    r"\b(schrij[fv]\w*|noteer\w*|noem\w*|noemt|opgeschreven|geschreven|hang\w*|hing|waarden?|"
    r"heet|kies\w*|kiezen|twijfel\w*|woord|flap|kolom|hoopje|geeltje|lijst|"
    r"gaat het om|gaat over|draait om|bij gezet|erbij)\b"
)
# What recognisers write where nobody spoke.
_NOT_SPOKEN = re.compile(r"ondertitel|amara\W?org|^\W*\[[^\]]*\]\W*$", re.IGNORECASE)


Kind = Literal["label", "name", "cue"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A name or cue of a concept, found in a text.

    Parameters
    ----------
    concept : str
        Preferred label.
    phrase : str
        The name or cue as the lexicon writes it.
    kind : {"label", "name", "cue"}
        Preferred label, alternative label, or cue phrase.
    start, end : int
        Characters of the text.
    weight : float
        How much of it was found and how telling that is; 1.0 for a name.
    """

    concept: str
    phrase: str
    kind: Kind
    start: int
    end: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class _Cue:
    concept: str
    phrase: str
    stems: tuple[str, ...]  # all of them, in order
    telling: frozenset[str]  # those that are not everyday words
    loose: bool  # whether the telling words suffice


class Matcher:
    """Names by their letters, cues by their telling words.

    A name is found in any case, in plural, and when a recogniser split it ("keuze
    vrijheid"). A cue with enough telling words is found when these stand close together, in
    any order and inflection; a cue of everyday words must be there nearly word for word.

    Parameters
    ----------
    lexicon : Lexicon
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._names: dict[str, tuple[str, str, Kind]] = {}
        cues: list[_Cue] = []
        for concept in lexicon:
            if concept.label:
                cues.extend(_cue(concept.label, phrase) for phrase in concept.cues)
                self._add_names(concept)
        filed: dict[str, list[_Cue]] = defaultdict(list)
        rarity: dict[str, int] = defaultdict(int)
        for cue in cues:
            for word in cue.stems:
                rarity[word] += 1
        for cue in cues:  # filed under the word that fewest cues share
            if cue.stems:
                among = cue.telling or cue.stems
                filed[min(among, key=lambda word: (rarity[word], word))].append(cue)
        self._cues: Mapping[str, Sequence[_Cue]] = dict(filed)

    def _add_names(self, concept: Concept) -> None:
        for name in concept.alt_labels:
            self._names.setdefault(_key(name), (concept.label, name, "name"))
        self._names[_key(concept.label)] = (concept.label, concept.label, "label")

    def names(self, text: str) -> list[Hit]:
        """Names of values in a text, the longest where they overlap, in order."""
        return self._names_in(tokens(text))

    def cues(self, text: str) -> list[Hit]:
        """Cues in a text, in order; they may overlap."""
        return self._cues_in(tokens(text))

    def find(self, text: str) -> list[Hit]:
        """Names, then cues."""
        words = tokens(text)
        return [*self._names_in(words), *self._cues_in(words)]

    def _names_in(self, words: list[Token]) -> list[Hit]:
        hits, at = [], 0
        while at < len(words):
            for length in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
                part = words[at : at + length]
                known = self._names.get(_joined(part))
                if known and _as_written(known[1], part):
                    hits.append(Hit(*known, part[0].start, part[-1].end))
                    at += length - 1
                    break
            at += 1
        return hits

    def _cues_in(self, words: list[Token]) -> list[Hit]:
        places: dict[str, list[int]] = defaultdict(list)
        for i, word in enumerate(words):
            places[word.stem].append(i)
        found: dict[tuple[str, str], Hit] = {}
        for filed, at in places.items():
            for cue in self._cues.get(filed, ()):
                for i in at:
                    span = _span(cue, i, words, places)
                    if span is not None:
                        hit = Hit(
                            cue.concept,
                            cue.phrase,
                            "cue",
                            words[span[0]].start,
                            words[span[1]].end,
                            min(1.0, 0.3 + 0.1 * len(cue.stems)),
                        )
                        found.setdefault((cue.concept, cue.phrase), hit)
                        break
        return sorted(found.values(), key=lambda h: (h.start, h.end, h.concept, h.phrase))

    def mentions(self, transcript: Transcript) -> list[tuple[str, Mention]]:
        """Values named as such, aloud.

        Returns
        -------
        list of (str, Mention)
            Preferred label and place, in the order of the talk.
        """
        return [
            (hit.concept, Mention(u.id, hit.start, hit.end, u.text[hit.start : hit.end]))
            for u in transcript.utterances
            if not _NOT_SPOKEN.search(u.text)
            for hit in self.names(u.text)
            if _is_meant(hit, u)
        ]


def _key(name: str) -> str:
    return _joined(tokens(name))


def _joined(words: Sequence[Token]) -> str:
    word = "".join(w.plain for w in words)
    return f"{word[:-5]}heid" if word.endswith("heden") else word


def _as_written(name: str, words: Sequence[Token]) -> bool:
    """A short name must be parted as the lexicon has it: "wel zijn" is not "welzijn"."""
    return len(words) == len(tokens(name)) or len(_joined(words)) >= _SPLIT_FROM


def _cue(concept: str, phrase: str) -> _Cue:
    words = tokens(phrase)
    telling = {t.stem: len(t.plain) for t in words if t.plain not in COMMON}
    longest = max(telling.values(), default=0)
    loose = len(telling) >= 3 or (longest >= _LONG_WORD and (len(telling) == 2 or len(words) <= 2))
    return _Cue(concept, phrase, tuple(t.stem for t in words), frozenset(telling), loose)


def _span(
    cue: _Cue, anchor: int, words: list[Token], places: dict[str, list[int]]
) -> tuple[int, int] | None:
    """First and last word of a cue around an anchor, or None when it is not there."""
    if not cue.loose:
        return _in_order(cue, anchor, words)
    reach = len(cue.stems) + _SLACK
    chosen = [anchor]
    for word in cue.telling:
        near = [i for i in places.get(word, ()) if abs(i - anchor) <= reach]
        if not near:
            return None
        chosen.append(min(near, key=lambda i: abs(i - anchor)))
    span = (min(chosen), max(chosen))
    return span if span[1] - span[0] < reach else None


def _in_order(cue: _Cue, anchor: int, words: list[Token]) -> tuple[int, int] | None:
    """All words of a cue in its order, with at most one other word in the whole."""
    place = cue.stems.index(words[anchor].stem)
    for first in (anchor - place, anchor - place - 1):
        for length in (len(cue.stems), len(cue.stems) + 1):
            part = words[max(0, first) : max(0, first + length)]
            rest = iter(w.stem for w in part)
            if all(word in rest for word in cue.stems):
                return max(0, first), max(0, first) + len(part) - 1
    return None


def _is_meant(hit: Hit, utterance: Utterance) -> bool:
    """Whether a name is used as the name of a value."""
    before = [t.plain for t in tokens(utterance.text[: hit.start])][-3:]
    after = [t.plain for t in tokens(utterance.text[hit.end :])][:1]
    if _POSTS & {*before, *after} or before[-2:] == ["collega", "van"]:
        return False
    last = before[-1] if before else ""
    label = plain(hit.phrase)
    if last in _BEFORE.get(label, ()) or (after and after[0] in _AFTER.get(label, ())):
        return False
    if hit.kind == "label":
        return True
    alone = len(before) < 2 and (not after or utterance.text[hit.end : hit.end + 1] in {*".,?!"})
    return alone or utterance.phase == "waarden" or bool(_NAMING.search(plain(utterance.text)))


def phrases(hits: Iterable[Hit]) -> tuple[str, ...]:
    """What fired, names first, each once."""
    order = {"label": 0, "name": 1, "cue": 2}
    ranked = sorted(hits, key=lambda h: (order[h.kind], -h.weight, h.start, h.phrase))
    return tuple(dict.fromkeys(hit.phrase for hit in ranked))
