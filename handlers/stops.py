"""Slack's own Stop button, which it shows while a session of the agent is "processing"."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import App

from bot.telemetry import log_event
from handlers.payloads import stopped_thread_in, team_in
from handlers.people import LanguageOf

logger = logging.getLogger(__name__)


def register(app: App, stop: Callable[[str, str], bool], language_of: LanguageOf) -> None:
    """Hand the thread of every stopped session on."""

    @app.event("agent_session_stopped")
    def on_stop(body: Mapping[str, Any]) -> None:
        thread_key = stopped_thread_in(body)
        if not thread_key:
            return
        language = language_of(team_in(body), str(body["event"].get("user") or ""))
        if stop(thread_key, language.name):
            log_event(logger, logging.INFO, "question.stopped", thread=thread_key)
