"""The port of the channel that questions come from and replies go to."""

from collections.abc import Sequence
from typing import Protocol

from bot.clock import Deadline
from bot.messages import Asker, Question, Remark, Reply


class ReplyChannel(Protocol):
    """A channel as a worker uses it, such as Slack or a terminal."""

    def asker(self, question: Question) -> Asker:
        """Return the circumstances of the person who asks; defaults where they are unknown."""
        ...

    def show_progress(self, question: Question, status: str, steps: Sequence[str] = ()) -> None:
        """Show a status such as "is thinking…", and its steps one after another while it lasts.

        The call returns at once and never raises.
        """
        ...

    def end_progress(self, question: Question) -> None:
        """Clear the status, however the work on the question ended; never raises."""
        ...

    def tell(self, question: Question, user: str, text: str) -> None:
        """Show a text about a question to one person alone; never raises."""
        ...

    def said_before(self, question: Question, deadline: Deadline) -> Sequence[Remark]:
        """Return the remarks in the thread before this question, oldest first.

        They are the newest ones that fit into a page of text and can be read in time; there are
        none when the thread can't be read. The call never raises.
        """
        ...

    def post(self, question: Question, reply: Reply) -> str:
        """Post the reply to a question and return its id.

        Raises:
            DeliveryError: The channel did not confirm the post.
        """
        ...

    def edit(self, question: Question, reply_id: str, reply: Reply) -> str:
        """Put a reply in the place of an earlier one, or post it if the earlier one is gone.

        Returns:
            The id of the message with the new reply.

        Raises:
            DeliveryError: The channel did not confirm the change.
        """
        ...

    def show_alone(self, question: Question, reply: Reply) -> None:
        """Show a reply that can't be sent where it belongs to who asked; never raises."""
        ...

    def find(self, question: Question) -> str | None:
        """Return the id of the reply that an earlier attempt has posted, or None.

        Raises:
            RefusedError: The channel does not let the bot read the thread.
            DeliveryError: The thread can't be read at the moment.
        """
        ...
