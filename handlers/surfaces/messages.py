"""The surface "message": direct messages, mentions in plain messages, and talk in threads."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import App

from handlers.surfaces import SurfaceParts
from handlers.surfaces._asked import take


def register(app: App, parts: SurfaceParts) -> None:
    """Hand messages to the bot to the desk, and talk in threads too where the bot follows them."""

    @app.event("message")
    def on_message(body: Mapping[str, Any]) -> None:
        take(body, parts)
