"""The tool calls of the offline model, each in a line."""

import json
from collections.abc import Iterable, Sequence

from fakes.clock import FakeTime

from bot.messages import Asker, Message, ToolCall
from bot.models.offline import OfflineModel
from bot.tools import Tool


def told(call: ToolCall) -> str:
    """Return a call in a line: "forecast Oslo first_day=today days=1"."""
    arguments = json.loads(call.arguments)
    place = arguments.pop("place")
    named = (f"{name}={value}" for name, value in arguments.items())
    return " ".join([call.name.removeprefix("get_"), place, *named])


def last_turn(
    model: OfflineModel, tools: Sequence[Tool], asker: Asker, questions: Iterable[str]
) -> list[str]:
    """Return the calls for the last question of a thread, or else what is said without one."""
    thread, said = list[Message](), list[str]()
    for question in questions:
        thread.append(Message("user", question))
        made = model.complete(thread, tools, asker, FakeTime().clock.deadline(10))
        said = [told(call) for call in made.tool_calls] or [made.content]
        thread.append(Message("assistant", made.content, made.tool_calls))
        thread += [Message("tool", "{}", tool_call_id=call.id) for call in made.tool_calls]
    return said
