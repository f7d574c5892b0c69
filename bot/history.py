"""One conversation history per thread, kept turn by turn and cut to what a model may be shown."""

from collections.abc import Sequence
from dataclasses import asdict

import sqlalchemy as sa

from bot.database import Database, Transaction, turns
from bot.messages import Message, Question, messages_from_json

CHARACTERS_PER_TOKEN = 3
"""A cautious estimate for English text and JSON; a low figure keeps the prompt smaller."""

MOST_TURNS = 100


class History:
    """What was said in each thread."""

    def __init__(self, database: Database, *, max_tokens: int) -> None:
        self._database = database
        self._max_tokens = max_tokens

    def load(self, question: Question) -> list[Message]:
        """Return the messages of the thread's turns before this question, oldest first.

        Whole turns only, the newest that fit into the limit of tokens; empty in a new thread.
        """
        if question.thread == question.ts:  # it opens the thread
            return []
        newest_first = (
            sa.select(turns.c.messages)
            .where(turns.c.thread_key == question.thread_key, turns.c.ts < question.ts)
            .order_by(turns.c.ts.desc())
            .limit(MOST_TURNS)
        )
        with self._database.transaction() as transaction:
            stored = transaction.execute(newest_first).scalars().all()
        kept: list[tuple[Message, ...]] = []
        left = self._max_tokens
        for data in stored:
            turn = messages_from_json(data)
            left -= _estimated_tokens(turn)
            if left < 0:
                break
            kept.append(turn)
        return [message for turn in reversed(kept) for message in turn]

    def append(self, transaction: Transaction, question: Question, turn: Sequence[Message]) -> None:
        """Add a question's turn to its thread, within the caller's transaction."""
        if turn:
            transaction.execute(
                sa.insert(turns).values(
                    thread_key=question.thread_key,
                    ts=question.ts,
                    messages=[asdict(message) for message in turn],
                )
            )


def _estimated_tokens(turn: Sequence[Message]) -> int:
    characters = sum(
        len(message.content) + sum(len(call.name + call.arguments) for call in message.tool_calls)
        for message in turn
    )
    return characters // CHARACTERS_PER_TOKEN + 4 * len(turn)
