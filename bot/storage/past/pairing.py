"""The order that servers demand of a turn: each call has one id and, behind it, its one result."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from bot.calls import CALL_ID_CHARACTERS, call_id_of
from bot.messages import Message, ToolCall

_OF_EVERY_SERVER = re.compile(rf"[a-zA-Z0-9]{{{CALL_ID_CHARACTERS}}}")


def with_sound_ids(turn: Sequence[Message], seed: str, taken: set[str]) -> tuple[Message, ...]:
    """Return a turn with ids of calls that every server takes, and that are taken by no other.

    A server's own stays where it is one: many a model counts anew in every turn, and cannot know
    those that it is not shown any more.
    """
    sound: list[Message] = []
    ids: dict[str, str] = {}
    numbers = itertools.count()
    for message in turn:
        if message.tool_calls:
            ids = {
                call.id: _sound_id(call.id, f"{seed} {next(numbers)}", taken)
                for call in message.tool_calls
            }
        calls = tuple(replace(call, id=ids[call.id]) for call in message.tool_calls)
        answered = ids.get(message.tool_call_id, message.tool_call_id)
        sound.append(replace(message, tool_calls=calls, tool_call_id=answered))
    return tuple(sound)


def _sound_id(call_id: str, seed: str, taken: set[str]) -> str:
    sound = call_id if _OF_EVERY_SERVER.fullmatch(call_id) else ""
    while not sound or sound in taken:
        sound, seed = call_id_of(seed), f"{seed} again"
    taken.add(sound)
    return sound


def paired(messages: Sequence[Message]) -> tuple[Message, ...]:
    """Return a turn in which every call has its one result, behind it and in its order.

    A lost result is replaced by an error, and a result that belongs to no call is left out.
    """
    repaired: list[Message] = []
    for at, message in enumerate(messages):
        if message.role == "tool":
            continue
        repaired.append(message)
        # Only the results right behind a call count: another turn may have used the same ids.
        behind = itertools.takewhile(lambda other: other.role == "tool", messages[at + 1 :])
        results = {other.tool_call_id: other for other in behind}
        repaired += [results.get(call.id) or _lost(call) for call in message.tool_calls]
    return tuple(repaired)


def _lost(call: ToolCall) -> Message:
    content = '{"error":"lost","message":"The result of this call was lost."}'
    return Message("tool", content, tool_call_id=call.id)
