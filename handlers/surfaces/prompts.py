"""The surface "prompts": example questions for people who open the bot's direct messages."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import App

from handlers.payloads import id_in, team_in
from handlers.surfaces import SurfaceParts


def register(app: App, parts: SurfaceParts) -> None:
    """Offer prompts whenever somebody opens the direct messages with the bot."""

    def is_messages(event: Mapping[str, Any]) -> bool:
        return event.get("tab") == "messages"

    @app.event("app_home_opened", matchers=[is_messages])
    def on_open(event: Mapping[str, Any], body: Mapping[str, Any]) -> None:
        if channel := id_in(event, "channel"):
            team = team_in(body)
            language = parts.users.language(team, id_in(event, "user"))
            parts.agent_view.suggest(team, channel, language)
