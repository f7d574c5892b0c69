"""What is drawn for a composed case, each by the case's own number and never by chance."""

from collections.abc import Sequence
from typing import TypeVar

from digests import digest_of

T = TypeVar("T")


class Draw:
    """Draws values for one case, and remembers them in words."""

    def __init__(self, number: int) -> None:
        self._number, self._count = number, 0
        self.words: list[str] = []

    def __call__(self, name: str, choices: Sequence[T]) -> T:
        """Return one of several values, and remember it under its name."""
        value = self.silently(choices)
        self.words.append(f"{name}={value!r}")
        return value

    def silently(self, choices: Sequence[T]) -> T:
        """Return one of several values."""
        self._count += 1
        return choices[int(digest_of(f"{self._number} {self._count}"), 16) % len(choices)]
