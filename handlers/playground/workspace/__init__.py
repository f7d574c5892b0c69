"""A Slack workspace on loopback: what the bot's calls do to it, by Slack's rules.

The demo's page and the test suite share it. The team is "T1", the bot "UBOT".
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from handlers.playground.workspace.block_rules import faults_in
from handlers.playground.workspace.channels import Channels
from handlers.playground.workspace.rules import (
    LONGEST_PAGE,
    SCOPES,
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
from handlers.playground.workspace.sockets import Sockets

BOT_TOKEN: Final = "xoxb-fake-bot"  # noqa: S105 - it opens nothing but this workspace
APP_TOKEN: Final = "xapp-fake-app"  # noqa: S105 - the same
TEAM_ID: Final = "T1"
BOT_USER_ID: Final = "UBOT"
BOT_ID: Final = "BBOT"
RESPONSE_URL: Final = "response_url"
"""Stands for a method where calls are counted and made to fail."""

MAX_TEXT_CHARACTERS: Final = 40_000
MAX_PROMPTS: Final = 4


class Workspace(Channels):
    """Channels, messages and people; its methods may be called from any thread.

    Everybody and every channel exists as soon as it is named. Whose id begins with "UB" is a bot.
    """

    def __init__(self, now_ns: Callable[[], int] = time.time_ns) -> None:
        super().__init__(now_ns)
        self.url = ""
        self.bot: Message = {"user": BOT_USER_ID, "bot_id": BOT_ID}
        # What stands before the server, for Socket Mode; empty for nothing.
        self.socket_url = ""
        self.sockets = Sockets()
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
        self.clear()

    def clear(self) -> None:
        """Start anew: an empty workspace at the same address."""
        self.sockets.farewell = ""
        with self._changed:
            self.users: dict[str, Message] = {}
            self.scopes = {scope for scopes in SCOPES.values() for scope in scopes}
            self.longest_page = LONGEST_PAGE
            # Types of blocks that this workspace refuses, each with its error.
            self.refused_blocks: dict[str, str] = {}
            self.notes: list[Message] = []
            self.homes: dict[str, Message] = {}
            self.titles: dict[tuple[str, str], str] = {}
            self.prompts: dict[str, list[Message]] = {}
            self._calls: list[Call] = []
            self._faults: dict[str, deque[Fault]] = {}
            self._messages.clear()
            self._statuses: dict[tuple[str, str], str] = {}
            self._sessions: dict[tuple[str, str], str] = {}
            self._answers: dict[str, list[Message]] = {}
            self._askers: dict[str, tuple[str, str]] = {}

    @property
    def api_url(self) -> str:
        """The base URL of the Web API, for SLACK_API_URL."""
        return f"{self.url}/api/"

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the bot's requests and of its connections."""
        return [
            Route("/api/{method}", self._answer, methods=["GET", "POST"]),
            Route("/commands/{number}", self._take_answer, methods=["POST"]),
            WebSocketRoute("/link", self.sockets.serve),
        ]

    def fail(self, method: str, *faults: Fault) -> None:
        """Make the next calls of a method go wrong, one by one."""
        with self._changed:
            self._faults.setdefault(method, deque()).extend(faults)

    def snapshot(self) -> Message:
        """Return all that a page shows, as it is now; statuses and sessions by channel and ts."""
        with self._changed:
            return {
                "messages": {name: list(kept.values()) for name, kept in self._messages.items()},
                "statuses": [[*thread, text] for thread, text in self._statuses.items() if text],
                "sessions": [[*thread, state] for thread, state in self._sessions.items()],
                "homes": dict(self.homes),
                "prompts": dict(self.prompts),
            }

    def forgive(self, method: str) -> None:
        """Let the next calls of a method go right again."""
        with self._changed:
            self._faults.pop(method, None)

    def new_answer(self, user: str, channel: str) -> str:
        """Return a new response URL; what it is sent, `user` alone sees in a channel."""
        number = str(next(self._counter))
        with self._changed:
            self._answers[number] = []
            self._askers[number] = (user, channel)
        return f"{self.url}/commands/{number}"

    async def _answer(self, request: Request) -> Response:
        try:
            call = await read_call(request)
        except SlackError as error:
            return JSONResponse({"ok": False, "error": str(error)})
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
        user, channel = self._askers[number]
        self._tell("note", channel, user=user, number=number, message=dict(message))
        return PlainTextResponse("ok")

    async def _respond(
        self, request: Request, call: Call, carry_out: Callable[[], Response]
    ) -> Response:
        with self._changed:
            faults = self._faults.get(call.method)
            fault = faults.popleft() if faults else Fault()
            response = refusal(fault) or carry_out()
            response.headers["x-oauth-scopes"] = ",".join(sorted(self.scopes))
            self._calls.append(call)
            self._changed.notify_all()
        if fault.hold:
            await asyncio.to_thread(fault.hold.wait, 60)
        await asyncio.sleep(fault.delay_s)
        if fault.is_lost:
            abort(request)
        took_ms = (time.monotonic() - call.at_s) * 1000
        with self._changed:
            self._tell("call", "", call=call, took_ms=took_ms, is_lost=fault.is_lost)
        return response

    def _result(self, call: Call) -> Message:
        try:
            check_call(call, bot_token=BOT_TOKEN, app_token=APP_TOKEN, scopes=self.scopes)
            return {"ok": True, **self._methods[call.method](call)}
        except SlackError as error:
            told = {"response_metadata": {"messages": error.messages}} if error.messages else {}
            return {"ok": False, "error": str(error), **told}

    def _auth_test(self, _: Call) -> Message:
        ids = {"team_id": TEAM_ID, "user_id": self.bot["user"], "bot_id": self.bot["bot_id"]}
        return {"url": "https://example.slack.com/", "team": "Example", "user": "weather", **ids}

    def _open_connection(self, _: Call) -> Message:
        address = self.socket_url or self.url.replace("http", "ws", 1)
        return {"url": f"{address}/link?ticket={self.sockets.issue_ticket()}"}

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
        text = arguments.get("text", "")[:MAX_TEXT_CHARACTERS]
        message = {"type": "message", **self.bot}
        message |= {"ts": self.next_ts(), "text": text}
        optional = ("thread_ts", "blocks", "metadata")
        message |= {name: arguments[name] for name in optional if name in arguments}
        messages[message["ts"]] = message
        self._tell("message", channel, message=message)
        self._show_status((channel, thread_ts), "")
        return {"channel": channel, "ts": message["ts"], "message": message}

    def _update_message(self, call: Call) -> Message:
        channel, ts = call.arguments["channel"], str(call.arguments["ts"])
        message = self._messages.get(channel, {}).get(ts)
        if message is None:
            raise SlackError("message_not_found")
        if message.get("user") != self.bot["user"]:
            raise SlackError("cant_update_message")
        check_blocks(call.arguments.get("blocks", []), self.refused_blocks)
        kept = ("text", "blocks", "metadata")
        message |= {name: call.arguments[name] for name in kept if name in call.arguments}
        self._tell("message", channel, message=message)
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
        self._show_status(thread, call.arguments["status"])
        return {}

    def _show_status(self, thread: tuple[str, str], status: str) -> None:
        self._statuses[thread] = status
        self._tell("status", thread[0], thread=thread[1], status=status)

    def _post_note(self, call: Call) -> Message:
        if not call.arguments.get("text"):
            raise SlackError("no_text")
        check_blocks(call.arguments.get("blocks", []), self.refused_blocks)
        self.notes.append(dict(call.arguments))
        channel, user, ts = call.arguments["channel"], call.arguments["user"], self.next_ts()
        self._tell("note", channel, user=user, number=ts, message=dict(call.arguments))
        return {"message_ts": ts}

    def _publish_view(self, call: Call) -> Message:
        user, view = call.arguments["user_id"], call.arguments["view"]
        blocks = view.get("blocks")
        is_list = isinstance(blocks, list) and all(isinstance(block, dict) for block in blocks)
        if view.get("type") != "home" or not is_list or faults_in(blocks, "home"):
            raise SlackError("invalid_arguments")
        self.homes[user] = view
        self._tell("home", "", user=user, view=view)
        return {"view": view}

    def _set_title(self, call: Call) -> Message:
        thread = (call.arguments["channel_id"], call.arguments["thread_ts"])
        self.titles[thread] = call.arguments["title"]
        return {}

    def _set_prompts(self, call: Call) -> Message:
        prompts, channel = call.arguments["prompts"], call.arguments["channel_id"]
        # In the agent view, a thread_ts would make Slack ignore it.
        if len(prompts) > MAX_PROMPTS or "thread_ts" in call.arguments:
            raise SlackError("invalid_arguments")
        self.prompts[channel] = prompts
        self._tell("prompts", channel, prompts=prompts)
        return {}

    def _set_session(self, call: Call) -> Message:
        if call.arguments["status"] not in ("active", "processing", "suspended", "closed"):
            raise SlackError("invalid_arguments")
        thread = (call.arguments["channel_id"], call.arguments.get("thread_ts", ""))
        self._sessions[thread] = state = call.arguments["status"]
        self._tell("session", thread[0], thread=thread[1], state=state)
        return {}
