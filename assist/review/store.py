"""The store: sessions, their work, their suggestions and people's decisions.

Every method is one transaction. What it returned from is on disk.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session as Db

from assist.core.decision import Decision
from assist.core.files import told
from assist.core.statement import Statement
from assist.core.transcript import Held, Utterance
from assist.review import snapshot
from assist.review.changes import Wish
from assist.review.database import (
    forget,
    migrate,
    now,
    open_engine,
    reading,
    sqlite_url,
    writing,
)
from assist.review.intake_store import IntakeStore, last_consent
from assist.review.jobs import JobStore, job_of
from assist.review.log import TURNING
from assist.review.records import Listed, StoredFile
from assist.review.rows import held_of, held_row, utterance_of, utterance_row
from assist.review.tables import (
    DecisionRow,
    FileRow,
    FoundRow,
    HeldRow,
    JobRow,
    SessionRow,
    UtteranceRow,
    ValueMapRow,
)

DATABASE = "assist.db"
FILES = "files"


class GoneError(LookupError):
    """What was asked for was removed a moment ago."""


class Store(IntakeStore, JobStore):
    """The application's data folder: a database and the uploaded files.

    Parameters
    ----------
    data : Path
        Made when it is not there.
    url : str
        Another database than SQLite in that folder.

    Raises
    ------
    AssistError
        ``disk-full`` or ``not-writable``, or what is wrong with ``url``.
    """

    def __init__(self, data: Path, url: str = "") -> None:
        self.data = data
        self.files = data / FILES
        with told(data):
            data.mkdir(mode=0o700, parents=True, exist_ok=True)  # not for others on this computer
            self.files.mkdir(exist_ok=True)
        self.url = url or sqlite_url(data / DATABASE)
        self.engine = open_engine(self.url)

    @classmethod
    def open(cls, data: Path, url: str = "") -> Store:
        """Open, and bring the tables up to date; see `migrate` for what it may raise."""
        store = cls(data, url)
        try:
            migrate(store.engine)
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        self.engine.dispose()

    # sessions

    def sessions(self) -> list[Listed]:
        """All sessions, the newest first."""
        with reading(self.engine) as db:
            rows = db.scalars(select(SessionRow).order_by(SessionRow.created.desc()))
            return [_listed(db, row) for row in rows]

    def session(self, session: str) -> Listed | None:
        with reading(self.engine) as db:
            row = db.get(SessionRow, session)
            return _listed(db, row) if row else None

    def choose_model(self, session: str, model: str, better: str) -> None:
        """Keep which speech model fits in the user's time, so that a next run takes it too."""
        with writing(self.engine) as db:
            db.execute(
                update(SessionRow)
                .where(SessionRow.id == session)
                .values(speech_model=model, better_model=better)
            )

    def remove_session(self, session: str) -> None:
        """Remove a session and all that belongs to it from the database."""
        with writing(self.engine) as db:
            db.execute(delete(SessionRow).where(SessionRow.id == session))
        forget(self.engine)

    # what the pipeline makes

    def add_utterances(
        self,
        session: str,
        utterances: Iterable[Utterance],
        held: Iterable[Held] = (),
        *,
        job: int | None = None,
    ) -> int:
        """Store utterances that are not there yet, and what was set aside; how many were new.

        Nothing when ``job`` no longer runs, so that what a worker still had in hand does not
        come back after its user began anew.
        """
        with writing(self.engine) as db:
            if not _runs(db, job):
                return 0
            there = set(
                db.scalars(select(UtteranceRow.number).where(UtteranceRow.session_id == session))
            )
            new = [u for u in utterances if u.id not in there]
            db.add_all(utterance_row(session, u) for u in new)
            aside = select(func.count()).where(HeldRow.session_id == session)
            first = (db.scalar(aside) or 0) + 1
            db.add_all(held_row(session, n, h) for n, h in enumerate(held, start=first))
            if new:
                db.execute(
                    update(JobRow)
                    .where(JobRow.session_id == session, JobRow.state == "running")
                    .values(attempts=0, heartbeat=now())
                )
            return len(new)

    def utterances(self, session: str) -> tuple[Utterance, ...]:
        """The utterances as transcribed, in order."""
        with reading(self.engine) as db:
            rows = db.scalars(
                select(UtteranceRow)
                .where(UtteranceRow.session_id == session)
                .order_by(UtteranceRow.number)
            )
            return tuple(map(utterance_of, rows))

    def held(self, session: str) -> tuple[Held, ...]:
        """What was set aside while transcribing, in order."""
        with reading(self.engine) as db:
            rows = db.scalars(
                select(HeldRow).where(HeldRow.session_id == session).order_by(HeldRow.number)
            )
            return tuple(map(held_of, rows))

    def forget_heard(self, session: str) -> None:
        """Throw away what was transcribed, to begin anew; not while somebody works on it."""
        with writing(self.engine) as db:
            going = JobRow.state.in_(("queued", "running"))
            if db.scalars(select(JobRow.id).where(JobRow.session_id == session, going)).first():
                return
            for journal in (self.files / session).glob("s-*.jsonl"):
                journal.unlink(missing_ok=True)
            for table in (UtteranceRow, HeldRow, FoundRow):
                db.execute(delete(table).where(table.session_id == session))
            db.execute(
                update(SessionRow)
                .where(SessionRow.id == session)
                .values(speech_model="", better_model="")
            )

    def add_found(
        self, session: str, statements: Iterable[Statement], *, job: int | None = None
    ) -> None:
        """Store first suggestions; the same one again replaces itself.

        Nothing when ``job`` no longer runs, as for `add_utterances`.
        """
        with writing(self.engine) as db:
            if not _runs(db, job):
                return
            for statement in statements:
                db.merge(
                    FoundRow(
                        session_id=session,
                        statement=statement.id,
                        body=snapshot.to_json(statement),
                    )
                )

    def found(self, session: str) -> tuple[Statement, ...]:
        """First suggestions so far, in the order they were spoken."""
        with reading(self.engine) as db:
            rows = db.scalars(select(FoundRow).where(FoundRow.session_id == session))
            statements = [snapshot.from_json(row.body) for row in rows]
        return tuple(sorted(statements, key=lambda s: (s.quote.start, s.quote.utterance, s.id)))

    def count(self, session: str) -> tuple[int, int]:
        """Numbers of utterances and of first suggestions so far."""
        with reading(self.engine) as db:
            return tuple(  # type: ignore[return-value]
                db.scalar(select(func.count()).where(table.session_id == session)) or 0
                for table in (UtteranceRow, FoundRow)
            )

    def latest_run(self, session: str) -> int | None:
        """Number of the last run that made suggestions."""
        with reading(self.engine) as db:
            return db.scalar(
                select(func.max(ValueMapRow.id)).where(ValueMapRow.session_id == session)
            )

    def suggestions(self, run: int) -> str:
        """The suggestions of a run, as a contract file.

        Raises
        ------
        GoneError
            When its session was removed meanwhile.
        """
        with reading(self.engine) as db:
            body = db.scalars(select(ValueMapRow.body).where(ValueMapRow.id == run)).first()
        if body is None:
            raise GoneError
        return body

    # decisions

    def decide(
        self, session: str, who: str, wishes: Sequence[Wish], *, after: int | None = None
    ) -> list[Decision]:
        """Append decisions to the log, all of them or none.

        ``after`` is the number of the last decision that they were made in sight of: when
        the log has grown since, nothing is stored and the list is empty. So it is when the
        session was removed.
        """
        with writing(self.engine) as db:
            last = (
                db.scalar(
                    select(func.max(DecisionRow.number)).where(DecisionRow.session_id == session)
                )
                or 0
            )
            gone = db.scalar(select(SessionRow.id).where(SessionRow.id == session)) is None
            if gone or (after is not None and after != last):
                return []
            made = [
                Decision(
                    number=last + place,
                    session=session,
                    at=now(),
                    who=who,
                    action=wish.action,
                    target=wish.target,
                    change=json.loads(json.dumps(wish.change)),  # as it is read back
                    made_by=wish.made_by,
                )
                for place, wish in enumerate(wishes, start=1)
            ]
            db.add_all(
                DecisionRow(session_id=session, **{n: getattr(d, n) for n in _DECISION_FIELDS})
                for d in made
            )
            return made

    def log(self, session: str, after: int = 0) -> tuple[Decision, ...]:
        """All decisions of a session, in order; those after number ``after``."""
        columns = [getattr(DecisionRow, name) for name in _DECISION_FIELDS]
        wanted = DecisionRow.session_id == session, DecisionRow.number > after
        with reading(self.engine) as db:
            rows = db.execute(select(*columns).where(*wanted).order_by(DecisionRow.number))
            return tuple(
                Decision(session=session, **dict(zip(_DECISION_FIELDS, row, strict=True)))
                for row in rows
            )


_DECISION_FIELDS = ("number", "at", "who", "action", "target", "change", "made_by")


def _runs(db: Db, job: int | None) -> bool:
    """Whether a job runs; None: who asks is no worker."""
    return job is None or db.scalar(select(JobRow.state).where(JobRow.id == job)) == "running"


def _listed(db: Db, row: SessionRow) -> Listed:
    files = {
        file.kind: StoredFile(file.kind, file.name, file.stored, file.size, file.sha256)  # type: ignore[arg-type]
        for file in db.scalars(select(FileRow).where(FileRow.session_id == row.id))
    }
    job = db.scalars(
        select(JobRow).where(JobRow.session_id == row.id).order_by(JobRow.id.desc()).limit(1)
    ).first()
    waiting = job is not None and job.state == "queued"
    ahead = (
        db.scalar(
            select(func.count()).where(JobRow.id < job.id, JobRow.state.in_(("queued", "running")))
        )
        if job is not None and waiting
        else 0
    )
    decisions = _in_force(db, row.id)
    return Listed(
        id=row.id,
        title=row.title,
        technology=row.technology,
        recorded=row.recorded,
        created=row.created,
        source=files.get("transcript") or files.get("recording"),
        recording=files.get("recording"),
        playback=files.get("playback"),
        job=job_of(job) if job else None,
        ready=db.scalar(select(ValueMapRow.id).where(ValueMapRow.session_id == row.id).limit(1))
        is not None,
        decisions=decisions,
        ahead=ahead or 0,
        within=row.within,
        speech_model=row.speech_model,
        better_model=row.better_model,
        words=row.words,
        participants=row.participants,
        keep_until=row.keep_until,
        consent=last_consent(db, row.id),
    )


def _in_force(db: Db, session: str) -> int:
    """How many decisions are in force, without reading them all: a log grows long."""
    here = DecisionRow.session_id == session
    made = db.scalar(select(func.count()).where(here, DecisionRow.action.not_in(TURNING)))
    turned = DecisionRow.change["number"].as_integer()
    turns = select(DecisionRow.action, turned).where(here, DecisionRow.action.in_(TURNING))
    undone: set[int] = set()
    for action, number in db.execute(turns.order_by(DecisionRow.number)):
        (undone.add if action == "undo" else undone.discard)(number)
    return (made or 0) - len(undone)
