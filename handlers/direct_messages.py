"""The surface "direct message"; mentions that arrive as plain messages come this way as well."""

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import App, BoltContext

from bot.messages import Question
from handlers.payloads import question_in


def register(app: App, accept: Callable[[Question], None]) -> None:
    """Hand every message to the bot to `accept`."""

    @app.event("message")
    def on_message(body: Mapping[str, Any], context: BoltContext) -> None:
        if question := question_in(body, context.bot_user_id):
            accept(question)
