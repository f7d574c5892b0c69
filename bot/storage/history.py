"""One conversation history per thread, kept turn by turn and cut to what a model may be shown."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict

import sqlalchemy as sa

from bot.messages import Answer, ModelCall, Provenance, Question
from bot.storage.database import Database, Transaction
from bot.storage.past import Past
from bot.storage.past.fitting import MAX_TURNS, Fitting, StoredTurn, stored_turn
from bot.storage.tables import belongs_to, is_message, turns

GOES_ON_FOR_S = 1800.0
"""Seconds within which a new thread in a direct message continues the one before it."""

_LOADED = [turns.c[name] for name in StoredTurn._fields]
_APPEND = sa.insert(turns)
_A_FEW_AT_A_TIME = {"yield_per": 4}


class History:
    """The stored turns of every thread; a `ThreadHistory`."""

    def __init__(self, database: Database, *, max_tokens: int) -> None:
        self._database = database
        self._fitting = Fitting(max_tokens)

    def learn(self, model_calls: Iterable[ModelCall]) -> None:
        """Correct the estimated characters per token by the counts that models have reported."""
        self._fitting.learn(model_calls)

    def load(self, question: Question) -> Past:
        """Return the turns of the thread before this question.

        They are the newest ones that fit into the limit of tokens; a new thread has none. A tool
        call whose result was lost gets an error as its result. No two calls share an id, and every
        server takes the ids.
        """
        if question.thread != question.ts:
            which, most = turns.c.thread_key == question.thread_key, MAX_TURNS
        elif question.surface == "direct_message":
            # The question opens a thread, and yet continues the conversation of a moment ago.
            which, most = _recently_said_in_channel(question), 1
        else:
            return Past()
        newest_first = (
            sa.select(*_LOADED)
            .where(which, turns.c.ts < question.ts)
            .order_by(turns.c.ts.desc())
            .limit(most)
        )
        with (
            self._database.transaction(must_last=False) as transaction,
            # Few rows are read at a time, so that turns which do not fit are never read.
            transaction.execute(newest_first, execution_options=_A_FEW_AT_A_TIME) as rows,
        ):
            return self._fitting.past_of(map(StoredTurn._make, rows))

    def knows(self, thread_key: str) -> bool:
        """Return whether any turn of a thread is stored."""
        query = sa.select(turns.c.id).where(turns.c.thread_key == thread_key).limit(1)
        with self._database.transaction() as transaction:
            return transaction.execute(query).first() is not None

    def append(self, transaction: Transaction, question: Question, answer: Answer) -> None:
        """Add a question's turn to its thread, within the caller's transaction.

        The turn of an earlier revision is replaced. The turn of a slash command is not stored: its
        thread never continues.
        """
        if question.surface == "command":
            return
        if question.revision:
            transaction.execute(
                sa.delete(turns).where(
                    turns.c.thread_key == question.thread_key, turns.c.ts == question.ts
                )
            )
        if answer.turn:
            owner = {"team": question.team, "channel": question.channel, "user": question.user}
            row = {**stored_turn(question, answer)._asdict(), **owner}
            transaction.execute(_APPEND, row)

    def withdraw(self, transaction: Transaction, question: Question) -> None:
        """Empty a question's turn, within the caller's transaction.

        The empty turn stays: a thread without any stored turn counts as new, and the withdrawn
        answer's text would be read from the channel again.
        """
        nothing: dict[str, object] = {"messages": [], "remarks": None}
        nothing["provenance"] = asdict(Provenance())
        transaction.execute(
            sa.update(turns).where(is_message(turns, question)).values(user="", **nothing)
        )

    def forget(self, owner: Mapping[str, str], may_go_on: Callable[[], bool]) -> int:
        """Delete an owner's turns; return their number."""
        return self._database.remove(turns, belongs_to(turns, owner), turns.c.id, may_go_on)

    def purge(self, before_ts: str, may_go_on: Callable[[], bool]) -> int:
        """Delete the turns from before a time; return their number."""
        return self._database.remove(turns, turns.c.ts < before_ts, turns.c.ts, may_go_on)


def _recently_said_in_channel(question: Question) -> sa.ColumnElement[bool]:
    """Return the condition for turns that a new thread in a direct message continues."""
    oldest_ts = f"{float(question.ts) - GOES_ON_FOR_S:.6f}"  # seconds since 1970, see Question
    return sa.and_(
        turns.c.channel == question.channel, turns.c.team == question.team, turns.c.ts >= oldest_ts
    )
