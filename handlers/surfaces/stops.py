"""The surface "stop": Slack's own Stop button, shown while an agent session is "processing"."""

import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt import App

from bot.messages import Question
from bot.telemetry import log_event
from handlers.payloads import id_in, team_in, ts_in
from handlers.surfaces import SurfaceParts

logger = logging.getLogger(__name__)


def register(app: App, parts: SurfaceParts) -> None:
    """Stop the work on the thread of every stopped session, and end the session.

    The work can be another process's, which learns of the stop with its next look at the database;
    the session is ended here, so that the button goes at once.
    """

    @app.event("agent_session_stopped")
    def on_stop(body: Mapping[str, Any]) -> None:
        opening = stopped_in(body)
        if opening is None:
            return
        language = parts.users.language(team_in(body), id_in(body["event"], "user"))
        pressed_at = ts_in(body["event"], "event_ts")
        if parts.desk.intake.stop(opening.thread_key, language.name, pressed_at):
            log_event(logger, logging.INFO, "question.stopped", thread=opening.thread_key)
        parts.agent_view.end_session(opening)


def stopped_in(body: Mapping[str, Any]) -> Question | None:
    """Return the opening message of the thread whose session was stopped, without its text.

    None for an event that names no thread.
    """
    event = body["event"]
    channel, thread = id_in(event, "channel"), ts_in(event, "thread_ts")
    if not (channel and thread):
        return None
    return Question(team_in(body), channel, thread, thread, user="", text="", surface="mention")
