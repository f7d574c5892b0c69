"""The worker: it answers a leased question, delivers the reply and settles the question."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial

from bot.answering.conversation import Conversation, Surroundings, apology
from bot.clock import Clock
from bot.errors import DatabaseError, DeliveryError, LeaseLostError, RefusedError
from bot.messages import Answer, Question, Reply
from bot.questions.channel import ReplyChannel
from bot.storage.database import Database, Transaction
from bot.storage.history import History
from bot.storage.inbox import ARRIVAL_S, Inbox, Lease
from bot.storage.operation.limits import Limits
from bot.storage.people import People
from bot.storage.revisions import Revisions
from bot.telemetry import Trace, log_event

LONGEST_BACKOFF_S = 60.0
MOST_BLIND_ATTEMPTS = 2
"""Attempts after which a reply counts as posted when the bot may not look for it in the thread."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Worker:
    """Brings a leased question to its end: it is answered, given back or given up."""

    inbox: Inbox
    revisions: Revisions
    history: History
    people: People
    conversation: Conversation
    limits: Limits
    database: Database
    channel: ReplyChannel
    clock: Clock
    turn_deadline_s: float
    max_attempts: int
    log_messages: bool
    can_be_read: Callable[[str], bool]
    on_end: Callable[[Trace, str], None] = lambda *_: None
    on_failure: Callable[[], None] = lambda: None

    def work(self, lease: Lease) -> None:
        """Answer a question and deliver the reply; a failure never loses the question."""
        trace = Trace(lease.question.reference, self.clock)
        try:
            if lease.answer is None:
                lease = self._answered(lease, trace)
            elif not lease.may_be_posted:
                # From here on the answer may be posted: after a crash, the next attempt must look.
                lease = self.inbox.save_answer(lease, lease.answer)
            if _keeps_earlier(lease):
                self._leave(lease)
            else:
                self._finish(lease, trace)
        except LeaseLostError as error:
            log_event(logger, logging.WARNING, "question.overtaken", reason=str(error))
        except Exception as error:  # noqa: BLE001 - nothing that a plug-in raises may lose a question
            self._retry_later(lease, error)
        else:
            trace.note(ended=(ended := _ended(lease, trace)))
            self.on_end(trace, ended)
            said = {"text": lease.question.text} if self.log_messages else {}
            log_event(logger, logging.INFO, "question.answered", **trace.fields(), **said)
            self._log_steps(lease, trace)
        finally:
            self.channel.end_progress(lease.question)

    def _count_tokens(self, lease: Lease, trace: Trace) -> None:
        """Count what an attempt has cost, however it ended."""
        tokens = sum(call.prompt_tokens + call.completion_tokens for call in trace.model_calls)
        try:
            self.limits.add_tokens(lease.question.team, tokens)
        except DatabaseError as error:
            log_event(logger, logging.ERROR, "tokens.not_counted", reason=str(error))

    def _log_steps(self, lease: Lease, trace: Trace) -> None:
        """Log the steps one by one at DEBUG, and the model's messages where texts may be logged."""
        if not logger.isEnabledFor(logging.DEBUG):
            return
        steps = [asdict(step) for step in trace.steps]
        for step in steps if not self.log_messages else ():
            del step["sent"]
            for call in step["calls"]:
                del call["arguments"]
        about = {"question": lease.question.key, "attempt": lease.attempt, "steps": steps}
        reference, took_ms = lease.question.reference, round(trace.spans_s["total"] * 1000, 1)
        fields = {"reference": reference, **about, "took_ms": took_ms}
        log_event(logger, logging.DEBUG, "question.steps", **fields)

    def _answered(self, lease: Lease, trace: Trace) -> Lease:
        """Return the lease with a saved answer: an apology after too many attempts."""
        question = lease.question
        is_endless = lease.attempt > 1 and not self.can_be_read(question.text)
        if lease.attempt > self.max_attempts or is_endless:
            log_event(logger, logging.ERROR, "question.given_up", reference=question.reference)
            trace.note(apologised=True)
            language = self.channel.asker(question).language
            return self.inbox.save_answer(lease, Answer(apology(question, language)))
        deadline = self.clock.deadline(self.turn_deadline_s)
        with trace.span("person"):
            asker = self.people.known(question, self.channel.asker(question))
        surroundings = Surroundings(
            on_progress=partial(self._show_progress, lease),
            said_before=partial(self.channel.said_before, question),
        )
        try:
            answer = self.conversation.answer(question, asker, deadline, surroundings, trace)
        finally:
            # Before the answer is seen: the next question must not pass a limit that is reached.
            self._count_tokens(lease, trace)
        with trace.span("save"):
            return self.inbox.save_answer(lease, answer)

    def _show_progress(self, lease: Lease, status: str, steps: Sequence[str]) -> None:
        """Show a status in the channel.

        Raises:
            LeaseLostError: The question was taken over or withdrawn. It is looked up only when the
                status has steps, since only then the work will take long.
        """
        if steps:
            self.inbox.confirm(lease)
        self.channel.show_progress(lease.question, status, steps)

    def _leave(self, lease: Lease) -> None:
        """Leave an earlier answer as it is, and tell the person who pressed the button why."""
        assert lease.answer is not None
        self.inbox.bury(lease)
        if text := lease.answer.reply.text:
            self.channel.tell(lease.question, lease.question.pressed_by, text)

    def _finish(self, lease: Lease, trace: Trace) -> None:
        """Post the answer unless an earlier attempt has, and settle the question."""
        answer = lease.answer
        assert answer is not None
        with trace.span("delivery"):
            reply_id = self._find(lease) if lease.may_be_posted else None
            if reply_id is None:
                if lease.may_be_posted:
                    # During the search, the question can have been deleted or taken over.
                    self.inbox.confirm(lease)
                reply_id = self._post(lease.question, answer.reply)
        # What a loss of power undoes of this is done again: the reply is found in its thread.
        with trace.span("settle"):
            self.database.do(partial(self._settle, lease, answer, reply_id), must_last=False)

    def _settle(
        self, lease: Lease, answer: Answer, reply_id: str, transaction: Transaction
    ) -> None:
        if self.inbox.settle(transaction, lease, reply_id):
            self.history.append(transaction, lease.question, answer)

    def _post(self, question: Question, reply: Reply) -> str:
        """Post a reply, in the place of the earlier one if the question was asked again.

        Returns:
            The reply's id; "" for a question that gets no reply.
        """
        if not reply.text:
            return ""
        if earlier_id := self.revisions.earlier_reply(question):
            return self.channel.edit(question, earlier_id, reply)
        return self.channel.post(question, reply)

    def _find(self, lease: Lease) -> str | None:
        """Look in the thread for the reply of an earlier attempt.

        When the channel forbids looking, `MOST_BLIND_ATTEMPTS` attempts may post without it: two
        replies are better than none.

        Returns:
            The reply's id; None when it is to be posted; "" when it counts as posted unseen.
        """
        try:
            return self.channel.find(lease.question)
        except RefusedError as error:
            if not (error.is_final or error.is_mendable):
                raise  # a later attempt may be allowed to look
            log_event(logger, logging.ERROR, "thread.unreadable", reason=str(error))
            return None if lease.attempt <= MOST_BLIND_ATTEMPTS else ""

    def _retry_later(self, lease: Lease, error: Exception) -> None:
        """Give the question back for a later attempt, or give it up when that is hopeless.

        A finished answer waits for a channel that is down as long as it takes.
        """
        self._log_failure(lease, error)
        self.on_failure()
        try:
            if self._is_hopeless(lease, error):
                self.inbox.bury(lease)
                self._show_alone(lease, error)
                return
            may_be_posted = lease.may_be_posted or _may_have_arrived(error)
            self.inbox.release(lease, _delay_s(lease, error), may_be_posted=may_be_posted)
        except (LeaseLostError, DatabaseError) as follow_up:
            # The lease runs out by itself, and then the question is leased again.
            log_event(logger, logging.ERROR, "question.not_released", reason=str(follow_up))

    def _show_alone(self, lease: Lease, error: Exception) -> None:
        """Show an answer that was refused for good to whoever has asked for it."""
        question, answer = lease.question, lease.answer
        if not isinstance(error, RefusedError) or question.surface == "follow_up":
            return  # a follow-up was asked of nobody
        if answer and answer.reply.text:
            self.channel.show_alone(question, answer.reply)

    def _is_hopeless(self, lease: Lease, error: Exception) -> bool:
        """Return whether the answer can never be posted.

        That is so when the channel refuses it for good, or when the bot's own code keeps failing.
        """
        if isinstance(error, RefusedError):
            is_unknown = not (error.is_final or error.is_mendable)
            return error.is_final or (is_unknown and lease.attempt >= self.max_attempts)
        is_passing = isinstance(error, (DeliveryError, DatabaseError))
        return lease.answer is not None and lease.attempt >= self.max_attempts and not is_passing

    def _log_failure(self, lease: Lease, error: Exception) -> None:
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


def _ended(lease: Lease, trace: Trace) -> str:
    """Return the way in which a question has ended, for the log and the metrics."""
    answer, facts = lease.answer, trace.facts
    if answer is None or not answer.reply.text:
        return "silent"
    if facts.get("apologised"):
        return "apologised"
    if facts.get("fallback"):
        return "fallback"
    return "answered" if answer.reply.is_answer else "told"


def _keeps_earlier(lease: Lease) -> bool:
    """Return whether a button press led to an apology or a note.

    The earlier answer then stays in place.
    """
    answer = lease.answer
    return bool(lease.question.pressed_by and answer and not answer.reply.is_answer)


def _may_have_arrived(error: Exception) -> bool:
    return error.may_have_arrived if isinstance(error, DeliveryError) else True


def _delay_s(lease: Lease, error: Exception) -> float:
    """Return the pause in seconds: the channel's wish, else one that doubles with every attempt."""
    if isinstance(error, DeliveryError) and error.retry_after_s is not None:
        return error.retry_after_s
    delay_s = min(LONGEST_BACKOFF_S, 2.0 ** min(lease.attempt - 1, 10))
    # A post whose response was lost can still be on its way, and would not be found yet.
    is_under_way = isinstance(error, DeliveryError) and error.may_have_arrived
    return max(delay_s, ARRIVAL_S) if is_under_way else delay_s
