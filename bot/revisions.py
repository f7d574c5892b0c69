"""The same message asked again: edited by its author, or refreshed by whoever reads the answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from bot.database import Database, Transaction, is_open, questions
from bot.inbox import Inbox
from bot.messages import Question, question_from_json


@dataclass(frozen=True, slots=True)
class Revisions:
    """Knows the revisions of a message, of which only the newest is worth answering."""

    database: Database
    inbox: Inbox

    def revise(self, edited: Question) -> bool:
        """Store the new wording of a question; return whether it is one, and news.

        An edit of what was no question, or was taken back, is none. A wording that nobody has begun
        to answer is closed; one in work is answered first, so that its reply can be edited.
        """
        with self.database.transaction() as transaction:
            known = _revisions_of(transaction, edited)
            if not known or not edited.revision > max(row.revision for row in known):
                return False
            if known[-1].text == edited.text:
                return False
            _close_unbegun(transaction, edited)
            return self.inbox.put_within(transaction, edited)

    def ask_again(self, asked: Question, revision: str, *, only_for: str = "") -> bool:
        """Ask a message's newest wording again; return whether it is known and not being answered.

        Args:
            asked: Says where and when it was written; its other fields don't matter.
            revision: Later than all before.
            only_for: A person, if it must be theirs.
        """
        with self.database.transaction() as transaction:
            known = _revisions_of(transaction, asked)
            if not known or any(row.is_open for row in known):
                return False
            if only_for not in ("", known[-1].question.user):
                return False
            again = replace(known[-1].question, revision=revision)
            return self.inbox.put_within(transaction, again)

    def earlier_reply(self, question: Question) -> str | None:
        """Return the id of the reply to an earlier revision of a question; None without one."""
        if not question.revision or question.surface == "command":
            return None
        newest_first = (
            sa.select(questions.c.reply_id)
            .where(_is_same_message(question), questions.c.reply_id > "")
            .order_by(questions.c.id.desc())
            .limit(1)
        )
        with self.database.transaction() as transaction:
            found: str | None = transaction.execute(newest_first).scalar()
        return found


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
    """Return all that is known of a message, oldest first; nothing when it was taken back."""
    rows: Sequence[sa.Row[Any]] = transaction.execute(
        sa.select(questions.c.question, is_open(questions).label("is_open"))
        .where(_is_same_message(question))
        .order_by(questions.c.id)
    ).all()
    if not all(row.question for row in rows):
        return ()
    return [_Revision(question_from_json(row.question), bool(row.is_open)) for row in rows]


def _close_unbegun(transaction: Transaction, question: Question) -> None:
    transaction.execute(
        sa.update(questions)
        .where(
            _is_same_message(question),
            questions.c.state == "ready",
            questions.c.attempt == 0,
            questions.c.answer.is_(sa.null()),
        )
        .values(state="dead")
    )


def _is_same_message(question: Question) -> sa.ColumnElement[bool]:
    return sa.and_(
        questions.c.channel == question.channel,
        questions.c.ts == question.ts,
        questions.c.team == question.team,
    )
