"""What people and workspaces take back: a deleted message, a removed app, a revoked token."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from slack_bolt import App

from bot.messages import Question
from bot.telemetry import log_event
from handlers.payloads import _id, _message_at, _ts, question_from, team_in

logger = logging.getLogger(__name__)


class Deletions(Protocol):
    """Deletes what is stored; it is committed when a method returns."""

    def withdraw(self, question: Question, *, may_come: bool) -> None:
        """Take a question out, and keep it out where it may still come; unknown ones are none."""
        ...

    def withdraw_remark(self, said: Question) -> None:
        """Take a message out of what others have been answered by; unknown ones are none."""
        ...

    def forget(self, owner: Mapping[str, str]) -> object:
        """Delete everything of an owner, here of a "team"."""
        ...


def register(
    app: App,
    deletions: Deletions,
    take_title: Callable[[Question], None],
    bot_user_id: str | None,
) -> None:
    """Hand every deletion on; to be registered before whatever listens to all messages.

    The bot's own id is needed here, since Bolt signs in for no event that ends the right to.
    """

    # A thread's first message leaves a tombstone behind as long as there are replies: that comes
    # as a change. https://github.com/openclaw/openclaw/pull/22035 (checked 2026-11-23)
    @app.event({"type": "message", "subtype": "message_changed"})
    @app.event({"type": "message", "subtype": "message_deleted"})
    def on_deletion(body: Mapping[str, Any]) -> None:
        if deletion := deletion_in(body, bot_user_id):
            deletions.withdraw(deletion.question, may_come=deletion.may_come)
            take_title(deletion.question)

    @app.event("app_uninstalled")
    def on_uninstall(body: Mapping[str, Any]) -> None:
        _forget(team_in(body))

    @app.event("tokens_revoked")
    def on_revocation(body: Mapping[str, Any]) -> None:
        tokens = body["event"].get("tokens")
        bots = tokens.get("bot") if isinstance(tokens, Mapping) else None
        if isinstance(bots, list) and bot_user_id in bots:
            _forget(team_in(body))

    def _forget(team: str) -> None:
        if team:
            deletions.forget({"team": team})
            log_event(logger, logging.INFO, "workspace.forgotten", team=team)


@dataclass(frozen=True, slots=True)
class Deletion:
    """A message that is no more.

    Attributes:
        question: Where and when it was written, without its author and its text.
        may_come: Whether it was a question to the bot, which may not have arrived yet.
    """

    question: Question
    may_come: bool


def deletion_in(body: Mapping[str, Any], bot_user_id: str | None) -> Deletion | None:
    """Return the deletion that an Events API body carries; None for other changes."""
    event = body["event"]
    channel, ts = _id(event, "channel"), _ts(event, "deleted_ts")
    changed = event.get("message")
    if isinstance(changed, Mapping) and changed.get("subtype") == "tombstone":
        ts = _ts(changed, "ts")
    if not (channel and ts):
        return None
    before = event.get("previous_message")
    message = {**(before if isinstance(before, Mapping) else {}), "channel": channel, "ts": ts}
    message["channel_type"] = event.get("channel_type")
    asked = question_from(message, team_in(body), bot_user_id or "")
    unknown = _message_at(team_in(body), channel, message)
    return Deletion(replace(asked or unknown, user="", text=""), may_come=asked is not None)
