"""The surface "mention": somebody addresses the bot in a channel."""

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import App, BoltContext

from bot.messages import Question
from handlers.payloads import question_in


def register(app: App, accept: Callable[[Question], None]) -> None:
    """Hand every mention of the bot to `accept`."""

    @app.event("app_mention")
    def on_mention(body: Mapping[str, Any], context: BoltContext) -> None:
        if question := question_in(body, context.bot_user_id):
            accept(question)
