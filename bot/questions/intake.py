"""What comes in from a channel, stored before it is acknowledged, and the workers told of it."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.languages import language_of, phrase
from bot.messages import Answer, Question, Reply
from bot.storage.history import History
from bot.storage.inbox import Inbox
from bot.storage.revisions import Revisions

STOPPED = phrase("Stopped, as you wished. Ask again whenever you like.")


@dataclass(frozen=True, slots=True)
class Intake:
    """The way in; each method has committed what it did when it returns.

    Attributes:
        wake: Tells the workers of this process that there is something to do.
    """

    inbox: Inbox
    revisions: Revisions
    history: History
    wake: Callable[[], None]

    def accept(self, question: Question) -> None:
        """Take a question; one that is there already changes nothing."""
        self.inbox.put(question)
        self.wake()

    def is_first(self, press: Question) -> bool:
        """Keep a press of a button, as a question without a text; return whether it is new."""
        return self.inbox.put(press, state="dead")

    def overhear(self, question: Question) -> None:
        """Take what was said, to nobody by name, in a thread that the bot takes part in."""
        thread_key = question.thread_key
        if self.history.knows(thread_key) or self.inbox.is_busy_with(thread_key):
            self.accept(question)

    def revise(self, edited: Question) -> bool:
        """Take the new wording of a question; return whether it is one, and news."""
        is_news = self.revisions.revise(edited)
        self.wake()
        return is_news

    def ask_again(
        self, asked: Question, revision: str, pressed_by: str, *, only_own: bool = False
    ) -> bool:
        """Have a message answered anew; return whether it is known and not being answered.

        With `only_own`, only when whoever pressed has written it.
        """
        is_asked = self.revisions.ask_again(asked, revision, pressed_by, only_own=only_own)
        self.wake()
        return is_asked

    def stop(self, thread_key: str, language: str) -> bool:
        """End the work on a thread, and say so in a language; return whether there was any."""
        stopped = Reply(language_of(language).text(STOPPED), language=language)
        count = self.revisions.stop(thread_key, Answer(stopped))
        self.wake()
        return count > 0
