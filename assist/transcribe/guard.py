"""Keeps out what a recogniser invents where nobody speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, Protocol

Reason = Literal["credits", "loop", "silence"]

# Whole segments that Whisper learnt from subtitles; never part of a dialogue.
_CREDITS = re.compile(
    r"(?:"
    r"(?:de )?ondertitel(?:s|d|ing)?(?: (?:is |zijn |werd )?(?:ingediend|gemaakt|verzorgd|mogelijk"
    r" gemaakt|vertaald))?(?: door)?(?: de)? (?:amara ?org|amara|npo|tt888|bti|broadcast text)\b.*"
    r"|(?:ondertitels|ondertiteling)(?: ingediend| gemaakt| verzorgd)? door (?:de )?\w+"
    r"(?: \w+){0,4}"
    r"|.*\bamara ?org\b.*"
    r"|tv gelderland(?: \d{4})?"
    r"|(?:bedankt|dank je wel|dank u wel|dankjewel) voor het kijken(?: naar deze video)?"
    r"(?: (?:en )?tot de volgende keer)?"
    r"|(?:vergeet niet (?:om )?(?:te )?)?(?:abonneer je|abonneren) op (?:mijn|ons|dit|het) kanaal"
    r"|vergeet niet te (?:liken|abonneren)(?: en te (?:liken|abonneren))?"
    r"|satsang met mooji.*|www multi moto eu"
    r"|subtitles by\b.*|thanks? (?:you )?for watching.*|transcri(?:ption|bed) by\b.*"
    r")"
)
_LOOP_WORDS = 8  # a loop shorter than this is how people talk: "ja ja ja ja"
_LOOP_TIMES = 4
_LOOP_SHARE = 0.6
_SILENCE = 0.8  # probability of no speech above which unsure words are not believed
_UNSURE = -0.8  # mean log probability


class Segment(Protocol):
    """The part of faster-whisper's segment that is looked at."""

    @property
    def text(self) -> str: ...
    @property
    def no_speech_prob(self) -> float: ...
    @property
    def avg_logprob(self) -> float: ...


def invented(segment: Segment) -> Reason | None:
    """Why a segment is not to be believed, or None.

    Notes
    -----
    Holds back only what is certain: quiet and hesitant speakers must not vanish.
    """
    words = re.findall(r"\w+(?:['’]\w+)?", segment.text.casefold())
    if _CREDITS.fullmatch(" ".join(words)):
        return "credits"
    if is_loop(words):
        return "loop"
    if segment.no_speech_prob > _SILENCE and segment.avg_logprob < _UNSURE:
        return "silence"
    return None


def is_loop(words: Sequence[str]) -> bool:
    """Whether one phrase, said over and over, makes up most of the words.

    Examples
    --------
    >>> is_loop("ja ja ja ja".split())
    False
    >>> is_loop("en dan is het zo".split() * 5)
    True
    """
    if len(words) < _LOOP_WORDS:
        return False
    for size in range(1, len(words) // _LOOP_TIMES + 1):
        same = best = 0
        for i in range(size, len(words)):
            same = same + 1 if words[i] == words[i - size] else 0
            best = max(best, same)
        covered = best + size
        if covered >= size * _LOOP_TIMES and covered >= max(_LOOP_WORDS, _LOOP_SHARE * len(words)):
            return True
    return False
