"""One conversation history per thread, kept turn by turn and cut to what a model may be shown."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from bot.database import Database, Transaction, turns
from bot.messages import (
    Answer,
    Message,
    Provenance,
    Question,
    messages_from_json,
    provenance_from_json,
)

CHARACTERS_PER_TOKEN = 3
"""A cautious estimate for English text and JSON; a low figure keeps the prompt smaller."""

MAX_TURNS = 100

_APPEND = sa.insert(turns)


@dataclass(frozen=True, slots=True)
class Past:
    """What was said in a thread so far.

    Attributes:
        messages: Whole turns, oldest first.
        provenance: Where the newest figures among them came from.
    """

    messages: tuple[Message, ...] = ()
    provenance: Provenance = Provenance()


class History:
    """What was said in each thread."""

    def __init__(self, database: Database, *, max_tokens: int) -> None:
        self._database = database
        self._max_tokens = max_tokens

    def load(self, question: Question) -> Past:
        """Return what was said in the thread before this question.

        Whole turns only, the newest that fit into the limit of tokens; empty in a new thread.
        """
        if question.thread == question.ts:  # it opens the thread
            return Past()
        newest_first = (
            sa.select(turns.c.messages, turns.c.provenance)
            .where(turns.c.thread_key == question.thread_key, turns.c.ts < question.ts)
            .order_by(turns.c.ts.desc())
            .limit(MAX_TURNS)
        )
        with self._database.transaction() as transaction:
            stored = transaction.execute(newest_first).all()
        kept: list[tuple[Message, ...]] = []
        left = self._max_tokens
        for row in stored:
            turn = messages_from_json(row.messages)
            left -= _estimated_tokens(turn)
            if left < 0:
                break
            kept.append(turn)
        return Past(
            messages=tuple(message for turn in reversed(kept) for message in turn),
            provenance=_newest_provenance([row.provenance for row in stored[: len(kept)]]),
        )

    def append(self, transaction: Transaction, question: Question, answer: Answer) -> None:
        """Add a question's turn to its thread, within the caller's transaction."""
        if answer.turn:
            row = {
                "thread_key": question.thread_key,
                "ts": question.ts,
                "messages": [asdict(message) for message in answer.turn],
                "provenance": asdict(answer.reply.provenance),
            }
            transaction.execute(_APPEND, row)


def _newest_provenance(stored: Sequence[Mapping[str, Any]]) -> Provenance:
    found = (provenance_from_json(data) for data in stored if data["notes"])
    return next(found, Provenance())


def _estimated_tokens(turn: Sequence[Message]) -> int:
    characters = sum(
        len(message.content) + sum(len(call.name + call.arguments) for call in message.tool_calls)
        for message in turn
    )
    return characters // CHARACTERS_PER_TOKEN + 4 * len(turn)
