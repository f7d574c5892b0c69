"""Whatever happens in whatever order, the inbox does what a few lines of plain Python say."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from fakes.clock import FakeTime
from fakes.databases import Opened
from fakes.questions import question
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from bot.errors import LeaseLostError
from bot.messages import Answer, Reply, answer_from_json
from bot.storage.database import Database
from bot.storage.fair_share import OWN_STEP_S, WORKSPACE_STEP_S
from bot.storage.inbox import ARRIVAL_S, Inbox, Lease
from bot.storage.tables import questions

LEASE_S = 60
THREADS = 3
QUESTIONS_OF_A_THREAD = 4
# Fewer would not always find that a fence of the inbox is gone.
FEWEST_RUNS = 20
STEPS = (
    *("arrive", "take", "expire", "renew", "save_answer", "release", "release_all", "settle"),
    *("bury", "crash"),
)


@dataclass
class Expected:
    """What is to be known of one question."""

    thread: str
    ts: str
    due_at_s: float
    rank_s: float
    state: str = "ready"
    attempt: int = 0
    answer: Answer | None = None
    may_be_posted: bool = False
    reply_id: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its answer."""
        return self.state in ("ready", "leased")


class InboxMachine(RuleBasedStateMachine):
    """Workers that are slow, crash or are overtaken, at one inbox."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database
        self.time = FakeTime()
        self.expected: dict[str, Expected] = {}
        self.leases: list[Lease] = []
        self.inbox = Inbox(
            database, self.time.clock, lease_s=LEASE_S, now_s=lambda _transaction: self.now_s
        )

    @property
    def now_s(self) -> float:
        """The time of the moment."""
        return self.time.clock.now().timestamp()

    @initialize(waiting=st.permutations(range(1, THREADS + 1)))
    def begin(self, waiting: list[int]) -> None:
        """Start with a question in each thread, two in work, so that any step can go wrong."""
        with self.database.transaction() as transaction:
            transaction.execute(questions.delete())
        for thread in waiting:
            self.accept(thread, number=QUESTIONS_OF_A_THREAD - thread)
        self.claim(THREADS - 1)

    @rule(data=st.data(), step=st.sampled_from(STEPS))
    def step(self, data: st.DataObject, step: str) -> None:
        """Anything happens that can.

        It is one rule, since of several each run leaves some out, and then misses their faults.
        """
        getattr(self, step)(data)

    def arrive(self, data: st.DataObject) -> None:
        """Somebody asks in some thread."""
        thread = data.draw(st.integers(1, THREADS))
        self.accept(thread, data.draw(st.integers(1, QUESTIONS_OF_A_THREAD)))

    def take(self, data: st.DataObject) -> None:
        """A worker has time for some questions."""
        self.claim(data.draw(st.integers(1, THREADS)))

    def accept(self, thread: int, number: int) -> None:
        """A question arrives, perhaps again, perhaps before an earlier one of its thread."""
        asked = question(ts=f"10{number}.00000{thread}", thread=f"100.00000{thread}")

        waiting = sum(each.is_open for each in self.expected.values())  # all are of one person
        rank_s = self.now_s + waiting * OWN_STEP_S + (WORKSPACE_STEP_S if waiting else 0)
        is_new = self.inbox.put(asked)

        assert is_new == (asked.key not in self.expected)
        if is_new:
            self.expected[asked.key] = Expected(asked.thread_key, asked.ts, 0.0, rank_s)

    def claim(self, limit: int) -> None:
        """A worker takes what is due: the first open question of each thread."""
        due = [key for key, each in self.expected.items() if self.is_due(each)]
        in_line = sorted(due, key=lambda key: (self.expected[key].rank_s, self.expected[key].ts))
        expected = sorted(in_line[:limit], key=lambda key: self.expected[key].ts)

        leases = self.inbox.claim(limit)

        assert [lease.question.key for lease in leases] == expected
        for lease in leases:
            each = self.expected[lease.question.key]
            # Nobody else holds it: it was never handed out, was given back, or its time is over.
            assert each.is_open
            each.state, each.attempt = "leased", each.attempt + 1
            each.due_at_s = self.now_s + LEASE_S
            assert lease.attempt == each.attempt
            assert (lease.answer, lease.may_be_posted) == (each.answer, each.may_be_posted)
        self.leases += leases

    def renew(self, data: st.DataObject) -> None:
        """A worker that may have been overtaken prolongs what it still has."""
        leases = [self.any_lease(data) for _ in range(3)]

        self.inbox.renew(leases)

        for lease in leases:
            if self.holds(lease):
                self.expected[lease.question.key].due_at_s = self.now_s + LEASE_S

    def save_answer(self, data: st.DataObject) -> None:
        """A worker has an answer."""
        lease = self.any_lease(data)
        answer = Answer(Reply(f"by attempt {lease.attempt}"))

        def save() -> None:
            assert self.inbox.save_answer(lease, answer).answer == answer

        self.change(lease, save, answer=answer, may_be_posted=True, due_at_s=self.now_s + LEASE_S)

    def release(self, data: st.DataObject) -> None:
        """A worker gives a question back."""
        delay_s, may_be_posted = data.draw(st.sampled_from([0, 1, 90])), data.draw(st.booleans())
        self.give_back(self.any_lease(data), delay_s, may_be_posted=may_be_posted)

    def release_all(self, data: st.DataObject) -> None:
        """A process ends and gives back what it still has."""
        leases = [self.any_lease(data) for _ in range(3)]
        held = {lease.question.key for lease in leases if self.holds(lease)}

        assert self.inbox.release_all(leases) == len(held)
        for key in held:
            each = self.expected[key]
            each.state = "ready"
            each.due_at_s = self.now_s + (ARRIVAL_S if each.answer else 0)

    def settle(self, data: st.DataObject) -> None:
        """A worker has posted the answer."""
        lease = self.any_lease(data)

        def settle() -> None:
            with self.database.transaction() as transaction:
                self.inbox.settle(transaction, lease, f"reply {lease.attempt}")

        self.change(lease, settle, state="done", reply_id=f"reply {lease.attempt}")

    def bury(self, data: st.DataObject) -> None:
        """A worker gives a question up."""
        lease = self.any_lease(data)
        self.change(lease, lambda: self.inbox.bury(lease), state="dead")

    def crash(self, data: st.DataObject) -> None:
        """A worker dies just before it commits: nothing has happened."""
        lease = self.any_lease(data)
        if not self.holds(lease):
            return

        def die_while_settling() -> None:
            with self.database.transaction() as transaction:
                self.inbox.settle(transaction, lease, "never committed")
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            die_while_settling()

    def expire(self, data: st.DataObject) -> None:
        """Time passes, and some leases end."""
        self.time.pass_s(data.draw(st.sampled_from([1, LEASE_S / 2, LEASE_S - 1, LEASE_S])))

    @invariant()
    def nothing_is_lost_doubled_or_changed_by_others(self) -> None:
        """What is stored is what is expected, question by question."""
        with self.database.transaction() as transaction:
            rows = transaction.execute(questions.select().order_by(questions.c.key)).all()

        stored = [
            (row.key, row.state, row.attempt, row.due_at_s, row.may_be_posted, row.reply_id)
            for row in rows
        ]
        assert stored == [
            (key, each.state, each.attempt, each.due_at_s, each.may_be_posted, each.reply_id)
            for key, each in sorted(self.expected.items())
        ]
        answers = {row.key: row.answer and answer_from_json(row.answer) for row in rows}
        assert answers == {key: each.answer for key, each in self.expected.items()}

    def teardown(self) -> None:
        """In the end every question that is still open can be answered, in its thread's order."""
        self.time.pass_s(1000)
        answered = []
        while leases := self.inbox.claim(1):
            with self.database.transaction() as transaction:
                self.inbox.settle(transaction, leases[0], "reply")
            answered.append(leases[0].question)

        left = [key for key, each in self.expected.items() if each.is_open]
        assert sorted(asked.key for asked in answered) == sorted(left)
        for thread in {asked.thread for asked in answered}:
            order = [asked.ts for asked in answered if asked.thread == thread]
            assert order == sorted(order)

    def any_lease(self, data: st.DataObject) -> Lease:
        """Return a lease of any state; one that counted may be lost just before.

        All are equally likely, whichever are many, so that a missing fence shows within few steps.
        """
        kinds: dict[str, list[Lease]] = {}
        for lease in self.leases:
            each = self.expected[lease.question.key]
            kind = f"{each.state}, {'newest' if each.attempt == lease.attempt else 'older'}"
            kinds.setdefault(kind, []).append(lease)
        lease = data.draw(st.sampled_from(kinds[data.draw(st.sampled_from(sorted(kinds)))]))
        if self.holds(lease):
            fate = data.draw(st.sampled_from(["held", "overtaken", "given back"]))
            if fate == "overtaken":
                self.time.pass_s(LEASE_S)
                self.claim(THREADS)
            elif fate == "given back":
                self.give_back(lease, 0, may_be_posted=False)
        return lease

    def give_back(self, lease: Lease, delay_s: int, *, may_be_posted: bool) -> None:
        """Have a worker give a question back."""
        self.change(
            lease,
            lambda: self.inbox.release(lease, delay_s, may_be_posted=may_be_posted),
            state="ready",
            due_at_s=self.now_s + delay_s,
            may_be_posted=may_be_posted,
        )

    def holds(self, lease: Lease) -> bool:
        """Return whether nobody has overtaken this lease, and its question is still open."""
        each = self.expected[lease.question.key]
        return each.state == "leased" and each.attempt == lease.attempt

    def is_due(self, each: Expected) -> bool:
        """Return whether a question is to be handed out next in its thread."""
        earlier = [
            other
            for other in self.expected.values()
            if other.is_open and other.thread == each.thread and other.ts < each.ts
        ]
        return each.is_open and each.due_at_s <= self.now_s and not earlier

    def change(self, lease: Lease, work: Callable[[], None], **values: object) -> None:
        """Let a worker change a question; it must fail when the lease is no longer its own."""
        if not self.holds(lease):
            with pytest.raises(LeaseLostError):
                work()
            return
        work()
        for name, value in values.items():
            setattr(self.expected[lease.question.key], name, value)


@pytest.mark.timeout(300)  # what fails is made as short as possible first
def test_the_inbox_keeps_its_promises(opened: Opened) -> None:
    """Stored once, leased to one at a time, in order, never lost, never back from done or dead."""

    class Machine(InboxMachine):
        def __init__(self) -> None:
            super().__init__(opened.database)

    examples = max(FEWEST_RUNS, settings.default.max_examples)
    run_state_machine_as_test(
        Machine, settings=settings(stateful_step_count=20, max_examples=examples)
    )
