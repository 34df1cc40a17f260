"""What is missing: what a moderator may want to come back to, as a calm list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from assist.core.lexicon import Lexicon
from assist.core.transcript import Transcript
from assist.valuemap.clusters import head_of
from assist.valuemap.gaps import LEADING_ROLES, gaps, quiet, voices
from assist.valuemap.live import numbers
from assist.web import pages
from assist.web.answering import shown_of
from assist.web.sessions import desk_of

router = APIRouter(prefix="/sessions/{session}")


@router.get("/missing")
def missing(request: Request, session: str) -> Response:
    shown = shown_of(request, session)
    lexicon = desk_of(request).lexicon
    heard = spoken(shown.valuemap.transcript)
    return pages.page(
        "missing.html",
        session=shown.about,
        tab="missing",
        gaps=gaps(shown.valuemap, lexicon),
        number=numbers(shown.valuemap),
        untouched=untouched(gaps(shown.valuemap, lexicon).values_untouched, lexicon),
        spoken=heard,
        unheard=unheard(shown.about.participants, heard),
        unknown=_without_role(shown.valuemap.transcript),
    )


def untouched(labels: Iterable[str], lexicon: Lexicon) -> list[tuple[str, list[str]]]:
    """Values of the lexicon that nobody touched, below the head value they belong to."""
    heads: dict[str, list[str]] = defaultdict(list)
    for label in labels:
        heads[head_of(label, lexicon) or label].append(label)
    return sorted(heads.items(), key=lambda pair: pair[0].casefold())


@dataclass(frozen=True)
class Spoken:
    """How long the people of one role spoke, for the table.

    Parameters
    ----------
    role : str
    speakers : int
    seconds : float
        Together.
    percent : int
        Of the speaking time of all whose role is known.
    quiet : bool
        Much less than an even share a head; never for who leads the talk.
    """

    role: str
    speakers: int
    seconds: float
    percent: int
    leads: bool
    quiet: bool


def spoken(transcript: Transcript) -> list[Spoken]:
    """Speaking time by role, on alphabet: this is no ranking."""
    heard = voices(transcript)
    low = {v.role for v in quiet(heard)}
    total = sum(v.seconds for v in heard) or 1.0
    return sorted(
        (
            Spoken(
                v.role,
                v.speakers,
                v.seconds,
                round(100 * v.seconds / total),
                v.role in LEADING_ROLES,
                v.role in low,
            )
            for v in heard
        ),
        key=lambda s: (s.leads, s.role.casefold()),
    )


def unheard(participants: str, heard: Iterable[Spoken]) -> list[str]:
    """Groups that took part, as the users told it, of whom no speaker has the role.

    Examples
    --------
    >>> unheard("3 burgers, mantelzorgers", [Spoken("burger", 1, 60.0, 100, False, False)])
    ['mantelzorgers']
    """
    roles = [s.role.casefold() for s in heard]
    told = [part.strip() for part in participants.split(",") if part.strip()]
    return [part for part in told if not any(role in part.casefold() for role in roles)]


def _without_role(transcript: Transcript) -> float:
    """Seconds spoken by people whose role nobody told."""
    return sum(u.span.duration for u in transcript.utterances if not u.role)
