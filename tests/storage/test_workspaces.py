"""What earlier releases stored under a guest's own workspace belongs to the bot's."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa
from fakes.clock import FakeTime
from fakes.databases import Opened, is_waited_for
from fakes.log import captured_log
from fakes.questions import question
from fakes.waiting import PATIENCE_S, until

from bot.messages import Answer, Message, Question, Reply
from bot.storage.database import Database
from bot.storage.history import History
from bot.storage.inbox import Inbox
from bot.storage.operation.limits import Limits
from bot.storage.people import People
from bot.storage.retention import Retention
from bot.storage.revisions import Revisions
from bot.storage.tables import questions, turns, workspaces
from bot.storage.workspaces import Workspaces

ANSWER = Answer(Reply("Mild."), (Message("user", "weather?"), Message("assistant", "Mild.")))
GUEST, OWN = question(team="TGUEST", ts="1.1"), question(team="T1", ts="2.1", channel="C2")


@pytest.fixture
def database(opened: Opened) -> Database:
    """An empty database, on either engine."""
    return opened.database


def settle(database: Database, *asked: Question) -> None:
    """Have questions answered."""
    inbox, history = Inbox(database, FakeTime().clock, lease_s=60), History(database, max_tokens=99)
    for one in asked:
        inbox.put(one)
        (lease,) = inbox.claim(1)
        assert lease.question == one
        lease = inbox.save_answer(lease, ANSWER)
        with database.transaction() as transaction:
            inbox.settle(transaction, lease, reply_id=f"reply {one.ts}")
            history.append(transaction, one, ANSWER)


def test_what_a_guest_has_said_and_set_is_found_afterwards(database: Database) -> None:
    """Their thread, their message, their settings and their feedback."""
    clock = FakeTime().clock
    people, history = People(database, clock), History(database, max_tokens=8000)
    settle(database, GUEST, OWN)
    people.set_home("TGUEST", "U1", "Bergen, Norway")
    people.rate(GUEST, "U1", is_good=True)

    Workspaces(database).move_in("T1")

    now = replace(GUEST, team="T1")
    inbox = Inbox(database, clock, lease_s=60)
    assert history.load(replace(now, ts="3.1")).turns == (ANSWER.turn,)
    assert Revisions(database, inbox, history).ask_again(now, "4.1", "U1")
    assert inbox.put(now) is False
    assert people.preferences("T1", "U1").home == "Bergen, Norway"
    assert [opinion.team for opinion in people.opinions()] == ["T1"]
    removed = Retention(
        database, inbox, history, people, Limits(database, clock), clock, 30, lambda: None
    ).forget({"team": "T1"})
    assert (removed.questions, removed.turns) == (3, 2)


def test_what_was_stored_twice_is_kept_once(database: Database) -> None:
    """The bot's own row, for each message, turn, person and opinion; all else moves.

    So does what was stored without a workspace.
    """
    people, own = People(database, FakeTime().clock), replace(GUEST, team="T1")
    settle(database, GUEST, replace(GUEST, ts="1.2"), own, question(team="", ts="1.3"))
    people.set_home("TGUEST", "U1", "Bergen, Norway")
    people.set_home("T1", "U1", "Oslo, Norway")
    for asked, user, is_good in ((GUEST, "U1", True), (GUEST, "U2", True), (own, "U2", False)):
        people.rate(asked, user, is_good=is_good)

    with captured_log() as log:
        Workspaces(database).move_in("T1")

    with database.transaction() as transaction:
        keys = transaction.execute(sa.select(questions.c.key).order_by(questions.c.key)).scalars()
        assert keys.all() == ["T1:C1:1.1", "T1:C1:1.2", "T1:C1:1.3"]
        moved = transaction.execute(sa.select(turns.c.thread_key, turns.c.ts).order_by(turns.c.ts))
        threads = (("1.1", "1.1"), ("1.1", "1.2"), ("1.3", "1.3"))
        assert moved.all() == [(f"T1:C1:{thread}", ts) for thread, ts in threads]
    assert people.preferences("T1", "U1").home == "Oslo, Norway"
    opinions = {(each.team, each.user): each.is_good for each in people.opinions()}
    assert opinions == {("T1", "U1"): True, ("T1", "U2"): False}
    (entry,) = log.entries("workspace.moved_in")
    assert (entry["level"], entry["team"], entry["rows"]) == ("INFO", "T1", 3 + 3 + 2 + 1)


@pytest.mark.parametrize(
    ("store", "rows"),
    [
        (lambda database: settle(database, GUEST), [2]),
        (lambda database: People(database, FakeTime().clock).set_home("TGUEST", "U1", "Oslo"), [1]),
        (lambda _: None, []),
    ],
)
def test_the_operator_is_told_how_much_has_moved(
    database: Database, store: Callable[[Database], None], rows: list[int]
) -> None:
    """Whatever it is, and nothing where nothing has."""
    store(database)

    with captured_log() as log:
        Workspaces(database).move_in("T1")

    assert [entry["rows"] for entry in log.entries("workspace.moved_in")] == rows


def test_what_a_guest_has_taken_back_stays_empty(database: Database) -> None:
    """It is known by its key alone, and is neither answered nor edited any more."""
    inbox, history = Inbox(database, FakeTime().clock, lease_s=60), History(database, max_tokens=99)
    with database.transaction() as transaction:
        inbox.withdraw(transaction, GUEST, may_come=True)

    Workspaces(database).move_in("T1")

    now = replace(GUEST, team="T1")
    revisions = Revisions(database, inbox, history)
    assert inbox.put(now) is False
    assert revisions.revise(replace(now, text="anew?", revision="4.1")) is False
    assert revisions.ask_again(now, "4.1", "U1") is False


def test_an_open_question_stays_as_it_is(database: Database) -> None:
    """Its reply may be in Slack, under the name that it came with."""
    inbox = Inbox(database, FakeTime().clock, lease_s=60)
    inbox.put(GUEST)

    Workspaces(database).move_in("T1")

    (lease,) = inbox.claim(1)
    assert lease.question == GUEST


def test_a_bot_that_moves_to_another_workspace_takes_nothing_along(database: Database) -> None:
    """Rows belong where the bot was; only those of earlier releases are unsure."""
    Workspaces(database).move_in("T1")
    settle(database, OWN)

    Workspaces(database).move_in("T2")
    Workspaces(database).move_in("T2")

    with database.transaction() as transaction:
        teams = transaction.execute(sa.select(questions.c.team)).scalars().all()
    assert teams == ["T1"]


def test_two_processes_that_start_at_one_moment_both_move_in(database: Database) -> None:
    """Whichever is first."""
    with ThreadPoolExecutor(1) as others:
        with database.transaction() as transaction:
            transaction.execute(sa.insert(workspaces), {"team": "T1"})
            moving = others.submit(Workspaces(database).move_in, "T1")
            until(lambda: moving.done() or is_waited_for(transaction))
        moving.result(PATIENCE_S)

    with database.transaction() as transaction:
        assert transaction.execute(sa.select(workspaces.c.team)).scalars().all() == ["T1"]
