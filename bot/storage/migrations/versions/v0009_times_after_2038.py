"""Times of limits and sign-ins that can lie behind 19 January 2038."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Widen the whole seconds, which SQLite stores in as many bytes as they need."""
    if op.get_bind().dialect.name == "sqlite":
        return
    for table, column in (("usage", "since_s"), ("oauth_states", "used_at_s")):
        op.alter_column(table, column, type_=sa.BigInteger())
