"""The surface "agent view": prompts to begin with, and a title for each conversation."""

from collections.abc import Mapping
from typing import Any, Final

from slack_bolt import App

from handlers.delivery.agent_view import AgentView
from handlers.payloads import team_in
from handlers.users import LanguageOf

NO_TITLE: Final = "…"
"""The title of a conversation whose first question is deleted."""


def register(app: App, view: AgentView, language_of: LanguageOf) -> None:
    """Offer prompts whenever somebody opens the direct messages with the bot."""

    def is_messages(event: Mapping[str, Any]) -> bool:
        return event.get("tab") == "messages"

    @app.event("app_home_opened", matchers=[is_messages])
    def on_open(event: Mapping[str, Any], body: Mapping[str, Any]) -> None:
        if channel := event.get("channel"):
            view.suggest(str(channel), language_of(team_in(body), str(event.get("user") or "")))
