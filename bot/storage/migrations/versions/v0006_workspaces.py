"""The table of the workspaces where the bot is installed; the sign-in fills it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the table, empty: `bot/storage/workspaces.py` moves the rows when the bot starts."""
    op.create_table("workspaces", sa.Column("team", sa.String, primary_key=True))
