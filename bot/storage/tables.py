"""The tables of the database, their indexes, and the conditions that several modules share."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from bot.messages import Question

metadata = sa.MetaData()

# From 19 January 2038 on they need more than 31 bits; SQLite gives each as many as it needs.
_WHOLE_SECONDS = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


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
    # A ready question may be leased from this time on; the lease of a leased one ends then.
    # Seconds since 1970.
    sa.Column("due_at_s", sa.Float, nullable=False),
    # Questions that are due are leased in this order. Seconds since 1970, see `fair_share`.
    sa.Column("rank_s", sa.Float, nullable=False, server_default="0"),
    sa.Column("question", sa.JSON, nullable=False),
    sa.Column("answer", sa.JSON(none_as_null=True)),
    # Whether the answer can be in its thread already, so that the thread must be searched first.
    sa.Column("may_be_posted", sa.Boolean, nullable=False),
    sa.Column("reply_id", sa.String),
)


def is_open(table: sa.FromClause) -> sa.ColumnElement[bool]:
    """Return the condition for questions that are not yet done or dead.

    The states are literals, not parameters: a partial index serves only its very own condition.
    """
    return table.c.state.in_([sa.literal_column("'ready'"), sa.literal_column("'leased'")])


def is_closed(table: sa.FromClause) -> sa.ColumnElement[bool]:
    """Return the condition for questions that are done or dead; its states are literals too."""
    return table.c.state.in_([sa.literal_column("'done'"), sa.literal_column("'dead'")])


def belongs_to(table: sa.Table, owner: Mapping[str, str]) -> sa.ColumnElement[bool]:
    """Return the condition for rows of an owner, named by one or more of team, channel and user.

    Raises:
        ValueError: The owner is empty, and the condition would hold for every row.
    """
    if not owner:
        raise ValueError("without an owner it would be every row")
    return sa.and_(*(table.c[name] == value for name, value in owner.items()))


def is_message(table: sa.Table, question: Question) -> sa.ColumnElement[bool]:
    """Return the condition for rows of a question's message, in all its revisions."""
    named = {"team": question.team, "channel": question.channel, "ts": question.ts}
    return belongs_to(table, named)


def _index_where(
    name: str, condition: sa.ColumnElement[bool], *columns: sa.Column[Any]
) -> sa.Index:
    return sa.Index(name, *columns, sqlite_where=condition)


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
    # Remarks of the thread from before this turn; see `bot/storage/remarks.py`.
    sa.Column("remarks", sa.JSON(none_as_null=True)),
    # The credits and notes of the reply, for a later reply that repeats its figures.
    sa.Column("provenance", sa.JSON, nullable=False),
    sa.UniqueConstraint("thread_key", "ts"),
)


people = sa.Table(
    "people",
    metadata,
    sa.Column("team", sa.String, primary_key=True),
    sa.Column("user", sa.String, primary_key=True),
    # A person's preferences; "" leaves the choice to the bot.
    sa.Column("units", sa.String, nullable=False),
    sa.Column("home", sa.String, nullable=False),
)


workspaces = sa.Table(
    "workspaces",
    metadata,
    # Where the bot is installed; rows of an older release can belong to their author's own.
    sa.Column("team", sa.String, primary_key=True),
    # The organisation whose installation serves it; "" for one of its own.
    sa.Column("organisation", sa.String, nullable=False, server_default=""),
)


installations = sa.Table(
    "installations",
    metadata,
    # A workspace, or an organisation with all of its workspaces.
    sa.Column("owner", sa.String, primary_key=True),
    # Ids and tokens, encrypted; see `bot/storage/installations`.
    sa.Column("content", sa.Text, nullable=False),
    # When the token ends, and until when one process has the right to renew it. Seconds since 1970.
    sa.Column("expires_at_s", sa.Float),
    sa.Column("renewed_until_s", sa.Float, nullable=False),
)


oauth_states = sa.Table(
    "oauth_states",
    metadata,
    # States of installations that have come back, each of which counts once.
    sa.Column("nonce", sa.String, primary_key=True),
    sa.Column("used_at_s", _WHOLE_SECONDS, nullable=False),
)


usage = sa.Table(
    "usage",
    metadata,
    # Counts that limits are held against; see `bot/storage/operation/limits.py`.
    sa.Column("team", sa.String, primary_key=True),
    # Who has used it; "" for the workspace as a whole.
    sa.Column("user", sa.String, primary_key=True),
    sa.Column("kind", sa.String, primary_key=True),
    # The beginning of the minute or day that is counted. Seconds since 1970.
    sa.Column("since_s", _WHOLE_SECONDS, primary_key=True, autoincrement=False),
    sa.Column("used", sa.Integer, nullable=False),
)


feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    # The key of the question whose answer is rated.
    sa.Column("key", sa.String, nullable=False),
    sa.Column("ts", sa.String, nullable=False),
    *_where_and_by_whom(),
    sa.Column("is_good", sa.Boolean, nullable=False),
    sa.Column("given_at_s", sa.Float, nullable=False),
    sa.UniqueConstraint("key", "user"),
)


_index_where("open_questions", is_open(questions), questions.c.thread_key, questions.c.ts)
_index_where("open_questions_in_line", is_open(questions), questions.c.rank_s, questions.c.ts)
_index_where("open_questions_of", is_open(questions), questions.c.team, questions.c.user)
# The purge of old questions needs an index on closed ones alone: the claim would use an index on
# all questions too, and read the closed ones.
_index_where("closed_questions", is_closed(questions), questions.c.ts)
sa.Index("questions_channel", questions.c.channel, questions.c.ts)
sa.Index("questions_user", questions.c.user)

sa.Index("turns_ts", turns.c.ts)
sa.Index("turns_channel", turns.c.channel, turns.c.ts)
sa.Index("turns_user", turns.c.user)
_index_where("turns_remarks", turns.c.remarks.is_not(sa.null()), turns.c.channel, turns.c.ts)

sa.Index("feedback_ts", feedback.c.ts)


@sa.event.listens_for(metadata, "before_create")
def _complete_indexes(_: sa.MetaData, connection: sa.Connection, **_options: object) -> None:
    # Declared with the index, PostgreSQL's condition would load its dialect, which takes 40 ms, at
    # every start with SQLite.
    if connection.dialect.name == "postgresql":
        for table in metadata.tables.values():
            for index in table.indexes:
                condition = index.dialect_options["sqlite"]["where"]
                index.dialect_options["postgresql"]["where"] = condition
