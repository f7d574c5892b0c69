"""The surface "command": /weather, answered to nobody but the person who gave it."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App, BoltContext

from bot.clock import Clock
from bot.messages import Question
from bot.telemetry import log_event
from handlers.delivery.response_urls import is_slacks
from handlers.payloads import _id, _string, plain_text, team_in

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


def command_in(
    body: Mapping[str, Any], bot_user_id: str | None, asked_at: datetime
) -> Question | None:
    """Return the question that a command asks; it is no message, and a thread of its own."""
    names = ("channel_id", "user_id", "trigger_id", "response_url")
    channel, user, trigger, answer_url = (_id(body, name) for name in names)
    if not (channel and user and trigger and answer_url):
        return None
    ts = f"{asked_at.timestamp():.6f}"
    return Question(
        team=team_in(body),
        channel=channel,
        thread=ts,
        ts=ts,
        user=user,
        text=plain_text(_string(body, "text"), bot_user_id or ""),
        surface="command",
        revision=trigger,
        answer_url=answer_url,
    )
