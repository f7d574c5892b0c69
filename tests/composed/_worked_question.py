"""A worker with all that it needs, and its question with all that can happen to that."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Final

from fakes.channel import FakeChannel
from fakes.clock import FakeTime
from fakes.conversation import conversation
from fakes.databases import ready_database
from fakes.questions import question
from fakes.scripted_model import ScriptedModel, words

from bot.clock import Deadline
from bot.messages import Answer, Asker, Message, Reply
from bot.models import Completion
from bot.questions.intake import Intake
from bot.questions.worker import Worker
from bot.storage.database import Database
from bot.storage.history import History
from bot.storage.inbox import Inbox, Lease
from bot.storage.operation.limits import Limits
from bot.storage.people import People
from bot.storage.revisions import Revisions
from bot.tools import Tool

LATER: Final = "1763895700.000100"


class ScriptedModels:
    """A model whose script changes from case to case."""

    name, is_by_rules = "scripted", False
    script = ScriptedModel(words("?"))

    def complete(
        self,
        messages: Sequence[Message],
        tools: Sequence[Tool],
        asker: Asker,
        deadline: Deadline,
        *,
        may_call_tools: bool = True,
    ) -> Completion:
        """Return the next turn of the script."""
        return self.script.complete(messages, tools, asker, deadline, may_call_tools=may_call_tools)


class WorkedQuestion:
    """A question in a worker's hands; each method is something that happens to it."""

    def __init__(self, worker: Worker, time: FakeTime) -> None:
        self.database, self.worker, self.time = worker.database, worker, time
        self.asked = question()
        self.held: list[Lease] = []
        limits = worker.limits
        own = (worker.inbox, worker.revisions, worker.history)
        self.intake = Intake(*own, limits, lambda: None)

    def work(self) -> None:
        """Make an attempt, and let the time pass until the next."""
        for lease in self.worker.inbox.claim(9):
            self.worker.work(lease)

    def wait(self) -> None:
        """Let more time pass than a lease lasts."""
        self.time.pass_s(61)

    def wait_long(self) -> None:
        """Let more than an hour pass."""
        self.time.pass_s(3_700)

    def press(self) -> None:
        """Have somebody ask again by a button."""
        self.intake.ask_again(self.asked, LATER, "U2")

    def edit(self) -> None:
        """Have the message edited."""
        edited = replace(self.asked, text="weather in Rome?", revision=LATER)
        self.intake.revise(edited)

    def stop(self) -> None:
        """Have the thread stopped."""
        self.intake.stop(self.asked.thread_key, "de-DE", LATER)

    def follow(self) -> None:
        """Have somebody say more in the thread without a mention."""
        later = replace(self.asked, ts=LATER, text="and tomorrow?", surface="follow_up")
        self.intake.overhear(later)

    def hold(self) -> None:
        """Lease the question, and be held up for longer than the lease lasts."""
        self.held = self.worker.inbox.claim(9)
        self.wait_long()

    def late(self) -> None:
        """Go on with what was leased then."""
        for lease in self.held:
            self.worker.work(lease)

    def delete(self) -> None:
        """Have the message deleted."""
        with self.database.transaction() as transaction:
            self.worker.inbox.withdraw(transaction, self.asked, may_come=True)

    def died(self) -> None:
        """Have a process end after it has saved an answer, before it knows of a post."""
        for lease in self.worker.inbox.claim(9):
            self.worker.inbox.save_answer(lease, Answer(Reply("Saved.", is_answer=True)))
        self.wait_long()


@contextmanager
def worker_with(time: FakeTime, model: ScriptedModels) -> Iterator[Worker]:
    """Yield a worker over a database without any rows."""
    with ready_database("sqlite") as url, closing(Database(url)) as database:
        history = History(database, max_tokens=8_000)
        inbox = Inbox(database, time.clock, lease_s=60)
        with conversation(model, history, time.clock) as talk:
            yield Worker(
                inbox=inbox,
                revisions=Revisions(database, inbox, history),
                history=history,
                people=People(database, time.clock),
                limits=Limits(database, time.clock, tokens_per_day=1_000_000),
                conversation=talk,
                database=database,
                channel=FakeChannel(),
                clock=time.clock,
                turn_deadline_s=60,
                max_attempts=3,
                log_messages=False,
                can_be_read=bool,
            )
