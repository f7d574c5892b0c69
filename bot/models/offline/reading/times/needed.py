"""Tell which readers have nothing to read in a text: most are about words that few texts have."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

_Reader = TypeVar("_Reader", bound=Callable[..., Any])

# fmt: off
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# fmt: on
"""What the names of months begin with, be they short or long."""
SEASONS: Final = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}
"""The month in which each begins."""
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""What the names of weekdays begin with, be they short or long."""


def idle(needed: Mapping[_Reader, tuple[str, ...]], text: str) -> frozenset[_Reader]:
    """Return the readers each of which needs one of some words that a text has none of."""
    found = []
    for reader, words in needed.items():
        for word in words:
            if word in text:
                break
        else:
            found.append(reader)
    return frozenset(found)
