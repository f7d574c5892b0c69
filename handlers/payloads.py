"""Readers of Slack's payloads that several surfaces share."""

import re
from collections.abc import Mapping
from typing import Any

from bot.messages import Question, Surface
from bot.normalization import as_typed
from handlers.escaping import visible
from handlers.message_words import beginning_of, is_named_in, own_words_of, words_of

MAX_STORED_CHARACTERS = 8_000
MAX_READ_CHARACTERS = 40_000
"""Characters of a message's markup that are read; Slack cuts a longer text itself."""

# Messages with any other subtype are edits, joins, other bots and the like:
# https://docs.slack.dev/reference/events/message (checked 2026-11-23).
_ASKING_SUBTYPES = (None, "file_share", "thread_broadcast")
_MARKUP = re.compile(r"<([^<>]*)>")
_ADDRESSED = re.compile(r"<[@!]")
_TS = re.compile(r"[0-9]{1,20}(?:\.[0-9]{1,10})?")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}


def string_in(fields: Mapping[str, Any], name: str) -> str:
    """Return a field's value where it is a string, else ""."""
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def team_in(body: Mapping[str, Any]) -> str:
    """Return the workspace that a body belongs to, as `workspace.naming_workspace` has put it."""
    return id_in(body, "team_id")


def user_in(body: Mapping[str, Any]) -> str:
    """Return the id of the person who interacts; "" without one."""
    user = body.get("user")
    return id_in(user, "id") if isinstance(user, Mapping) else ""


def channel_in_action(body: Mapping[str, Any]) -> str:
    """Return the channel of the message that an interaction belongs to; "" when none is named."""
    channel, container = body.get("channel"), body.get("container")
    named = id_in(channel, "id") if isinstance(channel, Mapping) else ""
    return named or (id_in(container, "channel_id") if isinstance(container, Mapping) else "")


def time_of(action: Mapping[str, Any]) -> str:
    """Return the time of a button press, in Slack's notation; "" when the action has none."""
    return ts_in(action, "action_ts")


def question_in(body: Mapping[str, Any], bot_user_id: str | None) -> Question | None:
    """Return the question that an Events API body carries; None for any other event."""
    return question_from(body["event"], team_in(body), bot_user_id or "")


def sent_through_app(body: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a body as if its author had sent the message without an app; None without one.

    A tool can write with a person's own token. Slack then names both, as it does for a bot.
    """
    event = body["event"]
    if not event.get("bot_id") or not id_in(event, "user"):
        return None
    return {**body, "event": {**event, "bot_id": None}}


def overheard_in(body: Mapping[str, Any], bot_user_id: str | None) -> Question | None:
    """Return a message that addresses nobody in a channel's thread; None for any other event."""
    event = body["event"]
    is_in_thread = ts_in(event, "thread_ts") not in ("", ts_in(event, "ts"))
    if not is_in_thread or _ADDRESSED.search(words_of(event)):
        return None
    is_mention = event.get("type") == "app_mention"  # which comes without the channel's type
    if not is_mention and event.get("channel_type") not in ("channel", "group", "mpim"):
        return None
    asked = _question_from(event, team_in(body), bot_user_id or "", "follow_up")
    return asked if asked and asked.text else None


def reworded_in(body: Mapping[str, Any]) -> Question | None:
    """Return the message that a person has edited, by place and time; None for other events."""
    event = body["event"]
    channel, message, before = (event.get(n) for n in ("channel", "message", "previous_message"))
    if not isinstance(channel, str) or not isinstance(message, Mapping):
        return None
    said_before = before.get("text") if isinstance(before, Mapping) else None
    is_edited = isinstance(message.get("edited"), Mapping) and message.get("text") != said_before
    if not (channel and string_in(message, "ts") and is_edited and is_by_person(message)):
        return None
    return message_at(team_in(body), channel, message)


def question_from(event: Mapping[str, Any], team_id: str, bot_user_id: str) -> Question | None:
    """Return the question that an event asks the bot; None for any other event.

    One message that arrives both as `app_mention` and as `message` gives the same key twice.
    """
    surface = _surface(event, bot_user_id)
    return _question_from(event, team_id, bot_user_id, surface) if surface else None


def _question_from(
    event: Mapping[str, Any], team_id: str, bot_user_id: str, surface: Surface
) -> Question | None:
    channel, user, ts = id_in(event, "channel"), id_in(event, "user"), ts_in(event, "ts")
    if not (channel and user and ts) or user == bot_user_id or not is_by_person(event):
        return None
    return Question(
        team=team_id,
        channel=channel,
        thread=ts_in(event, "thread_ts") or ts,
        ts=ts,
        user=user,
        text=plain_text(words_of(event), bot_user_id),
        surface=surface,
        asked_ts=_called_at(event, ts),
    )


def is_by_person(message: Mapping[str, Any]) -> bool:
    """Return whether a person wrote a message, unlike an edit, a join or a bot's message."""
    is_automatic = message.get("bot_id") or message.get("hidden")
    return not is_automatic and message.get("subtype") in _ASKING_SUBTYPES


def plain_text(text: str, bot_user_id: str, names: Mapping[str, str] | None = None) -> str:
    """Return a message as a person reads it, without mentions of the bot and unseen characters.

    `names` are people's names by user id. A mention of anybody else keeps the name in the message,
    if there is one.
    """

    def read(markup: re.Match[str]) -> str:
        return _read_markup(markup[1], bot_user_id, names or {})

    unmarked = _MARKUP.sub(read, beginning_of(text, MAX_READ_CHARACTERS))
    unescaped = _ENTITY.sub(lambda entity: _ENTITIES[entity[1]], unmarked)
    return as_typed(visible(unescaped)).strip()[:MAX_STORED_CHARACTERS].rstrip()


def _read_markup(markup: str, bot_user_id: str, names: Mapping[str, str]) -> str:
    """Return the text that Slack shows for the inside of <…>; "" for a name that it left out."""
    target, _, label = markup.partition("|")
    if target.startswith("@"):
        name = names.get(target[1:]) or label.removeprefix("@")
        return f"@{name}" if name and target != f"@{bot_user_id}" else ""
    if target.startswith("#"):
        return f"#{label}" if label else ""
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    return label or target


def message_at(team: str, channel: str, message: Mapping[str, Any]) -> Question:
    """Return a message's place and time, as a question without an author and a text."""
    ts = string_in(message, "ts")
    thread = string_in(message, "thread_ts") or ts
    return Question(team, channel, thread, ts, user="", text="", surface="mention")


def _surface(event: Mapping[str, Any], bot_user_id: str) -> Surface | None:
    is_named = is_named_in(event, f"<@{bot_user_id}>", f"<@{bot_user_id}|")
    if event.get("type") == "app_mention":
        # One workspace was seen to send these for all talk in a thread: see README.md.
        is_for_group = is_named_in(event, "<!subteam^") or not own_words_of(event).strip()
        is_for_bot = is_named or not bot_user_id or is_for_group
        return "mention" if is_for_bot else None
    if event.get("type") != "message":
        return None
    kind = event.get("channel_type") or ("im" if string_in(event, "channel")[:1] == "D" else "")
    if kind in ("im", "app_home"):
        return "direct_message"
    return "mention" if is_named else None


def _called_at(event: Mapping[str, Any], ts: str) -> str:
    """Return the ts of the edit that added a mention; "" where the message had it from the start.

    Slack sends it then, with the edit's time, and without saying what was there before.
    """
    edited = event.get("edited") if event.get("type") == "app_mention" else None
    edited_ts = ts_in(edited, "ts") if isinstance(edited, Mapping) else ""
    return edited_ts if edited_ts and float(edited_ts) > float(ts) else ""


def id_in(fields: Mapping[str, Any], name: str) -> str:
    """Return an id of Slack's from a field; "" when the value can't be an id."""
    value = string_in(fields, name)
    return value if value.isascii() and value.isprintable() else ""


def ts_in(fields: Mapping[str, Any], name: str) -> str:
    """Return a time as Slack writes it, seconds since 1970; "" for anything else."""
    value = string_in(fields, name)
    return value if _TS.fullmatch(value) else ""
