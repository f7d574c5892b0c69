"""Slack's own Stop button, which it shows while a session of the agent is "processing"."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import App

from bot.messages import Question
from bot.telemetry import log_event
from handlers.payloads import _id, _ts, team_in
from handlers.users import LanguageOf

logger = logging.getLogger(__name__)


def register(
    app: App,
    stop: Callable[[str, str], bool],
    end_session: Callable[[str, str], None],
    language_of: LanguageOf,
) -> None:
    """Hand the thread of every stopped session on, and end the session.

    Whoever began it can be another process, which learns of the stop only by and by.
    """

    @app.event("agent_session_stopped")
    def on_stop(body: Mapping[str, Any]) -> None:
        stopped = stopped_in(body)
        if stopped is None:
            return
        language = language_of(team_in(body), str(body["event"].get("user") or ""))
        if stop(stopped.thread_key, language.name):
            log_event(logger, logging.INFO, "question.stopped", thread=stopped.thread_key)
        end_session(stopped.channel, stopped.thread)


def stopped_in(body: Mapping[str, Any]) -> Question | None:
    """Return the message that opens the thread whose session somebody has stopped, if any."""
    event = body["event"]
    channel, thread = _id(event, "channel"), _ts(event, "thread_ts")
    if not (channel and thread):
        return None
    return Question(team_in(body), channel, thread, thread, user="", text="", surface="mention")
