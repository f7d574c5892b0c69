"""A model's server that refuses, breaks down or asks to wait, over real HTTP.

Composed are statuses, forms of an error and its words, and the places in which a pause is asked
for. Each server has some answers and repeats the last one. Told are the turn or the error, the
pauses, what each further request has otherwise than the one before it, and what is logged.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import pairwise, product
from typing import Any, Final

from fakes.chat_model import ChatRequest, FakeChatModel, Fault, Turn, text_turn
from fakes.clock import FakeTime
from fakes.log import captured_log
from fakes.model_bench import ASKER, CALLED, DIALECTS, QUESTION, RESULT, DeclaredTool
from fakes.serving import serve

from bot.errors import WeatherBotError
from bot.messages import Message
from bot.models.openai import OpenAIModel
from bot.models.openai.client import OpenAIClient
from bot.models.openai.server import ModelServer, azure_server
from bot.settings.way_out import WayOut
from bot.tools import UNITS_SCHEMA, schema_of
from composed import Told

KEY: Final = "test-key-1234567890"
GOOD: Final = text_turn("Mild.")
TOOL: Final = DeclaredTool(parameters=schema_of(place={"type": "string"}, units=UNITS_SCHEMA))
_CALL = replace(
    CALLED.tool_calls[0],
    extra='{"extra_content":{"seal":"s"},"before":[{"type":"reasoning","id":"r"}]}',
)
LONG: Final = (
    *QUESTION,
    replace(CALLED, tool_calls=(_CALL,), extra='{"reasoning_content":"Hm."}'),
    replace(RESULT, tool_call_id=_CALL.id),
    Message("assistant", "Mild.", extra='{"phase":"final"}'),
    Message("user", "And in Rome?"),
)
WORDS: Final = (
    *("made up", "", "Rate limit reached. Please try again in 1.5s."),
    "Overloaded, try again later",
    *("This model's maximum context length is 8192 tokens", "prompt is too long: 9000 tokens"),
    "超长",
    "'max_completion_tokens' is not supported with this model. Use 'max_tokens' instead.",
    *("max_tokens must be at most 4096", "max_completion_tokens is too large: 16384"),
    "16384 > 4096",
    *("Unrecognized request argument supplied: tool_choice", "Unknown field tools"),
    "`store` is invalid",
    *("The response was filtered by the content management policy", "flagged for hate"),
    "high risk",
    "Function tools with reasoning_effort are not supported",
    "Encrypted content is not supported",
    *("System role not supported", "role 'system' is invalid", "only user and assistant roles!"),
    *("parameter.enable_thinking must be set to false", "set `parallel` to true"),
    "stream must be true",
    *("enable_thinking only support stream", "The `reasoning_content` must be passed back"),
    *("Extra inputs are not permitted: extra_content", "Item 'r' of type reasoning not found"),
    *("messages.2.content Input should be a valid string", "NoneType has no len()"),
    "content is required",
    *('Unknown name "additionalProperties": Cannot find field', "enum[2]: null"),
    "type: array of types",
    *("Invalid schema: strict", "content and tool_calls but not both", "Failed to call a function"),
    *("[{'loc': ('body', 'max_completion_tokens'), 'msg': 'x'}]", "Proto field is not repeating"),
    f"At https://x.test/a?b the key {KEY} of org-abc1, sk-xyz, eyJhbGciOiJI.eyJ.z\n\t{'.' * 300}",
)
STATUSES: Final = (200, 400, 401, 403, 404, 408, 409, 413, 418, 422, 424, 429, 500, 503, 529)
CODES: Final = (
    *(None, "content_filter", "context_length_exceeded", "insufficient_quota", "model_not_found"),
    *("server_error", "tool_use_failed", "DeploymentNotFound", "rate_limit_exceeded", 3040),
    "invalid",
)
FORMS: Final[tuple[Any, ...]] = (
    *("", "<html>Bad Gateway", "{", "[]", "null", '"busy"', {"error": None}, {"error": {}}),
    {"x": 1},
    *({"detail": "Oops"}, {"message": "Oops", "code": 7}, {"error": "Oops"}),
    {"error": "Bad Request", "detail": "d"},
    *({"error": "rate_limit", "message": "slow"}, [{"error": {"message": "Oops"}}]),
    {"errors": [{"msg": "m"}]},
    {"error": {"message": ["a", "b"], "type": "t", "param": "p"}},
    {"error": {"error": {"message": "inner"}}},
    {
        "error": {
            "message": "Provider",
            "metadata": {"raw": '{"error":{"message":"busy","code":"c"}}'},
        }
    },
    {
        "error": {
            "message": "x",
            "code": "y",
            "innererror": {"code": "ResponsibleAIPolicyViolation"},
        }
    },
    {"detail": [{"loc": ["body", "max_completion_tokens"], "msg": "extra"}]},
    {"choices": [{"error": {"message": "Upstream", "code": 502}, "message": {"content": "x"}}]},
    {"choices": [], "error": {"message": "inside", "code": 400}, "output": []},
    {"error": {"message": "", "code": 0}, "choices": [{"message": {"content": "x"}}]},
)
HEADERS: Final[tuple[Mapping[str, str], ...]] = (
    *(
        {"retry-after": value}
        for value in ("0", "2", "1.5", "-1", "soon", "inf", "25", "1m5s", "1e9")
    ),
    *(
        {"retry-after": value}
        for value in ("Mon, 23 Nov 2026 11:00:07 GMT", "2026-11-23T11:00:03Z")
    ),
    *({"retry-after": f"{value}"} for value in (1795431604, 1795431604000, 999999999, 19.9, 20)),
    *({"retry-after-ms": "250", "retry-after": "9"}, {"retry-after-ms": "x", "retry-after": "9"}),
    *({"x-ms-retry-after-ms": "700"}, {"gateway-retry-after": "3", "retry-after": "4"}),
    {
        "x-ratelimit-reset-requests": "6s",
        "x-ratelimit-reset-tokens": "1m",
        "x-ratelimit-remaining-tokens": "0",
    },
    {"x-ratelimit-reset-requests": "6s", "x-ratelimit-reset-tokens": "4ms"},
    {
        "x-ratelimit-reset-requests": "3s",
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset": "1",
    },
    *({"ratelimit": '"default";r=0;t=8'}, {"rate-limit-reset": "5"}),
    {"x-ratelimit-reset": "1795431605"},
    *({"x-ratelimit-reset": "1795431605000"}, {"ratelimit-reset": "2026-11-23 11:00:09"}),
    {"reset": "1"},
)
PAUSES: Final[tuple[Any, ...]] = (
    *("Please try again in 20ms.", "retry after 3 seconds", "Wait 1m2.5s", "try again in a minute"),
    *("resets in 1h", "replenished in 00:00:05", "retry_after: 7", "estimated_time=2.5"),
    "try 3 times",
    *({"retry_after": 4}, {"retryDelay": "6s"}, {"retry-after-ms": 800}, {"wait": "2.5"}),
    {"wait": -3},
    *({"details": [{"retryDelay": {"seconds": "5", "nanos": 3}}]}, {"resets_in": "7 secs"}),
    {"reset": True},
    *({"a": {"b": {"c": {"d": {"cooldown": 3}}}}}, {"a": {"b": {"c": {"cooldown": 3}}}}),
    {"retry_in": 10**7},
    {"metadata": {"headers": {"Retry-After": "3", "X-RateLimit-Reset": "1795431602000"}}},
    {"retry_after": "x"},
)


class Stage:
    """A server whose script is changed for each case, and clients that begin without knowledge."""

    def __init__(self) -> None:
        self.url = ""
        self._way_out = WayOut()  # reads the system's certificates once
        self._turns: Sequence[Turn] = (GOOD,)
        self.fake = FakeChatModel(self._next, key=KEY, keeps_rules=False)

    def _next(self, _: ChatRequest) -> Turn:
        return self._turns[min(len(self.fake.requests), len(self._turns)) - 1]

    def came(
        self,
        *turns: Turn,
        dialect: str = "chat",
        messages: Sequence[Message] = LONG,
        left_s: float = 60.0,
        times: int = 1,
        azure: str | None = None,
    ) -> str:
        """Return the outcome of as many questions to a server with these answers."""
        self._turns = turns
        self.fake.requests.clear()
        time, pauses_s, lines = FakeTime(), list[float](), list[str]()

        def sleep(pause_s: float) -> None:
            pauses_s.append(round(pause_s, 6))
            time.pass_s(pause_s)

        server = ModelServer("m", KEY, f"{self.url}/v1", way_out=self._way_out)
        if azure is not None:
            server = azure_server(f"{self.url}/openai", KEY, "m", azure, way_out=self._way_out)
        client = OpenAIClient(server, time.clock, sleep=sleep, jitter=lambda: 0.5)
        deadline = time.clock.deadline(left_s)
        with captured_log() as log, closing(client):
            model = OpenAIModel(client, DIALECTS[dialect])
            for _ in range(times):
                try:
                    turn = model.complete(messages, (TOOL,), ASKER, deadline, may_call_tools=False)
                    lines.append(f"{turn.content}{turn.extra} {turn.is_filtered} {turn.is_cut_off}")
                except WeatherBotError as error:
                    cause = type(error.__cause__).__name__
                    lines.append(f"{type(error).__name__}: {error} ({cause})")
        lines.append(f"{pauses_s}")
        lines += _changes([request.body for request in self.fake.requests])
        lines += map(_entry, log.taken())
        return "\n".join(lines).replace(self.url, "URL")


def _entry(entry: Mapping[str, Any]) -> str:
    return f"{ {name: value for name, value in entry.items() if name not in ('time', 'logger')} }"


def _changes(bodies: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the fields of each request that differ from the one before."""
    for before, after in pairwise(bodies):
        yield "; ".join(
            f"{name}: {json.dumps(after.get(name), ensure_ascii=False)}"
            for name in dict.fromkeys((*before, *after))
            if before.get(name) != after.get(name)
        )


def _fault(status: int, error: object, **headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fault(status, error if isinstance(error, str) else json.dumps(error), named)


def told() -> Told:
    """Yield a server's answers with their outcome."""
    stage = Stage()
    with serve(stage.fake.app) as stage.url:
        for at, said in enumerate(WORDS):
            for status in (400, 500, STATUSES[at % len(STATUSES)]):
                fault = _fault(status, {"error": {"message": said, "param": None}})
                dialect = "responses" if at % 3 == 1 else "chat"
                yield f"{dialect} {status} {said}", stage.came(fault, dialect=dialect)
            fault = _fault(400, {"error": {"message": said}})
            yield f"once {said}", stage.came(fault, GOOD, messages=QUESTION, times=2)
        for at, (form, status) in enumerate(product(FORMS, (200, 400, 429, 500))):
            if at % 2 or status == 200:
                yield f"form {status} {form}", stage.came(_fault(status, form), messages=QUESTION)
        for code, status in product(CODES, STATUSES[1::3]):
            fault = _fault(status, {"error": {"message": "No.", "code": code, "type": "t"}})
            yield f"code {status} {code}", stage.came(fault, GOOD, messages=QUESTION)
        for status in STATUSES:
            yield f"status {status}", stage.came(_fault(status, {"error": {"message": "No."}}))
        yield from _waits(stage)
        yield from _ends(stage)


def _waits(stage: Stage) -> Told:
    for headers, status in product(HEADERS, (429, 503)):
        fault = Fault(status, '{"error":{"message":"Slow."}}', headers)
        yield f"{status} {headers}", stage.came(fault, GOOD, messages=QUESTION)
    for asked in PAUSES:
        error = {"message": asked} if isinstance(asked, str) else {"message": "Slow.", **asked}
        yield f"429 {asked}", stage.came(_fault(429, {"error": error}), GOOD, messages=QUESTION)
        both = _fault(429, {"error": error}, retry_after="11")
        yield f"429 {asked} and a header", stage.came(both, GOOD, messages=QUESTION)
    for left_s, pause in product((0.0, 0.4, 0.5, 3.0, 19.0, 21.0), ("0", "0.4", "2.9", "19", "20")):
        fault = _fault(503, "{}", retry_after=pause)
        yield f"{left_s} left, {pause}", stage.came(fault, fault, GOOD, left_s=left_s)


def _ends(stage: Stage) -> Told:
    """Yield answers that are of no use, and what they are between."""
    busy, broken = _fault(503, '{"error":"busy"}'), _fault(500, '{"error":"oops"}')
    empty, cut = text_turn(""), text_turn("", finish_reason="length")
    error, torn = text_turn("x", finish_reason="error"), Fault(200, "{", closes=True)
    refused = _fault(400, {"error": {"message": "Extra inputs: reasoning_content"}})
    answers = {
        "busy": busy,
        "broken": broken,
        "empty": empty,
        "cut": cut,
        "error": error,
        "torn": torn,
        "refused": refused,
        "html": Fault(200, "<p>"),
        "list": Fault(200, "[]"),
        "calls": text_turn("Hm.", finish_reason="tool_calls"),
        "good": GOOD,
        "far": Fault(307, "", {"location": "/"}),
    }
    for (first, one), (second, two) in product(answers.items(), answers.items()):
        yield (
            f"{first}, {second}",
            stage.came(one, two, GOOD, messages=LONG if "refused" in (first, second) else QUESTION),
        )
    also = _fault(400, {"error": {"message": "Unknown field tool_choice"}})
    strict = _fault(422, {"error": {"message": "Invalid schema: additionalProperties"}})
    for script in product((refused, also, strict, busy), repeat=3):
        given = ", ".join(each.body for each in script)
        yield f"three: {given}", stage.came(*script, GOOD, times=2)
    for size in (5_000_000, 5_000_001):
        yield f"{size} bytes", stage.came(Fault(200, json.dumps(GOOD).ljust(size)))
    for status, azure in product((200, 401, 403, 404, 429), (None, "", "2026-01-01")):
        fault = GOOD if status == 200 else _fault(status, {"error": {"message": "No."}})
        yield f"Azure {azure}: {status}", stage.came(fault, messages=QUESTION, azure=azure)
    for dialect, name in product(DIALECTS, ("refused", "busy", "empty", "broken")):
        yield f"{dialect}: {name} thrice", stage.came(answers[name], dialect=dialect, times=3)
