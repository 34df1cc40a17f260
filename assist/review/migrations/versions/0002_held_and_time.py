"""What was set aside while listening, and the user's time with the speech model chosen for it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "held",
        sa.Column(
            "session_id",
            sa.String(64),
            sa.ForeignKey("session.id", ondelete="CASCADE", name="fk_held_session_id_session"),
            nullable=False,
        ),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("start", sa.Float, nullable=False),
        sa.Column("end", sa.Float, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("words", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("session_id", "number", name="pk_held"),
    )
    # Added as they are: a table made anew would lose the triggers that hang on it.
    op.add_column("session", sa.Column("within", sa.Float, nullable=False, server_default="0"))
    for name in ("speech_model", "better_model"):
        op.add_column("session", sa.Column(name, sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    raise NotImplementedError("what was heard is not thrown away")
