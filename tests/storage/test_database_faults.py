"""A database that fails costs no question: Slack is not told "accepted", and is asked again."""

import os
import re
import resource
import sqlite3
import stat
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from fakes.log import captured_log
from fakes.process import bot_process, start_without_privileges
from fakes.waiting import PATIENCE_S, until
from fakes.world import World, world

from bot.errors import DatabaseError

QUESTION = "What's the weather like in Bengaluru, London, and Austin?"
NOT_ACCEPTED = "event.not_accepted"


@pytest.fixture
def untouched(tmp_path: Path) -> Iterator[World]:
    """A world whose bot's database is empty."""
    with world(tmp_path) as around:
        around.environ["LEASE_S"] = "1"
        yield around


@pytest.fixture
def around(untouched: World) -> World:
    """The same with a question in it that was answered."""
    with untouched.bot():
        untouched.answer(QUESTION)
    # The tests wait for the next one.
    assert untouched.weather.arrivals.acquire(timeout=PATIENCE_S)
    return untouched


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of the bot's database."""
    return tmp_path / "bot.db"


def assert_answered_once_when_it_comes_again(around: World, event: dict[str, Any]) -> None:
    """Deliver an event as Slack does when nobody has acknowledged it."""
    again = around.slack.send_event(event, retry_attempt=1, retry_reason="timeout")
    assert again.acknowledged.wait(10)
    until(lambda: bool(around.replies_to(event)))
    around.answer("another question, so that the first one is surely over")
    assert len(around.replies_to(event)) == 1


class Lines:
    """What a process logs, readable while it runs."""

    def __init__(self) -> None:
        self._read_end, self.descriptor = os.pipe()
        self._lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def having(self, *words: str) -> list[str]:
        """Return the lines that have all of these words in them."""
        return [line for line in list(self._lines) if all(word in line for word in words)]

    def close(self) -> None:
        """Stop reading; all processes that log here have ended."""
        os.close(self.descriptor)
        self._reader.join(5)

    def _read(self) -> None:
        with os.fdopen(self._read_end, encoding="utf-8") as stream:
            self._lines.extend(stream)


@contextmanager
def full_disk(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Let every attempt of a process to write to a file fail for as long as the context lasts."""
    before = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Lock a database as another process does that never ends its transaction."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@pytest.mark.slow
def test_on_a_full_disk_nothing_is_accepted_and_nothing_is_lost(
    around: World, path: Path, tmp_path: Path
) -> None:
    """One question comes in then, and one is in work; both are answered when there is space."""
    with closing(Lines()) as log, bot_process(around, tmp_path, log.descriptor) as bot:
        around.weather.gate.clear()
        in_work, accepted = around.ask(QUESTION)
        assert around.weather.arrivals.acquire(timeout=10)
        with full_disk(bot):
            around.weather.gate.set()
            event, delivery = around.ask(QUESTION)
            until(lambda: bool(log.having(NOT_ACCEPTED, str(path))))
            until(lambda: bool(log.having("question.failed", str(path))))
            replies = around.replies_to(in_work)

        assert accepted.acknowledged.is_set()
        assert not delivery.acknowledged.is_set()
        assert replies == []
        assert_answered_once_when_it_comes_again(around, event)
        until(lambda: len(around.replies_to(in_work)) == 1)


@pytest.mark.slow
def test_while_another_process_keeps_the_database_locked_nothing_is_accepted(
    around: World, path: Path
) -> None:
    """For longer than the bot waits; whoever waits for its turn behind others is told as well."""
    with captured_log() as log, around.bot():
        with lock(path):
            event, delivery = around.ask(QUESTION)
            others = [around.ask(QUESTION, channel=f"C{number}")[1] for number in range(2, 5)]
            until(lambda: len(log.entries(NOT_ACCEPTED)) == 4, timeout_s=25)
        reasons = [entry["reason"] for entry in log.entries(NOT_ACCEPTED)]

        assert not any(asked.acknowledged.is_set() for asked in (delivery, *others))
        assert all(str(path) in reason and "locked" in reason for reason in reasons)
        assert_answered_once_when_it_comes_again(around, event)


def test_a_short_lock_is_waited_for(untouched: World, path: Path) -> None:
    """Slack is told as soon as the question is stored, not before."""
    with untouched.bot():
        with lock(path):
            event, delivery = untouched.ask(QUESTION)
            was_early = delivery.acknowledged.wait(0.3)

        assert delivery.acknowledged.wait(10)
        assert not was_early
        until(lambda: len(untouched.replies_to(event)) == 1)


def test_a_torn_page_is_said_and_nothing_is_accepted(around: World, path: Path) -> None:
    """A restored file goes on where it was."""
    good = path.read_bytes()
    path.write_bytes(torn(good, path))
    with captured_log() as log, around.bot():
        event, delivery = around.ask(QUESTION)
        until(lambda: bool(log.entries(NOT_ACCEPTED)))
        reason = log.entries(NOT_ACCEPTED)[0]["reason"]
    path.write_bytes(good)
    with around.bot():
        assert_answered_once_when_it_comes_again(around, event)

    assert not delivery.acknowledged.is_set()
    assert str(path) in reason
    assert "malformed" in reason


def torn(good: bytes, path: Path) -> bytes:
    """Return a database's bytes with garbage for the first page of its questions."""
    with closing(sqlite3.connect(path)) as database:
        (size,) = database.execute("PRAGMA page_size").fetchone()
        found = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'questions'")
        start = (found.fetchone()[0] - 1) * size
    return good[:start] + b"\xff" * size + good[start + size :]


def test_garbage_ends_the_start_with_a_sentence(untouched: World, path: Path) -> None:
    """The file is left as it is, since somebody may still need it."""
    garbage = b"not a database at all\n" * 500
    path.write_bytes(garbage)

    with pytest.raises(DatabaseError, match=re.escape(str(path))), untouched.bot():
        pytest.fail("it has started")

    assert path.read_bytes() == garbage


@pytest.mark.parametrize("mode", [pytest.param("folder", marks=pytest.mark.slow), "file"])
def test_what_must_not_be_written_ends_the_start_with_a_sentence(
    around: World, path: Path, mode: str
) -> None:
    """With the right modes the bot starts again and has forgotten nothing."""
    place, usual = (path.parent, 0o700) if mode == "folder" else (path, 0o600)
    place.chmod(usual & 0o500)
    try:
        done = start_without_privileges(around)
    finally:
        place.chmod(usual)

    assert done.returncode == 1
    assert str(path) in done.stderr
    assert "Traceback" not in done.stderr
    with around.bot():
        around.answer(QUESTION)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM questions").fetchone() == (2,)


def test_every_file_of_the_database_is_its_owners_alone(untouched: World, tmp_path: Path) -> None:
    """In a folder that the bot makes, which nobody else may even list."""
    path = tmp_path / "new" / "folder" / "bot.db"
    with untouched.bot(DATABASE_URL=f"sqlite:///{path}"):
        untouched.answer(QUESTION)
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}

    assert modes == dict.fromkeys(("bot.db", "bot.db-wal", "bot.db-shm"), 0o600)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
