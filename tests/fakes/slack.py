"""A Slack workspace on loopback: Web API, Socket Mode and signed requests, recording all calls.

The team is "T1", the bot "UBOT"; everybody else and every channel exists as soon as it is named.
Whose name begins like that is a bot.
"""

import asyncio
import itertools
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import Receive, Scope, Send

from fakes import slack_posts
from fakes.block_limits import faults_in
from fakes.serving import serve
from fakes.slack_rules import (
    Call,
    Fault,
    Message,
    SlackError,
    abort,
    check_blocks,
    check_call,
    page_of,
    read_call,
    refusal,
)
from fakes.slack_sockets import Cut, Delivery, Sockets
from fakes.waiting import PATIENCE_S

BOT_TOKEN = "xoxb-fake-bot"
APP_TOKEN = "xapp-fake-app"
TEAM_ID = "T1"
BOT_USER_ID = "UBOT"
BOT_ID = "BBOT"
RESPONSE_URL = "response_url"
"""Stands for a method where calls are counted and made to fail."""


class FakeSlack:
    """A workspace; its methods may be called from any thread."""

    def __init__(self) -> None:
        self.url = ""
        # What stands before the server, for Socket Mode; empty for nothing.
        self.socket_url = ""
        self._changed = threading.Condition()
        self._sockets = Sockets()
        self._counter = itertools.count(1)
        self._started_s = int(time.time())
        self._methods: dict[str, Callable[[Call], Message]] = {
            "auth.test": self._auth_test,
            "apps.connections.open": self._open_connection,
            "users.info": self._users_info,
            "chat.postMessage": self._post_message,
            "conversations.replies": self._replies,
            "chat.update": self._update_message,
            "chat.postEphemeral": self._post_note,
            "views.publish": self._publish_view,
            "assistant.threads.setTitle": self._set_title,
            "assistant.threads.setSuggestedPrompts": self._set_prompts,
            "assistant.threads.setStatus": self._set_status,
            "agents.sessions.setStatus": self._set_session,
        }
        self._application = Starlette(
            routes=[
                Route("/api/{method}", self._answer, methods=["GET", "POST"]),
                Route("/commands/{number}", self._take_answer, methods=["POST"]),
                WebSocketRoute("/link", self._sockets.serve),
            ]
        )
        self.clear()

    def clear(self) -> None:
        """Start anew: an empty workspace at the same address."""
        self._sockets.farewell = ""
        with self._changed:
            self.users: dict[str, Message] = {}
            self.longest_page = 1000
            # Types of blocks that this workspace refuses, each with its error.
            self.refused_blocks: dict[str, str] = {}
            # The scopes that the app was granted; Slack tells them with every answer.
            self.scopes: list[str] = []
            # Where the bot listens; empty for Socket Mode.
            self.request_url = ""
            self._calls: list[Call] = []
            self._faults: dict[str, deque[Fault]] = {}
            self._messages: dict[str, dict[str, Message]] = {}
            self._statuses: dict[tuple[str, str], str] = {}
            self._sessions: dict[tuple[str, str], str] = {}
            self.notes: list[Message] = []
            self.homes: dict[str, Message] = {}
            self.titles: dict[tuple[str, str], str] = {}
            self.prompts: dict[str, list[Message]] = {}
            self._answers: dict[str, list[Message]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, keeping the server's own send so that it can be cut."""
        scope["fake_slack.send"] = send
        await self._application(scope, receive, send)

    # What people do

    @property
    def api_url(self) -> str:
        """The base URL of the Web API, for SLACK_API_URL."""
        return f"{self.url}/api/"

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
            "ts": self._next_ts(),
        }
        if channel_type:
            event["channel_type"] = channel_type
        if thread_ts:
            event["thread_ts"] = thread_ts
        self._keep(event)
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
            "actions": [{"action_ts": at or self._next_ts(), "block_id": "b", **action}],
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
        number = str(next(self._counter))
        self._answers[number] = []
        return {
            "command": "/weather",
            "text": text,
            "team_id": TEAM_ID,
            "channel_id": channel,
            "user_id": user,
            "trigger_id": f"{number}.1.a",
            "response_url": f"{self.url}/commands/{number}",
        }

    def send_command(self, command: Mapping[str, Any], **envelope: Any) -> Delivery:
        """Deliver a command to the bot."""
        return self.send_payload(command, type="slash_commands", **envelope)

    def change(self, event: Mapping[str, Any], **fields: Any) -> None:
        """Change a message that somebody has written."""
        with self._changed:
            self._messages[event["channel"]][event["ts"]] |= fields

    def send_event(self, event: Mapping[str, Any], **envelope: Any) -> Delivery:
        """Deliver an event to the bot; the same one again counts as Slack's own second try."""
        return self.send_payload(self.payload_of(event), **envelope)

    def payload_of(self, event: Mapping[str, Any]) -> Message:
        """Return what brings an event to the bot, however often it is sent."""
        self._keep(event)
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
        return self._sockets.deliver(payload, by=by, **envelope)

    def end_connections_at_once(self, reason: str) -> None:
        """Tell every new connection that it has to go, and why; "" ends that."""
        self._sockets.farewell = reason

    @property
    def connections(self) -> list[int]:
        """The numbers of the bot's open connections, oldest first."""
        return self._sockets.numbers

    def replace_connection(self) -> None:
        """Have the bot connect anew, as Slack does every few hours, and close the old one."""
        self._sockets.replace()

    def ask_for_another_connection(self) -> None:
        """Say that the newest connection is about to be closed."""
        self._sockets.send({"type": "disconnect", "reason": "warning"})

    def cut_connections(self, how: Cut = "close") -> None:
        """End all Socket Mode connections in one of several ways."""
        self._sockets.cut(how)

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
        assert self._sockets.wait_for(count, timeout_s), f"not {count} connections"

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

    def fail(self, method: str, *faults: Fault) -> None:
        """Make the next calls of a method go wrong, one by one."""
        with self._changed:
            self._faults.setdefault(method, deque()).extend(faults)

    def _keep(self, event: Mapping[str, Any]) -> None:
        """Put an event's message into its channel, so that it can be replied to."""
        if isinstance(event.get("channel"), str) and isinstance(event.get("ts"), str):
            with self._changed:
                messages = self._messages.setdefault(event["channel"], {})
                messages.setdefault(event["ts"], {**event, "type": "message"})

    # The Web API

    async def _answer(self, request: Request) -> Response:
        call = await read_call(request)
        return await self._respond(request, call, lambda: JSONResponse(self._result(call)))

    async def _take_answer(self, request: Request) -> Response:
        """Take what a response URL is sent; its errors are bare words."""
        call = Call(RESPONSE_URL, await request.json(), token="")
        number = request.path_params["number"]
        return await self._respond(request, call, lambda: self._show(number, call.arguments))

    def _show(self, number: str, message: Mapping[str, Any]) -> Response:
        if number not in self._answers:
            return PlainTextResponse("expired_url", 404)
        try:
            check_blocks(message.get("blocks", []), self.refused_blocks)
        except SlackError as error:
            return PlainTextResponse(str(error), 400)
        self._answers[number].append(dict(message))
        return PlainTextResponse("ok")

    async def _respond(
        self, request: Request, call: Call, carry_out: Callable[[], Response]
    ) -> Response:
        with self._changed:
            faults = self._faults.get(call.method)
            fault = faults.popleft() if faults else Fault()
            response = refusal(fault) or carry_out()
            response.headers["x-oauth-scopes"] = ",".join(self.scopes)
            self._calls.append(call)
            self._changed.notify_all()
        if fault.hold:
            await asyncio.to_thread(fault.hold.wait, 60)
        await asyncio.sleep(fault.delay_s)
        if fault.is_lost:
            abort(request)
        return response

    def _result(self, call: Call) -> Message:
        try:
            check_call(call, bot_token=BOT_TOKEN, app_token=APP_TOKEN)
            return {"ok": True, **self._methods[call.method](call)}
        except SlackError as error:
            told = {"response_metadata": {"messages": error.messages}} if error.messages else {}
            return {"ok": False, "error": str(error), **told}

    def _auth_test(self, _: Call) -> Message:
        return {
            "url": "https://example.slack.com/",
            "team": "Example",
            "team_id": TEAM_ID,
            "user": "weather",
            "user_id": BOT_USER_ID,
            "bot_id": BOT_ID,
        }

    def _open_connection(self, _: Call) -> Message:
        address = self.socket_url or self.url.replace("http", "ws", 1)
        return {"url": f"{address}/link?ticket={self._sockets.issue_ticket()}"}

    def _users_info(self, call: Call) -> Message:
        name = call.arguments["user"]
        is_bot = name.startswith("UB")
        user = {"id": name, "is_bot": is_bot, "profile": {"display_name": f"person {name}"}}
        user |= {"tz": "Europe/London", "locale": "en-GB", **self.users.get(name, {})}
        if call.arguments.get("include_locale") not in (True, 1):
            del user["locale"]
        return {"user": user}

    def _post_message(self, call: Call) -> Message:
        arguments = call.arguments
        if not arguments.get("text") and not arguments.get("blocks"):
            raise SlackError("no_text")
        check_blocks(arguments.get("blocks", []), self.refused_blocks)
        channel, thread_ts = arguments["channel"], arguments.get("thread_ts", "")
        if channel.startswith("U"):  # somebody's direct messages
            channel = f"D{channel[1:]}"
        messages = self._messages.setdefault(channel, {})
        if thread_ts and messages.get(thread_ts, {}).get("thread_ts", thread_ts) != thread_ts:
            raise SlackError("cannot_reply_to_message")
        if thread_ts and thread_ts not in messages:
            raise SlackError("thread_not_found")
        message = {
            "type": "message",
            "user": BOT_USER_ID,
            "bot_id": BOT_ID,
            "ts": self._next_ts(),
            "text": arguments.get("text", "")[:40_000],
        }
        optional = ("thread_ts", "blocks", "metadata")
        message |= {name: arguments[name] for name in optional if name in arguments}
        messages[message["ts"]] = message
        self._statuses.pop((channel, thread_ts), None)
        return {"channel": channel, "ts": message["ts"], "message": message}

    def _update_message(self, call: Call) -> Message:
        channel, ts = call.arguments["channel"], str(call.arguments["ts"])
        message = self._messages.get(channel, {}).get(ts)
        if message is None:
            raise SlackError("message_not_found")
        if message.get("user") != BOT_USER_ID:
            raise SlackError("cant_update_message")
        check_blocks(call.arguments.get("blocks", []), self.refused_blocks)
        kept = ("text", "blocks", "metadata")
        message |= {name: call.arguments[name] for name in kept if name in call.arguments}
        return {"channel": channel, "ts": ts, "text": message["text"]}

    def _replies(self, call: Call) -> Message:
        channel, root_ts = call.arguments["channel"], str(call.arguments["ts"])
        if root_ts not in self._messages.get(channel, {}):
            raise SlackError("thread_not_found")
        return page_of(self._thread(channel, root_ts), call.arguments, longest=self.longest_page)

    def _set_status(self, call: Call) -> Message:
        thread = (call.arguments["channel_id"], call.arguments["thread_ts"])
        if thread[1] not in self._messages.get(thread[0], {}):
            raise SlackError("thread_not_found")
        self._statuses[thread] = call.arguments["status"]
        return {}

    def _post_note(self, call: Call) -> Message:
        if not call.arguments.get("text"):
            raise SlackError("no_text")
        self.notes.append(dict(call.arguments))
        return {"message_ts": self._next_ts()}

    def _publish_view(self, call: Call) -> Message:
        view = call.arguments["view"]
        if view.get("type") != "home" or faults_in(view["blocks"], "home"):
            raise SlackError("invalid_arguments")
        self.homes[call.arguments["user_id"]] = view
        return {"view": view}

    def _set_title(self, call: Call) -> Message:
        thread = (call.arguments["channel_id"], call.arguments["thread_ts"])
        self.titles[thread] = call.arguments["title"]
        return {}

    def _set_prompts(self, call: Call) -> Message:
        prompts = call.arguments["prompts"]
        # In the agent view, a thread_ts would make Slack ignore it.
        if len(prompts) > 4 or "thread_ts" in call.arguments:
            raise SlackError("invalid_arguments")
        self.prompts[call.arguments["channel_id"]] = prompts
        return {}

    def _set_session(self, call: Call) -> Message:
        if call.arguments["status"] not in ("active", "processing", "suspended", "closed"):
            raise SlackError("invalid_arguments")
        thread = (call.arguments["channel_id"], call.arguments.get("thread_ts", ""))
        self._sessions[thread] = call.arguments["status"]
        return {}

    def _thread(self, channel: str, root_ts: str) -> list[Message]:
        messages = self._messages.get(channel, {}).values()
        return [m for m in messages if root_ts in (m["ts"], m.get("thread_ts"))]

    def _next_ts(self) -> str:
        return f"{self._started_s}.{next(self._counter):06d}"


@contextmanager
def fake_slack() -> Iterator[FakeSlack]:
    """Serve a new workspace for as long as a test needs it."""
    workspace = FakeSlack()
    with serve(workspace) as url:
        workspace.url = url
        yield workspace
