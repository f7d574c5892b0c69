"""The demo's Slack workspace as the tests use it: they see all calls, and do what people do.

Everybody and every channel exists as soon as it is named. Whose name begins with "UB" is a bot.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from starlette.routing import Router
from starlette.types import Receive, Scope, Send

from fakes import slack_posts
from fakes.serving import serve
from fakes.waiting import PATIENCE_S
from handlers.playground.acts import command_payload
from handlers.playground.workspace import (
    APP_TOKEN,
    BOT_ID,
    BOT_TOKEN,
    BOT_USER_ID,
    RESPONSE_URL,
    TEAM_ID,
    Workspace,
)
from handlers.playground.workspace.rules import Call, Fault, Message
from handlers.playground.workspace.sockets import Cut, Delivery

__all__ = [
    "APP_TOKEN",
    "BOT_ID",
    "BOT_TOKEN",
    "BOT_USER_ID",
    "RESPONSE_URL",
    "TEAM_ID",
    "Delivery",
    "FakeSlack",
    "Fault",
    "fake_slack",
]


class FakeSlack(Workspace):
    """A workspace; its methods may be called from any thread."""

    def __init__(self) -> None:
        super().__init__()
        self._application = Router(routes=self.routes())

    def clear(self) -> None:
        """Start anew: an empty workspace at the same address."""
        super().clear()
        # Where the bot listens; empty for Socket Mode.
        self.request_url = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, keeping the server's own send so that it can be cut."""
        scope["playground.send"] = send
        await self._application(scope, receive, send)

    # What people do

    def say(
        self,
        text: str,
        *,
        channel: str = "C1",
        user: str = "U1",
        thread_ts: str = "",
        channel_type: str = "",
    ) -> Message:
        """Have somebody write a message and return its event, which is not sent yet.

        It is an `app_mention` where it has no channel type, and else a `message`.
        """
        event: Message = {
            "type": "message" if channel_type else "app_mention",
            "channel": channel,
            "user": user,
            "text": text,
            "ts": self.next_ts(),
        }
        if channel_type:
            event["channel_type"] = channel_type
        if thread_ts:
            event["thread_ts"] = thread_ts
        self.keep(event)
        return event

    def say_as_bot(self, text: str, *, thread_ts: str, bot_id: str = "B2") -> Message:
        """Have another app write to a thread, and return its message."""
        event = self.say(text, user=f"U{bot_id}", thread_ts=thread_ts)
        self.change(event, bot_id=bot_id)
        return event

    def mention(self, text: str, **place: str) -> Message:
        """Have somebody mention the bot and return the event, which is not sent yet."""
        return self.say(f"<@{BOT_USER_ID}> {text}", **place)

    def direct_message(self, text: str, *, channel: str = "D1", **place: str) -> Message:
        """Have somebody write to the bot directly and return the event, which is not sent yet."""
        return self.say(text, channel=channel, channel_type="im", **place)

    def press(
        self,
        message: Mapping[str, Any],
        action_id: str,
        *,
        user: str = "U1",
        at: str = "",
        choice: str = "",
        in_channel: str = "",
    ) -> Delivery:
        """Have somebody press a button of a message of the bot's; of several in one, a choice.

        With `in_channel`, the press says that it was there, whatever the button says.
        """
        elements = [item for block in message["blocks"] for item in block.get("elements", [])]
        element = next(item for item in elements if item.get("action_id") == action_id)
        value = (element[choice] if choice else element)["value"]
        action = {"type": element["type"], "action_id": action_id, "value": value}
        channel = {"id": in_channel or value.split(":")[1]}
        container = {"type": "message", "channel_id": channel["id"]}
        return self.act(action, user=user, at=at, channel=channel, container=container)

    def act(
        self, action: Mapping[str, Any], *, user: str = "U1", at: str = "", **fields: Any
    ) -> Delivery:
        """Deliver what somebody does with an element of a message or of the home tab."""
        payload = {
            "type": "block_actions",
            "team": {"id": TEAM_ID},
            "user": {"id": user, "team_id": TEAM_ID},
            "api_app_id": "A1",
            "actions": [{"action_ts": at or self.next_ts(), "block_id": "b", **action}],
            **fields,
        }
        return self.send_payload(payload, type="interactive")

    def open_home(self, tab: str = "home", *, user: str = "U1", channel: str = "D1") -> Delivery:
        """Have somebody open the bot's own place in Slack."""
        event = {"type": "app_home_opened", "user": user, "channel": channel, "tab": tab}
        body = {"type": "event_callback", "team_id": TEAM_ID, "event_id": "EvHome", "event": event}
        return self.send_payload(body)

    def command(self, text: str, *, channel: str = "C1", user: str = "U1") -> Message:
        """Have somebody give the bot's command, and return what tells of it; it is not sent yet."""
        url = self.new_answer(user, channel)
        return command_payload(url, text, user=user, channel=channel)

    def send_command(self, command: Mapping[str, Any], **envelope: Any) -> Delivery:
        """Deliver a command to the bot."""
        return self.send_payload(command, type="slash_commands", **envelope)

    def send_event(self, event: Mapping[str, Any], **envelope: Any) -> Delivery:
        """Deliver an event to the bot; the same one again counts as Slack's own second try."""
        return self.send_payload(self.payload_of(event), **envelope)

    def payload_of(self, event: Mapping[str, Any]) -> Message:
        """Return what brings an event to the bot, however often it is sent."""
        self.keep(event)
        return {
            "type": "event_callback",
            "team_id": TEAM_ID,
            "api_app_id": "A1",
            "event_id": f"Ev{next(self._counter)}",
            "event": event,
        }

    def send_payload(
        self, payload: Mapping[str, Any], *, by: int | None = None, **envelope: Any
    ) -> Delivery:
        """Deliver anything to the bot, by the connection of a number or by its newest one.

        Where the bot listens for signed requests, it is sent as one.
        """
        if self.request_url:
            return slack_posts.deliver(self.request_url, payload, **envelope)
        return self.sockets.deliver(payload, by=by, **envelope)

    def end_connections_at_once(self, reason: str) -> None:
        """Tell every new connection that it has to go, and why; "" ends that."""
        self.sockets.farewell = reason

    @property
    def connections(self) -> list[int]:
        """The numbers of the bot's open connections, oldest first."""
        return self.sockets.numbers

    def replace_connection(self) -> None:
        """Have the bot connect anew, as Slack does every few hours, and close the old one."""
        self.sockets.replace()

    def ask_for_another_connection(self) -> None:
        """Say that the newest connection is about to be closed."""
        self.sockets.send({"type": "disconnect", "reason": "warning"})

    def cut_connections(self, how: Cut = "close") -> None:
        """End all Socket Mode connections in one of several ways."""
        self.sockets.wait_for_any(PATIENCE_S)  # the bot knows of one a moment before Slack's side
        self.sockets.cut(how)

    # What the bot did

    def calls(self, method: str = "") -> list[Call]:
        """Return the calls so far, in order: of one method, or all."""
        with self._changed:
            return [call for call in self._calls if method in ("", call.method)]

    def wait_for_calls(self, method: str, count: int, timeout_s: float = PATIENCE_S) -> list[Call]:
        """Return the calls of a method as soon as there are so many."""
        with self._changed:
            enough = self._changed.wait_for(lambda: len(self.calls(method)) >= count, timeout_s)
            assert enough, f"{len(self.calls(method))} calls of {method}, not {count}"
        return self.calls(method)

    def wait_for_connections(self, count: int = 1, timeout_s: float = PATIENCE_S) -> None:
        """Return as soon as the bot holds exactly so many connections."""
        assert self.sockets.wait_for(count, timeout_s), f"not {count} connections"

    def replies(self, channel: str, thread_ts: str) -> list[Message]:
        """Return what the bot has posted to a thread, in order."""
        with self._changed:
            return [m for m in self._thread(channel, thread_ts) if m.get("bot_id") == BOT_ID]

    def session(self, channel: str, thread_ts: str) -> str:
        """Return the state of a thread's session; "" when none was opened."""
        with self._changed:
            return self._sessions.get((channel, thread_ts), "")

    def answers_to(self, command: Mapping[str, Any]) -> list[Message]:
        """Return what the bot has shown to the person who gave a command."""
        with self._changed:
            return list(self._answers[command["response_url"].rpartition("/")[2]])

    def status(self, channel: str, thread_ts: str) -> str:
        """Return the status that people see in a thread; "" for none."""
        with self._changed:
            return self._statuses.get((channel, thread_ts), "")


Slack = TypeVar("Slack", bound=FakeSlack)


@contextmanager
def fake_slack(kind: type[Slack] = FakeSlack) -> Iterator[Slack]:  # type: ignore[assignment]
    """Serve a new workspace for as long as a test needs it."""
    workspace = kind()
    with serve(workspace) as url:
        workspace.url = url
        yield workspace
