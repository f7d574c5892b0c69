"""The agent view of a direct message: suggested prompts and the thread's title."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.errors import DeliveryError
from bot.languages import Language, phrase
from bot.messages import Question
from handlers.escaping import cut, escape
from handlers.installations import Installations

logger = logging.getLogger(__name__)

TIMEOUT_S: Final = 3
THREADS: Final = 4
MAX_TITLE: Final = 100
NO_TITLE: Final = "…"
"""The title of a conversation whose first question is deleted."""

PROMPTS: Final = (
    (
        phrase("The weather in three cities"),
        phrase("What's the weather like in Bengaluru, London, and Austin?"),
    ),
    (phrase("The weekend"), phrase("Will it rain in Amsterdam this weekend?")),
    (phrase("Where is it warmer?"), phrase("Is it warmer in Lisbon or in Rome tomorrow?")),
)


class AgentView:
    """Sets prompts, titles and session states, from threads of its own.

    A failed call is logged and never raised.
    """

    def __init__(self, installations: Installations) -> None:
        self._installations = installations
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="agent-view")

    def suggest(self, team: str, channel: str, language: Language) -> None:
        """Offer prompts in somebody's direct messages; return at once."""
        prompts = [
            {"title": language.text(title), "message": language.text(message)}
            for title, message in PROMPTS
        ]
        # With a thread_ts, Slack would ignore the prompts and report no error.
        self._do(
            team,
            "assistant.threads.setSuggestedPrompts",
            lambda client: client.assistant_threads_setSuggestedPrompts(
                channel_id=channel, prompts=prompts
            ),
        )

    def give_title(self, question: Question) -> None:
        """Name a conversation after the question that opens it; return at once.

        One that is put in other words gives it another name, and a press of a button none.
        """
        is_opening = question.thread == question.ts and not question.pressed_by
        if question.surface == "direct_message" and is_opening and question.text:
            self._set_title(question, cut(escape(" ".join(question.text.split())), MAX_TITLE))

    def take_title(self, question: Question) -> None:
        """Name a conversation no longer after a question that is deleted; return at once."""
        if question.surface == "direct_message" and question.thread == question.ts:
            self._set_title(question, NO_TITLE)

    def end_session(self, opening: Question) -> None:
        """End a thread's session, whichever process has opened it; return at once."""
        self._do(
            opening.team,
            "agents.sessions.setStatus",
            lambda client: client.agents_sessions_setStatus(
                channel_id=opening.channel, thread_ts=opening.thread, status="active"
            ),
        )

    def close(self) -> None:
        """Make no more calls."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _set_title(self, question: Question, title: str) -> None:
        self._do(
            question.team,
            "assistant.threads.setTitle",
            lambda client: client.assistant_threads_setTitle(
                channel_id=question.channel, thread_ts=question.thread, title=title
            ),
        )

    def _do(self, team: str, method: str, send: Callable[[WebClient], SlackResponse]) -> None:
        try:
            self._pool.submit(self._try, team, method, send)
        except RuntimeError:  # closed: the program is ending
            return

    def _try(self, team: str, method: str, send: Callable[[WebClient], SlackResponse]) -> None:
        try:
            installation = self._installations.of(team)
            client = installation.client(TIMEOUT_S)
            installation.limits.call(method, lambda: send(client))
        except DeliveryError as error:
            logger.debug("agent_view.failed reason=%s", error)
