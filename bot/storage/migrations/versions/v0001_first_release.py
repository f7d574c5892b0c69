"""The schema of the first release."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_OPEN = sa.text("state IN ('ready', 'leased')")


def upgrade() -> None:
    """Make the questions and the turns."""
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String, nullable=False, unique=True),
        sa.Column("thread_key", sa.String, nullable=False),
        sa.Column("ts", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("due_at_s", sa.Float, nullable=False),
        sa.Column("question", sa.JSON, nullable=False),
        sa.Column("answer", sa.JSON),
        sa.Column("may_be_posted", sa.Boolean, nullable=False),
        sa.Column("reply_id", sa.String),
    )
    op.create_index(
        "open_questions",
        "questions",
        ["thread_key", "ts"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_table(
        "turns",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("thread_key", sa.String, nullable=False),
        sa.Column("ts", sa.String, nullable=False),
        sa.Column("messages", sa.JSON, nullable=False),
        sa.Column("provenance", sa.JSON, nullable=False),
        sa.UniqueConstraint("thread_key", "ts"),
    )
