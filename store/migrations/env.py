"""Alembic's entry: it runs on the connection that `store.migrate` hands over."""

from alembic import context
from sqlmodel import SQLModel

from store import tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
)
assert tables.Order.metadata is SQLModel.metadata  # noqa: S101 - the tables must be known before comparing
with context.begin_transaction():
    context.run_migrations()
