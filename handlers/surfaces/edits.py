"""The surface "edit": a question in new words is answered anew, in the place of its reply."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt import App

from bot.messages import Question
from bot.telemetry import log_event
from handlers.payloads import overheard_in, question_in, reworded_in, ts_in
from handlers.surfaces import SurfaceParts
from handlers.workspace import account_in, is_guest, told_to_each

logger = logging.getLogger(__name__)


def register(app: App, parts: SurfaceParts) -> None:
    """Hand every edited message to the desk, as a question and as a remark; it can be both.

    To be registered before the deletions, which hear all changes.
    """

    def is_edit(body: Mapping[str, Any]) -> bool:
        return reworded_in(body) is not None or edit_in(body, account_in(body).user_id) is not None

    @app.event({"type": "message", "subtype": "message_changed"}, matchers=[is_edit])
    def on_edit(body: Mapping[str, Any]) -> None:
        said = reworded_in(body)
        teams = (lambda: parts.desk.retention.workspaces_with(said)) if said else tuple
        for told in told_to_each(body, teams, parts.installations):
            take(told)

    def take(body: Mapping[str, Any]) -> None:
        if said := reworded_in(body):
            parts.desk.retention.withdraw_remark(said)
        edited = edit_in(body, account_in(body).user_id)
        intake = parts.desk.intake
        if edited is None or not intake.is_news(edited):
            return  # An edit of people's talk is no asking, nor one that is told of again.
        refusal = intake.refusal_of_press(edited, edited.user, is_guest=is_guest(body))
        if edited.surface != "follow_up":  # which addresses nobody
            parts.tell_refusal(refusal, edited.user, edited)
        if not refusal and intake.revise(edited):
            log_event(logger, logging.INFO, "question.revised", reference=edited.reference)


def edit_in(body: Mapping[str, Any], bot_user_id: str | None) -> Question | None:
    """Return the question of an Events API body in its new words; None for any other change.

    Its revision is the time of the edit. Slack also changes messages by itself, to unfurl a link
    for example; such a change has no time of an edit.
    """
    event = body["event"]
    message = event.get("message")
    edited = message.get("edited") if isinstance(message, Mapping) else None
    if not isinstance(message, Mapping) or not isinstance(edited, Mapping):
        return None
    context = {"channel": event.get("channel"), "channel_type": event.get("channel_type")}
    said = {**body, "event": {"type": "message", **message, **context}}
    asked = question_in(said, bot_user_id) or overheard_in(said, bot_user_id)
    revision = ts_in(edited, "ts")
    return replace(asked, revision=revision) if asked and revision else None
