"""The least that tells whether anything about a session changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Engine, ScalarSelect, func, select

from assist.review.database import reading
from assist.review.tables import DecisionRow, FoundRow, SessionRow, UtteranceRow, ValueMapRow


@dataclass(frozen=True, slots=True)
class Pulse:
    """Differs when the session's page would look different.

    Parameters
    ----------
    decisions : int
        Number of the last decision.
    run : int
        The last run that made suggestions; 0 before there is one.
    heard, found : int
        Utterances and first suggestions so far, which only a first run brings.
    """

    decisions: int
    run: int
    heard: int = 0
    found: int = 0


def pulse(engine: Engine, session: str) -> Pulse | None:
    """How a session is now; None when it is not there (any more)."""

    def of(what: ColumnElement[Any], key: Any) -> ScalarSelect[Any]:
        return select(what).where(key == session).scalar_subquery()

    with reading(engine) as db:
        row = db.execute(
            select(
                of(func.max(DecisionRow.number), DecisionRow.session_id),
                of(func.max(ValueMapRow.id), ValueMapRow.session_id),
            ).where(SessionRow.id == session)
        ).first()
        if row is None:
            return None
        decisions, run = row
        if run:
            return Pulse(decisions or 0, run)
        heard, found = db.execute(
            select(
                of(func.count(UtteranceRow.number), UtteranceRow.session_id),
                of(func.count(FoundRow.statement), FoundRow.session_id),
            )
        ).one()
        return Pulse(decisions or 0, 0, heard, found)
