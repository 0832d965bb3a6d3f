"""Run by Alembic for every command of this package; the connection comes from there."""

from alembic import context

from portalaudit.store.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True, transactional_ddl=True)
context.run_migrations()
