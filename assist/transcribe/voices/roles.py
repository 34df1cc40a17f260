"""Proposes who leads the talk, from what each speaker says and when."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import exp, log

from assist.core.transcript import Utterance

FEWEST = 12  # utterances below which there is nothing to go by
SURE = 0.5  # probability from which a role is proposed

_FLOOR = re.compile(
    r"\b(?:wie wil|wie heeft|wie nog|wie begint|wie mag|iemand (?:anders|nog|die)|nog iemand"
    r"|gaan we (?:naar|nu|door|verder|met|even|eens)|we gaan (?:naar|nu|door|verder|even|zo)"
    r"|(?:dan|nu) (?:gaan|kijken|komen|naar|even)|volgende (?:ronde|vraag|stap|onderdeel)"
    r"|rondje|laatste ronde|ga je gang|zeg (?:het )?maar|vertel (?:eens|maar)|en jij|en u\b"
    r"|wat (?:vind|vinden|denk|denken|zie|zien|doet|betekent) (?:jij|je|jullie|u|dat)"
    r"|wat zit (?:er|daar)|welke waarde|waar(?:om)? (?:gaat|is) (?:het|dat)|hoor ik|ik hoor"
    r"|mag ik|nog even terug|daar komen we|schrijf|op het bord|op de flap|geeltje|post-?it"
    r"|samenvat|vat (?:ik|even))",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:minu(?:ut|ten)|kwartier|half ?uur|pauze|op tijd|de tijd|koffie|lunch|klok|tot slot"
    r"|afronden|afsluit\w*|voordat we|we beginnen|beginnen we|welkom|goede(?:middag|morgen|navond)"
    r"|dank (?:je|u|jullie)|bedankt|dankjewel)",
    re.IGNORECASE,
)
FEATURES = ("questions", "floor", "time", "share", "first", "last", "spread", "length")
# Of a logistic regression on annotated sessions: python -m assist.training.roles
WEIGHTS: Mapping[str, float] = {
    "questions": 7.39,
    "floor": 6.62,
    "time": 15.33,
    "share": 1.11,
    "first": 1.90,
    "last": -0.62,
    "spread": 11.62,
    "length": -5.77,
}
BIAS = 0.55


def features(utterances: Sequence[Utterance]) -> dict[str, tuple[float, ...]]:
    """What tells who leads: one tuple a speaker, in the order of `FEATURES`.

    ``questions``, ``floor`` and ``time``: share of the speaker's utterances that ask, give the
    floor, keep the time or open and close; ``share``: of all utterances; ``first`` and
    ``last``: whether the speaker opens and closes; ``spread``: tenths of the session in which
    the speaker is heard, over ten; ``length``: logarithm of the mean number of words.
    """
    own: dict[str, list[tuple[int, str]]] = {}
    for place, utterance in enumerate(utterances):
        if utterance.speaker:
            own.setdefault(utterance.speaker, []).append((place, utterance.text))
    total = max(1, len(utterances))
    opening = {u.speaker for u in utterances[: max(1, total // 50)]}
    closing = {u.speaker for u in utterances[-max(1, total // 50) :]}
    found: dict[str, tuple[float, ...]] = {}
    for speaker, said in own.items():
        count = len(said)
        found[speaker] = (
            sum("?" in text for _, text in said) / count,
            sum(bool(_FLOOR.search(text)) for _, text in said) / count,
            sum(bool(_TIME.search(text)) for _, text in said) / count,
            count / total,
            float(speaker in opening),
            float(speaker in closing),
            len({10 * place // total for place, _ in said}) / 10,
            log(sum(len(text.split()) for _, text in said) / count + 1.0),
        )
    return found


def leading(utterances: Sequence[Utterance]) -> str | None:
    """The speaker who most likely leads the talk, or None where nobody clearly does."""
    speakers = features(utterances)
    if len(utterances) < FEWEST or len(speakers) < 2:
        return None
    scores = {
        speaker: BIAS + sum(w * v for w, v in zip(WEIGHTS.values(), values, strict=True))
        for speaker, values in speakers.items()
    }
    best = max(scores, key=lambda speaker: scores[speaker])
    return best if 1.0 / (1.0 + exp(-scores[best])) >= SURE else None


def with_proposed_roles(utterances: Sequence[Utterance]) -> tuple[Utterance, ...]:
    """Propose ``moderator`` for who leads, where nobody has that role yet.

    A role that is known stays; a proposed one is marked ``role_proposed``.
    """
    if any(u.role == "moderator" for u in utterances):
        return tuple(utterances)
    leader = leading(utterances)
    return tuple(
        replace(u, role="moderator", role_proposed=True)
        if leader is not None and u.speaker == leader and u.role is None
        else u
        for u in utterances
    )
