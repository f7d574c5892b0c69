"""Spell hours of 0 to 24 by the halves of the day: "from 14:00 to 16:00" is from 2 to 4 pm."""

import re
from datetime import datetime
from typing import Final

_HOURS_OF_A_DAY: Final = 24
_NOON: Final = 12


def by_half(hour: int) -> str:
    """Return an hour of 0 to 24 by the halves of the day: "2 pm", and "12 am" for both ends."""
    return f"{hour % _NOON or _NOON} {'pm' if _NOON <= hour < _HOURS_OF_A_DAY else 'am'}"


def by_halves(match: re.Match[str], _: datetime) -> str:
    """Return "from 14:00 to 16:00" by the halves of the day, and "from 8:30 to 5" without."""
    first, last = match["first"], match["last"]
    is_zero = "0" in (first[0], last[0])
    has_zeros = ":00" in match[0] and match[0].count(":") > 1
    is_of_24 = is_zero or has_zeros or max(int(first), int(last)) > _NOON
    if not is_of_24 or (int(last) < int(first) <= _NOON and not is_zero):
        return f"{match['lead']} {first} to {last}"
    return f"{match['lead']} {by_half(int(first))} to {by_half(int(last))}"


def by_hours(match: re.Match[str], _: datetime) -> str:
    """Return "from 14 to 16 h" and "14h-16h" by the halves of the day."""
    first, last = (by_half(int(match[name] or match["alone"])) for name in ("first", "last"))
    return f"{match['lead'] or 'from'} {first} to {last}"


def by_first_half(match: re.Match[str], _: datetime) -> str:
    """Return "from 10 am to 4" with the half of the day of its end, the next such hour."""
    first = int(match["first"]) % _NOON + (_NOON if match["half"] == "p" else 0)
    last = first + ((int(match["last"]) - first) % _NOON or _NOON)
    return f"{match['lead'] or 'from'} {by_half(first)} to {by_half(last % _HOURS_OF_A_DAY)}"
