"""What models, gateways and deployments are known to do wrong: one row each, in every dialect."""

import json
import re
import time
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from fakes.chat_model import FakeChatModel, Fault, Turn, error_fault, text_turn, tool_turn
from fakes.clock import MONDAY
from fakes.model_bench import (
    ASKER,
    DIALECTS,
    KEY,
    QUESTION,
    TOOLS,
    Stage,
    client_at,
    open_stage,
    stage_of,
    without_extra,
)
from fakes.raw_server import serve_raw
from fakes.rows import each_row
from fakes.serving import serve

from bot.clock import system_clock
from bot.errors import (
    BadRequestError,
    ContentFilterError,
    ContextTooLongError,
    DeadlineError,
    ModelError,
)
from bot.messages import ToolCall
from bot.models.openai import Dialect, OpenAIModel
from bot.models.openai.chat import CHAT
from bot.models.openai.client import OpenAIClient
from bot.models.openai.server import ModelServer

SUNNY = text_turn("Sunny.")
HTML = "<html><body>Sign in to the gateway</body></html>"
# Far more than an answer takes here, far less than any timeout of a library.
SLACK_S = 5.0


stage = stage_of(*DIALECTS)


@pytest.fixture(params=DIALECTS.values(), ids=list(DIALECTS))
def dialect(request: pytest.FixtureRequest) -> Dialect:
    """Return each dialect, for tests that need a client of their own."""
    chosen: Dialect = request.param
    return chosen


# --- Failures that pass -------------------------------------------------------------------------

RETRY_AFTER = (
    "Requests to the ChatCompletions_Create Operation have exceeded the token rate limit of your"
    " current OpenAI S0 pricing tier. Please retry after {}. Please contact Azure support service."
)
TRY_AGAIN = "Rate limit reached on tokens per min. Limit: 30000. Please try again in {}. Visit us."

RETRY_IN = "You exceeded your current quota. Please retry in {}."
CALL_FAILED = "Failed to call a function. Please adjust your prompt. See 'failed_generation'."


def list_of_one(**error: Any) -> Fault:
    """Return an error in Google's form."""
    return Fault(429, json.dumps([{"error": {"code": 429, **error}}]))


def error_fault_of(error: dict[str, Any]) -> Fault:
    """Return a 429 with an error of any fields."""
    return Fault(429, json.dumps({"error": error}))


PASSING: dict[str, tuple[Fault, float]] = {
    "408": (error_fault(408), 0.5),
    "424": (error_fault(424, "A dependency failed"), 0.5),
    "425": (error_fault(425, "Too early"), 0.5),
    "498": (error_fault(498, "Flex tier capacity exceeded", "capacity_exceeded"), 0.5),
    "529": (error_fault(529, "Overloaded"), 0.5),
    "call that its parser could not read": (error_fault(400, CALL_FAILED, "tool_use_failed"), 0.5),
    "423": (error_fault(423, "Locked"), 0.5),
    "499": (error_fault(499, "The operation was cancelled."), 0.5),
    "400 of an overload": (error_fault(400, "x", "engine_overloaded_error"), 0.5),
    "403 of a quota": (error_fault(403, "Requests throttled", "Throttling.RateQuota"), 0.5),
    "call that could not be parsed": (error_fault(400, "Parsing failed.", "parse_failed"), 0.5),
    "call that was malformed": (error_fault(422, "The model made an invalid tool call"), 0.5),
    "error in a message": (
        Fault(body='{"choices": [{"message": {"content": "Half", "error": {"message": "x"}}}]}'),
        0.5,
    ),
    "call that its parser refused": (error_fault(400, "tool call validation failed: x"), 0.5),
    "call that its parser tripped over": (
        error_fault(400, "Unterminated string starting at: line 1 column 9 (char 8)"),
        0.5,
    ),
    "call with tokens out of order": (
        error_fault(400, "Unexpected token 12606 while expecting start token 200006"),
        0.5,
    ),
    "400 of a crash": (Fault(400, '{"error": "The model has crashed. (Exit code: 6)"}'), 0.5),
    "400 of a gateway": (
        error_fault(400, "upstream connect error or disconnect/reset before headers"),
        0.5,
    ),
    "call that did not fit its schema": (
        error_fault(400, "schema: expected string, but got null", "tool_use_failed"),
        0.5,
    ),
    "error in a choice": (
        Fault(body='{"choices": [{"error": {"code": 502, "message": "x"}, "message": {}}]}'),
        0.5,
    ),
    "error beside a turn": (
        Fault(body=json.dumps({**text_turn("Half an"), "error": {"message": "disconnected"}})),
        0.5,
    ),
    "429 in a list": (list_of_one(message=RETRY_IN.format("3.2s")), 3.2),
    "429 with details": (
        list_of_one(details=[{"@type": "RetryInfo", "retryDelay": "4.5s"}], message="Quota"),
        4.5,
    ),
    "429 with a field": (Fault(429, '{"error": {"message": "x", "retry_after": 6}}'), 6.0),
    "429 to retry in seconds": (error_fault(429, RETRY_IN.format("3.2s")), 3.2),
    "429 to retry in about": (error_fault(429, "You can retry in about 5 seconds"), 5.0),
    "429 to retry without a unit": (error_fault(429, "Rate limited, retry-after: 5"), 5.0),
    "429 to retry in a minute's part": (error_fault(429, "Quota will reset after 4s."), 4.0),
    "503 while it loads": (
        Fault(503, '{"error": "Model m is loading", "estimated_time": 6.5}'),
        6.5,
    ),
    "429 with a field beside the error": (
        Fault(429, '{"error": {"message": "x"}, "retry_after_ms": 2500}'),
        2.5,
    ),
    "429 with a field deep inside": (
        error_fault_of({"message": "x", "metadata": {"headers": {"Retry-After": "3"}}}),
        3.0,
    ),
    "429 with details in two parts": (
        error_fault_of({"details": [{"retryDelay": {"seconds": 3, "nanos": 0}}]}),
        3.0,
    ),
    "429 with the reset of the server behind": (
        error_fault_of({"metadata": {"headers": {"X-RateLimit-Reset": "1795431604000"}}}),
        4.0,
    ),
    "429 with a reset of its own and one of the server behind": (
        replace(
            error_fault_of({"metadata": {"headers": {"x-ratelimit-reset": "7s"}}}),
            headers={"x-ratelimit-reset": "4s"},
        ),
        4.0,
    ),
    "429 with seconds in a field's name": (error_fault_of({"resets_in_seconds": 3}), 3.0),
    "429 with a moment in a field": (error_fault_of({"reset_time": 1795431604}), 0.5),
    "429 until the next request": (error_fault(429, "The next request is allowed in 4s"), 4.0),
    "429 of a quota": (error_fault(429, "Quota will be replenished in 00:00:05."), 5.0),
    "429 with the newest header": (error_fault(429, ratelimit='"default";r=0;t=3'), 3.0),
    "429 in a gateway's error": (
        Fault(429, '{"error": {"error": {"message": "Please retry in 3s"}}}'),
        3.0,
    ),
    "429 among errors": (Fault(429, '{"errors": [{"message": "Please retry in 3s"}]}'), 3.0),
    "429 with a unit in its header": (error_fault(429, retry_after="3s"), 3.0),
    "429 with a gateway's header": (error_fault(429, x_ms_retry_after_ms="1500"), 1.5),
    "429 until a moment in seconds": (error_fault(429, x_ratelimit_reset="1795431604"), 4.0),
    "429 until a moment in milliseconds": (
        error_fault(429, x_ratelimit_reset="1795431604000"),
        4.0,
    ),
    "429 until a date": (
        error_fault(429, anthropic_ratelimit_requests_reset="2026-11-23T11:00:03Z"),
        3.0,
    ),
    "500 with the reset of a limit": (error_fault(500, x_ratelimit_reset_requests="8h"), 0.5),
    "429 to wait": (error_fault(429, "Please wait 2 seconds and try again"), 2.0),
    "429 until a reset": (error_fault(429, x_ratelimit_reset_requests="3s"), 3.0),
    "429 until a reset of two parts": (
        error_fault(429, x_ratelimit_reset_tokens="0m2.5s", x_ratelimit_reset_requests="8h"),
        2.5,
    ),
    "429 until the reset of what is used up": (
        error_fault(
            429,
            x_ratelimit_reset_tokens="2s",
            x_ratelimit_reset_requests="5s",
            x_ratelimit_remaining_requests="0",
        ),
        5.0,
    ),
    "409": (error_fault(409), 0.5),
    "429": (error_fault(429, "Rate limit reached", "rate_limit_exceeded"), 0.5),
    "500": (error_fault(500), 0.5),
    "503 in HTML": (Fault(503, HTML, content_type="text/html"), 0.5),
    "429 with seconds": (error_fault(429, retry_after="7"), 7.0),
    "429 with nearly all seconds of a call": (error_fault(429, retry_after="19"), 19.0),
    "429 with milliseconds": (error_fault(429, retry_after_ms="250", retry_after="60"), 0.25),
    "429 with a date": (error_fault(429, retry_after="Mon, 23 Nov 2026 11:00:09 GMT"), 9.0),
    "429 with a date of no zone": (
        error_fault(429, retry_after="Mon, 23 Nov 2026 11:00:09 -0000"),
        9.0,
    ),
    "429 with a date gone by": (error_fault(429, retry_after="Mon, 23 Nov 2026 10:00:00 GMT"), 0),
    "429 with a negative wait": (error_fault(429, retry_after="-3"), 0),
    "429 with nonsense": (error_fault(429, retry_after="soon"), 0.5),
    "429 with no number": (error_fault(429, retry_after="nan"), 0.5),
    "429 with an endless wait": (error_fault(429, retry_after="inf"), 0.5),
    "429 with an impossible zone": (
        error_fault(429, retry_after="Mon, 23 Nov 2026 11:00:09 +" + "9" * 30),
        0.5,
    ),
    "429 with seconds in its text": (error_fault(429, RETRY_AFTER.format("7 seconds")), 7.0),
    "429 with one second in its text": (error_fault(429, RETRY_AFTER.format("1 second")), 1.0),
    "429 with parts of a second in its text": (error_fault(429, TRY_AGAIN.format("7.66s")), 7.66),
    "429 with milliseconds in its text": (error_fault(429, TRY_AGAIN.format("250ms")), 0.25),
    "429 with a header beside its text": (
        error_fault(429, RETRY_AFTER.format("7 seconds"), retry_after="3"),
        3.0,
    ),
    "429 with nonsense in its text": (error_fault(429, RETRY_AFTER.format("a while")), 0.5),
    "connection cut in the body": (Fault(closes=True), 0.5),
    "error for a while with status 200": (
        Fault(body='{"error": {"message": "overloaded", "code": 503}}'),
        0.5,
    ),
    "error with status 200 that says how long": (
        Fault(body='{"error": {"message": "Please try again in 2s", "code": 429}}'),
        2.0,
    ),
    "error by code with status 200": (
        Fault(body='{"status": "failed", "error": {"message": "x", "code": "server_error"}}'),
        0.5,
    ),
}


@each_row(("fault", "pause_s"), PASSING.values(), ids=PASSING.keys())
def test_a_passing_failure_is_tried_again(stage: Stage, fault: Fault, pause_s: float) -> None:
    """The second attempt's answer counts, after the pause that the server asked for."""
    assert stage.open_bench().time.clock.now() == MONDAY
    b = stage.open_bench(fault, SUNNY)

    assert b.ask().content == "Sunny."
    assert b.pauses_s == [pause_s]


@each_row("retry_after", ["20", "45", "120", "Mon, 23 Nov 2026 11:01:00 GMT"])
def test_a_wait_that_does_not_fit_is_not_begun(stage: Stage, retry_after: str) -> None:
    """One call has 20 seconds, however much is left of the question's."""
    b = stage.open_bench(error_fault(429, retry_after=retry_after), seconds=60)

    with pytest.raises(ModelError, match="429"):
        b.ask()

    assert b.pauses_s == []
    assert len(b.fake.requests) == 1


@each_row(
    "said", [RETRY_AFTER.format("45 seconds"), TRY_AGAIN.format("1m3s"), TRY_AGAIN.format("2m")]
)
def test_a_wait_in_words_that_does_not_fit_is_not_begun(stage: Stage, said: str) -> None:
    """Gateways may keep the header to themselves."""
    b = stage.open_bench(error_fault(429, said), seconds=60)

    with pytest.raises(ModelError, match="429"):
        b.ask()

    assert (len(b.fake.requests), b.pauses_s) == (1, [])


def test_the_waits_of_one_call_together_fit_into_its_limit(stage: Stage) -> None:
    """A second long wait is not begun when the first has taken its time."""
    b = stage.open_bench(*[error_fault(429, retry_after="12")] * 3, seconds=60)

    with pytest.raises(ModelError, match="429"):
        b.ask()

    assert b.pauses_s == [12.0]


def test_an_answer_of_no_use_is_the_last_one_where_no_wait_fits(stage: Stage) -> None:
    """It is handed on with its cost: here the first wait has taken nearly all the time."""
    b = stage.open_bench(error_fault(429, retry_after="19"), text_turn(" \n"), SUNNY)

    completion = b.ask()

    assert (completion.content, completion.prompt_tokens) == ("", 100)
    assert b.pauses_s == [19.0]


def test_the_third_failure_is_final(stage: Stage) -> None:
    """The pauses grow, and the operator reads status, code and text."""
    b = stage.open_bench(*(error_fault(503, f"busy {n}", "overloaded") for n in range(3)))

    with pytest.raises(ModelError, match=r"503.*overloaded.*busy 2"):
        b.ask()

    assert len(b.fake.requests) == 3
    assert b.pauses_s == [0.5, 1.0]


def test_a_deadline_that_ends_while_it_fails_is_said(stage: Stage) -> None:
    """The question's own deadline is another error than a model that fails."""
    b = stage.open_bench(seconds=5)
    ends = b.time.pass_s
    b.fake = FakeChatModel(lambda _: ends(6) or error_fault(503))

    with pytest.raises(DeadlineError):
        b.ask()


# --- Failures for good --------------------------------------------------------------------------

FINAL: dict[str, tuple[Turn, str]] = {
    "401": (error_fault(401, "Incorrect API key provided: sk-ab12***9z", "invalid_api_key"), "401"),
    "403": (error_fault(403, "not your region"), "403"),
    "403 for the usage policy": (error_fault(403, "against the usage policy"), "403"),
    "404": (error_fault(404, "no such deployment", "DeploymentNotFound"), "DeploymentNotFound"),
    "400": (error_fault(400, "Invalid value for 'messages'"), "400"),
    "call without a result": (
        error_fault(
            400,
            "An assistant message with 'tool_calls' must be followed by tool messages responding"
            " to each 'tool_call_id'. The following tool_call_ids did not have response messages:"
            " call_x",
            param="messages.[3].role",
        ),
        "must be followed by tool messages",
    ),
    "call without a result, responses' text": (
        error_fault(400, "No tool output found for function call call_x.", param="input"),
        "No tool output found",
    ),
    "result without a call": (
        error_fault(
            400,
            "Invalid parameter: messages with role 'tool' must be a response to a preceding"
            " message with 'tool_calls'.",
            param="messages.[1].role",
        ),
        "must be a response to a preceding",
    ),
    "name that no API takes back": (
        error_fault(
            400,
            "Invalid 'messages[3].tool_calls[0].function.name': string does not match pattern."
            " Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
            "invalid_value",
            "messages[3].tool_calls[0].function.name",
        ),
        "invalid_value.*does not match pattern",
    ),
    "more calls than it takes back": (
        error_fault(
            400,
            "Invalid 'messages[2].tool_calls': array too long. Expected an array with maximum"
            " length 128, but got an array with length 200 instead.",
            "array_above_max_length",
            "messages[2].tool_calls",
        ),
        "array_above_max_length.*length 200",
    ),
    "more tools than it takes": (
        error_fault(
            400,
            "Invalid 'tools': array too long. Expected an array with maximum length 128, but got"
            " an array with length 129 instead.",
            "array_above_max_length",
            "tools",
        ),
        "array_above_max_length.*length 129",
    ),
    "longer description than it takes": (
        error_fault(
            400,
            "Invalid 'tools[0].function.description': string too long. Expected a string with"
            " maximum length 1024, but got a string with length 1025 instead.",
            "string_above_max_length",
            "tools[0].function.description",
        ),
        "string_above_max_length.*length 1025",
    ),
    "302": (Fault(302, headers={"location": "/v1/elsewhere"}), "302"),
    "quota for good": (error_fault(429, "Check your plan", "insufficient_quota"), "quota"),
    "quota for good by its type": (
        Fault(429, '{"error": {"message": "x", "type": "insufficient_quota", "code": "429"}}'),
        "429",
    ),
    "quota for good with a pause": (
        Fault(429, '{"error": {"code": "insufficient_quota"}}', headers={"retry-after": "1"}),
        "quota",
    ),
    "gateway's own shape": (Fault(403, '{"statusCode": 403, "message": "no plan"}'), "no plan"),
    "text for an error": (Fault(403, '{"error": "bad model"}'), "bad model"),
    "list of details": (
        Fault(422, '{"detail": [{"loc": ["body", "messages"], "msg": "too short"}]}'),
        "too short",
    ),
    "bytes for an error": (Fault(400, "[" * 100_000), r"\[\["),
    "error with status 200": (Fault(body='{"error": {"message": "bad", "code": 400}}'), "bad"),
    "huge body": (Fault(body=" " * 6_000_000), "more than 5000000 bytes"),
}


# A success with nothing in it, which may be better the next time.
NO_TURN: dict[str, tuple[Turn, str]] = {
    "text for an error with status 200": (Fault(body='{"error": "model is gone"}'), "gone"),
    "invalid JSON": (Fault(body='{"choices": [{"mess'), "no JSON object"),
    "number of 10,000 digits": (Fault(body="1" * 10_000), "no JSON object"),
    "deep JSON": (Fault(body="[" * 100_000), "no JSON object"),
    "HTML": (Fault(body=HTML, content_type="text/html"), "no JSON object: '<html>"),
    "stream that nobody asked for": (
        Fault(body='data: {"choices": []}\n\ndata: [DONE]\n', content_type="text/event-stream"),
        "no JSON object: 'data:",
    ),
    "empty body": (Fault(body=""), "no JSON object"),
    "list": (Fault(body="[]"), "no JSON object"),
    "null": (Fault(body="null"), "no JSON object"),
    "neither choices nor output": (Fault(body="{}"), "no (completion|response)"),
    "no choice": (Fault(body='{"choices": [], "output": 0}'), "answered with no"),
    "null choice": (Fault(body='{"choices": [null], "output": true}'), "answered with no"),
    "text for a choice": (
        Fault(body='{"choices": [{"message": "hi"}], "output": "hi"}'),
        "answered with no",
    ),
    "object for all choices": (Fault(body='{"choices": {}, "output": {}}'), "answered with no"),
    "null for all choices": (Fault(body='{"choices": null, "output": null}'), "answered with no"),
    "end by an error": (text_turn("Half an", finish_reason="error"), "ended in the middle"),
    "end by nobody knows what": (
        text_turn("Half an", finish_reason="abort"),
        "ended in the middle",
    ),
}


@each_row(("fault", "said"), NO_TURN.values(), ids=NO_TURN.keys())
def test_a_success_without_a_turn_is_tried_again(stage: Stage, fault: Turn, said: str) -> None:
    """As often as a server that fails, and then it is a ModelError."""
    b = stage.open_bench(fault, SUNNY)
    assert (b.ask().content, b.pauses_s) == ("Sunny.", [0.5])

    b = stage.open_bench(*[fault] * 3, SUNNY)
    with pytest.raises(ModelError, match=said) as caught:
        b.ask()

    assert type(caught.value) is ModelError
    assert (len(b.fake.requests), b.pauses_s) == (3, [0.5, 1.0])


@each_row(("fault", "said"), FINAL.values(), ids=FINAL.keys())
def test_a_failure_for_good_is_a_model_error_at_once(stage: Stage, fault: Turn, said: str) -> None:
    """It is not tried again; nothing that a server writes gets out in another form."""
    b = stage.open_bench(fault, SUNNY)

    with pytest.raises(ModelError, match=said) as caught:
        b.ask()

    # Only a bad request may have to do with the thread, so that it is worth a try without it.
    is_bad_request = re.search("answered (?:400|413|422)", str(caught.value))
    assert type(caught.value) is (BadRequestError if is_bad_request else ModelError)
    assert len(str(caught.value)) < 300
    assert "\n" not in str(caught.value)
    assert (len(b.fake.requests), b.pauses_s) == (1, [])


def test_no_secret_and_no_address_is_in_an_error(stage: Stage) -> None:
    """Servers echo keys, organisations and links."""
    said = f"{KEY} is wrong, sk-proj-abc_123, org-A1b2C3, proj_9z, see https://x.example/k?q=1 now"
    b = stage.open_bench(error_fault(401, said, f"no-{KEY}"))

    with pytest.raises(ModelError) as caught:
        b.ask()

    text = str(caught.value)
    assert "*** is wrong, ***, ***, ***, see *** now" in text
    assert KEY not in text


def test_a_redirect_is_not_followed(stage: Stage) -> None:
    """The key would go along to wherever it leads."""
    b = stage.open_bench(Fault(307, headers={"location": "/v1/elsewhere"}))

    with pytest.raises(ModelError, match="307"):
        b.ask()

    assert len(b.fake.requests) == 1


def filter_body(inner: str, result: str) -> str:
    """Return Azure's words for a filtered prompt, of which there are two spellings."""
    return json.dumps(
        {
            "error": {
                "message": "The response was filtered due to the prompt triggering our policy.",
                "type": None,
                "param": "prompt",
                "code": "content_filter",
                "status": 400,
                inner: {
                    "code": "ResponsibleAIPolicyViolation",
                    result: {"jailbreak": {"filtered": True, "detected": True}},
                },
            }
        }
    )


FILTERED: dict[str, Turn] = {
    "prompt": Fault(400, filter_body("innererror", "content_filter_result")),
    "prompt, other spelling": Fault(400, filter_body("inner_error", "content_filter_results")),
    "inner code alone": Fault(
        400, '{"error": {"innererror": {"code": "ResponsibleAIPolicyViolation"}}}'
    ),
    "policy": error_fault(400, "triggering Azure OpenAI's content management policy."),
    "a newer code": error_fault(400, "made up", "content_filter_blocked"),
    "Alibaba's": error_fault(400, "Input data may contain inappropriate content.", "x"),
    "Zhipu's": error_fault(400, "系统检测到输入或生成内容可能包含不安全或敏感内容", "1301"),
    "DeepSeek's": error_fault(400, "Content Exists Risk"),
    "OpenRouter's": error_fault(403, 'Your input was flagged for "violence".'),
    "a gateway's": error_fault(400, "{'error': 'Violated guardrail policy'}"),
    "usage policy": error_fault(
        400, "Your prompt was flagged as potentially violating our policy.", "invalid_prompt"
    ),
}


@each_row("fault", FILTERED.values(), ids=FILTERED.keys())
def test_a_content_filter_is_an_error_of_its_own(stage: Stage, fault: Turn) -> None:
    """It is not tried again, since the same words are refused again."""
    b = stage.open_bench(fault, SUNNY)

    with pytest.raises(ContentFilterError):
        b.ask()

    assert len(b.fake.requests) == 1


TOO_LONG: dict[str, Fault] = {
    "code": error_fault(400, "too many", "context_length_exceeded"),
    "chat's text": error_fault(
        400,
        "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens."
        " Please reduce the length of the messages or max_tokens.",
    ),
    "responses' text": error_fault(400, "Your input exceeds the context window of this model."),
    "too large": error_fault(413, "Prompt is too long"),
    "too large for a minute": error_fault(
        413, "Request too large on tokens per minute: Limit 6000", "rate_limit_exceeded"
    ),
    "Google's text": error_fault(
        400, "The input token count (9000) exceeds the maximum number of tokens allowed (8192)."
    ),
    "llama.cpp's text": error_fault(
        400, "the request exceeds the available context size", "exceed_context_size_error"
    ),
    "Qwen's text": error_fault(400, "Range of input length should be [1, 6000]"),
    "llama.cpp's older status": error_fault(500, "made up", "exceed_context_size_error"),
    "its Python's": error_fault(500, "Requested tokens (2285) exceed context window of 2048"),
    "Moonshot's text": error_fault(400, "Your request exceeded model token limit: 8192"),
    "TGI's text": error_fault(422, "`inputs` must have less than 4095 tokens. Given: 5000"),
    "a character too many": error_fault(
        400, "Invalid 'messages[3].content': string too long. Expected maximum length 1048576"
    ),
    "code behind a gateway": Fault(
        400,
        json.dumps(
            {
                "error": {
                    "message": "Provider returned error",
                    "code": 400,
                    "metadata": {"raw": '{"error": {"code": "context_length_exceeded"}}'},
                }
            }
        ),
    ),
    "another text": error_fault(422, "Input tokens exceed the maximum. Reduce your prompt."),
    "status 200": Fault(body='{"error": {"message": "x", "code": "context_length_exceeded"}}'),
}


@each_row("fault", TOO_LONG.values(), ids=TOO_LONG.keys())
def test_a_conversation_that_is_too_long_is_an_error_of_its_own(stage: Stage, fault: Fault) -> None:
    """The caller can shorten it, so that it is not sent again as it is."""
    b = stage.open_bench(fault, SUNNY)

    with pytest.raises(ContextTooLongError):
        b.ask()

    assert len(b.fake.requests) == 1


TOO_MUCH = {
    "the model writes less": "max_tokens is too large: 16384. This model supports at most 4096"
    " completion tokens, whereas you provided 16384.",
    "counted as written": "This model's maximum context length is 8192 tokens. However, you"
    " requested 16400 tokens (16 in the messages, 16384 in the completion). Please reduce the"
    " length of the messages or completion.",
    "both names": "'max_tokens' or 'max_completion_tokens' is too large: 16384. This model's"
    " maximum context length is 8192 tokens and your request has 16 input tokens.",
    "in a range": "Invalid max_tokens value, the valid range of max_tokens is [1, 8192]",
    "Google's": "it has a maxOutputTokens value of 16384 but the supported range is to 8193",
    "TGI's": "`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 50 `inputs` tokens",
    "Bedrock's": "The maximum tokens you requested exceeds the model limit of 4096.",
    "SGLang's": "Requested token count exceeds the model's maximum context length of 8192 tokens:"
    " 16 tokens from the input messages and 16384 tokens for the completion.",
    "Zhipu's": "max_tokens参数非法。取值范围为[1,4095]",
    "none left": "max_tokens must be at least 1, got -123.",
    "used up by thoughts": "Could not finish the message because max_tokens or model output limit"
    " was reached. Please try again with higher max_tokens.",
}


@each_row("message", TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_a_limit_that_a_model_cannot_keep_to_is_left_out(stage: Stage, message: str) -> None:
    """And the conversation is not taken for too long because of it."""
    with open_stage(stage.dialect) as own:  # its client has learnt nothing yet
        b = own.open_bench(error_fault(400, message), SUNNY, SUNNY)
        b.ask()
        b.ask()

    limits = [
        [name for name in request.body if name.endswith("_tokens")] for request in b.fake.requests
    ]
    assert [len(names) for names in limits] == [1, 0, 0]


# --- Turns that are odd but usable --------------------------------------------------------------


def call(**changes: Any) -> dict[str, Any]:
    """Return the JSON of a call in which something is not as it should be."""
    function = {"name": "get_weather", "arguments": "{}"} | changes.pop("function", {})
    return {"id": "a", "type": "function", "function": function} | changes


WRAPPED = '{"tool_uses": [{"recipient_name": "functions.get_weather", "parameters": {}}]}'

ODD_CALLS: dict[str, tuple[dict[str, Any], ToolCall]] = {
    "arguments as data": (
        call(function={"arguments": {"place": "Oslo"}}),
        ToolCall("a", "get_weather", '{"place": "Oslo"}'),
    ),
    "arguments as a list": (
        call(function={"arguments": ["Oslo"]}),
        ToolCall("a", "get_weather", '["Oslo"]'),
    ),
    "no arguments": (call(function={"arguments": None}), ToolCall("a", "get_weather", "")),
    "torn arguments": (
        call(function={"arguments": '{"place": "Par'}),
        ToolCall("a", "get_weather", '{"place": "Par'),
    ),
    "half a letter": (
        call(function={"arguments": '{"place": "\ud83c'}),
        ToolCall("a", "get_weather", '{"place": "?'),
    ),
    "empty arguments": (call(function={"arguments": ""}), ToolCall("a", "get_weather", "")),
    "arguments and more": (
        call(function={"arguments": '{}""'}),
        ToolCall("a", "get_weather", '{}""'),
    ),
    "arguments that are no object": (
        call(function={"arguments": '"Oslo"'}),
        ToolCall("a", "get_weather", '"Oslo"'),
    ),
    "several calls in one": (
        call(function={"name": "multi_tool_use.parallel", "arguments": WRAPPED}),
        ToolCall("a", "multi_tool_use.parallel", WRAPPED),
    ),
    "several calls in one, short name": (
        call(function={"name": "parallel", "arguments": WRAPPED}),
        ToolCall("a", "parallel", WRAPPED),
    ),
    "name with its namespace": (
        call(function={"name": "functions.get_weather"}),
        ToolCall("a", "functions.get_weather", "{}"),
    ),
    "same id as another": (call(id="b"), ToolCall("b", "get_weather", "{}")),
    "empty id": (call(id=""), ToolCall("", "get_weather", "{}")),
    "no id": (call(id=None), ToolCall("", "get_weather", "{}")),
    "number for an id": (call(id=7), ToolCall("", "get_weather", "{}")),
    "no name": (call(function={"name": None}), ToolCall("a", "", "{}")),
}


@each_row(("odd", "read"), ODD_CALLS.values(), ids=ODD_CALLS.keys())
def test_an_odd_call_does_not_cost_the_others(
    stage: Stage, odd: dict[str, Any], read: ToolCall
) -> None:
    """It is handed on as it is, beside its siblings and the words."""
    b = stage.open_bench(tool_turn(odd, call(id="b"), content="One moment."))

    completion = b.ask()

    assert without_extra(completion.tool_calls) == (read, ToolCall("b", "get_weather", "{}"))
    assert (completion.content, completion.is_cut_off) == ("One moment.", False)


@each_row("odd", [None, "get_weather", 7, [], {}], ids=repr)
def test_what_is_no_call_is_passed_over(stage: Stage, odd: Any) -> None:
    """The calls before and behind it are made."""
    b = stage.open_bench(tool_turn(call(), odd, call(id="b"), content="One moment."))

    completion = b.ask()

    assert [item.id for item in completion.tool_calls] == ["a", "b"]
    assert completion.content == "One moment."


def test_equal_calls_and_any_number_of_them_are_all_handed_on(stage: Stage) -> None:
    """Each needs its own result; how many are made is the agent's business."""
    same = [("get_weather", {"place": "Oslo"})] * 9
    many = [("get_weather", {"place": f"Place {n}"}) for n in range(200)]
    b = stage.open_bench(tool_turn(*same), tool_turn(*many))

    assert [item.id for item in b.ask().tool_calls] == [f"call_{n}" for n in range(1, 10)]
    assert [item.arguments for item in b.ask().tool_calls] == [
        json.dumps(arguments) for _, arguments in many
    ]


def test_words_in_several_parts_are_joined(stage: Stage) -> None:
    """Some servers answer in parts; what a model has only thought is none of its words."""
    parts = [
        {"type": "thinking", "thinking": [{"type": "text", "text": "Let me see."}]},
        {"type": "reasoning", "text": "Let me see."},
        {"type": "text", "text": "Sun"},
        None,
        {"type": "text", "text": None},
        {"type": "text", "text": "ny."},
    ]
    b = stage.open_bench(text_turn(parts), tool_turn(("get_weather", {}), content=parts))

    assert b.ask().content == "Sunny."
    completion = b.ask()
    assert completion.content == "Sunny."
    assert without_extra(completion.tool_calls) == (ToolCall("call_1", "get_weather", "{}"),)


EMPTY: dict[str, Turn] = {
    "null content": text_turn(None),
    "empty content": text_turn(""),
    "blank content": text_turn(" \n"),
    "number for content": text_turn(5),  # type: ignore[arg-type] # the fault
    "null for a call": tool_turn(None),
    "no part of words": text_turn([]),
    "parts that are no words": text_turn([None, "hm", {"type": "image_url"}]),
    "call of another type": tool_turn(
        {"id": "x", "type": "custom", "custom": {"name": "shell", "input": "ls"}}
    ),
}


@each_row("turn", EMPTY.values(), ids=EMPTY.keys())
def test_a_turn_with_nothing_in_it_is_handed_on_with_its_cost(stage: Stage, turn: Turn) -> None:
    """After three attempts; it was paid for all the same."""
    b = stage.open_bench(*[turn] * 3)

    completion = b.ask()

    assert len(b.fake.requests) == 3
    assert (completion.content.strip(), completion.tool_calls) == ("", ())
    assert (completion.prompt_tokens, completion.completion_tokens) == (100, 20)


@each_row(
    "turn",
    [
        text_turn(None, finish_reason="content_filter"),
        text_turn("Sunny, and", finish_reason="content_filter"),
        tool_turn(("get_weather", "{"), finish_reason="content_filter"),
    ],
    ids=["no words", "half an answer", "torn calls"],
)
def test_a_turn_that_the_content_filter_has_ended_says_so(stage: Stage, turn: Turn) -> None:
    """With its cost, since it was paid for all the same."""
    completion = stage.open_bench(turn).ask()

    assert completion.is_filtered
    assert completion.prompt_tokens == 100


def test_a_turn_that_was_cut_off_says_so(stage: Stage) -> None:
    """Its calls may be torn."""
    b = stage.open_bench(
        tool_turn(("get_weather", '{"place": "Par'), finish_reason="length"),
        text_turn("Sunny, and", finish_reason="length"),
        SUNNY,
    )

    assert [b.ask().is_cut_off for _ in range(3)] == [True, True, False]


@each_row("reason", ["stop", "STOP", "FinishReason.STOP", "eos", "normal", "stopped", "", None])
def test_a_turn_that_came_to_its_end_is_whole(reason: Any) -> None:
    """By whatever word a compatible server says so, or by none."""
    with open_stage(CHAT) as stage:
        b = stage.open_bench(text_turn("Sunny.", finish_reason=reason))

        assert not b.ask().is_cut_off
        assert len(b.fake.requests) == 1


@each_row("reason", ["length", "MAX_TOKENS", "max_new_tokens", "limit"])
def test_a_turn_that_met_a_limit_is_cut_off(reason: str) -> None:
    """By whatever word."""
    with open_stage(CHAT) as stage:
        assert stage.open_bench(text_turn("Sunny, and", finish_reason=reason)).ask().is_cut_off


@each_row("reason", ["rate_limit", "SAFETY", "network_error", "timeout", "paused"])
def test_a_turn_that_ended_in_the_middle_is_tried_again(reason: str) -> None:
    """Whatever the word, and be it unheard of."""
    with open_stage(CHAT) as stage:
        b = stage.open_bench(text_turn("Sunny, and", finish_reason=reason), SUNNY)

        assert b.ask().content == "Sunny."


@each_row("usage", [None, [], {}, {"prompt_tokens": "many", "input_tokens": -1}])
def test_an_answer_without_figures_of_usage_counts_nothing(stage: Stage, usage: Any) -> None:
    """Compatible servers leave them out."""
    body: dict[str, Any] = {"choices": [{"message": {"content": "Sunny."}}], "usage": usage}
    body["output"] = [{"type": "message", "content": [{"type": "output_text", "text": "Sunny."}]}]
    b = stage.open_bench(Fault(body=json.dumps(body)))

    completion = b.ask()

    assert completion.content == "Sunny."
    assert (completion.prompt_tokens, completion.completion_tokens) == (0, 0)


# --- Parameters that a deployment refuses -------------------------------------------------------

REFUSED_TOOL_CHOICE = {
    "by parameter": error_fault(400, "Not here.", "unsupported_parameter", "tool_choice"),
    "by path": error_fault(400, "Not here.", "unsupported_value", "tool_choice.type"),
    "by message": error_fault(
        400, "Unsupported parameter: 'tool_choice' is not supported with this model."
    ),
    "by other words": error_fault(400, "tool_choice is not available for this deployment"),
    "by an old version": error_fault(400, "Unrecognized request argument supplied: tool_choice"),
    "by its company": error_fault(400, "'tool_choice' is only allowed when 'tools' are specified"),
    "by a compatible server": Fault(
        422, '{"detail": [{"loc": ["body", "tool_choice"], "msg": "Extra inputs not permitted"}]}'
    ),
}


@each_row("refusal", REFUSED_TOOL_CHOICE.values(), ids=REFUSED_TOOL_CHOICE.keys())
def test_an_optional_parameter_that_is_refused_is_left_out_from_then_on(
    dialect: Dialect, refusal: Fault
) -> None:
    """The same request goes out again at once, and the next one is right the first time."""
    with open_stage(dialect) as stage:
        first = stage.open_bench(refusal, SUNNY)
        assert first.ask(may_call_tools=False).content == "Sunny."
        second = stage.open_bench(SUNNY)
        assert second.ask(may_call_tools=False).content == "Sunny."

    sent = [request.body for request in first.fake.requests + second.fake.requests]
    assert ["tool_choice" in body for body in sent] == [True, False, False]
    assert first.pauses_s == []
    assert sent[1] == {name: value for name, value in sent[0].items() if name != "tool_choice"}


def test_tools_that_go_only_without_reasoning_are_offered_without_it() -> None:
    """Chat completions of newer models say so even where nothing was asked about reasoning."""
    said = (
        "Function tools with reasoning_effort are not supported for gpt-5.4 in"
        " /v1/chat/completions. Please use /v1/responses instead."
    )
    with open_stage(CHAT) as stage:
        b = stage.open_bench(error_fault(400, said, param="reasoning_effort"), SUNNY, SUNNY)
        assert [b.ask().content, b.ask().content] == ["Sunny.", "Sunny."]

    efforts = [request.body.get("reasoning_effort") for request in b.fake.requests]
    assert efforts == [None, "none", "none"]


# --- Servers that take their time ---------------------------------------------------------------


@pytest.mark.parametrize("stalls", ["before", "headers", "drip"])
def test_an_answer_that_never_ends_is_left_at_the_deadline(dialect: Dialect, stalls: str) -> None:
    """Silence, headers with nothing behind them, and a byte now and then for ever."""
    fake = FakeChatModel([Fault(stalls=stalls)])  # type: ignore[arg-type] # a row of the table
    started_s = time.monotonic()

    with serve(fake.app) as url, client_at(url) as client:
        with pytest.raises(DeadlineError):
            OpenAIModel(client, dialect).complete(
                QUESTION, TOOLS, ASKER, system_clock().deadline(0.3)
            )
        took_s = time.monotonic() - started_s

    assert 0.3 <= took_s < 0.3 + SLACK_S


def test_headers_that_drip_for_ever_are_left_at_the_deadline(dialect: Dialect) -> None:
    """No timeout of a single read ends them."""
    started_s = time.monotonic()

    with serve_raw(b"HTTP/1.1 200 OK\r\nx-slow: ", drips=b"x") as url, client_at(url) as client:
        with pytest.raises(DeadlineError):
            OpenAIModel(client, dialect).complete(
                QUESTION, TOOLS, ASKER, system_clock().deadline(0.3)
            )
        took_s = time.monotonic() - started_s

    assert 0.3 <= took_s < 0.3 + SLACK_S


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200 OK\r\ncontent-le", b"\0\1 no HTTP\r\n\r\n"])
def test_a_connection_cut_before_the_body_cannot_be_reached(dialect: Dialect, sent: bytes) -> None:
    """After three attempts the log says that the connection failed."""
    with (
        serve_raw(sent) as url,
        client_at(url) as client,
        pytest.raises(ModelError, match="can't be reached"),
    ):
        OpenAIModel(client, dialect).complete(QUESTION, TOOLS, ASKER, system_clock().deadline(20))


def test_a_server_that_is_not_there_cannot_be_reached(dialect: Dialect, unused_port: int) -> None:
    """The pauses are a little shorter by chance."""
    pauses_s = list[float]()
    server = ModelServer("fake-model", KEY, f"http://127.0.0.1:{unused_port}/v1")
    client = OpenAIClient(server, system_clock(), sleep=pauses_s.append, jitter=lambda: 1.0)

    with closing(client), pytest.raises(ModelError, match="can't be reached"):
        OpenAIModel(client, dialect).complete(QUESTION, TOOLS, ASKER, system_clock().deadline(10))

    assert pauses_s == [0.375, 0.75]


def test_no_request_is_made_when_the_time_is_over(stage: Stage) -> None:
    """The deadline is checked before the network."""
    b = stage.open_bench(seconds=0)

    with pytest.raises(DeadlineError):
        b.ask()

    assert b.fake.requests == []
