"""Alembic's entry: runs on the connection that :mod:`binocle.adapters.sqlite.engine` hands over."""

from alembic import context

from binocle.adapters.sqlite.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
