"""The form of a question: what its answer begins with, and the side of an hour it asks for."""

import re
from enum import StrEnum
from typing import Final, Literal

Side = Literal["before", "after", ""]
_SIDE: Final = re.compile(
    r"\W*(?:(?P<before>before|by|earlier than|until)|after|later than"
    r"|past)\b"
)


class Form(StrEnum):
    """The thing that an answer has to begin with."""

    PLAIN = "plain"
    """Nothing but the weather."""
    VERDICT = "verdict"
    """Yes or no: "is it windy?", "do I need a coat?"."""
    FIGURE = "figure"
    """The amount: "how windy is it?", "the temperature"."""
    MEAN = "mean"
    """The average of some days: "the average temperature last week"."""
    COUNT = "count"
    """The number of days or hours: "how many rainy days?"."""
    START = "start"
    """The day or hour: "when will it rain?"."""
    END = "end"
    """The hour at which it is over: "when will it stop raining?"."""
    LAST = "last"
    """The latest day that was so: "when did it last rain?"."""
    CHOICE = "choice"
    """The winner: "which is the warmest?"."""
    RANKING = "ranking"
    """All of them in their order: "rank these by temperature"."""
    COMPARISON = "comparison"
    """Yes or no by a comparison: "is it warmer than yesterday?"."""
    TREND = "trend"
    """Up or down: "is it getting warmer or colder?"."""
    DIFFERENCE = "difference"
    """The distance between two."""

    @property
    def is_of_two(self) -> bool:
        """Whether one thing is set against another."""
        return self in (Form.COMPARISON, Form.DIFFERENCE)


def side_of(words: str) -> Side:
    """Return the side of an hour that its words name: "before 7", "after 5 pm"."""
    match = _SIDE.match(words.lower())
    if not match:
        return ""
    return "before" if match["before"] else "after"
