"""One conversation history per thread, kept turn by turn and cut to what a model may be shown."""

import itertools
import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import sqlalchemy as sa

from bot.calls import CALL_ID_CHARACTERS, call_id_of
from bot.messages import (
    Answer,
    Message,
    ModelCall,
    Provenance,
    Question,
    ToolCall,
    messages_from_json,
    provenance_from_json,
    remarks_from_json,
    words_alone,
)
from bot.storage.database import Database, Transaction
from bot.storage.introductions import introduction_of
from bot.storage.tables import belongs_to, is_message, turns

FIRST_GUESS = 3.0
"""Characters per token until a model has reported a count; a low figure keeps prompts small."""

MAX_TURNS = 100

_TOKENS_AROUND = 4  # tokens that a message costs beside its words
GOES_ON_FOR_S = 1800.0
"""Seconds within which a new thread in a direct message continues the one before it."""

_LOADED = (
    *(turns.c.thread_key, turns.c.ts, turns.c.messages, turns.c.remarks),
    *(turns.c.provenance, turns.c.starts_anew),
)
_OF_EVERY_SERVER = re.compile(rf"[a-zA-Z0-9]{{{CALL_ID_CHARACTERS}}}")
_APPEND = sa.insert(turns)
_A_FEW_AT_A_TIME = {"yield_per": 4}


@dataclass(frozen=True, slots=True)
class Past:
    """The earlier turns of a thread, as far as a model may be shown them.

    Attributes:
        turns: Oldest first. Each is whole, but for a newest turn that alone exceeds the limit: it
            is shortened.
        provenance: The sources of the newest figures among the turns.
        is_new: Whether no turn of this thread is stored yet.
    """

    turns: tuple[tuple[Message, ...], ...] = ()
    provenance: Provenance = Provenance()
    is_new: bool = True


class History:
    """The stored turns of every thread."""

    def __init__(self, database: Database, *, max_tokens: int) -> None:
        self._database = database
        self._max_tokens = max_tokens
        self._lock = threading.Lock()
        self._characters_per_token = FIRST_GUESS

    def learn(self, model_calls: Iterable[ModelCall]) -> None:
        """Correct the estimated characters per token by the counts that models have reported.

        Each call moves the estimate by a fifth of the difference.
        """
        for call in model_calls:
            if call.prompt_tokens > 0 and call.prompt_characters > 0:
                counted = call.prompt_characters / call.prompt_tokens
                with self._lock:
                    mixed = 0.8 * self._characters_per_token + 0.2 * counted
                    self._characters_per_token = min(max(mixed, 1.0), 6.0)

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
            self._database.transaction() as transaction,
            # Few rows are read at a time, so that turns which do not fit are never read.
            transaction.execute(newest_first, execution_options=_A_FEW_AT_A_TIME) as rows,
        ):
            return self._fitting_past(rows)

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
            row = {
                "thread_key": question.thread_key,
                "ts": question.ts,
                "team": question.team,
                "channel": question.channel,
                "user": question.user,
                "messages": [asdict(message) for message in answer.turn],
                "remarks": [asdict(remark) for remark in answer.remarks] or None,
                "provenance": asdict(answer.reply.provenance),
                "starts_anew": answer.starts_anew,
            }
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

    def _fitting_past(self, newest_first: Iterable[Any]) -> Past:
        """Return the newest turns that fit together; read no row beyond them."""
        kept: list[tuple[Message, ...]] = []
        sources: list[Mapping[str, Any]] = []
        left, is_new = float(self._max_tokens), True
        taken: set[str] = set()
        for row in newest_first:
            is_new = False
            introduction = introduction_of(remarks_from_json(row.remarks or ()))
            turn = paired((*introduction, *messages_from_json(row.messages)))
            if not kept:
                turn = self._fitting(turn)
            left -= self._estimated_tokens(turn)
            if left < 0:
                break
            if turn:  # a withdrawn turn is empty
                kept.append(_with_sound_ids(turn, f"{row.thread_key} {row.ts}", taken))
                sources.append(row.provenance)
            if row.starts_anew:
                break
        provenance = _newest_provenance(sources)
        return Past(tuple(reversed(kept)), provenance, is_new=is_new)

    def _fitting(self, turn: tuple[Message, ...]) -> tuple[Message, ...]:
        """Return as much of a turn as fits into the limit.

        That is the whole turn, else its words without the tool calls, else the beginning of each
        message.
        """
        said = words_alone(turn)
        for whole in (turn, said):
            if self._estimated_tokens(whole) <= self._max_tokens:
                return whole
        tokens = self._max_tokens / len(said) - _TOKENS_AROUND
        longest = max(0, int(tokens * self._characters_per_token))
        return tuple(replace(message, content=message.content[:longest]) for message in said)

    def _estimated_tokens(self, turn: Sequence[Message]) -> float:
        characters = sum(message.characters for message in turn)
        return characters / self._characters_per_token + _TOKENS_AROUND * len(turn)


def _recently_said_in_channel(question: Question) -> sa.ColumnElement[bool]:
    """Return the condition for turns that a new thread in a direct message continues."""
    oldest_ts = f"{float(question.ts) - GOES_ON_FOR_S:.6f}"  # seconds since 1970, see Question
    return sa.and_(
        turns.c.channel == question.channel, turns.c.team == question.team, turns.c.ts >= oldest_ts
    )


def _with_sound_ids(turn: Sequence[Message], seed: str, taken: set[str]) -> tuple[Message, ...]:
    """Return a turn with ids of calls that every server takes, and that are taken by no other.

    A server's own stays where it is one: many a model counts anew in every turn, and cannot know
    those that it is not shown any more.
    """
    sound: list[Message] = []
    ids: dict[str, str] = {}
    numbers = itertools.count()
    for message in turn:
        if message.tool_calls:
            ids = {
                call.id: _sound_id(call.id, f"{seed} {next(numbers)}", taken)
                for call in message.tool_calls
            }
        calls = tuple(replace(call, id=ids[call.id]) for call in message.tool_calls)
        answered = ids.get(message.tool_call_id, message.tool_call_id)
        sound.append(replace(message, tool_calls=calls, tool_call_id=answered))
    return tuple(sound)


def _sound_id(call_id: str, seed: str, taken: set[str]) -> str:
    sound = call_id if _OF_EVERY_SERVER.fullmatch(call_id) else ""
    while not sound or sound in taken:
        sound, seed = call_id_of(seed), f"{seed} again"
    taken.add(sound)
    return sound


def _newest_provenance(stored: Sequence[Mapping[str, Any]]) -> Provenance:
    found = (provenance_from_json(data) for data in stored if data["notes"])
    return next(found, Provenance())


def paired(messages: Sequence[Message]) -> tuple[Message, ...]:
    """Return a turn in which every call has its one result, behind it and in its order.

    A lost result is replaced by an error, and a result that belongs to no call is left out.
    """
    repaired: list[Message] = []
    for at, message in enumerate(messages):
        if message.role == "tool":
            continue
        repaired.append(message)
        # Only the results right behind a call count: another turn may have used the same ids.
        behind = itertools.takewhile(lambda other: other.role == "tool", messages[at + 1 :])
        results = {other.tool_call_id: other for other in behind}
        repaired += [results.get(call.id) or _lost(call) for call in message.tool_calls]
    return tuple(repaired)


def _lost(call: ToolCall) -> Message:
    content = '{"error":"lost","message":"The result of this call was lost."}'
    return Message("tool", content, tool_call_id=call.id)
