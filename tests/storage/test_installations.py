"""Installations: encrypted, renewed by one process at a time, begun and ended in one browser."""

import itertools
import json
import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from fakes.clock import FakeTime
from fakes.databases import is_waited_for
from fakes.log import captured_log
from fakes.many_workspaces import KEYS
from fakes.postgres import ENGINES, fresh_database
from fakes.waiting import PATIENCE_S, until

from bot.clock import system_clock
from bot.errors import DatabaseError
from bot.storage.database import Database
from bot.storage.installations import InstallationRecord, InstallationRecords
from bot.storage.installations.key_ring import KeyRing
from bot.storage.installations.states import LIFE_S, States
from bot.storage.installations.stores import examine_installations, open_stores
from bot.storage.tables import installations, oauth_states

TOKEN = "xoxb-canary"


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database, on either engine."""
    with fresh_database(request.param) as url:
        yield url


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """The same, opened."""
    with closing(Database(url)) as database:
        yield database


def records_of(database: Database, *keys: str) -> InstallationRecords:
    """Return the installations of a database, as a bot with these keys opens them."""
    return open_stores(database, system_clock(), keys or KEYS[:1]).records


def record(owner: str, *, ends_in_s: float | None = None, token: str = TOKEN) -> InstallationRecord:
    """Return an installation whose token ends after a while."""
    now_s = system_clock().now().timestamp()
    ends_at_s = None if ends_in_s is None else now_s + ends_in_s
    return InstallationRecord(owner, {"bot_token": token}, ends_at_s)


def test_a_workspace_of_an_organisation_is_served_by_its_installation(database: Database) -> None:
    """Until it has one of its own again."""
    records = records_of(database)
    for owner in ("E1", "T1"):
        records.put(record(owner, token=owner))
    records.belongs_to("T1", "E1")
    records.belongs_to("T2", "E1")
    found = [records.find(owner) for owner in ("T1", "T2", "E1", "T3")]
    records.belongs_to("T1", "")
    own = records.find("T1")

    assert [each and each.owner for each in found] == ["E1", "E1", "E1", None]
    assert own is not None
    assert own.owner == "T1"
    for team in ("T0", "E1"):
        records.belongs_to(team, "E1")
    assert records.workspaces_of("E1") == ("T0", "T2", "E1")
    records.remove("E1")
    assert [records.find(owner) for owner in ("T2", "E1")] == [None, None]
    assert records.workspaces_of("E1") == ("E1",)
    assert records.find("T1") == own
    records.put(record("E2"))
    records.belongs_to("T1", "E2")
    records.remove("T1")
    assert records.find("T1") is None
    for team in ("T4", "T5"):
        records.belongs_to(team, "E2")
    records.leave("T4")
    assert (records.find("T4"), records.workspaces_of("E2")) == (None, ("T5", "E2"))


def test_no_token_can_be_read_without_the_keys(tmp_path: Path) -> None:
    """Neither in the file nor with other keys, and the operator is told which setting it is."""
    with closing(Database(f"sqlite:///{tmp_path}/bot.db")) as database:
        records_of(database).put(record("T1"))
        content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        with pytest.raises(DatabaseError) as refused:
            records_of(database, KEYS[1])

    assert str(refused.value) == (
        "none of the keys in TOKEN_KEYS opens an installation that is stored; add the key that it"
        " was encrypted with, or have the app installed again"
    )
    assert b"installations" in content
    assert TOKEN.encode() not in content


def test_a_new_key_takes_the_place_of_an_old_one(database: Database, url: str) -> None:
    """After a start with both, the old one is not needed any more; each token stays its own.

    Who looks at it with the old one alone is told so before the bot starts.
    """
    stored = [record(owner, token=f"xoxb-{owner}") for owner in ("T2", "T3", "T1")]
    for each in stored:
        records_of(database, KEYS[0]).put(each)
    examine_installations(url, KEYS[1::-1])
    with captured_log() as log:
        both = records_of(database, KEYS[1], KEYS[0])
        assert both.encrypt_anew() == 0
    alone = records_of(database, KEYS[1])

    assert [alone.find(each.owner) for each in stored] == stored
    (told,) = log.entries("installations.encrypted_anew")
    assert (told["level"], told["count"]) == ("INFO", 3)
    assert [entry["count"] for entry in log.entries("installations.encrypted_anew")] == [3]
    examine_installations(url, KEYS[1:2])
    with pytest.raises(DatabaseError, match="TOKEN_KEYS"):
        examine_installations(url, KEYS[:1])


def test_tokens_are_encrypted_anew_together_or_not_at_all(tmp_path: Path) -> None:
    """Who goes back to the old key, since another one is missing, can read all that it opened."""
    with closing(Database(f"sqlite:///{tmp_path}/bot.db")) as database:
        for owner, key in (("T1", KEYS[0]), ("T2", KEYS[1])):
            ring = KeyRing([key])
            InstallationRecords(database, system_clock(), ring).put(record(owner))
        newest = Fernet.generate_key().decode()

        with captured_log() as log, pytest.raises(DatabaseError, match="TOKEN_KEYS"):
            records_of(database, newest, KEYS[0])

        old = InstallationRecords(database, system_clock(), KeyRing(KEYS[:1]))
        assert (old.find("T1"), log.text) == (record("T1"), "")


def test_a_token_that_is_renewed_while_it_is_encrypted_anew_stays_the_new_one(
    database: Database,
) -> None:
    """A process with a new key starts as another one renews it: the old one is worthless then."""
    old, both = KeyRing(KEYS[:1]), KeyRing([KEYS[1], KEYS[0]])
    InstallationRecords(database, system_clock(), old).put(record("T1"))
    records = InstallationRecords(database, system_clock(), both)
    renewed = record("T1", token="xoxb-renewed")

    with ThreadPoolExecutor(1) as others:
        with database.transaction() as transaction:
            content = old.seal(json.dumps(renewed.content))
            transaction.execute(sa.update(installations).values(content=content))
            encrypting = others.submit(records.encrypt_anew)
            until(lambda: encrypting.done() or is_waited_for(transaction))
        assert encrypting.result(PATIENCE_S) == 1

    assert records.find("T1") == renewed


def test_a_start_with_nothing_to_encrypt_waits_for_no_renewal() -> None:
    """Nor for others that start; SQLite has one writer at a time."""
    with (
        fresh_database("postgresql") as url,
        closing(Database(url)) as database,
        ThreadPoolExecutor(1) as others,
    ):
        records = records_of(database)
        records.put(record("T1"))
        with database.transaction() as transaction:
            transaction.execute(sa.update(installations).values(renewed_until_s=1.0))

            assert others.submit(records.encrypt_anew).result(PATIENCE_S) == 0


def test_one_process_renews_a_token(url: str) -> None:
    """Of many that would at the same moment; and none where the token lives long enough."""
    with ThreadPoolExecutor(4) as many, closing(Database(url)) as first:
        records_of(first).put(record("T1", ends_in_s=60))
        records_of(first).put(record("T2", ends_in_s=9_000))
        records_of(first).put(record("T3"))
        assert records_of(first).expiring(7_200) == ("T1",)
        databases = [Database(url) for _ in range(4)]

        def begin(database: Database) -> list[bool]:
            records = records_of(database)
            return [
                records.begin_renewal(owner, within_s=7_200, for_s=30) is not None
                for owner in ("T1", "T2", "T3", "T4")
            ]

        began = list(many.map(begin, databases))
        for database in databases:
            database.close()

    assert sorted(began, reverse=True) == [[True, False, False, False], *[[False] * 4] * 3]


def test_a_right_to_renew_that_is_over_counts_no_more(tmp_path: Path) -> None:
    """Whoever has it next has it alone; the token that ends first is renewed first.

    A process without its key has no right to it.
    """
    with closing(Database(f"sqlite:///{tmp_path}/bot.db")) as database:
        records = records_of(database)
        for owner, ends_in_s in (("T1", 60), ("T2", 30), ("T3", 9_000), ("T4", -60)):
            records.put(record(owner, ends_in_s=ends_in_s))
        in_order = records.expiring(7_200)
        keyless = InstallationRecords(database, system_clock(), KeyRing(KEYS[1:2]))
        with pytest.raises(DatabaseError):
            keyless.begin_renewal("T1", within_s=7_200, for_s=30)
        late = records.begin_renewal("T1", within_s=7_200, for_s=0)
        right = records.begin_renewal("T1", within_s=7_200, for_s=30)
        assert late
        assert right
        assert records.begin_renewal("T2", within_s=7_200, for_s=30)
        records.end_renewal(late, record("T1", token="xoxb-late"))
        kept = records.find("T1")
        records.end_renewal(right, record("T1", token="xoxb-renewed", ends_in_s=60))
        renewed = records.find("T1")
        next_one = records.begin_renewal("T1", within_s=7_200, for_s=30)

    assert in_order == ("T4", "T2", "T1")
    assert [found and found.content["bot_token"] for found in (kept, renewed)] == [
        TOKEN,
        "xoxb-renewed",
    ]
    assert next_one


def test_a_renewal_is_of_one_installation_alone(tmp_path: Path) -> None:
    """Though the rights to two of them end at the same moment."""
    clock = FakeTime().clock
    ends_at_s = clock.now().timestamp() + 60
    with closing(Database(f"sqlite:///{tmp_path}/bot.db")) as database:
        records = open_stores(database, clock, KEYS[:1]).records
        stored = [InstallationRecord(name, {"bot_token": name}, ends_at_s) for name in ("T1", "T2")]
        for each in stored:
            records.put(each)
        first, second = (
            records.begin_renewal(each.owner, within_s=7_200, for_s=30) for each in stored
        )
        assert first
        assert second
        renewed = record("T1", token="xoxb-renewed")
        records.end_renewal(first, renewed)

        assert first.until_s == second.until_s
        assert [records.find(each.owner) for each in stored] == [renewed, stored[1]]


@pytest.mark.parametrize("meanwhile", ["nothing", "installed", "removed"])
def test_a_renewed_token_takes_no_newer_ones_place(meanwhile: str, tmp_path: Path) -> None:
    """What people have done in Slack meanwhile counts."""
    with closing(Database(f"sqlite:///{tmp_path}/bot.db")) as database:
        records = records_of(database)
        records.put(record("T1", ends_in_s=60))
        renewal = records.begin_renewal("T1", within_s=7_200, for_s=30)
        assert renewal is not None
        if meanwhile == "installed":
            records.put(record("T1", token="xoxb-installed"))
        elif meanwhile == "removed":
            records.remove("T1")
        records.end_renewal(renewal, record("T1", token="xoxb-renewed"))
        found = records.find("T1")

    tokens = {"nothing": "xoxb-renewed", "installed": "xoxb-installed"}
    assert (found.content["bot_token"] if found else None) == tokens.get(meanwhile)


def test_a_state_counts_once_and_soon(database: Database) -> None:
    """Whichever process has issued it; one that was made elsewhere never counts."""
    time, numbers = FakeTime(), map(str, itertools.count())
    here, there, elsewhere, newer = (
        States(database, time.clock, KeyRing(keys), lambda: next(numbers))
        for keys in (KEYS[:1], KEYS[:1], KEYS[1:2], [KEYS[1], KEYS[0]])
    )
    first, late, last = here.issue(), here.issue(), here.issue()

    assert re.fullmatch(r"[A-Za-z0-9_-]+", first)
    assert there.consume(first)
    assert not here.consume(first)
    assert not here.consume(f"{first}=")
    assert not here.consume(first[:-2] + "AA")
    assert not here.consume(elsewhere.issue())
    assert not here.consume("ü")
    assert not here.consume("\udcff")
    now_s = int(time.clock.now().timestamp())
    assert not here.consume(KeyRing(KEYS[:1]).stamp("bot_token", now_s))
    time.pass_s(LIFE_S - 1)
    assert here.consume(here.issue())
    assert not there.consume(first)
    time.pass_s(1)
    assert here.consume(last)  # in its last second, at which the first is still known as used
    assert not there.consume(first)
    time.pass_s(1)
    assert not here.consume(late)
    assert newer.consume(here.issue())
    assert not here.consume(newer.issue())
    time.pass_s(20 * 365 * 24 * 60 * 60)  # seconds since 1970 need more than 31 bits then
    assert here.consume(here.issue())
    with database.transaction() as transaction:
        kept = transaction.execute(sa.select(oauth_states.c.used_at_s)).scalars().all()
    assert kept == [int(time.clock.now().timestamp())]


def test_no_two_states_of_one_second_are_the_same_and_none_can_be_guessed(tmp_path: Path) -> None:
    """Each holds 128 random bits of its own, or the second person's would count as used."""
    time, ring = FakeTime(), KeyRing(KEYS[:1])
    now_s = int(time.clock.now().timestamp())
    with closing(Database(f"sqlite:///{tmp_path}/bot.db")) as database:
        states = open_stores(database, time.clock, KEYS[:1]).states
        issued = [states.issue() for _ in range(8)]
        assert all(map(states.consume, issued))

    opened = [ring.unstamp(state + "=" * (-len(state) % 4), now_s, within_s=1) for state in issued]
    drawn = {bytes.fromhex(str(text).rpartition(":")[2]) for text in opened}
    assert (len(drawn), min(map(len, drawn)) * 8) == (8, 128)


def test_a_database_that_holds_no_installations_is_examined_as_it_is(tmp_path: Path) -> None:
    """One of an earlier version, or none: it is neither made nor upgraded."""
    (tmp_path / "older.db").touch()

    for name in ("older.db", "none.db"):
        examine_installations(f"sqlite:///{tmp_path}/{name}", KEYS[:1])

    assert [file.name for file in tmp_path.iterdir()] == ["older.db"]
    with closing(sqlite3.connect(tmp_path / "older.db")) as older:
        assert older.execute("SELECT name FROM sqlite_master").fetchall() == []
