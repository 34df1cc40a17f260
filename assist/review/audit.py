"""What was done, by whom and when: for who must be able to account for it.

A line holds a code, numbers and names of accounts; never words that were spoken, never what
somebody typed in a field for a password or a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Literal, get_args

from sqlalchemy import Engine, delete, select

from assist.review.account_tables import AuditRow
from assist.review.accounts import Clock, clock, stamp
from assist.review.database import reading, writing

Deed = Literal[
    "login", "login-failed", "login-limited", "logout", "logout-everywhere",
    "password", "invite", "key-made", "key-revoked",
    "account-made", "account-changed", "account-removed", "members",
    "upload", "read", "export", "removal", "retention",
]  # fmt: skip
DEEDS: Final[tuple[Deed, ...]] = get_args(Deed)
KEPT = timedelta(days=400)
PAGE = 100
_FIELDS = ("id", "at", "account_id", "who", "action", "session_id", "address", "details")


@dataclass(frozen=True, slots=True)
class Line:
    """One line; ``account`` is 0 when nobody known did it, or the program itself."""

    id: int
    at: str
    account: int
    who: str
    action: str
    session: str
    address: str
    details: Mapping[str, Any]


class Audit:
    """The log of what was done; lines are added, read, and go when they are old."""

    def __init__(self, engine: Engine, clock: Clock = clock) -> None:
        self.engine, self.clock = engine, clock

    def note(
        self,
        action: Deed,
        *,
        account: int = 0,
        who: str = "",
        session: str = "",
        address: str = "",
        details: Mapping[str, str | int | bool] | None = None,
    ) -> None:
        """Add a line."""
        with writing(self.engine) as db:
            db.add(
                AuditRow(
                    at=stamp(self.clock()),
                    account_id=account,
                    who=who,
                    action=action,
                    session_id=session,
                    address=address[:64],
                    details=dict(details or {}),
                )
            )

    def lines(
        self,
        *,
        action: str = "",
        account: int = 0,
        session: str = "",
        before: int = 0,
        most: int = PAGE,
    ) -> list[Line]:
        """Lines, the newest first; ``before`` a line with this number."""
        wanted = select(AuditRow).order_by(AuditRow.id.desc()).limit(most)
        if action:
            wanted = wanted.where(AuditRow.action == action)
        if account:
            wanted = wanted.where(AuditRow.account_id == account)
        if session:
            wanted = wanted.where(AuditRow.session_id == session)
        if before:
            wanted = wanted.where(AuditRow.id < before)
        with reading(self.engine) as db:
            return [Line(*(getattr(row, n) for n in _FIELDS)) for row in db.scalars(wanted)]

    def sweep(self) -> None:
        """Let go of what is too old to account for."""
        with writing(self.engine) as db:
            db.execute(delete(AuditRow).where(AuditRow.at < stamp(self.clock() - KEPT)))
