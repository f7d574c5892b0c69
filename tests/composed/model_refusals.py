"""Refusals of a model's server as they are read: the error, the pause, and the remedies.

Composed are the words in which servers refuse, part by part, with statuses, with the fields that
name what is refused, and with requests in both dialects. `model_servers` has the same over HTTP.
"""

import json
from collections.abc import Mapping
from itertools import product
from typing import Any, Final

from fakes.clock import MONDAY

from bot.models.openai.changes import Change
from bot.models.openai.pauses import pause_in_headers_s, pause_until_reset_s
from bot.models.openai.refusals import read_refusal, refusal_inside, short
from bot.models.openai.remedies import remedies
from composed import Told

KEY: Final = "abcdefgh"
CALL: Final = {"id": "a", "type": "function", "function": {"name": "t", "sig": 1}, "seal": "s"}
SCHEMA: Final = {
    "type": "object",
    "properties": {
        "place": {"type": "string"},
        "units": {"type": ["string", "null"], "enum": ["metric", None]},
        "when": {"type": ["null"], "additionalProperties": {"type": "string"}},
        "list": {"type": "array", "items": {"type": ["integer", "null"], "enum": [None]}},
    },
    "required": ["place", "units", "when"],
    "additionalProperties": False,
}
CHAT: Final = {
    "model": "m",
    "max_completion_tokens": 16384,
    "tools": [{"type": "function", "function": {"name": "t", "parameters": SCHEMA}}],
    "messages": [
        {"role": "system", "content": "Rules."},
        {"role": "user", "content": "q"},
        {"role": "assistant", "content": "I look.", "tool_calls": [CALL], "reasoning": "Hm."},
        {"role": "assistant", "content": None, "tool_calls": [{"id": "b", "type": "function"}]},
        {"role": "tool", "tool_call_id": "a", "content": "r"},
        {"role": "system", "content": "More."},
    ],
    "tool_choice": "none",
}
RESPONSES: Final = {
    "model": "m",
    "max_output_tokens": 16384,
    "tools": [{"type": "function", "name": "t", "strict": False, "parameters": SCHEMA}],
    "store": False,
    "include": ["reasoning.encrypted_content"],
    "input": [
        {"role": "system", "content": "Rules."},
        {"role": "user", "content": "q"},
        {"type": "reasoning", "id": "r", "summary": []},
        {"type": "function_call", "call_id": "a", "name": "t", "arguments": "{}", "ns": "x"},
        {"type": "function_call_output", "call_id": "a", "output": "r"},
    ],
}
FIRST: Final = {"model": "m", "max_tokens": 9, "messages": CHAT["messages"][:2]}
BODIES: Final[tuple[Mapping[str, Any], ...]] = (CHAT, RESPONSES, FIRST)

FIELDS: Final = (
    *("max_completion_tokens", "max_tokens", "max_output_tokens", "tool_choice", "tools", "store"),
    *("include", "model", "messages", "reasoning", "seal", "sig", "ns", "strict", "thoughts"),
)
SAID_OF_FIELDS: Final = (
    *("Unsupported parameter: '{}'", "unknown field {}", "Unrecognized {}", "{} is not supported"),
    *("`{}` can't be used", "unexpected {}", "{} must not be permitted", "only allowed: {}", "x{}"),
    *("{} must be at most 4096", "Use max_tokens in place of {}", "{}: use max_completion_tokens"),
)
PARTS: Final = """\
prompt|input|conversation|messages|your ~ is|are|length|tokens|was ~ too long|exceed the limit|\
above the maximum|out of range|exceeds the max
maximum|max|the| ~ context length|context window|context limit|prompt length|\
input length ~ is 8192|was exceeded|(16384 > 9)|of max_completion_tokens in the completion
reduce|Please reduce|shorten ~ the length|your prompt|the size|the number of tokens|it
inputs must have less than 10 tokens|too many|token limit: 9|max_seq_len|超长 ~ |tokens|\
input tokens|prompt tokens|calls
string too long. Expected a string with ~ maximum length 10000|maximum length 999
system|developer|tool|'system' ~ role|message|prompts|instruction|user ~ is not supported|\
isn't allowed|is unsupported|is not enabled|is fine
roles must be user|role 'x' of system|Unexpected role|not support system message ~ |in tool|only|.
flagged as|flagged for|content filter|content policy|guardrail|data_inspection_failed ~ hate||x
usage policy|usage policies|safety system|considered high risk|敏感内容 ~ |applies
enable_thinking|parallel_calls|stream|x ~ must be|should be set to|is restricted to|\
may be ~ true|false|`False`|none
set|unset ~ enable_x|`stream_y`|abc ~ to|=|= ~ true|False
enable_thinking|disable_x ~ only support stream|only supports streaming|only x
|set x to true; ~ stream must be true|y must be false ~ |or set z=true
item 'r'|reasoning item|encrypted content ~ not found|of type reasoning|could not be read|\
is not supported
content|messages.1.content:|got ~ null|must be a string|is required|NoneType|valid|fine|empty
content and tool_calls: not both|cannot pass both content and x|content, but not tool ~ |calls
invalid schema|tools.0.parameters|properties|enum|proto field|\
type: a list ~ additionalProperties|type|enum null|strict|
failed to|tool call|malformed|invalid|unterminated|expecting ~ call a function|parse|\
validation failed|function call|tool_call|string|value
overloaded|at capacity|capacity exceeded|throttled|too many requests|busy ~ |now
rate limit|rate-limit|temporarily unavailable|try again later|try later|no healthy ~ |upstream
model crashed|model was unloaded|timed out|still loading|degraded function ~ |!
max_tokens|maximum output tokens|max completion tokens|max_new_tokens ~ too large|must be 9|\
at most 5|16384|limit was reached|in the output
function tools with reasoning_effort are not supported|reasoning_effort ~ |in x
{'loc': ('body', 'max_completion_tokens')}|"loc": ["body","tool_choice"]|('body', 'x')
"""
"""Words of refusals: in each line parts that follow one another, each with its ways to say it."""
PAUSE_WORDS: Final = (
    *("Try again in", "retry after", "please wait", "resets in", "available in", "back off"),
    "cooldown",
    *("estimated time", "next request in", "another request", "replenished in", "retry_after:"),
    "took",
    *('"retry-in" =', "estimated-time", "Retry-After"),
)
LENGTHS: Final = (
    *("3s", "20ms", "1.5 seconds", "2 min", "1m2.5s", "1h", "1h2m3s", "7", "00:01:05", "01:00:00"),
    *("5 secs", "4 hrs", "3 days", "9 millis", "one minute", "a minute", "12:30", "50%", "1.2.3"),
    "",
)
DETAILS: Final = (
    *("retry_after", "Retry-After-Ms", "retryDelay", "resets_in", "wait", "wait_time", "cooldown"),
    *("backoff_seconds", "estimated_time", "reset_time_ms", "resetIn", "retry", "after", "delay"),
)
VALUES: Final[tuple[Any, ...]] = (
    *(0, 3, 2.5, -1, True, None, "4", "5s", "-3", "x", "1m", [], {"seconds": 6}, {"seconds": "7"}),
    *({"nanos": 1}, 9_999_999, 10_000_000, "10000000", "nan", "inf", "1e3", "3s later"),
)
NAMES: Final = (
    *("retry-after", "Retry-After-Ms", "x-retry-after", "x-ratelimit-reset", "ratelimit-reset"),
    *("x-ratelimit-reset-requests", "x-ratelimit-remaining", "ratelimit"),
    "anthropic-ratelimit-x-reset",
    *("x-rate-limit-reset", "ratelimit-policy", "retry-later"),
)
HEADER_VALUES: Final = (
    *("0", "1", "2.5", "-1", "x", "", "6s", "1m2s", "nan", "inf", "1e9", "999999999", "1795431605"),
    *("1795431605123", "1795431605123456", "10000000", "10000001", "r=0;t=5", "reset=7", "t=x"),
    " 3 ",
    *("2026-11-23T11:00:04Z", "2026-11-23 11:00:04", "Mon, 23 Nov 2026 11:00:09 GMT", "2026-11-22"),
    *("Mon, 23 Nov 2026 13:00:09 +0200", "99999-01-01"),
)


def came(status: int, error: object, body: Mapping[str, Any] = CHAT) -> str:
    """Return an error as it is read, the remedies for a request, and the request with them."""
    refusal = read_refusal(status, json.dumps({"error": error}).encode())
    raised = refusal.error(KEY, "check X")
    lines = [f"{type(raised).__name__}: {raised}", f"{refusal.may_pass} {refusal.pause_s}"]
    lines += [f"{change} {_differs(change, body)}" for change in remedies(refusal, body)]
    return "\n".join(lines)


def _differs(change: Change, body: Mapping[str, Any]) -> str:
    after = change.apply(body)
    return json.dumps(
        {name: after.get(name) for name in (*body, *after) if body.get(name) != after.get(name)}
    )


def told() -> Told:
    """Yield refusals, each with its reading."""
    for line in PARTS.splitlines():
        parts = [part.split("|") for part in line.split(" ~ ")]
        for said, status in product(map(" ".join, product(*parts)), (400, 500)):
            for at, body in enumerate(BODIES[:1] if status == 500 else BODIES):
                yield f"{status} {at} {said}", came(status, {"message": said}, body)
        said = " ".join(part[0] for part in parts)
        for status in (200, 403, 404, 413, 422, 424, 429):
            yield f"{status} {said}", came(status, {"message": said})
    yield from _fields()
    yield from _waits()
    yield from _inside()


def _fields() -> Told:
    """Yield refusals of fields of requests, named in words and by a path."""
    for (at, body), field, said in product(enumerate(BODIES), FIELDS, SAID_OF_FIELDS):
        error = {"message": said.format(field)}
        yield f"{at} {error}", came(400, error, body)
    for (at, body), field, path in product(
        enumerate(BODIES), FIELDS, ("{}", "{}.x", "{}[0].y", "x.{}", "{}s")
    ):
        error = {"message": "No.", "param": path.format(field)}
        yield f"{at} {error}", came(422, error, body)
    several = (
        "max_completion_tokens, store, include or tool_choice: invalid schema, exceeds the max"
    )
    for (at, body), path, code in product(
        enumerate(BODIES), ("", *FIELDS), ("", "tool_use_failed", "context_length_exceeded", "x")
    ):
        error = {"message": several, "param": path, "code": code}
        yield f"{at} {error}", came(400, error, body)


def _waits() -> Told:
    """Yield words, details and headers that ask for a pause, and its seconds."""
    for said, length in product(PAUSE_WORDS, LENGTHS):
        text = f"{said} {length}, please."
        yield text, f"{read_refusal(429, text.encode()).pause_s}"
    for name, value in product(DETAILS, VALUES):
        for error in ({name: value}, {"message": "Wait 9 s", "details": [{"a": {name: value}}]}):
            yield f"{error}", f"{read_refusal(429, json.dumps(error).encode()).pause_s}"
    for name, value in product(NAMES, HEADER_VALUES):
        headers = {
            name: value,
            "x-ratelimit-reset-tokens": "8s",
            "x-ratelimit-remaining-tokens": "0",
        }
        alone, now = {name: value}, MONDAY
        waits = (
            pause_in_headers_s(alone, now),
            pause_until_reset_s(alone, now),
            pause_until_reset_s(headers, now),
        )
        yield f"headers {alone}", f"{waits}"


def _inside() -> Told:
    """Yield errors inside of answers and of errors."""
    errors: tuple[Any, ...] = (
        *(None, "", {}, {"message": ""}, "busy", {"code": 0}, {"code": 99}, {"code": 100}),
        {"code": 599},
        *({"code": 600}, {"code": True}, {"code": "500", "message": "m"}, ["x"]),
        {"message": "m", "code": 503},
        {"message": "m", "metadata": {"raw": '{"error":{"code":"c","param":"tool_choice"}}'}},
        {
            "message": "m",
            "metadata": {"raw": [{"message": "n"}], "headers": {"Retry-After": "3", "x": 1}},
        },
        {"message": "m", "metadata": {"raw": "[" * 9000}, "innererror": {"code": "ContentFilter"}},
        {"error": {"message": "inner"}, "message": "outer"},
        {"msg": "m", "inner_error": {"code": "z"}},
        {"message": "m" * 5000, "code": "c" * 300, "param": "p" * 300},
    )
    for error in errors:
        for data in (
            {"error": error},
            {"choices": [{}, {"error": error}]},
            {"choices": [{"message": {"error": error}}]},
        ):
            yield f"inside {data}", f"{refusal_inside(data)}"
        for data in (
            {"error": error},
            {"errors": [error]},
            {"detail": error},
            [{"error": error}],
            error,
        ):
            for more in ({}, {"message": "beside", "code": "k"}, {"detail": "d"}):
                body = {**data, **more} if isinstance(data, dict) else data
                yield f"read {body}", f"{read_refusal(400, json.dumps(body).encode())}"
    for body in (b"\xff\xfe", b"[" * 9000, b"x" * 500, b'{"a":' * 60_000, b"[1,2]", b"3"):
        yield f"bytes {len(body)} {body[:9]!r}", f"{read_refusal(500, body)}"
    for name in ("Bad Request", "Forbidden", "Not Found", "invalid_key", "two words"):
        for beside in ({"message": "m"}, {"detail": "d", "code": 3}, {"msg": "", "error_msg": "e"}):
            body = {"error": name, **beside}
            yield f"named {body}", f"{read_refusal(400, json.dumps(body).encode())}"
    yield from _secrets()


def _secrets() -> Told:
    """Yield texts with secrets, as they are told."""
    for key, text in product(
        ("", "abcdefg", KEY, "abcdefghi"),
        (
            "a abcdefghi b",
            "org-1 sk_2 proj-x task-3",
            "see https://x.y/z?q, ok",
            "eyJhbGciOiJI.eyJ0.z EYJhbGciOiJI.",
            "x\n\ty " * 99,
        ),
    ):
        yield f"short {key} {text}", short(text, key)
