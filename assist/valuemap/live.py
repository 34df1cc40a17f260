"""What of a map counts: everything that was not refused, with short numbers to point at."""

from __future__ import annotations

from assist.core.statement import Effect, Option, Statement
from assist.core.transcript import Transcript
from assist.core.valuemap import Link, ValueMap


def live_effects(valuemap: ValueMap) -> tuple[Effect, ...]:
    """Effects that nobody refused."""
    return tuple(e for e in valuemap.effects if e.status != "rejected")


def live_options(valuemap: ValueMap) -> tuple[Option, ...]:
    """Options that nobody refused."""
    return tuple(o for o in valuemap.options if o.status != "rejected")


def live_links(valuemap: ValueMap) -> tuple[Link, ...]:
    """Links that nobody refused, between nodes that nobody refused."""
    alive = {e.id for e in live_effects(valuemap)} | {o.id for o in live_options(valuemap)}
    alive |= {v.id for v in valuemap.values}
    return tuple(
        link
        for link in valuemap.links
        if link.status != "rejected" and link.source in alive and link.target in alive
    )


def numbers(valuemap: ValueMap) -> dict[str, str]:
    """Short numbers by id: effects E1..., options O1... as spoken, values W1... as listed."""
    made = {e.id: f"E{i}" for i, e in enumerate(live_effects(valuemap), 1)}
    made |= {o.id: f"O{i}" for i, o in enumerate(live_options(valuemap), 1)}
    return made | {v.id: f"W{i}" for i, v in enumerate(valuemap.values, 1)}


def clock(seconds: float) -> str:
    """Time in a recording, as ``m:ss`` or ``h:mm:ss``.

    Examples
    --------
    >>> clock(75.9), clock(3675)
    ('1:15', '1:01:15')
    """
    whole = int(max(0.0, seconds))
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02d}:{whole % 60:02d}" if hours else f"{minutes}:{whole % 60:02d}"


def repeated_at(statement: Statement, transcript: Transcript) -> tuple[str, ...]:
    """Times at which a statement was said again."""
    return tuple(clock(transcript[u].start) for u in statement.repeated if u in transcript)


def proposed_names(statement: Statement) -> tuple[str, ...]:
    """Names from outside the list that somebody may still take over."""
    if statement.status in ("rejected", "added"):
        return ()
    taken = {v.value for v in statement.values}
    return tuple(v.value for v in statement.proposed if v.value not in taken)
