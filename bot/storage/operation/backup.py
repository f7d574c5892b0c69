"""A copy of a SQLite database, made while the bot goes on."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from bot.errors import DatabaseError

_FOR_POSTGRESQL = (
    "DATABASE_URL names a PostgreSQL database: copy it with PostgreSQL's own pg_dump, as"
    " docs/running.md says"
)


def copy_database(url: str, target: Path) -> None:
    """Write a whole and consistent copy to a new file that only its owner can read.

    Raises:
        DatabaseError: The database is none of SQLite's, there is none, or the copy can't be made.
    """
    source = sa.make_url(url).database or ""
    if not url.startswith("sqlite:"):
        raise DatabaseError(_FOR_POSTGRESQL)
    if not Path(source).is_file():
        raise DatabaseError(f"DATABASE_URL names {source!r}, which does not exist")
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise DatabaseError(f"{str(target)!r} can't be made: {error.strerror}") from error
    try:
        with (
            closing(sqlite3.connect(source)) as bot,
            closing(sqlite3.connect(target)) as copy,
        ):
            bot.backup(copy)
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)  # nobody shall take it for a copy
        raise DatabaseError(f"the copy of {source!r} failed: {error}") from error
