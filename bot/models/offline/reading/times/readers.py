"""Readers of days: what they have in common, the day of asking and the range that they give."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Asked:
    """The day of asking, and whether the question looks back from it."""

    today: date
    is_past: bool


Range = tuple[date, date]
"""The first and the last of some days."""

Reader = Callable[[re.Match[str], Asked], Range]
"""Reads what a pattern has matched; raises a ValueError where there is no such day.

A LookupError or an OverflowError says that it can't tell: it is far off, or no day at all.
"""


def one(day: date) -> Range:
    """Return the range of a single day."""
    return day, day


def spanning(first: date, days: int) -> Range:
    """Return the range of so many days, at least one."""
    return first, first + timedelta(days=max(days, 1) - 1)
