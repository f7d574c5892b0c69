"""The talk in a thread before the bot was first asked there, read once from Slack."""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.clock import Deadline
from bot.errors import DeliveryError
from bot.messages import Question, Remark
from bot.telemetry import log_event
from handlers.delivery.speakers import BOT_NAME, SOMEBODY, speaker
from handlers.escaping import cut
from handlers.installations import Installation, Installations
from handlers.message_words import beginning_of, words_of
from handlers.payloads import id_in, is_by_person, plain_text
from handlers.users import Users
from handlers.web_api import Account, SlackMessage, thread_messages

TIMEOUT_S = 3
LONGEST_READ_S = 5.0
"""Seconds after which nothing more is asked for: the question can be answered without it."""
MAX_PAGES = 3
# A thread is read from its beginning, so the newest messages of a very long one are only reached
# in large steps: https://docs.slack.dev/reference/methods/conversations.replies recommends 200
# and allows up to 999 (checked 2026-11-23).
FIRST_PAGE_SIZE = 200
NEXT_PAGE_SIZE = 999
MAX_NAMES = 20
MAX_REMARK_CHARACTERS = 500
MAX_CHARACTERS = 6_000
MAX_READ_CHARACTERS = 4_000
"""Characters of one message that are read; a remark is short, and mentions can fill pages."""
MAX_READ_IN_ALL = 100_000
"""Characters that are read of a thread: messages full of what nobody sees cost time as well."""

_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")
_JOINTS = len('{"by": "", "said": ""},\n')  # as a model reads a remark

logger = logging.getLogger(__name__)


class ThreadContext:
    """Reads threads within a few seconds; messages that Slack gives later are left out."""

    def __init__(self, installations: Installations, users: Users) -> None:
        self._installations = installations
        self._users = users

    def said_before(self, question: Question, deadline: Deadline) -> Sequence[Remark]:
        """Return the thread's newest remarks before a question, oldest first; never raises.

        People and the bot itself speak; other bots are left out. Every remark is one line.
        """
        if question.thread == question.ts:
            return ()
        deadline = deadline.within(LONGEST_READ_S)
        try:
            installation = self._installations.of(question.team)
        except DeliveryError as error:
            _log_failure(question, error)
            return ()
        earlier = self._earlier_messages(installation, question, deadline)
        if not earlier:
            return ()
        nameless = _Reader(installation.account)
        messages = [message for message, _ in nameless.newest(earlier)]
        names = self._users.names(question.team, nameless.users_in(messages), deadline)
        reader = _Reader(installation.account, names)
        remarks = [remark for _, remark in reader.newest(messages)]
        return tuple(reversed(remarks))

    def _earlier_messages(
        self, installation: Installation, question: Question, deadline: Deadline
    ) -> list[SlackMessage]:
        """Return the messages before the question that could be read, newest first."""
        # Slack gives the thread's first message whatever range it is asked for, and may repeat it.
        earlier = {
            message["ts"]: message
            for message in self._read(installation, question, deadline)
            if message["ts"] < question.ts
        }
        return [earlier[ts] for ts in sorted(earlier, reverse=True)]

    def _read(
        self, installation: Installation, question: Question, deadline: Deadline
    ) -> Iterator[SlackMessage]:
        client = installation.client(TIMEOUT_S)

        def read_page(cursor: str | None) -> Mapping[str, Any]:
            if deadline.left_s() <= 0:
                message = "no time is left for conversations.replies"
                raise DeliveryError(message, may_have_arrived=False)
            return installation.limits.call(
                "conversations.replies",
                lambda: client.conversations_replies(
                    channel=question.channel,
                    ts=question.thread,
                    latest=question.ts,
                    inclusive=False,
                    limit=NEXT_PAGE_SIZE if cursor else FIRST_PAGE_SIZE,
                    cursor=cursor,
                ),
            )

        try:
            yield from thread_messages(read_page, max_pages=MAX_PAGES)
        except DeliveryError as error:
            _log_failure(question, error)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns messages into remarks; `names` are people's, by user id."""

    account: Account
    names: Mapping[str, str] = field(default_factory=dict)

    def newest(self, messages: Iterable[SlackMessage]) -> Iterator[tuple[SlackMessage, Remark]]:
        """Yield messages with their remarks, in the given order, up to MAX_CHARACTERS of text."""
        left, unread = MAX_CHARACTERS, MAX_READ_IN_ALL
        for message in messages:
            said = _said_in(message)
            unread -= len(said)
            if unread < 0:
                return
            remark = self._remark(message, said)
            if remark is not None:
                left -= len(remark.name) + len(remark.text) + _JOINTS
                if left < 0:
                    return
                yield message, remark

    def users_in(self, messages: Sequence[SlackMessage]) -> list[str]:
        """Return the ids of the users to name: first the speakers, then the people mentioned."""
        speakers = [message["user"] for message in messages if not self._is_own(message)]
        mentioned = [user for message in messages for user in _MENTION.findall(_said_in(message))]
        users = dict.fromkeys(
            user for user in (*speakers, *mentioned) if user != self.account.user_id
        )
        return list(users)[:MAX_NAMES]

    def _remark(self, message: SlackMessage, text: str) -> Remark | None:
        is_own = self._is_own(message)
        name = BOT_NAME if is_own else self._name(message)
        if not name:
            return None
        lines = plain_text(text, self.account.user_id or "", self.names).splitlines()
        said = " / ".join(words for line in lines if (words := " ".join(line.split())))
        if not said:
            return None
        people = dict.fromkeys(filter(None, (id_in(message, "user"), *_MENTION.findall(text))))
        remark = cut(said, MAX_REMARK_CHARACTERS)
        return Remark(name, remark, is_own, ts=message["ts"], people=tuple(people))

    def _name(self, message: SlackMessage) -> str:
        """Return the speaker's name; "" for a message of another bot or of Slack itself."""
        user = message.get("user")
        if not isinstance(user, str) or not user or not is_by_person(message):
            return ""
        return speaker(self.names.get(user, SOMEBODY))

    def _is_own(self, message: SlackMessage) -> bool:
        own_id = self.account.bot_id
        return bool(own_id) and message.get("bot_id") == own_id


def _said_in(message: SlackMessage) -> str:
    """Return the beginning of a message's words, in Slack's own markup."""
    return beginning_of(words_of(message), MAX_READ_CHARACTERS)


def _log_failure(question: Question, error: DeliveryError) -> None:
    log_event(
        logger,
        logging.WARNING,
        "thread.partly_read",
        reference=question.reference,
        reason=str(error),
    )
