"""Tool calls as models really write them, made sound: what is stored can always be sent back.

What goes wrong, and how often: repeated and empty ids, names that no API takes back, several calls
wrapped into one named `multi_tool_use.parallel`, more calls than an API accepts.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.messages import Message, ToolCall, read_arguments

MAX_CALLS_SENT_BACK = 128
MAX_WRAPPER_CHARACTERS = 200_000
"""A wrapper holds the arguments of many calls; each of them has the limit above."""

MAX_KEPT_CHARACTERS = 20_000
"""How long the results of a kept turn may be together: fifty places now, or three by the hour."""

_LEFT_OUT = (
    '{"error":"left_out","message":"This result was too long to be kept.'
    ' Call the tool again if you need its figures."}'
)
_WRAPPERS = ("multi_tool_use.parallel", "multi_tool_use_parallel", "parallel")
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_ID = re.compile(r"[a-zA-Z0-9_.:-]{1,40}")


def sound_calls(
    calls: Sequence[ToolCall], conversation: Sequence[Message] = ()
) -> tuple[ToolCall, ...]:
    """Return the calls with names and ids that an API takes back, at most 128, in their order.

    Wrapped calls are unwrapped; each id is there once in the whole conversation.
    """
    unwrapped = [inner for call in calls for inner in _unwrapped(call)][:MAX_CALLS_SENT_BACK]
    taken = {call.id for message in conversation for call in message.tool_calls}
    sound = []
    for call in unwrapped:
        call_id = call.id if _ID.fullmatch(call.id) and call.id not in taken else _free_id(taken)
        taken.add(call_id)
        sound.append(ToolCall(call_id, _sound_name(call.name), call.arguments))
    return tuple(sound)


def sent_back(calls: Sequence[ToolCall]) -> tuple[ToolCall, ...]:
    """Return the calls as an assistant message repeats them.

    Unreadable arguments are left out: some servers parse them, and endless ones fill the prompt.
    """
    return tuple(
        call
        if call.arguments.strip() and read_arguments(call.arguments) is not None
        # The result beside it says what was wrong.
        else replace(call, arguments="{}")
        for call in calls
    )


def kept(turn: Sequence[Message]) -> tuple[Message, ...]:
    """Return a turn as it is kept: results beyond 20,000 characters in all are left out.

    In the place of each stands an error that tells a model to ask again.
    """
    left, shortened = MAX_KEPT_CHARACTERS, []
    for message in turn:
        if message.role == "tool" and message.content != _LEFT_OUT:
            if len(message.content) > left:
                shortened.append(replace(message, content=_LEFT_OUT))
                continue
            left -= len(message.content)
        shortened.append(message)
    return tuple(shortened)


def _unwrapped(call: ToolCall) -> Iterator[ToolCall]:
    """Yield the calls that a call stands for: mostly itself."""
    if _bare(call.name) not in _WRAPPERS:
        yield call
        return
    uses = (read_arguments(call.arguments, MAX_WRAPPER_CHARACTERS) or {}).get("tool_uses")
    if not isinstance(uses, list) or not uses:
        yield call
        return
    for number, use in enumerate(uses, 1):
        fields: Mapping[str, Any] = use if isinstance(use, dict) else {}
        parameters = fields.get("parameters", {})
        text = parameters if isinstance(parameters, str) else json.dumps(parameters)
        yield ToolCall(f"{call.id}_{number}", str(fields.get("recipient_name", "")), text)


def _bare(name: str) -> str:
    return name.strip().removeprefix("functions.")


def _sound_name(name: str) -> str:
    bare = _bare(name)
    if _NAME.fullmatch(bare):
        return bare
    return re.sub(r"[^a-zA-Z0-9_-]", "_", bare)[:64] or "unnamed"


def _free_id(taken: set[str]) -> str:
    number = len(taken) + 1
    while f"call_{number}" in taken:
        number += 1
    return f"call_{number}"
