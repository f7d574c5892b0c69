"""The surface "command": /weather, whose answer only the person who gave the command sees."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App

from bot.messages import Question
from bot.telemetry import log_event
from handlers.delivery.notes import refusal_text
from handlers.delivery.response_urls import is_slacks
from handlers.payloads import id_in, plain_text, string_in, team_in
from handlers.surfaces import SurfaceParts
from handlers.workspace import account_in, is_guest

logger = logging.getLogger(__name__)


def register(app: App, parts: SurfaceParts) -> None:
    """Hand every command to the desk, then acknowledge it with an empty body.

    The answer follows through the command's response URL.
    """

    @app.command("/weather")
    def on_command(body: Mapping[str, Any], ack: Ack) -> None:
        question = command_in(body, account_in(body).user_id, parts.clock.now())
        if question is None or not is_slacks(question.answer_url, app.client.base_url):
            log_event(logger, logging.WARNING, "command.ignored", reason="it can't be answered")
        else:
            refusal = parts.desk.intake.accept(question, is_guest=is_guest(body))
            if refusal:
                language = parts.users.language(question.team, question.user)
                ack(refusal_text(refusal, language))  # a channel may be none of the bot's own
                return
        ack()


def command_in(
    body: Mapping[str, Any], bot_user_id: str | None, asked_at: datetime
) -> Question | None:
    """Return the question that a command asks; None where Slack left out a field it needs.

    A command is no message in its channel, so the question is given a thread of its own.
    """
    names = ("channel_id", "user_id", "trigger_id", "response_url")
    channel, user, trigger, answer_url = (id_in(body, name) for name in names)
    if not (channel and user and trigger and answer_url):
        return None
    ts = f"{asked_at.timestamp():.6f}"
    return Question(
        team=team_in(body),
        channel=channel,
        thread=ts,
        ts=ts,
        user=user,
        text=plain_text(string_in(body, "text"), bot_user_id or ""),
        surface="command",
        revision=trigger,
        answer_url=answer_url,
    )
