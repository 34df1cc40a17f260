"""The tables of accounts: who may come in, with what, to which sessions, and what they did.

Nothing here can be used to come in: passwords lie here as argon2, and every token as the
SHA-256 of a random number of 256 bits. Times are ISO 8601 strings in UTC, as in `tables`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assist.review.tables import Base


def _account_key(**options: Any) -> Mapped[int]:
    return mapped_column(ForeignKey("account.id", ondelete="CASCADE"), **options)


class AccountRow(Base):
    """Somebody who may log in."""

    __tablename__ = "account"
    # A number is never given out again: it stands in the audit log.
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)  # as `accounts.login_key` makes it
    name: Mapped[str] = mapped_column(String(100), unique=True)  # as it stands in decisions
    role: Mapped[str] = mapped_column(String(16))
    password: Mapped[str] = mapped_column(Text, default="")  # argon2; empty: none chosen yet
    blocked: Mapped[bool] = mapped_column(Boolean, default=False)
    invite_hash: Mapped[str] = mapped_column(String(64), default="")  # to choose a password with
    invite_until: Mapped[str] = mapped_column(String(32), default="")
    created: Mapped[str] = mapped_column(String(32))


class LoginRow(Base):
    """A browser in which somebody is logged in."""

    __tablename__ = "login"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    account_id: Mapped[int] = _account_key(index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created: Mapped[str] = mapped_column(String(32))
    seen: Mapped[str] = mapped_column(String(32))
    until: Mapped[str] = mapped_column(String(32))  # whatever happens
    address: Mapped[str] = mapped_column(String(64), default="")
    browser: Mapped[str] = mapped_column(String(64), default="")


class TokenRow(Base):
    """A key with which a program comes in for somebody."""

    __tablename__ = "token"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    account_id: Mapped[int] = _account_key(index=True)
    name: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scope: Mapped[str] = mapped_column(String(8))  # read or write
    created: Mapped[str] = mapped_column(String(32))
    until: Mapped[str] = mapped_column(String(32))
    used: Mapped[str] = mapped_column(String(32), default="")


class KnockRow(Base):
    """How often was tried to log in, for a name or from an address (hashed)."""

    __tablename__ = "knock"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    since: Mapped[str] = mapped_column(String(32))


class MemberRow(Base):
    """Somebody who may see a session."""

    __tablename__ = "member"
    session_id: Mapped[str] = mapped_column(
        ForeignKey("session.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int] = _account_key(primary_key=True, index=True, autoincrement=False)
    added: Mapped[str] = mapped_column(String(32))


class AuditRow(Base):
    """One line of what was done: codes and numbers, never words that were spoken."""

    __tablename__ = "audit"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[str] = mapped_column(String(32), index=True)
    account_id: Mapped[int] = mapped_column(Integer)  # 0: nobody known, or the program itself
    who: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(String(32))
    session_id: Mapped[str] = mapped_column(String(64), default="")
    address: Mapped[str] = mapped_column(String(64), default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
