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
        content: The words of the turn; empty when it only calls tools.
        tool_calls: The tool calls of the turn, in its order; empty when it has answered.
        is_cut_off: Whether a limit of length ended the turn, so that its calls may be incomplete.
        is_filtered: Whether a content filter ended the turn, at its beginning or later.
        prompt_tokens: The length of the prompt by the server's count; 0 when it gave none.
        completion_tokens: The length of the turn by the server's count; 0 when it gave none.
        language: The BCP 47 tag of the words, where the model knows that the question is in another
            language than the person's own; else "".
        extra: Other fields of the model's server as JSON text; see `Message`.
    """

    content: str
    tool_calls: tuple[ToolCall, ...] = ()
    is_cut_off: bool = False
    is_filtered: bool = False
    prompt_tokens: int = 0
    completion_tokens: int = 0
    extra: str = ""
    language: str = ""


class ChatModel(Protocol):
    """A model that reads a conversation and answers with words or with tool calls."""

    @property
    def name(self) -> str:
        """The model's name in the log, such as that of a deployment."""
        ...

    @property
    def is_by_rules(self) -> bool:
        """Whether code makes its words from the results: of any length, and no figure invented."""
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
        """Return the model's next turn in a conversation; it may have neither words nor calls.

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
