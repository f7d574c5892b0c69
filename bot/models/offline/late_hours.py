"""Hours without a half of the day behind one after noon: "at 7?" behind "at 5 pm"."""

import re
from datetime import date
from typing import Final

from bot.models.offline.asked import Asked

_BARE_HOUR = re.compile(
    r"(?P<lead>(?:(?:at|around|about|before|after|until|till?|from|make (?:it|that)) )*)"
    r"(?P<hour>1[01]|[1-9])(?P<minutes>:[0-5]\d)?"
)
_IN_FIGURES = re.compile(r"\b(?:1[3-9]|2[0-3]):[0-5]\d\b")
"""An hour after noon of whoever means the morning by a small one: "17:00"."""
_HALF_A_DAY: Final = 12
_MOST_BACK: Final = 2
"""The hours by which one can go back: "at 8?" behind 9 pm is late, "at 7?" behind 11 pm early."""


def late_hour(said: str, day: date | None, before: Asked) -> str:
    """Return an hour without a half of the day as one after noon, where that follows; else "".

    The day is that of the early hour: where it is behind the one before, the late one is over.
    """
    bare, first = _BARE_HOUR.fullmatch(said), before.when.first_hour
    if not bare or first is None or first < _HALF_A_DAY or _IN_FIGURES.search(before.said.words):
        return ""
    late = (early := int(bare["hour"])) + _HALF_A_DAY
    day_before = before.when.first_day
    most_back = 0 if day and day_before and day > day_before else _MOST_BACK
    is_nearer = first - most_back <= late < 2 * first - early
    return f"{bare['lead']}{late}{bare['minutes'] or ':00'}" if is_nearer else ""
