"""The inbox: every accepted question waits in the database until it is answered or given up.

A question is ready, then leased to one worker at a time, and at last done or dead. The number of
the attempt is the fence: the worker of an older attempt can't change the question any more.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import sqlalchemy as sa

from bot.clock import Clock
from bot.errors import LeaseLostError
from bot.messages import Answer, Question, answer_from_json, question_from_json, to_json
from bot.storage.claims import CLAIM
from bot.storage.closed_questions import tidy
from bot.storage.database import Database, Transaction
from bot.storage.engines import insert_of
from bot.storage.fair_share import Person, rank_s
from bot.storage.tables import belongs_to, is_closed, is_message, is_open, questions
from bot.telemetry import log_event

ARRIVAL_S = 3.0
"""Seconds after which a post whose response was lost must be visible in its thread, if it was made
at all."""

logger = logging.getLogger(__name__)

# Statements are built once, since building one takes longer than running it.
_CHANGE = (
    sa.update(questions)
    .where(
        questions.c.id == sa.bindparam("held_id"),
        questions.c.attempt == sa.bindparam("held_attempt"),
        questions.c.state == "leased",
    )
    .returning(questions.c.id)
)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a question for a while.

    Attributes:
        attempt: 1 for the first; a higher one means that an earlier attempt ended half-way.
        answer: The saved answer; None when the question is still unanswered.
        may_be_posted: Whether an earlier attempt can have posted the answer.
    """

    id: int
    attempt: int
    question: Question
    answer: Answer | None
    may_be_posted: bool


class Inbox:
    """The questions of all threads; those of one thread are leased one by one, oldest first."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        lease_s: float,
        now_s: Callable[[Transaction], float] | None = None,
    ) -> None:
        """Take the length of a lease and its clock, `now_s`, in seconds since 1970.

        The default clock is that of `Database.now_s`.
        """
        self.database = database
        self.now_s = now_s or (lambda transaction: database.now_s(transaction, clock))
        self.lease_s = lease_s
        self._post_lease_s = max(lease_s, ARRIVAL_S)

    def put(self, question: Question, *, state: str = "ready") -> bool:
        """Store a question durably; return False when it was there already."""
        return self.database.do(
            lambda transaction: self.put_within(transaction, question, state=state)
        )

    def put_within(
        self, transaction: Transaction, question: Question, *, state: str = "ready"
    ) -> bool:
        """Store a question within the caller's transaction; return False when it was there."""
        row = {
            "key": question.key,
            "thread_key": question.thread_key,
            "ts": question.ts,
            "team": question.team,
            "channel": question.channel,
            "user": question.user,
            "state": state,
            "attempt": 0,
            "due_at_s": 0.0,  # due at once
            "rank_s": rank_s(transaction, question, self.now_s(transaction)),
            "question": to_json(question),
            "may_be_posted": False,
        }
        return (
            transaction.execute(_put_statement(transaction.dialect.name), row).first() is not None
        )

    def refuse_within(self, transaction: Transaction, question: Question) -> None:
        """Close a question that was stored a moment ago, and keep it in these words."""
        values = {"state": "dead", "question": to_json(question)}
        named = questions.c.key == question.key
        transaction.execute(sa.update(questions).where(named).values(values))

    def is_busy_with(self, thread_key: str) -> bool:
        """Return whether a question of a thread still waits for its answer."""
        query = sa.select(questions.c.id).where(
            questions.c.thread_key == thread_key, is_open(questions)
        )
        with self.database.transaction() as transaction:
            return transaction.execute(query.limit(1)).first() is not None

    def claim(self, limit: int, *, passed_over: Collection[Person] = ()) -> list[Lease]:
        """Lease at most `limit` questions that are due and first in their thread.

        Questions whose author and workspace have the fewest waiting are taken first, and among
        equals the oldest; the list is ordered by time. Questions of people in `passed_over` are not
        taken. A question that can't be read, as after a return to an older version, is given up.
        """

        def claim(transaction: Transaction) -> list[Lease]:
            return list(self._leases(transaction, limit, passed_over))

        # No lease outlasts a loss of power, after which nobody works on the question any more.
        leases = self.database.do(claim, must_last=False)
        return sorted(leases, key=lambda lease: lease.question.ts)

    def renew(self, leases: Sequence[Lease]) -> None:
        """Prolong those of the leases that this process still holds."""
        with self.database.transaction(must_last=False) as transaction:
            now_s = self.now_s(transaction)
            is_unanswered = questions.c.answer.is_(sa.null())
            until_s = sa.case(
                (is_unanswered, now_s + self.lease_s), else_=now_s + self._post_lease_s
            )
            transaction.execute(
                sa.update(questions)
                .where(questions.c.state == "leased", _among(leases))
                .values(due_at_s=until_s)
            )

    def save_answer(self, lease: Lease, answer: Answer) -> Lease:
        """Save the answer with its question before it is posted; return the renewed lease.

        Raises:
            LeaseLostError: Another worker has the question now.
        """
        values = {"answer": to_json(answer), "may_be_posted": True}
        self.database.do(lambda transaction: self._prolong(transaction, lease, **values))
        return replace(lease, answer=answer)

    def confirm(self, lease: Lease) -> None:
        """Renew one lease, right before a step that only its holder may take.

        Raises:
            LeaseLostError: Another worker has the question now, or it was withdrawn or forgotten.
        """
        self.database.do(lambda transaction: self._prolong(transaction, lease), must_last=False)

    def settle(self, transaction: Transaction, lease: Lease, reply_id: str) -> bool:
        """Mark the question as done, within the caller's transaction.

        Returns:
            Whether its wording is still the newest; an older one must not enter the history.

        Raises:
            LeaseLostError: Another worker has the question now.
        """
        self._change(transaction, lease, state="done", reply_id=reply_id)
        return tidy(transaction, lease.question)

    def release(self, lease: Lease, delay_s: float, *, may_be_posted: bool) -> None:
        """Give the question back, to be tried again after a delay in seconds.

        Raises:
            LeaseLostError: Another worker has the question now.
        """
        with self.database.transaction() as transaction:
            values = {
                "state": "ready",
                "due_at_s": self.now_s(transaction) + delay_s,
                "may_be_posted": may_be_posted,
            }
            self._change(transaction, lease, **values)

    def release_all(self, leases: Sequence[Lease]) -> int:
        """Give back the questions that a process holds when it ends; return their number.

        A question without an answer is due at once. One with an answer is due `ARRIVAL_S` later:
        its reply may be under way, and the next worker must be able to find it in the thread.
        """
        with self.database.transaction() as transaction:
            now_s = self.now_s(transaction)
            due_at_s = sa.case((questions.c.answer.is_(sa.null()), now_s), else_=now_s + ARRIVAL_S)
            released = transaction.execute(
                sa.update(questions)
                .where(questions.c.state == "leased", _among(leases))
                .values(state="ready", due_at_s=due_at_s)
                .returning(questions.c.id)
            )
            return len(released.all())

    def bury(self, lease: Lease) -> None:
        """Give the question up for good, so that its thread goes on.

        Raises:
            LeaseLostError: Another worker has the question now.
        """
        with self.database.transaction() as transaction:
            self._change(transaction, lease, state="dead")
            tidy(transaction, lease.question)

    def withdraw(self, transaction: Transaction, question: Question, *, may_come: bool) -> bool:
        """Empty a stored question down to its key; return whether it was stored.

        The key stays, so that the question is neither answered nor stored again. With `may_come`,
        a question that is not stored yet is refused should it arrive later.
        """
        if may_come:
            self.put_within(transaction, question, state="dead")
        nothing: dict[str, object] = {"question": {}, "answer": None, "user": ""}
        found = transaction.execute(
            sa.update(questions)
            .where(is_message(questions, question))
            .values(state="dead", **nothing)
            .returning(questions.c.id)
        )
        return found.first() is not None

    def forget(self, owner: Mapping[str, str], may_go_on: Callable[[], bool]) -> int:
        """Delete an owner's questions in every state; return their number."""
        return self.database.remove(
            questions, belongs_to(questions, owner), questions.c.id, may_go_on
        )

    def purge(self, before_ts: str, may_go_on: Callable[[], bool]) -> int:
        """Delete the done and dead questions from before a time; return their number."""
        is_old = sa.and_(is_closed(questions), questions.c.ts < before_ts)
        return self.database.remove(questions, is_old, questions.c.ts, may_go_on)

    def _leases(
        self, transaction: Transaction, limit: int, passed_over: Collection[Person]
    ) -> Iterator[Lease]:
        now_s = self.now_s(transaction)
        values = {"now_s": now_s, "until_s": now_s + self.lease_s, "most": limit}
        people = {"passed_over": list(passed_over)}
        for row in transaction.execute(CLAIM, values | people).all():
            try:
                yield _lease(row)
            except (KeyError, TypeError, ValueError):
                log_event(logger, logging.ERROR, "question.unreadable", id=row.id, key=row.key)
                unreadable = sa.update(questions).where(questions.c.id == row.id)
                transaction.execute(unreadable.values(state="dead"))

    def _prolong(self, transaction: Transaction, lease: Lease, **values: object) -> None:
        until_s = self.now_s(transaction) + self._post_lease_s
        self._change(transaction, lease, due_at_s=until_s, **values)

    def _change(self, transaction: Transaction, lease: Lease, **values: object) -> None:
        held = {"held_id": lease.id, "held_attempt": lease.attempt}
        if transaction.execute(_CHANGE, {**held, **values}).first() is None:
            raise LeaseLostError(f"attempt {lease.attempt} at {lease.question.key!r} was overtaken")


@cache
def _put_statement(dialect: str) -> sa.Insert:
    """Return the statement that stores a question unless its key is stored already."""
    new: sa.Insert = (
        insert_of(dialect)(questions)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(questions.c.id)
    )
    return new


def _among(leases: Sequence[Lease]) -> sa.ColumnElement[bool]:
    return sa.tuple_(questions.c.id, questions.c.attempt).in_(
        [(lease.id, lease.attempt) for lease in leases]
    )


def _lease(row: sa.Row[Any]) -> Lease:
    return Lease(
        id=row.id,
        attempt=row.attempt,
        question=question_from_json(row.question),
        answer=answer_from_json(row.answer) if row.answer else None,
        may_be_posted=row.may_be_posted,
    )
