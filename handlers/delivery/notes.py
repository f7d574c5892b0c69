"""Notes that one person alone can see; never fatal, sent at most once."""

import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from bot.errors import DeliveryError
from bot.languages import Language, phrase
from bot.messages import Question
from bot.questions.desk import Refusal
from bot.telemetry import log_event
from handlers.installations import Installations

TIMEOUT_S = 3
THREADS = 4

logger = logging.getLogger(__name__)


REFUSALS: Final = {
    "rate": phrase("That is as much as I may answer in a minute. Please ask again from {time} on."),
    "tokens": phrase("That is as much as I may answer in a day. Please ask again from {time} on."),
    "place": phrase("I may not answer here. Whoever runs me knows where I may."),
    "guest": phrase("I may not answer people of other workspaces here."),
}


def refusal_text(refusal: Refusal, language: Language) -> str:
    """Return the escaped note for who has asked too much, with a time that Slack shows by theirs.

    Source: https://docs.slack.dev/messaging/formatting-message-text (checked 2026-11-28).
    """
    until = datetime.fromtimestamp(refusal.until_s or 0, UTC)
    time = f"<!date^{refusal.until_s}^{{time}}|{until:%H:%M} UTC>"
    return language.text(REFUSALS[refusal.reason], time=time)


class Notes:
    """Sends notes from a few threads of its own, so that callers need not wait."""

    def __init__(self, installations: Installations) -> None:
        self._installations = installations
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="note")

    def tell(self, user: str, where: Question, text: str, *, in_thread: bool = True) -> None:
        """Show an escaped text to a person in a question's thread or channel; return at once."""
        thread = where.thread if in_thread else None
        with suppress(RuntimeError):  # closed: the program is ending
            self._pool.submit(self._send, user, where, thread, text)

    def close(self) -> None:
        """Send no more; those that are on their way end by themselves."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _send(self, user: str, where: Question, thread: str | None, text: str) -> None:
        try:
            installation = self._installations.of(where.team)
            client = installation.client(TIMEOUT_S)
            installation.limits.call(
                "chat.postEphemeral",
                lambda: client.chat_postEphemeral(
                    channel=where.channel, user=user, thread_ts=thread, text=text
                ),
            )
        except DeliveryError as error:
            log_event(logger, logging.INFO, "note.failed", reason=str(error))
