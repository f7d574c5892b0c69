"""The engines of SQLite and PostgreSQL: connection pools, timeouts, durability, shared commits."""

import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from bot.errors import DatabaseError

CONNECTIONS = 10
"""Connections to PostgreSQL that a process opens at most."""

CACHE_KIB = 512
"""Memory of SQLite's own; an answer reads few pages, which the system keeps too."""

BUSY_TIMEOUT_S = 10
"""Seconds that a transaction waits for a lock or for a free connection before it fails."""


Found = TypeVar("Found")

_ADVICE = {
    sqlite3.SQLITE_FULL: "the disk is full: free space",
    sqlite3.SQLITE_IOERR: "check the disk: is it full, is a quota used up?",
    sqlite3.SQLITE_BUSY: "another process keeps it locked: end that one",
    sqlite3.SQLITE_READONLY: "let the bot write to the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "let the bot write to the file and its folder",
    sqlite3.SQLITE_CORRUPT: "it is damaged: stop the bot and restore a copy",
    sqlite3.SQLITE_NOTADB: "it is damaged or no database: restore a copy or name another file",
}


def advice_on(error: Exception) -> str:
    """Return the advice for an operator on a database error, in brackets; "" without any."""
    if isinstance(error, sa.exc.TimeoutError):
        return " (all connections are busy: does another process keep it locked?)"
    code = getattr(getattr(error, "orig", error), "sqlite_errorcode", None)
    advice = _ADVICE.get(code & 0xFF) if isinstance(code, int) else None
    return f" ({advice})" if advice else ""


@cache
def insert_of(dialect: str) -> Any:  # noqa: ANN401 - the dialects' classes share no base with types
    """Return a dialect's own `insert`, which has ON CONFLICT for a row that exists already.

    A dialect is loaded when it is first used: a bot with SQLite starts without PostgreSQL's.
    """
    return import_module(f"sqlalchemy.dialects.{dialect}").insert


def name_of(url: str) -> str:
    """Return a database's name for people: SQLite's file, or PostgreSQL's host and database."""
    try:
        read = sa.make_url(url)
    except sa.exc.SQLAlchemyError:
        return "unreadable"
    if read.get_backend_name() == "sqlite":
        return f"SQLite {Path(read.database).resolve()}" if read.database else "SQLite in memory"
    return f"PostgreSQL {read.host or read.query.get('host', 'local')}/{read.database}"


def missing_folder(url: str) -> str:
    """Return the folder of SQLite's file if it is not there yet; "" if it is, or for another."""
    read = sa.make_url(url)
    if read.get_backend_name() != "sqlite" or not read.database:
        return ""
    folder = Path(read.database).absolute().parent
    return "" if folder.exists() else str(folder)


def engine_for(url: str) -> sa.Engine:
    """Return the engine for a URL; nothing is connected yet.

    Raises:
        DatabaseError: The URL can't be read, or its driver is not installed.
    """
    try:
        is_sqlite = sa.make_url(url).get_backend_name() == "sqlite"
        return _sqlite_engine(url) if is_sqlite else _postgresql_engine(url)
    except ImportError as error:
        raise DatabaseError(
            "DATABASE_URL names a PostgreSQL database, and its driver is not installed:"
            " pip install 'psycopg[binary]' (or this package with its extra 'postgres')"
        ) from error
    except (sa.exc.SQLAlchemyError, TypeError, ValueError):
        # Neither the URL nor the library's message is shown: a password can be in both.
        raise DatabaseError("DATABASE_URL can't be read as the URL of a database") from None


def _sqlite_engine(url: str) -> sa.Engine:
    engine = sa.create_engine(
        url,
        # Writers wait for the one connection here, in order, not in SQLite's busy loop.
        poolclass=sa.QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=BUSY_TIMEOUT_S,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_S},
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401
    connection.isolation_level = None  # the driver must not begin transactions by itself
    _use_wal(connection)
    connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
    # Deleted rows are overwritten, so that they can't be read from the file any more.
    connection.execute("PRAGMA secure_delete=ON")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to SQLite's write-ahead log, again and again while another process does the same.

    This one statement fails at once on a locked database, whatever the busy timeout.
    """
    give_up_at_s = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > give_up_at_s:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_immediate(connection: sa.Connection) -> None:
    """Begin a transaction whose commit waits for the disk if it must outlast a loss of power.

    A question that was acknowledged must, and an answer before it is posted.
    """
    # Taking the write lock at once keeps two processes from claiming the same question. SQLAlchemy
    # would prepare this one statement anew each time, which takes longer than many a transaction.
    cursor = connection.connection.cursor()
    synchronous = "FULL" if connection.get_execution_options().get("must_last", True) else "NORMAL"
    if connection.info.get("synchronous") != synchronous:
        cursor.execute(f"PRAGMA synchronous={synchronous}")
        connection.info["synchronous"] = synchronous
    cursor.execute("BEGIN IMMEDIATE")


def _postgresql_engine(url: str) -> sa.Engine:
    engine = sa.create_engine(
        url,
        # Transactions take milliseconds, so many threads share few connections.
        pool_size=CONNECTIONS // 2,
        max_overflow=CONNECTIONS // 2,
        pool_timeout=BUSY_TIMEOUT_S,
        # A connection that a restart of the server has broken is replaced before it is used.
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 5,
            # Left to a server that was set up as SQL_ASCII, text would come as bytes.
            "client_encoding": "utf8",
            # A server that vanishes without closing its connection is noticed within this time.
            "tcp_user_timeout": BUSY_TIMEOUT_S * 1000,
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 3,
        },
    )
    sa.event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _prepare_postgresql(connection: Any, _record: Any) -> None:  # noqa: ANN401
    """Limit the waiting for a lock and for an answer, so that no thread waits for ever."""
    connection.execute(f"SET lock_timeout = '{BUSY_TIMEOUT_S // 2}s'")
    connection.execute(f"SET statement_timeout = '{BUSY_TIMEOUT_S}s'")
    # A process that stops in the middle of a transaction must not keep its locks.
    connection.execute(f"SET idle_in_transaction_session_timeout = '{BUSY_TIMEOUT_S * 3}s'")
    connection.commit()


class SharedCommits:
    """Commits that several threads share: what waits for one meanwhile goes into the next.

    On SQLite all commits stand in one line, and each waits for the disk. So the thread that is
    first does the work of all that wait, in their order and in one transaction. An exception of
    one piece of work is its own alone: the others are done once more without it. A thread that is
    interrupted, as by Ctrl-C, takes its own piece away and leaves the others to the next thread.
    """

    def __init__(
        self, transaction: Callable[[bool], AbstractContextManager[sa.Connection]]
    ) -> None:
        """Take what opens a transaction, by whether it must outlast a loss of power."""
        self._transaction = transaction
        self._lock = threading.Lock()
        self._waiting: list[_Piece[Any]] = []
        self._is_led = False

    def do(self, work: Callable[[sa.Connection], Found], *, must_last: bool) -> Found:
        """Do a piece of work, which may be done again after a rollback; return what it returns."""
        piece = _Piece(work, must_last)
        with self._lock:
            self._waiting.append(piece)
            is_first, self._is_led = not self._is_led, True
        try:
            if not is_first:
                piece.turn.acquire()
        except BaseException:
            self._withdraw(piece)
            raise
        if not piece.end.done():
            self._lead(piece)
        return piece.end.result()

    def _withdraw(self, piece: "_Piece[Any]") -> None:
        """Take away a piece that nobody waits for; if it was its turn, the next one leads."""
        with self._lock:
            if piece in self._waiting:
                self._waiting.remove(piece)
            if piece.leads:
                self._pass_on()

    def _lead(self, own: "_Piece[Any]") -> None:
        """Do all that waits, and let the first of those that have come meanwhile lead next."""
        with self._lock:
            pieces, self._waiting = self._waiting, []
        try:
            self._commit(pieces)
        finally:
            # Those of an interrupted leader are not done, and their threads wait still.
            left = [piece for piece in pieces if not (piece is own or piece.end.done())]
            with self._lock:
                self._waiting[:0] = left
                self._pass_on()
            for piece in pieces:
                if piece.end.done():
                    piece.turn.release()

    def _pass_on(self) -> None:
        """Let the first that waits lead, if there is any; the caller holds the lock."""
        self._is_led = bool(self._waiting)
        for piece in self._waiting[:1]:
            piece.leads = True
            piece.turn.release()

    def _commit(self, pieces: Sequence["_Piece[Any]"]) -> None:
        while pieces:
            concerned, found = pieces, list[Any]()
            try:
                with self._transaction(any(piece.must_last for piece in pieces)) as transaction:
                    for piece in pieces:
                        concerned = [piece]
                        found.append(piece.work(transaction))
                    concerned = pieces
            except Exception as error:  # noqa: BLE001 - each thread raises its own
                for piece in concerned:
                    piece.end.set_exception(error)
                pieces = [piece for piece in pieces if not piece.end.done()]
            else:
                for piece, value in zip(pieces, found, strict=True):
                    piece.end.set_result(value)
                return


class _Piece(Generic[Found]):
    """A piece of work whose thread waits for its turn, and by then mostly for its end."""

    def __init__(self, work: Callable[[sa.Connection], Found], must_last: bool) -> None:  # noqa: FBT001
        self.work = work
        self.must_last = must_last
        self.end = Future[Found]()
        self.turn = threading.Semaphore(0)
        self.leads = False
