"""Remember what has been found out about an object, so that each thing is worked out once."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar, TypeVarTuple


class Remembering(Protocol):
    """An object that never changes, with room for what is found out about it."""

    @property
    def memory(self) -> dict[tuple[object, ...], Any]:
        """The findings, by the function that made them and its other arguments."""
        ...


_Subject = TypeVar("_Subject", bound=Remembering)
_Arguments = TypeVarTuple("_Arguments")
_Found = TypeVar("_Found")


def remembered(
    function: Callable[[_Subject, *_Arguments], _Found],
) -> Callable[[_Subject, *_Arguments], _Found]:
    """Return a function that works the same arguments out only once in the life of an object."""

    @wraps(function)
    def find(subject: _Subject, *arguments: *_Arguments) -> _Found:
        key, memory = (function, *arguments), subject.memory
        found: _Found
        if key in memory:
            found = memory[key]
        else:
            found = memory[key] = function(subject, *arguments)
        return found

    return find
