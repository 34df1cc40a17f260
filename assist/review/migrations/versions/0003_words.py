"""The names and terms that a user wants listened for."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added as it is: a table made anew would lose the triggers that hang on it.
    op.add_column("session", sa.Column("words", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    raise NotImplementedError("what a user told is not thrown away")
