"""The tables of the database, and the conditions that several of their owners share."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from bot.messages import Question

metadata = sa.MetaData()


def _where_and_by_whom() -> list[sa.Column[str]]:
    names = ("team", "channel", "user")
    return [sa.Column(name, sa.String, nullable=False, server_default="") for name in names]


questions = sa.Table(
    "questions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String, nullable=False, unique=True),
    sa.Column("thread_key", sa.String, nullable=False),
    sa.Column("ts", sa.String, nullable=False),
    *_where_and_by_whom(),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    # While ready: not before this time. While leased: the lease ends then. Seconds since 1970.
    sa.Column("due_at_s", sa.Float, nullable=False),
    # Who is due is taken in this order. Seconds since 1970, see `Inbox`.
    sa.Column("rank_s", sa.Float, nullable=False, server_default="0"),
    sa.Column("question", sa.JSON, nullable=False),
    sa.Column("answer", sa.JSON(none_as_null=True)),
    # Whether the answer can be in its thread already, so that it must be looked for.
    sa.Column("may_be_posted", sa.Boolean, nullable=False),
    sa.Column("reply_id", sa.String),
)


def is_open(table: sa.FromClause) -> sa.ColumnElement[bool]:
    """Return the condition for questions that are not yet done or dead.

    The states are written out, since an index on a condition is used only for the same condition.
    """
    return table.c.state.in_([sa.literal_column("'ready'"), sa.literal_column("'leased'")])


def is_closed(table: sa.FromClause) -> sa.ColumnElement[bool]:
    """Return the condition for questions that are done or dead, written out like the other."""
    return table.c.state.in_([sa.literal_column("'done'"), sa.literal_column("'dead'")])


def belongs_to(table: sa.Table, owner: Mapping[str, str]) -> sa.ColumnElement[bool]:
    """Return the condition for rows of an owner: one or more of team, channel and user."""
    if not owner:
        raise ValueError("without an owner it would be every row")
    return sa.and_(*(table.c[name] == value for name, value in owner.items()))


def is_message(table: sa.Table, question: Question) -> sa.ColumnElement[bool]:
    """Return the condition for rows of the message that a question is, in all its revisions."""
    named = {"team": question.team, "channel": question.channel, "ts": question.ts}
    return belongs_to(table, named)


def _index_where(
    name: str, condition: sa.ColumnElement[bool], *columns: sa.Column[Any]
) -> sa.Index:
    return sa.Index(name, *columns, sqlite_where=condition, postgresql_where=condition)


turns = sa.Table(
    "turns",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("thread_key", sa.String, nullable=False),
    sa.Column("ts", sa.String, nullable=False),
    *_where_and_by_whom(),
    # Whether the turns before this one are no longer shown to a model.
    sa.Column("starts_anew", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("messages", sa.JSON, nullable=False),
    # What was said in the thread before; see `bot/storage/remarks.py`.
    sa.Column("remarks", sa.JSON(none_as_null=True)),
    # The credits and notes of the reply, for a later one that repeats its figures.
    sa.Column("provenance", sa.JSON, nullable=False),
    sa.UniqueConstraint("thread_key", "ts"),
)


people = sa.Table(
    "people",
    metadata,
    sa.Column("team", sa.String, primary_key=True),
    sa.Column("user", sa.String, primary_key=True),
    # What a person has set; empty where the bot is to find out by itself.
    sa.Column("units", sa.String, nullable=False),
    sa.Column("home", sa.String, nullable=False),
)


workspaces = sa.Table(
    "workspaces",
    metadata,
    # Where the bot is installed; rows of an older release can belong to their author's own.
    sa.Column("team", sa.String, primary_key=True),
)


feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    # Of the question whose answer is meant.
    sa.Column("key", sa.String, nullable=False),
    sa.Column("ts", sa.String, nullable=False),
    *_where_and_by_whom(),
    sa.Column("is_good", sa.Boolean, nullable=False),
    sa.Column("given_at_s", sa.Float, nullable=False),
    sa.UniqueConstraint("key", "user"),
)
