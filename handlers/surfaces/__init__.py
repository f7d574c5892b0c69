"""The socket for surfaces: each module in this folder listens to one kind of event from Slack.

To add one, write a module with `register`, and name it in `handlers/slack_bot.py`.
"""

import logging
from dataclasses import dataclass
from typing import Protocol

from slack_bolt import App

from bot.clock import Clock
from bot.messages import Question
from bot.questions.desk import Desk, Refusal
from bot.telemetry import log_event
from handlers.delivery.agent_view import AgentView
from handlers.delivery.notes import Notes, refusal_text
from handlers.installations import Installations
from handlers.users import Users

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SurfaceParts:
    """The wired parts that surfaces use; there is one of each in a process.

    Attributes:
        desk: The engine. Its methods have committed their work when they return.
        users: Slack's knowledge of people, such as their language.
        notes: Sends texts that one person alone can see.
        agent_view: Shows prompts, titles and the end of a session in direct messages.
        installations: The bot's account and token in each workspace.
        follows_threads: Whether follow-ups need no mention in threads that the bot takes part in.
    """

    desk: Desk
    users: Users
    notes: Notes
    agent_view: AgentView
    installations: Installations
    clock: Clock
    follows_threads: bool

    def tell_refusal(self, refusal: Refusal | None, user: str, asked: Question) -> None:
        """Tell a person once, and alone, why a question is not answered; do nothing without one."""
        if refusal:
            fields = {"reference": asked.reference, "reason": refusal.reason}
            log_event(logger, logging.INFO, "question.refused", **fields)
        if refusal and refusal.is_first:
            language = self.users.language(asked.team, user)
            self.notes.tell(user, asked, refusal_text(refusal, language))


class Surface(Protocol):
    """A module of this folder."""

    def register(self, app: App, parts: SurfaceParts) -> None:
        """Have the app call the surface's listeners.

        A listener returns or acknowledges when the desk has taken the event, and lets the desk's
        exceptions through: Slack then delivers the event again.
        """
        ...
