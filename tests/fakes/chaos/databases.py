"""The database that all processes share: how it fails, and what can be seen of it from outside."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from fakes.postgres import Engine, PostgresServer, postgres_server

_AWAY_S = 2.0
_LOCK = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
time.sleep(float(sys.argv[2]))
connection.execute("ROLLBACK")
"""
# Notes when a question was leased, in seconds since 1970; an empty line ends a statement.
_WATCH = {
    "sqlite": """\
CREATE TABLE claims (key TEXT, at_s REAL)

CREATE TRIGGER claimed AFTER UPDATE OF attempt ON questions BEGIN
    INSERT INTO claims VALUES (new.key, (julianday('now') - 2440587.5) * 86400.0);
END""",
    "postgresql": """\
CREATE TABLE claims (key TEXT, at_s DOUBLE PRECISION)

CREATE FUNCTION note_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims VALUES (new.key, extract(epoch from clock_timestamp()));
    RETURN new;
END $$

CREATE TRIGGER claimed AFTER UPDATE OF attempt ON questions FOR EACH ROW
    EXECUTE FUNCTION note_claim()""",
}
_OPEN = "SELECT count(*) FROM questions WHERE state NOT IN ('done', 'dead')"
_DEAD = "SELECT count(*) FROM questions WHERE state = 'dead'"


@dataclass(frozen=True, slots=True)
class SharedDatabase:
    """Where it is, and how it goes away for a while.

    Attributes:
        outage: What `fail` does, in words.
    """

    url: str
    engine: Engine
    outage: str
    fail: Callable[[], None]


@contextmanager
def shared_database(engine: Engine, folder: Path) -> Iterator[SharedDatabase]:
    """Yield an empty database that writes through to the disk."""
    if engine == "postgresql":
        with postgres_server(is_durable=True) as server, server.fresh_database() as url:
            outage = f"the server was stopped, and started {_AWAY_S:g} s later"
            yield SharedDatabase(url, engine, outage, partial(_restart, server))
    else:
        path = folder / "bot.db"
        outage = f"another process locked the file for {_AWAY_S:g} s, as SQLite has no server"
        yield SharedDatabase(f"sqlite:///{path}", engine, outage, partial(_lock, path))


def _restart(server: PostgresServer) -> None:
    server.stop()
    time.sleep(_AWAY_S)
    server.start()


def _lock(path: Path) -> None:
    command = [sys.executable, "-c", _LOCK, str(path), str(_AWAY_S)]
    subprocess.run(command, check=True, timeout=60)  # noqa: S603


class Observer:
    """Reads along, without any part in the work."""

    def __init__(self, database: SharedDatabase) -> None:
        """Begin to note leases; the tables must be there."""
        engine = sa.create_engine(database.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
        self._engine = engine
        with engine.connect() as connection:
            for statement in _WATCH[database.engine].split("\n\n"):
                connection.exec_driver_sql(statement)

    def wait_until_all_is_done(self, timeout_s: float) -> bool:
        """Return whether no question was open any more before the time was over."""
        give_up_at_s = time.monotonic() + timeout_s
        while self._count(_OPEN):
            if time.monotonic() > give_up_at_s:
                return False
            time.sleep(0.2)
        return True

    def dead(self) -> int:
        """Return how many questions were given up without a reply."""
        return self._count(_DEAD)

    def claims(self) -> dict[str, list[float]]:
        """Return when each question was leased, in seconds since 1970, by its key."""
        claims: dict[str, list[float]] = {}
        with self._engine.connect() as connection:
            for key, at_s in connection.exec_driver_sql("SELECT key, at_s FROM claims"):
                claims.setdefault(key, []).append(at_s)
        return claims

    def _count(self, query: str) -> int:
        with self._engine.connect() as connection:
            return int(connection.exec_driver_sql(query).scalar_one())
