"""What people said in a thread before the bot was first asked there, read once from Slack."""

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.clock import Deadline
from bot.errors import DeliveryError
from bot.messages import Question, Remark
from bot.telemetry import log_event
from handlers.account import Account
from handlers.delivery.speakers import BOT_NAME, SOMEBODY, speaker
from handlers.escaping import cut
from handlers.payloads import is_by_person, plain_text
from handlers.threads import SlackMessage, thread_messages
from handlers.users import People
from handlers.web_api import RateLimits, hurried

TIMEOUT_S = 3
LONGEST_READ_S = 5.0  # no new call after that; it is beside the point of the question
MAX_PAGES = 3
# A thread is read from its beginning, so the newest messages of a very long one are only reached
# in large steps: https://docs.slack.dev/reference/methods/conversations.replies recommends 200
# and allows up to 999 (checked 2026-11-23).
FIRST_PAGE_SIZE = 200
NEXT_PAGE_SIZE = 999
MAX_NAMES = 20
MAX_REMARK_CHARACTERS = 500
MAX_CHARACTERS = 6_000

_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")
_JOINTS = len('{"by": "", "said": ""},\n')  # as a model reads a remark

logger = logging.getLogger(__name__)


class ThreadContext:
    """Reads threads hastily: what can't be had at once is left out."""

    def __init__(
        self, client: WebClient, limits: RateLimits, account: Account, people: People
    ) -> None:
        self._client = hurried(client, TIMEOUT_S)
        self._limits = limits
        self._account = account
        self._people = people

    def said_before(self, question: Question, deadline: Deadline) -> Sequence[Remark]:
        """Return the thread's newest remarks before a question, oldest first; never raises.

        People and the bot itself speak; other bots are left out. Every remark is one line.
        """
        if question.thread == question.ts:
            return ()
        deadline = deadline.within(LONGEST_READ_S)
        earlier = self._earlier_messages(question, deadline)
        if not earlier:
            return ()
        nameless = _Reader(**self._own_ids(question, deadline))
        messages = [message for message, _ in nameless.newest(earlier)]
        names = self._people.names(question.team, nameless.users_in(messages), deadline)
        reader = _Reader(nameless.user_id, nameless.bot_id, names)
        remarks = [remark for _, remark in reader.newest(messages)]
        return tuple(reversed(remarks))

    def _earlier_messages(self, question: Question, deadline: Deadline) -> list[SlackMessage]:
        """Return what could be read of the thread before the question, newest first."""
        # Slack gives the thread's first message whatever range it is asked for, and may repeat it.
        earlier = {
            message["ts"]: message
            for message in self._read(question, deadline)
            if message["ts"] < question.ts
        }
        return [earlier[ts] for ts in sorted(earlier, reverse=True)]

    def _read(self, question: Question, deadline: Deadline) -> Iterator[SlackMessage]:
        def read_page(cursor: str | None) -> Mapping[str, Any]:
            return _call_in_time(
                self._limits,
                "conversations.replies",
                lambda: self._client.conversations_replies(
                    channel=question.channel,
                    ts=question.thread,
                    latest=question.ts,
                    inclusive=False,
                    limit=NEXT_PAGE_SIZE if cursor else FIRST_PAGE_SIZE,
                    cursor=cursor,
                ),
                deadline,
            )

        try:
            yield from thread_messages(read_page, max_pages=MAX_PAGES)
        except DeliveryError as error:
            _log_failure(question, error)

    def _own_ids(self, question: Question, deadline: Deadline) -> dict[str, Any]:
        """Return the bot's ids; without them its own messages count as another bot's."""
        try:
            return self._account.ids(
                lambda method, send: _call_in_time(self._limits, method, send, deadline)
            )
        except DeliveryError as error:
            _log_failure(question, error)
            return {}


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads messages as remarks, with the names that are known by user id."""

    user_id: str | None = None
    bot_id: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    def newest(self, messages: Iterable[SlackMessage]) -> Iterator[tuple[SlackMessage, Remark]]:
        """Yield messages with what they say, in their order, until the page of text is full."""
        left = MAX_CHARACTERS
        for message in messages:
            remark = self._remark(message)
            if remark is not None:
                left -= len(remark.name) + len(remark.text) + _JOINTS
                if left < 0:
                    return
                yield message, remark

    def users_in(self, messages: Sequence[SlackMessage]) -> list[str]:
        """Return the users to be named: those who speak, then those who are spoken of."""
        speakers = [message["user"] for message in messages if not self._is_own(message)]
        mentioned = [user for message in messages for user in _MENTION.findall(message["text"])]
        users = dict.fromkeys(user for user in (*speakers, *mentioned) if user != self.user_id)
        return list(users)[:MAX_NAMES]

    def _remark(self, message: SlackMessage) -> Remark | None:
        is_own = self._is_own(message)
        name, text = BOT_NAME if is_own else self._name(message), message.get("text")
        if not name or not isinstance(text, str):
            return None
        lines = plain_text(text, self.user_id or "", self.names).splitlines()
        said = " / ".join(words for line in lines if (words := " ".join(line.split())))
        if not said:
            return None
        people = dict.fromkeys([str(message.get("user")), *_MENTION.findall(text)])
        remark = cut(said, MAX_REMARK_CHARACTERS)
        return Remark(name, remark, is_own, ts=message["ts"], people=tuple(people))

    def _name(self, message: SlackMessage) -> str:
        """Return which person speaks; "" for whoever is not to be heard."""
        user = message.get("user")
        if not isinstance(user, str) or not user or not is_by_person(message):
            return ""
        return speaker(self.names.get(user, SOMEBODY))

    def _is_own(self, message: SlackMessage) -> bool:
        return bool(self.bot_id) and message.get("bot_id") == self.bot_id


def _call_in_time(
    limits: RateLimits, method: str, send: Callable[[], SlackResponse], deadline: Deadline
) -> dict[str, Any]:
    if deadline.left_s() <= 0:
        raise DeliveryError(f"no time is left for {method}", may_have_arrived=False)
    return limits.call(method, send)


def _log_failure(question: Question, error: DeliveryError) -> None:
    log_event(
        logger,
        logging.WARNING,
        "thread.partly_read",
        reference=question.reference,
        reason=str(error),
    )
