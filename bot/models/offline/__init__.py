"""A model of rules instead of a language model: the embedded default, with no key and no network.

It reads English questions about the weather, calls the same tools and words one answer. Its rules
are hundreds of patterns, which take a fifth of a second to import: the first turn imports them.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from bot.clock import Deadline
from bot.messages import Asker, Message
from bot.models import Completion
from bot.places.gazetteer import Gazetteer
from bot.tools import Tool

if TYPE_CHECKING:
    from bot.models.offline.rules import Rules


class OfflineModel:
    """A chat model that answers by rules, from the messages alone."""

    def __init__(self, gazetteer: Gazetteer, *, signs: bool = True) -> None:
        """Answer with a line below that says whose words they are, unless somebody else adds it."""
        self._gazetteer = gazetteer
        self._signs = signs

    @property
    def name(self) -> str:
        """The name in the log."""
        return "offline"

    @property
    def is_by_rules(self) -> bool:
        """True: sums, means and differences in its words are of the results."""
        return True

    def complete(
        self,
        messages: Sequence[Message],
        tools: Sequence[Tool],
        asker: Asker,
        deadline: Deadline,
        *,
        may_call_tools: bool = True,
    ) -> Completion:
        """Return tool calls for a question about the weather, else words, which take no time.

        Raises:
            DeadlineError: No time is left to answer the calls.
        """
        return self._rules.turn(messages, tools, asker, deadline, may_call_tools=may_call_tools)

    def warm_up(self) -> None:
        """Import the rules, which the first turn would wait for."""
        _ = self._rules

    @cached_property
    def _rules(self) -> "Rules":
        from bot.models.offline.rules import Rules  # noqa: PLC0415 - see above

        return Rules(self._gazetteer, signs=self._signs)


def word_results(messages: Sequence[Message]) -> str:
    """Return an answer made by code from the tool results among the messages."""
    from bot.models.offline import wording  # noqa: PLC0415 - see above

    return wording.word_results(messages)
