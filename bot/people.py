"""What people have set for themselves, and what they think of answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, get_args

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.clock import Clock
from bot.database import Database, Transaction, belongs_to, feedback, is_message, people, questions
from bot.messages import Asker, Question
from bot.reports import Units

_MOST_SHOWN = 200

# An insert that changes the row where there is one; each engine spells it its own way.
_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person has set.

    Attributes:
        units: None leaves it to the bot.
        home: The label of a place; "" without one.
    """

    units: Units | None = None
    home: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody thinks of an answer; the texts are empty when they are deleted."""

    is_good: bool
    team: str
    channel: str
    user: str
    given_at_s: float
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class People:
    """Keeps preferences and feedback; each method is a transaction of its own."""

    database: Database
    clock: Clock

    def preferences(self, team: str, user: str) -> Preferences:
        """Return what a person has set."""
        query = sa.select(people.c.units, people.c.home).where(
            people.c.team == team, people.c.user == user
        )
        with self.database.transaction() as transaction:
            row = transaction.execute(query).first()
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
        """Return the circumstances of the person who asks, with what they have set and pressed."""
        own = self.preferences(question.team, question.user)
        wants_new = bool(question.pressed_by)
        return replace(asker, units=own.units or asker.units, home=own.home, wants_new=wants_new)

    def rate(self, asked: Question, user: str, *, is_good: bool) -> None:
        """Keep what somebody thinks of the answer to a question; the last word counts.

        Nothing is kept about a question that is not known, or not any more.
        """
        known = sa.select(questions.c.id).where(is_message(questions, asked)).limit(1)
        with self.database.transaction() as transaction:
            if transaction.execute(known).first() is None:
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
                revisions.c.state == "done",  # the others have left it as it was
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

    def forget(self, owner: Mapping[str, str], may_go_on: Callable[[], bool]) -> None:
        """Delete an owner's feedback, and what the people of a team, or one of them, have set."""
        self.database.remove(feedback, belongs_to(feedback, owner), feedback.c.id, may_go_on)
        if "channel" in owner:
            return  # nobody has set anything for a channel
        with self.database.transaction() as transaction:
            transaction.execute(sa.delete(people).where(belongs_to(people, owner)))

    def purge(self, before_ts: str, may_go_on: Callable[[], bool]) -> None:
        """Delete the feedback on older questions."""
        self.database.remove(feedback, feedback.c.ts < before_ts, feedback.c.id, may_go_on)

    def _set(self, team: str, user: str, **values: str) -> None:
        with self.database.transaction() as transaction:
            row = {"team": team, "user": user, "units": "", "home": ""} | values
            _upsert(transaction, people, ["team", "user"], row, changed=values)


def _upsert(
    transaction: Transaction,
    table: sa.Table,
    key: list[str],
    row: Mapping[str, object],
    *,
    changed: Mapping[str, object] | None = None,
) -> None:
    insert: Any = _INSERTS[transaction.dialect.name]
    new = insert(table).values(**row)
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
    """Return an opinion with when, where and about what, for an operator to read."""
    given_at = datetime.fromtimestamp(opinion.given_at_s, UTC)
    where = f"{opinion.team} {opinion.channel} {opinion.user}"
    asked, answered = (
        " ".join(text.split())[:_MOST_SHOWN] or "(deleted)"
        for text in (opinion.question, opinion.answer)
    )
    verdict = "good" if opinion.is_good else "bad"
    return f"{given_at:%Y-%m-%d %H:%M} {verdict:4} {where}: {asked} | {answered}"
