"""Accounts: who may come in, with what, to which sessions, and what they did."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _key(table: str, other: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    name = f"fk_{table}_{other}_id_{other}"
    reference = sa.ForeignKey(f"{other}.id", ondelete="CASCADE", name=name)
    return sa.Column(f"{other}_id", kind, reference, nullable=False, autoincrement=False)


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("login", sa.String(64), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("blocked", sa.Boolean, nullable=False),
        sa.Column("invite_hash", sa.String(64), nullable=False),
        sa.Column("invite_until", sa.String(32), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("login", name="uq_account_login"),
        sa.UniqueConstraint("name", name="uq_account_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "login",
        sa.Column("id", sa.Integer, nullable=False),
        _key("login", "account", sa.Integer()),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("seen", sa.String(32), nullable=False),
        sa.Column("until", sa.String(32), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("browser", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_login"),
        sa.UniqueConstraint("token_hash", name="uq_login_token_hash"),
    )
    op.create_table(
        "token",
        sa.Column("id", sa.Integer, nullable=False),
        _key("token", "account", sa.Integer()),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(8), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("until", sa.String(32), nullable=False),
        sa.Column("used", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_token"),
        sa.UniqueConstraint("token_hash", name="uq_token_token_hash"),
    )
    op.create_table(
        "knock",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("since", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_knock"),
    )
    op.create_table(
        "member",
        _key("member", "session", sa.String(64)),
        _key("member", "account", sa.Integer()),
        sa.Column("added", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "account_id", name="pk_member"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    for table in ("login", "token", "member"):
        op.create_index(f"ix_{table}_account_id", table, ["account_id"])
    op.create_index("ix_audit_at", "audit", ["at"])
    for statement in _never_changed(op.get_bind().dialect.name):
        op.execute(sa.text(statement))


def _never_changed(dialect: str) -> list[str]:
    """What was done stays as it was noted; a line goes only when it is old."""
    if dialect == "sqlite":
        return [
            """CREATE TRIGGER audit_not_changed BEFORE UPDATE ON audit
            BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"""
        ]
    return [
        """CREATE FUNCTION audit_append_only() RETURNS trigger AS $$
        BEGIN
          RAISE EXCEPTION 'the audit log is append-only';
        END $$ LANGUAGE plpgsql""",
        """CREATE TRIGGER audit_kept BEFORE UPDATE ON audit
        FOR EACH ROW EXECUTE FUNCTION audit_append_only()""",
    ]


def downgrade() -> None:
    raise NotImplementedError("accounts are not thrown away")
