"""The database: its engine and its transactions."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.clock import Clock
from bot.errors import DatabaseError
from bot.settings.checks import password_in
from bot.storage.engines import (
    BUSY_TIMEOUT_S,
    CONNECTIONS,
    Found,
    SharedCommits,
    advice_on,
    engine_for,
)
from bot.storage.migrations import bring_up_to_date, look_at_version
from bot.storage.tables import metadata

Transaction = sa.Connection
"""One open transaction: work done through it takes effect together or not at all."""

URGENT_CONNECTIONS = 2
"""Connections to PostgreSQL that are kept for urgent transactions; SQLite has one for all."""

SCRUB_TIMEOUT_S = 1
"""Seconds that emptying SQLite's log waits for other connections before it is given up."""

REMOVED_AT_ONCE = 200
"""Rows that one transaction deletes at most: other connections wait no longer than for these."""

_ANYTHING = sa.select(sa.literal(1))
_DATABASE_NOW = sa.select(sa.cast(sa.extract("epoch", sa.func.clock_timestamp()), sa.Float))


class Database:
    """An open database with its tables in place; a process shares one between its threads."""

    def __init__(self, url: str, *, must_exist: bool = False, may_change: bool = True) -> None:
        """Open the database, and make or upgrade its tables if it may change.

        Raises:
            DatabaseError: The database can't be opened, or its file is missing and `must_exist` is
                true; the message names the database, without its password.
        """
        self._password = password_in(url)
        self._engine = engine_for(url)
        self._passing = self._engine.execution_options(must_last=False)
        self._name = self._engine.url.database or "in memory"
        is_sqlite = self._engine.dialect.name == "sqlite"
        self._turns = threading.Semaphore(1 if is_sqlite else CONNECTIONS - URGENT_CONNECTIONS)
        self._shared = SharedCommits(self._shared_transaction) if is_sqlite else None
        if self._is_file:
            if must_exist and not Path(self._name).exists():
                raise DatabaseError(f"DATABASE_URL names {self._name!r}, which does not exist")
            if may_change:
                self._make_private_file(Path(self._name))
        try:
            with self.transaction() as transaction:
                if may_change:
                    bring_up_to_date(transaction, metadata)
                else:
                    look_at_version(transaction)
        except DatabaseError as error:
            self.close()
            raise DatabaseError(f"{error}; see DATABASE_URL") from error

    @contextmanager
    def transaction(
        self, *, is_urgent: bool = False, must_last: bool = True
    ) -> Iterator[Transaction]:
        """Open a transaction; it is committed at the end, or undone by an exception.

        An urgent one waits for no more than one other, or on PostgreSQL for none: all that are not
        share the rest of the connections. With `must_last=False` the commit does not wait for
        SQLite's disk: a loss of power, which ends this process too, may undo it together with all
        that came after it. On PostgreSQL, which can fail alone, it waits all the same.

        Raises:
            DatabaseError: The database failed, and the transaction took no effect. Only when the
                connection broke during the commit, the effect is unknown.
        """
        try:
            engine = self._engine if must_last else self._passing
            with nullcontext() if is_urgent else self._turn(), engine.begin() as connection:
                yield connection
        except (sa.exc.SQLAlchemyError, sqlite3.Error) as error:
            raised = error if isinstance(error, sqlite3.Error) else getattr(error, "orig", None)
            cause = str(raised or type(error).__name__)
            if self._password:
                cause = cause.replace(self._password, "***")
            raise DatabaseError(
                f"the database {self._name!r} failed: {cause}{advice_on(error)}"
            ) from error

    def do(
        self,
        work: Callable[[Transaction], Found],
        *,
        is_urgent: bool = False,
        must_last: bool = True,
    ) -> Found:
        """Do work in a transaction, and return what it returns when that is committed.

        On SQLite it shares the transaction with work of other threads that waits at the same
        moment. Work whose transaction is undone by others' is done again, so that it must have
        no effect but on the database.

        Raises:
            DatabaseError: As `transaction` does.
        """
        if self._shared:
            return self._shared.do(work, must_last=must_last)
        with self.transaction(is_urgent=is_urgent, must_last=must_last) as transaction:
            return work(transaction)

    def _shared_transaction(self, must_last: bool) -> AbstractContextManager[Transaction]:  # noqa: FBT001
        return self.transaction(is_urgent=True, must_last=must_last)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait until there is a connection for what is not urgent."""
        if not self._turns.acquire(timeout=BUSY_TIMEOUT_S):
            raise sa.exc.TimeoutError
        try:
            yield
        finally:
            self._turns.release()

    def check(self) -> None:
        """Do nothing while the database can be used.

        Raises:
            DatabaseError: The database can't be used; finding that out can take some seconds.
        """
        with self.transaction() as transaction:
            transaction.execute(_ANYTHING)

    def now_s(self, transaction: Transaction, clock: Clock) -> float:
        """Return the seconds since 1970 by the one clock that all users of the database share.

        PostgreSQL, whose users can be on several machines, tells its own time; SQLite takes the
        given clock's.
        """
        if transaction.dialect.name == "postgresql":
            return float(transaction.execute(_DATABASE_NOW).scalar_one())
        return clock.now().timestamp()

    def remove(
        self,
        table: sa.Table,
        condition: sa.ColumnElement[bool],
        by: sa.Column[Any],
        may_go_on: Callable[[], bool],
    ) -> int:
        """Delete rows in their order `by` a column, few at a time; return their number.

        `may_go_on` is called between two transactions: it can pause, and False ends the deletion.
        """
        first = sa.select(table.c.id, by).where(condition).order_by(by).limit(REMOVED_AT_ONCE)
        next_rows, count = first, 0
        while True:
            with self.transaction() as transaction:
                rows = transaction.execute(next_rows).all()
                ids = [row.id for row in rows]
                removal = sa.delete(table).where(table.c.id.in_(ids)).returning(table.c.id)
                # Another process may have deleted some of the rows meanwhile.
                count += len(transaction.execute(removal).all()) if ids else 0
            if len(rows) < REMOVED_AT_ONCE or not may_go_on():
                return count
            # A search without an index must not read the rows before these again.
            next_rows = first.where(by >= rows[-1][1])

    def scrub(self, *, is_thorough: bool = False) -> bool:
        """Remove deleted rows from SQLite's log file too; return whether that was possible.

        It is not while another connection is reading. Of the main file `secure_delete` takes what
        is deleted, but not what a row left behind that was moved before: a thorough scrub writes
        the whole file anew. PostgreSQL's files are left to `rewrite`.
        """
        if not self._is_file:
            return True
        try:
            with closing(self._engine.raw_connection()) as connection:
                cursor = connection.cursor()
                # No connection can write meanwhile, so a long reader is not waited for.
                cursor.execute(f"PRAGMA busy_timeout={SCRUB_TIMEOUT_S * 1000}")
                try:
                    if is_thorough:
                        cursor.execute("VACUUM")
                    is_busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                finally:
                    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_S * 1000}")
        except (sa.exc.SQLAlchemyError, sqlite3.Error):
            return False
        return not is_busy

    def rewrite(self) -> bool:
        """Have PostgreSQL write its tables anew, without deleted rows; return whether it could.

        Its plain vacuum only frees their space, in which they can be read until something else is
        written there. Others wait meanwhile, so that it is given up after `BUSY_TIMEOUT_S` for one
        table. Nothing is done for SQLite, of which `scrub` takes care.
        """
        if self._engine.dialect.name != "postgresql":
            return True
        try:
            with self._engine.execution_options(
                isolation_level="AUTOCOMMIT"
            ).connect() as connection:
                for table in metadata.sorted_tables:
                    connection.exec_driver_sql(f'VACUUM (FULL) "{table.name}"')
        except sa.exc.SQLAlchemyError:
            return False
        return True

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @property
    def _is_file(self) -> bool:
        url = self._engine.url
        return url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")

    def _make_private_file(self, path: Path) -> None:
        try:
            # mkdir(parents=True) would give the mode to the last folder alone.
            for folder in reversed(path.parents):
                folder.mkdir(mode=0o700, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            for file in (path, *(Path(f"{path}{end}") for end in ("-wal", "-shm"))):
                if file.exists() and file.stat().st_uid == os.geteuid():
                    file.chmod(0o600)  # another tool may have made the file readable for all
        except OSError as error:
            raise DatabaseError(
                f"DATABASE_URL names {self._name!r}, which can't be opened: {error.strerror}"
            ) from error


def examine_database(url: str) -> None:
    """Do nothing if a database can be opened, or made; an older one is not upgraded.

    Raises:
        DatabaseError: It can't; the message names the database, without its password.
    """
    path = sa.make_url(url).database
    if url.startswith("sqlite:") and path and not os.access(path, os.F_OK):
        parents = Path(path).absolute().parents
        folder = next(folder for folder in parents if os.access(folder, os.F_OK))
        if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
            raise DatabaseError(
                f"DATABASE_URL names {path!r}, and {str(folder)!r} can't be written"
            )
        return
    with closing(Database(url, may_change=False)):
        pass
