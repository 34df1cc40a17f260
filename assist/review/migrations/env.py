"""Alembic's entry: always on a connection that the application opened."""

from alembic import context

from assist.review import account_tables  # noqa: F401 - known to Base
from assist.review.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
