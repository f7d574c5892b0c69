"""The state of one question while the agent answers it."""

from dataclasses import dataclass, field

from bot.answering.prompts import Prompt
from bot.clock import Deadline
from bot.messages import Asker, Message
from bot.models import ChatModel
from bot.reports import Shown
from bot.telemetry import Trace


@dataclass(slots=True)
class Run:
    """The agent's working state for one question: its model, its prompt, and what is left to it.

    Attributes:
        given: The prompt as it came in, before anything was left out of it.
        turns_left: Model turns that may still call tools.
        added: The messages that the model's turns and the tools' results have added to the prompt.
        is_told_inside: Whether the results are told inside of the question, since the model's
            server did not take them as messages.
        is_filtered: Whether code words the results since the content filter has stopped the model.
        objection: The rejected answer and the note about its invented figures; cleared by the next
            tool calls.
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
    is_told_inside: bool = False
    is_filtered: bool = False
    shown: dict[Shown, None] = field(default_factory=dict)

    @property
    def may_call_tools(self) -> bool:
        """Whether the model's next turn may still be calls."""
        return self.turns_left > 0 and not self.is_told_inside

    def messages(self) -> list[Message]:
        """Return what the model is shown for its next turn."""
        if self.is_told_inside:
            told = self.prompt.with_results(self.added)
            return [*told.messages(is_last_turn=True), *self.objection]
        shown = self.prompt.messages(is_last_turn=not self.may_call_tools)
        return [*shown, *self.added, *self.objection]

    def start_over(self, prompt: Prompt, turns: int, calls: int) -> None:
        """Drop what has been begun; the weather that was looked up is in the cache."""
        self.prompt, self.turns_left, self.calls_left = prompt, turns, calls
        self.is_told_inside = False
        self.added.clear()
        self.shown.clear()
