"""Find the days and hours that a question is about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from bot.models.offline.reading.numbers import NUMBER, lower, number
from bot.models.offline.reading.times.bounds import is_until_midnight, widened
from bot.models.offline.reading.times.counted import looks_back
from bot.models.offline.reading.times.dates import ANY_WEEKDAY
from bot.models.offline.reading.times.days import find_days, impossible_day
from bot.models.offline.reading.times.hours import Hours, find_hours
from bot.models.offline.reading.times.respelling import respelled
from bot.models.offline.reading.times.turns import Days, days_on
from bot.models.offline.reading.words import ACTIONS, CALENDAR, COMMON, GRAMMAR, WEATHER

Span = tuple[int, int]

_NOON = 12
_STILL_NIGHT = 4
_TWO = 2
_WEEK = 7
_UP_TO = re.compile(r"\s*(?:to|until|till?|through|thru|up to|-|\u2013)\s*")
_LOOK = 3
LENGTH: Final = re.compile(
    rf"\b(?:for (?:the )?|(?=\S{{1,16}} (?:day|night|week)s? in _))(?P<n>{NUMBER})"
    r" (?P<unit>day|night|week)s?\b"
)
NOW: Final = re.compile(
    r"\b(?:(?:right |just )?now|rn|currently|current(?= (?:weather|temp|condition|forecast|wind))"
    r"|at (?:(?:the|this)(?: present)?|present) (?:very )?(?:moment|time|hour|instant|minute)"
    r"|at present|presently|(?:right )?this (?:very )?(?:moment|minute|instant|second)|as of now)\b"
    r"(?! (?:tomorrow|next))"
)
_SO_FAR: Final = re.compile(r"\bso far\b(?! (?:away|from))")
_IS_WEEKDAY: Final = re.compile(rf"(?:on )?(?:this |the )?{ANY_WEEKDAY}")
_SAME_TIME = re.compile(
    r"\b(?:at )?(?:(?:this|(?:the )?same) time|this hour)(?= (?:tomorrow|next|on)|\W*$)"
)
_SUNRISE = re.compile(r"\bsun ?(?:rise|up)\b|\bdawn|\bday ?break|\bfirst light")
_SUNSET = re.compile(r"\bsun ?(?:set|down)\b|\bdusk|\bnight ?fall|\btwilight")
_UNKNOWN_DAY = re.compile(
    r"\b(?:on |for |at |during |by )?(?:the )?(?:start of |end of |first day of )?(?:next )?"
    r"(?P<name>(?:national|international|world)(?: [\w'-]+){1,4}? day"
    r"|(?:chinese|lunar|jewish|islamic|tamil|thai|persian) new year(?:'?s)?(?: day| eve)?"
    r"|(?:bank|public|national) holiday"
    r"|(?:(?<=\bon )|(?<=\bon my )|(?<=\bon our ))(?:game|match|wedding|graduation|moving|prom) day"
    r"|ramadan|diwali|deepavali|hanukkah|chanukah|passover|eid(?: al[- ](?:fitr|adha))?|yom kippur"
    r"|rosh hashanah|purim|holi|vesak|tet|nowruz|oktoberfest|songkran|carnival|mid-autumn festival"
    r")(?![\w'-])"
    r"|\bon (?!my |our )(?:the )?(?P<other>(?:[\w'.-]+ ){1,3}(?:day|eve|night|festival))\b(?! of)"
)
_NO_NAMES = re.compile(
    r"\b(?:a|an|that|this|the|my|our|which|what|same|one|every|next|sunny|cold)\b"
)

_PLAIN_WORDS = GRAMMAR | CALENDAR | WEATHER | COMMON | ACTIONS


@dataclass(frozen=True, slots=True)
class When:
    """The time that a question is about.

    Attributes:
        first_day: The first day it is about; None when it says none.
        days: How many days from there on, at least 1; 0 when it says none.
        first_hour: The first hour of that day, 0 to 23; None when it says none.
        hours: How many hours from there on, at least 1; 0 when it says none.
        is_now: Whether it asks for this moment in so many words.
        has_day: Whether the day is named, rather than the one on which the hours come next.
        sun: The "sunrise" or the "sunset" that the hours are those of; empty for none.
        has_more_hours: Whether it says hours too that these days have none of, being past or many.
        unknown_day: A day by a name whose date nobody told us; empty for none.
        spans: Where in the text it says so.
    """

    first_day: date | None = None
    days: int = 0
    first_hour: int | None = None
    hours: int = 0
    is_now: bool = False
    has_day: bool = True
    sun: str = ""
    has_more_hours: bool = False
    unknown_day: str = ""
    spans: tuple[Span, ...] = ()


def find_when(text: str, asked_at: datetime) -> When:
    """Return the days and hours of a question; several days become one range."""
    common = respelled(lower(text), asked_at)
    if common.text == lower(text):
        return _find_when(text, asked_at)
    when = _find_when(common.text, asked_at)
    return replace(when, spans=tuple(map(common.original, when.spans)))


def _find_when(text: str, asked_at: datetime) -> When:
    low, today = lower(text), asked_at.date()
    days = find_days(low, today)
    impossible = impossible_day(low, today)
    if impossible and all(_overlap((day.start, day.end), impossible) for day in days):
        name = text[slice(*impossible)].strip().removeprefix("on ").removeprefix("On ")
        return When(unknown_day=name, spans=(impossible,))
    another = any(each.first != today for each in days)
    hours = [
        hour
        for hour in find_hours(text, asked_at, is_another_day=another)
        if not any(day.first < day.last and day.start <= hour.start < day.end for day in days)
    ]
    same_time = _SAME_TIME.search(low)
    if same_time and another:
        hours.append(Hours(asked_at.hour, _LOOK, *same_time.span()))
    spans = [(day.start, day.end) for day in days] + [(hour.start, hour.end) for hour in hours]
    spans += [match.span() for match in _SO_FAR.finditer(low)]
    now = [match.span() for match in NOW.finditer(low)]
    first_last = _range(low, days, today, spans)
    if hours and (not first_last or first_last[0] >= today) and _is_one_day(first_last):
        best = _in_part(_best(hours), hours)
        words = low[best.start : best.end]
        if looks_back(low) or any("today" in low[day.start : day.end] for day in days):
            best = replace(best, is_today=True)
        all_spans = (*spans, *now)
        is_weekday = any(_IS_WEEKDAY.fullmatch(low, day.start, day.end) for day in days)
        when = _with_hours(best, words, first_last, asked_at, all_spans, is_weekday=is_weekday)
        return replace(when, sun=_sun_in(words))
    if first_last:
        length = (first_last[1] - first_last[0]).days + 1
        return When(first_last[0], length, has_more_hours=bool(hours), spans=(*spans, *now))
    if unknown := _unknown_day(low, text):
        return When(unknown_day=unknown[0], spans=(*spans, *now, unknown[1]))
    return When(is_now=bool(now), spans=(*spans, *now))


def _sun_in(hours: str) -> str:
    """Return the event of the sun that hours are told by; empty for others."""
    if _SUNRISE.search(hours):
        return "sunrise"
    return "sunset" if _SUNSET.search(hours) else ""


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _range(
    low: str, days: Sequence[Days], today: date, spans: list[Span]
) -> tuple[date, date] | None:
    """Return the first and the last of all days, or of as many as "for 5 days" says."""
    length = LENGTH.search(low)
    if length and not any(start < length.end() and length.start() < end for start, end in spans):
        spans.append(length.span())
        first = min(each.first for each in days) if days else today
        return first, days_on(first, days_of(length) - 1)
    if not days:
        return None
    if len(days) == _TWO and _turns_over(low, *days):
        return days[0].first, days_on(days[1].last, _WEEK)
    if len(days) == _TWO and _has_begun(low, *days):
        return _a_year_before(days[0].first), days[1].last
    return min(each.first for each in days), max(each.last for each in days)


def days_of(length: re.Match[str]) -> int:
    """Return the number of days of a stay that `LENGTH` has matched, at least one."""
    return max(1, number(length["n"])) * (_WEEK if length["unit"] == "week" else 1)


def _turns_over(low: str, one: Days, other: Days) -> bool:
    """Return whether days go from one weekday to one that comes before it: "Thursday to Monday"."""
    between = low[one.end : other.start]
    is_up_to = bool(_UP_TO.fullmatch(between))
    return is_up_to and 0 < (one.first - other.first).days < _WEEK


def _has_begun(low: str, one: Days, other: Days) -> bool:
    """Return whether days begin with one that was: on 28 November, "20 November to 4 May"."""
    is_up_to = bool(_UP_TO.fullmatch(low[one.end : other.start]))
    return is_up_to and _a_year_before(one.first) < other.last < one.first


def _a_year_before(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    year = max(day.year - 1, date.min.year)
    return day.replace(year=year, day=28 if is_leap_day else day.day)


def _is_one_day(range_: tuple[date, date] | None) -> bool:
    return range_ is None or range_[0] == range_[1]


def _best(hours: Sequence[Hours]) -> Hours:
    """Return the hours that say most: counted from now, by the clock, or a part of the day."""
    return min(hours, key=lambda each: (each.is_vague, each.moment is None))


def _in_part(best: Hours, hours: Sequence[Hours]) -> Hours:
    """Return an hour of the clock in the part of the day beside it: "tonight at 3"."""
    part = next((each for each in hours if each.is_vague and each.count <= _NOON), None)
    other = (best.first + _NOON) % (2 * _NOON)
    if not part or best.is_vague or best.moment:
        return best
    inside = [hour % (2 * _NOON) for hour in range(part.first, part.first + part.count)]
    is_next = other < part.first
    if other not in inside or best.first in inside or (is_next and other >= _STILL_NIGHT):
        return best
    return replace(best, first=other, is_next_night=is_next)


def _with_hours(
    hours: Hours,
    words: str,
    range_: tuple[date, date] | None,
    asked_at: datetime,
    spans: Sequence[Span],
    *,
    is_weekday: bool,
) -> When:
    today = asked_at.date()
    if hours.moment:
        day = hours.moment.date()
    else:
        day = range_[0] if range_ else today
        # Halfway through it, "in the morning" is tomorrow's.
        lasts = hours.count if hours.first >= _NOON else hours.count // 2
        is_stretch = hours.is_vague or hours.count > _LOOK
        is_over = hours.first + lasts <= asked_at.hour
        if not is_stretch:
            is_over = (hours.first, hours.minute) < (asked_at.hour, asked_at.minute)
        is_over = (is_over and not hours.is_today) or hours.is_next_night
        if day == today and is_over and not is_until_midnight(hours, words):
            day = days_on(day, _WEEK if is_weekday else 1)
        elif day != today and hours.is_next_night and hours.first:
            day = days_on(day, 1)
    first, count = widened(hours, words, asked_at, is_today=day == today)
    has_day = bool(hours.moment or range_)
    return When(day, 1, first, count, has_day=has_day, spans=tuple(spans))


@lru_cache(maxsize=8)
def _unknown_day(low: str, text: str) -> tuple[str, Span] | None:
    """Return the name of a day that no rule knows, such as National Tree Day, and where it is."""
    for match in _UNKNOWN_DAY.finditer(low):
        group = "name" if match["name"] else "other"
        is_named = group == "name" or text[match.start(group)].isupper()
        is_plain = not _PLAIN_WORDS.isdisjoint(match[group].split()[:-1])
        if not _NO_NAMES.search(match[group]) and (is_named or not is_plain):
            return text[match.start(group) : match.end(group)], match.span()
    return None
