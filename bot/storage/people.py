"""People: their preferences, and their feedback on answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, get_args

import sqlalchemy as sa

from bot.clock import Clock
from bot.messages import Asker, Question
from bot.reports import Units
from bot.storage.database import Database, Transaction
from bot.storage.engines import insert_of
from bot.storage.tables import belongs_to, feedback, is_message, people, questions
from bot.untrusted import one_line

_MOST_SHOWN = 200

_PREFERENCES = sa.select(people.c.units, people.c.home).where(
    people.c.team == sa.bindparam("of_team"), people.c.user == sa.bindparam("of_user")
)
_HAS_QUESTION = sa.exists().where(
    questions.c.channel == feedback.c.channel,
    questions.c.ts == feedback.c.ts,
    questions.c.team == feedback.c.team,
)


@dataclass(frozen=True, slots=True)
class Preferences:
    """The preferences of a person.

    Attributes:
        units: The units to answer in; None leaves the choice to the bot.
        home: The label of the person's place; "" without one.
    """

    units: Units | None = None
    home: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """One person's feedback on an answer; the texts are empty once the question is deleted."""

    is_good: bool
    team: str
    channel: str
    user: str
    given_at_s: float
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class People:
    """The stored preferences and feedback.

    A method is a transaction of its own, unless it takes one.
    """

    database: Database
    clock: Clock

    def preferences(self, team: str, user: str) -> Preferences:
        """Return a person's preferences; the defaults when none are stored."""
        who = {"of_team": team, "of_user": user}
        row = self.database.do(
            lambda transaction: transaction.execute(_PREFERENCES, who).first(), must_last=False
        )
        if row is None:
            return Preferences()
        return Preferences(row.units if row.units in get_args(Units) else None, row.home)

    def set_units(self, team: str, user: str, units: Units | None) -> None:
        """Set the units for a person; None leaves them to the bot again."""
        self._set(team, user, units=units or "")

    def set_home(self, team: str, user: str, home: str) -> None:
        """Set a person's home place by its label; "" for none."""
        self._set(team, user, home=home)

    def known(self, question: Question, asker: Asker) -> Asker:
        """Return the circumstances of the person who asks, with their preferences added.

        When somebody else has pressed a button on the answer, the home is that of the earlier
        answer: nobody can make the bot show a person's newly set home to the channel.
        """
        own = self.preferences(question.team, question.user)
        is_by_other = question.pressed_by not in ("", question.user)
        earlier = self._earlier_home(question) if is_by_other else None
        return replace(
            asker,
            units=own.units or asker.units,
            home=own.home if earlier is None else earlier,
            wants_new=bool(question.pressed_by),
        )

    def rate(self, asked: Question, user: str, *, is_good: bool) -> None:
        """Store a person's feedback on the answer to a question, in place of their earlier one.

        Nothing is stored for a question that is deleted or was never stored.
        """
        with self.database.transaction() as transaction:
            if not _is_known(transaction, asked):
                return
            row = {
                "key": asked.key,
                "ts": asked.ts,
                "team": asked.team,
                "channel": asked.channel,
                "user": user,
                "is_good": is_good,
                "given_at_s": self.clock.now().timestamp(),
            }
            _upsert(transaction, feedback, ["key", "user"], row)

    def opinions(self) -> list[Opinion]:
        """Return all feedback with the newest answer it is about, the newest feedback first."""
        revisions = questions.alias()
        answered = (
            sa.select(sa.func.max(revisions.c.id))
            .where(
                revisions.c.channel == feedback.c.channel,
                revisions.c.ts == feedback.c.ts,
                revisions.c.team == feedback.c.team,
                revisions.c.state == "done",  # a dead revision has left the answer as it was
            )
            .correlate(feedback)
            .scalar_subquery()
        )
        query = (
            sa.select(feedback, questions.c.question, questions.c.answer)
            .select_from(feedback.outerjoin(questions, questions.c.id == answered))
            .order_by(feedback.c.given_at_s.desc())
        )
        with self.database.transaction() as transaction:
            return [_opinion(row) for row in transaction.execute(query)]

    def withdraw(self, transaction: Transaction, question: Question) -> None:
        """Delete the feedback on a question, within the caller's transaction."""
        transaction.execute(sa.delete(feedback).where(is_message(feedback, question)))

    def forget(self, owner: Mapping[str, str], may_go_on: Callable[[], bool]) -> None:
        """Delete an owner's feedback and, unless the owner is a channel, their preferences.

        Feedback on questions that are not stored any more is deleted as well.
        """
        of_owner_or_lost = sa.or_(belongs_to(feedback, owner), ~_HAS_QUESTION)
        self.database.remove(feedback, of_owner_or_lost, feedback.c.id, may_go_on)
        if "channel" in owner:
            return  # preferences belong to a person, not to a channel
        with self.database.transaction() as transaction:
            transaction.execute(sa.delete(people).where(belongs_to(people, owner)))

    def purge(self, before_ts: str, may_go_on: Callable[[], bool]) -> None:
        """Delete the feedback on questions from before a time."""
        self.database.remove(feedback, feedback.c.ts < before_ts, feedback.c.id, may_go_on)

    def _earlier_home(self, question: Question) -> str | None:
        """Return the asker's home at the time of the newest answer; None when it is unknown."""
        newest_first = (
            sa.select(questions.c.answer)
            .where(is_message(questions, question), questions.c.answer.is_not(sa.null()))
            .order_by(questions.c.id.desc())
        )
        with self.database.transaction() as transaction:
            answers = transaction.execute(newest_first).scalars()
            homes = [answer.get("home") for answer in answers]
        return next((home for home in homes if home is not None), None)

    def _set(self, team: str, user: str, **values: str) -> None:
        with self.database.transaction() as transaction:
            row = {"team": team, "user": user, "units": "", "home": ""} | values
            _upsert(transaction, people, ["team", "user"], row, changed=values)


def _is_known(transaction: Transaction, asked: Question) -> bool:
    """Return whether a question is stored and was not deleted by its author."""
    stored = transaction.execute(
        # On PostgreSQL, the deletion of a question and feedback on it wait for each other.
        sa.select(questions.c.question).where(is_message(questions, asked)).with_for_update()
    )
    return any(row.question for row in stored)


def _upsert(
    transaction: Transaction,
    table: sa.Table,
    key: list[str],
    row: Mapping[str, object],
    *,
    changed: Mapping[str, object] | None = None,
) -> None:
    new = insert_of(transaction.dialect.name)(table).values(**row)
    transaction.execute(new.on_conflict_do_update(index_elements=key, set_=dict(changed or row)))


def _opinion(row: sa.Row[Any]) -> Opinion:
    return Opinion(
        is_good=row.is_good,
        team=row.team,
        channel=row.channel,
        user=row.user,
        given_at_s=row.given_at_s,
        question=(row.question or {}).get("text", ""),
        answer=((row.answer or {}).get("reply") or {}).get("text", ""),
    )


def in_one_line(opinion: Opinion) -> str:
    """Return an opinion as a line for an operator: time, verdict, place, question and answer."""
    given_at = datetime.fromtimestamp(opinion.given_at_s, UTC)
    where = f"{opinion.team} {opinion.channel} {opinion.user}"
    asked, answered = (
        one_line(text, _MOST_SHOWN) or "(deleted)"  # a terminal obeys what is unprintable
        for text in (opinion.question, opinion.answer)
    )
    verdict = "good" if opinion.is_good else "bad"
    return f"{given_at:%Y-%m-%d %H:%M} {verdict:4} {where}: {asked} | {answered}"
