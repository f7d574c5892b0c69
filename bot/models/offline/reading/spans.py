"""Search a text for stretches that say something, and keep account of them."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

_MOST_OF_A_KIND: Final = 50
"""Far more than anybody names in one question; those behind them are not read."""


def first_of(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Return the matches of a pattern in a text, no more than the first where they are many."""
    return islice(pattern.finditer(text), _MOST_OF_A_KIND)


class Marks:
    """The letters of a text that are marked; asking costs no more where many are."""

    def __init__(self, length: int) -> None:
        self._marked = bytearray(length)

    def add(self, start: int, end: int) -> None:
        """Mark a stretch of letters."""
        self._marked[start:end] = b"\1" * (end - start)

    def overlap(self, start: int, end: int) -> bool:
        """Return whether any letter of a stretch is marked."""
        return self._marked.find(1, start, end) >= 0
