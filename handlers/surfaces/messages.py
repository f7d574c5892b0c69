"""The surface "message": direct messages, mentions in plain messages, and talk in threads."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import App

from handlers.payloads import overheard_in, question_in
from handlers.surfaces import SurfaceParts


def register(app: App, parts: SurfaceParts) -> None:
    """Hand messages to the bot to the desk, and talk in threads too where the bot follows them."""
    intake, user_id = parts.desk.intake, parts.account.user_id

    @app.event("message")
    def on_message(body: Mapping[str, Any]) -> None:
        if question := question_in(body, user_id):
            intake.accept(question)
        elif parts.follows_threads and (overheard := overheard_in(body, user_id)):
            intake.overhear(overheard)
