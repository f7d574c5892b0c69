"""The Responses API as a translation of chat completions, with rules and error texts of its own."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Json = dict[str, Any]

_PARAMETERS = {
    *("model", "input", "instructions", "tools", "tool_choice", "parallel_tool_calls", "store"),
    *("temperature", "top_p", "max_output_tokens", "include", "reasoning", "metadata", "text"),
}
_OF_CALLS = {"type", "id", "call_id", "status", "name", "arguments"}
_NAME = re.compile(r"[a-zA-Z0-9_-]+")
_WHOLE = ("stop", "tool_calls", "function_call", None)
_REASONS = {"length": "max_output_tokens", "content_filter": "content_filter"}


def as_chat_messages(items: Sequence[Json]) -> list[Json]:
    """Return input items as the messages of a chat completion."""
    messages: list[Json] = []
    for item in items:
        if item.get("type") == "function_call":
            if not messages or messages[-1]["role"] != "assistant":
                messages.append({"role": "assistant", "content": None})
            function = {"name": item["name"], "arguments": item["arguments"]}
            call = {"id": item["call_id"], "type": "function", "function": function}
            call |= {name: item[name] for name in item.keys() - _OF_CALLS}
            messages[-1].setdefault("tool_calls", []).append(call)
        elif item.get("type") == "function_call_output":
            result = {"role": "tool", "tool_call_id": item["call_id"], "content": item["output"]}
            messages.append(result)
        elif item.get("type") != "reasoning":
            messages.append({"role": item["role"], "content": item["content"]})
    return messages


def as_response(turn: Json) -> Json:
    """Return a chat completion as a response; whatever is none stays as it is.

    A turn that has come to no end is one that was cancelled.
    """
    try:
        (choice,) = turn["choices"]
        message = choice["message"]
        usage = turn["usage"]
    except (KeyError, TypeError, ValueError):
        return turn
    reason = _REASONS.get(choice["finish_reason"])
    is_whole = choice["finish_reason"] in _WHOLE
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": turn["created"],
        "model": turn["model"],
        "status": "incomplete" if reason else "completed" if is_whole else "cancelled",
        "error": None,
        "incomplete_details": {"reason": reason} if reason else None,
        "output": [
            {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "gAAA"},
            *_words(message),
            *(_call(number, call) for number, call in enumerate(message.get("tool_calls") or ())),
        ],
        "usage": {
            "input_tokens": usage["prompt_tokens"],
            "output_tokens": usage["completion_tokens"],
            "total_tokens": usage["total_tokens"],
        },
    }


def _words(message: Json) -> Iterator[Json]:
    content = message.get("content")
    if isinstance(content, list):
        parts = [_part(part) for part in content]
    else:
        parts = [] if content is None else [_part({"type": "text", "text": content})]
    if message.get("refusal"):
        parts.append({"type": "refusal", "refusal": message["refusal"]})
    if parts:
        yield {"type": "message", "id": "msg_1", "role": "assistant", "content": parts}


def _part(part: Any) -> Any:
    if not isinstance(part, dict) or part.get("type") != "text":
        return part
    return {**part, "type": "output_text", "annotations": []}


def _call(number: int, call: Any) -> Any:
    if not isinstance(call, dict) or not call:
        return call
    if call["type"] == "custom":
        return {"type": "custom_tool_call", "call_id": call["id"], **call["custom"]}
    return {
        **{name: value for name, value in call.items() if name != "function"},
        "type": "function_call",
        "id": f"fc_{number}" if call.get("id") else None,
        "call_id": call.get("id"),
        "status": "completed",
        **call.get("function", {}),
    }


def responses_problems(body: Json) -> Iterator[str]:
    """Yield every rule of the Responses API that a request breaks, in the API's words."""
    for name in body.keys() - _PARAMETERS:
        yield f"Unknown parameter: '{name}'."
    for name in ("model", "input"):
        if not body.get(name):
            yield f"Missing required parameter: '{name}'."
    for index, tool in enumerate(body.get("tools") or ()):
        yield from _tool_problems(f"tools[{index}]", tool)
    if "tools" not in body and "tool_choice" in body:
        yield "Tool choice is only allowed when 'tools' are specified."
    items = body.get("input") or []
    for index, item in enumerate(items):
        yield from _item_problems(f"input[{index}]", item)
    yield from _pairing_problems(items)


def _tool_problems(where: str, tool: Mapping[str, Any]) -> Iterator[str]:
    if tool.get("type") != "function" or not isinstance(tool.get("parameters"), dict):
        yield f"Invalid value: '{where}'."
    if tool.get("name"):
        yield from name_problems(f"{where}.name", tool["name"])
    else:
        yield f"Missing required parameter: '{where}.name'."
    if tool.get("strict") is not False:
        yield f"Invalid schema for function '{tool.get('name')}': 'required' is required."
    yield from length_problems(f"{where}.description", tool.get("description", ""), 1024)


def _item_problems(where: str, item: Mapping[str, Any]) -> Iterator[str]:
    kind = item.get("type", "message")
    if kind == "reasoning":
        if not item.get("encrypted_content"):
            yield f"Item with id '{item.get('id')}' not found. Items are not persisted when `store`"
        return
    texts = {
        "message": ("role", "content"),
        "function_call": ("call_id", "name", "arguments"),
        "function_call_output": ("call_id", "output"),
    }
    if kind not in texts:
        yield f"Invalid value: '{where}.type'."
    for name in texts.get(kind, ()):
        if not isinstance(item.get(name), str):
            yield f"Invalid type for '{where}.{name}': expected a string."
    if kind == "message" and item.get("role") not in {"system", "developer", "user", "assistant"}:
        yield f"Invalid value: '{item.get('role')}'."
    if kind == "function_call":
        yield from name_problems(f"{where}.name", item["name"])
    if kind in {"function_call", "function_call_output"}:
        yield from id_problems(f"{where}.call_id", item["call_id"], 64)


def name_problems(where: str, name: str) -> Iterator[str]:
    """Yield what both APIs have against the name of a function."""
    if not _NAME.fullmatch(name):
        yield (
            f"Invalid '{where}': string does not match pattern. Expected a string that matches the"
            " pattern '^[a-zA-Z0-9_-]+$'."
        )
    yield from length_problems(where, name, 64)


def id_problems(where: str, call_id: str, limit: int) -> Iterator[str]:
    """Yield what an API that takes ids of this length has against the id of a call."""
    if not call_id:
        yield (
            f"Invalid '{where}': empty string. Expected a string with minimum length 1, but got an"
            " empty string instead."
        )
    yield from length_problems(where, call_id, limit)


def length_problems(where: str, text: str, limit: int) -> Iterator[str]:
    """Yield what both APIs have against a text that is longer than its limit."""
    if len(text) > limit:
        yield (
            f"Invalid '{where}': string too long. Expected a string with maximum length {limit},"
            f" but got a string with length {len(text)} instead."
        )


def _pairing_problems(items: Sequence[Json]) -> Iterator[str]:
    """Yield calls without their one result, results without a call, and ids that are there twice.

    A result comes anywhere behind its call.
    """
    taken: set[str] = set()
    waiting: list[str] = []
    for item in items:
        if item.get("type") == "function_call":
            if item["call_id"] in taken:
                yield (
                    f"Duplicate item found with id {item['call_id']}. Remove duplicate items from"
                    " your input and try again."
                )
            taken.add(item["call_id"])
            waiting.append(item["call_id"])
        elif item.get("type") == "function_call_output":
            if item["call_id"] in waiting:
                waiting.remove(item["call_id"])
            else:
                yield (
                    f"No tool call found for function call output with call_id {item['call_id']}."
                )
    for call_id in waiting:
        yield f"No tool output found for function call {call_id}."
