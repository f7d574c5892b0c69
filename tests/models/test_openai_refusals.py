"""What servers say when they refuse, what it means, and which change of a request it calls for."""

import json
from typing import Any

import pytest
from fakes.rows import each_row

from bot.errors import BadRequestError, ContentFilterError, ContextTooLongError, ModelError
from bot.models.openai import end_of_turn
from bot.models.openai.changes import Change, extra_fields
from bot.models.openai.refusals import Refusal, read_refusal, refusal_inside, short
from bot.models.openai.remedies import remedies
from bot.models.openai.server import ModelServer, azure_server


def said(message: str, *codes: str) -> Refusal:
    """Return a refusal that says nothing else."""
    return Refusal(400, codes, "", message)


FILTERED = (
    "The response was filtered due to Azure's content management policy",
    "blocked by our content filter",
    "It violates our content policy",
    "Content Exists Risk",
    "inappropriate content",
    "Your prompt was flagged as harmful",
    "flagged for violence",
    "data_inspection_failed",
    "DataInspectionFailed",
    "considered high risk",
    "against our usage policies",
    "a usage policy of ours",
    "Guardrail intervened",
    "PROHIBITED_CONTENT",
    "rejected by our safety system",
    "含有敏感内容",
)
FILTER_CODES = (
    *(
        "content_filter",
        "content_policy",
        "content_policy_violation",
        "ContentFilter",
        "ResponsibleAIPolicyViolation",
    ),
    *("moderation_blocked", "data_inspection_failed", "inspectionfailed", "policy_violation"),
)
TOO_LONG = (
    "This model's maximum context length is 4096 tokens",
    "the context window is full",
    "available context size (4096 tokens)",
    "the context limit",
    "token limit: 8192",
    "max_seq_len reached",
    "输入超长",
    "inputs must have less than 4096 tokens",
    "`inputs` must have less than 4096 tokens",
    "string too long. Expected a string with maximum length 1048576",
    "the prompt is too long",
    "Input is too long for requested model",
    "messages are too long",
    "conversation is too long",
    "prompt length 9000 exceeds it",
    "input tokens exceed the number",
    "input length should be less",
    "prompt tokens: 9000, maximum 4096",
    "input length is too large",
    "input tokens out of range",
    "The number of tokens exceeds the maximum",
    "tokens exceed the limit",
    "too many tokens",
    "too many input tokens",
    "too many prompt tokens",
    "the maximum prompt length",
    "maximum input length",
    "Please reduce the length of the messages",
    "reduce your prompt",
    "reduce the size of it",
    "reduce the number of tokens",
    "Input must have less than 5 tokens",
    "`inputs`: must have less than 512 tokens",
    "input token exceeds it",
    "a token that exceed the limit",
)
BUSY = (
    *("Overloaded", "at capacity", "capacity exceeded", "the capacity is exceeded", "throttled"),
    *("Too many requests", "rate limit", "rate-limit", "rate_limit", "temporarily unavailable"),
    *(
        "ratelimited",
        "busy",
        "try again later",
        "retry later",
        "upstream connect error",
        "no healthy upstream",
    ),
    *("DEGRADED function", "the model has crashed", "model crashed", "model was unloaded"),
    *("Model unloaded.", "timed out", "still loading", "currently loading", "loading model"),
)
CALL_FAILED = (
    *("Failed to call a function", "failed to parse", "failed to generate", "Parsing failed"),
    *("could not be parsed", "tool call validation failed", "Malformed function call"),
    *("invalid tool call", "malformed tool_call", "invalid toolcall", "Unterminated string"),
    *("Expecting value", "expecting property name"),
    *("Expecting ',' delimiter", "Expecting ':' delimiter"),
    *("while expecting start token", "tokens remaining in message header"),
)


@each_row(
    ("words", "kind"),
    [
        *((each, ContentFilterError) for each in FILTERED),
        *((each, ContextTooLongError) for each in TOO_LONG),
        *((each, ModelError) for each in BUSY),
        *((each, BadRequestError) for each in (*CALL_FAILED, "What?")),
        *((each, BadRequestError) for each in ("flat capacity", "busybody", "unbusy")),
    ],
)
def test_the_words_of_a_refusal_say_what_is_refused(words: str, kind: type[ModelError]) -> None:
    """With each status that blames the request; what may pass is tried again."""
    for status in (400, 422):
        refusal = Refusal(status, (), "", words)
        assert type(refusal.error("")) is kind
        assert refusal.may_pass == (words in BUSY or words in CALL_FAILED)
        loud = Refusal(status, (), "", words.upper())
        assert (type(loud.error("")), loud.may_pass) == (kind, refusal.may_pass)


@each_row("code", FILTER_CODES)
def test_a_code_of_a_content_filter_says_so_with_any_status(code: str) -> None:
    """Whatever the words are; the same request would be refused again."""
    refusal = Refusal(500, ("x", code), "", "No.")

    assert type(refusal.error("")) is ContentFilterError
    assert not refusal.may_pass


@each_row(
    ("status", "code", "words", "kind", "may_pass"),
    [
        (403, "", "Your prompt was flagged as harmful", ContentFilterError, False),
        (403, "", "Flagged for violence", ContentFilterError, False),
        (403, "", "blocked by our content filter", ModelError, False),
        *(
            (403, "", f"{word} x", ModelError, False)
            for word in ("flagged forever", "unflagged as")
        ),
        (413, "", "No.", ContextTooLongError, False),
        (413, "", "blocked by our content filter", ContentFilterError, False),
        (400, "", "our content filter finds: the prompt is too long", ContentFilterError, False),
        (500, "", "the prompt is too long", ContextTooLongError, False),
        (503, "", "the prompt is too long", ModelError, True),
        (418, "context_length_exceeded", "No.", ContextTooLongError, False),
        (418, "exceed_context_size_error", "No.", ContextTooLongError, False),
        (404, "", "No.", BadRequestError, False),
        (404, "DeploymentNotFound", "No.", ModelError, False),
        (404, "model_not_found", "No.", ModelError, False),
        (401, "", "No.", ModelError, False),
        (429, "insufficient_quota", "No.", ModelError, False),
        *((status, "", "No.", ModelError, True) for status in (408, 409, 423, 424, 425, 429)),
        *((status, "", "No.", ModelError, True) for status in (498, 499, 500, 502, 503, 529, 200)),
        (418, "server_error", "No.", ModelError, True),
        (418, "rate_limit_exceeded", "No.", ModelError, True),
        (418, "rate_limit_error", "No.", ModelError, True),
        (418, "tool_use_failed", "No.", ModelError, True),
        (418, "busy", "No.", ModelError, True),
        *((status, "", "No.", ModelError, False) for status in (100, 201, 418)),
    ],
)
def test_a_status_and_a_code_say_what_is_refused(
    status: int, code: str, words: str, kind: type[ModelError], *, may_pass: bool
) -> None:
    """And whether the same request may succeed a little later."""
    refusal = Refusal(status, ("x", code), "", words)

    assert type(refusal.error("")) is kind
    assert refusal.may_pass == may_pass


OWN = {"message": "No.", "code": "c", "type": "t", "param": "p"}
RAW = '{"error": {"message": "deep", "code": "d", "param": "q"}}'
LOCATED = "{'loc': ['body', 'tools', 0]}"
ENDLESS = f'{{"code": "d", "sent": [{"[]," * 50_000}0]}}'
READ: list[tuple[str, Refusal]] = [
    (
        json.dumps({"error": {**OWN, "innererror": {"code": "i"}}}),
        Refusal(400, ("c", "t", "i"), "p", "No."),
    ),
    ('{"error": {"error": {"message": "x", "inner_error": {"code": "i"}}}}', said("x", "i")),
    ('[{"error": {"code": 429, "message": "x"}}]', said("x", "429")),
    ('{"errors": [{"message": "x"}]}', said("x")),
    ('{"error": [{"message": "x"}]}', said("x")),
    ('{"error": "x"}', said("x")),
    ('{"error": 5}', said("5")),
    ('{"statusCode": 400, "error": "Bad Request", "message": "x"}', said("x", "Bad Request")),
    ('{"error": "e", "code": "c", "detail": "x"}', said("x", "c", "e")),
    ('{"error": "e", "type": "t", "msg": "x"}', said("x", "e", "t")),
    (
        '{"error": "prompt is too long", "message": "Bad Request"}',
        said("Bad Request prompt is too long"),
    ),
    ('{"error": "x", "code": "c", "message": ""}', said("x")),
    (json.dumps({"error": "x" * 4001}), said("x" * 4000)),
    (
        '{"error": {"message": "x", "param": ["tools", 0]}}',
        Refusal(400, (), "['tools', 0]", "x"),
    ),
    ('{"message": "x", "code": 7}', said("x", "7")),
    ('{"detail": "x"}', said("x")),
    ('{"detail": "x", "message": "y"}', said("y")),
    ('{"detail": "x", "message": ""}', said("x")),
    ('{"error": {}, "message": "x"}', said("x")),
    ('{"error": {"code": "", "type": "t", "message": "x"}}', said("x", "t")),
    ('{"error": {"code": 0, "type": null, "message": "x"}}', said("x")),
    ('{"error": [], "errors": [{"message": "x"}]}', said("x")),
    ('{"error": {"message": "x", "innererror": "i", "metadata": "m"}}', said("x")),
    ('{"error": {"message": ["x", 1]}}', said("['x', 1]")),
    ('{"error": {"metadata": {"raw": "r"}}}', said("r")),
    ('{"error": {"message": "x", "wait": 0}, "wait": 5}', Refusal(400, (), "", "x", 0.0)),
    (
        json.dumps(
            {"error": {**OWN, "innererror": {"code": "i"}, "metadata": {"raw": RAW}}},
        ),
        Refusal(400, ("c", "t", "i", "d"), "p", f"No. {RAW}"),
    ),
    (
        json.dumps({"error": {"message": LOCATED, "param": "p"}}),
        Refusal(400, (), "p", LOCATED),
    ),
    ('{"msg": "x"}', said("x")),
    ('{"error_msg": "x"}', said("x")),
    ('{"error_message": "x"}', said("x")),
    ('{"error": {"error": "x"}}', said("x")),
    (
        '{"detail": [{"loc": ["body", "tools", 0]}]}',
        Refusal(400, (), "tools", "[{'loc': ['body', 'tools', 0]}]"),
    ),
    ('{"error": {"message": "x", "wait": 3}}', Refusal(400, (), "", "x", 3.0)),
    ('{"error": {"message": "x"}, "retry_after_ms": 2500}', Refusal(400, (), "", "x", 2.5)),
    (
        json.dumps(
            {"error": {"message": "x", "metadata": {"raw": RAW, "headers": {"X-Y": "1", "Z": 2}}}}
        ),
        Refusal(400, ("d",), "q", f"x {RAW}", None, {"X-Y": "1"}),
    ),
    (
        json.dumps({"error": {"message": "x" * 4001, "code": "c" * 201, "param": "p" * 201}}),
        Refusal(400, ("c" * 200,), "p" * 200, "x" * 4000),
    ),
    (
        json.dumps({"error": {"message": "x", "metadata": {"raw": "r" * 2001}}}),
        said("x " + "r" * 2000),
    ),
    (json.dumps({"error": {"message": "x", "sent": [0] * 40_000}}), said("x")),
    (
        json.dumps({"error": {"message": "x", "metadata": {"raw": f"[{RAW}]"}}}),
        Refusal(400, ("d",), "q", f"x [{RAW}]"),
    ),
    (
        json.dumps({"error": {"message": "x", "metadata": {"raw": "[" * 1500}}}),
        said("x " + "[" * 1500),
    ),
    (
        json.dumps(
            {"error": {"message": "x", "metadata": {"raw": '{"code": "d", "m": "\ud800"}'}}}
        ),
        Refusal(400, ("d",), "", 'x {"code": "d", "m": "\ud800"}'),
    ),
    ("[" * 5000, said("[" * 400)),
    ("<html>", said("<html>")),
    ("{" + "x" * 999, said("{" + "x" * 399)),
    ("[]", said("[]")),
    ('[{"error": {"message": "x"}}]', said("x")),
    ('{"error": {"code": "d"}}', Refusal(400, ("d",), "", "")),
    (
        '{"error": {"message": "x", "wait": 3}, "retry_after": 5}',
        Refusal(400, (), "", "x", 3.0),
    ),
    (
        '{"error": {"message": "x", "metadata": {"raw": {"error": {"code": "d"}}}}}',
        Refusal(400, ("d",), "", "x {'error': {'code': 'd'}}"),
    ),
    (
        '{"error": {"message": "x", "metadata": {"raw": {"code": "d"}}}}',
        Refusal(400, ("d",), "", "x {'code': 'd'}"),
    ),
    (f'{{"error": "x", "sent": [{"[]," * 44_440}0]}}', said("x")),
    (
        f'{{"error": "x", "sent": [{"[]," * 44_442}0]}}',
        said(f'{{"error": "x", "sent": [{"[]," * 200}'[:400]),
    ),
    ('[{"error": {"message": "x"}}, 5]', said('[{"error": {"message": "x"}}, 5]')),
]


@each_row(("body", "refusal"), READ)
def test_an_error_is_read_in_every_server_s_form(body: str, refusal: Refusal) -> None:
    """With all that it says; its body can be anything."""
    assert read_refusal(400, body.encode()) == refusal
    assert read_refusal(400, b"\xff") == Refusal(400, (), "", "\ufffd")


@each_row(
    ("data", "refusal"),
    [
        ({"error": {"message": "x", "code": 502}}, Refusal(502, ("502",), "", "x")),
        ({"error": {"message": "x", "code": 100}}, Refusal(100, ("100",), "", "x")),
        ({"error": {"message": "x", "code": 599}}, Refusal(599, ("599",), "", "x")),
        ({"error": {"message": "x", "code": 600}}, Refusal(200, ("600",), "", "x")),
        ({"error": {"message": "x", "code": 99}}, Refusal(200, ("99",), "", "x")),
        ({"error": {"message": "x", "code": "502"}}, Refusal(200, ("502",), "", "x")),
        ({"error": {"message": "x", "code": 502.5}}, Refusal(200, ("502.5",), "", "x")),
        ({"error": "x"}, Refusal(200, (), "", "x")),
        ({"error": "x", "choices": [{"error": "y"}]}, Refusal(200, (), "", "x")),
        ({"error": {"code": 0, "message": ""}}, None),
        (
            {"error": {"message": "x", "metadata": {"raw": ENDLESS}}},
            Refusal(200, (), "", f"x {ENDLESS[:2000]}"),
        ),
        ({"choices": [{}, {"error": {"message": "x"}}]}, Refusal(200, (), "", "x")),
        ({"choices": [{"message": {"error": "x"}}]}, Refusal(200, (), "", "x")),
        ({"error": {"code": None, "message": ""}, "choices": [{"error": None}]}, None),
        ({"error": "", "choices": []}, None),
        ({}, None),
    ],
)
def test_an_error_inside_of_an_answer_is_found(
    data: dict[str, Any], refusal: Refusal | None
) -> None:
    """Beside its turn or in it; one that says nothing is none."""
    assert refusal_inside(data) == refusal


def test_outside_text_is_short_and_has_neither_keys_nor_addresses() -> None:
    """The server's own key among them, unless that is a word."""
    said = "see https://x.example/y?k=1 or org-abc, sk-ab.c*f,\n proj_abc and CANARY-KEY"

    assert short(said, "CANARY-KEY") == "see *** or ***, ***, *** and ***"
    assert short("ask-me in reproj-x", "") == "ask-me in reproj-x"
    assert short("at HTTP://10.0.0.1:80/v1", "") == "at ***"
    assert short("of eyJhbGciOiJub25lIn0.eyJhdWQiOiJ4In0.c2ln-_, no", "") == "of ***, no"
    assert short("Eyjafjallajokull.is and key eyJhbGciOiJub25lIn0", "").startswith("Eyjafjalla")
    assert short("none of them", "none") == "none of them"
    assert short("no secrets", "secrets") == "no secrets"
    assert short("a password", "password") == "a ***"
    assert short("CANARY-KEY is not CANARY-KEY", "CANARY-KEY") == "*** is not ***"
    assert short("x" * 999, "") == "x" * 200


def test_a_pause_is_that_of_an_error_s_fields_or_else_of_its_words() -> None:
    """None where neither tells one."""
    asked = [Refusal(429, (), "", "wait 5 s", pause_s).pause_s for pause_s in (None, 2.0, 0.0)]

    assert asked == [5.0, 2.0, 0.0]
    assert Refusal(429, (), "", "No.").pause_s is None


def test_an_error_tells_its_status_its_code_and_the_remedy() -> None:
    """An operator reads it in the log."""
    refusal = Refusal(401, ("bad\nCANARY-KEY", "t"), "", "No,\nCANARY-KEY.")
    error = refusal.error("CANARY-KEY", "check X")

    assert str(error) == "the chat model's server answered 401 (code 'bad ***'): No, ***.; check X"
    assert error.remedy == "check X"


TOOL = {"type": "function", "function": {"name": "t", "strict": False, "parameters": {}}}
USER = {"role": "user", "content": "q"}
SAID = {"role": "assistant", "content": "Mild."}
SYSTEM = {"role": "system", "content": "rules"}
CALL = {"id": "a", "function": {"name": "t", "arguments": "{}", "signature": "s"}, "seal": "x"}
CALLING = {"role": "assistant", "content": None, "tool_calls": [CALL], "thoughts": "Hm."}
CHAT: dict[str, Any] = {
    "model": "m",
    "max_completion_tokens": 2048,
    "messages": [SYSTEM, USER, CALLING],
    "tools": [TOOL],
    "temperature": 0.5,
}
BEGINNING = {**CHAT, "messages": [SYSTEM, USER]}
ITEMS: dict[str, Any] = {
    "model": "m",
    "max_output_tokens": 2048,
    "include": ["reasoning.encrypted_content"],
    "input": [USER, {"type": "reasoning", "id": "r", "summary": []}],
}
NO_SYSTEM = [Change("no_system", "role")]
NO_NULL = [Change("no_null", "absent"), Change("no_null", "empty")]
ABOUT_CONTENT = [*NO_NULL, Change("no_null", "empty")]
SCHEMA = [Change("plain_schema", word) for word in ("additionalProperties", "type", "enum")]
NO_LIMIT = [Change("drop", "max_completion_tokens")]
THINKING = Change("set", "enable_thinking", value=True)
NO_REASONING = [Change("withhold", "reasoning")]
REMEDIES: list[tuple[dict[str, Any], int, str, list[Change]]] = [
    *(
        (CHAT, 418, f"{who} {what} {how}", NO_SYSTEM)
        for who, what, how in (
            ("System", "role", "not supported"),
            ("developer", "messages", "are not allowed"),
            ("'system':", "prompt", "isn't accepted"),
            ("Developer", "instruction", "is unsupported"),
            ("system", "messages", "must not be permitted"),
            ("system", "role", "is not enabled"),
        )
    ),
    *(
        (CHAT, 400, said, NO_SYSTEM)
        for said in (
            "the role must not be 'system'",
            "does not support a system message",
            "does not support a system prompt",
            "does not support the system instruction",
            "does not support system role",
        )
    ),
    (BEGINNING, 500, "Conversation roles must alternate user/assistant", NO_SYSTEM),
    (CHAT, 500, "Conversation roles must alternate user/assistant", []),
    (BEGINNING, 503, "Conversation roles must alternate user/assistant", []),
    (ITEMS, 500, "Conversation roles must alternate user/assistant", []),
    (BEGINNING, 400, "roles: a tool must follow", []),
    (CHAT, 500, "argument of type 'NoneType' is not iterable", NO_NULL),
    (CHAT, 500, "can't concatenate None", NO_NULL),
    (CHAT, 500, "null is no string", NO_NULL),
    (CHAT, 503, "null is no string", []),
    (ITEMS, 500, "null is no string", []),
    (CHAT, 400, "extra field: strict", []),
    *((CHAT, 500, said, []) for said in ("annull", "nullable", "nonesuch", "nonetypes")),
    (ITEMS, 404, "Item 'rs_1' not found", NO_REASONING),
    (ITEMS, 404, "Item 'rs_1' of type reasoning lacks its next", NO_REASONING),
    (ITEMS, 404, "a reasoning item is missing", NO_REASONING),
    (ITEMS, 404, "Gone", []),
    (ITEMS, 400, "Item 'rs_1' of type reasoning lacks its next", NO_REASONING),
    (ITEMS, 400, "a reasoning item is missing", NO_REASONING),
    (ITEMS, 400, "encrypted content could not be verified", NO_REASONING),
    (ITEMS, 400, "summary of a rejected item", []),
    (ITEMS, 400, "Encrypted content is not supported with this model", [Change("drop", "include")]),
    (CHAT, 400, "2048 is above the limit", NO_LIMIT),
    (CHAT, 400, "12048 is above the limit", []),
    *(
        (CHAT, 400, said, NO_LIMIT)
        for said in (
            "4000 in the messages, 200 in the completion",
            "200 for the output",
            "too many output tokens",
            f"max_{'x' * 20}tokens too large",
        )
    ),
    *(
        (CHAT, 400, said, [*NO_LIMIT, *NO_LIMIT])  # for both the number and the name
        for said in (
            "max tokens must be less",
            "Max tokens must be less",
            "max_new_tokens is too large",
            "max_tokens too high",
            "max_tokens too big",
            "max_completion_tokens: at most 100",
            "max_tokens or model output limit was reached",
            "maximum allowed number of completion tokens",
            "maximum allowed output tokens",
            "maxtokens: output tokens",
            "maximum number of output tokens",
            "max output tokens: 100",
            "max completion tokens: 100",
        )
    ),
    (CHAT, 400, "maximum new tokens: 100", NO_LIMIT),
    (CHAT, 413, "200 for the output", NO_LIMIT),
    (CHAT, 400, "max-generated-tokens: 100", NO_LIMIT),
    (CHAT, 400, "This model's maximum context length is 2048 tokens", NO_LIMIT),
    (CHAT, 400, "temperature is not supported", [Change("drop", "temperature")]),
    (CHAT, 400, "temperature is only allowed for others", [Change("drop", "temperature")]),
    (CHAT, 400, "temperature is unsupported", [Change("drop", "temperature")]),
    (CHAT, 400, "Unsupported: temperature", [Change("drop", "temperature")]),
    (CHAT, 400, "Invalid temperature", [Change("drop", "temperature")]),
    (CHAT, 400, "temperature is not allowed", [Change("drop", "temperature")]),
    (CHAT, 400, "unknown temperature", [Change("drop", "temperature")]),
    (CHAT, 422, "unrecognized: temperature", [Change("drop", "temperature")]),
    (CHAT, 422, "unexpected temperature", [Change("drop", "temperature")]),
    (CHAT, 400, "temperature may not be permitted", [Change("drop", "temperature")]),
    (CHAT, 400, "invalid temperature", [Change("drop", "temperature")]),
    (CHAT, 400, "the temperature outside is 5", []),
    (CHAT, 418, "temperature is not supported", []),
    (
        CHAT,
        400,
        "max_completion_tokens is unknown, use max_tokens",
        [Change("rename", "max_completion_tokens", "max_tokens")],
    ),
    (
        {"max_tokens": 99},
        400,
        "max_tokens is unknown, use max_completion_tokens",
        [Change("rename", "max_tokens", "max_completion_tokens")],
    ),
    *(
        (CHAT, 400, said, [Change("set", "enable_thinking", value)])
        for said, value in (
            ("parameter.enable_thinking must be set to false", False),
            ("enable_thinking should be `True`", True),
            ("enable_thinking is restricted to True", True),
            ("enable_thinking is restricted to false", False),
            ("Please set enable_thinking=false", False),
            ("set 'enable_thinking' to true", True),
            ("enable_thinking only support stream", False),
            ("`enable_thinking` only supports stream", False),
        )
    ),
    (CHAT, 400, "stream must be true", []),
    (CHAT, 400, "please set stream to true", []),
    (CHAT, 400, "thoughts are no field", [Change("withhold", "thoughts")]),
    (
        CHAT,
        400,
        "signature and seal",
        [Change("withhold", "seal"), Change("withhold", "signature")],
    ),
    (
        {**CHAT, "tools": [{"name": "u"}, TOOL["function"]]},
        400,
        "extra field: strict",
        [Change("drop_of_tools", "strict")],
    ),
    (
        CHAT,
        400,
        "Assistant message must have either content or tool_calls, but not both.",
        [Change("silent_calls", "content"), *ABOUT_CONTENT],
    ),
    (CHAT, 400, "content or toolcalls, not both", [Change("silent_calls", "content")]),
    (CHAT, 400, "cannot pass both content and thinking", [Change("silent_calls", "content")]),
    *(
        (CHAT, 400, said, ABOUT_CONTENT)
        for said in (
            "content is null",
            "content: none is not allowed",
            "content must be a str",
            "content: str",
            "content must go",
            "null in content",
            "none for content",
            "required: content",
            "content: expected string",
            "content of type x",
            "content is required",
            "content is missing",
            "content can't be empty",
            "content: input should be a valid dictionary",
            "missing field content",
            "must have content",
        )
    ),
    (
        CHAT,
        400,
        "did not match any variant of untagged enum Message",
        [*ABOUT_CONTENT, SCHEMA[2], SCHEMA[0], SCHEMA[1]],
    ),
    (CHAT, 400, "null is no string", NO_NULL),
    (BEGINNING, 400, "null is no string", []),
    ({"messages": [USER | {"content": ""}, {"role": "assistant"}]}, 400, "null is no string", []),
    (BEGINNING, 400, "content is missing", [Change("no_null", "empty")]),
    *(
        (CHAT, 400, said, SCHEMA)
        for said in (
            "Invalid JSON schema",
            "tools.0.function.parameters is wrong",
            "unknown name properties",
            "function_declarations[0]",
            "functionDeclarations",
            "Proto field is not repeating",
            "additionalproperties",
            "input_schema: wrong",
            "an array of types",
            "a list of types",
            "a union of types",
        )
    ),
    (CHAT, 400, "enum values: x", [SCHEMA[2], SCHEMA[0], SCHEMA[1]]),
    (CHAT, 400, "schema: enum and type", [SCHEMA[1], SCHEMA[2], SCHEMA[0]]),
    (CHAT, 400, "type is a list", [SCHEMA[1], SCHEMA[0], SCHEMA[2]]),
    (CHAT, 400, "a list of a type", [SCHEMA[1], SCHEMA[0], SCHEMA[2]]),
    (CHAT, 400, "type is an array", [SCHEMA[1], SCHEMA[0], SCHEMA[2]]),
    (CHAT, 400, "additional_properties", SCHEMA),
    (CHAT, 400, "too many tokens; null content", []),
    (ITEMS, 400, "Function tools with reasoning_effort are not supported", []),
    (
        CHAT,
        400,
        "Function tools with reasoning_effort are not supported, nor is temperature",
        [Change("set", "reasoning_effort", "none")],
    ),
    (
        CHAT,
        400,
        "Sorry: function tools with reasoning_effort are not supported",
        [Change("set", "reasoning_effort", "none")],
    ),
    (ITEMS, 400, "Sorry: encrypted content is not supported", [Change("drop", "include")]),
    (CHAT, 400, "Encrypted content is not supported with this model", []),
    (CHAT, 400, "tools are not supported, nor is this model", []),
    (ITEMS, 400, "input is not supported", []),
    (CHAT, 400, "mytemperature is not supported", []),
    (ITEMS, 400, "2048 is above the limit", [Change("drop", "max_output_tokens")]),
    ({"max_tokens": 99}, 400, "99 is above the limit", [Change("drop", "max_tokens")]),
    ({"tool_choice": "none"}, 400, "tool_choice: what?", [Change("drop", "tool_choice")]),
    ({"tools": [TOOL["function"]]}, 400, "No.", []),
    (BEGINNING, 404, "Item 'rs_1' not found", []),
    (CHAT, 400, "blocked by our content filter, schema", []),
    (CHAT, 400, "No.", []),
    (CHAT, 503, "Invalid JSON schema", []),
]


def gap(characters: int, sign: str = "x") -> str:
    """Return a word with a space on either side."""
    return f" {sign * (characters - 2)} "


@each_row(
    ("said", "most"),
    [
        ("string too long…maximum length 10485", 80),
        ("prompt length…exceed", 80),
        ("tokens…exceed the max", 80),
    ],
)
def test_words_that_say_what_is_too_long_stand_near_each_other(said: str, most: int) -> None:
    """Others are of two sentences."""
    near, far = (said.replace("…", gap(characters)) for characters in (most, most + 1))

    assert type(Refusal(400, (), "", near).error("")) is ContextTooLongError
    assert type(Refusal(400, (), "", far).error("")) is BadRequestError


@each_row(
    ("body", "status", "said", "most", "changes"),
    [
        (CHAT, 418, "system role…not supported", 40, NO_SYSTEM),
        (CHAT, 400, "the role…system", 40, NO_SYSTEM),
        (CHAT, 400, "not support…system message", 20, NO_SYSTEM),
        (BEGINNING, 400, "…role", 998, NO_SYSTEM),
        (ITEMS, 404, "Item…not found", 80, NO_REASONING),
        (ITEMS, 404, "encrypted content…could not", 80, NO_REASONING),
        (CHAT, 400, "content…required", 200, ABOUT_CONTENT),
        (CHAT, 400, "required…content", 80, ABOUT_CONTENT),
        (CHAT, 400, "an array…types", 40, SCHEMA),
    ],
)
def test_words_that_call_for_a_change_stand_near_each_other(
    body: dict[str, Any], status: int, said: str, most: int, changes: list[Change]
) -> None:
    """Be they in capitals, or in two lines."""
    for sign in ("x", "\n"):
        near, far = (said.replace("…", gap(number, sign)) for number in (most, most + 1))
        assert list(remedies(Refusal(status, (), "", near), body)) == changes
        assert list(remedies(Refusal(status, (), "", near.upper()), body)) == changes
        assert list(remedies(Refusal(status, (), "", far), body)) == []


@each_row(
    ("said", "most", "near", "far"),
    [
        ("enable_thinking…restricted to true", 30, [THINKING], []),
        ("max_tokens…too large", 99, [*NO_LIMIT, *NO_LIMIT], NO_LIMIT),
        ("type…list", 40, [SCHEMA[1], SCHEMA[0], SCHEMA[2]], []),
        (
            "either content…tool_calls, not both",
            60,
            [Change("silent_calls", "content")],
            [],
        ),
        ("content or tool_calls…not both", 60, [Change("silent_calls", "content")], []),
    ],
)
def test_words_of_a_field_stand_near_it(
    said: str, most: int, near: list[Change], far: list[Change]
) -> None:
    """What is farther away is said of another."""
    for characters, changes in ((most, near), (most + 1, far)):
        words = said.replace("…", gap(characters))
        assert list(remedies(Refusal(400, (), "", words), CHAT)) == changes


NO_CHANGE = """\
controles of a system|roleplay of a system|the role of a filesystem|the role of systemd
not support a filesystem message|ecosystem role not supported|system roles are knot supported
abc must be trueish|ab must be true|reset enable_thinking to true|set enable_thinking to trueish
enable_x is restricted to true|enable_thinking is unrestricted to true
contents are required|discontent is required|content is nullable|unrequired content
subtype is a list|type is a listing|types: a list|arrays of kinds
subitem not found|items not found|item of unreasoning|encrypted contents could not
encrypted content uncould not|requiredly content|required: discontent|required: contents
content is unrequired|xenable_x is restricted to true|enable_xy is restricted to trueish
xenable_thinking only supports stream|'system':: role not supported|system rolex not supported
system role sunsupported|temperature is knot supported|enable_xy xrestricted to true
begin the completion|in the completions|max_tokensx
a.parametersx is wrong|propertiesque|enumx|subproto|protos|type is a playlist|a playlist of types
unions of a type|lists of types|a list of typesets|a list of subtypes|typed as list
subschema_x|enumerate|subproperties|prototype|preset enable_x to true
"""


@each_row("said", [each for line in NO_CHANGE.splitlines() for each in line.split("|")])
def test_parts_of_other_words_call_for_no_change(said: str) -> None:
    """A word is a whole one."""
    for body, status in ((CHAT, 400), (ITEMS, 404)):
        assert list(remedies(Refusal(status, (), "", said), body)) == []


@each_row(
    ("said", "fewest", "most", "value"),
    [
        ("{} must be true", 3, 41, True),
        ("set {} to true", 3, 41, True),
        ("enable_{} is restricted to true", 2, 30, True),
        ("enable_{} only supports stream", 2, 30, False),
    ],
)
def test_a_parameter_that_is_wanted_has_a_name_of_usual_length(
    said: str, fewest: int, most: int, *, value: bool
) -> None:
    """Whatever it is called; what is longer or shorter is a word."""
    for length in (fewest - 1, fewest, most, most + 1):
        words = said.format("x" * length)
        name = next(word for word in words.split() if "x" * length in word)
        changes = [Change("set", name, value)] if fewest <= length <= most else []
        assert list(remedies(Refusal(400, (), "", words), CHAT)) == changes
    assert list(remedies(Refusal(400, (), "", "enable_thinking':  must be true"), CHAT)) == [
        THINKING
    ]
    assert list(remedies(Refusal(400, (), "", "enable_thinking':   must be true"), CHAT)) == []


def test_roles_are_the_system_s_where_no_tool_is_spoken_of() -> None:
    """At the beginning, in which all is told."""
    near, far = (f"roles {'x' * characters}tool" for characters in (992, 993))

    assert list(remedies(Refusal(400, (), "", near), BEGINNING)) == []
    assert list(remedies(Refusal(400, (), "", far), BEGINNING)) == NO_SYSTEM
    for other in ("controles must alternate", "roleplay must alternate"):
        assert list(remedies(Refusal(400, (), "", other), BEGINNING)) == []


@each_row(("body", "status", "said", "changes"), REMEDIES, ids=[row[2] for row in REMEDIES])
def test_a_refusal_calls_for_changes_the_likeliest_first(
    body: dict[str, Any], status: int, said: str, changes: list[Change]
) -> None:
    """For what it names; none where the words are about nothing that is sent."""
    assert list(remedies(Refusal(status, (), "", said), body)) == changes


@each_row(
    ("param", "said", "changes"),
    [
        ("system message", "Not supported", NO_SYSTEM),
        ("temperature", "unlike stop", [Change("drop", "temperature")]),
        ("stop[0]", "No.", [Change("drop", "stop")]),
        ("stop.x", "No.", [Change("drop", "stop")]),
        ("stopping", "No.", []),
        ("stop", "unsupported: temperature or stop", [Change("drop", "stop")]),
        ("stop[0]", "unsupported: temperature or stop", [Change("drop", "stop")]),
        ("temperature", "unsupported: temperature or stop", [Change("drop", "temperature")]),
        ("temperature", "unsupported: stop or temperature", [Change("drop", "temperature")]),
        ("messages[2].thoughts", "No.", [Change("withhold", "thoughts")]),
        ("messages[2].content", "Missing", ABOUT_CONTENT),
    ],
)
def test_the_parameter_of_a_refusal_counts_before_its_words(
    param: str, said: str, changes: list[Change]
) -> None:
    """It is the refused one, or has it in its path; the words may name others."""
    refusal = Refusal(400, (), param, said)

    assert list(remedies(refusal, {**CHAT, "stop": "x"})) == changes


def test_what_an_api_has_itself_is_no_field_of_a_server_s_own() -> None:
    """In the messages, calls and results of both; all others may be left out."""
    item = {"type": "function_call", "id": "i", "call_id": "c", "name": "t", "arguments": "{}"}
    result = {"type": "function_call_output", "call_id": "c", "output": "{}"}
    answer = {"role": "assistant", "content": "a", "phase": "final_answer"}
    told = {"role": "tool", "tool_call_id": "a", "content": "{}"}

    assert set(extra_fields({"input": [USER, item, result, answer]})) == set()
    after = {"type": "reasoning", "id": "r", "summary": []}
    assert list(extra_fields({"input": [after, {**item, "seal": "x"}]})) == ["reasoning", "seal"]
    two = CALLING | {"tool_calls": [CALL, {"id": "b", "function": {"sig": "z"}, "mark": 1}]}
    assert set(extra_fields({"messages": [USER, two, told]})) == {
        *("thoughts", "seal", "signature", "mark", "sig"),
    }


def test_a_call_that_could_not_be_read_calls_for_no_change() -> None:
    """Whatever its words say of a schema; the model is asked once more."""
    refusal = Refusal(400, ("tool_use_failed",), "", "Invalid JSON schema")

    assert list(remedies(refusal, CHAT)) == []


ODD_TYPES = {
    "type": "object",
    "properties": {
        "a": {"type": ["string", "integer"], "enum": ["x", None]},
        "b": {"enum": ["y"]},
        "c": {"type": "null", "enum": [None]},
    },
    "additionalProperties": {"type": ["null", "string"]},
    "required": ["a", "b", "c", "d"],
}
MAY_BE_NULL = {"type": ["string", "null"], "enum": ["x", None]}
CHANGED: list[tuple[Change, dict[str, Any], dict[str, Any]]] = [
    (Change("drop", "temperature"), {"temperature": 1, "top_p": 1}, {"top_p": 1}),
    (Change("drop", "temperature"), {"top_p": 1}, {"top_p": 1}),
    (Change("rename", "a", "b"), {"a": 1, "c": 2}, {"b": 1, "c": 2}),
    (Change("rename", "a", "b"), {"c": 2}, {"c": 2}),
    (Change("set", "a", value=False), {"a": True, "c": 2}, {"a": False, "c": 2}),
    (
        Change("withhold", "seal"),
        {"messages": [CALLING | {"seal": 1, "tool_calls": [CALL, {"id": "b"}]}]},
        {
            "messages": [
                CALLING
                | {
                    "tool_calls": [
                        {n: CALL[n] for n in ("id", "function")},
                        {"id": "b", "function": {}},
                    ]
                }
            ]
        },
    ),
    (
        Change("withhold", "signature"),
        {"messages": [CALLING]},
        {
            "messages": [
                CALLING | {"tool_calls": [CALL | {"function": {"name": "t", "arguments": "{}"}}]}
            ]
        },
    ),
    (Change("withhold", "reasoning"), {"input": ITEMS["input"]}, {"input": [USER]}),
    (
        Change("withhold", "summary"),
        {"input": ITEMS["input"]},
        {"input": [USER, {"type": "reasoning", "id": "r"}]},
    ),
    (
        Change("plain_schema", "enum"),
        {"tools": [{"parameters": {"properties": {"a": MAY_BE_NULL}, "required": ["a"]}}]},
        {
            "tools": [
                {
                    "parameters": {
                        "properties": {"a": MAY_BE_NULL | {"enum": ["x"]}},
                        "required": ["a"],
                    }
                }
            ]
        },
    ),
    (
        Change("drop_of_tools", "strict"),
        {"tools": [{"name": "t", "strict": False}, {"name": "u", "strict": True}]},
        {"tools": [{"name": "t"}, {"name": "u"}]},
    ),
    (
        Change("no_null", "empty"),
        {"messages": [CALLING, {"role": "assistant"}, USER]},
        {"messages": [CALLING | {"content": ""}, {"role": "assistant", "content": ""}, USER]},
    ),
    (
        Change("no_null", "absent"),
        {"messages": [CALLING, USER]},
        {"messages": [{n: v for n, v in CALLING.items() if n != "content"}, USER]},
    ),
    (
        Change("no_null", "absent"),
        {"messages": [{"role": "assistant"}, {"content": None}, {"content": ""}]},
        {"messages": [{"role": "assistant"}, {}, {"content": ""}]},
    ),
    (Change("no_null", "empty"), {"input": [{"type": "x"}]}, {"input": [{"type": "x"}]}),
    (
        Change("silent_calls", "content"),
        {"messages": [CALLING | {"content": "I look."}, SAID, USER]},
        {"messages": [CALLING, SAID, USER]},
    ),
    (
        Change("no_system", "role"),
        {"messages": [SYSTEM, SYSTEM | {"content": "more"}, USER, USER]},
        {"messages": [USER | {"content": "rules\n\nmore\n\nq"}, USER]},
    ),
    (Change("no_system", "role"), {"messages": [USER]}, {"messages": [USER]}),
    (
        Change("no_system", "role"),
        {"messages": [SYSTEM, CALLING, USER]},
        {"messages": [CALLING, USER | {"content": "rules\n\nq"}]},
    ),
    (
        Change("plain_schema", "type"),
        {
            "tools": [
                {
                    "parameters": {
                        "type": "object",
                        "properties": {
                            "a": {"type": ["null", "integer"]},
                            "b": {"type": "string"},
                            "c": {"type": ["null"]},
                            "d": {"type": "null"},
                        },
                        "required": ["a", "b", "c", "d"],
                    }
                }
            ]
        },
        {
            "tools": [
                {
                    "parameters": {
                        "type": "object",
                        "properties": {
                            "a": {"type": "integer"},
                            "b": {"type": "string"},
                            "c": {"type": "string"},
                            "d": {"type": "null"},
                        },
                        "required": ["b", "d"],
                    }
                }
            ]
        },
    ),
    (
        Change("plain_schema", "type"),
        {"tools": [{"parameters": ODD_TYPES}]},
        {
            "tools": [
                {
                    "parameters": ODD_TYPES
                    | {
                        "properties": ODD_TYPES["properties"]
                        | {"a": {"type": "string", "enum": ["x", None]}},
                        "additionalProperties": {"type": "string"},
                    }
                }
            ]
        },
    ),
    (
        Change("plain_schema", "enum"),
        {"tools": [{"parameters": ODD_TYPES}]},
        {
            "tools": [
                {
                    "parameters": ODD_TYPES
                    | {
                        "properties": ODD_TYPES["properties"]
                        | {
                            "a": {"type": ["string", "integer"], "enum": ["x"]},
                            "c": {"type": "null", "enum": []},
                        }
                    }
                }
            ]
        },
    ),
    (
        Change("plain_schema", "additionalProperties"),
        {"tools": [{"parameters": ODD_TYPES}]},
        {"tools": [{"parameters": ODD_TYPES}]},
    ),
    (
        Change("plain_schema", "enum"),
        {"tools": [{"function": {"parameters": {"anyOf": [{"enum": ["x", None, 0, ""]}, 5]}}}]},
        {"tools": [{"function": {"parameters": {"anyOf": [{"enum": ["x", 0, ""]}, 5]}}}]},
    ),
    (
        Change("plain_schema", "additionalProperties"),
        {
            "tools": [
                {
                    "parameters": {
                        "additionalProperties": False,
                        "properties": {"additionalProperties": {"type": "string"}},
                    }
                }
            ]
        },
        {"tools": [{"parameters": {"properties": {"additionalProperties": {"type": "string"}}}}]},
    ),
]


@each_row(("change", "body", "changed"), CHANGED)
def test_a_change_is_made_in_all_of_a_request_and_nowhere_else(
    change: Change, body: dict[str, Any], changed: dict[str, Any]
) -> None:
    """The request itself stays as it was, for the server may be another one next time."""
    before = repr(body)

    assert change.apply(body) == changed
    assert repr(body) == before


NETWORK = "the network, HTTPS_PROXY and SSL_CERT_FILE"
RULES = "and the network rules of the service"
ROLE = "AZURE_OPENAI_AUTH: the identity needs the role 'Cognitive Services OpenAI User'"


@each_row(
    ("server", "told"),
    [
        (
            ModelServer("m", "k"),
            {
                401: "check OPENAI_API_KEY",
                403: f"check OPENAI_API_KEY, {RULES}",
                404: "check OPENAI_MODEL and OPENAI_BASE_URL",
                0: f"check OPENAI_BASE_URL, {NETWORK}",
            },
        ),
        (
            azure_server("https://x.example", "k", "d", "2024-10-21"),
            {
                401: "check AZURE_OPENAI_API_KEY",
                403: f"check AZURE_OPENAI_API_KEY, {RULES}",
                404: "check AZURE_OPENAI_DEPLOYMENT_NAME and AZURE_OPENAI_ENDPOINT,"
                " AZURE_OPENAI_API_VERSION",
                0: f"check AZURE_OPENAI_ENDPOINT, {NETWORK}",
            },
        ),
        (
            azure_server("https://x.example", "", "d", token_of=str),
            {
                401: f"check {ROLE}",
                403: f"check {ROLE}, {RULES}",
                404: "check AZURE_OPENAI_DEPLOYMENT_NAME and AZURE_OPENAI_ENDPOINT",
                0: f"check AZURE_OPENAI_ENDPOINT, {NETWORK}",
            },
        ),
    ],
    ids=["openai", "azure", "entra"],
)
def test_an_operator_is_told_which_settings_to_look_at(
    server: ModelServer, told: dict[int, str]
) -> None:
    """By their names; where no setting helps, nothing is told."""
    statuses = (0, 200, 400, 401, 403, 404, 429, 500)

    assert {status: server.advice(status) for status in statuses} == {
        **dict.fromkeys(statuses, ""),
        **told,
    }


WHOLE = (
    "stop tool_calls tool_call tool_use function_call end_turn eos eos_token stop_sequence end"
    " complete completed finished done normal stopped stop_token EosFound FinishReason.STOP"
)
CUT_OFF = (
    "length max_tokens max_output_tokens max_completion_tokens model_length MAX_TOKENS max_length"
    " model_context_window_exceeded token_limit length_limit limit max_new_tokens"
    " context_length_exceeded context_window_exceeded"
)


def test_the_end_of_a_turn_is_read_in_every_server_s_words() -> None:
    """A turn that says nothing of its end is whole; one of an unknown end is none."""
    assert {end_of_turn(word) for word in (*WHOLE.split(), "", None)} == {"whole"}
    assert {end_of_turn(word) for word in CUT_OFF.split()} == {"cut off"}
    assert {end_of_turn(word) for word in ("content_filter", "content_filter: x")} == {"filtered"}
    with pytest.raises(ModelError, match=f"middle: '{'x' * 39}…'$"):
        end_of_turn("x" * 41)
    for word in ("error", "cancelled", "abort", "stop it", "no content_filter"):
        with pytest.raises(ModelError, match=f"has ended in the middle: '{word}'"):
            end_of_turn(word)
