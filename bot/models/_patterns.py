"""Patterns that are compiled when they are first used: all at once take longer than an answer.

Most questions need few of those that read questions, and most answers none of those that read
refusals.
"""

import re
from functools import cached_property
from typing import Any, cast


class LatePattern:
    """A pattern that is compiled when it is first used; see `late`."""

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._flags = flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern itself."""
        return re.compile(self._text, self._flags)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a pattern has
        """Return an attribute of the pattern, which is this object's own from then on."""
        found = getattr(self.compiled, name)
        setattr(self, name, found)
        return found


def late(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern that is compiled when it is first used, and is used like any other."""
    return cast("re.Pattern[str]", LatePattern(text, flags))
