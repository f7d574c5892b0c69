"""An intake that keeps what it is given."""

from collections.abc import Callable

from bot.messages import Question


class FakeIntake:
    """Hands questions to a function, and keeps the rest."""

    def __init__(self, accept: Callable[[Question], None]) -> None:
        self.accept = accept
        self.presses: list[Question] = []
        self.overheard: list[Question] = []
        self.revised: list[Question] = []
        self.asked_again: list[tuple[Question, str]] = []
        self.stopped: list[str] = []

    def is_first(self, press: Question) -> bool:
        """Keep a press."""
        is_new = press not in self.presses
        self.presses.append(press)
        return is_new

    def overhear(self, question: Question) -> None:
        """Keep what was overheard."""
        self.overheard.append(question)

    def revise(self, edited: Question) -> bool:
        """Keep an edit."""
        self.revised.append(edited)
        return True

    def ask_again(
        self, asked: Question, revision: str, pressed_by: str, *, only_own: bool = False
    ) -> bool:
        """Keep what is to be asked again."""
        self.asked_again.append((asked, f"{revision}{f' for {pressed_by}' if only_own else ''}"))
        return True

    def stop(self, thread_key: str, language: str) -> bool:
        """Keep what is to be stopped."""
        assert language
        self.stopped.append(thread_key)
        return True
