"""The tables. Portable types only: the same on SQLite and on PostgreSQL.

Times are ISO 8601 strings in UTC, which sort as they are. A decision is never updated,
and deleted only with its whole session; triggers in the migrations see to that.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, Index, Integer, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


def _session_key(**options: Any) -> Mapped[str]:
    return mapped_column(ForeignKey("session.id", ondelete="CASCADE"), **options)


class SessionRow(Base):
    """One dialogue session, as the users know it."""

    __tablename__ = "session"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[str] = mapped_column(Text, default="")
    technology: Mapped[str] = mapped_column(Text, default="")
    recorded: Mapped[str] = mapped_column(String(32), default="")
    created: Mapped[str] = mapped_column(String(32))
    within: Mapped[float] = mapped_column(Float, default=0.0)  # seconds; 0 does not matter
    speech_model: Mapped[str] = mapped_column(String(64), default="")  # chosen for that time
    better_model: Mapped[str] = mapped_column(String(64), default="")  # would fit, is not here
    words: Mapped[str] = mapped_column(Text, default="")  # to listen for, with commas
    participants: Mapped[str] = mapped_column(Text, default="")  # roles, with commas; no names
    keep_until: Mapped[str] = mapped_column(String(10), default="")  # ISO 8601; empty: no end


class UploadRow(Base):
    """A file that comes in by pieces; see `assist.review.uploads`."""

    __tablename__ = "upload"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person: Mapped[int] = mapped_column(Integer)  # whose it is; 0 without accounts
    who: Mapped[str] = mapped_column(Text, default="")
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))  # recording, transcript
    size: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger, default=0)  # bytes that are on disk
    about: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(16))  # coming, placing, done
    target: Mapped[str] = mapped_column(Text, default="")  # where it goes, below the files
    sha256: Mapped[str] = mapped_column(String(64), default="")
    session_id: Mapped[str | None] = mapped_column(
        ForeignKey("session.id", ondelete="CASCADE"), index=True
    )
    created: Mapped[str] = mapped_column(String(32))
    touched: Mapped[str] = mapped_column(String(32))


class ConsentRow(Base):
    """What participants agreed to, as somebody noted it; the last line counts."""

    __tablename__ = "consent"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    session_id: Mapped[str] = _session_key(index=True)
    at: Mapped[str] = mapped_column(String(32))
    who: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(String(16))  # see `assist.review.records.Consent`
    note: Mapped[str] = mapped_column(Text, default="")


class FileRow(Base):
    """An uploaded file, or the copy of it that a browser can play."""

    __tablename__ = "file"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    session_id: Mapped[str] = _session_key(index=True)
    kind: Mapped[str] = mapped_column(String(16))  # recording, transcript, playback
    name: Mapped[str] = mapped_column(Text)  # as it was called; shown, never opened
    stored: Mapped[str] = mapped_column(Text)  # below the folder of files
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))


class JobRow(Base):
    """Work on a session. ``heartbeat`` is the last sign of life of its worker."""

    __tablename__ = "job"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    session_id: Mapped[str] = _session_key(index=True)
    state: Mapped[str] = mapped_column(String(16))  # see `assist.review.records.State`
    stage: Mapped[str] = mapped_column(String(16), default="")
    fraction: Mapped[float] = mapped_column(Float, default=0.0)
    seconds_left: Mapped[float | None] = mapped_column(Float, default=None)
    attempts: Mapped[int] = mapped_column(Integer, default=0)  # since the last gain
    error_code: Mapped[str] = mapped_column(String(64), default="")
    error_details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created: Mapped[str] = mapped_column(String(32))
    heartbeat: Mapped[str] = mapped_column(String(32), default="")


class UtteranceRow(Base):
    """An utterance, stored as soon as it was transcribed."""

    __tablename__ = "utterance"
    session_id: Mapped[str] = _session_key(primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    start: Mapped[float] = mapped_column(Float)
    end: Mapped[float] = mapped_column(Float)
    text: Mapped[str] = mapped_column(Text)
    speaker: Mapped[str | None] = mapped_column(Text)
    role: Mapped[str | None] = mapped_column(Text)
    words: Mapped[list[Any]] = mapped_column(JSON, default=list)


class HeldRow(Base):
    """What was recognised but not believed, in the order in which it came."""

    __tablename__ = "held"
    session_id: Mapped[str] = _session_key(primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    start: Mapped[float] = mapped_column(Float)
    end: Mapped[float] = mapped_column(Float)
    text: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    words: Mapped[list[Any]] = mapped_column(JSON, default=list)


class FoundRow(Base):
    """A first suggestion, shown while the work goes on; the finished map replaces it."""

    __tablename__ = "found"
    session_id: Mapped[str] = _session_key(primary_key=True)
    statement: Mapped[str] = mapped_column(String(64), primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)


class ValueMapRow(Base):
    """The suggestions of one run, whole; the last one counts."""

    __tablename__ = "valuemap"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    session_id: Mapped[str] = _session_key(index=True)
    made_at: Mapped[str] = mapped_column(String(32))
    body: Mapped[str] = mapped_column(Text)


class DecisionRow(Base):
    """One line of a session's append-only log."""

    __tablename__ = "decision"
    session_id: Mapped[str] = _session_key(primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(32))
    who: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(String(16))
    target: Mapped[str] = mapped_column(Text)
    change: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_by: Mapped[str] = mapped_column(Text, default="")


Index("ix_job_state", JobRow.state)
