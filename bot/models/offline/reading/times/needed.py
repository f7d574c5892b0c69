"""Rules that have nothing to read in a text: most are about words that few texts have."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

_Reader = TypeVar("_Reader", bound=Callable[..., Any])


def idle(needed: Mapping[_Reader, tuple[str, ...]], text: str) -> frozenset[_Reader]:
    """Return the readers each of which needs one of some words, where a text has none of them."""
    found = []
    for reader, words in needed.items():  # any() would take twice as long, for each text read
        for word in words:
            if word in text:
                break
        else:
            found.append(reader)
    return frozenset(found)
