"""Files that come in by pieces; who took part, consent, and how long a session is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Columns are added as they are: a table made anew would lose the triggers that hang on it.
    op.add_column("session", sa.Column("participants", sa.Text, nullable=False, server_default=""))
    op.add_column(
        "session", sa.Column("keep_until", sa.String(10), nullable=False, server_default="")
    )
    op.create_table(
        "upload",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("received", sa.BigInteger, nullable=False),
        sa.Column("about", sa.JSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column(
            "session_id",
            sa.String(64),
            sa.ForeignKey("session.id", ondelete="CASCADE", name="fk_upload_session_id_session"),
        ),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("touched", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_upload"),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column(
            "session_id",
            sa.String(64),
            sa.ForeignKey("session.id", ondelete="CASCADE", name="fk_consent_session_id_session"),
            nullable=False,
        ),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("answer", sa.String(16), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
    )
    for table in ("upload", "consent"):
        op.create_index(f"ix_{table}_session_id", table, ["session_id"])


def downgrade() -> None:
    raise NotImplementedError("what a user told is not thrown away")
