"""Times for speech that has none, and an order for speech that has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assist.transcribe.cue import Cue

WORDS_PER_SECOND = 2.5  # calm Dutch conversation


def spoken_seconds(text: str) -> float:
    """How long saying this takes, about."""
    return max(1, len(text.split())) / WORDS_PER_SECOND


def in_order(cues: Sequence[Cue]) -> list[Cue]:
    """Cues by start, where every one has one; equal starts keep the file's order."""
    if any(cue.start is None for cue in cues):
        return list(cues)
    return sorted(cues, key=lambda cue: cue.start or 0.0)


def timed(cues: Sequence[Cue]) -> list[Cue]:
    """Give every cue a start and an end, and keep starts from running backwards.

    Where a time stamp is missing, cues follow each other at `WORDS_PER_SECOND`, pressed
    together where the next stamp comes sooner.
    """
    known = [cue.start for cue in cues]
    filled: list[Cue] = []
    at = 0.0
    first = 0
    while first < len(cues):
        # A run: a cue and those after it that carry no start of their own.
        last = first + 1
        while last < len(cues) and known[last] is None:
            last += 1
        given = known[first]
        if given is not None:
            at = max(given, filled[-1].start or 0.0) if filled else given
        run = cues[first:last]
        needed = sum(spoken_seconds(cue.text) for cue in run)
        upcoming = known[last] if last < len(cues) else None
        room = upcoming - at if upcoming is not None else needed
        scale = min(1.0, room / needed) if room > 0.0 else 1.0
        for cue in run:
            natural = at + spoken_seconds(cue.text) * scale
            end = cue.end if cue.end is not None and cue.end > at else natural
            filled.append(replace(cue, start=round(at, 3), end=round(end, 3)))
            at = end
        first = last
    return filled
