"""The database opens or says clearly why not, and keeps people's words private."""

import ctypes
import os
import re
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fakes.postgres import fresh_database, shared_server
from fakes.questions import question
from fakes.rows import each_row
from fakes.store import Store
from fakes.waiting import PATIENCE_S, until

from bot.errors import DatabaseError, LeaseLostError, SettingsError
from bot.questions.intake import Intake
from bot.settings import load_settings
from bot.storage.database import URGENT_CONNECTIONS, Database, Transaction, examine_database
from bot.storage.engines import BUSY_TIMEOUT_S, CONNECTIONS, advice_on, missing_folder, name_of
from bot.storage.operation.limits import Limits
from bot.storage.tables import workspaces

SECRET = "word-that-nobody-sees"


def mode(path: Path) -> int:
    """Return who may do what with a file or a folder."""
    return stat.S_IMODE(path.stat().st_mode)


def test_the_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    """It holds what people wrote; so is every folder that is made for it, and no other."""
    tmp_path.chmod(0o755)
    path = tmp_path / "new" / "folder" / "bot.db"

    Database(f"sqlite:///{path}").close()

    assert mode(path) == 0o600
    assert [mode(folder) for folder in path.parents[:3]] == [0o700, 0o700, 0o755]


def test_files_that_somebody_else_s_tool_has_made_become_the_owner_s_alone(tmp_path: Path) -> None:
    """What SQLite has not yet taken from its log into the main file is what people wrote too."""
    path = tmp_path / "bot.db"
    files = [path, tmp_path / "bot.db-wal", tmp_path / "bot.db-shm"]
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE notes (text)")
        for file in files:
            file.chmod(0o644)

        database = Database(f"sqlite:///{path}")

        assert [mode(file) for file in files] == [0o600] * 3
        database.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="no file can be given to somebody else")
def test_a_file_of_somebody_else_keeps_its_mode(tmp_path: Path) -> None:
    """Whoever may write to it need not be who may change that."""
    path = tmp_path / "bot.db"
    path.touch()
    path.chmod(0o640)
    os.chown(path, 10001, 10001)

    Database(f"sqlite:///{path}").close()

    assert mode(path) == 0o640


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    """The message names the file, what to do, and the setting."""
    path = tmp_path / "notes.txt"
    path.write_text("not a database at all, and long enough to be looked at as one\n" * 20)

    with pytest.raises(DatabaseError) as refused:
        Database(f"sqlite:///{path}")

    assert str(refused.value) == (
        f"the database {str(path)!r} failed: file is not a database (it is damaged or no database:"
        " restore a copy or name another file); see DATABASE_URL"
    )


IS_LOCKED = "another process keeps it locked: end that one"
MUST_NOT_WRITE = "let the bot write to the file and its folder"


@each_row(
    ("code", "advice"),
    [
        (sqlite3.SQLITE_FULL, "the disk is full: free space"),
        (sqlite3.SQLITE_IOERR_WRITE, "check the disk: is it full, is a quota used up?"),
        (sqlite3.SQLITE_BUSY, IS_LOCKED),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, IS_LOCKED),
        (sqlite3.SQLITE_READONLY_DBMOVED, MUST_NOT_WRITE),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, MUST_NOT_WRITE),
        (sqlite3.SQLITE_CORRUPT_INDEX, "it is damaged: stop the bot and restore a copy"),
        (sqlite3.SQLITE_ERROR, ""),
        (None, ""),
    ],
)
def test_an_error_of_sqlite_comes_with_what_to_do(code: int | None, advice: str) -> None:
    """Whichever way it was raised: SQLAlchemy hands on most, and a scrub meets SQLite's own."""
    error = sqlite3.OperationalError("made up")
    if code is not None:
        error.sqlite_errorcode = code
    said = f" ({advice})" if advice else ""

    assert advice_on(error) == said
    assert advice_on(sa.exc.OperationalError("SELECT 1", {}, error)) == said
    busy = " (all connections are busy: does another process keep it locked?)"
    assert advice_on(sa.exc.TimeoutError()) == busy


def test_a_folder_in_place_of_the_file_is_said(tmp_path: Path) -> None:
    """The message names the setting and the path."""
    with pytest.raises(DatabaseError) as refused:
        Database(f"sqlite:///{tmp_path}")

    said = f"DATABASE_URL names {str(tmp_path)!r}, which can't be opened: Is a directory"
    assert str(refused.value) == said


def test_a_log_that_can_t_be_opened_is_said_at_once(tmp_path: Path) -> None:
    """Only what is locked is waited for."""
    (tmp_path / "bot.db-wal").mkdir()
    began_s = time.monotonic()

    with pytest.raises(DatabaseError, match=r"bot\.db' failed: disk I/O error"):
        Database(f"sqlite:///{tmp_path}/bot.db")

    assert time.monotonic() - began_s < BUSY_TIMEOUT_S


def test_a_file_that_another_process_begins_to_write_is_waited_for(tmp_path: Path) -> None:
    """SQLite itself would give up at once when its journal is set up meanwhile."""
    path = tmp_path / "bot.db"
    with closing(sqlite3.connect(path, check_same_thread=False)) as other:
        other.execute("begin immediate")
        release = threading.Timer(0.2, other.commit)
        release.start()

        Database(f"sqlite:///{path}").close()
        release.join()


@pytest.mark.slow
def test_a_file_that_another_process_goes_on_writing_is_not_waited_for_for_ever(
    tmp_path: Path,
) -> None:
    """Whoever starts the bot reads why it can't."""
    path = tmp_path / "bot.db"
    with (
        ThreadPoolExecutor(1) as pool,
        closing(sqlite3.connect(path, check_same_thread=False)) as other,
    ):
        other.execute("begin immediate")
        opening = pool.submit(Database, f"sqlite:///{path}")

        with pytest.raises(DatabaseError, match=r"bot\.db.*locked"):
            opening.result(2 * BUSY_TIMEOUT_S)


@pytest.mark.slow
def test_a_restart_of_the_server_heals_by_itself() -> None:
    """What is asked meanwhile fails at once; afterwards nothing is left of it."""
    server = shared_server()
    with fresh_database() as url:
        database = Database(url)
        server.stop()
        with pytest.raises(DatabaseError):
            database.check()
        server.start()

        database.check()
        with database.transaction() as transaction:
            found = transaction.execute(sa.text("select 1")).scalar()
        database.close()

    assert found == 1


def test_a_connection_lost_in_a_transaction_is_an_error_once() -> None:
    """The next transaction gets a new one."""
    server = shared_server()
    with fresh_database() as url:
        database = Database(url)

        def work() -> None:
            with database.transaction() as transaction:
                server.restart()
                transaction.execute(sa.text("select 1"))

        with pytest.raises(DatabaseError):
            work()

        with database.transaction() as transaction:
            found = transaction.execute(sa.text("select 1")).scalar()
        database.close()

    assert found == 1


def test_a_connection_that_is_lost_while_nobody_uses_it_costs_nothing() -> None:
    """Such as one that a firewall has closed in the night."""
    statements = [
        "select pg_backend_pid()",
        "select pg_terminate_backend(:pid)",
        "select count(*) from pg_stat_activity where pid = :pid",
    ]
    with (
        fresh_database("postgresql") as url,
        closing(Database(url)) as database,
        closing(Database(url)) as other,
    ):

        def ask(asked: Database, number: int, **values: object) -> Any:
            with asked.transaction() as transaction:
                return transaction.execute(sa.text(statements[number]), values).scalar()

        pid = ask(database, 0)
        assert ask(other, 1, pid=pid)
        until(lambda: not ask(other, 2, pid=pid))

        assert ask(database, 0) != pid


def test_nobody_waits_for_ever() -> None:
    """Neither for a lock, an answer, nor a server that is gone, and nobody is made to."""
    names = ["lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"]
    with (
        fresh_database("postgresql") as url,
        closing(Database(url)) as database,
        database.transaction() as transaction,
    ):
        timeouts = [transaction.execute(sa.text(f"show {name}")).scalar() for name in names]
        driver: Any = transaction.connection.driver_connection
        given = driver.info.get_parameters()

    assert timeouts == ["5s", "10s", "30s"]
    assert {
        name: given[name] for name in given if name.startswith(("keep", "tcp", "connect_"))
    } == {
        "connect_timeout": "5",
        "tcp_user_timeout": "10000",
        "keepalives_idle": "5",
        "keepalives_interval": "2",
        "keepalives_count": "3",
    }


def test_sqlite_is_one_writers_and_waits_overwrites_what_goes_and_takes_little_memory(
    tmp_path: Path,
) -> None:
    """Also after a scrub, for which nobody waits long while others read."""
    kept = {"busy_timeout": 10_000, "secure_delete": 1, "cache_size": -512, "journal_mode": "wal"}
    waited_ms: set[int] = set()

    def look(connection: sqlite3.Connection, *_: object) -> None:
        connection.set_trace_callback(lambda statement: waited_ms.update(waits(statement)))

    def waits(statement: str) -> set[int]:
        return {int(found) for found in re.findall(r"busy_timeout=(\d+)", statement)}

    with closing(Database(f"sqlite:///{tmp_path / 'bot.db'}")) as database:
        sa.event.listen(database._engine, "checkout", look)
        assert database.scrub(is_thorough=True)
        with database.transaction() as transaction:
            # From its beginning, before it has asked for anything.
            with (
                closing(sqlite3.connect(tmp_path / "bot.db", timeout=0)) as other,
                pytest.raises(sqlite3.OperationalError, match="locked"),
            ):
                other.execute("BEGIN IMMEDIATE")
            found = {name: transaction.exec_driver_sql(f"PRAGMA {name}").scalar() for name in kept}

    assert found == kept
    assert waited_ms == {1000, 10_000}


def test_many_threads_share_few_connections() -> None:
    """A server has a hundred for all processes together; for one, nobody waits for long."""
    with fresh_database() as url:
        database = Database(url)
        pool = database._engine.pool
        database.close()
    with closing(Database("sqlite://")) as in_memory:
        pools = [pool, in_memory._engine.pool]

    assert all(isinstance(each, sa.QueuePool) for each in pools)
    assert [each.size() + each._max_overflow for each in pools] == [CONNECTIONS, 1]
    assert [each.timeout() for each in pools] == [BUSY_TIMEOUT_S] * 2


def test_a_start_with_sqlite_leaves_postgresql_alone(tmp_path: Path) -> None:
    """Its dialect takes as long to import as a third of the rest of the library."""
    program = (
        "import sys; from bot.storage.database import Database; "
        f"Database('sqlite:///{tmp_path}/bot.sqlite').close(); "
        "print([name for name in sys.modules if name.startswith('sqlalchemy.dialects.postgresql')])"
    )

    ended = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )

    assert (ended.stdout, ended.stderr) == ("[]\n", "")


def test_a_missing_driver_is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes with an extra that most people don't need."""
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(DatabaseError) as refused:
        Database(f"postgresql+psycopg://bot:{SECRET}@127.0.0.1/bot")

    assert str(refused.value) == (
        "DATABASE_URL names a PostgreSQL database, and its driver is not installed:"
        " pip install 'psycopg[binary]' (or this package with its extra 'postgres')"
    )


UNREADABLE = "DATABASE_URL can't be read as the URL of a database"
REFUSED = "the database 'bot' failed: connection failed: "


@each_row(
    ("url", "said"),
    [
        (f"postgresql+psycopg://bot:{SECRET}@127.0.0.1:1/bot", REFUSED),
        (f"postgresql+psycopg://bot:{SECRET}@127.0.0.1:port/bot", UNREADABLE),
        (f"postgresql+psycopg://bot:{SECRET}@127.0.0.1:1/bot?no_such_option=1", "no_such_option"),
        (f"postgresql://bot:{SECRET}@127.0.0.1/bot", "'bot' failed: "),
        (f"oracle:bot:{SECRET}", UNREADABLE),
        # What fails is named, and here it is called as the password is.
        (f"postgresql+psycopg://bot:{SECRET}@/bot?host=/nowhere/{SECRET}/{SECRET}", "/***/***/"),
    ],
)
def test_an_error_never_shows_the_password(url: str, said: str) -> None:
    """It goes into logs, and says what is wrong all the same."""
    with pytest.raises(DatabaseError) as caught:
        Database(url)

    assert said in str(caught.value)
    assert SECRET not in str(caught.value)


@each_row(
    "url",
    [
        f"postgresql://bot:{SECRET}@host/bot",
        f"postgresql+psycopg://bot:{SECRET}@more@host/bot",
        f"postgresql+psycopg://bot:{SECRET}/more@host/bot",
        f"postgresql+psycopg://bot:{SECRET}?more@host/bot",
        f"postgresql+psycopg://bot:{SECRET}@host",
        f"postgresql+psycopg://bot@host/bot?password={SECRET}",
    ],
)
def test_a_url_that_could_be_misread_is_refused_without_being_shown(url: str) -> None:
    """A letter that ends a part of it would turn the rest of the password into a host's name."""
    with pytest.raises(SettingsError) as caught:
        load_settings({"DATABASE_URL": url}, needs_slack=False)

    (problem,) = caught.value.problems
    assert "postgresql+psycopg://user:password@host/name" in problem or "'?'" in problem
    assert SECRET not in problem


@each_row(
    "url",
    [
        "sqlite://",
        "sqlite:////var/lib/bot.db",
        "postgresql+psycopg://host/bot",
        "postgresql+psycopg://postgres@/bot?host=/run/postgresql",
        "postgresql+psycopg://bot:word%40%2F@[::1]:5432/bot?sslmode=require",
    ],
)
def test_a_url_of_either_engine_is_accepted(url: str) -> None:
    """With what its host needs."""
    assert load_settings({"DATABASE_URL": url}, needs_slack=False).database_url == url


def test_the_password_of_the_url_is_among_the_secrets() -> None:
    """The log replaces them wherever they turn up, and nothing else that is no secret."""
    url = "postgresql+psycopg://bot:pass%40word@host/bot"
    settings = load_settings({"DATABASE_URL": url}, needs_slack=False)

    assert "pass" not in repr(settings)
    assert set(settings.secrets) == {url, "pass%40word", "pass@word"}


@pytest.mark.skipif(not hasattr(os, "setresuid"), reason="no user can be taken for a moment")
def test_a_file_in_a_folder_that_must_not_be_looked_into_is_refused(tmp_path: Path) -> None:
    """As the volume of a container is, when it belongs to somebody else."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    users = os.getresuid()
    if not users[0]:  # An administrator may look into any folder.
        os.setresuid(10001, 10001, 0)
    try:
        with pytest.raises(DatabaseError) as refused:
            examine_database(f"sqlite:///{closed}/bot.db")
    finally:
        os.setresuid(*users)

    assert "closed" in str(refused.value)
    assert "can't be written" in str(refused.value)


def test_a_program_where_a_folder_should_be_is_refused(tmp_path: Path) -> None:
    """Though the bot may write to it, and run it."""
    program = tmp_path / "program"
    program.touch(mode=0o700)

    with pytest.raises(DatabaseError, match=r"program' can't be written"):
        examine_database(f"sqlite:///{program}/bot.db")


def test_a_database_is_named_by_its_whole_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A URL that nobody can read is not shown: a password may be in it."""
    monkeypatch.chdir(tmp_path)

    assert name_of("sqlite:///new/bot.db") == f"SQLite {tmp_path}/new/bot.db"
    assert name_of("sqlite://") == "SQLite in memory"
    assert missing_folder("sqlite:///new/bot.db") == f"{tmp_path}/new"
    assert [missing_folder(url) for url in ("sqlite:///bot.db", "sqlite://")] == ["", ""]
    assert name_of(f"oracle:bot:{SECRET}") == "unreadable"
    server = "postgresql+psycopg://"
    for where, name in ((f"bot:{SECRET}@db", "db"), ("", "local"), ("?host=/run/pg", "/run/pg")):
        url = f"{server}{where}/bot" if "?" not in where else f"{server}/bot{where}"
        assert (name_of(url), missing_folder(url)) == (f"PostgreSQL {name}/bot", "")


@each_row("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_makes_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """By either of its names; there is nothing to be scrubbed."""
    monkeypatch.chdir(tmp_path)

    with closing(Database(url, must_exist=True)) as database:
        database.check()
        assert database.scrub(is_thorough=True)

    assert list(tmp_path.iterdir()) == []


def test_a_server_that_knows_no_encoding_keeps_text() -> None:
    """As a PostgreSQL does that was set up where no language was; its text would come as bytes."""
    with (
        fresh_database("postgresql") as url,
        closing(Database(f"{url}&client_encoding=sql_ascii")) as database,
        database.transaction() as transaction,
    ):
        kept = transaction.execute(sa.text("SELECT 'Zürich ☀'")).scalar()

    assert kept == "Zürich ☀"


def test_what_is_urgent_need_not_wait_for_all_that_is_not() -> None:
    """Slack waits for a question to be stored; those who answer can wait for a moment."""
    entered, may_end = threading.Semaphore(0), threading.Event()
    with fresh_database("postgresql") as url, closing(Database(url)) as database:

        def hold() -> None:
            with database.transaction():
                entered.release()
                assert may_end.wait(PATIENCE_S)

        threads = [threading.Thread(target=hold) for _ in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for _ in range(CONNECTIONS - URGENT_CONNECTIONS):
            assert entered.acquire(timeout=PATIENCE_S)
        store = Store(url, database)
        limits = Limits(database, store.time.clock)
        intake = Intake(store.inbox, store.revisions, store.history, limits, lambda: None)
        refusal = intake.accept(question())
        may_end.set()
        for thread in threads:
            thread.join(PATIENCE_S)

        assert refusal is None
        assert store.stored() == ([question().key], [])


def test_an_error_that_is_none_of_the_engine_s_is_told_by_its_name(tmp_path: Path) -> None:
    """The engine has no words for it."""
    with (
        closing(Database(f"sqlite:///{tmp_path / 'bot.db'}")) as database,
        pytest.raises(DatabaseError, match=r"bot\.db' failed: NoResultFound"),
        database.transaction() as transaction,
    ):
        transaction.exec_driver_sql("SELECT 1 WHERE 1 = 2").scalar_one()


def test_a_file_that_can_t_be_scrubbed_is_said_to_be_none(tmp_path: Path) -> None:
    """Whatever the reason is; nobody fails for it, and others are waited for as before."""
    path = tmp_path / "bot.db"
    with closing(Database(f"sqlite:///{path}")) as database:
        with database.transaction() as transaction:
            transaction.exec_driver_sql("CREATE TABLE t AS SELECT randomblob(9000000) AS b")
        before = database.scrub(is_thorough=True)
        path.write_bytes(b"x" * path.stat().st_size)

        assert (before, database.scrub(is_thorough=True)) == (True, False)
        with closing(database._engine.raw_connection()) as connection:
            cursor = connection.cursor()
            assert cursor.execute("PRAGMA busy_timeout").fetchone() == (BUSY_TIMEOUT_S * 1000,)


def test_a_transaction_that_fails_makes_room_for_the_next(tmp_path: Path) -> None:
    """On SQLite there is one at a time: all that come later would wait in vain."""
    with closing(Database(f"sqlite:///{tmp_path / 'one.db'}")) as database:
        with pytest.raises(LeaseLostError), database.transaction():
            raise LeaseLostError("made up")

        database.check()


def test_what_waits_at_the_same_moment_is_committed_together(tmp_path: Path) -> None:
    """One piece of work fails, and costs the others nothing; one must last, and so all do."""
    url = f"sqlite:///{tmp_path / 'shared.db'}"
    entered, may_end, begun = threading.Event(), threading.Event(), threading.Semaphore(0)
    shared: set[Transaction] = set()
    synchronous: dict[str, int] = {}

    with closing(Database(url)) as database, ThreadPoolExecutor(22) as threads:

        def add(team: str, transaction: Transaction) -> str:
            shared.add(transaction)
            synchronous[team] = transaction.exec_driver_sql("PRAGMA synchronous").scalar_one()
            transaction.execute(sa.insert(workspaces), {"team": team})
            if team == "T7":
                raise LeaseLostError("seven")
            return team

        def hold(_: Transaction) -> None:
            entered.set()
            assert may_end.wait(PATIENCE_S)

        def ask(number: int) -> str:
            begun.release()
            return database.do(partial(add, f"T{number}"), must_last=number == 3)

        holding = threads.submit(database.do, hold)
        assert entered.wait(PATIENCE_S)
        asked = [threads.submit(ask, number) for number in range(20)]
        for _ in asked:
            assert begun.acquire(timeout=PATIENCE_S)
        may_end.set()
        holding.result(PATIENCE_S)
        errors = [each.exception(PATIENCE_S) for each in asked]
        with database.transaction() as transaction:
            kept = set(transaction.execute(sa.select(workspaces.c.team)).scalars())

    assert [number for number, error in enumerate(errors) if error] == [7]
    assert isinstance(errors[7], LeaseLostError)
    assert kept == {f"T{number}" for number in range(20)} - {"T7"}
    assert len(shared) < len(asked) / 2
    assert synchronous["T3"] == 2  # FULL


def test_work_that_waits_is_done_when_the_thread_that_does_it_is_interrupted(
    tmp_path: Path,
) -> None:
    """And it is none of those that fail."""
    url = f"sqlite:///{tmp_path / 'interrupted.db'}"
    entered, may_end, begun = threading.Event(), threading.Event(), threading.Semaphore(0)
    is_interrupted = threading.Event()

    with closing(Database(url)) as database, ThreadPoolExecutor(5) as threads:

        def hold(_: Transaction) -> None:
            entered.set()
            assert may_end.wait(PATIENCE_S)

        def interrupt_once(_: Transaction) -> None:
            if not is_interrupted.is_set():
                is_interrupted.set()
                raise KeyboardInterrupt

        def ask() -> None:
            begun.release()
            database.do(interrupt_once)

        holding = threads.submit(database.do, hold)
        assert entered.wait(PATIENCE_S)
        asked = [threads.submit(ask) for _ in range(4)]
        for _ in asked:
            assert begun.acquire(timeout=PATIENCE_S)
        may_end.set()
        holding.result(PATIENCE_S)
        ends = [each.exception(PATIENCE_S) for each in asked]

    assert [type(end) for end in ends if end] == [KeyboardInterrupt]


def test_work_that_waits_is_done_when_the_thread_whose_turn_it_is_is_interrupted(
    tmp_path: Path,
) -> None:
    """What that thread has wished for is not done, and the others are no worse off."""
    if sys.gettrace():  # CPython 3.11 enters no function while an interrupt waits for its thread
        pytest.skip("a thread that is waiting can't be interrupted where coverage is measured")
    url = f"sqlite:///{tmp_path / 'interrupted.db'}"
    entered, may_end = threading.Event(), threading.Event()
    asking: list[int] = []

    with closing(Database(url)) as database, ThreadPoolExecutor(4) as threads:

        def hold(_: Transaction) -> None:
            entered.set()
            assert may_end.wait(PATIENCE_S)

        def ask(team: str) -> None:
            asking.append(threading.get_ident())
            add = sa.insert(workspaces).values(team=team)
            database.do(lambda transaction: transaction.execute(add))

        holding = threads.submit(database.do, hold)
        assert entered.wait(PATIENCE_S)
        asked = []
        for team in ("T1", "T2", "T3"):
            asked.append(threads.submit(ask, team))
            until(lambda: len(asking) == len(asked) and waits(asking[-1]))
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(asking[0]), ctypes.py_object(KeyboardInterrupt)
        )
        may_end.set()
        holding.result(PATIENCE_S)
        ends = [type(each.exception(PATIENCE_S)) for each in asked]
        with database.transaction() as transaction:
            kept = transaction.execute(sa.select(workspaces.c.team)).scalars().all()

    assert ends == [KeyboardInterrupt, type(None), type(None)]
    assert sorted(kept) == ["T2", "T3"]


def waits(thread: int) -> bool:
    """Return whether a thread waits for a condition, of which it will be told."""
    return sys._current_frames()[thread].f_code.co_name == "wait"
