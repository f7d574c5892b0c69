"""The surface "mention": people address the bot in a channel."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import App

from handlers.payloads import question_in
from handlers.surfaces import SurfaceParts


def register(app: App, parts: SurfaceParts) -> None:
    """Hand every mention of the bot to the desk."""

    @app.event("app_mention")
    def on_mention(body: Mapping[str, Any]) -> None:
        if question := question_in(body, parts.account.user_id):
            parts.desk.intake.accept(question)
