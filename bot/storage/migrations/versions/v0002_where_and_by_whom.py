"""Columns for the place and the author of questions and turns, to find what is to be forgotten."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BATCH = 1000

_CLOSED = sa.text("state IN ('done', 'dead')")
_QUESTIONS = sa.table(
    "questions",
    sa.column("id"),
    sa.column("key"),
    sa.column("thread_key"),
    sa.column("question", sa.JSON),
    *(sa.column(name) for name in ("team", "channel", "user")),
)
_TURNS = sa.table(
    "turns", *(sa.column(name) for name in ("id", "thread_key", "ts", "team", "channel", "user"))
)


def upgrade() -> None:
    """Add the columns, fill them from what is stored, and index them."""
    for table in ("questions", "turns"):
        for name in ("team", "channel", "user"):
            op.add_column(table, sa.Column(name, sa.String, nullable=False, server_default=""))
    op.add_column(
        "turns", sa.Column("starts_anew", sa.Boolean, nullable=False, server_default=sa.false())
    )
    connection = op.get_bind()
    _fill(connection, _QUESTIONS, _of_questions)
    _fill(connection, _TURNS, lambda rows: _of_turns(connection, rows))
    for table in ("questions", "turns"):
        for name in ("channel", "user"):
            op.create_index(f"{table}_{name}", table, [name])
    op.create_index(
        "closed_questions", "questions", ["ts"], sqlite_where=_CLOSED, postgresql_where=_CLOSED
    )
    op.create_index("turns_ts", "turns", ["ts"])


def _fill(
    connection: sa.Connection,
    table: sa.TableClause,
    values_of: Callable[[Sequence[sa.Row[Any]]], list[dict[str, Any]]],
) -> None:
    change = sa.update(table).where(table.c.id == sa.bindparam("row_id"))
    columns: dict[str, sa.BindParameter[str]] = {
        name: sa.bindparam(name) for name in ("team", "channel", "user")
    }
    for rows in _batches(connection, table):
        connection.execute(change.values(columns), values_of(rows))


def _batches(connection: sa.Connection, table: sa.TableClause) -> Iterator[Sequence[sa.Row[Any]]]:
    last_id = -1
    query = sa.select(table).order_by(table.c.id).limit(BATCH)
    while rows := connection.execute(query.where(table.c.id > last_id)).all():
        yield rows
        last_id = rows[-1].id


def _of_questions(rows: Sequence[sa.Row[Any]]) -> list[dict[str, Any]]:
    filled = []
    for row in rows:
        user = row.question.get("user") if isinstance(row.question, dict) else ""
        filled.append({"row_id": row.id, **_place(row.thread_key), "user": user or ""})
    return filled


def _of_turns(connection: sa.Connection, rows: Sequence[sa.Row[Any]]) -> list[dict[str, Any]]:
    """A turn stands in the same place as its question, which knows who asked."""
    keys = {row.id: ":".join([*_place(row.thread_key).values(), row.ts]) for row in rows}
    asked = sa.select(_QUESTIONS.c.key, _QUESTIONS.c.user).where(
        _QUESTIONS.c.key.in_(keys.values())
    )
    users = {row.key: row.user for row in connection.execute(asked)}
    return [
        {"row_id": row.id, **_place(row.thread_key), "user": users.get(keys[row.id], "")}
        for row in rows
    ]


def _place(thread_key: str) -> dict[str, str]:
    """Read "team:channel:thread"; the parts have no colons."""
    team, _, rest = thread_key.partition(":")
    return {"team": team, "channel": rest.partition(":")[0]}
