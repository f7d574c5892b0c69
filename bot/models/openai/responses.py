"""The Responses API of Azure OpenAI, OpenAI and every server that speaks it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
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

_OF_MESSAGES: Final = frozenset(("type", "id", "role", "status", "content"))
_OF_CALLS: Final = frozenset(("type", "id", "call_id", "status", "name", "arguments"))
_TORN: Final = ("incomplete", "failed", "cancelled")
"""What a message may say of itself in a response that counts as completed."""

_BEFORE: Final = "before"
"""The name in a call's extra of the reasoning items that stood before the call."""


def _write_messages(messages: Sequence[Message]) -> dict[str, Any]:
    return {
        "store": False,
        # The server stores nothing, so that thoughts can be sent back in this form alone.
        "include": ["reasoning.encrypted_content"],
        "input": [item for message in messages for item in _items(message)],
    }


def _items(message: Message) -> Iterator[dict[str, Any]]:
    """Yield a message as items of this API: its words, then each of its calls."""
    if message.role == "tool":
        yield {
            "type": "function_call_output",
            "call_id": message.tool_call_id,
            "output": message.content,
        }
        return
    if message.content or not message.tool_calls:
        extra = json.loads(message.extra or "{}")
        yield {**extra, "role": message.role, "content": message.content}
    for call in message.tool_calls:
        extra = json.loads(call.extra or "{}")
        yield from extra.pop(_BEFORE, ())
        yield {
            **extra,
            "type": "function_call",
            "call_id": call.id,
            "name": call.name,
            "arguments": call.arguments,
        }


def _write_tool(function: dict[str, Any]) -> dict[str, Any]:
    # In this API strict is true by default, and a strict schema can't have optional fields.
    return {"type": "function", **function, "strict": False}


def _read(data: Mapping[str, Any]) -> Completion:
    if not isinstance(data.get("output"), list):
        raise ModelError("the chat model answered with no response")
    items = objects(data["output"])
    reason = as_text(as_object(data.get("incomplete_details")).get("reason"))
    end = end_of_turn(reason or data.get("status"))
    answers = _answers(items)
    torn = [item["status"] for item in answers if as_text(item.get("status")) in _TORN]
    if torn and end == "whole":
        end_of_turn(torn[0])
    return Completion(
        content=joined(words(item.get("content")) for item in answers),
        tool_calls=tuple(islice(_calls(items), MAX_READ_CALLS)),
        is_cut_off=end == "cut off",
        is_filtered=end == "filtered",
        prompt_tokens=token_count(data, "input_tokens"),
        completion_tokens=token_count(data, "output_tokens"),
        extra=as_extra(fields_of(answers), _OF_MESSAGES),
    )


def _answers(items: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the messages marked as the final answer, or else all that are no commentary.

    Commentary is kept beside calls alone, with which it goes back.
    """
    messages = [
        item
        for item in items
        if item.get("type") == "message" and item.get("role", "assistant") == "assistant"
    ]
    final = [item for item in messages if item.get("phase") == "final_answer"]
    has_calls = any(item.get("type") == "function_call" for item in items)
    return final or [item for item in messages if has_calls or item.get("phase") != "commentary"]


def _calls(items: Sequence[dict[str, Any]]) -> Iterator[ToolCall]:
    """Yield the calls, each with the reasoning items before it in its extra."""
    before: list[dict[str, Any]] = []
    for item in items:
        if item.get("type") == "reasoning":
            before.append(item)
        elif item.get("type") == "function_call":
            fields = {**item, _BEFORE: before}
            call_id = item.get("call_id") or item.get("id")
            yield tool_call(call_id, item, as_extra(fields, _OF_CALLS))
            before = []


RESPONSES = Dialect("/responses", "max_output_tokens", _write_messages, _write_tool, _read)
"""The dialect of the Responses API; some deployments offer tools in it alone."""
