"""The part of the store that deals with what comes in, and what is told about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session as Db

from assist.review.about import About, check_keep
from assist.review.account_tables import AccountRow, MemberRow
from assist.review.database import now, reading, writing
from assist.review.records import Consent, StoredFile
from assist.review.tables import ConsentRow, FileRow, JobRow, SessionRow, UploadRow


class IntakeStore:
    """Sessions as they are taken in and described. Every method is one transaction."""

    engine: Engine
    files: Path

    def free_id(self, wanted: str) -> str:
        """``wanted``, or the first of ``wanted-2``, ``wanted-3``... that is free."""
        with reading(self.engine) as db:
            taken = set(db.scalars(select(SessionRow.id).where(SessionRow.id.startswith(wanted))))
        number, free = 1, wanted
        while free in taken or (self.files / free).exists():
            number += 1
            free = f"{wanted}-{number}"
        return free

    def add_session(
        self,
        session: str,
        files: Sequence[StoredFile],
        about: About,
        *,
        title: str,
        who: str = "",
        maker: int = 0,
        upload: str = "",
    ) -> bool:
        """A new session with its files, and its work in the queue; False when it is there already.

        Parameters
        ----------
        session : str
            Its id.
        files : sequence of StoredFile
            A recording, a transcript, or both.
        about : About
        title : str
            As `assist.review.about.title_of` gives it.
        who : str
            Who notes the consent.
        maker : int
            Number of the account that may see it; 0 without accounts.
        upload : str
            The upload that it came by, which is done with this.
        """
        with writing(self.engine) as db:
            if db.get(SessionRow, session) is not None:
                return False
            db.add(
                SessionRow(
                    id=session,
                    title=title,
                    technology=about.technology,
                    recorded=about.recorded,
                    within=about.within,
                    words=about.words,
                    participants=about.participants,
                    keep_until=about.keep_until,
                    created=now(),
                )
            )
            db.flush()
            db.add_all(FileRow(session_id=session, **asdict(file)) for file in files)
            db.add(JobRow(session_id=session, state="queued", created=now()))
            _note(db, session, who, about)
            _done(db, upload, session)
            if maker and db.get(AccountRow, maker) is not None:
                db.add(MemberRow(session_id=session, account_id=maker, added=now()))
            return True

    def add_file(self, session: str, file: StoredFile, *, upload: str = "") -> bool:
        """Another file of a session; False when there is one of that kind, or no session."""
        with writing(self.engine) as db:
            there = select(FileRow.id).where(
                FileRow.session_id == session, FileRow.kind == file.kind
            )
            if db.get(SessionRow, session) is None or db.scalars(there).first() is not None:
                return False
            db.add(FileRow(session_id=session, **asdict(file)))
            _done(db, upload, session)
            return True

    def describe(self, session: str, about: About, *, who: str = "") -> None:
        """Change what is told about a session; an empty title leaves the title as it is.

        What is told about consent is noted when it differs from what was noted last.

        Raises
        ------
        AssistError
            ``keep-until-past``.
        """
        told = {
            name: getattr(about, name)
            for name in ("technology", "recorded", "words", "participants", "keep_until")
        }
        if about.title:
            told["title"] = about.title
        with writing(self.engine) as db:
            kept = db.scalar(select(SessionRow.keep_until).where(SessionRow.id == session))
            if about.keep_until != kept:
                check_keep(about)
            db.execute(update(SessionRow).where(SessionRow.id == session).values(**told))
            if db.get(SessionRow, session) is not None:
                _note(db, session, who, about)

    def consents(self, session: str) -> tuple[Consent, ...]:
        """All that was noted about consent, in order."""
        with reading(self.engine) as db:
            rows = db.scalars(
                select(ConsentRow).where(ConsentRow.session_id == session).order_by(ConsentRow.id)
            )
            return tuple(map(consent_of, rows))

    def due(self, day: str) -> tuple[str, ...]:
        """Sessions that are kept until ``day`` (ISO 8601) or an earlier one."""
        with reading(self.engine) as db:
            ended = select(SessionRow.id).where(
                SessionRow.keep_until != "", SessionRow.keep_until <= day
            )
            return tuple(db.scalars(ended.order_by(SessionRow.keep_until, SessionRow.id)))

    def coming(self) -> tuple[frozenset[str], frozenset[str]]:
        """Uploads that are not done: their ids, and the folders that they are to lie in."""
        with reading(self.engine) as db:
            rows = db.execute(
                select(UploadRow.id, UploadRow.target).where(UploadRow.state != "done")
            ).all()
        targets = {target.split("/")[0] for _, target in rows if target}
        return frozenset(id_ for id_, _ in rows), frozenset(targets)


def consent_of(row: ConsentRow) -> Consent:
    return Consent(row.at, row.who, row.answer, row.note)  # type: ignore[arg-type]


def last_consent(db: Db, session: str) -> Consent | None:
    """What was noted last."""
    row = db.scalars(
        select(ConsentRow)
        .where(ConsentRow.session_id == session)
        .order_by(ConsentRow.id.desc())
        .limit(1)
    ).first()
    return consent_of(row) if row else None


def _note(db: Db, session: str, who: str, about: About) -> None:
    last = last_consent(db, session)
    if (about.consent, about.consent_note) != ((last.answer, last.note) if last else ("", "")):
        db.add(
            ConsentRow(
                session_id=session,
                at=now(),
                who=who,
                answer=about.consent,
                note=about.consent_note,
            )
        )


def _done(db: Db, upload: str, session: str) -> None:
    if upload:
        done = update(UploadRow).where(UploadRow.id == upload)
        db.execute(done.values(state="done", session_id=session, touched=now()))
