"""Databases that have their tables already, which are made once in a run."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.storage.database import Database, Transaction
from bot.storage.tables import metadata
from bot.storage.workspaces import Workspaces
from fakes.postgres import Engine, fresh_database


@dataclass(frozen=True)
class Opened:
    """An open database and its URL."""

    url: str
    database: Database

    def empty(self) -> None:
        """Delete all rows; whatever keeps them locked is told so within a few seconds."""
        with self.database.transaction() as transaction:
            if transaction.dialect.name == "postgresql":
                transaction.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
            for table in metadata.sorted_tables:
                transaction.exec_driver_sql(f'DELETE FROM "{table.name}"')  # noqa: S608


class Watched(Database):
    """A database on SQLite that remembers which commits have waited for the disk."""

    def __init__(self, url: str) -> None:
        self.levels: list[int] = []
        super().__init__(url)

    @contextmanager
    def transaction(self, **options: bool) -> Iterator[Transaction]:
        """Open a transaction, and look at the level at which it is committed."""
        with super().transaction(**options) as transaction:
            yield transaction
            self.levels.append(transaction.exec_driver_sql("PRAGMA synchronous").scalar_one())


def is_waited_for(transaction: Transaction) -> bool:
    """Return whether somebody waits for a lock; on SQLite all do, since it has one writer."""
    if transaction.dialect.name != "postgresql":
        return True
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    return bool(transaction.exec_driver_sql(waiting).scalar())


def make_file(path: Path, team: str = "") -> None:
    """Make SQLite's file as the bot leaves it after its first start, in this workspace or none."""
    path.write_bytes(_new_file(team))
    path.chmod(0o600)


@contextmanager
def ready_database(engine: Engine) -> Iterator[str]:
    """Yield the URL of a database without any rows; it is gone with the context."""
    with fresh_database(engine) as url:
        if engine == "sqlite":
            make_file(Path(url.removeprefix("sqlite:///")))
        yield url


@contextmanager
def kept_databases() -> Iterator[Callable[[Engine], Opened]]:
    """Yield what opens a database of each engine once, and gives it without rows again and again.

    A new one costs tables, connections and all statements compiled anew: ten times a small test.
    """
    with ExitStack() as at_end:

        @cache
        def opened(engine: Engine) -> Opened:
            url = at_end.enter_context(ready_database(engine))
            return Opened(url, at_end.enter_context(closing(Database(url))))

        def emptied(engine: Engine) -> Opened:
            kept = opened(engine)
            kept.empty()
            return kept

        yield emptied


@cache
def _new_file(team: str = "") -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bot.db"
        with closing(Database(f"sqlite:///{path}")) as database:
            if team:
                Workspaces(database).move_in(team)
        return path.read_bytes()
