"""Who may see which session. Administrators see all of them, and need no line here."""

from __future__ import annotations

from sqlalchemy import Engine, select

from assist.review.account_tables import AccountRow, MemberRow
from assist.review.database import now, reading, writing
from assist.review.tables import SessionRow


class Members:
    """Members of sessions; every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def is_member(self, session: str, account: int) -> bool:
        with reading(self.engine) as db:
            return db.get(MemberRow, (session, account)) is not None

    def sessions_of(self, account: int) -> frozenset[str]:
        """Ids of the sessions that somebody may see."""
        with reading(self.engine) as db:
            mine = select(MemberRow.session_id).where(MemberRow.account_id == account)
            return frozenset(db.scalars(mine))

    def of(self, session: str) -> frozenset[int]:
        """Numbers of the accounts that may see a session."""
        with reading(self.engine) as db:
            theirs = select(MemberRow.account_id).where(MemberRow.session_id == session)
            return frozenset(db.scalars(theirs))

    def add(self, session: str, account: int) -> bool:
        """Let somebody in; False when they were in, or when either is gone."""
        with writing(self.engine) as db:
            if db.get(SessionRow, session) is None or db.get(AccountRow, account) is None:
                return False
            if db.get(MemberRow, (session, account)) is not None:
                return False
            db.add(MemberRow(session_id=session, account_id=account, added=now()))
            return True

    def remove(self, session: str, account: int) -> bool:
        """Let somebody out; False when they were not in."""
        with writing(self.engine) as db:
            row = db.get(MemberRow, (session, account))
            if row is not None:
                db.delete(row)
            return row is not None
