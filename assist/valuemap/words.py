"""The Dutch words for what the contract has codes for."""

from __future__ import annotations

from collections.abc import Iterator

from assist.core.language import N_, _
from assist.core.statement import Reason

_POLARITY = {"positive": N_("positief"), "negative": N_("negatief"), "mixed": N_("allebei")}
_DOMAIN = {"techniek": N_("Techniek"), "omgeving": N_("Omgeving"), "mens": N_("Mens")}
_STATUS = {
    "suggested": N_("nog niet nagekeken"),
    "accepted": N_("akkoord"),
    "edited": N_("aangepast"),
    "added": N_("zelf toegevoegd"),
    "rejected": N_("afgewezen"),
}


def polarity_name(code: str) -> str:
    """Word for a polarity in the user's language."""
    return _(_POLARITY.get(code, code))


def domain_name(code: str) -> str:
    """Word for a domain in the user's language."""
    return _(_DOMAIN.get(code, code))


def status_name(code: str) -> str:
    """Word for a status in the user's language."""
    return _(_STATUS.get(code, code))


def link_reason(reason: Reason) -> Iterator[str]:
    """Why an option is taken to answer an effect, as sentences in the user's language."""
    match reason.note:
        case "same_value" if reason.lexicon:
            values = ", ".join(reason.lexicon)
            yield _("Bij allebei gaat het om: {values}.").format(values=values)
        case "same_value":
            yield _("Er staan dezelfde waarden achter.")
        case "shared_words" if reason.words:
            words = ", ".join(reason.words)
            yield _("Dezelfde woorden: {words}.").format(words=words)
        case "shared_words":
            yield _("Er vallen dezelfde woorden.")
        case "same_speaker":
            yield _("Wie dit voorstelde, noemde ook dat effect.")
        case "nearby":
            yield _("Kort na elkaar gezegd.")
        case "similar":
            yield _("Ze gaan over hetzelfde.")
