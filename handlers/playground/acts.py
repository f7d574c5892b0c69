"""The deeds of people in the workspace, and the payloads by which Slack tells the bot of them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from handlers.playground.courier import Courier
from handlers.playground.people import BOT_NAME, USERS, direct_channel, owner_of
from handlers.playground.workspace import BOT_USER_ID, TEAM_ID, Workspace
from handlers.playground.workspace.rules import Message, SlackError

MAX_CHARACTERS: Final = 40_000
_NAMES: Final = {f"@{BOT_NAME}": BOT_USER_ID} | {
    f"@{user['real_name']}": id_ for id_, user in USERS.items()
}
_NAMED: Final = re.compile("|".join(map(re.escape, _NAMES)), re.IGNORECASE | re.ASCII)


class Acts:
    """The deeds of people, each by the id of who does it.

    A deed that is not possible, as in a workspace where somebody else was faster, raises
    SlackError.
    """

    def __init__(self, workspace: Workspace, courier: Courier) -> None:
        self._workspace = workspace
        self._courier = courier

    def say(self, user: str, channel: str, text: str, thread_ts: str = "") -> str:
        """Write a message, and return its ts."""
        _check_text(text)
        self._check_place(user, channel)
        if thread_ts and self._workspace.message(channel, thread_ts) is None:
            raise SlackError("thread_not_found")
        message = {"user": user, "text": _as_sent(text), "ts": self._workspace.next_ts()}
        if thread_ts:
            message["thread_ts"] = thread_ts
        event = {"type": "message", "channel": channel, **message, "channel_type": _type(channel)}
        self._workspace.keep(event)
        self._send(event)
        if f"<@{BOT_USER_ID}>" in event["text"] and not owner_of(channel):
            self._send({"type": "app_mention", "channel": channel, **message})
        return message["ts"]

    def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """Give an own message another text."""
        before = self._own(user, channel, ts)
        _check_text(text)
        now = self._workspace.next_ts()
        message = {**before, "text": _as_sent(text), "edited": {"user": user, "ts": now}}
        self._workspace.change(before, text=message["text"], edited=message["edited"])
        about = {"hidden": True, "ts": now, "message": message, "previous_message": before}
        self._send({**_changed("message_changed", channel), **about})

    def delete(self, user: str, channel: str, ts: str) -> None:
        """Delete an own message."""
        before = self._own(user, channel, ts)
        self._workspace.delete(channel, ts)
        about = {"deleted_ts": ts, "ts": self._workspace.next_ts(), "previous_message": before}
        self._send({**_changed("message_deleted", channel), "hidden": True, **about})

    def act(self, user: str, where: Mapping[str, str], action: Mapping[str, Any]) -> None:
        """Press a button, choose an option, or enter a text.

        `where` has the "channel" and the "ts" of a message, or is empty for the person's home tab;
        `action` has the "action_id" and, with what was chosen or entered, the "value".
        """
        channel, ts = where.get("channel", ""), where.get("ts", "")
        self._check_place(user, channel)
        message = self._workspace.message(channel, ts) if ts else None
        if ts and message is None:
            raise SlackError("message_not_found")
        blocks = message.get("blocks", []) if message else self._home_of(user)
        done = _done(blocks, str(action.get("action_id")), str(action.get("value", "")))
        context: Message = {"view": {"type": "home"}, "container": {"type": "view"}}
        if message:
            container = {"type": "message", "channel_id": channel, "message_ts": ts}
            context = {"channel": {"id": channel}, "message": message, "container": container}
        payload = {
            "type": "block_actions",
            "team": {"id": TEAM_ID},
            "user": {"id": user, "team_id": TEAM_ID},
            "api_app_id": "A1",
            "actions": [{"action_ts": self._workspace.next_ts(), "block_id": "b", **done}],
            **context,
        }
        self._courier.send(payload, "interactive", ts)

    def command(self, user: str, channel: str, text: str) -> None:
        """Give the command /weather; the answer is for this person alone."""
        self._check_place(user, channel)
        url = self._workspace.new_answer(user, channel)
        payload = command_payload(url, text, user=user, channel=channel)
        self._courier.send(payload, "slash_commands")

    def open_home(self, user: str, tab: str) -> None:
        """Open the bot's own place: its tab "home" or "messages"."""
        self._check_place(user, direct_channel(user))
        event = {"type": "app_home_opened", "user": user, "channel": direct_channel(user)}
        self._send({**event, "tab": tab if tab == "messages" else "home"})

    def stop(self, user: str, channel: str, thread_ts: str) -> None:
        """Press the Stop button that Slack shows while the bot is at work on a thread."""
        self._check_place(user, channel)
        event = {"type": "agent_session_stopped", "channel": channel, "thread_ts": thread_ts}
        self._send({**event, "user": user, "event_ts": self._workspace.next_ts()})

    def _send(self, event: Message) -> None:
        ts = event.get("message", event).get("ts", "")
        self._courier.send(
            {
                "type": "event_callback",
                "team_id": TEAM_ID,
                "api_app_id": "A1",
                "event_id": f"Ev{self._workspace.next_ts()}",
                "event": event,
            },
            about=ts,
        )

    def _home_of(self, user: str) -> list[Message]:
        blocks: list[Message] = self._workspace.homes.get(user, {}).get("blocks", [])
        return blocks

    def _own(self, user: str, channel: str, ts: str) -> Message:
        message = self._workspace.message(channel, ts)
        if message is None or message.get("user") != user:
            raise SlackError("cant_update_message")
        return {**message, "channel": channel}

    def _check_place(self, user: str, channel: str) -> None:
        if user not in USERS:
            raise SlackError("user_not_found")
        if owner_of(channel) not in ("", user):
            raise SlackError("channel_not_found")


def _check_text(text: str) -> None:
    if not text.strip():
        raise SlackError("no_text")
    if len(text) > MAX_CHARACTERS:
        raise SlackError("msg_too_long")


def _as_sent(text: str) -> str:
    """Return a typed text as Slack stores it: three characters escaped, people by their ids."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    ids = {name.casefold(): id_ for name, id_ in _NAMES.items()}
    return _NAMED.sub(lambda match: f"<@{ids[match.group().casefold()]}>", escaped)


def _type(channel: str) -> str:
    return "im" if owner_of(channel) else "channel"


def _changed(subtype: str, channel: str) -> Message:
    place = {"channel": channel, "channel_type": _type(channel)}
    return {"type": "message", "subtype": subtype, **place}


def _elements(blocks: list[Message]) -> Iterator[Message]:
    for block in blocks:
        yield from block.get("elements", [])
        yield from (block[name] for name in ("accessory", "element") if name in block)


def _done(blocks: list[Message], action_id: str, value: str) -> Message:
    """Return an action as Slack reports it; only what an element offers can be chosen."""
    element = next((e for e in _elements(blocks) if e.get("action_id") == action_id), None)
    if element is None:
        raise SlackError("action_not_found")
    done = {"type": element["type"], "action_id": action_id}
    if element["type"] == "plain_text_input":
        return {**done, "value": value}
    if "options" in element:
        return {**done, "selected_option": _chosen(element["options"], value)}
    if element["type"] == "feedback_buttons":
        choices = [element["positive_button"], element["negative_button"]]
        return {**done, "value": _chosen(choices, value)["value"]}
    return {**done, "value": element.get("value", "")}


def _chosen(offered: list[Message], value: str) -> Message:
    for option in offered:
        if option["value"] == value:
            return option
    raise SlackError("option_not_found")


def command_payload(url: str, text: str, *, user: str, channel: str) -> Message:
    """Return the payload of the command /weather, whose answer goes to a response URL."""
    return {
        "command": "/weather",
        "text": text,
        "team_id": TEAM_ID,
        "channel_id": channel,
        "user_id": user,
        "trigger_id": f"{url.rpartition('/')[2]}.1.a",
        "response_url": url,
    }
