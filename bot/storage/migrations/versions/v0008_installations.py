"""Tables for installations in several workspaces, and each workspace's organisation."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the tables, empty: one token needs neither."""
    organisation = sa.Column("organisation", sa.String, nullable=False, server_default="")
    op.add_column("workspaces", organisation)
    op.create_table(
        "installations",
        sa.Column("owner", sa.String, primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("expires_at_s", sa.Float),
        sa.Column("renewed_until_s", sa.Float, nullable=False),
    )
    op.create_table(
        "oauth_states",
        sa.Column("nonce", sa.String, primary_key=True),
        sa.Column("used_at_s", sa.Integer, nullable=False),
    )
