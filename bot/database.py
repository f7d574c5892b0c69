"""The database: its tables, its engine and its transactions."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.errors import DatabaseError

Transaction = sa.Connection
"""One open transaction: work done through it takes effect together or not at all."""

BUSY_TIMEOUT_S = 10

metadata = sa.MetaData()

questions = sa.Table(
    "questions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String, nullable=False, unique=True),
    sa.Column("thread_key", sa.String, nullable=False),
    sa.Column("ts", sa.String, nullable=False),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    # While ready: not before this time. While leased: the lease ends then. Seconds since 1970.
    sa.Column("due_at_s", sa.Float, nullable=False),
    sa.Column("question", sa.JSON, nullable=False),
    sa.Column("answer", sa.JSON(none_as_null=True)),
    # Whether the answer can be in its thread already, so that it must be looked for.
    sa.Column("may_be_posted", sa.Boolean, nullable=False),
    sa.Column("reply_id", sa.String),
)


def is_open(table: sa.FromClause) -> sa.ColumnElement[bool]:
    """Return the condition for questions that are not yet done or dead.

    The states are written out, since SQLite uses the index below only for a condition that it
    can read.
    """
    return table.c.state.in_([sa.literal_column("'ready'"), sa.literal_column("'leased'")])


sa.Index("open_questions", questions.c.thread_key, questions.c.ts, sqlite_where=is_open(questions))

turns = sa.Table(
    "turns",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("thread_key", sa.String, nullable=False),
    sa.Column("ts", sa.String, nullable=False),
    sa.Column("messages", sa.JSON, nullable=False),
    # The credits and notes of the reply, for a later one that repeats its figures.
    sa.Column("provenance", sa.JSON, nullable=False),
    # Whether what was said before it must not be shown to a model any more.
    sa.Column("starts_anew", sa.Boolean, nullable=False),
    sa.UniqueConstraint("thread_key", "ts"),
)


class Database:
    """An open database with its tables in place; share one in a process."""

    def __init__(self, url: str) -> None:
        """Open the database, and make it where there is none.

        Raises:
            DatabaseError: It can't be opened; the message names the file.
        """
        try:
            self._engine = _engine(url)
        except (sa.exc.SQLAlchemyError, TypeError, ValueError) as error:
            raise DatabaseError(f"DATABASE_URL is {url!r}, which can't be read: {error}") from error
        self._name = self._engine.url.database or "in memory"
        if self._engine.url.database not in (None, "", ":memory:"):
            self._make_private_file(Path(self._name))
        try:
            with self.transaction() as transaction:
                metadata.create_all(transaction)
        except DatabaseError:
            self.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Open a transaction; it is committed at the end, or undone by an exception.

        Raises:
            DatabaseError: The database failed; nothing of the transaction took effect.
        """
        try:
            with self._engine.begin() as connection:
                yield connection
        except (sa.exc.SQLAlchemyError, sqlite3.Error) as error:
            cause = getattr(error, "orig", None) or type(error).__name__
            raise DatabaseError(f"the database {self._name!r} failed: {cause}") from error

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _make_private_file(self, path: Path) -> None:
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise DatabaseError(
                f"DATABASE_URL names {self._name!r}, which can't be opened: {error.strerror}"
            ) from error


def _engine(url: str) -> sa.Engine:
    engine = sa.create_engine(
        url,
        # Writers wait for the one connection here, in order, not in SQLite's busy loop.
        poolclass=sa.QueuePool,
        pool_size=1,
        max_overflow=0,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_S},
    )
    sa.event.listen(engine, "connect", _prepare_connection)
    sa.event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_connection(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401
    connection.isolation_level = None  # the driver must not begin transactions by itself
    connection.execute("PRAGMA journal_mode=WAL")
    # "Accepted" must survive a loss of power.
    connection.execute("PRAGMA synchronous=FULL")


def _begin_immediate(connection: sa.Connection) -> None:
    # Taking the write lock at once keeps two processes from claiming the same question.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
