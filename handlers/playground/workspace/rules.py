"""The checks that Slack's Web API makes first, and the ways in which it goes wrong."""

import json
import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from handlers.playground.workspace.block_rules import faults_in, is_too_long

_REQUIRED = {
    "assistant.threads.setSuggestedPrompts": ("channel_id", "prompts"),
    "assistant.threads.setTitle": ("channel_id", "thread_ts", "title"),
    "chat.postEphemeral": ("channel", "user"),
    "views.publish": ("user_id", "view"),
    "agents.sessions.setStatus": ("channel_id", "status"),
    "chat.update": ("channel", "ts"),
    "auth.test": (),
    "apps.connections.open": (),
    "users.info": ("user",),
    "chat.postMessage": ("channel",),
    "conversations.replies": ("channel", "ts"),
    "assistant.threads.setStatus": ("channel_id", "thread_ts", "status"),
}

_TYPES = {
    **dict.fromkeys(("channel", "channel_id", "user", "user_id", "text", "status", "title"), str),
    **dict.fromkeys(("thread_ts", "ts", "cursor"), str),
    **dict.fromkeys(("blocks", "prompts"), list),
    **dict.fromkeys(("view", "metadata"), dict),
}

SCOPES: Mapping[str, tuple[str, ...]] = {
    "assistant.threads.setStatus": ("chat:write",),
    "assistant.threads.setSuggestedPrompts": ("assistant:write",),
    "assistant.threads.setTitle": ("assistant:write",),
    "agents.sessions.setStatus": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.replies": (
        "channels:history",
        "groups:history",
        "im:history",
        "mpim:history",
    ),
    "users.info": ("users:read",),
}
"""The scopes of the bot's token of which a method needs one; one without any needs none."""

Message = dict[str, Any]

LONGEST_PAGE = 1000


class SlackError(Exception):
    """An answer of a method instead of a result: Slack's error code, and its own words."""

    def __init__(self, code: str, *messages: str) -> None:
        super().__init__(code)
        self.messages = messages


@dataclass(frozen=True, slots=True)
class Call:
    """One request to the Web API, with JSON arguments decoded; `at_s` is of time.monotonic()."""

    method: str
    arguments: Mapping[str, Any]
    token: str
    at_s: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True)
class Fault:
    """A way in which a call goes wrong.

    Attributes:
        error: Slack's error code, sent with the status.
        body: A body to send as it is.
        charset: The character set that the body says it has; "" for one that does not say.
        is_lost: Do what is asked, and then break the connection instead of answering.
        hold: Do what is asked, and then answer when this is set.
        delay_s: Do what is asked, and then answer after this time.
    """

    error: str = ""
    status: int = HTTPStatus.OK
    retry_after_s: int | None = None
    body: str = ""
    charset: str = ""
    is_lost: bool = False
    hold: threading.Event | None = None
    delay_s: float = 0.0


async def read_call(request: Request) -> Call:
    """Return a request as a call, whichever way its arguments were sent.

    Raises:
        SlackError: They can't be read.
    """
    body = await request.body()
    arguments: dict[str, Any] = dict(request.query_params)
    is_json = request.headers.get("content-type", "").startswith("application/json")
    try:
        text = body.decode()
        sent = json.loads(text or "{}") if is_json else _fields_of(text)
    except ValueError:
        raise SlackError("invalid_json" if is_json else "invalid_form_data") from None
    if not isinstance(sent, dict):
        raise SlackError("json_not_object")
    arguments |= sent
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    return Call(request.path_params["method"], arguments, arguments.pop("token", token))


def _fields_of(text: str) -> dict[str, Any]:
    return {name: _decode(name, value) for name, value in parse_qsl(text, keep_blank_values=True)}


def _decode(name: str, value: str) -> Any:
    """Return a form field's value; Slack takes objects and lists as JSON, true as 1."""
    is_json = value[:1] in ("{", "[") or value in ("0", "1")
    return json.loads(value) if is_json and _TYPES.get(name) is not str else value


def check_call(call: Call, *, bot_token: str, app_token: str, scopes: Collection[str]) -> None:
    """Hold a call's method, token, scopes and arguments against Slack's rules.

    Raises:
        SlackError: One of them is not in order.
    """
    if call.method not in _REQUIRED:
        raise SlackError("unknown_method")
    if not call.token:
        raise SlackError("not_authed")
    if call.token != (app_token if call.method == "apps.connections.open" else bot_token):
        is_other = call.token in (app_token, bot_token)
        raise SlackError("not_allowed_token_type" if is_other else "invalid_auth")
    needed = SCOPES.get(call.method, ())
    if needed and not any(scope in scopes for scope in needed):
        raise SlackError("missing_scope", f"[ERROR] needed: {needed[0]}")
    if not all(name in call.arguments for name in _REQUIRED[call.method]):
        raise SlackError("invalid_arguments")
    for name, type_ in _TYPES.items():
        if not isinstance(call.arguments.get(name, type_()), type_):
            raise SlackError(
                "invalid_arguments", f"[ERROR] must provide a {type_.__name__}: {name}"
            )


def check_blocks(blocks: list[Message], refused: Mapping[str, str]) -> None:
    """Hold the blocks of a message against Slack's limits, and those of a workspace by type.

    Raises:
        SlackError: The blocks are not allowed.
    """
    if not all(isinstance(block, dict) for block in blocks):
        raise SlackError("invalid_blocks_format")
    if faults := faults_in(blocks):
        raise SlackError("invalid_blocks", *(f"[ERROR] {fault}" for fault in faults))
    for block in blocks:
        if code := refused.get(block["type"]):
            raise SlackError(code, f"[ERROR] unsupported type: {block['type']}")
    if is_too_long(blocks):
        raise SlackError("msg_blocks_too_long")


def page_of(thread: list[Message], arguments: Mapping[str, Any], *, longest: int) -> Message:
    """Return one page of conversations.replies: the oldest messages first, the root always."""
    oldest, latest = (str(arguments.get(name, "")) for name in ("oldest", "latest"))
    is_inclusive = arguments.get("inclusive") in (True, 1)
    found = [
        message
        for number, message in enumerate(thread)
        if number == 0
        or (is_inclusive and message["ts"] in (oldest, latest))
        or (message["ts"] > oldest and (not latest or message["ts"] < latest))
    ]
    if arguments.get("include_all_metadata") not in (True, 1):
        found = [{k: v for k, v in m.items() if k != "metadata"} for m in found]
    limit, cursor = str(arguments.get("limit", longest)), str(arguments.get("cursor") or 0)
    if not limit.isdecimal() or not 1 <= int(limit) <= LONGEST_PAGE:
        raise SlackError("invalid_limit")
    if not cursor.isdecimal():
        raise SlackError("invalid_cursor")
    start = int(cursor)
    end = start + min(int(limit), longest)
    more = {"next_cursor": str(end)} if end < len(found) else {}
    return {
        "messages": found[start:end],
        "has_more": bool(more),
        "response_metadata": more,
    }


def refusal(fault: Fault) -> Response | None:
    """Return the response of a call that is not carried out; None when it is."""
    if not fault.error and fault.status == HTTPStatus.OK and not fault.body:
        return None
    headers = {} if fault.retry_after_s is None else {"Retry-After": str(fault.retry_after_s)}
    if fault.body:
        told = {"Content-Type": f"text/html; charset={fault.charset}"} if fault.charset else {}
        return Response(fault.body, fault.status, headers | told)
    return JSONResponse({"ok": False, "error": fault.error}, fault.status, headers)


def abort(request: Request) -> None:
    """Break the connection as a failing network does: without a response."""
    cycle = request.scope["playground.send"].__self__
    cycle.transport.abort()
