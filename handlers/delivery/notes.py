"""Notes that one person alone can see; never fatal, sent at most once."""

import logging
from concurrent.futures import ThreadPoolExecutor

from slack_sdk import WebClient

from bot.errors import DeliveryError
from bot.messages import Question
from bot.telemetry import log_event
from handlers.web_api import RateLimits, hurried

TIMEOUT_S = 3
THREADS = 4

logger = logging.getLogger(__name__)


class Notes:
    """Sends notes from a few threads of its own, so that callers need not wait."""

    def __init__(self, client: WebClient, limits: RateLimits) -> None:
        self._client = hurried(client, TIMEOUT_S)
        self._limits = limits
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="note")

    def tell(self, user: str, where: Question, text: str, *, in_thread: bool = True) -> None:
        """Show an escaped text to a person in a question's thread or channel; return at once."""
        thread = where.thread if in_thread else None
        self._pool.submit(self._send, user, where.channel, thread, text)

    def _send(self, user: str, channel: str, thread: str | None, text: str) -> None:
        try:
            self._limits.call(
                "chat.postEphemeral",
                lambda: self._client.chat_postEphemeral(
                    channel=channel, user=user, thread_ts=thread, text=text
                ),
            )
        except DeliveryError as error:
            log_event(logger, logging.INFO, "note.failed", reason=str(error))
