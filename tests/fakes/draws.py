"""Values drawn from pools by words or by the number of a case, and so the same in every run."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar
from zlib import crc32

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


def drawn(key: str, pool: Sequence[T]) -> T:
    """Return an item of a pool, also for keys that are nearly alike."""
    number = int.from_bytes(blake2b(key.encode(), digest_size=4).digest(), "big")
    return pool[number % len(pool)]


def one_of(pool: Sequence[T], words: str) -> T:
    """Return an item of a pool by its place, which `number_of` names."""
    return pool[number_of(words) % len(pool)]


def number_of(words: str) -> int:
    """Return a number of 32 bits."""
    return crc32(words.encode())
