"""The fitting of stored turns into the tokens that a model may be shown."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from bot.messages import (
    Answer,
    Message,
    ModelCall,
    Provenance,
    Question,
    messages_from_json,
    provenance_from_json,
    remarks_from_json,
    to_json,
    words_alone,
)
from bot.storage.past import Past
from bot.storage.past.introductions import introduction_of
from bot.storage.past.pairing import paired, with_sound_ids

FIRST_GUESS = 3.0
"""Characters per token until a model has reported a count; a low figure keeps prompts small."""

MAX_TURNS = 100

_TOKENS_AROUND = 4  # tokens that a message costs beside its words


class StoredTurn(NamedTuple):
    """A turn as it is stored, in the shapes of JSON.

    Attributes:
        remarks: The messages of the thread from before its first question; None for most turns.
        starts_anew: Whether what was said before was too long for the model, so that it ends here.
    """

    thread_key: str
    ts: str
    messages: Sequence[Mapping[str, Any]]
    remarks: Sequence[Mapping[str, Any]] | None
    provenance: Mapping[str, Any]
    starts_anew: bool


def stored_turn(question: Question, answer: Answer) -> StoredTurn:
    """Return the turn of a question and its answer in the form that is stored."""
    return StoredTurn(
        thread_key=question.thread_key,
        ts=question.ts,
        messages=[to_json(message) for message in answer.turn],
        remarks=[to_json(remark) for remark in answer.remarks] or None,
        provenance=to_json(answer.reply.provenance),
        starts_anew=answer.starts_anew,
    )


class Fitting:
    """The limit of tokens for the past of a thread; safe to share between threads."""

    def __init__(self, max_tokens: int) -> None:
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

    def past_of(self, newest_first: Iterable[StoredTurn]) -> Past:
        """Return the newest turns that fit together; take none beyond them."""
        kept: list[tuple[Message, ...]] = []
        sources: list[Mapping[str, Any]] = []
        left, is_new = float(self._max_tokens), True
        taken: set[str] = set()
        for stored in newest_first:
            is_new = False
            introduction = introduction_of(remarks_from_json(stored.remarks or ()))
            turn = paired((*introduction, *messages_from_json(stored.messages)))
            if not kept:
                turn = self._fitting(turn)
            left -= self._estimated_tokens(turn)
            if left < 0:
                break
            if turn:  # a withdrawn turn is empty
                kept.append(with_sound_ids(turn, f"{stored.thread_key} {stored.ts}", taken))
                sources.append(stored.provenance)
            if stored.starts_anew:
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


def _newest_provenance(stored: Sequence[Mapping[str, Any]]) -> Provenance:
    found = (provenance_from_json(data) for data in stored if data["notes"])
    return next(found, Provenance())
