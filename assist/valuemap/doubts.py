"""What makes a map doubtful as a whole: the talk is not Dutch, or is no such dialogue."""

from __future__ import annotations

import re
from collections import Counter

from assist.core.language import N_, _
from assist.core.tongue import FEWEST, other_language
from assist.core.transcript import Transcript
from assist.core.valuemap import ValueMap

FEWEST_FOREIGN = 5  # utterances; fewer in another language say nothing
ENOUGH = 300  # utterances to look at
MOST_FOREIGN = 0.5  # share of the utterances that are long enough to tell
FEWEST_SPOKEN = 60  # utterances; in less talk there may be little to find
FEWEST_FOUND = 0.06  # statements an utterance; sessions of the kind hold 0.2 to 0.4

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LANGUAGES = {
    "en": N_("Engels"),
    "de": N_("Duits"),
    "fr": N_("Frans"),
    "es": N_("Spaans"),
    "it": N_("Italiaans"),
    "pt": N_("Portugees"),
    "da": N_("Deens"),
    "sv": N_("Zweeds"),
    "pl": N_("Pools"),
    "tr": N_("Turks"),
}


def language_spoken(transcript: Transcript) -> str:
    """Code of the language of most of the talk; ``nl`` where no other shows.

    By small words, an utterance at a time, so that a Dutch session with a guest who speaks
    English stays Dutch. Of a long talk, `ENOUGH` utterances from first to last tell.
    """
    told: Counter[str] = Counter()
    said = transcript.utterances
    for utterance in said[:: -(-len(said) // ENOUGH) or 1]:
        words = _WORD.findall(utterance.text.lower().replace("’", "'"))
        if len(words) >= FEWEST:
            told[other_language(words, "nl") or "nl"] += 1
    foreign = told.total() - told["nl"]
    if foreign < FEWEST_FOREIGN or foreign < MOST_FOREIGN * told.total():
        return "nl"
    del told["nl"]
    return max(sorted(told), key=told.__getitem__)


def doubt(valuemap: ValueMap) -> str:
    """One sentence for the user when the map as a whole is to be doubted; else empty."""
    language = language_spoken(valuemap.transcript)
    if language != "nl":
        return _(
            "Dit gesprek lijkt {language} te zijn. Dit programma kent alleen Nederlands; wat het"
            " hier vond, klopt waarschijnlijk niet."
        ).format(language=_(_LANGUAGES.get(language, language)))
    spoken = len(valuemap.transcript.utterances)
    found = sum(s.status != "added" for s in valuemap.statements)
    if spoken >= FEWEST_SPOKEN and found < FEWEST_FOUND * spoken:
        return _(
            "Dit lijkt geen dialoog over een technologie: er zijn maar {found} effecten en opties"
            " gevonden. Kijk na of dit het goede bestand is."
        ).format(found=found)
    return ""
