"""Messages: direct ones, mentions that arrive as plain messages, and what is said in threads."""

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import App, BoltContext

from bot.messages import Question
from handlers.payloads import overheard_in, question_in


def register(
    app: App,
    accept: Callable[[Question], None],
    overhear: Callable[[Question], None] | None,
) -> None:
    """Hand every message to the bot to `accept`, and others in threads to `overhear`, if any."""

    @app.event("message")
    def on_message(body: Mapping[str, Any], context: BoltContext) -> None:
        if question := question_in(body, context.bot_user_id):
            accept(question)
        elif overhear and (overheard := overheard_in(body, context.bot_user_id)):
            overhear(overheard)
