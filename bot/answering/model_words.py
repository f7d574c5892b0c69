"""How long the words of a model may be."""

from dataclasses import replace
from typing import Final

from bot.answering.run import Run
from bot.models import Completion

MAX_CHARACTERS: Final = 30_000
"""More than any channel shows, and little enough to be checked in no time."""

MAX_WITHOUT_RESULT: Final = 600
"""How long words may be for which nothing was looked up: help in any language, a question back.

Whoever writes in a thread can ask the model for any text; this much of it at most goes out in the
bot's name. What the bot and its tools have told in the thread before may be repeated in full.
"""


def limited(completion: Completion, run: Run) -> Completion:
    """Return a model's turn with words of the permitted length, marked as cut off if they were not.

    Words beside calls are no answer, so that nothing is missing without their end.
    """
    most = MAX_CHARACTERS
    if not (run.added or completion.tool_calls):
        most = min(most, MAX_WITHOUT_RESULT + sum(map(len, run.prompt.told)))
    if len(completion.content) <= most:
        return completion
    words = completion.content[:most].rsplit(maxsplit=1)[0]
    return replace(
        completion, content=words, is_cut_off=completion.is_cut_off or not completion.tool_calls
    )
