"""Where questions go: what the surfaces need of whoever answers them."""

from typing import Protocol

from bot.messages import Question


class Intake(Protocol):
    """Takes what comes in; what a method did is committed when it returns."""

    def accept(self, question: Question) -> None:
        """Take a question; one that is there already changes nothing."""
        ...

    def is_first(self, press: Question) -> bool:
        """Keep a press of a button, as a question without a text; return whether it is new."""
        ...

    def overhear(self, question: Question) -> None:
        """Take what was said to nobody by name, in a thread that the bot takes part in."""
        ...

    def revise(self, edited: Question) -> bool:
        """Take the new wording of a question; return whether it is one, and news."""
        ...

    def ask_again(
        self, asked: Question, revision: str, pressed_by: str, *, only_own: bool = False
    ) -> bool:
        """Have a message answered anew; return whether it is known and not being answered.

        With `only_own`, only when whoever pressed has written it.
        """
        ...

    def stop(self, thread_key: str, language: str) -> bool:
        """End the work on a thread, and say so in a language; return whether there was any."""
        ...
