"""What is told about a session: cleaned once, whoever tells it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Final, Literal, get_args

from assist.core.errors import AssistError
from assist.core.language import Language, _, current_language
from assist.review.changes import one_line

Answer = Literal["", "given", "partial", "refused"]  # "": not noted
ANSWERS: Final[tuple[Answer, ...]] = get_args(Answer)
MAX_TITLE = 200
MAX_WORDS = 1000
MAX_NOTE = 1000
EXAMPLE: Final = "voorbeeldsessie.json"  # the session that is bundled with the program
_MONTHS: Final[Mapping[Language, str]] = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "en": "January February March April May June July August September October November December",
}


@dataclass(frozen=True, slots=True)
class About:
    """What a person tells about a session.

    Parameters
    ----------
    title, technology, words, participants : str
        One line each; ``words`` to listen for and ``participants`` (roles, no names) with commas.
    recorded, keep_until : str
        ISO 8601 dates; empty when not given. On the day ``keep_until`` the session is removed.
    within : float
        Seconds in which the user wants it done; 0.0 when it does not matter.
    consent : Answer
        What the participants agreed to; empty when nothing is noted.
    consent_note : str
        In the user's own words.
    """

    title: str = ""
    technology: str = ""
    recorded: str = ""
    words: str = ""
    participants: str = ""
    keep_until: str = ""
    within: float = 0.0
    consent: Answer = ""
    consent_note: str = ""

    @classmethod
    def of(cls, told: Mapping[str, object]) -> About:
        """From the fields of a form; what cannot be read is left out.

        Examples
        --------
        >>> About.of({"title": " De  scanauto ", "recorded": "gisteren", "within": "30"})
        About(title='De scanauto', technology='', recorded='', words='', participants='', \
keep_until='', within=1800.0, consent='', consent_note='')
        """
        text = {name: str(value) for name, value in told.items() if value is not None}
        answer = text.get("consent", "")
        return cls(
            title=one_line(text.get("title", ""), MAX_TITLE),
            technology=one_line(text.get("technology", ""), MAX_TITLE),
            recorded=date_or_nothing(text.get("recorded", "")),
            words=one_line(text.get("words", ""), MAX_WORDS),
            participants=one_line(text.get("participants", ""), MAX_WORDS),
            keep_until=date_or_nothing(text.get("keep_until", "")),
            within=seconds_or_nothing(text.get("within", "")),
            consent=next((a for a in ANSWERS if a == answer), ""),
            consent_note=one_line(text.get("consent_note", ""), MAX_NOTE),
        )


FIELDS: Final = tuple(About.__dataclass_fields__)


def check_keep(about: About) -> None:
    """Refuse a day of removal that is not ahead: a slip there would remove at once.

    Raises
    ------
    AssistError
        ``keep-until-past``.
    """
    if about.keep_until and about.keep_until <= date.today().isoformat():
        raise AssistError("keep-until-past", day=day_words(about.keep_until))


def date_or_nothing(text: str) -> str:
    """An ISO 8601 date, or nothing."""
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        return ""


def seconds_or_nothing(minutes: str) -> float:
    """Seconds in a number of minutes, up to a week; or nothing."""
    return 60.0 * int(minutes) if re.fullmatch(r"[1-9]\d{0,3}", minutes.strip()) else 0.0


def day_words(iso: str) -> str:
    """A date as people write it; what is no date as it is.

    Examples
    --------
    >>> day_words("2026-03-05")
    '5 maart 2026'
    """
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{day.day} {_MONTHS[current_language()].split()[day.month - 1]} {day.year}"


def title_of(about: About, name: str, today: date) -> str:
    """The title given; else one that people can read, from what is known.

    Parameters
    ----------
    about : About
    name : str
        Of the file. It serves only when it says something, in words.
    today : date
        When nothing else is known.

    Examples
    --------
    >>> title_of(About(technology="scanauto's", recorded="2026-03-05"), "a.wav", date(2026, 4, 1))
    "Scanauto's, 5 maart 2026"
    >>> title_of(About(), "2026-03-05_gesprek_over-scanauto's (1).wav", date(2026, 4, 1))
    "Gesprek over scanauto's"
    >>> title_of(About(), "ZOOM0012.WAV", date(2026, 4, 1))
    'Sessie van 1 april 2026'
    """
    if about.title:
        return about.title
    day = day_words(about.recorded)
    if about.technology:
        return capital(", ".join(part for part in (about.technology, day) if part))
    if words := _words_in(name):
        return capital(", ".join(part for part in (words, day) if part))
    return _("Sessie van {day}").format(day=day or day_words(today.isoformat()))


def capital(text: str) -> str:
    """With a capital first."""
    return text[:1].upper() + text[1:]


_DEVICE = re.compile(
    r"(zoom|dji|gopr|gp|vn|img|mov|vid|dsc|rec|audio|video|track|gmt|whatsapp|file|bestand|opname"
    r"|recording|transcript|nieuwe|new|sessie|session|ptt|final|definitief|versie|v)",
    re.IGNORECASE,
)


def _words_in(name: str) -> str:
    """The words of a file's name, when they are words; without numbers, dates and copies."""
    stem = re.sub(r"\(\d+\)|[_.+]+|(?<!\w)-|-(?!\w)", " ", PurePosixPath(name).stem)
    parts = re.split(r"[\s-]+", stem)
    kept = [p for p in parts if re.search(r"[^\W\d_]", p) and not re.search(r"\d", p)]
    telling = [p for p in kept if len(p) > 2 and not _DEVICE.fullmatch(p)]
    return " ".join(kept) if telling else ""
