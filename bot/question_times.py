"""Find the days that a question is about, and the units it names."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.reports import Units

_MONTHS: Final = (
    *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
)
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBERS: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
)

_N = rf"(\d{{1,3}}|{'|'.join(_NUMBERS)}|a|an|(?:a )?couple(?: of)?|(?:a )?few)"
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = r"(mon|tues|wednes|thurs|fri|satur|sun)day"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,? (\d{4}))?"

_LENGTH = re.compile(rf"\bfor {_N} (days?|weeks?)\b")
_NOW = re.compile(r"\b(?:(?:right |just )?now|currently|at (?:the|this) moment|at present)\b")
_IMPERIAL = re.compile(r"\b(?:fahrenheit|imperial|mph|miles per hour)\b|° ?f\b")
_METRIC = re.compile(r"\b(?:celsius|centigrade|metric|km/h|kmh)\b|° ?c\b")


@dataclass(frozen=True, slots=True)
class When:
    """What a question says about time.

    Attributes:
        first_day: The first day it is about; None when it says none.
        days: How many days from there on, at least 1; 0 when it says none.
        is_now: Whether it asks for this moment in so many words.
        spans: Where in the text it says so.
    """

    first_day: date | None
    days: int
    is_now: bool
    spans: tuple[tuple[int, int], ...]


def find_when(text: str, today: date) -> When:
    """Return the days of a question; several ("Friday and Saturday") become one range."""
    text = _lower(text)
    found: list[tuple[date, date]] = []
    spans: list[tuple[int, int]] = []
    for match, first, last in _ranges(text, today):
        if any(match.start() < end and start < match.end() for start, end in spans):
            continue
        spans.append(match.span())
        found.append((first, last))
    if length := _LENGTH.search(text):
        spans.append(length.span())
        found = [_from(min(found)[0] if found else today, _days_of(length))]
    now = [match.span() for match in _NOW.finditer(text)]
    if not found:
        return When(None, 0, is_now=bool(now), spans=tuple(now))
    first_day = min(first for first, _ in found)
    days = (max(last for _, last in found) - first_day).days + 1
    return When(first_day, days, is_now=False, spans=(*spans, *now))


def find_units(text: str) -> tuple[Units | None, tuple[tuple[int, int], ...]]:
    """Return the units that a question names, None when it names none, and where it does."""
    text = _lower(text)
    named: tuple[tuple[Units, re.Pattern[str]], ...] = (
        ("imperial", _IMPERIAL),
        ("metric", _METRIC),
    )
    for units, pattern in named:
        if spans := tuple(match.span() for match in pattern.finditer(text)):
            return units, spans
    return None, ()


def _lower(text: str) -> str:
    """Return the text in lower case, letter for letter, so that spans stay true."""
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def _ranges(text: str, today: date) -> Iterator[tuple[re.Match[str], date, date]]:
    """Yield every first and last day that a rule reads, the most specific rules first."""
    for pattern, read in _RULES:
        for match in pattern.finditer(text):
            try:
                days = read(match, today)
            except (ValueError, OverflowError):  # no such day: 31 November, the year 0
                continue
            yield match, *days


def _one(day: date) -> tuple[date, date]:
    return day, day


def _from(first: date, days: int) -> tuple[date, date]:
    return first, first + timedelta(days=max(days, 1) - 1)


def _days_of(match: re.Match[str]) -> int:
    """Return the length of "3 days" or "two weeks" in days."""
    number, unit = match[1], match[2]
    return _number(number) * (7 if unit.startswith("week") else 1)


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text in _NUMBERS:
        return _NUMBERS.index(text)
    return 2 if "couple" in text else 3 if "few" in text else 1


def _iso(match: re.Match[str], _: date) -> tuple[date, date]:
    return _one(date.fromisoformat(match[0]))


def _day_month(match: re.Match[str], today: date) -> tuple[date, date]:
    return _one(_calendar_day(match[1], match[2], match[3], today))


def _month_day(match: re.Match[str], today: date) -> tuple[date, date]:
    return _one(_calendar_day(match[2], match[1], match[3], today))


def _calendar_day(day: str, month: str, year: str | None, today: date) -> date:
    """Return a day of the calendar; without a year the next one that comes."""
    number = _MONTHS.index(month[:3]) + 1
    if year:
        return date(int(year), number, int(day))
    this_year = date(today.year, number, int(day))
    return this_year if this_year >= today else date(today.year + 1, number, int(day))


def _in_days(match: re.Match[str], today: date) -> tuple[date, date]:
    return _one(today + timedelta(days=_days_of(match)))


def _next_days(match: re.Match[str], today: date) -> tuple[date, date]:
    return _from(today, _days_of(match))


def _this_week(_: re.Match[str], today: date) -> tuple[date, date]:
    return today, today + timedelta(days=6 - today.weekday())


def _next_week(_: re.Match[str], today: date) -> tuple[date, date]:
    return _from(today + timedelta(days=7 - today.weekday()), 7)


def _weekend(match: re.Match[str], today: date) -> tuple[date, date]:
    """Return Saturday and Sunday, or what is left of them."""
    saturday = today + timedelta(days=5 - today.weekday())
    if match[1] == "next":
        return _from(saturday + timedelta(days=7), 2)
    return max(saturday, today), saturday + timedelta(days=1)


def _weekday(match: re.Match[str], today: date) -> tuple[date, date]:
    """Return the weekday that comes next, today included; "next" means the week after this."""
    ahead = _WEEKDAYS.index(match[2][:3]) - today.weekday()
    if match[1] == "next":
        return _one(today + timedelta(days=ahead + 7))
    return _one(today + timedelta(days=ahead % 7))


def _ahead(days: int) -> Callable[[re.Match[str], date], tuple[date, date]]:
    return lambda _, today: _one(today + timedelta(days=days))


def _for_days(days: int) -> Callable[[re.Match[str], date], tuple[date, date]]:
    return lambda _, today: _from(today, days)


_Reader = Callable[[re.Match[str], date], tuple[date, date]]
_TEXTS: tuple[tuple[str, _Reader], ...] = (
    (r"\d{4}-\d\d-\d\d", _iso),
    (rf"{_DAY} (?:of )?{_MONTH}{_YEAR}", _day_month),
    (rf"{_MONTH} (?:the )?{_DAY}\b(?! ?(?:days?|weeks?)){_YEAR}", _month_day),
    (r"(?:the )?day after tomorrow", _ahead(2)),
    (r"(?:the )?day before yesterday", _ahead(-2)),
    (rf"in {_N} (days?|weeks?)", _in_days),
    (rf"{_N} (days?|weeks?) from (?:now|today)", _in_days),
    (rf"(?:next|coming|following|over) (?:the )?(?:next )?{_N} (days?|weeks?)", _next_days),
    (rf"{_N}[ -](day|week)s?(?: weather)? (?:forecast|outlook)", _next_days),
    (r"(?:(?:on|over|for) )?(?:the )?(?:(this|next|coming) )?weekend", _weekend),
    (r"(?:for|over|during|in) the (?:next|coming|following) week", _for_days(7)),
    (r"next (?:calendar )?week", _next_week),
    (r"(?:the |this )?coming week|(?:all|whole) week|weekly", _for_days(7)),
    (r"(?:this|the|rest of the) week", _this_week),
    (rf"(?:(next|this|coming) )?{_WEEKDAY}s?", _weekday),
    (r"(?:on|by|till|until|to|this|(next)) (mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)", _weekday),
    (r"tomorrow|tmrw|tmr|tomorow|tommorrow", _ahead(1)),
    (r"yesterday|last night", _ahead(-1)),
    (r"today|tonight|(?:this|later this) (?:morning|afternoon|evening)|later", _ahead(0)),
    (r"(?:next|coming|following) days", _for_days(3)),
    (r"fortnight", _for_days(14)),
)
_RULES = tuple((re.compile(rf"\b(?:{text})\b"), read) for text, read in _TEXTS)
