"""Slack's "is thinking…" line, shown beside the work: never fatal, never late."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from slack_sdk import WebClient

from bot.errors import DeliveryError, RefusedError
from bot.messages import Question
from handlers.web_api import RateLimits, hurried

TIMEOUT_S = 3
LONGEST_WAIT_S = 0.5
FIRST_PAUSE_S = 0.1

_NOT_ALLOWED = ("missing_scope", "no_permission", "not_allowed_token_type", "unknown_method")

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Line:
    """What one question's status line should say next; exists while there is something to do."""

    wanted: str | None
    is_being_sent: bool = False
    has_news: threading.Event = field(default_factory=threading.Event)


class Progress:
    """Shows status lines from a few threads of its own; the latest for a question wins.

    At most one is on its way per question, so that they can't overtake one another.
    """

    def __init__(self, client: WebClient, limits: RateLimits, *, threads: int = 32) -> None:
        self._client = hurried(client, TIMEOUT_S)
        self._limits = limits
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="status")
        self._changed = threading.Condition()
        self._lines: dict[str, _Line] = {}
        self._closed_teams: set[str] = set()

    def show(self, question: Question, status: str) -> None:
        """Ask for a status, "" for none; return at once."""
        with self._changed:
            if question.team in self._closed_teams:
                return
            line = self._lines.get(question.key)
            if line is not None:
                line.wanted = status
                line.has_news.set()
                return
            line = _Line(status)
            try:
                self._pool.submit(self._send, question, line)
            except RuntimeError:  # closed: the program is ending
                return
            self._lines[question.key] = line

    def stop(self, question: Question) -> bool:
        """Drop what is not sent yet and give what is on its way a moment to arrive.

        Returns:
            Whether it is still on its way, so that it may show after the reply.
        """
        with self._changed:
            line = self._lines.get(question.key)
            if line is None:
                return False
            line.wanted = None
            line.has_news.set()
            return not self._changed.wait_for(lambda: not line.is_being_sent, LONGEST_WAIT_S)

    def close(self) -> None:
        """Show nothing any more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _send(self, question: Question, line: _Line) -> None:
        # A first status that the next one follows at once would only flicker.
        line.has_news.wait(FIRST_PAUSE_S)
        while (status := self._next(question)) is not None:
            try:
                self._set(question, status)
            except RefusedError as error:
                if error.code in _NOT_ALLOWED:
                    self._closed_teams.add(question.team)
                logger.debug("status.refused reason=%s", error)
            except DeliveryError as error:
                logger.debug("status.failed reason=%s", error)

    def _next(self, question: Question) -> str | None:
        """Return what to send now; None ends the line."""
        with self._changed:
            line = self._lines[question.key]
            status, line.wanted = line.wanted, None
            line.is_being_sent = status is not None
            if status is None:
                del self._lines[question.key]
            self._changed.notify_all()
            return status

    def _set(self, question: Question, status: str) -> None:
        self._limits.call(
            "assistant.threads.setStatus",
            lambda: self._client.assistant_threads_setStatus(
                channel_id=question.channel, thread_ts=question.thread, status=status
            ),
        )
