"""Runs the steps on the connection that data.store.migrate opened; the transaction is the caller's."""

from alembic import context

from data.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=False,  # one transaction around all steps is open already
)
context.run_migrations()
