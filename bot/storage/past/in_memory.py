"""The history of a process that stores nothing, such as a conversation in a terminal."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import islice

from bot.messages import Answer, ModelCall, Question
from bot.storage.past import Past
from bot.storage.past.fitting import MAX_TURNS, Fitting, StoredTurn, stored_turn


class MemoryHistory:
    """The turns of every thread, kept as long as the process lives; for one Python thread alone."""

    def __init__(self, *, max_tokens: int) -> None:
        self._fitting = Fitting(max_tokens)
        self._turns = defaultdict[str, list[StoredTurn]](list)

    def learn(self, model_calls: Iterable[ModelCall]) -> None:
        """Correct the estimated characters per token by the counts that models have reported."""
        self._fitting.learn(model_calls)

    def load(self, question: Question) -> Past:
        """Return the newest turns of a question's thread that fit into the limit of tokens."""
        newest_first = reversed(self._turns[question.thread_key])
        return self._fitting.past_of(islice(newest_first, MAX_TURNS))

    def append(self, question: Question, answer: Answer) -> None:
        """Add a question's turn to its thread."""
        if answer.turn:
            self._turns[question.thread_key].append(stored_turn(question, answer))
