"""Limits on what people and workspaces may use, held against counts that all processes share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import sqlalchemy as sa

from bot.clock import Clock
from bot.messages import Question
from bot.storage.database import Database, Transaction
from bot.storage.engines import insert_of
from bot.storage.tables import usage

DIRECT_MESSAGES: Final = "dm"
"""The word that stands for all direct messages among the allowed channels."""

_MINUTE_S: Final = 60
_DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Refusal:
    """A question that is over a limit, or comes from where none may.

    Attributes:
        reason: The kind of limit.
        until_s: The moment at which the limit ends, in seconds since 1970; None for never.
        is_first: Whether the person has not been told of this limit yet.
    """

    reason: Literal["rate", "tokens", "place", "guest"]
    until_s: int | None = None
    is_first: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of all workspaces; 0 and an empty set are no limit.

    Minutes and days are those of the database's clock, in UTC.
    """

    database: Database
    clock: Clock
    per_person: int = 0
    per_workspace: int = 0
    tokens_per_day: int = 0
    teams: frozenset[str] = field(default_factory=frozenset)
    channels: frozenset[str] = field(default_factory=frozenset)
    are_guests_welcome: bool = True

    def refusal_of_place(self, question: Question, *, is_guest: bool) -> Refusal | None:
        """Return the refusal of a question by its workspace, channel or author; None to go on."""
        if is_guest and not self.are_guests_welcome:
            return Refusal("guest")
        is_direct = question.surface == "direct_message" or question.channel.startswith("D")
        place = DIRECT_MESSAGES if is_direct else question.channel
        is_other_team = bool(self.teams) and question.team not in self.teams
        is_other_place = bool(self.channels) and not self.channels & {place, question.channel}
        return Refusal("place") if is_other_team or is_other_place else None

    def take(self, transaction: Transaction, question: Question) -> Refusal | None:
        """Count one question within a transaction; return the refusal if that is too many."""
        now_s = int(self.database.now_s(transaction, self.clock))
        minute_s, day_s = now_s // _MINUTE_S * _MINUTE_S, now_s // _DAY_S * _DAY_S
        team, user = question.team, question.user
        # Who is over their own limit uses up none of their workspace's. All rows are taken in one
        # order, so that two processes can't wait for each other.
        if any(
            self._add(transaction, (team, who, "questions", minute_s), 1) > limit
            for who, limit in ((user, self.per_person), ("", self.per_workspace))
            if limit
        ):
            is_first = self._add(transaction, (team, user, "notes", minute_s), 1) == 1
            return Refusal("rate", minute_s + _MINUTE_S, is_first)
        if self.tokens_per_day and self._tokens(transaction, team, day_s) >= self.tokens_per_day:
            # The first minute of a day begins with it: a note of its limit is another one.
            is_first = self._add(transaction, (team, user, "notes_of_day", day_s), 1) == 1
            return Refusal("tokens", day_s + _DAY_S, is_first)
        return None

    def refusal_of(self, question: Question, *, is_guest: bool) -> Refusal | None:
        """Count an asking that is stored elsewhere, such as a press; return its refusal if any."""
        if refusal := self.refusal_of_place(question, is_guest=is_guest):
            return refusal
        if not (self.per_person or self.per_workspace or self.tokens_per_day):
            return None
        with self.database.transaction() as transaction:
            return self.take(transaction, question)

    def add_tokens(self, team: str, tokens: int) -> None:
        """Count what the language model has read and written for a workspace."""
        if self.tokens_per_day and tokens:
            with self.database.transaction() as transaction:
                now_s = int(self.database.now_s(transaction, self.clock))
                self._add(transaction, (team, "", "tokens", now_s // _DAY_S * _DAY_S), tokens)

    def forget(self, owner: Mapping[str, str]) -> None:
        """Delete the counts of a workspace or a person; a channel has none."""
        named = [usage.c[name] == value for name, value in owner.items() if name != "channel"]
        if named and "channel" not in owner:
            with self.database.transaction() as transaction:
                transaction.execute(sa.delete(usage).where(*named))

    def purge(self) -> None:
        """Delete the counts of days that are over."""
        with self.database.transaction() as transaction:
            oldest_s = int(self.database.now_s(transaction, self.clock)) - 2 * _DAY_S
            transaction.execute(sa.delete(usage).where(usage.c.since_s < oldest_s))

    def _tokens(self, transaction: Transaction, team: str, day_s: int) -> int:
        row = {"team": team, "user": "", "kind": "tokens", "since_s": day_s}
        query = sa.select(usage.c.used).where(*(usage.c[name] == row[name] for name in row))
        return transaction.execute(query).scalar() or 0

    def _add(self, transaction: Transaction, key: tuple[str, str, str, int], count: int) -> int:
        """Add to a count, which then no other transaction can until this one ends; return it."""
        names = ("team", "user", "kind", "since_s")
        insert = insert_of(transaction.dialect.name)(usage)
        statement = insert.values(**dict(zip(names, key, strict=True)), used=count)
        statement = statement.on_conflict_do_update(
            index_elements=list(names), set_={"used": usage.c.used + count}
        )
        return int(transaction.execute(statement.returning(usage.c.used)).scalar_one())
