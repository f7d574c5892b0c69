"""Read in which unit somebody wants the wind: knots, metres per second or Beaufort's scale."""

import re
from typing import Final

from bot.models.offline.reading.tokens import Span

_WORDS: Final = {
    "kn": r"(?:in )?(?:knots?|kts?)",
    "m/s": r"(?:in )?(?:m/s|met(?:er|re)s (?:per|a) second)",
    "Bft": (
        r"(?:in |on )?(?:the )?(?:bft"
        r"|beaufort(?: (?:scale|force|number)|(?= (?:(?:in|for|at)\b|\d)))"
        r"|(?<=\d )beaufort(?! ?,)|force(?= \d))"
    ),
}
_PATTERNS: Final = {
    unit: re.compile(rf"(?<![\w.])(?:{words})(?!\w)") for unit, words in _WORDS.items()
}


def find_wind_unit(plain: str) -> str:
    """Return the sign of the unit that a text in small letters wants the wind in; "" for none."""
    return next((unit for unit, pattern in _PATTERNS.items() if pattern.search(plain)), "")


def spans_of_wind_units(plain: str) -> tuple[Span, ...]:
    """Return the spans of a text in small letters that name such a unit."""
    return tuple(
        match.span() for pattern in _PATTERNS.values() for match in pattern.finditer(plain)
    )
