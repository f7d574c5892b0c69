"""The way back to people: what a worker needs of the channel that its questions come from."""

from collections.abc import Sequence
from typing import Protocol

from bot.clock import Deadline
from bot.messages import Asker, Question, Remark, Reply


class ReplyChannel(Protocol):
    """Where questions come from and their replies go to."""

    def asker(self, question: Question) -> Asker:
        """Return the circumstances of the person who asks; sensible defaults when unknown."""
        ...

    def show_progress(self, question: Question, status: str, steps: Sequence[str] = ()) -> None:
        """Show what is going on, such as "is thinking…", and its steps in turn while it lasts.

        Returns at once and never raises.
        """
        ...

    def end_progress(self, question: Question) -> None:
        """Show nothing any more, whatever became of the question; never raises."""
        ...

    def tell(self, question: Question, user: str, text: str) -> None:
        """Tell one person alone something about a question; never raises."""
        ...

    def said_before(self, question: Question, deadline: Deadline) -> Sequence[Remark]:
        """Return what people said in the thread before this question, oldest first.

        The newest that fit into a page of text and can be read in time; empty when the thread
        can't be read; never raises.
        """
        ...

    def post(self, question: Question, reply: Reply) -> str:
        """Send the one reply and return its id.

        Raises:
            DeliveryError: It was not confirmed.
        """
        ...

    def edit(self, question: Question, reply_id: str, reply: Reply) -> str:
        """Put a reply in the place of an earlier one, or post it where that is gone.

        Returns:
            The id of the message that has it now.

        Raises:
            DeliveryError: It was not confirmed.
        """
        ...

    def show_alone(self, question: Question, reply: Reply) -> None:
        """Show a reply that can't be sent where it belongs to who asked; never raises."""
        ...

    def find(self, question: Question) -> str | None:
        """Return the id of the reply that an earlier attempt has posted; None without one.

        Raises:
            RefusedError: The thread must not be read.
            DeliveryError: It can't be read now.
        """
        ...
