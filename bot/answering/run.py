"""The state of one question while the agent answers it."""

from concurrent.futures import Future
from dataclasses import dataclass, field

from bot.answering.prompts import Prompt
from bot.clock import Deadline
from bot.messages import Asker, Message, ToolCall
from bot.models import ChatModel
from bot.reports import Shown
from bot.telemetry import Trace


@dataclass(frozen=True, slots=True)
class Response:
    """The agent's final words, with the prompt and the reports that they are based on.

    Attributes:
        messages: All messages that were added to the prompt, the final words included.
        shown: The reports that the tool results were rendered from.
        prompt: The prompt of the last model turn; shorter than the one that came in where a part
            of the thread had to be left out.
        is_fallback: Whether the fallback had to step in.
        is_cut_off: Whether a limit of length ended the text in the middle.
        is_filtered: Whether code has worded the results since the content filter stopped the model.
        language: The BCP 47 tag of the words, where the model has told it; else "".
    """

    text: str
    messages: tuple[Message, ...]
    prompt: Prompt
    shown: tuple[Shown, ...]
    is_fallback: bool
    is_cut_off: bool
    is_filtered: bool
    language: str = ""


@dataclass(slots=True)
class Run:
    """The agent's working state for one question: the model in use, the prompt, turns and calls.

    Attributes:
        given: The prompt as it came in, before anything was left out of it.
        calls_left: Tool calls that may still be answered.
        turns_left: Model turns that may still call tools.
        ahead: The turn that was looked up before the model asked for it: calls and their results.
        ahead_shown: The reports that each of these results was rendered from.
        prediction: The end of reading the question for its weather; None if nobody does.
        is_predicted: Whether the weather of the question was looked up while the model thought.
        is_ahead_refused: Whether a request was refused that held such a turn, and no other since.
        added: The messages that the model's turns and the tools' results have added to the prompt.
        is_told_inside: Whether the results are told inside of the question, since the model's
            server did not take them as messages.
        is_filtered: Whether code words the results since the content filter has stopped the model.
        own_shown: The reports of the calls that the model has made.
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
    own_shown: dict[Shown, None] = field(default_factory=dict)
    ahead: tuple[Message, ...] = ()
    ahead_shown: tuple[tuple[Shown, ...], ...] = ()
    prediction: Future[tuple[ToolCall, ...]] | None = None
    is_predicted: bool = False
    is_ahead_refused: bool = False

    @property
    def may_call_tools(self) -> bool:
        """Whether the model's next turn may still be calls."""
        return self.turns_left > 0 and not self.is_told_inside

    @property
    def done(self) -> list[Message]:
        """All that has been looked up for the question, ahead or since."""
        return [*self.ahead, *self.added]

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The reports of all that has been looked up, without repetition."""
        ahead = (shown for each in self.ahead_shown for shown in each)
        return tuple(dict.fromkeys((*ahead, *self.own_shown)))

    def messages(self) -> list[Message]:
        """Return the messages of the model's next turn."""
        if self.is_told_inside:
            told = self.prompt.with_results(self.done)
            return [*told.messages(is_last_turn=True), *self.objection]
        shown = self.prompt.messages(
            is_last_turn=not self.may_call_tools, is_looked_up=bool(self.ahead)
        )
        return [*shown, *self.done, *self.objection]

    def start_over(self, prompt: Prompt, turns: int, calls: int) -> None:
        """Drop all turns so far; the weather that they looked up stays in the cache."""
        self.prompt, self.turns_left, self.calls_left = prompt, turns, calls
        self.is_told_inside = False
        self.added.clear()
        self.own_shown.clear()
        self.ahead, self.ahead_shown, self.is_ahead_refused = (), (), False
