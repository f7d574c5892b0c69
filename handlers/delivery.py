"""Replies delivered over Slack's Web API: one post a question, looked for before a second one."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from slack_sdk import WebClient

from bot.clock import Clock, Deadline
from bot.errors import DeliveryError, RefusedError
from bot.messages import Asker, Question, Remark, Reply
from bot.reports import Units
from handlers.account import Account
from handlers.blocks import Block, render
from handlers.escaping import cut
from handlers.people import People
from handlers.progress import Progress
from handlers.thread_context import ThreadContext
from handlers.threads import SlackMessage, thread_messages
from handlers.web_api import SIGNED_OUT, TIMEOUT_S, RateLimits, call, hurried

EVENT_TYPE = "weather_reply"
MAX_PAGES = 5
PAGE_SIZE = 200
SHORT_TEXT_CHARACTERS = 4_000

_REFUSED_BLOCKS = ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long")
_NO_THREAD = ("thread_not_found", "message_not_found")
_POST_IDS = uuid.UUID("7c3a3b1e-5f0f-4d57-9d43-0f4f5c1b8e21")


class SlackChannel:
    """The way back to the people who ask in Slack."""

    def __init__(
        self,
        client: WebClient,
        clock: Clock,
        *,
        default_units: Units = "metric",
        longest_post_s: float = 30.0,
    ) -> None:
        """Answer with this client; a post and its plain repetition take so many seconds at most."""
        self._client = hurried(client, max(1, min(TIMEOUT_S, int(longest_post_s / 2))))
        self._limits = RateLimits(clock.monotonic)
        self._people = People(client, self._limits, clock, default_units)
        self._progress = Progress(client, self._limits)
        self._account = Account(client)
        self._context = ThreadContext(client, self._limits, self._account, self._people)

    def asker(self, question: Question) -> Asker:
        """Return the circumstances of the person who asks; never raises."""
        return self._people.asker(question)

    def show_progress(self, question: Question, status: str) -> None:
        """Show a status such as "is thinking…" beside the work; return at once, never raise."""
        self._progress.show(question, status)

    def said_before(self, question: Question, deadline: Deadline) -> Sequence[Remark]:
        """Return what people said in the thread before, oldest first; never raises."""
        return self._context.said_before(question, deadline)

    def post(self, question: Question, reply: Reply) -> str:
        """Post the reply to the question's thread and return the message's ts.

        Raises:
            DeliveryError: Slack did not confirm it.
        """
        text, blocks = render(reply)
        is_status_late = self._progress.stop(question)
        try:
            return self._post(question, text, blocks)
        except RefusedError as error:
            if error.code not in _REFUSED_BLOCKS:
                raise
            is_long = error.code == "msg_too_long"
            return self._post(question, cut(text, SHORT_TEXT_CHARACTERS) if is_long else text)
        finally:
            if is_status_late:
                self._progress.show(question, "")

    def find(self, question: Question) -> str | None:
        """Return the ts of the reply that was posted to a question; None when there is none.

        Raises:
            RefusedError: The bot may not read the thread.
            DeliveryError: It can't be read now.
        """
        try:
            own_ids = self._account.ids(self._limits.call)
            for message in self._thread_since(question):
                if _key(message) == question.key and _is_by(message, **own_ids):
                    return str(message["ts"])
        except RefusedError as error:
            if error.code in SIGNED_OUT:  # which says nothing about this thread
                raise DeliveryError(str(error), may_have_arrived=False) from error
            raise
        return None

    def close(self) -> None:
        """Show no progress any more."""
        self._progress.close()

    def _post(self, question: Question, text: str, blocks: Sequence[Block] | None = None) -> str:
        response = call(
            "chat.postMessage",
            lambda: self._client.chat_postMessage(
                channel=question.channel,
                thread_ts=question.thread,
                text=text,
                blocks=blocks,
                unfurl_links=False,
                unfurl_media=False,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"key": question.key}},
                client_msg_id=str(uuid.uuid5(_POST_IDS, question.key)),
            ),
        )
        ts = response.get("ts")
        if not isinstance(ts, str):
            raise DeliveryError("chat.postMessage returned no ts", may_have_arrived=True)
        return ts

    def _thread_since(self, question: Question) -> Iterator[SlackMessage]:
        """Yield the thread's messages from the question on, oldest first, a few pages at most."""
        try:
            yield from thread_messages(
                lambda cursor: self._page(question, cursor), max_pages=MAX_PAGES
            )
        except RefusedError as error:
            if error.code not in _NO_THREAD:
                raise

    def _page(self, question: Question, cursor: str | None) -> Mapping[str, Any]:
        return self._limits.call(
            "conversations.replies",
            lambda: self._client.conversations_replies(
                channel=question.channel,
                ts=question.thread,
                oldest=question.ts,
                include_all_metadata=True,
                limit=PAGE_SIZE,
                cursor=cursor,
            ),
        )


def _key(message: SlackMessage) -> object:
    """Return the key of the question that a message says it answers."""
    metadata = message.get("metadata")
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    return payload.get("key") if isinstance(payload, dict) else None


def _is_by(message: SlackMessage, *, user_id: object, bot_id: object) -> bool:
    """Return whether the bot wrote a message: anyone's app may copy its metadata.

    An id that Slack did not tell, on either side, decides nothing.
    """
    pairs = ((message.get("user"), user_id), (message.get("bot_id"), bot_id))
    return all(said == own for said, own in pairs if said and own)
