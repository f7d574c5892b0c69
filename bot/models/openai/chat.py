"""Chat completions of Azure OpenAI, OpenAI and every server that speaks their API."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.errors import ModelError
from bot.messages import Message
from bot.models import Completion
from bot.models.openai import Dialect, token_count, tool_call, words
from bot.untrusted import as_object, as_text, objects


def _write_messages(messages: Sequence[Message]) -> dict[str, Any]:
    return {"messages": [_message(message) for message in messages]}


def _message(message: Message) -> dict[str, Any]:
    if message.role == "tool":
        return {"role": "tool", "tool_call_id": message.tool_call_id, "content": message.content}
    if not message.tool_calls:
        return {"role": message.role, "content": message.content}
    return {
        "role": message.role,
        "content": message.content or None,
        "tool_calls": [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for call in message.tool_calls
        ],
    }


def _write_tool(function: dict[str, Any]) -> dict[str, Any]:
    return {"type": "function", "function": function}


def _read(data: Mapping[str, Any]) -> Completion:
    choice = next(iter(objects(data.get("choices"))), {})
    reason = choice.get("finish_reason")
    # A filter that has taken the whole message back leaves none.
    if not isinstance(choice.get("message"), dict) and reason != "content_filter":
        raise ModelError("the chat model answered with no completion")
    message = as_object(choice.get("message"))
    return Completion(
        content=words(message.get("content")) or as_text(message.get("refusal")),
        tool_calls=tuple(
            tool_call(item.get("id"), item["function"])
            for item in objects(message.get("tool_calls"))
            if isinstance(item.get("function"), dict)
        ),
        is_cut_off=reason == "length",
        is_filtered=reason == "content_filter",
        prompt_tokens=token_count(data, "prompt_tokens"),
        completion_tokens=token_count(data, "completion_tokens"),
    )


CHAT = Dialect("/chat/completions", "max_completion_tokens", _write_messages, _write_tool, _read)
"""Every server speaks it."""
