"""The Responses API of Azure OpenAI, OpenAI and every server that speaks it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.errors import ModelError
from bot.messages import Message
from bot.models import Completion
from bot.models.openai import Dialect, token_count, tool_call, words
from bot.untrusted import as_object, objects


def _write_messages(messages: Sequence[Message]) -> dict[str, Any]:
    return {"input": [item for message in messages for item in _items(message)], "store": False}


def _items(message: Message) -> Iterator[dict[str, Any]]:
    """Yield a message's words and its calls, which are items of their own in this API."""
    if message.role == "tool":
        yield {
            "type": "function_call_output",
            "call_id": message.tool_call_id,
            "output": message.content,
        }
        return
    if message.content or not message.tool_calls:
        yield {"role": message.role, "content": message.content}
    for call in message.tool_calls:
        yield {
            "type": "function_call",
            "call_id": call.id,
            "name": call.name,
            "arguments": call.arguments,
        }


def _write_tool(function: dict[str, Any]) -> dict[str, Any]:
    # Left out, strict means true here, and a strict schema may have no optional field.
    return {"type": "function", **function, "strict": False}


def _read(data: Mapping[str, Any]) -> Completion:
    if not isinstance(data.get("output"), list):
        raise ModelError("the chat model answered with no response")
    items = objects(data["output"])
    reason = as_object(data.get("incomplete_details")).get("reason")
    return Completion(
        content="".join(
            words(item.get("content")) for item in items if item.get("type") == "message"
        ),
        tool_calls=tuple(
            tool_call(item.get("call_id") or item.get("id"), item)
            for item in items
            if item.get("type") == "function_call"
        ),
        is_cut_off=reason == "max_output_tokens",
        is_filtered=reason == "content_filter",
        prompt_tokens=token_count(data, "input_tokens"),
        completion_tokens=token_count(data, "output_tokens"),
    )


RESPONSES = Dialect("/responses", "max_output_tokens", _write_messages, _write_tool, _read)
"""Some deployments offer tools only here; the server is asked to keep nothing."""
