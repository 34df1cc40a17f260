"""Giving speakers their roles: a decision like any other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from assist.core.transcript import Transcript

ROLE: Final = "role"
TARGET = "speakers"  # what such a decision is about: the session's speakers
ANCHORS = 8  # longest utterances by which a voice is known again in another run


def anchors(transcript: Transcript, speakers: Iterable[str]) -> dict[str, list[list[float]]]:
    """When speakers are heard longest, so that another run's labels can be told.

    Parameters
    ----------
    transcript : Transcript
    speakers : iterable of str
        Labels.

    Returns
    -------
    dict of str to list of [start, end]
        By label, in seconds, in order of time; nothing for who is not heard.
    """
    found: dict[str, list[list[float]]] = {}
    for speaker in speakers:
        own = [u for u in transcript.utterances if speaker and u.speaker == speaker]
        own = sorted(own, key=lambda u: (u.speaker_uncertain, u.start - u.end, u.id))[:ANCHORS]
        if own:
            found[speaker] = [[u.start, u.end] for u in sorted(own, key=lambda u: u.start)]
    return found


def was(transcript: Transcript, changed: Mapping[str, str]) -> dict[str, str]:
    """Roles as they are now of the speakers that get another."""
    now: dict[str, str] = {}
    for u in transcript.utterances:
        if u.speaker and u.speaker in changed and u.speaker not in now:
            now[u.speaker] = u.role or ""
    return now
