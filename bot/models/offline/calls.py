"""The calls of a thread: those to make, and the latest that were made of places that are known."""

import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from bot.calls import call_id_of, read_arguments
from bot.errors import ToolError
from bot.messages import Asker, Message, ToolCall
from bot.models.offline.timespans import Wish
from bot.tools import Tool, place_of, read_result

_KEPT: Final = ("units", "first_day", "days", "first_hour", "hours")
"""The arguments that a follow-up keeps of the calls before it."""
_UNKNOWN_PLACE: Final = "unknown_place"


def calls(wanted: Sequence[tuple[str, Wish]]) -> tuple[ToolCall, ...]:
    """Return the calls for places, each with what is wished of it."""
    return tuple(
        ToolCall(
            call_id_of(f"offline {number}"), wish.tool, _json({"place": place, **wish.arguments})
        )
        for number, (place, wish) in enumerate(wanted, 1)
    )


def each_once(wanted: Sequence[tuple[str, Wish]]) -> list[tuple[str, Wish]]:
    """Return the wishes of places, each once: parts of a question may wish the same."""
    return [each for at, each in enumerate(wanted) if each not in wanted[:at]]


def last_calls(messages: Sequence[Message], tools: Sequence[Tool], asker: Asker) -> dict[str, Wish]:
    """Return the places of the latest calls in a conversation, with what was asked of each.

    Another model may have made them, of other tools and with arguments that no tool takes.
    """
    offered = {tool.name: tool for tool in tools}
    lost = places_not_found(messages)
    made = next((known for item in reversed(messages) if (known := _known(item, lost))), ())
    found: dict[str, Wish] = {}
    for call in made:
        arguments = read_arguments(call.arguments) or {}
        wanted: dict[str, Any] = {name: arguments.pop(name) for name in _KEPT if name in arguments}
        nothing: dict[str, Any] = {}
        for kept in (wanted, nothing):  # the second, where no tool takes the first
            with suppress(LookupError, ToolError):
                query = offered[call.name].queries({**arguments, **kept}, asker)[0]
                found.setdefault(query.place, Wish(call.name, kept))
    return found


def places_not_found(messages: Sequence[Message]) -> set[str]:
    """Return the places of calls among these messages that nobody knows, as they were asked for."""
    lost: set[str] = set()
    calls: dict[str, ToolCall] = {}  # another turn may have calls of the same ids
    for item in messages:
        calls |= {call.id: call for call in item.tool_calls}
        call = calls.get(item.tool_call_id) if item.role == "tool" else None
        if call and (read_result(item.content) or {}).get("error") == _UNKNOWN_PLACE:
            lost.add(_named(call.arguments))
    return lost


def _known(message: Message, lost: Collection[str]) -> list[ToolCall]:
    """Return the calls of a message without those for places that nobody knows."""
    return [call for call in message.tool_calls if _named(call.arguments) not in lost]


def _named(arguments: str) -> str:
    """Return the place of a call as it is asked for; empty where it names none."""
    with suppress(ToolError):
        return place_of(read_arguments(arguments) or {})
    return ""


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
