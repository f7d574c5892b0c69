"""The surface "mention": people address the bot in a channel."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import App

from handlers.surfaces import SurfaceParts
from handlers.surfaces._asked import take


def register(app: App, parts: SurfaceParts) -> None:
    """Hand every mention of the bot to the desk; one that does not name it is talk."""

    @app.event("app_mention")
    def on_mention(body: Mapping[str, Any]) -> None:
        take(body, parts)
