"""A column for a question's rank in line, so that nobody's many questions keep others waiting."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the rank, its index, and an index on the people who have questions waiting."""
    place = sa.Column("rank_s", sa.Float, nullable=False, server_default="0")
    op.add_column("questions", place)
    is_open = sa.text("state IN ('ready', 'leased')")
    for name, columns in (
        ("open_questions_in_line", ["rank_s", "ts"]),
        ("open_questions_of", ["team", "user"]),
    ):
        op.create_index(name, "questions", columns, sqlite_where=is_open, postgresql_where=is_open)
