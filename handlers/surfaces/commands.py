"""The surface "command": /weather, answered to nobody but the person who gave it."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App, BoltContext

from bot.clock import Clock
from bot.messages import Question
from bot.telemetry import log_event
from handlers.delivery.response_urls import is_slacks
from handlers.payloads import command_in

logger = logging.getLogger(__name__)


def register(app: App, accept: Callable[[Question], None], clock: Clock) -> None:
    """Hand every command to `accept`, and acknowledge it then: without a word, the answer comes."""

    @app.command("/weather")
    def on_command(body: Mapping[str, Any], context: BoltContext, ack: Ack) -> None:
        question = command_in(body, context.bot_user_id, clock.now())
        if question is None or not is_slacks(question.answer_url, app.client.base_url):
            log_event(logger, logging.WARNING, "command.ignored", reason="it can't be answered")
        else:
            accept(question)
        ack()
