"""Repair of malformed tool calls, so that every stored call can be sent back to an API.

Models write repeated and empty ids, names that no API accepts, several calls wrapped into one named
`multi_tool_use.parallel`, arguments of another form, and more calls than an API accepts.
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.answering.arguments import in_own_letters, read_calls
from bot.calls import call_id_of, named_tool, read_arguments
from bot.messages import Message, ToolCall
from bot.tools import Tool

MAX_CALLS_SENT_BACK = 128
MAX_WRAPPER_CHARACTERS = 200_000
"""A wrapper holds the arguments of many calls, so that its limit is larger than that of one."""

MAX_KEPT_CHARACTERS = 20_000
"""Most characters of all results of a stored turn: fifty places now, or three by the hour."""

_LEFT_OUT = (
    '{"error":"left_out","message":"This result was too long to be kept.'
    ' Call the tool again if you need its figures."}'
)
_WRAPPERS = ("multi_tool_use.parallel", "multi_tool_use_parallel", "parallel")
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
# What all servers take; and an id to which a gateway has added the signature of a thought, which it
# wants back: LiteLLM's "call_1__thought__…" for Gemini, for example.
_ID = re.compile(
    r"[a-zA-Z0-9_.:-]{1,40}|[a-zA-Z0-9_.:-]{1,60}?__[a-z]{2,12}_{1,2}[a-zA-Z0-9_.+/=-]{1,20000}"
)


def sound_calls(
    calls: Sequence[ToolCall], tools: Sequence[Tool] = (), conversation: Sequence[Message] = ()
) -> tuple[ToolCall, ...]:
    """Return at most 128 calls, in their order, with names and ids that an API accepts.

    Wrapped calls are unwrapped. Names and arguments are corrected wherever they can mean only one
    thing. Each id is unique in the whole conversation.
    """
    known = {tool.name: tool for tool in tools}
    meant = (read for call in calls for inner in _unwrapped(call) for read in _meant(inner, known))
    taken = {call.id for message in conversation for call in message.tool_calls}
    sound = []
    for call in itertools.islice(meant, MAX_CALLS_SENT_BACK):
        call_id = call.id if _ID.fullmatch(call.id) and call.id not in taken else _free_id(taken)
        taken.add(call_id)
        sound.append(ToolCall(call_id, _sound_name(call.name), call.arguments, call.extra))
    return tuple(sound)


def _meant(call: ToolCall, known: Mapping[str, Tool]) -> Iterator[ToolCall]:
    """Yield the calls that a call stands for by its name and arguments: mostly the call alone."""
    name = named_tool(call.name, known)
    if not name:
        yield call
        return
    first, *others = read_calls(call.arguments, known[name])
    yield ToolCall(call.id, name, first, call.extra)
    for arguments in others:
        yield ToolCall("", name, arguments)


def sent_back(calls: Sequence[ToolCall]) -> tuple[ToolCall, ...]:
    """Return the calls as an assistant message repeats them.

    Unreadable arguments are left out: some servers parse them, and endless ones fill the prompt.
    """
    return tuple(
        call
        if call.arguments.strip() and read_arguments(call.arguments) is not None
        # The error result of such a call says that its arguments were unreadable.
        else replace(call, arguments="{}")
        for call in calls
    )


def kept(turn: Sequence[Message]) -> tuple[Message, ...]:
    """Return a turn as it is stored: results beyond 20,000 characters in all are left out.

    An error that tells a model to call again replaces each of them. Extra fields that a server
    put beside its messages and calls, such as thoughts, are dropped.
    """
    left, shortened = MAX_KEPT_CHARACTERS, []
    for message in map(_without_extra, turn):
        if message.role == "tool" and message.content != _LEFT_OUT:
            if len(message.content) > left:
                shortened.append(replace(message, content=_LEFT_OUT))
                continue
            left -= len(message.content)
        shortened.append(message)
    return tuple(shortened)


def _without_extra(message: Message) -> Message:
    if not message.extra and not any(call.extra for call in message.tool_calls):
        return message
    calls = tuple(replace(call, extra="") for call in message.tool_calls)
    return replace(message, extra="", tool_calls=calls)


def _unwrapped(call: ToolCall) -> Iterator[ToolCall]:
    """Yield the calls inside of a wrapper; a call that is no wrapper is yielded itself."""
    if _bare(call.name) not in _WRAPPERS:
        yield call
        return
    uses = (read_arguments(call.arguments, MAX_WRAPPER_CHARACTERS) or {}).get("tool_uses")
    if not isinstance(uses, list) or not uses:
        yield call
        return
    for number, use in enumerate(uses):
        fields: Mapping[str, Any] = use if isinstance(use, dict) else {}
        parameters = fields.get("parameters", fields.get("arguments", {}))
        text = parameters if isinstance(parameters, str) else in_own_letters(parameters)
        name = str(fields.get("recipient_name", fields.get("name", "")))
        # The server's extra fields of the wrapper go back with the first of its calls.
        yield ToolCall("", name, text) if number else replace(call, name=name, arguments=text)


def _bare(name: str) -> str:
    return name.strip().removeprefix("functions.")


def _sound_name(name: str) -> str:
    bare = _bare(name)
    if _NAME.fullmatch(bare):
        return bare
    return re.sub(r"[^a-zA-Z0-9_-]", "_", bare)[:64] or "unnamed"


def _free_id(taken: set[str]) -> str:
    number = len(taken) + 1
    while (call_id := call_id_of(f"call {number}")) in taken:
        number += 1
    return call_id
