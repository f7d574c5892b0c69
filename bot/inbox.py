"""The durable intake: every accepted question waits here until it is answered or given up.

A question is ready, then leased to one worker at a time, and at last done or dead. The number of
the attempt is the fence: whoever holds an older one can't change the question any more.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from bot.clock import Clock
from bot.database import Database, Transaction, is_open, questions
from bot.errors import LeaseLostError
from bot.messages import Answer, Question, answer_from_json, question_from_json, to_json
from bot.telemetry import log_event

logger = logging.getLogger(__name__)

_EARLIER = questions.alias()
_IS_FIRST = ~sa.exists().where(
    _EARLIER.c.thread_key == questions.c.thread_key,
    is_open(_EARLIER),
    sa.tuple_(_EARLIER.c.ts, _EARLIER.c.id) < sa.tuple_(questions.c.ts, questions.c.id),
)
_DUE = (
    sa.select(questions.c.id)
    .where(is_open(questions), questions.c.due_at_s <= sa.bindparam("now_s"), _IS_FIRST)
    .order_by(questions.c.ts)
    .limit(sa.bindparam("most"))
)
# Statements are built once, since building one takes longer than running it.
_PUT = insert(questions).on_conflict_do_nothing(index_elements=["key"]).returning(questions.c.id)
_CHANGE = (
    sa.update(questions)
    .where(
        questions.c.id == sa.bindparam("held_id"),
        questions.c.attempt == sa.bindparam("held_attempt"),
        questions.c.state == "leased",
    )
    .returning(questions.c.id)
)
_CLAIM = (
    sa.update(questions)
    .where(questions.c.id.in_(_DUE))
    .values(state="leased", attempt=questions.c.attempt + 1, due_at_s=sa.bindparam("until_s"))
    .returning(*questions.c)
)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a question for a while.

    Attributes:
        attempt: 1 for the first; a higher one means that an earlier attempt ended half-way.
        answer: What has been saved; None when the question is still unanswered.
        may_be_posted: Whether an earlier attempt can have posted the answer.
    """

    id: int
    attempt: int
    question: Question
    answer: Answer | None
    may_be_posted: bool


class Inbox:
    """The questions of all threads; a thread's are handed out one by one, in their order."""

    def __init__(self, database: Database, clock: Clock, *, lease_s: float) -> None:
        self._database = database
        self._clock = clock
        self.lease_s = lease_s

    def put(self, question: Question) -> bool:
        """Store a question durably; return False when it was there already."""
        row = {
            "key": question.key,
            "thread_key": question.thread_key,
            "ts": question.ts,
            "state": "ready",
            "attempt": 0,
            "due_at_s": self._now_s(),
            "question": to_json(question),
            "may_be_posted": False,
        }
        with self._database.transaction() as transaction:
            return transaction.execute(_PUT, row).first() is not None

    def claim(self, limit: int) -> list[Lease]:
        """Lease up to so many questions that are due and first in their thread, oldest first.

        One that can't be read, as after a return to an older version, is given up.
        """
        now_s = self._now_s()
        values = {"now_s": now_s, "until_s": now_s + self.lease_s, "most": limit}
        leases = []
        with self._database.transaction() as transaction:
            for row in transaction.execute(_CLAIM, values).all():
                try:
                    leases.append(_lease(row))
                except (KeyError, TypeError, ValueError):
                    log_event(logger, logging.ERROR, "question.unreadable", id=row.id, key=row.key)
                    unreadable = sa.update(questions).where(questions.c.id == row.id)
                    transaction.execute(unreadable.values(state="dead"))
        return sorted(leases, key=lambda lease: lease.question.ts)

    def renew(self, leases: Sequence[Lease]) -> None:
        """Prolong the leases that are still held."""
        held = sa.tuple_(questions.c.id, questions.c.attempt).in_(
            [(lease.id, lease.attempt) for lease in leases]
        )
        with self._database.transaction() as transaction:
            transaction.execute(
                sa.update(questions)
                .where(questions.c.state == "leased", held)
                .values(due_at_s=self._now_s() + self.lease_s)
            )

    def save_answer(self, lease: Lease, answer: Answer) -> Lease:
        """Keep the answer with its question before it is posted, and renew the lease.

        Raises:
            LeaseLostError: Another worker has the question now.
        """
        values = {"answer": to_json(answer), "may_be_posted": True}
        with self._database.transaction() as transaction:
            self._change(transaction, lease, due_at_s=self._now_s() + self.lease_s, **values)
        return replace(lease, answer=answer)

    def settle(self, transaction: Transaction, lease: Lease, reply_id: str) -> None:
        """Mark the question as done, within the caller's transaction.

        Raises:
            LeaseLostError: Another worker has the question now.
        """
        self._change(transaction, lease, state="done", reply_id=reply_id)

    def release(self, lease: Lease, delay_s: float, *, may_be_posted: bool) -> None:
        """Give the question back, to be tried again after a delay.

        Raises:
            LeaseLostError: Another worker has the question now.
        """
        values = {"due_at_s": self._now_s() + delay_s, "may_be_posted": may_be_posted}
        with self._database.transaction() as transaction:
            self._change(transaction, lease, state="ready", **values)

    def bury(self, lease: Lease) -> None:
        """Give the question up for good, so that its thread goes on.

        Raises:
            LeaseLostError: Another worker has the question now.
        """
        with self._database.transaction() as transaction:
            self._change(transaction, lease, state="dead")

    def _change(self, transaction: Transaction, lease: Lease, **values: object) -> None:
        held = {"held_id": lease.id, "held_attempt": lease.attempt}
        if transaction.execute(_CHANGE, {**held, **values}).first() is None:
            raise LeaseLostError(f"attempt {lease.attempt} at {lease.question.key!r} was overtaken")

    def _now_s(self) -> float:
        return self._clock.now().timestamp()


def _lease(row: sa.Row[Any]) -> Lease:
    return Lease(
        id=row.id,
        attempt=row.attempt,
        question=question_from_json(row.question),
        answer=answer_from_json(row.answer) if row.answer else None,
        may_be_posted=row.may_be_posted,
    )
