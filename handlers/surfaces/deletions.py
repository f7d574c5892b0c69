"""The surface "deletion": a message that its author has deleted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from slack_bolt import App

from bot.messages import Question
from handlers.payloads import id_in, message_at, question_from, team_in, ts_in
from handlers.surfaces import SurfaceParts
from handlers.workspace import account_in, told_to_each


def register(app: App, parts: SurfaceParts) -> None:
    """Hand every deletion to the desk; to be registered before the listener to all messages."""
    retention, installations = parts.desk.retention, parts.installations

    # A thread's first message leaves a tombstone behind as long as there are replies: that comes
    # as a change. https://github.com/openclaw/openclaw/pull/22035 (checked 2026-11-23)
    @app.event({"type": "message", "subtype": "message_changed"})
    @app.event({"type": "message", "subtype": "message_deleted"})
    def on_deletion(body: Mapping[str, Any]) -> None:
        deletion = deletion_in(body, account_in(body).user_id)
        if deletion is None:
            return
        teams = partial(retention.workspaces_with, deletion.question)
        for told in told_to_each(body, teams, installations):
            if each := deletion_in(told, account_in(told).user_id):
                retention.withdraw(each.question, may_come=each.may_come)
                parts.agent_view.take_title(each.question)


@dataclass(frozen=True, slots=True)
class Deletion:
    """A message that was deleted.

    Attributes:
        question: Its place and time, without its author and its text.
        may_come: Whether it asked the bot something, and may reach the bot after its deletion.
    """

    question: Question
    may_come: bool


def deletion_in(body: Mapping[str, Any], bot_user_id: str | None) -> Deletion | None:
    """Return the deletion that an Events API body reports; None for any other change."""
    event = body["event"]
    channel, ts = id_in(event, "channel"), ts_in(event, "deleted_ts")
    changed = event.get("message")
    if isinstance(changed, Mapping) and changed.get("subtype") == "tombstone":
        ts = ts_in(changed, "ts")
    if not (channel and ts):
        return None
    before = event.get("previous_message")
    message = {**(before if isinstance(before, Mapping) else {}), "channel": channel, "ts": ts}
    message["channel_type"] = event.get("channel_type")
    asked = question_from(message, team_in(body), bot_user_id or "")
    unknown = message_at(team_in(body), channel, message)
    return Deletion(replace(asked or unknown, user="", text=""), may_come=asked is not None)
