"""An older database is upgraded in place, and the tables are the same however they were made.

Alembic is imported by the tests that need it: all processes of a run read this file.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fakes.clock import FakeTime
from fakes.databases import Opened
from fakes.log import captured_log
from fakes.many_workspaces import KEYS
from fakes.postgres import ENGINES, Engine, fresh_database
from fakes.questions import question

import bot.storage.migrations
from bot.errors import DatabaseError
from bot.messages import Message, Question, to_json
from bot.storage.database import Database, examine_database
from bot.storage.history import History
from bot.storage.inbox import Inbox
from bot.storage.installations.stores import examine_installations
from bot.storage.tables import metadata, questions, turns

# As the first release made its file: without a word about its version.
FIRST_RELEASE = """
CREATE TABLE questions (
    id INTEGER NOT NULL, "key" VARCHAR NOT NULL, thread_key VARCHAR NOT NULL, ts VARCHAR NOT NULL,
    state VARCHAR NOT NULL, attempt INTEGER NOT NULL, due_at_s FLOAT NOT NULL,
    question JSON NOT NULL, answer JSON, may_be_posted BOOLEAN NOT NULL, reply_id VARCHAR,
    PRIMARY KEY (id), UNIQUE ("key")
);
CREATE INDEX open_questions ON questions (thread_key, ts) WHERE state IN ('ready', 'leased');
CREATE TABLE turns (
    id INTEGER NOT NULL, thread_key VARCHAR NOT NULL, ts VARCHAR NOT NULL,
    messages JSON NOT NULL, provenance JSON NOT NULL,
    PRIMARY KEY (id), UNIQUE (thread_key, ts)
);
"""
OPENER = """
import sys
from bot.storage.database import Database
print("ready", flush=True)
for url in sys.stdin:
    Database(url.strip()).close()
    print("slow" if "alembic" in sys.modules else "quick", flush=True)
"""


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database, on either engine."""
    with fresh_database(request.param) as url:
        yield url


def make_first_release(url: str) -> None:
    """Make the tables of the first release."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        if url.startswith("sqlite"):
            for statement in FIRST_RELEASE.split(";"):
                connection.exec_driver_sql(statement)
        else:
            migrate(connection, bot.storage.migrations.OLDEST)
    engine.dispose()


def migrate(connection: sa.Connection, version: str) -> None:
    """Bring a database to a version, as its release has."""
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(bot.storage.migrations.__file__).parent))
    command.upgrade(config, version)


def execute(url: str, *statements: str, **values: object) -> None:
    """Run statements outside of the program."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement), values)
    engine.dispose()


def store_as_first_release(
    url: str, asked: Question, texts: Sequence[str], *, is_done: bool = False
) -> None:
    """Store a question and its turn, in which people and the bot speak in turns."""
    roles = ("user", "assistant") * len(texts)
    turn = [
        {"role": role, "content": text, "tool_calls": [], "tool_call_id": ""}
        for role, text in zip(roles, texts, strict=False)
    ]
    answer = {"reply": {"text": "Mild."}, "turn": turn, "model_calls": []}
    execute(
        url,
        "insert into questions"
        " (key, thread_key, ts, state, attempt, due_at_s, question, may_be_posted, answer)"
        " values (:key, :thread_key, :ts, :state, 0, 0, :question, false, :answer)",
        """insert into turns (thread_key, ts, messages, provenance)
        values (:thread_key, :ts, :messages, '{"credits": [], "notes": []}')""",
        key=asked.key,
        thread_key=asked.thread_key,
        ts=asked.ts,
        state="done" if is_done else "ready",
        question=json.dumps(to_json(asked)),
        answer=json.dumps(answer) if is_done else None,
        messages=json.dumps(turn),
    )


def schema_of(url: str) -> dict[str, Any]:
    """Return all that a database says about its tables, whatever the order of the columns."""
    engine = sa.create_engine(url)
    inspector = sa.inspect(engine)
    found = {
        name: (
            {column["name"]: {**column, "type": str(column["type"])} for column in columns},
            {index["name"]: _readable(index) for index in inspector.get_indexes(name)},
            inspector.get_unique_constraints(name),
        )
        for name, columns in (
            (name, inspector.get_columns(name)) for name in inspector.get_table_names()
        )
    }
    engine.dispose()
    return found


def _readable(index: Mapping[str, Any]) -> dict[str, Any]:
    """Return it with its condition as text, which has no equality of its own."""
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return {**index, "dialect_options": options}


def test_an_upgraded_database_is_like_a_new_one(url: str) -> None:
    """Down to defaults, indexes and their conditions."""
    make_first_release(url)
    engine: Engine = "sqlite" if url.startswith("sqlite") else "postgresql"

    with fresh_database(engine) as other:
        for each in (url, other):
            Database(each).close()
        upgraded, new = schema_of(url), schema_of(other)

    assert upgraded == new


def test_the_migrations_lead_to_what_the_code_expects(url: str) -> None:
    """Whoever changes a table writes a migration; the difference is printed otherwise."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415 - see above
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 - see above

    make_first_release(url)
    Database(url).close()

    engine = sa.create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = compare_metadata(context, metadata)
    engine.dispose()

    assert difference == []


def test_the_newest_version_is_that_of_the_last_file() -> None:
    """A new database is marked with it without reading the files."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - see above

    script = ScriptDirectory(str(Path(bot.storage.migrations.__file__).parent))

    assert script.get_heads() == [bot.storage.migrations.NEWEST]
    assert script.get_bases() == [bot.storage.migrations.OLDEST]


def test_an_older_database_keeps_what_it_holds(url: str) -> None:
    """An open question is answered, a thread goes on, and all can be found by who asked."""
    make_first_release(url)
    asked = question(team="T9", channel="C9", ts="100.000000")
    later = question(team="T9", channel="C9", thread="100.000000", ts="101.000000")
    store_as_first_release(url, asked, ["hi"])

    with captured_log() as log:
        database = Database(url)
        (lease,) = Inbox(database, FakeTime().clock, lease_s=60).claim(1)
    past = History(database, max_tokens=1000).load(later)
    with database.transaction() as transaction:
        rows = [transaction.execute(table.select()).one() for table in (questions, turns)]
    database.close()

    (told,) = log.entries("schema.upgraded")
    oldest, newest = bot.storage.migrations.OLDEST, bot.storage.migrations.NEWEST
    assert (told["level"], told["old"], told["new"]) == ("INFO", oldest, newest)
    assert lease.question == asked
    assert past.turns == ((Message("user", "hi"),),)
    assert [(row.team, row.channel, row.user) for row in rows] == [("T9", "C9", "U1")] * 2
    assert rows[1].starts_anew is False


def test_remarks_that_nobody_can_take_back_go(url: str) -> None:
    """An older release has stored them without their authors; what they led to stays."""
    make_first_release(url)
    introduction = ["Said in this thread so far:\nAda: canary", "I have read it."]
    plain = ["Said in this thread before?", "No."]
    quoted = [f"You have {introduction[0]}", "I have read it."]
    for number, texts in enumerate(([*introduction, "weather?", "Mild."], plain, quoted, [])):
        asked = question(ts=f"10{number}.000000")
        store_as_first_release(url, asked, texts, is_done=True)

    database = Database(url)
    with database.transaction() as transaction:
        answers = transaction.execute(sa.select(questions.c.answer).order_by(questions.c.ts))
        others = answers.scalars().all()
        stored = [answer.pop("turn") for answer in others]
        messages = transaction.execute(sa.select(turns.c.messages).order_by(turns.c.ts)).scalars()
        stored += messages
    database.close()

    said = [[item["content"] for item in turn] for turn in stored]
    assert said == [["weather?", "Mild."], plain, quoted, []] * 2
    assert others == [{"reply": {"text": "Mild."}, "model_calls": []}] * 4


MANY = """
INSERT INTO questions (key, thread_key, ts, state, attempt, due_at_s, question, may_be_posted)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1001)
SELECT 'T1:C1:' || i, 'T1:C1:' || i, i, 'done', 1, 0, '{"user": "U1"}', false FROM n;
INSERT INTO turns (thread_key, ts, messages, provenance)
SELECT thread_key, ts,
    '[{"content": "Said in this thread so far:\\ncanary"}, {"content": "I have read it."}]', '{}'
FROM questions LIMIT 201
"""


# A question that was taken back, and a turn whose question is gone.
OF_NOBODY = """
INSERT INTO questions (key, thread_key, ts, state, attempt, due_at_s, question, may_be_posted)
VALUES ('T1:C2:1.1', 'T1:C2:1.1', '1.1', 'dead', 0, 0, '{}', false);
INSERT INTO turns (thread_key, ts, messages, provenance) VALUES ('T1:C2:2.2', '2.2', '[]', '{}')
"""


def test_a_database_of_any_size_is_upgraded_whole(tmp_path: Path) -> None:
    """It is read piece by piece, and none of them is left out; the operator is told, once."""
    url = f"sqlite:///{tmp_path}/large.db"
    make_first_release(url)
    execute(url, *MANY.split(";"), *OF_NOBODY.split(";"))

    with captured_log() as log:
        for _ in range(2):
            Database(url).close()
    (told,) = log.entries("schema.upgraded")
    assert (told["level"], told["old"], told["new"]) == (
        "INFO",
        "0001",
        bot.storage.migrations.NEWEST,
    )
    with closing(Database(url)) as database, database.transaction() as transaction:
        owners = [
            set(transaction.execute(sa.select(table.c.team, table.c.channel, table.c.user)).all())
            for table in (questions, turns)
        ]
        messages = transaction.execute(sa.select(turns.c.messages)).scalars().all()

    assert owners == [{("T1", "C1", "U1"), ("T1", "C2", "")}] * 2
    assert messages == [[]] * 202


def test_a_database_is_upgraded_from_where_it_is(tmp_path: Path) -> None:
    """The operator reads from where; a schema whose making has failed half-way is made anew."""
    new, older, empty = (f"sqlite:///{tmp_path}/{name}.db" for name in ("new", "older", "empty"))
    engine = sa.create_engine(older)
    with engine.begin() as connection:
        migrate(connection, "0006")
    engine.dispose()
    execute(empty, "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")

    with captured_log() as log:
        for url in (new, older, empty):
            Database(url).close()

    (told,) = log.entries("schema.upgraded")
    assert (told["old"], told["new"]) == ("0006", bot.storage.migrations.NEWEST)
    assert schema_of(new) == schema_of(older)
    assert schema_of(new).keys() == schema_of(empty).keys()


def test_whoever_only_looks_upgrades_nothing(tmp_path: Path) -> None:
    """The bot that runs beside it may be of the older release."""
    url = f"sqlite:///{tmp_path}/old.db"
    make_first_release(url)
    before = schema_of(url)

    examine_database(url)
    examine_installations(url, KEYS[:1])

    assert schema_of(url) == before


def test_an_upgrade_that_fails_changes_nothing(url: str) -> None:
    """It can be tried again when what is in its way is gone."""
    make_first_release(url)
    before = schema_of(url)
    execute(url, "create index turns_ts on turns (ts)")

    with pytest.raises(DatabaseError):
        Database(url)
    execute(url, "drop index turns_ts")
    after = schema_of(url)
    Database(url).close()

    assert after == before


def test_a_newer_database_is_left_alone(url: str) -> None:
    """An older program could destroy what it doesn't know; nor is its connection kept open."""
    Database(url).close()
    newest = bot.storage.migrations.NEWEST
    newer = f"{int(newest) + 1:04}"
    execute(url, f"update alembic_version set version_num = '{newer}'")  # noqa: S608 - a number

    for may_change in (True, False):  # nor can whoever only looks read it
        with pytest.raises(DatabaseError) as failure:
            Database(url, may_change=may_change)
        assert str(failure.value) == (
            f"the database has schema '{newer}' of a newer version of this program, which knows"
            f" none after '{newest}'; start that version, or name another database; see"
            " DATABASE_URL"
        )
        held = [os.path.realpath(file) for file in Path("/proc/self/fd").iterdir()]
        assert url.removeprefix("sqlite:///") not in held


def test_whoever_waits_for_an_upgrade_waits_for_all_of_it(
    emptied: Callable[[Engine], Opened],
) -> None:
    """Longer than for anything else: it can be of a large database."""
    names = ["lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"]
    with emptied("postgresql").database.transaction() as transaction:
        bot.storage.migrations.bring_up_to_date(transaction, metadata)
        timeouts = [transaction.exec_driver_sql(f"show {name}").scalar() for name in names]

    assert timeouts == ["10min", "10min", "30s"]


def test_the_program_may_lie_in_any_folder(tmp_path: Path) -> None:
    """Also in one whose name means something to the library's configuration."""
    url, folder = f"sqlite:///{tmp_path}/old.db", tmp_path / "100% (here)"
    make_first_release(url)
    folder.symlink_to(Path(bot.storage.migrations.__file__).parent)
    spec = spec_from_file_location("migrations_elsewhere", folder / "__init__.py")
    assert spec
    assert spec.loader
    elsewhere = module_from_spec(spec)
    spec.loader.exec_module(elsewhere)

    with closing(sa.create_engine(url).connect()) as connection, connection.begin():
        elsewhere.bring_up_to_date(connection, metadata)

    examine_database(url)


@pytest.mark.slow
def test_processes_that_start_together_upgrade_once() -> None:
    """Whether there is nothing yet, which is quick, or an older database; on both engines."""
    with ExitStack() as at_end:
        urls = [at_end.enter_context(fresh_database(engine)) for engine in ENGINES * 2]
        for url in urls[2:]:
            make_first_release(url)
        processes = [at_end.enter_context(opener()) for _ in range(2)]
        said = [lines_of(processes)]
        for url in urls:
            for process in processes:
                assert process.stdin
                with suppress(BrokenPipeError):  # of one that has failed
                    process.stdin.write(f"{url}\n".encode())
                    process.stdin.flush()
            said.append(lines_of(processes))
        errors = [process.communicate(timeout=20)[1] for process in processes]

    assert errors == [b"", b""]
    assert said[:3] == [[b"ready\n"] * 2, [b"quick\n"] * 2, [b"quick\n"] * 2]
    assert all(b"" not in lines for lines in said)


def opener() -> subprocess.Popen[bytes]:
    """Start a process that opens the databases whose URLs it is sent."""
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", OPENER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )


def lines_of(processes: list[subprocess.Popen[bytes]]) -> list[bytes]:
    """Return the next line of each; empty from one that has failed."""
    return [process.stdout.readline() for process in processes if process.stdout]
