"""The intake: it stores questions, edits, button presses and stops, and wakes the workers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from bot.languages import language_of, phrase
from bot.messages import Answer, Question, Reply
from bot.storage.database import Transaction
from bot.storage.history import History
from bot.storage.inbox import Inbox
from bot.storage.operation.limits import Limits, Refusal
from bot.storage.revisions import Revisions

STOPPED = phrase("Stopped, as you wished. Ask again whenever you like.")


@dataclass(frozen=True, slots=True)
class Intake:
    """The way in from a channel; each method commits its changes before it returns.

    Attributes:
        wake: Tells the workers of this process to look for questions.
    """

    inbox: Inbox
    revisions: Revisions
    history: History
    limits: Limits
    wake: Callable[[], None]

    def accept(self, question: Question, *, is_guest: bool = False) -> Refusal | None:
        """Store a question, unless it is stored already; return its refusal if it has one.

        A refused question is stored without its words, so that it is refused once however often it
        is delivered.
        """
        refusal = self.limits.refusal_of_place(question, is_guest=is_guest)
        if refusal:
            is_new = self.inbox.put(replace(question, text=""), state="dead")
            return refusal if is_new else None
        # Slack waits for it, and would deliver again; those who answer can wait for a moment.
        refusal = self.inbox.database.do(partial(self._take, question), is_urgent=True)
        self.wake()
        return refusal

    def _take(self, question: Question, transaction: Transaction) -> Refusal | None:
        """Store a question, and count it; one that is over a limit loses its words."""
        if not self.inbox.put_within(transaction, question):
            return None
        if refusal := self.limits.take(transaction, question):
            self.inbox.refuse_within(transaction, replace(question, text=""))
        return refusal

    def refusal_of_press(
        self, asked: Question, pressed_by: str, *, is_guest: bool = False
    ) -> Refusal | None:
        """Count a press or an edit, which costs an answer too; return its refusal if it has one."""
        return self.limits.refusal_of(replace(asked, user=pressed_by), is_guest=is_guest)

    def is_first(self, press: Question) -> bool:
        """Store a button press, as a closed question without a text; return whether it is new."""
        return self.inbox.put(press, state="dead")

    def overhear(self, question: Question, *, is_guest: bool = False) -> None:
        """Store a message that addresses nobody, if the bot takes part in its thread."""
        thread_key = question.thread_key
        if self.history.knows(thread_key) or self.inbox.is_busy_with(thread_key):
            self.accept(question, is_guest=is_guest)

    def is_news(self, edited: Question) -> bool:
        """Return whether there is anything new in a message's wording; talk is no news."""
        return self.revisions.is_news(edited)

    def author_of(self, message: Question) -> str | None:
        """Return the id of who has asked a message, answered or refused; None where none did."""
        return self.revisions.author_of(message)

    def revise(self, edited: Question) -> bool:
        """Store the new wording of a question; return whether it was stored."""
        is_news = self.revisions.revise(edited)
        self.wake()
        return is_news

    def ask_again(self, asked: Question, revision: str, pressed_by: str) -> bool:
        """Have a message answered anew; return whether that is possible.

        It is not when the message is not stored or is being answered.
        """
        is_asked = self.revisions.ask_again(asked, revision, pressed_by)
        self.wake()
        return is_asked

    def stop(self, thread_key: str, language: str, pressed_at: str = "") -> bool:
        """End the work on a thread's questions with a note; return whether there was any work.

        Questions asked after `pressed_at` go on; "" stops all.
        """
        stopped = Reply(language_of(language).text(STOPPED), language=language)
        count = self.revisions.stop(thread_key, Answer(stopped), pressed_at)
        self.wake()
        return count > 0
