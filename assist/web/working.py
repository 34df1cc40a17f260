"""Words of the work on a session, and of how long it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from assist.core.language import _, ngettext
from assist.review.about import ANSWERS, Answer, day_words
from assist.review.records import Consent, Listed
from assist.web import view

WARN_DAYS = 14  # before a session is removed


def work_line(listed: Listed) -> str:
    """How far the work is, or what went wrong, in one line."""
    if listed.job is None:
        return ""
    return listed.job.error or view.stage_line(listed.job)


def work_done(listed: Listed) -> float:
    """The whole of the work in [0, 1]."""
    if listed.job is None:
        return 0.0
    recording = listed.source is not None and listed.source.kind == "recording"
    return view.progress_of(listed.job, recording=recording)


def any_going(sessions: Iterable[Listed]) -> bool:
    """Whether something will change by itself."""
    return any(listed.job is not None and listed.job.going for listed in sessions)


def tomorrow() -> str:
    """The first day that a session can be kept until."""
    return (date.today() + timedelta(days=1)).isoformat()


def place_line(listed: Listed) -> str:
    """The place of a session in the queue; empty when it is not waiting."""
    if listed.job is None or listed.job.state != "queued" or not listed.ahead:
        return ""
    return ngettext("{number} sessie gaat voor", "{number} sessies gaan voor", listed.ahead).format(
        number=listed.ahead
    )


def days_left(listed: Listed, today: date | None = None) -> int | None:
    """Days until a session is removed, when that is soon; 0 on the day itself, else None."""
    if not listed.keep_until:
        return None
    left = (date.fromisoformat(listed.keep_until) - (today or date.today())).days
    return max(0, left) if left <= WARN_DAYS else None


def keep_line(listed: Listed, today: date | None = None) -> str:
    """A warning that a session is removed soon; empty when it is not."""
    left = days_left(listed, today)
    if left is None:
        return ""
    day = day_words(listed.keep_until)
    if left == 0:
        return _("Deze sessie wordt vandaag verwijderd.")
    return ngettext(
        "Deze sessie wordt morgen, op {day}, verwijderd.",
        "Deze sessie wordt over {number} dagen, op {day}, verwijderd.",
        left,
    ).format(number=left, day=day)


def consent_words(answer: str) -> str:
    """What the participants agreed to, in words."""
    known: dict[Answer, str] = {
        "": _("nog niet genoteerd"),
        "given": _("iedereen stemde in"),
        "partial": _("niet iedereen stemde in"),
        "refused": _("geen toestemming, of ingetrokken"),
    }
    return next((known[a] for a in ANSWERS if a == answer), "")


def consent_line(consent: Consent) -> str:
    """What was noted, by whom and when."""
    words = consent_words(consent.answer)
    if consent.note:
        words += f" ({consent.note.rstrip('.')})"
    told = _("{words}. Genoteerd door {who} op {day}.")
    return told.format(words=words, who=consent.who or "assist", day=day_words(consent.at))
