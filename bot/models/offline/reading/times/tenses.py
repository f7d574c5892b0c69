"""Tell whether a question looks back on what has been."""

import re

_PAST = re.compile(
    r"\b(?:so far|was|were|wasn't|weren't|did|didn't|had|fell|(?:has|have)(?: \w+){0,2}"
    r" (?:been|fallen|rained|snowed|had|got|gotten|seen))\b"
)
_AHEAD = re.compile(r"\b(?:will|is|going|gonna|should)\b|'ll\b")


def looks_back(text: str) -> bool:
    """Return whether a text in lower case asks about the past."""
    return bool(_PAST.search(text)) and not _AHEAD.search(text)
