"""The form of a question: what its answer has to begin with."""

from enum import StrEnum


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
