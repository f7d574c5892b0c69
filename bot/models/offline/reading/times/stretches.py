"""Read parts of months, seasons and years: "the second half of May", "late summer"."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

from bot.models.offline.reading.numbers import ORDINAL, ordinal
from bot.models.offline.reading.times.dates import MONTH, SEASON, YEAR, left_of
from bot.models.offline.reading.times.names import MONTHS, SEASONS
from bot.models.offline.reading.times.readers import Asked, Range, Reader, one, spanning

_IN = r"(?:(?:in|over|for|during|at|by|until|till?|towards?) )?(?:the )?"
_OF_MONTH = rf"(?:of|in) (?:(?P<which>this|next|the) month|(?P<month>{MONTH}){YEAR}?)"


def _in_month(
    match: re.Match[str], asked: Asked, days_of: Callable[[date], Range], month: int = 0
) -> Range:
    """Return some days of a month by its first day: of the next one, or looking back the last."""
    first = asked.today.replace(day=1) + relativedelta(months=match["which"] == "next")
    if match["month"]:
        month = MONTHS.index(match["month"][:3]) + 1
    first += relativedelta(months=(month - first.month) % 12 if month else 0)
    if match["year"]:
        first = first.replace(year=int(match["year"]))
    begin, last = days_of(first)
    is_other = begin >= asked.today if asked.is_past else last < asked.today
    if is_other and month and not match["year"]:
        begin, last = days_of(first + relativedelta(years=-1 if asked.is_past else 1))
    return left_of(begin, last, asked)


def _last_of(match: re.Match[str], asked: Asked) -> Range:
    """Return the last day of a month, of this one where none is named."""
    return _in_month(match, asked, lambda first: one(first + relativedelta(day=31)))


def _half_of_month(match: re.Match[str], asked: Asked) -> Range:
    """Return "the second half of December", from its 16th day on, and its "last two weeks"."""
    is_first, is_weeks = match["half"] in ("first", "1st"), match["weeks"] is not None

    def days_of(first: date) -> Range:
        last = first + relativedelta(day=31)
        if is_first:
            return spanning(first, 14 if is_weeks else 15)
        return last - timedelta(days=13) if is_weeks else first.replace(day=16), last

    return _in_month(match, asked, days_of)


def _week_of_this_month(match: re.Match[str], asked: Asked) -> Range:
    """Return "the first week of next month": its days 1 to 7."""
    week = ordinal(match["week"]) - 1 if match["week"] else None

    def days_of(first: date) -> Range:
        if week is None:
            return spanning(first + relativedelta(day=31, days=-6), 7)
        return spanning(first + timedelta(weeks=week), 7)

    return _in_month(match, asked, days_of)


def _part_of_season(match: re.Match[str], asked: Asked) -> Range:
    """Return the month that is early in a season of the north, in its middle, or late."""
    part = match["part"]
    more = 1 if part.startswith("mid") else 2 if part.startswith(("late", "end")) else 0
    month = (SEASONS[match["season"]] + more - 1) % 12 + 1
    return _in_month(match, asked, lambda first: (first, first + relativedelta(day=31)), month)


def _season_of_year(match: re.Match[str], asked: Asked) -> Range:
    first = date(int(match["year"]), SEASONS[match["season"]], 1)
    return left_of(first, first + relativedelta(months=3, days=-1), asked)


def _end_of_year(match: re.Match[str], asked: Asked) -> Range:
    """Return the last days of December for "the end of the year", or the first of January."""
    is_end, which = match["part"] == "end", match["which"]
    year = asked.today.year + {"next": 1, "new": 1, "coming": 1, "last": -1}.get(which, 0)
    if is_end:
        return spanning(date(year, 12, 21), 11)
    is_over = which == "the" and not asked.is_past
    return spanning(date(year + is_over, 1, 1), 10)


STRETCHES: Final[tuple[tuple[str, Reader], ...]] = (
    (rf"(?:on )?(?:the )?last day {_OF_MONTH}", _last_of),
    (
        (
            rf"{_IN}(?P<half>first|1st|second|2nd|latter|other|last)"
            rf" (?:half|(?P<weeks>(?:two|2) weeks)) {_OF_MONTH}"
        ),
        _half_of_month,
    ),
    (
        (
            rf"{_IN}(?:(?P<week>{ORDINAL})|last|final) week (?:of|in)"
            r" (?P<which>this|next|the) month(?P<month>(?!))?(?P<year>(?!))?"
        ),
        _week_of_this_month,
    ),
    (
        (
            rf"{_IN}(?P<part>early|mid|late|(?:beginning|start|middle|end) of)[ -](?:the )?"
            rf"(?P<which>(?!))?(?P<month>(?!))?{SEASON}(?! (?:\w+ (?:park|lake)|festivals?)\b)"
            rf"{YEAR}?"
        ),
        _part_of_season,
    ),
    (rf"{SEASON} (?P<year>(?:19|2[01])\d\d)(?! ?h)", _season_of_year),
    (
        (
            rf"{_IN}(?P<part>end|beginning|start) of (?:the (?=next|new|coming))?"
            r"(?P<which>the|this|next|new|coming|last) year"
        ),
        _end_of_year,
    ),
)
"""Patterns for text in lower case, and what reads each of them."""
STRETCHES_NEED: Final[dict[Reader, tuple[str, ...]]] = {
    _last_of: ("last day",),
    _week_of_this_month: (" week ",),
    **dict.fromkeys((_part_of_season, _season_of_year), tuple(SEASONS)),
    _end_of_year: (" year",),
}
"""Words of which a text has one where there is anything for a reader to read."""
