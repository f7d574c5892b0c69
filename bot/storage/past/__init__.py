"""The past of a thread: its earlier turns, cut to what a model may be shown. It needs no SQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from bot.messages import Message, ModelCall, Provenance, Question


@dataclass(frozen=True, slots=True)
class Past:
    """The earlier turns of a thread, as far as a model may be shown them.

    Attributes:
        turns: Oldest first. Each is whole, but for a newest turn that alone exceeds the limit: it
            is shortened.
        provenance: The sources of the newest figures among the turns.
        is_new: Whether no turn of this thread is stored yet.
    """

    turns: tuple[tuple[Message, ...], ...] = ()
    provenance: Provenance = Provenance()
    is_new: bool = True


class ThreadHistory(Protocol):
    """The turns of all threads, as a conversation uses them."""

    def load(self, question: Question) -> Past:
        """Return the turns of the thread before this question.

        They are the newest ones that fit into the limit of tokens; a new thread has none.
        """
        ...

    def learn(self, model_calls: Iterable[ModelCall]) -> None:
        """Correct the estimated characters per token by the counts that models have reported."""
        ...
