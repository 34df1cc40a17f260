"""Words of spoken Dutch, folded so that inflection and spelling matter less."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assist.core.dutch_words import plain, stem

_WORD = re.compile(r"[^\W_]+")

# Words too common to say anything by themselves.
_COMMON = """
    de het een t n die dat dit deze daar er hier ik je jij u jou hij ie ze zij we wij jullie hun
    hen hem haar me mij mijn m n ons onze uw jouw zijn zich zelf wie wat waar welke hoe dan toen
    als of en maar want dus ook nog wel al toch even eh ehm uh hè he nou ja gewoon heel erg zo te
    in op aan van voor met bij door om uit over naar tot tegen onder tussen na achter af toe mee
    heen weg is ben bent was waren wordt worden word werd heb hebt heeft hebben had hadden kan
    kun kunt kunnen kon konden zal zul zult zullen zou zouden moet moeten mag mogen mocht wil
    wilt willen wou ga gaat gaan ging doe doet doen deed krijg krijgt krijgen kom komt komen
    kwam maak maakt maken zit zitten staat staan ding iets iemand men mensen meer veel alles
    niet geen nee niks niemand nooit altijd alleen een eens zien ziet zie zeg zegt zeggen weet weten
    kijk kijkt kijken goed mens beter anders ander andere elkaar eerst nu weer straks achteraf
    steeds zonder tijd dag keer jaar hele allemaal eigen nieuwe naartoe vraag vraagt gebeurt bent
"""
COMMON = frozenset(_COMMON.split())


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word and the characters it came from."""

    stem: str
    start: int
    end: int
    plain: str  # lower case, without accents, not stemmed


def tokens(text: str) -> list[Token]:
    """Words of a text with their place; hyphens and apostrophes part words."""
    simple = plain(text)
    return [Token(stem(m[0]), m.start(), m.end(), m[0]) for m in _WORD.finditer(simple)]
