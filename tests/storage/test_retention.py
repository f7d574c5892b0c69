"""What is stored is deleted in time or on request, on both engines, and can't be read any more."""

import random
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from fakes.clock import FakeTime
from fakes.command import weather_bot
from fakes.databases import Opened, make_file, ready_database
from fakes.log import captured_log
from fakes.postgres import ENGINES, Engine
from fakes.questions import question
from fakes.store import DAYS, Store, readable
from fakes.waiting import until

from bot.clock import Clock
from bot.errors import LeaseLostError
from bot.messages import Answer, Message, Question, Remark, Reply
from bot.storage.database import REMOVED_AT_ONCE
from bot.storage.past import Past
from bot.storage.retention import Purge, Removed
from bot.storage.tables import feedback, questions, turns, usage

CANARY = "canary-4711"


@pytest.fixture
def store(opened: Opened) -> Store:
    """An empty database of each engine."""
    return Store(opened.url, opened.database)


@pytest.fixture
def file_store(tmp_path: Path) -> Iterator[Store]:
    """An empty SQLite database."""
    make_file(tmp_path / "bot.db")
    store = Store(f"sqlite:///{tmp_path}/bot.db")
    with closing(store.database):
        yield store


def always() -> bool:
    """Go on, without a pause."""
    return True


def test_what_is_too_old_is_purged_and_the_rest_stays(store: Store) -> None:
    """A question that is given up counts as one that is answered; the last day is a whole one."""
    old = store.answer("old", ts=store.ts(days_ago=DAYS + 0.1))
    oldest_s = store.time.clock.now().timestamp() - DAYS * 86_400
    young = store.answer("young", ts=f"{oldest_s:.6f}")
    store.ask("given up", ts=store.ts(days_ago=DAYS + 1))
    (lease,) = store.inbox.claim(1)
    store.inbox.bury(lease)

    for asked in (old, young):
        store.people.rate(asked, "U2", is_good=True)
    counted = {"team": "T1", "user": "U1", "kind": "questions", "used": 1}
    with store.database.transaction() as transaction:
        today_s = int(store.database.now_s(transaction, store.time.clock)) // 86_400 * 86_400
        for since_s in (0, today_s - 3 * 86_400, today_s):
            transaction.execute(sa.insert(usage), counted | {"since_s": since_s})

    with captured_log() as log:
        removed = store.retention.purge(always)
        store.retention.purge(always)

    assert removed == Removed(questions=2, turns=1)
    (told,) = log.entries("retention.purged")
    assert (told["level"], told["questions"], told["turns"]) == ("INFO", 2, 1)
    assert store.stored() == ([young.key], [young.ts])
    assert [opinion.question for opinion in store.people.opinions()] == ["young"]
    with store.database.transaction() as transaction:
        assert transaction.execute(sa.select(usage.c.since_s)).scalars().all() == [today_s]


def test_an_open_question_is_never_purged(store: Store) -> None:
    """Neither one that waits nor one in work, however long Slack has been away."""
    in_work = store.ask("in work", ts=store.ts(days_ago=2 * DAYS))
    (lease,) = store.inbox.claim(1)
    waiting = store.ask("waiting", ts=store.ts(days_ago=2 * DAYS, number=1))

    assert store.retention.purge(always) == Removed(0, 0)

    assert store.stored()[0] == [in_work.key, waiting.key]
    store.inbox.confirm(lease)


def fill(store: Store, count: int) -> None:
    """Store many old questions that are given up, at once."""
    first = question("weather?", ts=store.ts(days_ago=DAYS + 1))
    store.inbox.put(first, state="dead")
    store.repeat(first, count - 1)


def test_a_purge_pauses_between_small_transactions_and_can_be_ended(store: Store) -> None:
    """Nobody waits long for the database, and what is left is for the next time."""
    fill(store, 2 * REMOVED_AT_ONCE + 1)
    with ThreadPoolExecutor() as others:

        def may_go_on() -> bool:
            assert others.submit(store.inbox.claim, 1).result(5) == []
            return False

        first = store.retention.purge(may_go_on)

    assert first.questions == REMOVED_AT_ONCE <= 200
    assert store.retention.purge(always).questions == REMOVED_AT_ONCE + 1


def test_a_purge_that_may_not_go_on_deletes_few_rows_of_each_kind(store: Store) -> None:
    """Of the questions, the turns and the feedback: a bot that ends waits for none of them."""
    tables, few = (questions, turns, feedback), REMOVED_AT_ONCE
    old = store.answer("old", ts=store.ts(days_ago=DAYS + 1))
    store.repeat(old, 2 * few)
    raters = [f"U{number}" for number in range(2 * few + 1)]
    rated = {"key": old.key, "ts": old.ts, "team": "T1", "channel": "C1", "is_good": True}
    with store.database.transaction() as transaction:
        rows = [rated | {"user": user, "given_at_s": 0.0} for user in raters]
        transaction.execute(sa.insert(feedback), rows)
    answers: list[bool] = []

    def may_go_on(*, answer: bool) -> bool:
        answers.append(answer)
        return answer

    left = []
    for answer in (False, True):
        store.retention.purge(partial(may_go_on, answer=answer))
        with store.database.transaction() as transaction:
            counts = [sa.select(sa.func.count()).select_from(table) for table in tables]
            left.append([transaction.execute(count).scalar_one() for count in counts])

    assert left == [[few + 1] * 3, [0] * 3]
    assert answers == [False] * 3 + [True] * 3
    assert not store.pauses.acquire(blocking=False)


def test_messages_of_one_moment_are_purged_together(store: Store) -> None:
    """In many channels, and more of them than one transaction deletes."""
    fill(store, REMOVED_AT_ONCE + 1)
    with store.database.transaction() as transaction:
        transaction.execute(sa.update(questions).values(ts=store.ts(days_ago=DAYS + 1)))

    assert store.retention.purge(always).questions == REMOVED_AT_ONCE + 1
    assert store.stored() == ([], [])


def test_a_long_forgetting_pauses_too(store: Store) -> None:
    """And is complete when it returns."""
    fill(store, 2 * REMOVED_AT_ONCE + 1)
    counted = {"user": "U1", "kind": "questions", "used": 1, "since_s": 2_100_000_000}
    with store.database.transaction() as transaction:
        for team in ("T1", "T2"):
            transaction.execute(sa.insert(usage), counted | {"team": team})

    assert store.retention.forget({"team": "T1"}).questions == 2 * REMOVED_AT_ONCE + 1

    with store.database.transaction() as transaction:
        assert transaction.execute(sa.select(usage.c.team)).scalars().all() == ["T2"]
    assert [store.pauses.acquire(blocking=False) for _ in range(3)] == [True, True, False]


def test_several_processes_purge_at_once(store: Store) -> None:
    """Each row counts once, and nobody fails."""
    fill(store, 3 * REMOVED_AT_ONCE)
    others = [Store(store.url) for _ in range(3)]

    with ThreadPoolExecutor() as pool:
        removed = [pool.submit(other.retention.purge, always) for other in others]
        counts = [future.result(20).questions for future in removed]

    for other in others:
        other.database.close()
    assert sum(counts) == 3 * REMOVED_AT_ONCE
    assert store.stored() == ([], [])


def test_the_purge_runs_at_the_start_and_then_again_and_again(file_store: Store) -> None:
    """Until it is closed; a long one tells the log how far it is, once a minute."""
    fill(file_store, 3 * REMOVED_AT_ONCE)
    passed_s = iter([0.0, 59.0])
    clock = Clock(file_store.time.clock.now, lambda: next(passed_s, 61.0))
    purging = Purge(replace(file_store.retention, clock=clock), every_s=0.01, pause_s=0.0)
    with captured_log() as log, closing(purging) as purge:
        purge.start()
        until(lambda: file_store.stored() == ([], []))

        file_store.answer("second", ts=file_store.ts(days_ago=DAYS + 1))
        until(lambda: file_store.stored() == ([], []))

    told = [(entry["level"], entry["rows"]) for entry in log.entries("retention.purging")]
    assert told == [("INFO", REMOVED_AT_ONCE), ("INFO", 3 * REMOVED_AT_ONCE)]
    last = file_store.answer("last", ts=file_store.ts(days_ago=DAYS + 1))
    assert file_store.stored() == ([last.key], [last.ts])


def test_a_purge_that_fails_is_logged_and_tried_again(file_store: Store) -> None:
    """Nothing else suffers from it."""
    file_store.answer("old", ts=file_store.ts(days_ago=DAYS + 1))
    path = file_store.url.removeprefix("sqlite:///")
    with captured_log() as log, closing(sqlite3.connect(path, isolation_level=None)) as admin:
        admin.execute("ALTER TABLE turns RENAME TO mislaid")
        with closing(Purge(file_store.retention, every_s=0.01)) as purge:
            purge.start()
            until(lambda: bool(log.entries("retention.failed")))
            admin.execute("ALTER TABLE mislaid RENAME TO turns")
            until(lambda: file_store.stored() == ([], []))

    told = log.entries("retention.failed")[0]
    assert (told["level"], "no such table" in told["reason"]) == ("ERROR", True)
    first, *_ = log.entries("retention.failed")
    assert first["level"] == "ERROR"
    assert "no such table" in first["reason"]


def test_a_purge_that_fails_in_a_way_that_nobody_knows_is_tried_again(file_store: Store) -> None:
    """The thread would be gone until the next start, and everything kept."""
    file_store.answer("old", ts=file_store.ts(days_ago=DAYS + 1))
    times = iter([lambda: 1 / 0])

    def now() -> datetime:
        next(times, file_store.time.clock.now)()
        return file_store.time.clock.now()

    clock = Clock(now, file_store.time.clock.monotonic)
    with (
        captured_log() as log,
        closing(Purge(replace(file_store.retention, clock=clock), every_s=0.01)) as purge,
    ):
        purge.start()
        until(lambda: file_store.stored() == ([], []))

    assert [told["reason"] for told in log.entries("retention.failed")] == ["ZeroDivisionError"]


def test_a_purge_ends_in_the_middle(file_store: Store) -> None:
    """A stop does not wait for the rest, which the next start purges, and no thread stays."""
    Purge(file_store.retention).close()  # of one that was never started there is nothing to end
    fill(file_store, 3 * REMOVED_AT_ONCE)
    with captured_log() as log, closing(Purge(file_store.retention, pause_s=60)) as purge:
        purge.start()
        until(lambda: bool(log.entries("retention.purging")))

    assert "purge" not in [thread.name for thread in threading.enumerate()]
    assert len(file_store.stored()[0]) == 2 * REMOVED_AT_ONCE


@pytest.mark.parametrize(
    ("owner", "left"),
    [
        ({"user": "U1"}, ["T1:C1:U2", "T2:C1:U2"]),
        ({"channel": "C2"}, ["T1:C1:U1", "T1:C1:U2", "T2:C1:U2"]),
        ({"team": "T1"}, ["T2:C1:U2"]),
        ({"user": "U1", "channel": "C1"}, ["T1:C1:U2", "T1:C2:U1", "T2:C1:U2"]),
        ({"user": "U2", "team": "T2"}, ["T1:C1:U1", "T1:C1:U2", "T1:C2:U1"]),
        ({"user": "U9"}, ["T1:C1:U1", "T1:C1:U2", "T1:C2:U1", "T2:C1:U2"]),
    ],
    ids=str,
)
def test_what_is_named_together_narrows_down(
    store: Store, owner: dict[str, str], left: list[str]
) -> None:
    """One or more of a person, a channel and a workspace."""
    keys = four_answers(store)

    foretold = store.retention.count(owner)
    with captured_log() as log:
        removed = store.retention.forget(owner)

    count = len(keys) - len(left)
    assert removed == Removed(questions=count, turns=count)
    assert foretold == 2 * count
    (told,) = log.entries("retention.forgotten")
    assert (told["questions"], told["turns"]) == (count, count)
    assert_left(store, [keys[name] for name in left])


def test_an_operator_forgets_whom_they_name(store: Store) -> None:
    """The bot has the database open meanwhile."""
    keys = four_answers(store)
    store.ask(team="T2", user="U2", ts=store.ts(number=4))

    first, second = (
        weather_bot("forget", *names, DATABASE_URL=store.url)
        for names in (("--user", " U2 ", "--team", "T2"), ("--channel", "C1"))
    )

    assert first == (0, "Forgotten: 2 questions and 1 turns.\n", "")
    assert second == (0, "Forgotten: 2 questions and 2 turns.\n", "")
    assert_left(store, [keys["T1:C2:U1"]])


def four_answers(store: Store) -> dict[str, Question]:
    """Store answers for two people, in two channels and two workspaces; return their questions."""
    names = ["T1:C1:U1", "T1:C1:U2", "T1:C2:U1", "T2:C1:U2"]
    keys = {}
    for number, name in enumerate(names):
        team, channel, user = name.split(":")
        place = {"team": team, "channel": channel, "user": user}
        keys[name] = store.answer(name, ts=store.ts(number=number), **place)
    return keys


def assert_left(store: Store, asked: list[Question]) -> None:
    """Hold that these questions and their turns are all that is stored."""
    assert store.stored() == (sorted(q.key for q in asked), sorted(q.ts for q in asked))


def test_a_forgotten_question_in_work_is_neither_posted_nor_stored(store: Store) -> None:
    """Whoever works on it finds out before the post, and so does whoever looks for the reply."""
    store.ask("in work")
    (lease,) = store.inbox.claim(1)
    answer = Answer(Reply("rain"), (Message("user", "in work"),))

    assert store.retention.count({"user": "U1"}) == 1
    assert store.retention.forget({"user": "U1"}) == Removed(questions=1, turns=0)

    with pytest.raises(LeaseLostError):
        store.inbox.save_answer(lease, answer)
    with pytest.raises(LeaseLostError):
        store.inbox.confirm(lease)
    with pytest.raises(LeaseLostError), store.database.transaction() as transaction:
        store.inbox.settle(transaction, lease, "reply")
    assert store.stored() == ([], [])


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_answered_while_it_is_forgotten_leaves_nothing(engine: Engine) -> None:
    """Between two of its steps a worker may store the turn of a question that is still there."""
    with ready_database(engine) as url:
        store = Store(url)
        with closing(store.database):
            store.inbox.put(first := question("old", ts=store.ts()), state="dead")
            store.repeat(first, REMOVED_AT_ONCE - 1)
            store.ask(CANARY, ts=store.ts(number=REMOVED_AT_ONCE))
            (lease,) = store.inbox.claim(1)
            in_work = store.save(lease)

            def settle() -> None:
                with suppress(LeaseLostError):
                    store.settle(in_work)

            replace(store.retention, pause=settle).forget({"user": "U1"})

            assert store.stored() == ([], [])


def test_forget_makes_no_database(tmp_path: Path) -> None:
    """A path that is mistyped must not look like a person of whom nothing is stored."""
    path = tmp_path / "new" / "mistyped.db"

    done = weather_bot("forget", "--user", "U1", DATABASE_URL=f"sqlite:///{path}")

    assert (done.code, done.out) == (1, "")
    said = f"Weather Bot can't go on: DATABASE_URL names '{path}', which does not exist"
    assert done.err.startswith(said)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("options", [[], ["--user", ""], ["--team", "T1", "--user", " "]], ids=str)
def test_forget_without_a_name_deletes_nothing(file_store: Store, options: list[str]) -> None:
    """An empty variable in a script must not mean everybody."""
    kept = file_store.answer()

    done = weather_bot("forget", *options, DATABASE_URL=file_store.url)

    assert done.code == 2
    said = "error: forget: name a --user, a --channel or a --team, none of them empty"
    assert said in " ".join(done.err.split())
    assert file_store.stored() == ([kept.key], [kept.ts])
    with pytest.raises(ValueError, match="without an owner"):
        file_store.retention.forget({})


def test_a_withdrawn_question_leaves_the_history_and_never_comes_back(store: Store) -> None:
    """Those around it stay, and a follow-up does not take the thread for a new one."""
    first = store.answer("kept")
    second = store.answer(CANARY, thread=first.ts, ts=store.ts(number=1))
    third = replace(second, ts=store.ts(number=2))

    with captured_log() as log:
        store.retention.withdraw(replace(second, text="", user=""), may_come=False)
        store.retention.withdraw(question(ts="9.9"), may_come=False)

    told = [(entry["level"], entry["reference"]) for entry in log.entries("question.withdrawn")]
    assert told == [("INFO", second.reference)]
    turns = store.history.load(third).turns
    assert [m.content for turn in turns for m in turn] == ["kept", "answer to kept"]
    assert store.inbox.put(second) is False
    assert store.inbox.claim(9) == []
    store.retention.withdraw(replace(first, text="", user=""), may_come=False)
    assert store.history.load(third) == Past(is_new=False)


@pytest.mark.parametrize("is_in_work", [False, True])
def test_a_withdrawn_open_question_frees_its_thread(store: Store, *, is_in_work: bool) -> None:
    """The next one is handed out, and whoever works on the first has lost it."""
    first = store.ask("first")
    leases = store.inbox.claim(1) if is_in_work else []
    second = store.ask("second", thread=first.ts, ts=store.ts(number=1))

    store.retention.withdraw(first, may_come=True)

    assert [lease.question for lease in store.inbox.claim(9)] == [second]
    for lease in leases:
        with pytest.raises(LeaseLostError):
            store.inbox.save_answer(lease, Answer(Reply("rain")))


def test_a_withdrawn_question_names_nobody_and_outlives_its_author(store: Store) -> None:
    """Its key alone stays, even when its author is forgotten: it could be delivered late."""
    asked = store.answer(CANARY, user="U9canary")
    store.people.rate(asked, "U9canary", is_good=True)

    store.retention.withdraw(asked, may_come=True)
    assert "U9canary" not in store.everything()
    store.retention.forget({"user": "U9canary"})

    assert store.inbox.put(asked) is False


def test_a_deletion_may_come_before_its_question(store: Store) -> None:
    """Of a message that was no question to the bot, nothing is stored."""
    asked, remark = question("asked"), question("remark", ts=store.ts(number=7))

    store.retention.withdraw(asked, may_come=True)
    store.retention.withdraw(remark, may_come=False)

    assert store.stored() == ([asked.key], [])
    assert store.inbox.put(asked) is False
    assert store.inbox.put(remark) is True


def later(store: Store) -> Clock:
    """Return the clock of a month later."""
    return FakeTime(store.time.clock.now() + timedelta(days=DAYS + 1)).clock


DELETIONS: list[Callable[[Store, Question], object]] = [
    lambda store, _: store.retention.forget({"user": "U7"}),
    lambda store, asked: store.retention.withdraw(asked, may_come=True),
    lambda store, asked: store.revisions.revise(
        replace(asked, text="other?", revision=store.ts(number=60))
    ),
    lambda store, _: replace(store.retention, clock=later(store)).purge(always),
    lambda store, _: weather_bot("forget", "--user", "U7", DATABASE_URL=store.url),
]


@pytest.mark.parametrize(
    "delete", DELETIONS, ids=["forget", "withdraw", "edit", "purge", "command"]
)
@pytest.mark.parametrize("size", [20, 3000])
def test_what_is_deleted_cannot_be_read_from_the_files(
    file_store: Store, delete: Callable[[Store, Question], object], size: int
) -> None:
    """Neither from the database nor from its log, while other processes have both open."""
    for number in range(20):
        file_store.answer("o" * size, ts=file_store.ts(number=number))
    asked = file_store.answer(CANARY * (size // 10), ts=file_store.ts(number=50), user="U7")
    assert readable(file_store, CANARY) == [CANARY]
    other = Store(file_store.url)
    other.stored()

    delete(file_store, asked)

    assert readable(file_store, CANARY) == []
    other.database.close()


@pytest.mark.parametrize("is_edited", [False, True])
@pytest.mark.parametrize("is_settled", [False, True])
def test_a_remark_that_is_taken_back_cannot_be_read_from_the_files(
    file_store: Store, *, is_edited: bool, is_settled: bool
) -> None:
    """Though the question that it was stored with stays, be its answer in the thread or not yet."""
    said = question(thread="1763895600.000100")
    remark = Remark("Ada", CANARY, ts=said.ts, people=("U7",))
    file_store.ask("how is it there?", thread=said.thread)
    (lease,) = file_store.inbox.claim(1)
    lease = file_store.save(lease, remark)
    if is_settled:
        file_store.settle(lease)
    assert readable(file_store, CANARY) == [CANARY]

    if is_edited:
        file_store.retention.withdraw_remark(said)
    else:
        file_store.retention.withdraw(said, may_come=False)

    assert readable(file_store, CANARY, "how is it there?") == ["how is it there?"]


def test_the_workspaces_that_a_message_can_be_found_in_are_known(store: Store) -> None:
    """Those that have asked in its channel since, the message itself among them."""
    said = store.ask(ts=store.ts(number=5), team="T2", channel="C1")
    store.ask(ts=store.ts(number=4), team="T0", channel="C1")
    store.ask(ts=store.ts(number=6), team="T1", channel="C1")
    store.ask(ts=store.ts(number=7), team="T3", channel="C2")
    store.ask(ts=store.ts(number=8), team="T1", channel="C1")

    assert store.retention.workspaces_with(replace(said, team="T9")) == ("T1", "T2")


@pytest.mark.parametrize(
    ("seed", "count"),
    [(10, 150), *(pytest.param(seed, 300, marks=pytest.mark.slow) for seed in range(6))],
)
def test_no_copy_is_left_where_rows_have_moved(file_store: Store, seed: int, count: int) -> None:
    """A row that grows is moved, and pages are split and joined; the first seed leaves copies."""
    chance = random.Random(seed)  # noqa: S311
    users = [f"U{number}" for number in range(8)]
    for number in range(count):
        user = chance.choice(users)
        text = f"{CANARY}-{user}-" * chance.choice([1, 5, 40, 400])
        file_store.answer(text, ts=file_store.ts(number=number), user=user)

    for user in chance.sample(users, 4):
        file_store.retention.forget({"user": user})
        users.remove(user)

    canaries = [f"{CANARY}-U{number}-" for number in range(8)]
    assert readable(file_store, *canaries) == [f"{CANARY}-{user}-" for user in sorted(users)]


def test_a_file_is_written_anew_by_a_purge_that_deletes_and_by_no_other(file_store: Store) -> None:
    """Copies of rows that have moved are in free pages, which such a file has none of.

    Of a purge that ended in the middle, the next one finds turns alone.
    """
    file_store.answer("young")
    path = Path(file_store.url.removeprefix("sqlite:///"))
    for number, gone in enumerate((turns, questions), 1):
        old = file_store.ts(days_ago=DAYS + 1, number=number)
        file_store.answer(CANARY * 1000, ts=old)
        with file_store.database.transaction() as transaction:
            transaction.execute(sa.delete(gone).where(gone.c.ts == old))
        file_store.database.scrub()
        before = path.read_bytes()

        with captured_log() as log:
            file_store.retention.purge(always)
            written_anew = path.read_bytes()
            file_store.retention.purge(always)

        assert len(written_anew) < len(before)
        assert path.read_bytes() == written_anew
        assert len(log.entries("retention.purged")) == 1


def test_whoever_is_forgotten_is_in_no_table_file_of_postgresql() -> None:
    """Its own vacuum leaves the bytes where they are; where that can't be helped, it is said."""
    with ready_database("postgresql") as url, closing((store := Store(url)).database):
        for number in range(20):
            user = "U7" if number % 2 else "U1"
            store.answer(f"canary-of-{user}", ts=store.ts(number=number), user=user)

        store.retention.forget({"user": "U7"})

        files = _table_files(url)
        with captured_log() as log:
            with store.database.transaction() as transaction:
                transaction.exec_driver_sql("ALTER TABLE oauth_states RENAME TO mislaid")
            store.retention.forget({"user": "U1"})
    (told,) = log.entries("retention.not_rewritten")
    reason = "others are busy; run VACUUM (FULL) on the bot's tables"
    assert (told["level"], told["reason"]) == ("WARNING", reason)
    assert b"canary-of-U1" in files
    assert b"canary-of-U7" not in files


def _table_files(url: str) -> bytes:
    """Return the content of all table files, as they are on the disk."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CHECKPOINT")
        folder = connection.exec_driver_sql("SHOW data_directory").scalar_one()
        named = connection.exec_driver_sql("SELECT pg_relation_filepath('turns')").scalar_one()
    engine.dispose()
    files = [file for file in Path(folder, named).parent.iterdir() if file.is_file()]
    return b"".join(file.read_bytes() for file in files)


def test_what_a_long_reader_keeps_is_taken_out_by_the_next_purge(file_store: Store) -> None:
    """A backup, for example; the operator reads of it, and nobody waits for its end."""
    file_store.answer(CANARY)
    path = file_store.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as reader, captured_log() as log:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM turns").fetchall()
        file_store.retention.forget({"user": "U1"})
        for unknown in (question(ts="9.8"), question(ts="9.9")):  # of which there is nothing
            file_store.retention.withdraw_remark(unknown)
            file_store.retention.withdraw(unknown, may_come=False)
        (told,) = log.entries("retention.not_scrubbed")
        assert (told["level"], told["reason"]) == ("WARNING", "others are busy")
        assert readable(file_store, CANARY) == [CANARY]

    file_store.retention.purge(always)

    assert readable(file_store, CANARY) == []
