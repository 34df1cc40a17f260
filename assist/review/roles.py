"""Giving speakers their roles: a decision like any other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from assist.core.decision import Decision
from assist.core.valuemap import ValueMap
from assist.review.log import acts
from assist.transcribe.speakers import with_roles

ROLE: Final = "role"
TARGET = "speakers"  # what such a decision is about: the session's speakers


def given(suggestions: ValueMap, log: Iterable[Decision]) -> ValueMap:
    """A run of the pipeline with the roles that the decisions in force give.

    Parameters
    ----------
    suggestions : ValueMap
        As the run made it.
    log : iterable of Decision
        The session's whole log.

    Notes
    -----
    A role that the run proposed goes when somebody else is given it. A speaker whom another
    run does not find is left out.
    """
    roles: dict[str, str] = {}
    for decision in acts(log):
        if decision.action == ROLE:
            roles |= {str(k): str(v) for k, v in decision.change["roles"].items()}
    if not roles:
        return suggestions
    transcript = suggestions.transcript
    utterances = with_roles(transcript.utterances, roles)
    return replace(suggestions, transcript=transcript.with_utterances(utterances))
