"""Edits: a question that its author has put in other words is answered anew in the same reply."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import App

from bot.messages import Question
from bot.telemetry import log_event
from handlers.payloads import edit_in

logger = logging.getLogger(__name__)


def register(app: App, revise: Callable[[Question], bool], bot_user_id: str | None) -> None:
    """Hand every edited question on; to be registered before whatever listens to all changes."""

    def is_edited_question(body: Mapping[str, Any]) -> bool:
        return edit_in(body, bot_user_id) is not None

    @app.event({"type": "message", "subtype": "message_changed"}, matchers=[is_edited_question])
    def on_edit(body: Mapping[str, Any]) -> None:
        edited = edit_in(body, bot_user_id)
        if edited and revise(edited):
            log_event(logger, logging.INFO, "question.revised", reference=edited.reference)
