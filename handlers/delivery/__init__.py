"""Replies delivered over Slack's Web API: one post a question, and a search before any other."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from bot.clock import Clock, Deadline
from bot.errors import DeliveryError, RefusedError
from bot.languages import language_of
from bot.messages import Asker, Question, Remark, Reply
from handlers.blocks import render
from handlers.blocks.buttons import answer_buttons
from handlers.delivery import response_urls
from handlers.delivery.agent_view import AgentView
from handlers.delivery.drafts import MOST_ATTEMPTS, Draft, send_as_taken
from handlers.delivery.notes import Notes
from handlers.delivery.progress import Progress
from handlers.delivery.thread_context import ThreadContext
from handlers.escaping import harmless
from handlers.installations import Installations
from handlers.refusals import NOT_EDITABLE, SIGNED_OUT
from handlers.users import Users
from handlers.web_api import (
    TIMEOUT_S,
    Account,
    SlackMessage,
    call,
    thread_messages,
)

EVENT_TYPE = "weather_reply"
MAX_PAGES = 5
PAGE_SIZE = 200

_NO_THREAD = ("thread_not_found", "message_not_found")
_POST_IDS = uuid.UUID("7c3a3b1e-5f0f-4d57-9d43-0f4f5c1b8e21")


class SlackChannel:
    """The way back to the people who ask in Slack."""

    def __init__(
        self,
        installations: Installations,
        clock: Clock,
        *,
        users: Users,
        notes: Notes,
        agent_view: AgentView,
        longest_post_s: float,
    ) -> None:
        """Allow a post and its repetitions with less, where some is refused, `longest_post_s`."""
        self._installations = installations
        self._timeout_s = max(1, min(TIMEOUT_S, int(longest_post_s / MOST_ATTEMPTS)))
        self._users = users
        self._notes = notes
        self._agent_view = agent_view
        self._progress = Progress(installations, clock)
        self._context = ThreadContext(installations, users)

    def asker(self, question: Question) -> Asker:
        """Return the circumstances of the person who asks; never raises."""
        return self._users.asker(question)

    def show_progress(self, question: Question, status: str, steps: Sequence[str] = ()) -> None:
        """Show a status such as "is thinking…" beside the work; return at once, never raise."""
        self._progress.show(question, status, steps)

    def end_progress(self, question: Question) -> None:
        """Clear the status, however the question ended; never raise."""
        self._progress.end(question)

    def tell(self, question: Question, user: str, text: str) -> None:
        """Show a note to one person alone in the question's thread; never raise."""
        self._notes.tell(user, question, harmless(text))

    def said_before(self, question: Question, deadline: Deadline) -> Sequence[Remark]:
        """Return people's remarks in the thread before the question, oldest first; never raises."""
        return self._context.said_before(question, deadline)

    def post(self, question: Question, reply: Reply) -> str:
        """Post the reply to the question's thread and return the message's ts.

        The reply to a command is shown to the person alone. It has no ts: "" is returned.

        Raises:
            DeliveryError: Slack did not confirm it.
        """
        self._progress.hold(question)
        draft = _drafted(question, reply)
        ts = send_as_taken(draft, partial(self._post, question), question.reference)
        self._progress.posted(question)
        self._agent_view.give_title(question)
        return ts

    def edit(self, question: Question, reply_id: str, reply: Reply) -> str:
        """Put the reply in the place of an earlier one, or post it when the earlier one is gone.

        Returns:
            The ts of the message that holds the reply now.

        Raises:
            DeliveryError: Slack did not confirm it.
        """
        self._progress.hold(question)
        try:
            send = partial(self._update, question, reply_id)
            ts = send_as_taken(_drafted(question, reply), send, question.reference)
        except RefusedError as error:
            if error.code not in NOT_EDITABLE:
                raise
            return self.post(question, reply)
        self._agent_view.give_title(question)
        return ts

    def show_alone(self, question: Question, reply: Reply) -> None:
        """Show a reply that its thread can't take to the person who asked, in the channel.

        Returns at once; never raises.
        """
        self._notes.tell(question.user, question, _drafted(question, reply).text, in_thread=False)

    def find(self, question: Question) -> str | None:
        """Return the ts of the reply that was posted to a question; None without a reply.

        The reply to a command can't be looked for. It counts as posted, or it could come twice.

        Raises:
            RefusedError: The bot may not read the thread.
            DeliveryError: The thread can't be read now.
        """
        if question.surface == "command":
            return ""
        try:
            account = self._installations.of(question.team).account
            for message in self._thread_since(question):
                if _key(message) == question.key and _is_by(message, account):
                    return str(message["ts"])
        except RefusedError as error:
            if error.code in SIGNED_OUT:  # A lost sign-in says nothing about this thread.
                raise DeliveryError(str(error), may_have_arrived=False) from error
            raise
        return None

    def close(self) -> None:
        """Clear every status."""
        self._progress.close()

    def _post(self, question: Question, draft: Draft) -> str:
        client = self._installations.of(question.team).client(self._timeout_s)
        if question.surface == "command":
            response_urls.send(client, question.answer_url, draft.text, draft.blocks or None)
            return ""
        response = call(
            "chat.postMessage",
            lambda: client.chat_postMessage(
                channel=question.channel,
                thread_ts=question.thread,
                text=draft.text,
                blocks=draft.blocks or None,
                unfurl_links=False,
                unfurl_media=False,
                metadata=_mark(question) if draft.is_marked else None,
                client_msg_id=str(uuid.uuid5(_POST_IDS, question.key)),
            ),
        )
        return _ts_in("chat.postMessage", response)

    def _update(self, question: Question, ts: str, draft: Draft) -> str:
        client = self._installations.of(question.team).client(self._timeout_s)
        response = call(
            "chat.update",
            lambda: client.chat_update(
                channel=question.channel,
                ts=ts,
                text=draft.text,
                blocks=draft.blocks,  # Without a list, the earlier reply's blocks would stay.
                metadata=_mark(question) if draft.is_marked else None,
            ),
        )
        return _ts_in("chat.update", response)

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
        installation = self._installations.of(question.team)
        client = installation.client(self._timeout_s)
        return installation.limits.call(
            "conversations.replies",
            lambda: client.conversations_replies(
                channel=question.channel,
                ts=question.thread,
                oldest=question.ts,
                include_all_metadata=True,
                limit=PAGE_SIZE,
                cursor=cursor,
            ),
        )


def _drafted(question: Question, reply: Reply) -> Draft:
    """Return a reply as it is sent first, with all its blocks."""
    # The answer to a command can't be edited, so that no button below it could change it.
    has_buttons = reply.is_answer and question.surface != "command"
    language = language_of(reply.language)
    buttons = answer_buttons(question, language, has_units=reply.has_units)
    text, blocks = render(reply, buttons if has_buttons else ())
    return Draft(text, tuple(blocks))


def _mark(question: Question) -> dict[str, Any]:
    """Return the metadata that a reply is found by."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": question.key}}


def _ts_in(method: str, response: Mapping[str, Any]) -> str:
    ts = response.get("ts")
    if not isinstance(ts, str):
        raise DeliveryError(f"{method} returned no ts", may_have_arrived=True)
    return ts


def _key(message: SlackMessage) -> object:
    """Return the key of the question that a message says it answers."""
    metadata = message.get("metadata")
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    return payload.get("key") if isinstance(payload, dict) else None


def _is_by(message: SlackMessage, account: Account) -> bool:
    """Return whether the bot itself wrote a message; any app could have copied its metadata.

    An id that Slack left out, of the message or at the sign-in, decides nothing.
    """
    pairs = ((message.get("user"), account.user_id), (message.get("bot_id"), account.bot_id))
    return all(said == own for said, own in pairs if said and own)
