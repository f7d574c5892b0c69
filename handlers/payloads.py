"""Slack's events read as questions; whatever is not a question to the bot is None."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.messages import Question, Surface
from handlers.escaping import visible

MAX_STORED_CHARACTERS = 8_000

# Messages with any other subtype are edits, joins, other bots and the like:
# https://docs.slack.dev/reference/events/message (checked 2026-11-23).
_ASKING_SUBTYPES = (None, "file_share", "thread_broadcast")
_MARKUP = re.compile(r"<([^<>]*)>")
_ADDRESSED = re.compile(r"<[@!]")
_TS = re.compile(r"[0-9]{1,20}(?:\.[0-9]{1,10})?")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}


def team_in(body: Mapping[str, Any]) -> str:
    """Return the workspace that a body comes from, else its organisation, else ""."""
    return _id(body, "team_id") or _id(body, "enterprise_id")


def team_in_action(body: Mapping[str, Any]) -> str:
    """Return the workspace that an interaction comes from, else its organisation, else ""."""
    named = (body.get(name) for name in ("team", "enterprise"))
    ids = (_id(item, "id") for item in named if isinstance(item, Mapping))
    return next(filter(None, ids), "")


def user_in(body: Mapping[str, Any]) -> str:
    """Return who interacts; "" when that is not said."""
    user = body.get("user")
    return _id(user, "id") if isinstance(user, Mapping) else ""


def channel_in_action(body: Mapping[str, Any]) -> str:
    """Return the channel of the message that an interaction belongs to; "" when none is named."""
    channel, container = body.get("channel"), body.get("container")
    named = _id(channel, "id") if isinstance(channel, Mapping) else ""
    return named or (_id(container, "channel_id") if isinstance(container, Mapping) else "")


def time_of(action: Mapping[str, Any]) -> str:
    """Return when somebody pressed a button, as Slack writes times; "" when that is not said."""
    return _ts(action, "action_ts")


def question_in(body: Mapping[str, Any], bot_user_id: str | None) -> Question | None:
    """Return the question that an Events API body carries."""
    return question_from(body["event"], team_in(body), bot_user_id or "")


def overheard_in(body: Mapping[str, Any], bot_user_id: str | None) -> Question | None:
    """Return what somebody says in a channel's thread, to nobody by name; None for all else."""
    event = body["event"]
    is_in_thread = _ts(event, "thread_ts") not in ("", _ts(event, "ts"))
    if not is_in_thread or _ADDRESSED.search(_string(event, "text")):
        return None
    if event.get("channel_type") not in ("channel", "group", "mpim"):
        return None
    # Read like a question that names the bot.
    asked = question_from({**event, "type": "app_mention"}, team_in(body), bot_user_id or "")
    return replace(asked, surface="follow_up") if asked and asked.text else None


def reworded_in(body: Mapping[str, Any]) -> Question | None:
    """Return which message a person has put in other words; None for all else."""
    event = body["event"]
    channel, message, before = (event.get(n) for n in ("channel", "message", "previous_message"))
    if not isinstance(channel, str) or not isinstance(message, Mapping):
        return None
    said_before = before.get("text") if isinstance(before, Mapping) else None
    is_edited = isinstance(message.get("edited"), Mapping) and message.get("text") != said_before
    if not (channel and _string(message, "ts") and is_edited and is_by_person(message)):
        return None
    return _message_at(team_in(body), channel, message)


def question_from(event: Mapping[str, Any], team_id: str, bot_user_id: str) -> Question | None:
    """Return the question that an event asks the bot.

    One message that arrives both as `app_mention` and as `message` gives the same key twice.
    """
    surface = _surface(event, bot_user_id)
    channel, user, ts = _id(event, "channel"), _id(event, "user"), _ts(event, "ts")
    if not (surface and channel and user and ts) or user == bot_user_id or not is_by_person(event):
        return None
    return Question(
        team=team_id,
        channel=channel,
        thread=_ts(event, "thread_ts") or ts,
        ts=ts,
        user=user,
        text=plain_text(_string(event, "text"), bot_user_id),
        surface=surface,
    )


def is_by_person(message: Mapping[str, Any]) -> bool:
    """Return whether a person wrote a message, and did not just edit, join or the like."""
    is_automatic = message.get("bot_id") or message.get("hidden")
    return not is_automatic and message.get("subtype") in _ASKING_SUBTYPES


def plain_text(text: str, bot_user_id: str, names: Mapping[str, str] | None = None) -> str:
    """Return a message as a person reads it, without mentions of the bot and unseen characters.

    `names` says what people are called, by user id; mentions of others keep the name that Slack
    gives them, if any.
    """

    def read(markup: re.Match[str]) -> str:
        return _read_markup(markup[1], bot_user_id, names or {})

    unmarked = _MARKUP.sub(read, text)
    unescaped = _ENTITY.sub(lambda entity: _ENTITIES[entity[1]], unmarked)
    return visible(unescaped).strip()[:MAX_STORED_CHARACTERS].rstrip()


def _read_markup(markup: str, bot_user_id: str, names: Mapping[str, str]) -> str:
    """Return what Slack shows for the inside of <…>; nothing for a name that it left out."""
    target, _, label = markup.partition("|")
    if target.startswith("@"):
        name = names.get(target[1:]) or label.removeprefix("@")
        return f"@{name}" if name and target != f"@{bot_user_id}" else ""
    if target.startswith("#"):
        return f"#{label}" if label else ""
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    return label or target


def _message_at(team: str, channel: str, message: Mapping[str, Any]) -> Question:
    """Return where and when a message was written, and no more of it."""
    ts = _string(message, "ts")
    thread = _string(message, "thread_ts") or ts
    return Question(team, channel, thread, ts, user="", text="", surface="mention")


def _surface(event: Mapping[str, Any], bot_user_id: str) -> Surface | None:
    if event.get("type") == "app_mention":
        return "mention"
    if event.get("type") != "message":
        return None
    kind = event.get("channel_type") or ("im" if _string(event, "channel")[:1] == "D" else "")
    if kind in ("im", "app_home"):
        return "direct_message"
    mention = f"<@{bot_user_id}"
    text = _string(event, "text")
    return "mention" if f"{mention}>" in text or f"{mention}|" in text else None


def _string(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _id(fields: Mapping[str, Any], name: str) -> str:
    """Return what names something; "" for what no name of Slack's can be."""
    value = _string(fields, name)
    return value if value.isascii() and value.isprintable() else ""


def _ts(fields: Mapping[str, Any], name: str) -> str:
    """Return a time as Slack writes it, seconds since 1970; "" for anything else."""
    value = _string(fields, name)
    return value if _TS.fullmatch(value) else ""
