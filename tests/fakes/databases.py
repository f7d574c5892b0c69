"""Databases that have their tables already, which are made once in a run."""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from bot.storage.database import Database
from bot.storage.workspaces import Workspaces
from fakes.postgres import Engine, fresh_database


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


@cache
def _new_file(team: str = "") -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bot.db"
        with closing(Database(f"sqlite:///{path}")) as database:
            if team:
                Workspaces(database).move_in(team)
        return path.read_bytes()
