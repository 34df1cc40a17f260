"""The queue: one job after the other, none lost, each resumed where it stopped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CursorResult, Engine, delete, select, update

from assist.review.database import now, reading, writing
from assist.review.records import Job
from assist.review.tables import FoundRow, JobRow, ValueMapRow

MAX_ATTEMPTS = 3


def job_of(row: JobRow) -> Job:
    """The record of a row."""
    return Job(
        id=row.id,
        session=row.session_id,
        state=row.state,  # type: ignore[arg-type]
        stage=row.stage,
        fraction=row.fraction,
        seconds_left=row.seconds_left,
        attempts=row.attempts,
        error_code=row.error_code,
        error_details=row.error_details,
        created=row.created,
        heartbeat=row.heartbeat,
    )


class JobStore:
    """The part of the store that deals with work."""

    engine: Engine

    def enqueue(self, session: str) -> None:
        """Ask for work on a session, unless it is asked for already; a pause ends."""
        with writing(self.engine) as db:
            paused = update(JobRow).where(JobRow.session_id == session, JobRow.state == "paused")
            db.execute(paused.values(state="queued"))
            waiting = select(JobRow.id).where(
                JobRow.session_id == session, JobRow.state.in_(("queued", "running"))
            )
            if db.scalars(waiting).first() is None:
                db.add(JobRow(session_id=session, state="queued", created=now()))

    def claim(self) -> Job | None:
        """Take the oldest job in the queue; None when there is none.

        A job that was begun `MAX_ATTEMPTS` times without a gain is given up, so that one
        file cannot bring the worker down for ever.
        """
        with writing(self.engine) as db:
            queued = select(JobRow).where(JobRow.state == "queued").order_by(JobRow.id)
            for row in db.scalars(queued):
                if row.attempts >= MAX_ATTEMPTS:
                    row.state, row.error_code = "failed", "work-died"
                    row.error_details = {"times": MAX_ATTEMPTS}
                    continue
                row.state, row.attempts, row.heartbeat = "running", row.attempts + 1, now()
                row.stage, row.fraction, row.seconds_left = "", 0.0, None
                row.error_code, row.error_details = "", {}
                return job_of(row)
        return None

    def requeue_abandoned(self) -> int:
        """Put back what a dead worker left; only the one living worker may call this."""
        with writing(self.engine) as db:
            return _changed(
                db.execute(update(JobRow).where(JobRow.state == "running").values(state="queued"))
            )

    def progress(self, job: int, stage: str, fraction: float, seconds_left: float | None) -> bool:
        """Tell how far a job is; False when it is no longer wanted."""
        return self._while_running(
            job, stage=stage, fraction=fraction, seconds_left=seconds_left, heartbeat=now()
        )

    def beat(self, job: int) -> bool:
        """Give a sign of life; False when the job is no longer wanted."""
        return self._while_running(job, heartbeat=now())

    def fail(self, job: int, code: str, details: Mapping[str, Any]) -> bool:
        return self._while_running(
            job, state="failed", error_code=code, error_details=dict(details), seconds_left=None
        )

    def finish(self, job: Job, body: str, made_at: str) -> bool:
        """Store the suggestions and close the job, together; False when it was cancelled."""
        with writing(self.engine) as db:
            done = update(JobRow).where(JobRow.id == job.id, JobRow.state == "running")
            values = {"state": "done", "fraction": 1.0, "seconds_left": None, "heartbeat": now()}
            if not _changed(db.execute(done.values(**values))):
                return False
            db.add(ValueMapRow(session_id=job.session, made_at=made_at or now(), body=body))
            db.execute(delete(FoundRow).where(FoundRow.session_id == job.session))
            return True

    def cancel(self, session: str) -> bool:
        """Stop a session's work; what was transcribed stays. False when none was going on."""
        return self._turn(session, ("queued", "running", "paused"), state="cancelled")

    def pause(self, session: str) -> bool:
        """Lay a session's work aside, also over a restart, until it is asked for again."""
        return self._turn(session, ("queued", "running"), state="paused", attempts=0)

    def _turn(self, session: str, states: tuple[str, ...], **values: Any) -> bool:
        with writing(self.engine) as db:
            those = update(JobRow).where(JobRow.session_id == session, JobRow.state.in_(states))
            return bool(_changed(db.execute(those.values(seconds_left=None, **values))))

    def job(self, job: int) -> Job | None:
        with reading(self.engine) as db:
            row = db.get(JobRow, job)
            return job_of(row) if row else None

    def _while_running(self, job: int, **values: Any) -> bool:
        with writing(self.engine) as db:
            running = update(JobRow).where(JobRow.id == job, JobRow.state == "running")
            return bool(_changed(db.execute(running.values(**values))))


def _changed(result: Any) -> int:
    assert isinstance(result, CursorResult)
    return result.rowcount
