"""The limits of length for the words of a model."""

from dataclasses import replace
from typing import Final

from bot.answering.run import Run
from bot.models import Completion

MAX_CHARACTERS: Final = 15_000
"""More characters than any channel shows, but few enough for the check of figures to be quick."""

MAX_WITHOUT_RESULT: Final = 600
"""Most characters of an answer without tool results: enough for help, or for a question back.

Anybody in a thread can ask the model for any text; this limit bounds the text that goes out in the
bot's name. Earlier answers and tool results of the thread may be repeated in full beside it.
"""

_LONGEST_WORD: Final = 80
"""Most characters that are left out so that no word is torn; Japanese has no spaces to end at."""


def limited(completion: Completion, run: Run) -> Completion:
    """Return a model's turn with its words shortened to the permitted length.

    A shortened answer is marked as cut off; words beside tool calls are no answer and are not.
    """
    most = MAX_CHARACTERS
    if not (run.done or completion.tool_calls):
        most = min(most, MAX_WITHOUT_RESULT + sum(map(len, run.prompt.told)))
    if len(completion.content) <= most:
        return completion
    content = completion.content.strip()
    if len(content) <= most:
        return replace(completion, content=content)
    whole = content[:most].rstrip()
    words = whole.rsplit(maxsplit=1)[0]
    if len(words) < most - _LONGEST_WORD:
        words = whole
    return replace(
        completion, content=words, is_cut_off=completion.is_cut_off or not completion.tool_calls
    )
