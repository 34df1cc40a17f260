"""What there is of a session while its first run is still going: the talk and first suggestions."""

from __future__ import annotations

from sqlalchemy import Engine, func, select

from assist import __version__
from assist.core.statement import Effect, Option
from assist.core.transcript import Session, Transcript
from assist.core.valuemap import MadeBy, ValueMap
from assist.review import snapshot
from assist.review.database import reading
from assist.review.records import Listed
from assist.review.rows import utterance_of
from assist.review.tables import FoundRow, UtteranceRow


def early_map(engine: Engine, about: Listed, had: ValueMap | None = None) -> ValueMap | None:
    """A map without value nodes and links, as far as the work is; None before the first words.

    Parameters
    ----------
    engine : Engine
    about : Listed
        The session.
    had : ValueMap, optional
        What this gave before; only what was said since is read then.
    """
    said = had.transcript.utterances if had is not None else ()
    mine = UtteranceRow.session_id == about.id
    with reading(engine) as db:
        last = db.scalar(select(func.max(UtteranceRow.number)).where(mine)) or 0
        if said and last < said[-1].id:  # begun anew
            said = ()
        since = said[-1].id if said else 0
        new = select(UtteranceRow).where(mine, UtteranceRow.number > since)
        rows = db.scalars(new.order_by(UtteranceRow.number)).all()
        found = db.scalars(select(FoundRow.body).where(FoundRow.session_id == about.id)).all()
    said = (*said, *map(utterance_of, rows))
    if not said:
        return None
    there = {u.id for u in said}
    statements = [s for s in map(snapshot.from_json, found) if s.quote.utterance in there]
    statements.sort(key=lambda s: (s.quote.start, s.quote.utterance, s.quote.start_char, s.id))
    session = Session(about.id, about.title, about.technology, about.recorded)
    return ValueMap(
        session=session,
        made_by=MadeBy(__version__),
        transcript=Transcript(session, said),
        effects=tuple(s for s in statements if isinstance(s, Effect)),
        options=tuple(s for s in statements if isinstance(s, Option)),
    )
