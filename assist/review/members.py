"""Who may see which session. Administrators see all of them, and need no line here."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Engine, delete, select

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
            there = db.get(SessionRow, session) and db.get(AccountRow, account)
            if not there or db.get(MemberRow, (session, account)):
                return False
            db.add(MemberRow(session_id=session, account_id=account, added=now()))
            return True

    def keep(self, session: str, accounts: Iterable[int]) -> tuple[frozenset[int], frozenset[int]]:
        """Make these the members; who came in, and who went out."""
        with writing(self.engine) as db:
            if db.get(SessionRow, session) is None:
                return frozenset(), frozenset()
            known = frozenset(db.scalars(select(AccountRow.id)))
            wanted = frozenset(accounts) & known
            of = select(MemberRow.account_id).where(MemberRow.session_id == session)
            before = frozenset(db.scalars(of))
            gone = MemberRow.account_id.in_(before - wanted)
            db.execute(delete(MemberRow).where(MemberRow.session_id == session, gone))
            for account in sorted(wanted - before):
                db.add(MemberRow(session_id=session, account_id=account, added=now()))
            return wanted - before, before - wanted
