"""Put the days that a question names in their turn: asked on a Tuesday, "Monday and Tuesday"."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.models.offline.reading.times.names import WEEKDAYS

BEFORE_A_PLACE: Final = r" (?:_|(?:in|at|near|for|here|where|and|or|how|what|will|weather)\b)"
"""What can stand behind a time, beside nothing: "the day after in Rome and in Oslo"."""
THE_DAY_AFTER: Final = rf"(?:the )?day after(?: that)?(?=\s*(?:$|[?!.,;:/])|{BEFORE_A_PLACE})"
NEXT_DAY: Final = re.compile(
    rf"\b(?:on )?(?:the )?(?:next|following) day\b(?! or)|\b{THE_DAY_AFTER}"
)
"""A day that is counted from another one where that was named before it."""
_LONG_AGO: Final = date(999, 1, 1)
"""A day whose year is no clock time when it is said, and too early to be told as a date."""
_WEEK: Final = 7
_MOST_BETWEEN: Final = 3
"""The days from one weekday to the next that people still name in the order of the week."""


@dataclass(frozen=True, slots=True)
class Days:
    """A range of days, both ends in it, and where the text says so.

    Attributes:
        is_in_turn: Whether it is later than by itself, being named behind another one.
    """

    first: date
    last: date
    start: int
    end: int
    is_in_turn: bool = False


def in_turn(text: str, found: Sequence[Days], weekdays: Collection[int]) -> list[Days]:
    """Return days with each weekday behind the one that is named before it, where it follows soon.

    So is "the next day" the one behind what is named before it.

    Args:
        text: In lower case.
        found: In the order of the text.
        weekdays: Where those begin that are a weekday by its name and nothing more.
    """
    turned: list[Days] = []
    for day in found:
        if turned and NEXT_DAY.fullmatch(text, day.start, day.end):
            next_day = days_on(turned[-1].last, 1)
            turned.append(replace(day, first=next_day, last=next_day, is_in_turn=True))
            continue
        before = turned[-1] if turned and turned[-1].start in weekdays else None
        if before and day.start in weekdays and follows_in_the_week(before.first, day.first):
            turned.append(
                replace(
                    day,
                    first=days_on(day.first, _WEEK),
                    last=days_on(day.last, _WEEK),
                    is_in_turn=True,
                )
            )
        else:
            turned.append(day)
    return turned


def follows_in_the_week(before: date, day: date) -> bool:
    """Return whether a day is earlier than another one, and its weekday comes soon behind it."""
    is_soon = 0 < (day.weekday() - before.weekday()) % 7 <= _MOST_BETWEEN
    return day < before and is_soon


def days_on(day: date, days: int) -> date:
    """Return the day so many days later, or, if they are negative, earlier.

    It is the last one of the calendar where that ends before. The earliest is 1 January 999, or
    the day itself where that is earlier.
    """
    ordinal = max(day.toordinal() + days, min(day, _LONG_AGO).toordinal())
    return date.fromordinal(min(ordinal, date.max.toordinal()))


def weekday_from(day: date, name: str, step: int = 1) -> date:
    """Return the first day of a weekday's name from a day on, or, by the step -1, back from it.

    It can be that day itself. Only the first three letters of the name count, as people spell the
    others in many ways.
    """
    return days_on(day, (WEEKDAYS.index(name[:3]) - day.weekday()) * step % 7 * step)


def said_day(day: date) -> str:
    """Return a day as a question can name it: "november 28 2026"."""
    return f"{day:%B} {day.day} {day.year:04}".lower()
