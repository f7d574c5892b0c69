"""Units of the wind, and which of them somebody wants it in: knots, m/s or Beaufort's scale."""

import re
from typing import Final

from bot.models.offline.reading.tokens import Span

KNOT_KMH: Final = 1.852
METRE_A_SECOND_KMH: Final = 3.6
_BEAUFORT: Final = (3.0096, 1.5)
"""Its factor and its power, for km/h: https://en.wikipedia.org/wiki/Beaufort_scale"""
_WORDS: Final = {
    "kn": r"(?:in )?(?:kn(?:ots?)?|kts?)",
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


def kmh_of_force(force: float) -> float:
    """Return the speed in km/h of a force of Beaufort's scale, or between two."""
    factor, power = _BEAUFORT
    return float(factor * force**power)


def force_of_kmh(speed_kmh: float) -> float:
    """Return the force of a speed in km/h on Beaufort's scale, which has no end here."""
    factor, power = _BEAUFORT
    return float((speed_kmh / factor) ** (1 / power))


def find_wind_unit(plain: str) -> str:
    """Return the sign of the unit that a text in small letters wants the wind in; "" for none."""
    return next((unit for unit, pattern in _PATTERNS.items() if pattern.search(plain)), "")


def spans_of_wind_units(plain: str) -> tuple[Span, ...]:
    """Return the spans of a text in small letters that name such a unit."""
    return tuple(
        match.span() for pattern in _PATTERNS.values() for match in pattern.finditer(plain)
    )
