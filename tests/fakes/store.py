"""A database with all that writes to it and deletes from it."""

import threading
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.messages import Answer, Message, Question, Remark, Reply, to_json
from bot.storage.database import Database
from bot.storage.history import History
from bot.storage.inbox import Inbox, Lease
from bot.storage.operation.limits import Limits
from bot.storage.people import People
from bot.storage.retention import Retention
from bot.storage.revisions import Revisions
from bot.storage.tables import is_message, metadata, questions, turns
from fakes.clock import FakeTime
from fakes.questions import question

DAYS = 30


@dataclass
class Store:
    """A database with all that writes to it, 30 days kept, the time standing still.

    It is opened unless it is given as open already.
    """

    url: str
    opened: Database | None = None
    time: FakeTime = field(default_factory=FakeTime)
    pauses: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def __post_init__(self) -> None:
        self.database = self.opened or Database(self.url)
        self.inbox = Inbox(self.database, self.time.clock, lease_s=60)
        self.history = History(self.database, max_tokens=100_000)
        self.revisions = Revisions(self.database, self.inbox, self.history)
        self.people = People(self.database, self.time.clock)
        self.retention = Retention(
            self.database,
            self.inbox,
            self.history,
            self.people,
            Limits(self.database, self.time.clock),
            self.time.clock,
            DAYS,
            pause=self.pauses.release,
        )

    def ts(self, *, days_ago: float = 0.0, number: int = 0) -> str:
        """Return the ts of a message that is so old."""
        then = self.time.clock.now() - timedelta(days=days_ago)
        return f"{then.timestamp() - 1:.0f}.{number:06d}"

    def ask(self, text: str = "weather?", **fields: str) -> Question:
        """Have somebody ask; the question is open."""
        own = {"user": fields.pop("user", "U1"), "revision": fields.pop("revision", "")}
        asked = replace(question(text, **{"ts": self.ts(), **fields}), **own)
        self.inbox.put(asked)
        return asked

    def answer(self, text: str = "weather?", *remarks: Remark, **fields: str) -> Question:
        """Have somebody ask, and answer it, with what was said in the thread before."""
        self.ask(text, **fields)
        (lease,) = self.inbox.claim(1)
        return self.settle(self.save(lease, *remarks))

    def save(self, lease: Lease, *remarks: Remark) -> Lease:
        """Save an answer to a question, which is not in its thread yet."""
        text = lease.question.text
        turn = (Message("user", text), Message("assistant", f"answer to {text}"))
        answer = Answer(Reply(f"answer to {text}"), turn, remarks=remarks)
        return self.inbox.save_answer(lease, answer)

    def settle(self, lease: Lease) -> Question:
        """Have the answer in its thread."""
        assert lease.answer
        with self.database.transaction() as transaction:
            if self.inbox.settle(transaction, lease, "reply"):
                self.history.append(transaction, lease.question, lease.answer)
        return lease.question

    def repeat(self, asked: Question, count: int) -> None:
        """Store copies of a question and of its turn: each a little later, in its own channel."""
        seconds, _, _ = asked.ts.partition(".")
        others = [
            replace(asked, channel=f"C{number}", ts=f"{seconds}.{number:06d}")
            for number in range(1, count + 1)
        ]
        with self.database.transaction() as transaction:
            for table in (questions, turns):
                found = transaction.execute(table.select().where(is_message(table, asked)))
                for row in found.mappings().all():
                    copies = [_copy(dict(row), other) for other in others]
                    transaction.execute(table.insert(), copies)

    def told(self, asked: Question) -> list[str]:
        """Return what a model is told of the thread before a later question."""
        later = replace(asked, ts="9999999999.000000")
        return [message.content for turn in self.history.load(later).turns for message in turn]

    def everything(self) -> str:
        """Return all that is in the tables."""
        with self.database.transaction() as transaction:
            return str([transaction.execute(t.select()).all() for t in metadata.sorted_tables])

    def stored(self) -> tuple[list[str], list[str]]:
        """Return the keys of the questions and the ts of the turns that are there."""
        with self.database.transaction() as transaction:
            keys = transaction.execute(sa.select(questions.c.key)).scalars().all()
            return sorted(keys), sorted(transaction.execute(sa.select(turns.c.ts)).scalars().all())


def _copy(row: dict[str, Any], other: Question) -> dict[str, Any]:
    """Return a row of the tables as another question has it."""
    own = {"ts": other.ts, "channel": other.channel, "thread_key": other.thread_key}
    if "key" in row:
        own |= {"key": other.key, "question": to_json(other)}
    return {name: value for name, value in row.items() if name != "id"} | own


def readable(store: Store, *texts: str) -> list[str]:
    """Return which texts can be read from the files of a SQLite database."""
    path = Path(store.url.removeprefix("sqlite:///"))
    content = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    return [text for text in texts if text.encode() in content]
