"""The worker pool brings every accepted question to one reply, whatever fails on the way."""

import itertools
import json
import logging
import sqlite3
import threading
import time as real_time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fakes.channel import FakeChannel, Fault
from fakes.clock import MONDAY, FakeTime
from fakes.conversation import conversation
from fakes.databases import Watched, make_file
from fakes.log import Log, captured_log
from fakes.questions import question
from fakes.scripted_model import ScriptedModel, calls, words
from fakes.waiting import PATIENCE_S, until

from bot.answering.conversation import apology
from bot.clock import Clock
from bot.errors import DeliveryError, ModelError, RefusedError
from bot.messages import Answer, Message, Question, Reply
from bot.models import Completion
from bot.questions.pool import GATHER_S, RELEASE_S, WorkerPool
from bot.questions.worker import Worker
from bot.storage.history import History
from bot.storage.inbox import ARRIVAL_S, Inbox, Lease
from bot.storage.operation.limits import Limits, Refusal
from bot.storage.people import People
from bot.storage.revisions import Revisions
from bot.storage.tables import questions

FIRST, SECOND, THIRD = "1763895600.000100", "1763895601.000100", "1763895602.000100"
LEASE_S = 60
MANY = 40
FEW = 4


def not_confirmed(**fields: Any) -> DeliveryError:
    """Return the error of a reply that is not in its thread, unless the fields say otherwise."""
    return DeliveryError("made up", **({"may_have_arrived": False} | fields))


@dataclass
class Office:
    """An inbox and all that its workers need, with the time standing still."""

    folder: Path
    time: FakeTime = field(default_factory=FakeTime)
    channel: FakeChannel = field(default_factory=FakeChannel)
    failures: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def __post_init__(self) -> None:
        make_file(self.folder / "office.db")
        self.database = Watched(f"sqlite:///{self.folder}/office.db")
        self.inbox = Inbox(self.database, self.time.clock, lease_s=LEASE_S)
        self.history = History(self.database, max_tokens=8000)

    @contextmanager
    def worker(
        self,
        model: ScriptedModel,
        *,
        max_attempts: int = 5,
        log_messages: bool = False,
        clock: Clock | None = None,
        can_be_read: Callable[[str], bool] = lambda _: True,
        tokens_per_day: int = 0,
    ) -> Iterator[Worker]:
        """Yield a worker that waits for a lease."""
        clock = clock or self.time.clock
        with conversation(model, self.history, clock) as talk:
            yield Worker(
                inbox=(inbox := Inbox(self.database, clock, lease_s=LEASE_S)),
                revisions=Revisions(self.database, inbox, self.history),
                history=self.history,
                people=People(self.database, clock),
                limits=Limits(self.database, clock, tokens_per_day=tokens_per_day),
                conversation=talk,
                database=self.database,
                channel=self.channel,
                clock=clock,
                turn_deadline_s=60,
                max_attempts=max_attempts,
                log_messages=log_messages,
                can_be_read=can_be_read,
                on_failure=self.failures.release,
            )

    @contextmanager
    def pool(
        self, model: ScriptedModel, *, threads: int = 2, **options: Any
    ) -> Iterator[WorkerPool]:
        """Run a pool of workers; at its end all that is in work is finished."""
        with self.worker(model, **options) as worker:
            pool = WorkerPool(worker, threads=threads)
            pool.start()
            try:
                yield pool
            finally:
                model.gate.set()
                pool.stop(5)

    def put(self, pool: WorkerPool, *asked: Question) -> None:
        """Accept questions as Slack's side does."""
        for item in asked:
            self.inbox.put(item)
        pool.wake()

    def pass_s(self, pool: WorkerPool, seconds: float) -> None:
        """Let time pass and have the pool look."""
        self.time.pass_s(seconds)
        pool.wake()

    def row(self, asked: Question) -> Any:
        """Return what the database holds about a question."""
        with self.database.transaction() as transaction:
            held = sa.select(questions).where(questions.c.key == asked.key)
            return transaction.execute(held).one()

    def wait_for(self, asked: Question, state: str, attempt: int = 1) -> None:
        """Return as soon as a question is in a state after so many attempts."""
        until(lambda: (row := self.row(asked)).state == state and row.attempt == attempt)

    def due_in_s(self, asked: Question) -> float:
        """Return how long a question is to wait."""
        due_in_s: float = self.row(asked).due_at_s - self.time.clock.now().timestamp()
        return round(due_in_s, 3)

    def remembered(self, asked: Question) -> list[tuple[str, str]]:
        """Return role and content of what its thread remembers of a question."""
        later = question(ts="9999999999.000000", thread=asked.thread, channel=asked.channel)
        turns = self.history.load(later).turns
        return [(message.role, message.content) for turn in turns for message in turn]

    def break_table(self, name: str) -> None:
        """Make every use of a table fail, from outside."""
        self.change(f"ALTER TABLE {name} RENAME TO {name}_elsewhere")

    def mend_table(self, name: str) -> None:
        """Bring a broken table back."""
        self.change(f"ALTER TABLE {name}_elsewhere RENAME TO {name}")

    def change(self, statement: str) -> None:
        """Change the database, from outside."""
        connection = sqlite3.connect(self.folder / "office.db")
        connection.execute(statement)
        connection.commit()
        connection.close()


def later_inbox(office: Office) -> Inbox:
    """Return the inbox as another process sees it whose clock is two leases ahead."""
    ahead = timedelta(seconds=2 * LEASE_S)
    clock = Clock(lambda: office.time.clock.now() + ahead, office.time.clock.monotonic)
    return Inbox(office.database, clock, lease_s=LEASE_S)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office without work."""
    office = Office(tmp_path)
    yield office
    office.database.close()


@pytest.fixture
def log() -> Iterator[Log]:
    """The operator's log."""
    with captured_log() as log:
        yield log


def test_a_question_is_answered_and_settled_with_its_turn(office: Office) -> None:
    """The reply's id, the end of the question and the history are there together."""
    asked = question("weather in London?")
    model = ScriptedModel(calls("London"), words("Mild."))

    with office.pool(model) as pool:
        office.put(pool, asked)
        office.channel.wait_for_posts(1)

    assert [request.left_s for request in model.requests] == [60, 60]
    row = office.row(asked)
    assert (row.state, row.attempt, row.reply_id) == ("done", 1, "reply-1")
    assert office.channel.texts(asked) == ["Mild."]
    assert office.channel.statuses == ["is thinking…", "is checking the weather in 1 place"]
    remembered = office.remembered(asked)
    assert [role for role, _ in remembered] == ["user", "assistant", "tool", "assistant"]
    assert (remembered[0][1], remembered[-1][1]) == ("weather in London?", "Mild.")


def test_an_answer_waits_for_the_disk_once(office: Office) -> None:
    """When it is saved; what a loss of power undoes of all else is done again.

    The lease is confirmed before the weather is looked up, and not before the model is asked.
    """
    office.inbox.put(question("weather in London?", ts=SECOND, thread=FIRST))
    leases = office.inbox.claim(1)

    with office.worker(ScriptedModel(calls("London"), words("Mild."))) as worker:
        office.database.levels.clear()
        worker.work(*leases)

    full, normal = 2, 1
    person, history, confirmed, saved, settled = office.database.levels
    assert (saved, {person, history, confirmed, settled}) == (full, {normal})


def test_the_next_question_of_a_thread_knows_the_first(office: Office) -> None:
    """It waits until the first is settled, even with a thread to spare."""
    first, second = question("one", ts=FIRST), question("two", ts=SECOND, thread=FIRST)
    model = ScriptedModel(words("1"), words("2"))

    with office.pool(model) as pool:
        office.put(pool, second, first)
        office.channel.wait_for_posts(2)

    assert [asked.text for asked, _ in office.channel.posts] == ["one", "two"]
    contents = [message.content for message in model.requests[1].messages[1:]]
    assert contents == ["one", "1", "two"]


def test_as_many_questions_are_in_work_as_there_are_threads(office: Office) -> None:
    """A slow model holds up no other thread; the rest wait in the inbox."""
    asked = [question(channel=f"C{number}") for number in range(4)]
    model = ScriptedModel(words("Mild."))
    model.gate.clear()

    with office.pool(model, threads=3) as pool:
        office.put(pool, *asked)
        in_work = [model.arrivals.acquire(timeout=PATIENCE_S) for _ in range(3)]
        waiting = [item for item in asked if office.row(item).state == "ready"]
        model.gate.set()
        office.channel.wait_for_posts(4)

    assert in_work == [True] * 3
    assert len(waiting) == 1


@pytest.mark.parametrize("threads", [3, 9])
def test_slow_answers_to_one_person_leave_threads_free_for_the_next(
    office: Office, threads: int
) -> None:
    """One person can use all of them, and each who has nothing in work is answered at once."""
    model = ScriptedModel(words("Mild."))
    model.gate.clear()
    mine = [question(channel=f"C{number}") for number in range(11)]
    theirs = [replace(question(channel=f"D{number}"), user="U2") for number in range(2)]

    with office.pool(model, threads=threads) as pool:
        office.put(pool, *mine)
        in_work = [model.arrivals.acquire(timeout=PATIENCE_S) for _ in range(threads)]
        office.put(pool, *theirs)
        in_work.append(model.arrivals.acquire(timeout=PATIENCE_S))
        waiting = [item for item in (*mine, *theirs) if office.row(item).state == "ready"]
        model.gate.set()
        office.channel.wait_for_posts(13)

    assert in_work == [True] * (threads + 1)
    assert [item.user for item in waiting] == ["U1"] * (11 - threads) + ["U2"]


def test_wake_means_at_once(office: Office) -> None:
    """Questions in a row would take seconds if each waited for the next look.

    So would those of one thread, of which the end of each is a reason to look.
    """
    with office.pool(ScriptedModel(words("Mild."))) as pool:
        began_s = real_time.monotonic()
        for number in range(6):
            office.put(pool, question(channel=f"C{number}"))
            office.channel.wait_for_posts(number + 1)
            # The end of an answer is a reason to look, too, which is over by then.
            threading.Event().wait(0.04)
        woken_s = real_time.monotonic()
        office.put(pool, *(question(ts=f"{number}.0", thread=FIRST) for number in range(6)))
        office.channel.wait_for_posts(12)
        ended_s = real_time.monotonic()

    assert (woken_s - began_s < 2, ended_s - woken_s < 2) == (True, True)


def test_a_question_is_found_without_being_woken(office: Office) -> None:
    """One that another process accepted, or that waited for a restart; within a second or so.

    A few looks a second are enough for that.
    """
    first = question(channel="C1")
    office.inbox.put(first)
    looks: list[float] = []

    def monotonic() -> float:
        if threading.current_thread().name == "dispatcher":
            looks.append(real_time.monotonic())
        return office.time.clock.monotonic()

    clock, began_s = Clock(office.time.clock.now, monotonic), real_time.monotonic()
    with office.pool(ScriptedModel(words("Mild.")), clock=clock) as pool:
        pool.wake()
        office.wait_for(first, "done")
        idle_from_s = real_time.monotonic()
        threading.Event().wait(0.2)  # its end is a reason to look, too, which is over by then
        idle_s, before = real_time.monotonic() - idle_from_s, len(looks)
        office.inbox.put(question(channel="C2"))
        office.channel.wait_for_posts(2)

    assert real_time.monotonic() - began_s < 15
    assert sum(at_s > idle_from_s for at_s in looks[:before]) < 4 + 4 * idle_s


def test_a_reply_that_may_have_arrived_is_looked_for_and_adopted(office: Office) -> None:
    """It was posted, the confirmation was lost, and it is not posted again."""
    asked = question()
    office.channel.faults.append(Fault(not_confirmed(may_have_arrived=True), arrives=True))
    model = ScriptedModel(words("Mild."))

    with office.pool(model) as pool:
        office.put(pool, asked)
        office.wait_for(asked, "ready")
        searches_before = list(office.channel.searches)
        office.pass_s(pool, office.due_in_s(asked))
        office.wait_for(asked, "done", attempt=2)

    assert (searches_before, office.channel.searches) == ([], [asked])
    assert office.channel.texts(asked) == ["Mild."]
    assert len(office.channel.tries) == 1
    assert office.row(asked).reply_id == "reply-1"
    assert len(model.requests) == 1
    assert office.remembered(asked)[-1] == ("assistant", "Mild.")


@pytest.mark.parametrize("may_have_arrived", [True, False])
def test_a_reply_that_did_not_arrive_is_posted_without_asking_the_model_again(
    office: Office, *, may_have_arrived: bool
) -> None:
    """The saved answer is what the next attempt posts; it looks first where that is needed."""
    asked = question()
    office.channel.faults.append(Fault(not_confirmed(may_have_arrived=may_have_arrived)))
    model = ScriptedModel(words("Mild."), words("never said"))

    with office.pool(model) as pool:
        office.put(pool, asked)
        office.wait_for(asked, "ready")
        office.pass_s(pool, office.due_in_s(asked))
        office.wait_for(asked, "done", attempt=2)

    assert office.channel.searches == ([asked] if may_have_arrived else [])
    assert office.channel.texts(asked) == ["Mild."]
    assert office.channel.ended == [asked, asked]  # no status stays between the attempts
    assert len(model.requests) == 1


def test_a_post_whose_end_nobody_saw_is_given_time_to_arrive(office: Office) -> None:
    """Looked for at once, it would not be found yet, and posted a second time."""
    asked = question()
    delays_s = []
    office.channel.faults.extend([Fault(not_confirmed(may_have_arrived=True))] * 3)

    with office.pool(ScriptedModel(words("Mild."))) as pool:
        office.put(pool, asked)
        for attempt in range(1, 4):
            office.wait_for(asked, "ready", attempt)
            delays_s.append(office.due_in_s(asked))
            office.pass_s(pool, delays_s[-1])
        office.channel.wait_for_posts(1)

    assert delays_s == [ARRIVAL_S, ARRIVAL_S, 4]


def test_a_reply_that_nobody_may_look_for_is_posted_twice_at_most(office: Office) -> None:
    """After that it counts as posted, and the thread goes on."""
    asked, next_one = question(ts=FIRST), question("and now?", ts=SECOND, thread=FIRST)
    office.channel.faults.extend([Fault(not_confirmed(may_have_arrived=True))] * 2)
    forbidden = RefusedError("read", "missing_scope", is_final=False, is_mendable=True)
    office.channel.search_faults.extend([forbidden] * 2)

    with office.pool(ScriptedModel(words("Mild."), words("Mild."))) as pool:
        office.put(pool, asked, next_one)
        for attempt in (1, 2):
            office.wait_for(asked, "ready", attempt)
            office.pass_s(pool, office.due_in_s(asked))
        office.channel.wait_for_posts(1)

    assert office.row(asked).state == "done"
    assert len(office.channel.tries) == 3
    assert office.channel.texts(next_one) == ["Mild."]


def test_a_refusal_that_nobody_knows_is_tried_again_and_then_given_up(office: Office) -> None:
    """It may pass; what does not pass must not hold up its thread for ever."""
    asked = question()
    unknown = RefusedError("post", "some_new_code", is_final=False)
    office.channel.faults.extend([Fault(unknown)] * 3)

    with office.pool(ScriptedModel(words("Mild.")), max_attempts=3) as pool:
        office.put(pool, asked)
        for attempt in (1, 2):
            office.wait_for(asked, "ready", attempt)
            office.pass_s(pool, 60)
        office.wait_for(asked, "dead", attempt=3)

    assert office.channel.posts == []
    assert [reply.text for _, reply in office.channel.shown_alone] == ["Mild."]


def test_what_can_t_be_posted_and_was_asked_of_nobody_is_shown_to_nobody(office: Office) -> None:
    """Whoever spoke in the thread does not wait for it."""
    asked = replace(question("Oslo now?"), surface="follow_up")
    office.channel.faults.append(Fault(RefusedError("post", "is_archived", is_final=True)))

    with office.pool(ScriptedModel(calls("Oslo"), words("Mild."))) as pool:
        office.put(pool, asked)
        office.wait_for(asked, "dead")

    assert [reply.text for reply in office.channel.tries] == ["Mild."]
    assert office.channel.shown_alone == []


def test_a_crash_in_the_second_post_is_followed_by_a_look(office: Office) -> None:
    """The first certainly did not arrive, so that the second was made without one."""
    asked = question()
    leases = []

    def crash_later() -> None:
        if len(office.channel.tries) == 1:
            leases.extend(later_inbox(office).claim(1))

    office.channel.before_post = crash_later
    office.channel.faults.append(Fault(not_confirmed()))
    with office.pool(ScriptedModel(words("Mild."))) as pool:
        office.put(pool, asked)
        office.wait_for(asked, "ready")
        office.pass_s(pool, 1)
        office.channel.wait_for_posts(1)

    assert [(lease.attempt, lease.may_be_posted) for lease in leases] == [(3, True)]


def test_a_thread_that_cannot_be_read_is_not_posted_to(office: Office) -> None:
    """Whether the reply is there must be known first."""
    asked = question()
    office.channel.faults.append(Fault(not_confirmed(may_have_arrived=True), arrives=True))
    office.channel.search_faults.append(not_confirmed())

    with office.pool(ScriptedModel(words("Mild."))) as pool:
        office.put(pool, asked)
        for attempt in (1, 2):
            office.wait_for(asked, "ready", attempt)
            office.pass_s(pool, 60)
        office.wait_for(asked, "done", attempt=3)

    assert len(office.channel.tries) == 1


def test_a_thread_that_must_not_be_read_is_posted_to_all_the_same(office: Office, log: Log) -> None:
    """A second reply is better than none."""
    asked = question()
    office.channel.faults.append(Fault(not_confirmed(may_have_arrived=True)))
    office.channel.search_faults.append(RefusedError("read", "forbidden", is_final=True))

    with office.pool(ScriptedModel(words("Mild."))) as pool:
        office.put(pool, asked)
        office.wait_for(asked, "ready")
        office.pass_s(pool, office.due_in_s(asked))
        office.wait_for(asked, "done", attempt=2)

    assert office.channel.texts(asked) == ["Mild."]
    (unreadable,) = log.entries("thread.unreadable")
    assert (unreadable["level"], "forbidden" in unreadable["reason"]) == ("ERROR", True)


def test_a_thread_that_cannot_be_read_for_now_is_read_by_a_later_attempt(
    office: Office, log: Log
) -> None:
    """Nobody has said that it never can be, and a second reply would be one too many."""
    asked = question()
    office.channel.faults.append(Fault(not_confirmed(may_have_arrived=True)))
    office.channel.search_faults.append(RefusedError("read", "odd", is_final=False))

    with office.pool(ScriptedModel(words("Mild."))) as pool:
        office.put(pool, asked)
        for attempt in (1, 2):
            office.wait_for(asked, "ready", attempt)
            office.pass_s(pool, office.due_in_s(asked))
        office.wait_for(asked, "done", attempt=3)

    assert office.channel.texts(asked) == ["Mild."]
    assert log.entries("thread.unreadable") == []
    reasons = [entry["reason"] for entry in log.entries("question.failed")]
    assert reasons == ["made up", "read was refused: odd"]
    assert log.entries("question.failure") == []  # no bug of the bot's, so without a traceback


def test_an_answer_saved_before_a_crash_is_posted_by_the_next_process(office: Office) -> None:
    """The model is never asked again, and the thread is looked at first."""
    asked = question()
    office.inbox.put(asked)
    (lease,) = office.inbox.claim(1)
    turn = (Message("user", asked.text), Message("assistant", "Saved."))
    office.inbox.save_answer(lease, Answer(Reply("Saved."), turn))
    office.time.pass_s(LEASE_S + 1)
    model = ScriptedModel(words("never said"))

    with office.pool(model):
        office.channel.wait_for_posts(1)

    assert model.requests == []
    assert office.channel.searches == [asked]
    assert office.channel.texts(asked) == ["Saved."]
    assert office.remembered(asked)[-1] == ("assistant", "Saved.")


def test_the_channels_wish_to_be_left_alone_is_the_delay(office: Office) -> None:
    """Not a moment sooner, while other threads go on; none at all where it wants none."""
    asked, other = question(channel="C1"), question(channel="C2")
    office.channel.faults.append(Fault(not_confirmed(retry_after_s=0.0)))
    office.channel.faults.append(Fault(not_confirmed(retry_after_s=7.5)))

    with office.pool(ScriptedModel(words("Mild."))) as pool:
        office.put(pool, asked)
        office.wait_for(asked, "ready", attempt=2)
        delay_s = office.due_in_s(asked)
        office.pass_s(pool, 7)
        office.put(pool, other)
        office.channel.wait_for_posts(1)
        too_soon = office.channel.texts(asked)
        office.pass_s(pool, 0.5)
        office.channel.wait_for_posts(2)

    assert delay_s == 7.5
    assert too_soon == []
    assert office.channel.texts(asked) == ["Mild."]


def test_every_attempt_waits_longer_than_the_one_before(office: Office, log: Log) -> None:
    """Up to a minute; a crash in a plug-in is logged with its traceback."""
    asked = question()
    delays_s = []

    office.channel.asker_faults.extend([RuntimeError("a bug")] * 8)

    with office.pool(ScriptedModel(words("Mild.")), max_attempts=8) as pool:
        office.put(pool, asked)
        for attempt in range(1, 9):
            office.wait_for(asked, "ready", attempt)
            delays_s.append(office.due_in_s(asked))
            office.pass_s(pool, delays_s[-1])
        office.channel.wait_for_posts(1)

    assert delays_s == [1, 2, 4, 8, 16, 32, 60, 60]
    assert [office.failures.acquire(blocking=False) for _ in range(9)] == [True] * 8 + [False]
    failed = log.entries("question.failed")
    assert [entry["attempt"] for entry in failed] == list(range(1, 9))
    assert {(entry["level"], entry["reference"], entry["reason"]) for entry in failed} == {
        ("ERROR", asked.reference, "RuntimeError")
    }
    assert "RuntimeError: a bug" in log.entries("question.failure")[0]["exception"]


def test_a_plug_in_that_always_crashes_ends_with_one_apology(office: Office, log: Log) -> None:
    """It has the reference and nothing of the error, in the language of whoever asks.

    The thread goes on.
    """
    asked, next_one = question(ts=FIRST), question("and now?", ts=SECOND, thread=FIRST)
    office.channel.language = "de-DE"
    office.channel.asker_faults.extend([RuntimeError("a bug")] * 2)

    with office.pool(ScriptedModel(words("Mild.")), max_attempts=2) as pool:
        office.put(pool, asked, next_one)
        for attempt in (1, 2):
            office.wait_for(asked, "ready", attempt)
            office.pass_s(pool, 60)
        office.channel.wait_for_posts(2)

    (text,) = office.channel.texts(asked)
    assert text == apology(asked, "de-DE").text
    assert asked.reference in text
    assert "bug" not in text
    assert office.channel.texts(next_one) == ["Mild."]
    assert office.remembered(asked) == [("user", "and now?"), ("assistant", "Mild.")]
    (given_up,) = log.entries("question.given_up")
    assert (given_up["level"], given_up["reference"]) == ("ERROR", asked.reference)
    ended = {entry["reference"]: entry["ended"] for entry in log.entries("question.answered")}
    assert ended == {asked.reference: "apologised", next_one.reference: "told"}


def test_a_plug_in_that_crashes_on_a_follow_up_ends_in_silence(office: Office, log: Log) -> None:
    """Nobody waits for an answer to what was not said to the bot."""
    asked = replace(question(), surface="follow_up")
    office.channel.asker_faults.extend([RuntimeError("a bug")] * 2)

    with office.pool(ScriptedModel(words("Mild.")), max_attempts=2) as pool:
        office.put(pool, asked)
        for attempt in (1, 2):
            office.wait_for(asked, "ready", attempt)
            office.pass_s(pool, 60)
        office.wait_for(asked, "done", attempt=3)

    assert office.channel.tries == []
    assert [entry["ended"] for entry in log.entries("question.answered")] == ["silent"]


def test_an_apology_is_not_posted_twice(office: Office, log: Log) -> None:
    """When its question could not be settled, the next attempt finds it in the thread."""
    asked, before = question(), list[int]()

    def break_table() -> None:
        before.append(len(log.entries("question.not_released")))
        office.break_table("questions")

    office.channel.before_post = break_table
    office.channel.asker_faults.append(RuntimeError("a bug"))

    with office.pool(ScriptedModel(words("Mild.")), max_attempts=1) as pool:
        office.put(pool, asked)
        office.wait_for(asked, "ready")
        office.pass_s(pool, 1)
        until(lambda: bool(before) and len(log.entries("question.not_released")) > before[0])
        office.mend_table("questions")
        office.pass_s(pool, LEASE_S + 1)
        office.wait_for(asked, "done", attempt=3)

    assert len(office.channel.tries) == 1


def test_an_answer_waits_for_its_channel_as_long_as_it_takes(office: Office) -> None:
    """Attempts beyond the limit cost nothing but time, and no apology takes its place."""
    asked = question()
    office.channel.faults.extend([Fault(not_confirmed())] * 4)
    model = ScriptedModel(words("Mild."))

    with office.pool(model, max_attempts=2) as pool:
        office.put(pool, asked)
        for attempt in range(1, 4):
            office.wait_for(asked, "ready", attempt)
            if attempt == 3:  # and then for more than a day
                office.change("UPDATE questions SET attempt = 2000")
            office.pass_s(pool, 60)
        office.wait_for(asked, "ready", 2001)
        delay_s = office.due_in_s(asked)
        office.pass_s(pool, 60)
        office.wait_for(asked, "done", 2002)

    assert delay_s == 60
    assert [reply.text for reply in office.channel.tries] == ["Mild."] * 5
    assert len(model.requests) == 1
    assert office.remembered(asked)[-1] == ("assistant", "Mild.")


@pytest.mark.parametrize(
    ("error", "reasons", "shown_alone"),
    [
        (
            RefusedError("post", "channel_not_found", is_final=True),
            ["post was refused: channel_not_found"],
            ["Mild."],
        ),
        (RuntimeError("a bug in the channel"), ["RuntimeError"] * 2, []),
    ],
)
def test_an_answer_that_can_never_be_posted_is_given_up_without_an_apology(
    office: Office, log: Log, error: Exception, reasons: list[str], shown_alone: list[str]
) -> None:
    """That would not get through either; whoever asked may see the answer; the thread goes on.

    The operator is told of every attempt, the last one included.
    """
    asked, next_one = question(ts=FIRST), question("and now?", ts=SECOND, thread=FIRST)
    tries = len(reasons)
    office.channel.faults.extend([Fault(error)] * tries)

    with office.pool(ScriptedModel(words("Mild.")), max_attempts=2) as pool:
        office.put(pool, asked, next_one)
        for attempt in range(1, tries):
            office.wait_for(asked, "ready", attempt)
            office.pass_s(pool, 60)
        office.wait_for(asked, "dead", attempt=tries)
        office.channel.wait_for_posts(1)

    assert [reply.text for reply in office.channel.tries] == ["Mild."] * (tries + 1)
    failed = [(told["attempt"], told["reason"]) for told in log.entries("question.failed")]
    assert failed == list(enumerate(reasons, 1))
    assert [reply.text for _, reply in office.channel.shown_alone] == shown_alone
    assert office.channel.texts(asked) == []
    assert office.channel.texts(next_one) == ["Mild."]
    assert office.remembered(asked) == [("user", "and now?"), ("assistant", "Mild.")]


def test_a_refusal_that_an_operator_can_mend_is_tried_again(office: Office) -> None:
    """Such as a token that was revoked."""
    asked = question()
    office.channel.faults.append(
        Fault(RefusedError("post", "token_revoked", is_final=False, is_mendable=True))
    )

    with office.pool(ScriptedModel(words("Mild.")), max_attempts=1) as pool:
        office.put(pool, asked)
        office.wait_for(asked, "ready")
        office.pass_s(pool, 1)
        office.channel.wait_for_posts(1)

    assert office.channel.texts(asked) == ["Mild."]


def test_a_model_that_refuses_is_answered_with_an_apology_at_once(office: Office) -> None:
    """That is no crash: there is one reply, and nothing to try again."""
    asked = question()

    with office.pool(ScriptedModel(ModelError("401"))) as pool:
        office.put(pool, asked)
        office.channel.wait_for_posts(1)

    assert asked.reference in office.channel.texts(asked)[0]
    assert office.row(asked).state == "done"
    assert office.remembered(asked) == []


def test_a_question_that_is_asked_again_is_answered_where_its_reply_is(office: Office) -> None:
    """Also where that was posted anew, since the one before was gone."""
    asked = question("weather in London?")
    again = [replace(asked, revision=f"176389570{number}.000100") for number in range(3)]

    with office.pool(ScriptedModel(words("Mild."))) as pool:
        for each in (asked, *again):
            office.put(pool, each)
            office.wait_for(each, "done")
            office.channel.gone = {"reply-1"} if each == again[0] else set()

    assert [reply_id for reply_id, _ in office.channel.edits] == ["reply-1", "reply-2"]
    assert [office.row(each).reply_id for each in again] == ["reply-1", "reply-2", "reply-2"]


def test_a_press_below_what_was_asked_of_nobody_ends_in_silence(office: Office) -> None:
    """Where it leads to no answer: there are no words of an apology for it."""
    asked = replace(question("weather in London?"), surface="follow_up")
    again = replace(asked, revision="1763895700.000100", pressed_by="U2")

    with office.pool(ScriptedModel(calls("London"), words("Mild."), ModelError("401"))) as pool:
        office.put(pool, asked)
        office.wait_for(asked, "done")
        office.put(pool, again)
        office.wait_for(again, "dead")

    assert office.channel.texts(asked) == ["Mild."]
    assert (office.channel.told, office.channel.edits) == ([], [])


def test_a_press_that_has_led_to_no_answer_before_a_crash_leaves_the_earlier_one(
    office: Office,
) -> None:
    """The next process has its note saved, and tells it to whoever has pressed."""
    asked = question("weather in London?")
    again = replace(asked, revision="1763895700.000100", pressed_by="U2")

    with office.pool(ScriptedModel(words("Mild."))) as pool:
        office.put(pool, asked)
        office.wait_for(asked, "done")
    office.inbox.put(again)
    office.inbox.save_answer(*office.inbox.claim(1), Answer(Reply("Sorry.")))
    office.time.pass_s(LEASE_S)
    with office.pool(ScriptedModel(words("never said"))):
        office.wait_for(again, "dead", attempt=2)

    assert office.channel.told == [("U2", "Sorry.")]
    assert (office.channel.texts(again), office.channel.edits) == ([], [])


def test_a_press_that_leads_to_no_answer_leaves_the_earlier_one(office: Office) -> None:
    """Whoever has pressed is told alone, once: by then the question is over."""
    asked, states = question("weather in London?"), list[str]()
    again = replace(asked, revision="1763895700.000100", pressed_by="U2")
    model = ScriptedModel(calls("London"), words("Mild."), ModelError("401"))
    office.channel.before_tell = lambda: states.append(office.row(again).state)

    with office.pool(model) as pool:
        office.put(pool, asked)
        office.wait_for(asked, "done")
        office.put(pool, again)
        office.wait_for(again, "dead")

    assert states == ["dead"]
    ((told, text),) = office.channel.told
    assert (told, again.reference in text) == ("U2", True)
    assert office.channel.texts(asked) == ["Mild."]
    assert (office.channel.texts(again), office.channel.edits) == ([], [])


def test_a_question_that_is_withdrawn_costs_no_further_turn(office: Office) -> None:
    """Its work ends where the weather would be looked up; what it has cost is counted."""
    asked = question("weather in London?")
    model = ScriptedModel(calls("London"), words("never said"))
    model.gate.clear()
    limits = Limits(office.database, office.time.clock, tokens_per_day=12)

    with office.pool(model, tokens_per_day=12) as pool:
        office.put(pool, asked)
        assert model.arrivals.acquire(timeout=PATIENCE_S)
        with office.database.transaction() as transaction:
            office.inbox.withdraw(transaction, asked, may_come=False)
        model.gate.set()
        until(lambda: asked in office.channel.ended)

    assert len(model.requests) == 1
    assert office.channel.tries == []
    assert limits.refusal_of(question(), is_guest=False)


def test_what_is_withdrawn_while_its_reply_is_looked_for_is_not_posted(office: Office) -> None:
    """A look takes as long as Slack does; its author has deleted the question meanwhile."""
    asked = question()

    def withdraw() -> None:
        with office.database.transaction() as transaction:
            office.inbox.withdraw(transaction, asked, may_come=False)

    office.channel.before_search = withdraw
    office.channel.faults.append(Fault(not_confirmed(may_have_arrived=True)))
    with office.pool(ScriptedModel(words("Mild."))) as pool:
        office.put(pool, asked)
        office.wait_for(asked, "ready")
        office.pass_s(pool, office.due_in_s(asked))
        until(lambda: office.channel.ended == [asked, asked])

    assert len(office.channel.tries) == 1
    assert office.channel.posts == []


def test_a_question_that_was_taken_over_is_left_to_the_other(office: Office, log: Log) -> None:
    """Whoever comes too late with an answer posts nothing; the log names the question."""
    asked = question(ts=SECOND, thread=FIRST)
    model = ScriptedModel(words("Too late."))
    model.gate.clear()

    with office.pool(model) as pool:
        office.put(pool, asked)
        assert model.arrivals.acquire(timeout=PATIENCE_S)
        (lease,) = later_inbox(office).claim(1)
        model.gate.set()
        until(lambda: bool(log.entries("question.overtaken")))

    (told,) = log.entries("question.overtaken")
    reason = f"attempt 1 at {asked.key!r} was overtaken"
    assert (told["level"], told["reason"]) == ("WARNING", reason)
    assert (lease.attempt, lease.answer) == (2, None)
    (told,) = log.entries("question.overtaken")
    assert told["reason"] == f"attempt 1 at {asked.key!r} was overtaken"
    assert office.channel.tries == []
    row = office.row(asked)
    assert (row.state, row.attempt, row.answer) == ("leased", 2, None)


def test_who_comes_too_late_to_give_a_question_up_shows_its_answer_to_nobody(
    office: Office, log: Log
) -> None:
    """The other may still be able to post it."""
    asked = question()
    office.channel.before_post = lambda: later_inbox(office).claim(1)
    office.channel.faults.append(Fault(RefusedError("post", "is_archived", is_final=True)))

    with office.pool(ScriptedModel(words("Mild."))) as pool:
        office.put(pool, asked)
        until(lambda: bool(log.entries("question.not_released")))

    (told,) = log.entries("question.not_released")
    reason = f"attempt 1 at {asked.key!r} was overtaken"
    assert (told["level"], told["reason"]) == ("ERROR", reason)
    assert office.row(asked).state == "leased"
    assert office.channel.shown_alone == []


def test_a_question_that_is_taken_over_while_it_is_posted_is_settled_once(
    office: Office, log: Log
) -> None:
    """The other finds the reply in the thread and adopts it."""
    asked = question()
    leases: list[Lease] = []
    office.channel.before_post = lambda: leases.extend(later_inbox(office).claim(1))

    with office.pool(ScriptedModel(words("Mild."))) as pool:
        office.put(pool, asked)
        until(lambda: bool(log.entries("question.overtaken")))
    nothing_yet = office.remembered(asked)
    office.time.pass_s(10 * LEASE_S)
    with office.pool(ScriptedModel(words("never said"))):
        office.wait_for(asked, "done", attempt=3)

    assert [lease.answer is not None for lease in leases] == [True]
    assert nothing_yet == []
    assert office.channel.texts(asked) == ["Mild."]
    assert office.remembered(asked) == [("user", asked.text), ("assistant", "Mild.")]


def test_a_failure_after_a_question_was_taken_over_changes_nothing(
    office: Office, log: Log
) -> None:
    """It can't be given back by somebody who doesn't hold it."""
    asked = question()
    leases: list[Lease] = []
    office.channel.before_post = lambda: leases.extend(later_inbox(office).claim(1))
    office.channel.faults.append(Fault(RuntimeError("a bug")))

    with office.pool(ScriptedModel(words("Mild."))) as pool:
        office.put(pool, asked)
        until(lambda: bool(log.entries("question.not_released")))

    row = office.row(asked)
    assert (row.state, row.attempt) == ("leased", 2)


def test_a_lease_is_renewed_as_long_as_its_question_is_in_work(office: Office) -> None:
    """A slow model loses nothing: nobody else takes the question, nor does this process again.

    The machine may sleep for longer than a lease; a renewal that fails is made up for at once.
    """
    asked = question()
    model = ScriptedModel(words("Mild."))
    model.gate.clear()
    looks_at_s: list[float] = []

    def monotonic() -> float:
        now_s = office.time.clock.monotonic()
        if threading.current_thread().name == "dispatcher":
            looks_at_s.append(now_s)
        return now_s

    def is_renewed() -> bool:
        return office.due_in_s(asked) == LEASE_S and office.row(asked).answer is None

    with office.pool(model, clock=Clock(office.time.clock.now, monotonic)) as pool:
        office.put(pool, asked)
        assert model.arrivals.acquire(timeout=PATIENCE_S)
        for passed_s in (LEASE_S / 2, LEASE_S / 2, LEASE_S / 2, 3 * LEASE_S):
            office.pass_s(pool, passed_s)
            until(is_renewed)
        office.break_table("questions")
        office.pass_s(pool, LEASE_S / 2)
        now_s = office.time.clock.monotonic()
        until(lambda: looks_at_s.count(now_s) > 1)  # the second time, to complain
        office.mend_table("questions")
        pool.wake()
        until(is_renewed)
        model.gate.set()
        office.channel.wait_for_posts(1)

    row = office.row(asked)
    assert (row.state, row.attempt) == ("done", 1)


def test_history_and_settlement_are_stored_together_or_not_at_all(office: Office, log: Log) -> None:
    """When the history can't be written, the question is not over; its reply is adopted later.

    As many attempts as that takes; the operator reads what has failed.
    """
    asked = question()
    office.channel.before_post = lambda: office.break_table("turns")

    with office.pool(ScriptedModel(words("Mild.")), max_attempts=1) as pool:
        office.put(pool, asked)
        office.wait_for(asked, "ready")
        office.mend_table("turns")
        office.pass_s(pool, 1)
        office.wait_for(asked, "done", attempt=2)

    assert len(office.channel.tries) == 1
    assert office.remembered(asked) == [("user", asked.text), ("assistant", "Mild.")]
    (failed,) = log.entries("question.failed")
    assert "no such table: turns" in failed["reason"]
    assert log.entries("question.failure") == []


def test_a_database_that_fails_while_questions_are_looked_for_is_survived(
    office: Office, log: Log
) -> None:
    """The pool goes on looking, and answers when the database is back; it complains once."""
    asked = question()

    with office.pool(ScriptedModel(words("Mild."))) as pool:
        office.break_table("questions")
        pool.wake()
        until(lambda: bool(log.entries("inbox.failed")))
        for _ in range(3):
            pool.wake()
            threading.Event().wait(0.03)
        office.mend_table("questions")
        office.put(pool, asked)
        office.channel.wait_for_posts(1)

    (failed,) = log.entries("inbox.failed")
    assert (failed["level"], "no such table" in failed["reason"]) == ("ERROR", True)
    assert office.channel.texts(asked) == ["Mild."]


def test_a_failure_that_nobody_knows_does_not_end_the_looking(office: Office, log: Log) -> None:
    """Without the thread that looks, nothing would be answered until the next start."""
    failures = iter([RuntimeError("a bug")])

    def monotonic() -> float:
        if threading.current_thread().name == "dispatcher":
            for failure in failures:
                raise failure
        return office.time.clock.monotonic()

    clock = Clock(office.time.clock.now, monotonic)
    with office.pool(ScriptedModel(words("Mild.")), clock=clock) as pool:
        office.put(pool, question())
        office.channel.wait_for_posts(1)

    assert [entry["reason"] for entry in log.entries("inbox.failed")] == ["RuntimeError"]


def test_while_looking_fails_it_is_not_done_more_often(office: Office, log: Log) -> None:
    """A database that is ill is left time, and the processor to others."""
    asked = itertools.count()

    def monotonic() -> float:
        # Each look asks for the time, and then so does the complaint about its failure.
        if threading.current_thread().name == "dispatcher" and next(asked) % 2 == 0:
            raise RuntimeError("a bug")
        return office.time.clock.monotonic()

    with office.pool(ScriptedModel(), clock=Clock(office.time.clock.now, monotonic)):
        until(lambda: bool(log.entries("inbox.failed")))
        for at in range(MANY):
            office.inbox.put(question(ts=f"{at}.0"))

    # Without a pause it would have looked thousands of times.
    assert next(asked) < MANY


def test_questions_that_end_in_a_moment_are_followed_by_one_look(office: Office) -> None:
    """Each look costs as much as a part of an answer; whoever has just asked waits for none."""
    looks, posts = [0.0], list[float]()

    def monotonic() -> float:
        if threading.current_thread().name == "dispatcher":
            looks.append(real_time.monotonic())
        return office.time.clock.monotonic()

    def gathered(pool: WorkerPool, at: int) -> bool:
        asked = question(ts=f"{at}.0", thread=f"{at}.0")
        office.put(pool, asked)
        office.wait_for(asked, "done")
        until(lambda: looks[-1] > posts[-1])
        return min(look for look in looks if look > posts[-1]) >= posts[-1] + GATHER_S

    office.channel.before_post = lambda: posts.append(real_time.monotonic())
    clock = Clock(office.time.clock.now, monotonic)
    with office.pool(ScriptedModel(*[words("Mild.")] * FEW), clock=clock) as pool:
        # In one of several tries also where a look that is due without news comes just then.
        assert any(gathered(pool, at) for at in range(FEW))


def test_a_question_that_cannot_be_read_costs_no_other(office: Office, log: Log) -> None:
    """Such as one from a newer version of the program; it is given up."""
    broken, asked = question(channel="C1", thread=FIRST, ts=SECOND), question(channel="C2")
    office.inbox.put(broken)
    office.change("UPDATE questions SET question = '{\"later\": 1}'")

    with office.pool(ScriptedModel(words("Mild."))) as pool:
        office.put(pool, asked)
        office.channel.wait_for_posts(1)

    assert office.row(broken).state == "dead"
    assert office.channel.texts(asked) == ["Mild."]
    (told,) = log.entries("question.unreadable")
    named = (told["level"], told["id"], told["key"])
    assert named == ("ERROR", office.row(broken).id, broken.key)


def test_a_database_that_fails_in_the_middle_of_a_question_costs_time_only(
    office: Office, log: Log
) -> None:
    """It can't be given back then, so that its lease runs out and it is taken up again."""
    asked = question()
    model = ScriptedModel(words("Lost."), words("Mild."))
    model.gate.clear()

    with office.pool(model) as pool:
        office.put(pool, asked)
        assert model.arrivals.acquire(timeout=PATIENCE_S)
        office.break_table("questions")
        model.gate.set()
        until(lambda: bool(log.entries("question.not_released")))
        office.mend_table("questions")
        office.pass_s(pool, LEASE_S + 1)
        office.channel.wait_for_posts(1)

    assert office.channel.texts(asked) == ["Mild."]
    assert office.row(asked).state == "done"


def test_stop_waits_for_the_work_in_hand(office: Office) -> None:
    """And takes nothing more."""
    asked, next_one = question(ts=FIRST), question(ts=SECOND, thread=FIRST)
    other = question(channel="C2")
    model = ScriptedModel(words("Mild."))
    model.gate.clear()

    with office.pool(model) as pool:
        office.put(pool, asked, next_one)
        assert model.arrivals.acquire(timeout=PATIENCE_S)
        pool.close()
        office.put(pool, other)
        stopping = threading.Thread(target=pool.stop, args=(5,))
        stopping.start()
        stopping.join(0.05)
        was_waiting = stopping.is_alive()
        model.gate.set()
        stopping.join(PATIENCE_S)

    assert was_waiting
    assert office.channel.texts(asked) == ["Mild."]
    assert office.row(asked).state == "done"
    assert [office.row(each).state for each in (next_one, other)] == ["ready"] * 2


def test_stop_gives_back_what_is_not_ready_in_time(office: Office, log: Log) -> None:
    """Another process can take it at once, and an answer that comes too late is void."""
    asked, deleted = question(), question(ts=SECOND)
    model = ScriptedModel(words("Too late."), words("Too late."))
    model.gate.clear()

    with office.pool(model) as pool:
        office.put(pool, asked, deleted)
        for _ in range(2):
            assert model.arrivals.acquire(timeout=PATIENCE_S)
        with office.database.transaction() as transaction:
            office.inbox.withdraw(transaction, deleted, may_come=False)
        began_s = real_time.monotonic()
        pool.stop(0)
        took_s = real_time.monotonic() - began_s
        (lease,) = office.inbox.claim(2)
        model.gate.set()
        until(lambda: len(log.entries("question.overtaken")) == 2)

    assert (lease.question, lease.attempt, lease.may_be_posted) == (asked, 2, False)
    assert took_s < RELEASE_S  # that is for a database that hangs
    assert office.channel.tries == []
    (told,) = log.entries("questions.released")
    assert (told["level"], told["count"]) == ("WARNING", 1)
    assert log.entries("questions.not_released") == []


def test_a_post_that_stop_does_not_see_the_end_of_is_looked_for(office: Office) -> None:
    """A little later, so that it has arrived by then if it ever does."""
    asked = question()
    is_posting, may_post = threading.Event(), threading.Event()

    def before_post() -> None:
        is_posting.set()
        assert may_post.wait(PATIENCE_S)

    office.channel.before_post = before_post
    with office.pool(ScriptedModel(words("Mild."))) as pool:
        office.put(pool, asked)
        assert is_posting.wait(PATIENCE_S)
        pool.stop(0)
        too_soon, due_in_s = office.inbox.claim(1), office.due_in_s(asked)
        may_post.set()
        office.channel.wait_for_posts(1)
    office.time.pass_s(due_in_s)
    with office.pool(ScriptedModel(words("never said"))):
        office.wait_for(asked, "done", attempt=2)

    assert (too_soon, due_in_s) == ([], ARRIVAL_S)
    assert office.channel.searches == [asked]
    assert office.channel.texts(asked) == ["Mild."]


def test_a_lease_is_renewed_while_stop_waits(office: Office) -> None:
    """Nobody else answers what is about to be answered here."""
    asked = question()
    model = ScriptedModel(words("Mild."))
    model.gate.clear()

    with office.pool(model) as pool:
        office.put(pool, asked)
        assert model.arrivals.acquire(timeout=PATIENCE_S)
        stopping = threading.Thread(target=pool.stop, args=(5,))
        stopping.start()
        for _ in range(4):
            office.pass_s(pool, LEASE_S / 2)
            until(lambda: office.due_in_s(asked) == LEASE_S)
        model.gate.set()
        stopping.join(PATIENCE_S)

    row = office.row(asked)
    assert (row.state, row.attempt) == ("done", 1)


def test_a_locked_database_does_not_hold_up_the_end(office: Office, log: Log) -> None:
    """What can't be given back is taken up again when its lease has run out."""
    asked = question()
    model = ScriptedModel(words("Mild."))
    model.gate.clear()

    with office.pool(model) as pool, sqlite3.connect(office.folder / "office.db") as other:
        office.put(pool, asked)
        assert model.arrivals.acquire(timeout=PATIENCE_S)
        other.execute("BEGIN IMMEDIATE")
        pool.stop(0, release_s=0.05)
        entries = log.entries("questions.not_released")
        said = [(entry["level"], entry["reason"]) for entry in entries]
        other.rollback()
        until(lambda: office.row(asked).state == "ready")
    other.close()

    assert said == [("ERROR", "the database hangs")]


def test_what_a_broken_database_does_not_take_back_is_taken_up_later(
    office: Office, log: Log
) -> None:
    """When its lease has run out; the log has the reason."""
    asked = question()
    model = ScriptedModel(words("Mild."))
    model.gate.clear()

    with office.pool(model) as pool:
        office.put(pool, asked)
        assert model.arrivals.acquire(timeout=PATIENCE_S)
        office.break_table("questions")
        pool.stop(0)
        office.mend_table("questions")
        (lease,) = later_inbox(office).claim(1)

    (told,) = log.entries("questions.not_released")
    assert (told["level"], "no such table" in told["reason"]) == ("ERROR", True)
    assert lease.question == asked


def test_an_answer_is_logged_with_its_reference_and_its_times(office: Office, log: Log) -> None:
    """The operator sees where the time went, how much was asked of the model, and how it ended."""
    asked, empty = question("weather in London?"), question("", ts=SECOND)

    with office.pool(ScriptedModel(calls("London"), words("Mild."))) as pool:
        office.put(pool, asked)
        office.channel.wait_for_posts(1)
        office.put(pool, empty)
        office.channel.wait_for_posts(2)

    entries = log.entries("question.answered")
    assert all(entry.pop("time") for entry in entries)
    is_one = {"level": "INFO", "logger": "bot.questions.worker", "event": "question.answered"}
    tokens = {"prompt_tokens": 20, "completion_tokens": 4, "model_calls": 2}
    counted = {"tool_calls": 1, "weather_asked": 1, **tokens}
    both = ("person", "save", "delivery", "settle", "total")
    ended = {f"{name}_ms": 0 for name in both}  # by a clock that stands still
    times = {f"{name}_ms": 0 for name in ("history", "model", "batch", "check", "reply")} | ended
    assert entries == [
        is_one | counted | times | {"reference": asked.reference, "ended": "answered"},
        is_one | ended | {"reference": empty.reference, "ended": "told"},
    ]


@pytest.mark.parametrize(
    ("turns", "tokens"), [((calls("Oslo"), words("Mild.")), 24), ((words(""),), 12)]
)
def test_what_the_model_has_read_and_written_is_counted(
    office: Office, turns: tuple[Completion, ...], tokens: int
) -> None:
    """Of all its turns, one that came to nothing too, before the answer is seen.

    In whichever attempt that is.
    """
    limits = Limits(office.database, office.time.clock, tokens_per_day=tokens)

    def refusal() -> Refusal | None:
        return limits.refusal_of(question(), is_guest=False)

    seen: list[Refusal | None] = []
    office.channel.before_post = lambda: seen.append(refusal())
    office.channel.asker_faults.append(RuntimeError("a bug"))
    with office.pool(ScriptedModel(*turns), tokens_per_day=tokens) as pool:
        office.put(pool, question())
        office.wait_for(question(), "ready")
        office.pass_s(pool, 1)
        office.channel.wait_for_posts(1)

    assert [each and each.reason for each in seen] == ["tokens"]
    assert (
        Limits(office.database, office.time.clock, tokens_per_day=tokens + 1).refusal_of(
            question(), is_guest=False
        )
        is None
    )


def test_tokens_that_cannot_be_counted_cost_no_answer(office: Office, log: Log) -> None:
    """The operator reads of them."""
    asked = question()
    office.break_table("usage")

    with office.pool(ScriptedModel(words("Mild.")), tokens_per_day=24) as pool:
        office.put(pool, asked)
        office.wait_for(asked, "done")

    assert office.channel.texts(asked) == ["Mild."]
    (told,) = log.entries("tokens.not_counted")
    assert (told["level"], "no such table" in told["reason"]) == ("ERROR", True)


@pytest.mark.parametrize("log_messages", [True, False])
def test_what_people_write_is_logged_only_where_it_is_wanted(
    office: Office, log: Log, *, log_messages: bool
) -> None:
    """LOG_MESSAGES decides; neither a success nor a failure gives it away without."""
    asked = question("my secret trip to Oslo")
    office.channel.faults.append(Fault(not_confirmed()))

    with office.pool(ScriptedModel(words("Secretly mild.")), log_messages=log_messages) as pool:
        office.put(pool, asked)
        office.wait_for(asked, "ready")
        office.pass_s(pool, 1)
        office.wait_for(asked, "done", attempt=2)

    (entry,) = log.entries("question.answered")
    assert ("secret trip" in log.text) is log_messages
    assert entry.get("text") == (asked.text if log_messages else None)
    assert "mild" not in log.text


@pytest.mark.parametrize("log_messages", [True, False])
def test_the_steps_of_a_question_are_logged_for_whoever_debugs(
    office: Office, log: Log, *, log_messages: bool
) -> None:
    """One by one, with the messages that the model was sent where texts may be logged."""
    logging.getLogger("bot").setLevel("DEBUG")
    asked = question("my secret trip to Oslo")

    model = ScriptedModel(calls("Oslo", "Rome"), words("Mild."))
    model.gate.clear()
    with office.pool(model, log_messages=log_messages) as pool:
        office.put(pool, asked)
        model.arrivals.acquire()
        office.time.pass_s(0.2504)
        model.gate.set()
        office.wait_for(asked, "done")

    (entry,) = log.entries("question.steps")
    assert (entry["level"], entry["question"], entry["attempt"]) == ("DEBUG", asked.key, 1)
    assert (entry["reference"], entry["took_ms"]) == (asked.reference, 250.4)
    names = [step["name"] for step in entry["steps"]]
    assert names.index("model_call") < names.index("model") < names.index("save")
    assert names[-1] == "settle"
    call = entry["steps"][names.index("model_call")]
    assert call["call"]["model"] == "scripted"
    assert ("secret trip" in json.dumps(call.get("sent", ""))) is log_messages
    answered = entry["steps"][names.index("tool_calls")]["calls"]
    assert [report[3] for each in answered for report in each["weather"]] == ["asked", "asked"]
    written = [f'{{"place": "{city}"}}' if log_messages else None for city in ("Oslo", "Rome")]
    assert [each.get("arguments") for each in answered] == written


def lose(office: Office, asked: Question) -> None:
    """Begin with a question, and end as a process does that is killed."""
    office.inbox.put(asked)
    office.inbox.claim(1)
    office.time.pass_s(LEASE_S)


def test_a_question_that_can_stop_a_process_stops_no_second_one(office: Office, log: Log) -> None:
    """After an attempt without an answer, its reading has to come to an end elsewhere first."""
    asked, model = question("a text without end"), ScriptedModel(words("Mild."))
    lose(office, asked)

    with office.pool(model, can_be_read=lambda text: text != asked.text) as pool:
        pool.wake()
        office.wait_for(asked, "done", attempt=2)

    (text,) = office.channel.texts(asked)
    assert asked.reference in text
    assert model.requests == []
    assert log.entries("question.given_up")[0]["reference"] == asked.reference


def test_a_question_whose_process_was_killed_is_answered_once_it_proves_readable(
    office: Office,
) -> None:
    """Most processes end for other reasons than their questions."""
    asked, read = question("weather in Oslo?"), list[str]()
    lose(office, asked)

    with office.pool(
        ScriptedModel(words("Mild.")), can_be_read=lambda text: read.append(text) is None
    ) as pool:
        pool.wake()
        office.wait_for(asked, "done", attempt=2)
        office.put(pool, later := question("weather in Rome?", ts=SECOND))
        office.wait_for(later, "done")

    assert [*office.channel.texts(asked), *office.channel.texts(later)] == ["Mild.", "Mild."]
    assert read == [asked.text]


def test_the_channel_says_who_asks(office: Office) -> None:
    """The model is told the time of asking that the channel knows, and what the bot itself does."""
    model = ScriptedModel(words("Mild."))
    People(office.database, office.time.clock).set_home("T1", "U1", "Bergen, Norway")

    with office.pool(model) as pool:
        office.put(pool, question())
        office.channel.wait_for_posts(1)

    rules, *others = (message.content for message in model.requests[0].messages)
    assert f"{MONDAY:%A, %Y-%m-%d, %H:%M}" in rules
    assert "Bergen, Norway" in str(others)
