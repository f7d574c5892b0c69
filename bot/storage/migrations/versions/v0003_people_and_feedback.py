"""Tables for preferences and feedback, and an index that finds messages by channel and time."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the two tables, and the time to the indexes on channels."""
    op.create_table(
        "people",
        sa.Column("team", sa.String, primary_key=True),
        sa.Column("user", sa.String, primary_key=True),
        sa.Column("units", sa.String, nullable=False),
        sa.Column("home", sa.String, nullable=False),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("ts", sa.String, nullable=False),
        *(
            sa.Column(name, sa.String, nullable=False, server_default="")
            for name in ("team", "channel", "user")
        ),
        sa.Column("is_good", sa.Boolean, nullable=False),
        sa.Column("given_at_s", sa.Float, nullable=False),
        sa.UniqueConstraint("key", "user"),
    )
    op.create_index("feedback_ts", "feedback", ["ts"])
    for table in ("questions", "turns"):
        op.drop_index(f"{table}_channel", table)
        op.create_index(f"{table}_channel", table, ["channel", "ts"])
