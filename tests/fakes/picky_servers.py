"""Servers of chat models with rules that OpenAI's has not, each known from public reports."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fakes.chat_model import ChatRequest, Fault, Turn, error_fault, text_turn, tool_turn

Json = dict[str, Any]
Rule = Callable[[ChatRequest], Fault | None]
"""Returns what a server says to a request that breaks its rule; None for all others."""

SAID = "[MODEL]"
"""What the words of a picky server's model begin with."""


def picky(
    rule: Rule,
    *,
    of_message: Mapping[str, Any] | None = None,
    of_call: Mapping[str, Any] | None = None,
    call_id: str = "Ab3dE{:04}",
) -> Callable[[ChatRequest], Turn]:
    """Return the script of a server that refuses what breaks a rule.

    Its model looks up each capitalised place of a question, else Oslo, and then says so. It puts
    fields of its own on its messages with calls, or on the calls.
    """
    numbers = iter(range(1, 1000))

    def answer(request: ChatRequest) -> Turn:
        if refusal := rule(request):
            return refusal
        since = since_question(request.messages)
        may_call = request.body.get("tool_choice") != "none"
        if may_call and not any(message["role"] == "tool" for message in since):
            asked = request.messages[-len(since) - 1]["content"]
            call = json_call(call_id.format(next(numbers)), place_in(asked))
            turn = tool_turn(call | dict(of_call or {}))
            turn["choices"][0]["message"] |= dict(of_message or {})
            return turn
        return text_turn(f"{SAID} as told.")

    return answer


def json_call(call_id: str, place: str) -> Json:
    """Return a call of get_weather in the API's JSON."""
    function = {"name": "get_weather", "arguments": json.dumps({"place": place})}
    return {"id": call_id, "type": "function", "function": function}


def place_in(question: str) -> str:
    """Return the place that a question names, with the simplest of readings."""
    return next(iter(re.findall(r"in ([A-Z]\w+)", question)), "Oslo")


def since_question(messages: Sequence[Json]) -> list[Json]:
    """Return the messages behind the newest question."""
    newest = max(at for at, message in enumerate(messages) if message["role"] == "user")
    return list(messages[newest + 1 :])


def wants_back(name: str, value: Any, *, on: str, past_too: bool) -> Rule:
    """Return the rule that a field must come back on each "message" with calls, or each "call".

    DeepSeek's API wants its thoughts on those of earlier questions too, Gemini's its signatures on
    those of the newest.
    """

    def rule(request: ChatRequest) -> Fault | None:
        messages = request.messages if past_too else since_question(request.messages)
        called = [message for message in messages if message.get("tool_calls")]
        bearers = called if on == "message" else [c for m in called for c in m["tool_calls"]]
        if all(bearer.get(name) == value for bearer in bearers):
            return None
        return error_fault(400, f"The `{name}` must be passed back to the API.")

    return rule


def ids_of_nine(status: int) -> Rule:
    """Return Mistral's rule for the ids of calls."""

    def rule(request: ChatRequest) -> Fault | None:
        for message in request.messages:
            for call in message.get("tool_calls") or ():
                if not re.fullmatch(r"[a-zA-Z0-9]{9}", call["id"]):
                    said = "must be a-z, A-Z, 0-9, with a length of 9."
                    return error_fault(status, f"Tool call id was {call['id']} but {said}")
        return None

    return rule


def alternating(request: ChatRequest) -> Fault | None:
    """Refuse what many a template can't render, with the status of a breakdown."""
    roles = [
        message["role"]
        for message in request.messages
        if message["role"] != "tool" and not message.get("tool_calls")
    ]
    is_in_turn = roles == ["system", *(["user", "assistant"] * len(roles))][: len(roles)]
    said = "Conversation roles must alternate user/assistant/user/assistant/..."
    return None if is_in_turn else error_fault(500, said)


def no_null(request: ChatRequest) -> Fault | None:
    """Refuse null for words, as a schema in which they are a text does."""
    for at, message in enumerate(request.messages):
        if "content" in message and message["content"] is None:
            where = f"messages.{at}.content.str"
            return error_fault(400, f"{where} Input should be a valid string")
    return None


def no_null_in_words(said: str, status: int = 400) -> Rule:
    """Return the same rule of a server that says it in words of its own."""
    return lambda request: error_fault(status, said) if no_null(request) else None


def no_words_beside_calls(request: ChatRequest) -> Fault | None:
    """Refuse a turn with words and calls, in Mistral's words."""
    is_both = any(item.get("content") and item.get("tool_calls") for item in request.messages)
    said = "Assistant message must have either content or tool_calls, but not both."
    return error_fault(400, said, "3240") if is_both else None


def no_missing_words(request: ChatRequest) -> Fault | None:
    """Refuse messages without words, as a template that counts on them does."""
    for message in request.messages:
        if not isinstance(message.get("content"), str):
            return error_fault(400, "'content' is a required property and must be a string")
    return None


def no_calls_in_the_past(status: int) -> Rule:
    """Return the rule of a template that knows calls of the newest question alone."""

    def rule(request: ChatRequest) -> Fault | None:
        newest = len(request.messages) - len(since_question(request.messages))
        has_calls = any(message.get("tool_calls") for message in request.messages[:newest])
        return error_fault(status, "template error: unexpected message") if has_calls else None

    return rule


def no_answers(request: ChatRequest) -> Fault | None:
    """Refuse what the model has said before, be it for a field that it lacks by now."""
    if any(item["role"] == "assistant" and item.get("content") for item in request.messages):
        return error_fault(400, "The `reasoning_content` must be passed back to the API.")
    return None


def no_system(status: int, said: str = "System role not supported") -> Rule:
    """Return the rule of a template that knows people and the model alone."""

    def rule(request: ChatRequest) -> Fault | None:
        has_system = any(message["role"] == "system" for message in request.messages)
        return error_fault(status, said) if has_system else None

    return rule


def no_results(status: int) -> Rule:
    """Return the rule of a server that offers tools and can't read their results."""

    def rule(request: ChatRequest) -> Fault | None:
        has_results = any(message["role"] == "tool" for message in request.messages)
        return error_fault(status, "Only user and assistant roles!") if has_results else None

    return rule


def plain_schemas(request: ChatRequest) -> Fault | None:
    """Refuse what Google's dialect of schemas lacks, in its form and words."""
    problem = _schema_problem(request.body.get("tools"))
    body = [{"error": {"code": 400, "message": problem, "status": "INVALID_ARGUMENT"}}]
    return Fault(400, json.dumps(body)) if problem else None


def _schema_problem(schema: Any) -> str:
    if isinstance(schema, list):
        return next(filter(None, map(_schema_problem, schema)), "")
    if not isinstance(schema, dict):
        return ""
    where = "at 'tools[0].function_declarations[0].parameters'"
    if isinstance(schema.get("type"), list):
        return f'Unknown name "type" {where}: Proto field is not repeating, cannot start list.'
    if "additionalProperties" in schema:
        return f'Unknown name "additionalProperties" {where}: Cannot find field.'
    if None in (schema.get("enum") or ()):
        return f"Invalid value {where}.properties[1].value.enum[2] (TYPE_STRING), null"
    return next(filter(None, map(_schema_problem, schema.values())), "")


def wants_no_thinking(said: str) -> Rule:
    """Return the rule that a model thinks in streams alone, as Qwen's hosts have it."""

    def rule(request: ChatRequest) -> Fault | None:
        return None if request.body.get("enable_thinking") is False else error_fault(400, said)

    return rule


def no_strict(request: ChatRequest) -> Fault | None:
    """Refuse a field of tools that only newer servers know."""
    is_there = any("strict" in tool for tool in request.body.get("tools", ()))
    where = "tools[0].strict"
    return error_fault(400, f"Unknown parameter: '{where}'.", None, where) if is_there else None


def no_own_fields(name: str) -> Rule:
    """Return the rule of a server that refuses the field which it has itself put on messages."""

    def rule(request: ChatRequest) -> Fault | None:
        has_it = any(name in message for message in request.messages)
        said = f"'messages.2' : property '{name}' is unsupported"
        return error_fault(400, said) if has_it else None

    return rule


def reasoning_before_calls(request: ChatRequest) -> Fault | None:
    """Refuse a call without the reasoning item that has led to it; the Responses API alone."""
    before: Json = {}
    for item in request.body["input"]:
        if item.get("type") == "function_call" and before.get("type") != "reasoning":
            said = "was provided without its required 'reasoning' item: 'rs_1'."
            return error_fault(400, f"Item of type 'function_call' {said}", param="input")
        before = item
    return None
