"""Edits: a question that its author has put in other words is answered anew in the same reply."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt import App

from bot.messages import Question
from bot.telemetry import log_event
from handlers.payloads import _ts, overheard_in, question_in, reworded_in

logger = logging.getLogger(__name__)


def register(
    app: App,
    revise: Callable[[Question], bool],
    withdraw_remark: Callable[[Question], None],
    bot_user_id: str | None,
) -> None:
    """Hand every edited message on, as a question and as a remark; each can be both.

    To be registered before whatever listens to all changes.
    """

    def is_edit(body: Mapping[str, Any]) -> bool:
        return reworded_in(body) is not None or edit_in(body, bot_user_id) is not None

    @app.event({"type": "message", "subtype": "message_changed"}, matchers=[is_edit])
    def on_edit(body: Mapping[str, Any]) -> None:
        if said := reworded_in(body):
            withdraw_remark(said)
        edited = edit_in(body, bot_user_id)
        if edited and revise(edited):
            log_event(logger, logging.INFO, "question.revised", reference=edited.reference)


def edit_in(body: Mapping[str, Any], bot_user_id: str | None) -> Question | None:
    """Return the new wording of a question that an Events API body carries; None for all else.

    Its revision is the time of the edit. Slack changes messages by itself as well, to unfurl a
    link for example: those have no such time.
    """
    event = body["event"]
    message = event.get("message")
    edited = message.get("edited") if isinstance(message, Mapping) else None
    if not isinstance(message, Mapping) or not isinstance(edited, Mapping):
        return None
    context = {"channel": event.get("channel"), "channel_type": event.get("channel_type")}
    said = {**body, "event": {"type": "message", **message, **context}}
    asked = question_in(said, bot_user_id) or overheard_in(said, bot_user_id)
    revision = _ts(edited, "ts")
    return replace(asked, revision=revision) if asked and revision else None
