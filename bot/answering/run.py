"""The state of one question while the agent answers it."""

from dataclasses import dataclass, field

from bot.answering.prompts import Prompt
from bot.clock import Deadline
from bot.messages import Asker, Message
from bot.models import ChatModel
from bot.reports import Shown
from bot.telemetry import Trace


@dataclass(slots=True)
class Course:
    """One question on its way: who answers it, what is shown, and what that has brought.

    Attributes:
        objection: An answer that was not taken, and why; empty when calls have answered it.
    """

    given: Prompt
    asker: Asker
    deadline: Deadline
    trace: Trace
    model: ChatModel
    prompt: Prompt
    turns_left: int
    calls_left: int
    added: list[Message] = field(default_factory=list)
    objection: tuple[Message, ...] = ()
    has_objected: bool = False
    shown: dict[Shown, None] = field(default_factory=dict)

    def start_over(self, prompt: Prompt, turns: int, calls: int) -> None:
        """Drop what has been begun; the weather that was looked up is in the cache."""
        self.prompt, self.turns_left, self.calls_left = prompt, turns, calls
        self.added.clear()
        self.shown.clear()
