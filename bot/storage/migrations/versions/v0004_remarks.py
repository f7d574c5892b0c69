"""A column for the remarks that a turn was shown, so that each can be deleted by itself."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

BATCH = 200

# The beginning of the message in which older releases stored a thread's remarks.
_INTRODUCTION = "Said in this thread so far:\n"
_MESSAGES_OF_IT = 2

_TURNS = sa.table("turns", sa.column("id"), sa.column("messages", sa.JSON))
_QUESTIONS = sa.table(
    "questions", sa.column("id"), sa.column("state"), sa.column("answer", sa.JSON)
)


def upgrade() -> None:
    """Add the column and its index; delete remarks that were stored without their authors."""
    op.add_column("turns", sa.Column("remarks", sa.JSON(none_as_null=True)))
    is_introduced = sa.text("remarks IS NOT NULL")
    op.create_index(
        "turns_remarks",
        "turns",
        ["channel", "ts"],
        sqlite_where=is_introduced,
        postgresql_where=is_introduced,
    )
    connection = op.get_bind()
    _rewrite(connection, _TURNS, _TURNS.c.messages, _without_introduction)
    _rewrite(connection, _QUESTIONS, _QUESTIONS.c.answer, _answer_without_introduction)


def _rewrite(
    connection: sa.Connection,
    table: sa.TableClause,
    column: sa.ColumnClause[Any],
    rewritten: Callable[[Any], Any],
) -> None:
    text = sa.cast(column, sa.String)
    some = sa.select(table.c.id, column.label("old")).where(text.contains("Said in this thread"))
    last_id = -1
    while True:
        query = some.where(table.c.id > last_id).order_by(table.c.id).limit(BATCH)
        rows = connection.execute(query).all()
        for row in rows:
            change = sa.update(table).where(table.c.id == row.id)
            connection.execute(change.values({column.name: rewritten(row.old)}))
        if len(rows) < BATCH:
            return
        last_id = rows[-1].id


def _without_introduction(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    has_one = bool(messages) and messages[0]["content"].startswith(_INTRODUCTION)
    return messages[_MESSAGES_OF_IT:] if has_one else messages


def _answer_without_introduction(answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "turn": _without_introduction(answer["turn"])}
