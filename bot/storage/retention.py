"""Retention: questions and histories are deleted by age, or earlier on somebody's wish."""

import itertools
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import sqlalchemy as sa

from bot.clock import Clock
from bot.errors import DatabaseError
from bot.messages import Question
from bot.storage.closed_questions import forget_presses
from bot.storage.database import REMOVED_AT_ONCE, Database
from bot.storage.history import History
from bot.storage.inbox import Inbox
from bot.storage.operation.limits import Limits
from bot.storage.people import People
from bot.storage.remarks import forget_remarks, withdraw_remark
from bot.storage.tables import belongs_to, questions, turns
from bot.telemetry import OnceAMinute, log_event

PURGE_EVERY_S = 3600.0
PAUSE_S = 0.05
CLOSE_S = 1.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Removed:
    """The numbers of deleted rows."""

    questions: int
    turns: int


@dataclass(frozen=True, slots=True)
class Retention:
    """Deletes stored rows; any number of processes may do so on one database.

    Attributes:
        days: The age, in days, from which rows are purged.
        pause: Waits between two transactions, so that other work gets at the database.
    """

    database: Database
    inbox: Inbox
    history: History
    people: People
    limits: Limits
    clock: Clock
    days: int
    pause: Callable[[], None]

    def withdraw(self, question: Question, *, may_come: bool) -> None:
        """Delete a message that its author has deleted; do nothing when it is not stored.

        A remark is deleted from the questions of others that it was stored with. A question is
        deleted with its turn and its feedback, and is neither answered nor stored any more. With
        `may_come`, a question that arrives after its deletion is refused too.
        """
        with self.database.transaction() as transaction:
            was_remark = withdraw_remark(transaction, question)
            was_found = self.inbox.withdraw(transaction, question, may_come=may_come)
            if was_found:
                self.history.withdraw(transaction, question)
                self.people.withdraw(transaction, question)
        if was_found:
            log_event(logger, logging.INFO, "question.withdrawn", reference=question.reference)
        if was_found or was_remark:
            self._scrub()

    def workspaces_with(self, said: Question) -> tuple[str, ...]:
        """Return the workspaces in whose stored questions a message can be found.

        They are those with questions of the message's channel from its time on, which workspaces
        can share.
        """
        named = sa.select(questions.c.team).where(
            questions.c.channel == said.channel, questions.c.ts >= said.ts
        )
        with self.database.transaction() as transaction:
            found = transaction.execute(named.distinct().order_by(questions.c.team))
            return tuple(found.scalars())

    def withdraw_remark(self, said: Question) -> None:
        """Delete a message that its author has edited from the remarks stored with questions.

        A question that was stored from the same message stays.
        """
        with self.database.transaction() as transaction:
            was_found = withdraw_remark(transaction, said)
        if was_found:
            self._scrub()

    def forget(self, owner: Mapping[str, str]) -> Removed:
        """Delete all rows of an owner, named by one or more of team, channel and user.

        The answer to a question in work is not posted any more, unless posting has begun. A user's
        remarks and button presses are deleted from the questions of others too.
        """
        # The questions go first: without its question, no turn is stored any more.
        questions = self.inbox.forget(owner, self._after_a_pause)
        removed = Removed(questions, self.history.forget(owner, self._after_a_pause))
        self.people.forget(owner, self._after_a_pause)
        self.limits.forget(owner)
        if "user" in owner:
            forget_presses(self.database, owner, self._after_a_pause)
            forget_remarks(self.database, owner, self._after_a_pause)
        self._log("retention.forgotten", removed)
        self._scrub(is_thorough=True)
        if not self.database.rewrite():
            reason = "others are busy; run VACUUM (FULL) on the bot's tables"
            log_event(logger, logging.WARNING, "retention.not_rewritten", reason=reason)
        return removed

    def count(self, owner: Mapping[str, str]) -> int:
        """Return the number of an owner's questions and turns, which `forget` would delete."""
        with self.database.transaction() as transaction:
            owned = [
                sa.select(sa.func.count()).select_from(table).where(belongs_to(table, owner))
                for table in (questions, turns)
            ]
            return sum(transaction.execute(query).scalar_one() for query in owned)

    def purge(self, may_go_on: Callable[[], bool]) -> Removed:
        """Delete all rows older than `days`, except questions that still wait for an answer.

        `may_go_on` is called between two transactions: it can pause, and False ends the purge.
        """
        oldest = self.clock.now() - timedelta(days=self.days)
        before_ts = f"{oldest.timestamp():.6f}"
        questions = self.inbox.purge(before_ts, may_go_on)
        removed = Removed(questions, self.history.purge(before_ts, may_go_on))
        self.people.purge(before_ts, may_go_on)
        self.limits.purge()
        if removed != Removed(0, 0):
            self._log("retention.purged", removed)
        # In any case, for earlier deletions that could not scrub.
        self._scrub(is_thorough=removed != Removed(0, 0))
        return removed

    def _after_a_pause(self) -> bool:
        self.pause()
        return True

    def _log(self, event: str, removed: Removed) -> None:
        counts = {"questions": removed.questions, "turns": removed.turns}
        log_event(logger, logging.INFO, event, **counts)

    def _scrub(self, *, is_thorough: bool = False) -> None:
        if not self.database.scrub(is_thorough=is_thorough):
            # The next purge scrubs again.
            log_event(logger, logging.WARNING, "retention.not_scrubbed", reason="others are busy")


class Purge:
    """A thread that purges the database from time to time."""

    def __init__(
        self, retention: Retention, *, every_s: float = PURGE_EVERY_S, pause_s: float = PAUSE_S
    ) -> None:
        """Purge once at the start and then every `every_s`; pause between two transactions."""
        self._retention = retention
        self._every_s = every_s
        self._pause_s = pause_s
        self._may_report = OnceAMinute(retention.clock)
        self._is_closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="purge", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def close(self) -> None:
        """End the thread, in the middle of a purge too; the next start purges the rest."""
        self._is_closed.set()
        if self._thread.is_alive():
            self._thread.join(CLOSE_S)

    def _run(self) -> None:
        while not self._is_closed.is_set():
            try:
                self._retention.purge(partial(self._may_go_on, itertools.count(1)))
            except Exception as error:  # noqa: BLE001 - else the thread would end
                is_expected = isinstance(error, DatabaseError)
                reason = str(error) if is_expected else type(error).__name__
                log_event(logger, logging.ERROR, "retention.failed", reason=reason)
            self._is_closed.wait(self._every_s)

    def _may_go_on(self, batches: Iterator[int]) -> bool:
        """Pause after a full batch; a long purge tells the log how far it is, once a minute."""
        rows = next(batches) * REMOVED_AT_ONCE
        if self._may_report():
            log_event(logger, logging.INFO, "retention.purging", rows=rows)
        return not self._is_closed.wait(self._pause_s)
