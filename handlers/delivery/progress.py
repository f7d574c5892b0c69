"""Slack's "is thinking…" line, shown beside the work: never fatal, never late, never stuck.

Slack drops a status by itself when the bot posts in the thread, and after two minutes:
https://docs.slack.dev/reference/methods/assistant.threads.setStatus (checked 2026-11-23).
"""

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from bot.clock import Clock
from bot.errors import DeliveryError, RefusedError
from bot.messages import Question
from handlers.delivery.status_line import Status, StatusLine, Step
from handlers.escaping import cut, harmless
from handlers.installations import Installations

TIMEOUT_S = 3
LONGEST_WAIT_S = 0.5
FIRST_PAUSE_S = 0.1
TICK_S = 0.5
QUIET_S = 0.02
"""Seconds without news of any of several questions after which statuses are sent."""
LONGEST_HELD_UP_S = 0.3
CLOSE_S = 1.0
MAX_STEPS, MAX_STEP_CHARACTERS = 10, 50

_STATUS, _SESSION = "assistant.threads.setStatus", "agents.sessions.setStatus"
_WITHOUT_LINE = ("command", "follow_up")
"""Surfaces without a status line: a command has no thread, and nobody waits for a follow-up."""
_NOT_ALLOWED = (
    *("missing_scope", "no_permission", "not_allowed_token_type", "unknown_method"),
    *("not_agent_app", "access_denied", "method_deprecated"),
)

logger = logging.getLogger(__name__)


class Progress:
    """Shows status lines from a few threads of its own; the latest for a question wins.

    At most one call is on its way per question, so that they can't overtake one another.
    """

    def __init__(
        self,
        installations: Installations,
        clock: Clock,
        *,
        threads: int = 32,
        tick_s: float = TICK_S,
    ) -> None:
        self._installations = installations
        self._clock = clock
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="status")
        self._changed = threading.Condition()
        self._lines: dict[str, tuple[Question, StatusLine]] = {}
        self._refused: set[tuple[str, str]] = set()
        self._tick_s = tick_s
        self._has_news = False
        self._is_quiet = threading.Event()
        self._is_stirred = threading.Event()
        self._is_closed = threading.Event()
        threading.Thread(target=self._look_after, name="status-watch", daemon=True).start()

    def show(self, question: Question, status: str, steps: Sequence[str] = ()) -> None:
        """Show a status, and its steps in turn with it; return at once."""
        if question.surface in _WITHOUT_LINE or self._is_closed.is_set():
            return
        with self._changed:
            self._stir()
            new = (question, StatusLine(self._clock.monotonic()))
            _, line = self._lines.setdefault(question.key, new)
            if line.has_ended:
                line.begin_again(self._clock.monotonic())
            line.want(Status(status, tuple(map(_shown, steps[:MAX_STEPS]))))
            self._take_in_hand(question, line)

    def hold(self, question: Question) -> None:
        """Drop a status that was not sent yet, and wait a moment for one that is on its way."""
        with self._changed:
            self._stir()
            if line := self._line(question):
                line.wanted = None
                line.has_news.set()
                self._changed.wait_for(lambda: line.on_its_way is None, LONGEST_WAIT_S)

    def posted(self, question: Question) -> None:
        """Record that Slack has cleared the status, as it does when the bot posts."""
        with self._changed:
            if line := self._line(question):
                line.posted()

    def end(self, question: Question) -> None:
        """Clear a question's status, however the question ended; return at once."""
        with self._changed:
            self._stir()
            if line := self._line(question):
                line.end()
                if line.is_at_rest:  # no thread has to find that out
                    self._drop(question)
                else:
                    self._take_in_hand(question, line)

    def close(self) -> None:
        """Clear every status: a question that was given back must not look as if work went on."""
        self._is_closed.set()
        self._is_stirred.set()
        with self._changed:
            for question, line in list(self._lines.values()):
                line.end()
                self._take_in_hand(question, line)
            self._changed.wait_for(lambda: not self._lines, CLOSE_S)
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _drop(self, question: Question) -> None:
        """Forget a line that has ended; the caller holds the lock."""
        self._lines.pop(question.key, None)
        self._changed.notify_all()

    def _line(self, question: Question) -> StatusLine | None:
        return self._lines.get(question.key, (question, None))[1]

    def _stir(self) -> None:
        """Hold statuses up, since a question goes on; the caller holds the lock."""
        self._has_news = True
        if self._is_quiet.is_set():
            self._is_quiet.clear()
            self._is_stirred.set()

    def _wait_for_quiet(self) -> None:
        while self._has_news and not self._is_closed.is_set():
            self._has_news = False
            self._is_closed.wait(QUIET_S)
        self._is_quiet.set()

    def _look_after(self) -> None:
        while not self._is_closed.is_set():
            self._is_stirred.wait(self._tick_s)
            self._is_stirred.clear()
            self._wait_for_quiet()
            with self._changed:
                for question, line in list(self._lines.values()):
                    line.look_at_clock(self._clock.monotonic())
                    self._take_in_hand(question, line)

    def _take_in_hand(self, question: Question, line: StatusLine) -> None:
        """Have a thread make a line's calls; the caller holds the lock."""
        if line.is_in_hand or not (line.wanted or line.wanted_session or line.has_ended):
            return
        try:
            self._pool.submit(self._bring_up_to_date, question, line)
        except RuntimeError:  # closed: the program is ending
            return
        line.is_in_hand = True

    def _bring_up_to_date(self, question: Question, line: StatusLine) -> None:
        if line.shown_at_s is None:
            # A first status that the next one follows at once would only flicker.
            line.has_news.clear()
            line.has_news.wait(FIRST_PAUSE_S)
        while (step := self._next_step(question, line)) is not None:
            self._tell(question, step)

    def _next_step(self, question: Question, line: StatusLine) -> Step | None:
        # All threads share one interpreter, and people wait for answers more than for a status.
        if len(self._lines) > 1:
            self._is_quiet.wait(LONGEST_HELD_UP_S)
        with self._changed:
            step = line.next_step(self._clock.monotonic())
            if step is None:
                line.is_in_hand = False
                if line.has_ended:
                    self._lines.pop(question.key, None)
            self._changed.notify_all()
            return step

    def _tell(self, question: Question, step: Step) -> None:
        method = _STATUS if isinstance(step, Status) else _SESSION
        where = {"channel_id": question.channel, "thread_ts": question.thread}
        if (question.team, method) in self._refused:
            return
        try:
            installation = self._installations.of(question.team)
            client, limits = installation.client(TIMEOUT_S), installation.limits
            if isinstance(step, Status):
                loading = list(step.steps) or None
                limits.call(
                    method,
                    lambda: client.assistant_threads_setStatus(
                        **where, status=step.text, loading_messages=loading
                    ),
                )
            else:
                limits.call(method, lambda: client.agents_sessions_setStatus(**where, status=step))
        except RefusedError as error:
            if error.code in _NOT_ALLOWED:
                self._refused.add((question.team, method))
            logger.debug("status.refused reason=%s", error)
        except DeliveryError as error:
            logger.debug("status.failed reason=%s", error)


def _shown(place: str) -> str:
    return cut(" ".join(harmless(place).split()), MAX_STEP_CHARACTERS)
