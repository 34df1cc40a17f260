"""Putting back what was recognised but not believed: a decision like any other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from assist.core.decision import Decision
from assist.core.ids import held_id
from assist.core.transcript import Held, Transcript, Word
from assist.core.valuemap import ValueMap
from assist.review.log import acts

RESTORE: Final = "restore"


def id_of_held(transcript: Transcript, held: Held) -> str:
    """What a decision calls a held piece: it follows from session, time and words alone."""
    return held_id(transcript.session.id, held.start, held.text)


def restored(suggestions: ValueMap, log: Iterable[Decision]) -> ValueMap:
    """A run of the pipeline with the pieces that the decisions in force put back.

    Parameters
    ----------
    suggestions : ValueMap
        As the run made it.
    log : iterable of Decision
        The session's whole log.

    Notes
    -----
    Ids of utterances stay; that of a piece follows from its place in the run. A piece that
    another run no longer holds comes from the copy in the decision, unless that run has its
    words in the talk by itself.
    """
    wanted = {d.target: d for d in acts(log) if d.action == RESTORE}
    if not wanted:
        return suggestions
    transcript = suggestions.transcript
    known = {id_of_held(transcript, h) for h in transcript.held}
    copies = (_held(d.change["held"]) for t, d in sorted(wanted.items()) if t not in known)
    missing = tuple(copy for copy in copies if not _said(transcript, copy))
    held = (*transcript.held, *missing)
    places = (
        place
        for place, h in enumerate(held, start=1)
        if place > len(transcript.held) or id_of_held(transcript, h) in wanted
    )
    return replace(suggestions, transcript=replace(transcript, held=held).restored(places))


def _said(transcript: Transcript, held: Held) -> bool:
    words = held.text.casefold()
    return any(
        u.start < held.end and held.start < u.end and words in u.text.casefold()
        for u in transcript.utterances
    )


def plain(held: Held) -> dict[str, Any]:
    """As JSON types, so that the decision can stand without the run."""
    return {
        "start": held.start,
        "end": held.end,
        "text": held.text,
        "reason": held.reason,
        "words": [[w.text, w.start, w.end, w.probability] for w in held.words],
    }


def _held(plain: Mapping[str, Any]) -> Held:
    words = tuple(Word(*word) for word in plain.get("words", ()))
    return Held(plain["start"], plain["end"], plain["text"], plain.get("reason", ""), words)
