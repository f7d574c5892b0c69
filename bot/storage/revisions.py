"""Changes of mind: a question that is edited, asked again by a button, or stopped."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from bot.messages import Answer, Question, question_from_json, to_json
from bot.storage.closed_questions import tidy
from bot.storage.database import Database, Transaction
from bot.storage.history import History
from bot.storage.inbox import Inbox
from bot.storage.tables import is_message, is_open, questions


@dataclass(frozen=True, slots=True)
class Revisions:
    """The stored revisions of each message; only the newest one is answered."""

    database: Database
    inbox: Inbox
    history: History

    def is_news(self, edited: Question) -> bool:
        """Return whether a wording would be stored as a new one of its message; see `revise`."""
        with self.database.transaction() as transaction:
            return _is_news(_revisions_of(transaction, edited), edited)

    def author_of(self, message: Question) -> str | None:
        """Return the id of a stored message's author; None for one that is unknown or deleted."""
        with self.database.transaction() as transaction:
            known = _revisions_of(transaction, message)
        return known[-1].question.user if known else None

    def revise(self, edited: Question) -> bool:
        """Store the new wording of a question; return whether it was stored.

        Nothing is stored when the message was no question, was deleted, says the same as before, or
        is not addressed to the bot any more.
        An earlier wording that no worker has begun is closed; one in work is answered first, so
        that its reply can be edited. The words of a closed wording are deleted.
        """
        with self.database.transaction() as transaction:
            known = _revisions_of(transaction, edited)
            if not _is_news(known, edited):
                return False
            _close_unbegun(transaction, edited)
            is_news = self.inbox.put_within(transaction, edited)
            tidy(transaction, edited)
            self.history.withdraw(transaction, edited)
        self.database.scrub()  # when other connections are busy, the next purge scrubs
        return is_news

    def ask_again(self, asked: Question, revision: str, pressed_by: str) -> bool:
        """Ask a message's newest wording again; return whether that was done.

        It is not done for a message that is not stored or is being answered at this moment.

        The same press, delivered again, changes nothing.

        Args:
            asked: The place and time of the message; the other fields are not looked at.
            revision: The name of the new revision, which sorts after all earlier ones.
            pressed_by: The id of the person who pressed the button.
        """
        with self.database.transaction() as transaction:
            known = _revisions_of(transaction, asked)
            if any(row.revision == revision for row in known):
                return True
            if not known or any(row.is_open for row in known):
                return False
            again = replace(known[-1].question, revision=revision, pressed_by=pressed_by)
            return self.inbox.put_within(transaction, again)

    def earlier_reply(self, question: Question) -> str | None:
        """Return the id of the reply to an earlier revision of a question, or None."""
        if not _can_be_later(question):
            return None
        with self.database.transaction() as transaction:
            return _earlier_reply(transaction, question)

    def stop(self, thread_key: str, answer: Answer, pressed_at: str = "") -> int:
        """End the work on a thread's questions with this answer; return their number.

        Those asked after `pressed_at` go on, since the same press can be delivered again later; ""
        stops all.
        A worker of any process that is still busy with one loses its lease. A question whose answer
        is saved already keeps that answer, and a question asked again keeps its earlier reply.
        """
        is_in_work = sa.and_(
            questions.c.thread_key == thread_key,
            questions.c.state == "leased",
            questions.c.answer.is_(sa.null()),
            questions.c.ts < pressed_at if pressed_at else sa.true(),
        )
        with self.database.transaction() as transaction:
            values = {"due_at_s": self.inbox.now_s(transaction), "answer": to_json(answer)}
            stopped = transaction.execute(
                sa.update(questions)
                .where(is_in_work)
                .values(state="ready", may_be_posted=False, **values)
                .returning(questions.c.id, questions.c.question)
            ).all()
            in_work = {row.id: question_from_json(row.question) for row in stopped}
            again = {
                number: question
                for number, question in in_work.items()
                if _earlier_reply(transaction, question)
            }
            dead = sa.update(questions).where(questions.c.id.in_(again)).values(state="dead")
            transaction.execute(dead)
            for question in again.values():
                tidy(transaction, question)
        return len(stopped)


@dataclass(frozen=True, slots=True)
class _Revision:
    question: Question
    is_open: bool

    @property
    def revision(self) -> str:
        return self.question.revision

    @property
    def text(self) -> str:
        return self.question.text


def _revisions_of(transaction: Transaction, question: Question) -> Sequence[_Revision]:
    """Return a message's stored revisions, oldest first; none for a message that was deleted."""
    rows: Sequence[sa.Row[Any]] = transaction.execute(
        sa.select(questions.c.question, is_open(questions).label("is_open"))
        .where(is_message(questions, question))
        .order_by(questions.c.id)
    ).all()
    if not all(row.question for row in rows):
        return ()
    return [_Revision(question_from_json(row.question), bool(row.is_open)) for row in rows]


def _is_news(known: Sequence[_Revision], edited: Question) -> bool:
    if not known or known[-1].text == edited.text:
        return False
    is_addressed = edited.surface != "follow_up" or known[-1].question.surface == "follow_up"
    return is_addressed and edited.revision > _time_of_wording(known)


def _time_of_wording(known: Sequence[_Revision]) -> str:
    """Return the ts of a message's newest edit; "" for a message that was never edited.

    A press of a button asks for the same words again. Its time is of another clock than an edit's.
    """
    same = itertools.takewhile(lambda row: row.text == known[-1].text, reversed(known))
    return list(same)[-1].revision


def _can_be_later(question: Question) -> bool:
    """Return whether a question can have earlier revisions; a command's has another meaning."""
    return bool(question.revision) and question.surface != "command"


def _earlier_reply(transaction: Transaction, question: Question) -> str | None:
    if not _can_be_later(question):
        return None
    newest_first = (
        sa.select(questions.c.reply_id)
        .where(is_message(questions, question), questions.c.reply_id > "")
        .order_by(questions.c.id.desc())
        .limit(1)
    )
    found: str | None = transaction.execute(newest_first).scalar()
    return found


def _close_unbegun(transaction: Transaction, question: Question) -> None:
    unbegun = sa.and_(is_message(questions, question), questions.c.attempt == 0)
    transaction.execute(sa.update(questions).where(unbegun).values(state="dead"))
