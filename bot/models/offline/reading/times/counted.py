"""Read what is counted from the day of asking, ahead or back: "in 3 weeks", "the last 5 days"."""

import re
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

from bot.models.offline.reading.numbers import number
from bot.models.offline.reading.times.readers import Asked, Range, Reader, one
from bot.queries import HORIZON_DAYS

_PAST = re.compile(
    r"\b(?:so far|was|were|wasn't|weren't|did|didn't|had|fell|(?:has|have)(?: \w+){0,2}"
    r" (?:been|fallen|rained|snowed|had|got|gotten|seen))\b"
)
_AHEAD = re.compile(r"\b(?:will|is|going|gonna|should)\b|'ll\b")
_AGAINST = re.compile(
    r"\b(?:than|against|vs\.?|versus|compared (?:to|with)) (?:(?:in|on|at|the) )*$"
)
_COMING = re.compile(r"\b(?:next|coming|following)\b")
_YEARS: Final = {"year": 1, "yr": 1, "decade": 10, "centur": 100}
_WEEKS: Final = {"week": 1, "wk": 1, "fortnight": 2}
FAR_YEAR: Final = re.compile(r"(?<!\d)\d{5}")
"""A number that is a year of no calendar, where a date has one."""
_LONGEST: Final = timedelta(days=2_900_000)
"""The longest time that still ends in a year of four figures."""


def looks_back(text: str) -> bool:
    """Return whether a text in lower case asks about the past."""
    return bool(_PAST.search(text)) and not _AHEAD.search(text)


def days_read(match: re.Match[str], read: Reader, asked: Asked) -> Range:
    """Return the days that a match says; behind "than" the last ones where the next are far off."""
    first, last = read(match, asked)
    is_near = (first - asked.today).days < HORIZON_DAYS
    against = _AGAINST.search(match.string, 0, match.start())
    if is_near or not against or _COMING.search(match[0]):
        return first, last
    was = read(match, Asked(asked.today, is_past=True))
    return was if was[1] < asked.today else (first, last)


def step(count: str, unit: str) -> relativedelta:
    """Return a number of days, weeks, months, years or more, by the words that say it."""
    amount = number(count)
    if "month" in unit:
        return relativedelta(months=amount)
    for name, weeks in _WEEKS.items():
        if unit.startswith(name):
            return relativedelta(weeks=weeks * amount)
    for name, years in _YEARS.items():
        if unit.startswith(name):
            return relativedelta(years=years * amount)
    return relativedelta(days=amount)


def ahead(day: date, count: str, unit: str) -> date:
    """Return the day so far behind another one; the last of the calendar where it ends before."""
    try:
        return day + step(count, unit)
    except (ValueError, OverflowError):
        return date.max


def in_a_while(match: re.Match[str], asked: Asked) -> Range:
    """Return the day of "in 3 weeks"."""
    return one(ahead(asked.today, match["n"], match["unit"]))


def ago(match: re.Match[str], asked: Asked) -> Range:
    """Return the day of "3 weeks ago"; the first one of the calendar where that begins later."""
    try:
        return one(asked.today - step(match["n"], match["unit"]))
    except (ValueError, OverflowError):
        return one(date.min)


def next_days(match: re.Match[str], asked: Asked) -> Range:
    """Return today and the days behind it, as many as are told."""
    behind = in_a_while(match, asked)[0]
    return asked.today, behind - timedelta(days=1)


def last_days(match: re.Match[str], asked: Asked) -> Range:
    """Return the days before today, as many as are told."""
    return ago(match, asked)[0], asked.today - timedelta(days=1)


def length_of(match: re.Match[str]) -> timedelta:
    """Return the length of some hours, minutes or seconds, at most some thousands of years."""
    try:
        return min(_told_length(match), _LONGEST)
    except OverflowError:
        return _LONGEST


def _told_length(match: re.Match[str]) -> timedelta:
    text, unit = match["n"], match["unit"][:1]
    each = timedelta(**{{"h": "hours", "m": "minutes", "s": "seconds"}[unit]: 1})
    if "half" in text or "/" in text:
        return each / 2
    whole = each * (float(text) if "." in text else number(text))
    rest = (match["more"] or match["rest"] or "").strip()
    minutes = re.search(r"\d+", rest)
    if minutes:
        return whole + timedelta(minutes=int(minutes[0]))
    return whole + each * (0.5 if "half" in rest else 0.25 if rest else 0)
