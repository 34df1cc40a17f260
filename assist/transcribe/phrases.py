"""What Whisper learnt from subtitles and says where nobody speaks.

*Certain* ones belong to no dialogue, whatever surrounds them. *Likely* ones people
do say; they are doubted only where the sound gives little ground for words. Names of *sounds*
("MUZIEK") are doubted sooner. Collected from what users of Whisper report in several languages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

Kind = Literal["certain", "likely", "sound"]
_LONGEST = 14  # words; a longer sentence holds more than such a phrase

_YEAR = r"(?: (?:19|20)\d\d)?"
_BROADCASTERS = (
    r"(?:tv gelderland|omroep (?:gelderland|brabant|zeeland|west)|npo|nos|bnn ?vara|avrotros|kro"
    r" ?ncrv|vpro|tt ?888|bti studios|broadcast text(?: international)?|vrt|zdf(?: für funk)?"
    r"|ard|wdr|swr|ndr|mdr|br|orf|srf)"
)
_MAKERS = rf"(?:(?:de |het |die |the )?amara(?: ?org)?\b.*|{_BROADCASTERS}\b.*)"
# In small letters, without punctuation; each has to be the whole sentence.
_CERTAIN = re.compile(
    "|".join(
        (
            # Dutch
            r".*\bamara ?org\b.*",
            r"(?:nederlandse |automatische )?(?:ondertitels?|ondertiteld|ondertiteling)"
            r"(?: (?:is|zijn|werd|worden))?(?: (?:ingediend|gemaakt|verzorgd|geleverd|mogelijk"
            rf" gemaakt|vertaald|bewerkt))?(?: (?:door|van|by))? {_MAKERS}",
            r"(?:ondertitels?|ondertiteling|ondertiteld)(?: (?:ingediend|gemaakt|verzorgd|bewerkt"
            r"|en sync|en vertaling))? (?:door|by) (?:de |het )?\w+(?: \w+){0,4}",
            rf"(?:copyright )?{_BROADCASTERS}(?: 20\d\d)",
            rf"(?:tv|omroep) gelderland{_YEAR}",
            r"(?:bedankt|dank je wel|dank u wel|dankjewel|dank je|dank u) (?:voor het|om te)"
            r" (?:be)?kijken(?: naar (?:deze|de|onze|mijn) video)?"
            r"(?: (?:en )?tot (?:de )?(?:volgende (?:keer|video)|ziens))?",
            r"(?:vergeet (?:dan )?niet (?:om )?(?:je )?(?:te )?)?abonne(?:er|ren|er je|er u)"
            r"(?: je| u)?(?: dan)? (?:op|voor) (?:mijn|ons|dit|het|onze) (?:youtube ?)?kanaal.*",
            r"vergeet niet (?:om )?te (?:liken|abonneren)(?: en te (?:liken|abonneren))?.*",
            r"(?:like|abonneer)(?: je)? en (?:abonneer|like|deel)(?: je)?.*",
            r"(?:meer informatie (?:op|vind je op) )?www (?:\w+ )+(?:nl|be|com|org|eu|de|net)",
            # English
            r"(?:subtitles?|subtitled|captions?|captioned|transcription|transcribed|translated"
            r"|translation)(?: (?:made|provided|created|edited))? by\b.*",
            r"(?:thanks|thank you)(?: (?:so|very) much)?(?: guys)? for (?:watching|viewing).*",
            r"(?:please |dont forget to |don't forget to )?(?:like and )?subscribe"
            r"(?: to (?:my|our|the|this) (?:youtube )?channel.*)?",
            r"satsang with mooji.*|.*\bmooji org\b.*|www multi moto eu",
            # German
            rf"untertitel(?:ung)?(?: im auftrag| aufgrund)?(?: (?:des|der|von|vom))? {_MAKERS}",
            r"untertitel(?:ung)? (?:von|im auftrag|aufgrund|der|erstellt)\b.*",
            r"(?:vielen dank|danke)(?: schön)? fürs? (?:zuschauen|zusehen|das zuschauen).*",
            # French and others
            r"sous[ -]?titr(?:es|age|é)\b.*\b(?:amara|radio canada|st ?501|par|soustitreur)\b.*",
            r"merci d['’ ]avoir regardé.*|abonnez vous.*",
            r"(?:subtítulos|subtitulado) (?:realizados |creados )?por\b.*|gracias por ver.*",
            r"sottotitoli (?:creati|e revisione|a cura)\b.*|legendas pela comunidade.*",
            r"napisy stworzone przez.*|undertekster av.*",
        )
    )
)
_LIKELY = re.compile(
    "|".join(
        (
            r"(?:(?:heel erg |hartelijk )?bedankt|dank ?je ?wel|dank ?u ?wel|dank ?je|dank ?u)"
            r"(?: (?:en )?tot (?:de )?(?:volgende (?:keer|video)|ziens))?"
            r"(?: voor (?:het|je|uw) (?:luisteren|aandacht))?",
            r"tot (?:de )?(?:volgende (?:keer|video|week)|ziens|zo|straks)|doei+(?: doei+)*|dag+",
            r"(?:vertaling|vertaald) door (?:de |het )?\w+(?: \w+){0,3}",
            r"hartelijk dank|graag gedaan|ja+|nee+|oké|okay|ok|hm+|mm+|uh+|eh+|oh+|ah+|hé+|o+",
            r"(?:thank you|thanks)(?: very much| so much)?|bye(?: bye)*|you|okay|yeah",
            r"vielen dank|danke(?: schön)?|tschüss|merci|au revoir|gracias",
            r"het is (?:heel )?(?:erg )?(?:leuk|mooi|goed)|ik ben er(?: niet)?|de|het|een",
        )
    )
)
_SOUND = re.compile(
    r"(?:(?:zachte|rustige|spannende|vrolijke|dramatische) )?(?:muziek(?:je)?|zang|gezang)"
    r"|applaus|gelach|stilte|geluid|music|applause|laughter|silence|musik|beifall|musique"
)
# The same, where it stands in the midst of talk that has no full stops.
_INSIDE = re.compile(
    r"(?:ondertitels?|ondertiteld|ondertiteling)(?: \w+){0,2} door(?: de)? amara(?: org)?"
    r"(?: gemeenschap)?|(?:ondertite\w+(?: \w+){0,2} )?(?:tv|omroep) gelderland(?: 20\d\d)"
    r"|untertitel(?:ung)?(?: \w+){0,3} amara org(?: community)?"
    r"|untertitel im auftrag des zdf(?: für funk)?(?: 20\d\d)?"
    r"|subtitles by the amara org community|sous titres réalisés par la communauté d amara org"
)
# "[Muziek]", "(applaus)", "*zucht*", "♪ la la ♪": what is heard, not what is said.
_NOTED = re.compile(r"\s*(?:[\[(*<][^\])*>]{1,40}[\])*>][\s.,!?-]*|[♪♫♬#~*\s.…,!?-]+)+")
_SUNG = re.compile(r"\s*[♪♫♬].*")


def phrase(words: str) -> Kind | None:
    """What kind of phrase a sentence is, or None for anything else.

    Parameters
    ----------
    words : str
        One sentence: small letters, no punctuation, one space between two words.

    Examples
    --------
    >>> phrase("ondertitels ingediend door de amara org gemeenschap"), phrase("dank u wel")
    ('certain', 'likely')
    >>> phrase("de ondertiteling door vrijwilligers is een voorbeeld van wat ik bedoel") is None
    True
    """
    if words.count(" ") < _LONGEST and _CERTAIN.fullmatch(words):
        return "certain"
    if _LIKELY.fullmatch(words):
        return "likely"
    return "sound" if _SOUND.fullmatch(words) else None


def credits_inside(words: Sequence[str]) -> list[tuple[int, int]]:
    """Places of subtitle credits in talk without full stops, as (first, end) of ``words``.

    Examples
    --------
    >>> credits_inside("en toen tv gelderland 2021 dus dat".split())
    [(2, 5)]
    """
    text = " ".join(words)
    return [
        (text.count(" ", 0, m.start()), text.count(" ", 0, m.end()) + 1)
        for m in _INSIDE.finditer(text)
        if not text[m.start() - 1 : m.start()].strip() and not text[m.end() : m.end() + 1].strip()
    ]


def noted(text: str) -> bool:
    """Whether a text only names or draws a sound.

    Examples
    --------
    >>> noted(" [Muziek]"), noted("♪ la la ♪"), noted("(dat was vroeger) anders")
    (True, True, False)
    """
    return bool(text.strip()) and bool(_NOTED.fullmatch(text) or _SUNG.fullmatch(text))
