"""Slack's own Stop button, which it shows while a session of the agent is "processing"."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import App

from bot.telemetry import log_event
from handlers.payloads import stopped_thread_in

logger = logging.getLogger(__name__)


def register(app: App, stop: Callable[[str], bool]) -> None:
    """Hand the thread of every stopped session on."""

    @app.event("agent_session_stopped")
    def on_stop(body: Mapping[str, Any]) -> None:
        thread_key = stopped_thread_in(body)
        if thread_key and stop(thread_key):
            log_event(logger, logging.INFO, "question.stopped", thread=thread_key)
