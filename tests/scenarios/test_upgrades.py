"""An upgrade from release 0.1.0 with open questions, and copies that are put back."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes.command import weather_bot
from fakes.postgres import fresh_database, shared_server
from fakes.questions import question
from fakes.waiting import PROCESS_S
from fakes.world import World, world

from bot.clock import system_clock
from bot.errors import DatabaseError
from bot.storage.database import Database
from bot.storage.inbox import Inbox
from bot.storage.operation.backup import copy_database
from bot.storage.people import People

DUMP = Path(__file__).parents[1] / "data/database_0_1_0.sql"


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world whose bot has found the database of 0.1.0 and answered what was open in it."""
    folder = tmp_path_factory.mktemp("upgraded")
    with closing(sqlite3.connect(folder / "bot.db")) as old:
        old.executescript(DUMP.read_text())
    with world(folder) as around:
        with around.bot(HISTORY_DAYS="3650"):
            around.slack.wait_for_calls("chat.postMessage", 4, PROCESS_S)
            around.settle(PROCESS_S)
        yield around


def test_open_questions_of_0_1_0_are_answered_once_after_the_upgrade(upgraded: World) -> None:
    """One that waited, one in work, one with a saved answer, one in the thread of a done one."""
    posts = upgraded.slack.calls("chat.postMessage")
    channels = sorted(post.arguments["channel"] for post in posts)
    (saved,) = [post for post in posts if post.arguments["channel"] == "C2"]
    assert channels == ["C1", "C2", "C3", "D4"]
    assert "as saved before the stop" in json.dumps(saved.arguments)
    asked = [request.messages for request in upgraded.model.requests]
    follow_up = next(m for m in asked if m[-1]["content"] == "and tomorrow?")
    assert any("12 °C, light rain" in str(message["content"]) for message in follow_up)


def test_what_people_have_set_in_0_1_0_stays(upgraded: World) -> None:
    """Their units, their place and their opinions."""
    with closing(Database(upgraded.environ["DATABASE_URL"])) as database:
        people = People(database, system_clock())
        own = people.preferences("T1", "U1")
        opinions = people.opinions()

    assert (own.units, own.home) == ("imperial", "London, United Kingdom")
    assert [opinion.is_good for opinion in opinions] == [True]


def test_a_copy_of_sqlite_holds_all_and_is_private(tmp_path: Path) -> None:
    """Made while the bot has the database open; an existing file is not overwritten."""
    url, copy = f"sqlite:///{tmp_path}/bot.db", tmp_path / "copy.db"
    with closing(Database(url)) as database:
        asked = question("weather in London?")
        Inbox(database, system_clock(), lease_s=60).put(asked)
        done = weather_bot("backup", str(copy), DATABASE_URL=url)
        again = weather_bot("backup", str(copy), DATABASE_URL=url)

        mistyped = f"sqlite:///{tmp_path}/mistyped.db"
        none = weather_bot("backup", str(tmp_path / "none.db"), DATABASE_URL=mistyped)

    assert done == (0, f"Copied to {copy}.\n", "")
    assert (again.code, none.code) == (1, 1)
    assert f"{str(copy)!r} can't be made: File exists" in again.err
    assert "mistyped.db', which does not exist" in none.err
    assert not list(tmp_path.glob("mistyped*")) + list(tmp_path.glob("none*"))
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(Database(f"sqlite:///{copy}")) as restored:
        (lease,) = Inbox(restored, system_clock(), lease_s=60).claim(5)
    assert lease.question == asked


def test_a_dump_of_postgresql_is_put_back_whole() -> None:
    """By PostgreSQL's own programs, as the documents say."""
    server = shared_server()
    with fresh_database("postgresql") as url:
        schema = url.rpartition("%3D")[2]
        with closing(Database(url)) as database:
            asked = question("weather in London?")
            Inbox(database, system_clock(), lease_s=60).put(asked)
        dump = server.program("pg_dump", "--format=custom", f"--schema={schema}")
        server.execute(f"drop schema {schema} cascade")
        server.program("pg_restore", "--exit-on-error", given=dump)
        with closing(Database(url)) as restored:
            (lease,) = Inbox(restored, system_clock(), lease_s=60).claim(5)

    assert lease.question == asked


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    """An operator reads what is wrong with it, and no traceback; nothing looks like a copy."""
    source, copy = tmp_path / "notes.db", tmp_path / "copy.db"
    source.write_text("no database " * 99, encoding="ascii")

    with pytest.raises(DatabaseError, match=r"notes.db' failed: file is not a database"):
        copy_database(f"sqlite:///{source}", copy)
    with pytest.raises(DatabaseError, match=r"', which does not exist"):
        copy_database(f"sqlite:///{tmp_path}", copy)

    assert not copy.exists()


def test_a_copy_of_postgresql_is_not_made_by_halves(tmp_path: Path) -> None:
    """The command names the program that can."""
    url = "postgresql+psycopg://bot@127.0.0.1/bot"
    done = weather_bot("backup", str(tmp_path / "copy"), DATABASE_URL=url)

    said = "copy it with PostgreSQL's own pg_dump, as docs/running.md says"
    assert (done.code, done.out) == (1, "")
    assert f"DATABASE_URL names a PostgreSQL database: {said}" in " ".join(done.err.split())
    assert list(tmp_path.iterdir()) == []
