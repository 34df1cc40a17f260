"""Pairs of option and effect that the talk itself denies.

"Daar helpt zo'n cursus niet tegen": somebody says that a proposal does not help, makes it
worse, or takes it back. Found by cues in one clause and by who refers to what: the option by
one of its words or as the last one spoken of, the effect by its words, by being said in that
very turn, or as what was just talked about. Where it is not clear what is meant, nothing is
denied: a link too many is seen in review, one that is missing is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assist.core.statement import Effect, Option, Statement
from assist.core.transcript import Transcript, Utterance
from assist.valuemap.pairs import letter_runs, rarities, said

JUST = 3  # utterances back that "dat" and "daar" can point to
REMEMBERED = 60  # utterances back that "zo'n cursus" can point to
TELLING = 0.45  # rarity, in this talk, from which shared letters point to something
NAMED = 2  # runs of letters that make a word named

_CLAUSES = re.compile(
    r"[.?!;:…]+|,|\b(?:(?<!alleen )(?<!enkel )maar|en dan|want|terwijl|hoewel|al)\b", re.IGNORECASE
)
_NOT = r"(?:niet|niks|niets|nooit|geen|weinig|amper|nauwelijks)"
# Verbs that deny alone, and those that do so only with the word that goes with them.
_FUTILE = re.compile(
    rf"\b(?:help(?:t|en)?|hielp|verhelp(?:t|en)?|baat|voorkom(?:t|en)?|oplos(?:t|sen))\b.*\b{_NOT}\b"
    rf"|\b{_NOT}\b.*\b(?:help(?:t|en)?|verhelp(?:t|en)?|baten|voorkom(?:t|en)|oplos(?:t|sen))\b"
    rf"|\blos(?:t|sen)?\b.*\b{_NOT}\b.*\bop\b"
    rf"|\b(?:haalt|haal)\b.*\b(?:niks|niets|weinig)\b.*\buit\b"
    rf"|\b(?:schiet|schieten)\b.*\b{_NOT}\b.*\b(?:mee|op)\b"
    rf"|\b(?:heb|hebt|hebben|heeft)\b.*\b(?:niks|niets|weinig)\b.*\baan\b"
    rf"|\b(?:doet|verandert)\b.*\b(?:niks|niets|weinig)\b.*\b(?:aan|tegen)\b"
    rf"|\b(?:neemt|nemen|haalt|halen)\b.*\b{_NOT}\b.*\bweg\b"
    rf"|\bis\b.*\bgeen (?:oplossing|antwoord)\b",
    re.IGNORECASE,
)
_WORSE = re.compile(
    r"\b(?:maak(?:t|en)?|word(?:t|en)?)\b.*\b(?:alleen|juist|nog|enkel)\b.*"
    r"\b(?:erger|slechter|groter|meer)\b|\baverechts\b|\bvan de regen in de drup\b",
    re.IGNORECASE,
)
# A condition ("anders heb je er niets aan"), or somebody who cannot help.
_OTHERWISE = re.compile(
    r"\b(?:anders|zonder|als|tenzij|vandaag)\b|\b(?:ik|wij|we)\b.*\b(?:help|helpen|oplossen)\b"
    r"|\b(?:ik|wij|we) los(?:sen)?\b|\blossen (?:we|wij)\b|\bheb ik\b|\bik heb\b",
    re.IGNORECASE,
)
_MINE = r"(?:dat|het|hem|die|mijn (?:voorstel|idee|plan|woorden))"
_TAKEN_BACK = re.compile(
    rf"\bik (?:trek|neem) {_MINE}\b[^.?!,]{{0,20}}\b(?:terug|in)\b(?! dienst)"
    r"|\blaat (?:dat|het|die|hem)? ?maar(?: zitten)?\s*(?:[.,!]|$)"
    r"|\bvergeet (?:het|dat|die|wat ik (?:net )?zei)(?: maar)?\s*(?:[.,!]|$)"
    r"|\b(?:dat|die|het) (?:moeten we|wil ik|doen we|moet je)\b[^.?!,]{0,20}\btoch (?:maar )?niet\b"
    r"|\bbij nader inzien\b[^.?!]{0,30}\bniet\b"
    rf"|\b(?:streep|schrap) {_MINE}\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:dat|dit|die|daar|daarmee|daartegen|hiermee|er|zo'?n|zoiets|zulke)\b", re.IGNORECASE
)
_TO_THE_EFFECT = re.compile(r"\b(?:daar|er|daartegen|hier)\b.*\b(?:tegen|aan|voor)\b|\bdaartegen\b",
                            re.IGNORECASE)  # fmt: skip
_NAMES_SOMETHING = re.compile(r"\b(?!averechts|slechter)\w{7,}\b", re.IGNORECASE)


def contradicted(
    effects: Sequence[Effect], options: Sequence[Option], transcript: Transcript
) -> frozenset[tuple[str, str]]:
    """Pairs of ids, option first, that somebody says do not go together."""
    if not effects or not options:
        return frozenset()
    talk = _Talk(effects, options, transcript)
    found: set[tuple[str, str]] = set()
    for at, utterance in enumerate(transcript.utterances):
        for option in talk.taken_back(at, utterance):
            found |= {(option.id, effect.id) for effect in effects}
        for start, clause in _denials(utterance.text):
            meant = talk.option_meant(at, utterance, start, clause)
            if meant is not None:
                harmed = talk.effects_meant(at, utterance, clause, meant)
                found |= {(meant.id, effect.id) for effect in harmed}
    return frozenset(found)


def _denials(text: str) -> Iterator[tuple[int, str]]:
    """Clauses that say of something that it does not help, and where they begin."""
    start = 0
    for end in [*_CLAUSES.finditer(text), None]:
        clause = text[start : end.start() if end else len(text)]
        asked = end is not None and "?" in end[0]
        if (_FUTILE.search(clause) or _WORSE.search(clause)) and not (
            asked or _OTHERWISE.search(clause)
        ):
            yield start, clause
        start = end.end() if end else start


class _Talk:
    """Who said what where."""

    def __init__(
        self, effects: Sequence[Effect], options: Sequence[Option], transcript: Transcript
    ) -> None:
        self._place = {u.id: i for i, u in enumerate(transcript.utterances)}
        self._rare = rarities(transcript)
        self._runs = {o.id: letter_runs(o.quote.exact) for o in options}
        self._runs |= {e.id: letter_runs(said(e, transcript)) for e in effects}
        self._transcript = transcript
        self._effects = sorted(effects, key=self._at)
        self._options = sorted(options, key=self._at)

    def _at(self, statement: Statement) -> tuple[int, int]:
        return self._place[statement.quote.utterance], statement.quote.start_char

    def taken_back(self, at: int, utterance: Utterance) -> list[Option]:
        """The option that its own speaker drops here, if any."""
        cue = _TAKEN_BACK.search(utterance.text)
        if cue is None or utterance.speaker is None:
            return []
        mine = [
            o
            for o in self._options
            if 0 <= at - self._at(o)[0] <= JUST
            and self._transcript[o.quote.utterance].speaker == utterance.speaker
            and not (o.quote.utterance == utterance.id and cue.start() < o.quote.end_char)
        ]
        return mine[-1:]

    def option_meant(self, at: int, utterance: Utterance, start: int, clause: str) -> Option | None:
        """The option of which a clause speaks: by name, or the last one before."""
        before = [
            o
            for o in self._options
            if self._at(o) < (at, start) and not self._inside(o, utterance, start)
        ]
        named = {
            o.id: self._pointing(o, clause) for o in before if at - self._at(o)[0] <= REMEMBERED
        }
        best = max(named.values(), default=0.0)
        if best > 0:
            return [o for o in before if named.get(o.id) == best][-1]
        if before and _POINTS_BACK.search(clause) and at - self._at(before[-1])[0] <= JUST:
            return before[-1]
        return None

    def effects_meant(
        self, at: int, utterance: Utterance, clause: str, option: Option
    ) -> list[Effect]:
        """Effects that the option does not help, or makes worse: said here, named, or just told."""
        here = [e for e in self._effects if utterance.id in e.utterances]
        named = [e for e in self._effects if self._pointing(e, clause, besides=option) > 0]
        if here or named:
            return [*here, *(e for e in named if e not in here)]
        worse = _WORSE.search(clause) and not _NAMES_SOMETHING.search(clause)
        if _TO_THE_EFFECT.search(clause) or worse:
            just = [e for e in self._effects if 0 < at - self._at(e)[0] <= JUST]
            return just[-1:]
        return []

    def _inside(self, option: Option, utterance: Utterance, start: int) -> bool:
        """Whether a clause is part of the proposal itself ("iets wat wel helpt")."""
        quote = option.quote
        return quote.utterance == utterance.id and quote.start_char <= start < quote.end_char

    def _pointing(self, to: Statement, clause: str, besides: Option | None = None) -> float:
        """How clearly the words of a clause name a statement; 0.0 when they do not."""
        runs = letter_runs(clause) & self._runs[to.id]
        if besides is not None:
            runs -= self._runs[besides.id]
        rare = [self._rare.get(run, 1.0) for run in runs]
        telling = [weight for weight in rare if weight >= TELLING]
        return round(sum(telling), 6) if len(telling) >= NAMED else 0.0
