"""How long questions and histories are kept, and how they are deleted before that time."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock
from bot.errors import DatabaseError
from bot.messages import Question
from bot.storage.closed_questions import forget_presses
from bot.storage.database import Database
from bot.storage.history import History
from bot.storage.inbox import Inbox
from bot.storage.people import People
from bot.storage.remarks import forget_remarks, withdraw_remark
from bot.telemetry import log_event

PURGE_EVERY_S = 3600.0
PAUSE_S = 0.05
CLOSE_S = 1.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Removed:
    """How many rows were deleted."""

    questions: int
    turns: int


@dataclass(frozen=True, slots=True)
class Retention:
    """Deletes what is stored; any number of processes may do so on one database.

    Attributes:
        pause: Lets others at the database, between two transactions.
    """

    database: Database
    inbox: Inbox
    history: History
    people: People
    clock: Clock
    days: int
    pause: Callable[[], None]

    def withdraw(self, question: Question, *, may_come: bool) -> None:
        """Take a message out that its author has deleted; unknown ones change nothing.

        As a remark it goes from beside the questions of others. As a question it goes with its
        turn and its feedback, is not answered any more, and stored again never. With `may_come`
        that holds also for one that arrives later than its deletion.
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

    def withdraw_remark(self, said: Question) -> None:
        """Take a message out of what is known of a thread, where somebody else has asked there.

        Its author has put it in other words; a question that it is stays.
        """
        with self.database.transaction() as transaction:
            was_found = withdraw_remark(transaction, said)
        if was_found:
            self._scrub()

    def forget(self, owner: Mapping[str, str]) -> Removed:
        """Delete what belongs to an owner: to one or more of a team, a channel and a user.

        Questions in work are not posted any more, unless that has begun already. A user is taken
        out of the questions of others too: what they said in a thread before, and where they have
        pressed a button.
        """
        # In this order: without its question, no turn is stored any more.
        questions = self.inbox.forget(owner, self._after_a_pause)
        removed = Removed(questions, self.history.forget(owner, self._after_a_pause))
        self.people.forget(owner, self._after_a_pause)
        if "user" in owner:
            forget_presses(self.database, owner, self._after_a_pause)
            forget_remarks(self.database, owner, self._after_a_pause)
        self._log("retention.forgotten", removed)
        self._scrub()
        return removed

    def purge(self, may_go_on: Callable[[], bool]) -> Removed:
        """Delete what is older than it may be, but no question that is still to be answered.

        Between two transactions, `may_go_on` can take a pause or end it.
        """
        oldest = self.clock.now() - timedelta(days=self.days)
        before_ts = f"{oldest.timestamp():.6f}"
        questions = self.inbox.purge(before_ts, may_go_on)
        removed = Removed(questions, self.history.purge(before_ts, may_go_on))
        self.people.purge(before_ts, may_go_on)
        if removed != Removed(0, 0):
            self._log("retention.purged", removed)
        self._scrub()  # in any case, for those who could not
        return removed

    def _after_a_pause(self) -> bool:
        self.pause()
        return True

    def _log(self, event: str, removed: Removed) -> None:
        counts = {"questions": removed.questions, "turns": removed.turns}
        log_event(logger, logging.INFO, event, **counts)

    def _scrub(self) -> None:
        if not self.database.scrub():
            # The next purge tries it again.
            log_event(logger, logging.WARNING, "retention.not_scrubbed", reason="others are busy")


class Purge:
    """Deletes what is too old now and then, on a thread of its own."""

    def __init__(
        self, retention: Retention, *, every_s: float = PURGE_EVERY_S, pause_s: float = PAUSE_S
    ) -> None:
        """Purge once at the start and then after so long; pause between two transactions."""
        self._retention = retention
        self._every_s = every_s
        self._pause_s = pause_s
        self._is_closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="purge", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """End it, in the middle of its work as well; what is left is for the next time."""
        self._is_closed.set()
        if self._thread.is_alive():
            self._thread.join(CLOSE_S)

    def _run(self) -> None:
        while not self._is_closed.is_set():
            try:
                self._retention.purge(lambda: not self._is_closed.wait(self._pause_s))
            except Exception as error:  # noqa: BLE001 - or nothing would be purged any more
                is_expected = isinstance(error, DatabaseError)
                reason = str(error) if is_expected else type(error).__name__
                log_event(logger, logging.ERROR, "retention.failed", reason=reason)
            self._is_closed.wait(self._every_s)
