"""A server of chat models that records requests and enforces the rules of the real one.

It speaks chat completions and the Responses API; see `fakes.responses_api` for the second.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from fakes.responses_api import (
    as_chat_messages,
    as_response,
    id_problems,
    length_problems,
    name_problems,
    responses_problems,
)

Json = dict[str, Any]

_PARAMETERS = {
    *("model", "messages", "tools", "tool_choice", "parallel_tool_calls", "response_format"),
    *("temperature", "top_p", "n", "stop", "seed", "user", "metadata", "store"),
    *("stream", "stream_options", "max_completion_tokens", "reasoning_effort"),
}
_MAX_CALLS = 128


@dataclass(frozen=True)
class ChatRequest:
    """One request as it arrived; header names are in lower case."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Json

    @property
    def is_response(self) -> bool:
        """Whether it came by the Responses API."""
        return self.path.endswith("/responses")

    @property
    def messages(self) -> list[Json]:
        """The conversation that was sent, in the shape of chat completions."""
        messages: list[Json]
        messages = (
            as_chat_messages(self.body["input"]) if self.is_response else self.body["messages"]
        )
        return messages


@dataclass(frozen=True)
class Fault:
    """An answer that is no completion.

    Attributes:
        closes: The connection is cut in the middle of the body.
        stalls: It never ends: nothing comes at all, nothing after the headers, or a space now and
            then.
        is_left: Is set when the client has left one that stalls.
    """

    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    closes: bool = False
    stalls: Literal["", "before", "headers", "drip"] = ""
    is_left: threading.Event = field(default_factory=threading.Event, compare=False)


def error_fault(
    status: int,
    message: str = "made up",
    code: str | None = None,
    param: str | None = None,
    **headers: str,
) -> Fault:
    """Return an error in the API's JSON shape; header names are written with underscores."""
    error = {"message": message, "type": "error", "param": param, "code": code}
    return Fault(
        status,
        json.dumps({"error": error}),
        {name.replace("_", "-"): value for name, value in headers.items()},
    )


def text_turn(
    text: str | list[Any] | None,
    *,
    finish_reason: str = "stop",
    prompt_tokens: int = 100,
    completion_tokens: int = 20,
) -> Json:
    """Return a turn that answers with words."""
    message = {"role": "assistant", "content": text, "refusal": None}
    return _turn(message, finish_reason, prompt_tokens, completion_tokens)


def tool_turn(
    *calls: tuple[str, Mapping[str, Any] | str] | Any,
    content: str | list[Any] | None = None,
    finish_reason: str = "tool_calls",
    prompt_tokens: int = 100,
    completion_tokens: int = 20,
) -> Json:
    """Return a turn that calls tools.

    A call is a name with arguments, as data or as JSON text, or the API's own JSON for it, which
    can be anything where a model is at fault.
    """
    message = {
        "role": "assistant",
        "content": content,
        "tool_calls": [
            _call(f"call_{number}", *call) if isinstance(call, tuple) else call
            for number, call in enumerate(calls, 1)
        ],
    }
    return _turn(message, finish_reason, prompt_tokens, completion_tokens)


def _call(call_id: str, name: str, arguments: Mapping[str, Any] | str) -> Json:
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": text}}


def _turn(message: Json, finish_reason: str, prompt_tokens: int, completion_tokens: int) -> Json:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1795000000,
        "model": "fake-model",
        "choices": [{"index": 0, "finish_reason": finish_reason, "message": message}],
        "usage": {
            "prompt_tokens": prompt_tokens,
            "completion_tokens": completion_tokens,
            "total_tokens": prompt_tokens + completion_tokens,
        },
    }


Turn = Json | Fault
Script = Sequence[Turn] | Callable[[ChatRequest], Turn]


class FakeChatModel:
    """The server: `requests` holds what it was sent, refused requests included.

    `refusals` holds what it said to the latter: a bot may get over them, so that no answer shows
    them.

    A script is a list of turns, one for each request that keeps the rules, or a function of the
    request. After the last turn of a list, and without a script, it calls get_weather for each
    of `places` and then answers with what the results told it. Turns are written as chat
    completions, and translated for a request of the Responses API.

    Attributes:
        delay_s: How long each answer takes.
        gate: When given, answers wait until it is set; `opens_gate_at` is the number of requests
            whose arrival sets it.
        fails_with: As long as it is set, what every request gets.
    """

    def __init__(
        self,
        script: Script = (),
        *,
        key: str = "test-key",
        places: Sequence[str] = ("Bengaluru", "London", "Austin"),
        delay_s: float = 0.0,
        gate: threading.Event | None = None,
        opens_gate_at: int = 0,
        keeps_rules: bool = True,
    ) -> None:
        self.requests: list[ChatRequest] = []
        self.refusals: list[str] = []
        self.delay_s = delay_s
        self.fails_with: Fault | None = None
        self.gate = gate
        self._opens_gate_at = opens_gate_at
        self._keeps_rules = keeps_rules
        self._key = key
        self._places = tuple(places)
        self._answer = script if callable(script) else self._from_list(script)
        chat = "/chat/completions"
        paths = (
            *(f"/v1{chat}", f"/openai/v1{chat}", "/openai/deployments/{name}" + chat),
            *("/v1/responses", "/openai/v1/responses", "/openai/responses"),
        )
        self.app = Router(routes=[Route(path, self._complete, methods=["POST"]) for path in paths])

    def _from_list(self, turns: Sequence[Turn]) -> Callable[[ChatRequest], Turn]:
        waiting: Iterator[Turn] = iter(tuple(turns))
        return lambda request: next(waiting, None) or self.default_turn(request)

    def answer_with(self, script: Callable[[ChatRequest], Turn]) -> None:
        """Answer by another script from now on."""
        self._answer = script

    def default_turn(self, request: ChatRequest) -> Json:
        """Return the turn of a sensible model: calls for a question, words for results."""
        messages = request.messages
        results = [item["content"] for item in messages if item["role"] == "tool"]
        may_call = "tools" in request.body and request.body.get("tool_choice") != "none"
        if messages[-1]["role"] == "user" and may_call:
            return tool_turn(*(("get_weather", {"place": place}) for place in self._places))
        return text_turn("\n".join(results) or "Words without a tool.")

    async def _complete(self, request: Request) -> Response:
        body = await request.body()
        received = ChatRequest(
            request.url.path, dict(request.query_params), dict(request.headers), json.loads(body)
        )
        gate = self.gate  # who sees the request changes only the next one's
        self.requests.append(received)
        refusal = self._refusal(received) if self._keeps_rules else None
        if refusal is not None:
            self.refusals.append(refusal.body)
            return _response(refusal, received)
        if gate is not None:
            if len(self.requests) == self._opens_gate_at:
                gate.set()
            await asyncio.to_thread(gate.wait, 20)
        await asyncio.sleep(self.delay_s)
        return _response(self.fails_with or self._answer(received), received)

    def _refusal(self, request: ChatRequest) -> Fault | None:
        """Return what the real server says about a request that breaks its rules."""
        keys = (request.headers.get("api-key"), request.headers.get("authorization", "")[7:])
        if self._key not in keys:
            return error_fault(401, "Incorrect API key provided.", "invalid_api_key")
        is_dated = request.path.startswith("/openai/") and "/v1/" not in request.path
        if is_dated != ("api-version" in request.query):
            return error_fault(404, "Resource not found", "404")
        problems = responses_problems if request.is_response else _problems
        problem = next(problems(request.body), None)
        return None if problem is None else error_fault(400, problem)


def _response(turn: Turn, request: ChatRequest) -> Response:
    if not isinstance(turn, Fault):
        data = as_response(turn) if request.is_response else turn
        # Escapes keep what UTF-8 can't say: half a letter, as models do write.
        return Response(json.dumps(data), media_type="application/json")
    if turn.closes:
        return _CutResponse()
    if turn.stalls:
        return _StalledResponse(turn.stalls, turn.is_left)
    return Response(turn.body, turn.status, dict(turn.headers), turn.content_type)


class _CutResponse(Response):
    """A response whose connection ends before its body does."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


class _StalledResponse(Response):
    """A response that goes on until the client leaves."""

    def __init__(self, kind: str, is_left: threading.Event) -> None:
        super().__init__()
        self._kind = kind
        self._is_left = is_left

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        if self._kind != "before":
            headers = [(b"content-type", b"application/json")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
        gone = asyncio.ensure_future(_has_gone(receive))
        while self._kind == "drip" and not gone.done():
            await send({"type": "http.response.body", "body": b" ", "more_body": True})
            await asyncio.wait([gone], timeout=0.01)
        await gone
        self._is_left.set()


async def _has_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _problems(body: Json) -> Iterator[str]:
    """Yield every rule that a request breaks, in the API's words."""
    for name in body.keys() - _PARAMETERS:
        yield f"Unrecognized request argument supplied: {name}"
    for name in ("model", "messages"):
        if not body.get(name):
            yield f"Missing required parameter: '{name}'."
    yield from _tool_problems(body)
    messages = body.get("messages") or []
    for index, message in enumerate(messages):
        yield from _message_problems(index, message)
    yield from _pairing_problems(messages)


def _tool_problems(body: Json) -> Iterator[str]:
    if "tools" not in body:
        for name in {"tool_choice", "parallel_tool_calls"} & body.keys():
            yield f"'{name}' is only allowed when 'tools' are specified."
        return
    for index, tool in enumerate(body["tools"]):
        function = tool.get("function") or {}
        where = f"tools[{index}].function"
        if tool.get("type") != "function" or not isinstance(function.get("parameters"), dict):
            yield f"Invalid value: '{where}'."
        yield from name_problems(f"{where}.name", function.get("name", ""))
        yield from length_problems(f"{where}.description", function.get("description", ""), 1024)


def _message_problems(index: int, message: Json) -> Iterator[str]:
    where = f"messages[{index}]"
    calls = message.get("tool_calls")
    if message.get("role") not in {"system", "developer", "user", "assistant", "tool"}:
        yield f"Invalid value: '{message.get('role')}'."
    may_be_silent = message.get("role") == "assistant" and calls
    if not isinstance(message.get("content"), str) and not (
        may_be_silent and message.get("content") is None
    ):
        yield f"Invalid value for '{where}.content': expected a string."
    if calls == []:
        yield f"Invalid '{where}.tool_calls': empty array."
    if len(calls or ()) > _MAX_CALLS:
        yield (
            f"Invalid '{where}.tool_calls': array too long. Expected an array with maximum length"
            f" {_MAX_CALLS}, but got an array with length {len(calls or ())} instead."
        )
    for number, call in enumerate(calls or ()):
        yield from id_problems(f"{where}.tool_calls[{number}].id", call.get("id") or "", 40)
        yield from name_problems(
            f"{where}.tool_calls[{number}].function.name", call["function"]["name"]
        )
        if not isinstance(call["function"]["arguments"], str):
            yield f"Invalid type for '{where}.tool_calls[{number}].function.arguments'."


def _pairing_problems(messages: Sequence[Json]) -> Iterator[str]:
    """Yield calls without their one result, results without a call, and ids that are there twice.

    The results of a turn may come in any order. An id of an earlier turn is refused as well, which
    the real server lets pass: compatible servers don't, and the Responses API does not either.
    """
    taken: set[str] = set()
    waiting: list[str] = []
    for index, message in enumerate([*messages, {"role": "user"}]):
        if message.get("role") == "tool":
            if message.get("tool_call_id") in waiting:
                waiting.remove(message["tool_call_id"])
            elif message.get("tool_call_id") in taken:
                yield _duplicate(message["tool_call_id"], index)
            else:
                yield (
                    "Invalid parameter: messages with role 'tool' must be a response to a preceding"
                    " message with 'tool_calls'."
                )
            continue
        if waiting:
            yield (
                "An assistant message with 'tool_calls' must be followed by tool messages"
                " responding to each 'tool_call_id'. The following tool_call_ids did not have"
                f" response messages: {', '.join(waiting)}"
            )
        waiting = [call["id"] for call in message.get("tool_calls") or ()]
        for call_id in waiting:
            if call_id in taken:
                yield _duplicate(call_id, index)
            taken.add(call_id)


def _duplicate(call_id: str, index: int) -> str:
    return (
        f"Invalid parameter: Duplicate value for 'tool_call_id' of '{call_id}', in"
        f" messages[{index}]."
    )
