"""The Dutch words for what the contract has codes for."""

from __future__ import annotations

from assist.core.language import N_, _

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
