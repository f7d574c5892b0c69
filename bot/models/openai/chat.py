"""Chat completions of Azure OpenAI, OpenAI and every server that speaks their API."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot.errors import ModelError
from bot.messages import Message, ToolCall
from bot.models import Completion
from bot.models.openai import (
    MAX_READ_CALLS,
    Dialect,
    as_extra,
    end_of_turn,
    fields_of,
    joined,
    token_count,
    tool_call,
    words,
)
from bot.untrusted import as_object, as_text, objects

_OF_MESSAGES: Final = frozenset(
    ("role", "content", "tool_calls", "function_call", "refusal", "annotations", "audio")
)
_OF_CALLS: Final = frozenset(("id", "type"))
_CALLING: Final = ("tool_calls", "tool_call", "tool_use", "function_call")
_OF_FUNCTIONS: Final = frozenset(("name", "arguments"))


def _write_messages(messages: Sequence[Message]) -> dict[str, Any]:
    return {"messages": [_message(message) for message in messages]}


def _message(message: Message) -> dict[str, Any]:
    if message.role == "tool":
        return {"role": "tool", "tool_call_id": message.tool_call_id, "content": message.content}
    extra = json.loads(message.extra or "{}")
    if not message.tool_calls:
        return {**extra, "role": message.role, "content": message.content}
    return {
        **extra,
        "role": message.role,
        "content": message.content or None,
        "tool_calls": [_call(call) for call in message.tool_calls],
    }


def _call(call: ToolCall) -> dict[str, Any]:
    extra = json.loads(call.extra or "{}")
    function = {"name": call.name, "arguments": call.arguments}
    return {
        **extra,
        "id": call.id,
        "type": "function",
        "function": {**as_object(extra.get("function")), **function},
    }


def _write_tool(function: dict[str, Any]) -> dict[str, Any]:
    return {"type": "function", "function": function}


def _read(data: Mapping[str, Any]) -> Completion:
    """Return one turn joined from all choices of an answer.

    Only one choice is asked for, but a gateway puts the words into one and the calls into another.
    """
    choices = objects(data.get("choices"))
    messages = [as_object(choice.get("message")) for choice in choices]
    ends = [end_of_turn(choice.get("finish_reason")) for choice in choices]
    # A content filter may remove the whole message; every other answer must have one.
    if "filtered" not in ends and not any(
        isinstance(choice.get("message"), dict) for choice in choices
    ):
        raise ModelError("the chat model answered with no completion")
    said = (words(each.get("content")) or as_text(each.get("refusal")) for each in messages)
    return Completion(
        content=joined(said),
        tool_calls=_all_calls(messages),
        is_cut_off="cut off" in ends,
        is_filtered="filtered" in ends,
        prompt_tokens=token_count(data, "prompt_tokens"),
        completion_tokens=token_count(data, "completion_tokens"),
        extra=as_extra(fields_of(messages), _OF_MESSAGES),
    )


def _all_calls(messages: Sequence[Mapping[str, Any]]) -> tuple[ToolCall, ...]:
    """Return the calls of all choices, without calls that repeat one of an earlier choice."""
    calls: list[ToolCall] = []
    known: set[ToolCall] = set()
    for message in messages[:MAX_READ_CALLS]:
        new = [call for call in _calls(message) if call not in known]
        calls += new
        known.update(new)
    return tuple(calls[:MAX_READ_CALLS])


def _calls(message: Mapping[str, Any]) -> list[ToolCall]:
    """Return a message's calls; one in the old form `function_call` has an empty id."""
    calls = [
        tool_call(item.get("id"), item["function"], as_extra(_fields(item), _OF_CALLS))
        for item in objects(message.get("tool_calls"))[:MAX_READ_CALLS]
        if isinstance(item.get("function"), dict)
    ] or list(_calls_of_gateways(message))
    if not calls and isinstance(message.get("function_call"), dict):
        return [tool_call("", message["function_call"])]
    return calls


def _calls_of_gateways(message: Mapping[str, Any]) -> Iterator[ToolCall]:
    """Yield calls whose fields stand in the call itself: flat ones, and Anthropic's among words."""
    items = (*objects(message.get("tool_calls")), *objects(message.get("content")))
    for item in items[:MAX_READ_CALLS]:
        is_call = item.get("type") in ("tool_use", "tool_call", "function", "function_call")
        if is_call and isinstance(item.get("name"), str):
            arguments = item.get("arguments", item.get("input"))
            yield tool_call(item.get("id"), {"name": item["name"], "arguments": arguments})


def _announces_calls(data: Mapping[str, Any]) -> bool:
    reasons = [choice.get("finish_reason") for choice in objects(data.get("choices"))]
    return bool(reasons) and all(reason in _CALLING for reason in reasons)


def _fields(call: Mapping[str, Any]) -> dict[str, Any]:
    """Return a call's fields, with only the server's own additions among its function's fields."""
    fields = dict(call)
    inner = as_extra(fields.pop("function"), _OF_FUNCTIONS)
    return fields | ({"function": json.loads(inner)} if inner else {})


CHAT = Dialect(
    "/chat/completions",
    "max_completion_tokens",
    _write_messages,
    _write_tool,
    _read,
    _announces_calls,
)
"""The dialect of chat completions, which every compatible server speaks."""
