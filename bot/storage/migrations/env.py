"""Alembic's entry for each upgrade, which runs within the caller's open transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
