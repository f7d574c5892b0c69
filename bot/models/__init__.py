"""The socket for chat models: every other module in this folder is one plug-in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.clock import Deadline
from bot.messages import Asker, Message, ToolCall
from bot.tools import Tool


@dataclass(frozen=True, slots=True)
class Completion:
    """One turn of a chat model.

    Attributes:
        content: Its words; empty when it only calls tools.
        tool_calls: The calls it asks for, in its order; empty when it has answered.
        is_cut_off: Whether a limit of length ended the turn, so that its calls may be torn.
        is_filtered: Whether a content filter ended it, if only in the middle.
        prompt_tokens: As the model's server counted them; 0 when it did not say.
        completion_tokens: The same for what it wrote.
        extra: What the model's server put beside that; see `Message`.
    """

    content: str
    tool_calls: tuple[ToolCall, ...] = ()
    is_cut_off: bool = False
    is_filtered: bool = False
    prompt_tokens: int = 0
    completion_tokens: int = 0
    extra: str = ""


class ChatModel(Protocol):
    """A model that reads a conversation and answers with words or with tool calls."""

    @property
    def name(self) -> str:
        """What the log calls it, such as a deployment's name."""
        ...

    def complete(
        self,
        messages: Sequence[Message],
        tools: Sequence[Tool],
        asker: Asker,
        deadline: Deadline,
        *,
        may_call_tools: bool = True,
    ) -> Completion:
        """Return the model's next turn in this conversation, which can be empty.

        The tools are always offered, since a conversation with calls in it needs their
        declarations; `may_call_tools=False` asks for words all the same.

        Raises:
            ContentFilterError: The service's content filter refused.
            ContextTooLongError: The conversation is longer than the model reads.
            BadRequestError: The model's server can't take the conversation as it is.
            ModelError: The model can't be reached, refuses, or answers with no turn.
            DeadlineError: The deadline passed first.
        """
        ...
