"""First tables: sessions, files, jobs, utterances, suggestions and decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _session_key(table: str) -> sa.Column[str]:
    name = f"fk_{table}_session_id_session"
    return sa.Column(
        "session_id",
        sa.String(64),
        sa.ForeignKey("session.id", ondelete="CASCADE", name=name),
        nullable=False,
    )


def upgrade() -> None:
    op.create_table(
        "session",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("technology", sa.Text, nullable=False),
        sa.Column("recorded", sa.String(32), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
    )
    op.create_table(
        "file",
        sa.Column("id", sa.Integer, nullable=False),
        _session_key("file"),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("stored", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_file"),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer, nullable=False),
        _session_key("job"),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("fraction", sa.Float, nullable=False),
        sa.Column("seconds_left", sa.Float),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error_code", sa.String(64), nullable=False),
        sa.Column("error_details", sa.JSON, nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("heartbeat", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
    )
    op.create_table(
        "utterance",
        _session_key("utterance"),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("start", sa.Float, nullable=False),
        sa.Column("end", sa.Float, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("speaker", sa.Text),
        sa.Column("role", sa.Text),
        sa.Column("words", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("session_id", "number", name="pk_utterance"),
    )
    op.create_table(
        "found",
        _session_key("found"),
        sa.Column("statement", sa.String(64), nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("session_id", "statement", name="pk_found"),
    )
    op.create_table(
        "valuemap",
        sa.Column("id", sa.Integer, nullable=False),
        _session_key("valuemap"),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_valuemap"),
    )
    op.create_table(
        "decision",
        _session_key("decision"),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("change", sa.JSON, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("session_id", "number", name="pk_decision"),
    )
    for table in ("file", "job", "valuemap"):
        op.create_index(f"ix_{table}_session_id", table, ["session_id"])
    op.create_index("ix_job_state", "job", ["state"])
    for statement in _append_only(op.get_bind().dialect.name):
        op.execute(sa.text(statement))


def _append_only(dialect: str) -> list[str]:
    """A decision never changes, and goes only together with its session."""
    if dialect == "sqlite":
        return [
            """CREATE TRIGGER decision_not_changed BEFORE UPDATE ON decision
            BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END""",
            """CREATE TRIGGER decision_not_removed BEFORE DELETE ON decision
            WHEN EXISTS (SELECT 1 FROM session WHERE id = OLD.session_id)
            BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END""",
        ]
    return [
        """CREATE FUNCTION decision_append_only() RETURNS trigger AS $$
        BEGIN
          IF TG_OP = 'UPDATE' OR EXISTS (SELECT 1 FROM session WHERE id = OLD.session_id) THEN
            RAISE EXCEPTION 'decisions are append-only';
          END IF;
          RETURN OLD;
        END $$ LANGUAGE plpgsql""",
        """CREATE TRIGGER decision_kept BEFORE UPDATE OR DELETE ON decision
        FOR EACH ROW EXECUTE FUNCTION decision_append_only()""",
    ]


def downgrade() -> None:
    raise NotImplementedError("decisions are not thrown away")
