"""Take questions from the inbox, answer them, deliver the replies and settle them."""

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Protocol

from bot.clock import Clock
from bot.conversation import Conversation, apology
from bot.database import Database
from bot.errors import DatabaseError, DeliveryError
from bot.history import History
from bot.inbox import Inbox, Lease, LeaseLostError
from bot.messages import Answer, Asker, Question, Reply
from bot.telemetry import Trace, log_event

POLL_S = 0.5
LONGEST_BACKOFF_S = 60.0

logger = logging.getLogger(__name__)


class ReplyChannel(Protocol):
    """Where questions come from and their replies go to."""

    def asker(self, question: Question) -> Asker:
        """Return the circumstances of the person who asks; sensible defaults when unknown."""
        ...

    def show_progress(self, question: Question, status: str) -> None:
        """Show what is going on, such as "is thinking…"; returns at once and never raises."""
        ...

    def post(self, question: Question, reply: Reply) -> str:
        """Send the one reply and return its id.

        Raises:
            DeliveryError: It was not confirmed.
        """
        ...

    def find(self, question: Question) -> str | None:
        """Return the id of the reply that an earlier attempt has posted; None without one.

        Raises:
            DeliveryError: The thread can't be read.
        """
        ...


@dataclass(frozen=True, slots=True)
class Worker:
    """Brings one leased question to its end: answered, given back or given up."""

    inbox: Inbox
    history: History
    conversation: Conversation
    database: Database
    channel: ReplyChannel
    clock: Clock
    turn_deadline_s: float
    max_attempts: int
    log_messages: bool

    def work(self, lease: Lease) -> None:
        """Answer and deliver a question; whatever goes wrong, it is not lost."""
        trace = Trace(lease.question.reference, self.clock)
        try:
            answer = lease.answer or self._answer(lease, trace)
            with trace.span("delivery"):
                reply_id = self._deliver(lease, answer)
            with trace.span("settle"), self.database.transaction() as transaction:
                self.inbox.settle(transaction, lease, reply_id)
                self.history.append(transaction, lease.question, answer.turn)
        except LeaseLostError as error:
            log_event(logger, logging.WARNING, "question.overtaken", reason=str(error))
        except Exception as error:  # noqa: BLE001 - nothing that a plug-in raises may lose a question
            self._retry_later(lease, error)
        else:
            said = {"text": lease.question.text} if self.log_messages else {}
            log_event(logger, logging.INFO, "question.answered", **trace.fields(), **said)

    def _answer(self, lease: Lease, trace: Trace) -> Answer:
        question = lease.question
        answer = self.conversation.answer(
            question,
            self.channel.asker(question),
            self.clock.deadline(self.turn_deadline_s),
            lambda status: self.channel.show_progress(question, status),
            trace,
        )
        with trace.span("save"):
            self.inbox.save_answer(lease, answer)
        return answer

    def _deliver(self, lease: Lease, answer: Answer) -> str:
        """Post the reply unless an earlier attempt has."""
        posted_id = self.channel.find(lease.question) if lease.attempt > 1 else None
        return posted_id or self.channel.post(lease.question, answer.reply)

    def _retry_later(self, lease: Lease, error: Exception) -> None:
        is_expected = isinstance(error, (DeliveryError, DatabaseError))
        log_event(
            logger,
            logging.ERROR,
            "question.failed",
            reference=lease.question.reference,
            attempt=lease.attempt,
            reason=str(error) if is_expected else type(error).__name__,
        )
        if not is_expected:
            logger.error("question.failure", exc_info=error)
        try:
            if lease.attempt >= self.max_attempts:
                self._give_up(lease)
                return
            asked_s = error.retry_after_s if isinstance(error, DeliveryError) else None
            backoff_s = min(LONGEST_BACKOFF_S, 2.0 ** (lease.attempt - 1))
            self.inbox.release(lease, backoff_s if asked_s is None else asked_s)
        except (LeaseLostError, DatabaseError) as follow_up:
            # The lease runs out by itself, and the question is taken up again then.
            log_event(logger, logging.ERROR, "question.not_released", reason=str(follow_up))

    def _give_up(self, lease: Lease) -> None:
        """Apologise where there is no answer, as well as the channel can, and free the thread."""
        question = lease.question
        try:
            if lease.answer is None and self.channel.find(question) is None:
                self.channel.post(question, Reply(apology(question)))
        except DeliveryError as error:
            log_event(logger, logging.ERROR, "apology.failed", reason=str(error))
        self.inbox.bury(lease)
        log_event(logger, logging.ERROR, "question.dead", reference=question.reference)


class WorkerPool:
    """Hands questions from the inbox to threads, as many at once as there are threads."""

    def __init__(self, worker: Worker, *, threads: int) -> None:
        self._worker = worker
        self._inbox = worker.inbox
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="worker")
        self._held: dict[Future[None], Lease] = {}
        self._renew_every_s = worker.inbox.lease_s / 3
        self._renew_at_s = 0.0
        self._news = threading.Event()
        self._is_stopping = threading.Event()
        self._dispatcher = threading.Thread(target=self._dispatch, name="dispatcher", daemon=True)

    def start(self) -> None:
        """Begin to take questions."""
        self._dispatcher.start()

    def wake(self) -> None:
        """Say that there is a new question, so that it need not wait for the next look."""
        self._news.set()

    def stop(self, timeout_s: float) -> None:
        """Take no more questions and wait for those in work.

        What is not ready in time stays in the inbox, and is taken up again when its lease has
        run out.
        """
        deadline = self._worker.clock.deadline(timeout_s)
        self._is_stopping.set()
        self._news.set()
        self._dispatcher.join(deadline.left_s())
        wait(list(self._held), deadline.left_s())
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _dispatch(self) -> None:
        while not self._is_stopping.is_set():
            self._news.clear()
            try:
                may_be_more = self._take()
            except DatabaseError as error:
                log_event(logger, logging.ERROR, "inbox.unreadable", reason=str(error))
                may_be_more = False
            if not may_be_more:
                self._news.wait(min(POLL_S, self._renew_every_s))

    def _take(self) -> bool:
        """Lease what is due and keep what is held; return whether there may be more at once."""
        for future in [future for future in self._held if future.done()]:
            del self._held[future]
        free = self._threads - len(self._held)
        leases = self._inbox.claim(free) if free else []
        for lease in leases:
            future = self._pool.submit(self._worker.work, lease)
            self._held[future] = lease
            future.add_done_callback(lambda _: self._news.set())
        now_s = self._worker.clock.monotonic()
        if self._held and now_s >= self._renew_at_s:
            self._inbox.renew(list(self._held.values()))
            self._renew_at_s = now_s + self._renew_every_s
        return 0 < free == len(leases)
