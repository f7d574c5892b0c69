"""A chat model that says what a test has written down, and remembers what it was shown."""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from bot.clock import Deadline
from bot.messages import Asker, Message, ToolCall
from bot.models import Completion
from bot.tools import Tool
from fakes.waiting import PATIENCE_S


@dataclass(frozen=True)
class Request:
    """What the model was shown for one turn."""

    messages: tuple[Message, ...]
    may_call_tools: bool
    left_s: float


def words(text: str) -> Completion:
    """Return a turn that answers."""
    return Completion(text, prompt_tokens=10, completion_tokens=2)


def calls(*places: str) -> Completion:
    """Return a turn that asks for the current weather in each place."""
    return Completion(
        "",
        tuple(
            ToolCall(f"call_{number}", "get_weather", json.dumps({"place": place}))
            for number, place in enumerate(places, 1)
        ),
        prompt_tokens=10,
        completion_tokens=2,
    )


class ScriptedModel:
    """A turn for each request: a completion to return or an exception to raise.

    The last one is repeated for ever.

    Attributes:
        gate: Requests wait until it is set; it is set unless a test clears it.
        arrivals: Released by each request, so that a test can wait for one.
    """

    name = "scripted"

    def __init__(self, *turns: Completion | Exception, is_by_rules: bool = False) -> None:
        self.is_by_rules = is_by_rules
        self.requests: list[Request] = []
        self.gate = threading.Event()
        self.gate.set()
        self.arrivals = threading.Semaphore(0)
        self._turns = list(turns)
        self._lock = threading.Lock()

    def complete(
        self,
        messages: Sequence[Message],
        tools: Sequence[Tool],  # noqa: ARG002
        asker: Asker,  # noqa: ARG002
        deadline: Deadline,
        *,
        may_call_tools: bool = True,
    ) -> Completion:
        """Return or raise the next turn."""
        with self._lock:
            self.requests.append(Request(tuple(messages), may_call_tools, deadline.left_s()))
            turn = self._turns[0]
            del self._turns[: len(self._turns) > 1]
        self.arrivals.release()
        assert self.gate.wait(PATIENCE_S), "the test never opened the gate"
        if isinstance(turn, Exception):
            raise turn
        return turn
