"""Days that are told by another one: "2 days before May 5", "the weekend after Christmas"."""

import re
from datetime import datetime
from typing import Final

from dateutil.relativedelta import relativedelta

from bot.models._patterns import late
from bot.models.offline.reading.numbers import NUMBER, number
from bot.models.offline.reading.times.dates import MONTH, SEASON, WEEKDAY, YEAR
from bot.models.offline.reading.times.days import find_days
from bot.models.offline.reading.times.holidays import HOLIDAY, NOT_A_NAME
from bot.models.offline.reading.times.turns import BEFORE_A_PLACE, days_on, said_day, weekday_from
from bot.models.offline.reading.times.years import Spell

_DATE: Final = (
    rf"(?:(?:the )?\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{MONTH}|{MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b)"
    r"(?:,? (?:19|20)\d\d\b)?"
)


def _beside(match: re.Match[str], asked_at: datetime) -> str:
    """Return the days up to another one, or those behind it, without that day itself."""
    today = asked_at.date()
    days = find_days(match["day"], today)
    if not days:
        return match[0]
    if match["side"] == "after":
        first = days_on(days[0].last, 1)
        if match["one"]:
            return said_day(first)
        return f"{said_day(first)} to {said_day(days_on(first, 2))}"
    last = days_on(days[0].first, -1)
    if match["one"]:
        return said_day(last)
    return f"today to {said_day(last)}" if last > today else "today"


def _counted_beside(match: re.Match[str], asked_at: datetime) -> str:
    """Return the day of "2 days before May 5", or the week or the days of "the week before"."""
    days = find_days(match["day"], asked_at.date())
    if not days:
        return match[0]
    is_before = match["side"] == "before"
    far = number(match["n"] or "a") * (7 if match["unit"].startswith("week") else 1)
    other = days_on(days[0].first, -far) if is_before else days_on(days[0].last, far)
    if match["n"]:
        return said_day(other)
    ends = (other, days_on(days[0].first, -1)) if is_before else (days_on(days[0].last, 1), other)
    return " to ".join(map(said_day, ends))


def _nearest(match: re.Match[str], asked_at: datetime) -> str:
    """Return the weekday or the weekend that is the last before another day or the first behind."""
    days = find_days(match["day"], asked_at.date())
    if not days:
        return match[0]
    is_before, is_weekend = match["side"] == "before", match["unit"] == "weekend"
    step, end = (-1, "sun") if is_before else (1, "sat")
    day = days_on(days[0].first if is_before else days[0].last, step)
    day = weekday_from(day, end if is_weekend else match["unit"], step)
    return " to ".join(map(said_day, sorted({day, days_on(day, step * is_weekend)})))


def _since(match: re.Match[str], asked_at: datetime) -> str:
    """Return the days from the last one of its name up to today."""
    today = asked_at.date()
    month = match["month"] or ""
    days = find_days(f"was {'in ' if month else ''}{match['day']}", today)
    if not days or days[0].first >= today:
        return match[0]
    first = days[0].last if "end of" in month else days[0].first
    this_year = first + relativedelta(years=1)
    if month and this_year < today and not (match["year"] or "last" in month):
        first = this_year  # "since November", in November
    return f"{said_day(first)} to today"


def _past_month(match: re.Match[str], asked_at: datetime) -> str:
    """Return the October of "was October wet?", or a season, with its year."""
    days = find_days(f"was in {match['month']}", asked_at.date())
    return f"in {match['month']} {days[0].first:%Y}" if days else match[0]


def _long_weekend(match: re.Match[str], asked_at: datetime) -> str:
    """Return this weekend, unless other days are named: "a long weekend in May"."""
    return match[0] if find_days(match.string, asked_at.date()) else "this weekend"


_TEXTS: Final[tuple[tuple[str, Spell], ...]] = (
    (r"\ba long week-?end\b", _long_weekend),
    (
        (
            rf"\b(?:the (?=week )|(?P<n>{NUMBER}) )?(?P<unit>week|days?|(?<!the )weeks) "
            rf"(?P<side>before|after) (?P<day>{_DATE}|{HOLIDAY})"
        ),
        _counted_beside,
    ),
    (
        (
            rf"\b(?:(?:on |over )?the )?(?P<unit>weekend|{WEEKDAY}) "
            rf"(?P<side>before|after) (?P<day>{_DATE}|{HOLIDAY}{NOT_A_NAME})"
        ),
        _nearest,
    ),
    (
        (
            rf"\bsince (?:{WEEKDAY},? )?(?P<day>(?:last )?(?:{WEEKDAY}|{_DATE}|{HOLIDAY})\b"
            r"|(?P<month>(?:last |early |mid[ -]|late "
            r"|(?:the )?(?:start|beginning|middle|end) of )?"
            rf"(?:{MONTH}|{SEASON}\b|(?<=of )(?:the|this) month\b){YEAR}?(?! (?:is|break)\b))"
            r"|(?:the day before )?yesterday|last (?:night|week(?:end)?|month)\b"
            rf"|{NUMBER} (?:day|week)s? ago\b|\d{{4}}-\d\d-\d\d\b"
            rf"|the \d{{1,2}}(?:st|nd|rd|th)(?=$|\s*[?!.,;:]|{BEFORE_A_PLACE}))"
        ),
        _since,
    ),
    (
        (
            rf"(?<=\bwas )(?<!\bit was )(?P<month>{MONTH}|{SEASON}\b)"
            r"(?= (?>(?:(?!(?:in|than)\b)[a-z]+ ){0,2})(?:in|than)\b)"
        ),
        _past_month,
    ),
    (
        (
            r"(?<!\d days )(?<!\d day )(?<!one day )(?<!(?:two|six|few) days )"
            r"(?<!(?:three|seven) days )(?<!(?:four|five|nine) days )(?<!week )(?<!weeks )"
            r"(?<!soon )(?<!time )(?<!long )"
            r"\b(?:(?:on )?(?P<one>(?:(?:the|a) |^)day) )?(?P<side>before|after) "
            rf"(?P<day>(?:(?:this(?: coming)?|next|coming) )?{WEEKDAY}\b"
            rf"|{_DATE}|{HOLIDAY}{NOT_A_NAME})"
            r"(?! (?:morning|afternoon|evening|night|noon|midday|at|lunch)|'s)"
        ),
        _beside,
    ),
)
BESIDE_NEED: Final[dict[Spell, tuple[str, ...]]] = {
    **dict.fromkeys((_counted_beside, _nearest, _beside), ("before", "after")),
    _since: ("since ",),
}
"""Words of which a text has one where there is anything for a rule to spell."""
DAYS_BESIDE: Final = tuple((late(text), spell) for text, spell in _TEXTS)
"""Patterns for text in lower case, and what spells each of them as days of the calendar."""
