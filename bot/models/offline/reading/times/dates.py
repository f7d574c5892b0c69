"""Read what the calendar names: "feb. the second", "Labor Day", "in March", "last summer", 2031."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from dateutil import parser
from dateutil.relativedelta import relativedelta

from bot.models.offline.reading.numbers import ORDINAL, YEAR_IN_FIGURES, ordinal
from bot.models.offline.reading.times.holidays import HOLIDAY, NOT_A_NAME, holiday, weekend_around
from bot.models.offline.reading.times.names import MONTHS, SEASONS
from bot.models.offline.reading.times.readers import Asked, Range, Reader, one, spanning

TOMORROW: Final = r"(?:t[ou]+m+[aeo]?r+[ao]w+|tmrw|tmr|tmw|2mor+o+w?|tomoz)"
WEEKDAY: Final = r"(?:mon|tues?|wed(?:ne|e|n)?s|thurs?|fri|sat[ue]r|sun)day"
MONTH = (
    r"(?:january|february|febuary|march|april|may|june|july|august|september|october|november"
    r"|december|jan\.?|feb\.?|mar\.?|apr\.?|jun\.?|jul\.?|aug\.?|sept?\.?|oct\.?|nov\.?|dec\.?)"
    r"(?![\w'])"
)
_THIRD: Final = 10
_LEAP_YEARS: Final = 8
_A_LEAP_YEAR: Final = 2000
_MONTHS_A_YEAR: Final = 12
_CENTURY: Final = 100
_REACH: Final = timedelta(days=16)
_THIS_CENTURY: Final = 2000
# Several months are towns too ("March, England"): behind one that is meant, grammar goes on.
_GOES_ON = (
    r"(?=\s*(?:$|[?.!;:)-]|,\s*(?:will|is|are|what|how|does|do|should|can|please|bring|wear|take|pack|need)\b"
    r"|(?:in|at|for|will|is|are|be|near|on|by|what|how|of|to|until|till?|thr(?:u|ough)|or|and|the|with"
    r"|over|(?:\w+ )?than|please|weather|here|there|temperatures?|\d{4})\b))"
)
_OR_NAME = rf"(?:{_GOES_ON}|(?<!how late may)(?<!how early may)(?= [^\W\d]))"  # "late May Rome"


def _nearest(day_of: Callable[[int], date], asked: Asked, over: int = 0) -> date:
    """Return the next day of a kind that comes once a year, or, looking back, the last one."""
    step = -1 if asked.is_past else 1
    for year in range(asked.today.year, asked.today.year + step * _LEAP_YEARS, step):
        try:
            day = day_of(year)
        except ValueError:  # 29 February
            continue
        if (asked.today - day).days >= over if asked.is_past else day >= asked.today:
            return day
    raise LookupError("no such day within reach")


def _iso(match: re.Match[str], _: Asked) -> Range:
    return one(date.fromisoformat(match[0]))


def written(match: re.Match[str], asked: Asked) -> Range:
    """Return the day that a match has as `date`; without a year the next one that comes."""
    text = re.sub(ORDINAL, lambda found: str(ordinal(found[0])), match["date"])
    text = re.sub(r"\b(?:the|in)\b", " ", text).replace("febuary", "february")
    return one(_parsed(text, asked, has_year=bool(re.search(r"\d{4}", text))))


def _numeric(match: re.Match[str], asked: Asked) -> Range:
    """Return "11/28", "8/19/2028" or "4.12.2026".

    Where both orders are possible, the month comes first before "/", and the day before "." or "-";
    without a year, the other way round where only that is a day that forecasts reach.
    """
    month, day, *years = (int(part) for part in re.findall(r"\d+", match["date"]))
    if "/" not in match["date"]:
        month, day = day, month
    if month > _MONTHS_A_YEAR:
        month, day = day, month
    if years:
        return one(date(years[0] + (0 if years[0] >= _CENTURY else _THIS_CENTURY), month, day))
    found = _nearest(lambda year: date(year, month, day), asked)
    if day <= _MONTHS_A_YEAR and abs(found - asked.today) > _REACH:
        other = _nearest(lambda year: date(year, day, month), asked)
        found = other if abs(other - asked.today) < _REACH else found
    return one(found)


def _parsed(text: str, asked: Asked, *, has_year: bool) -> date:
    if has_year:
        return parser.parse(text).date()
    day = parser.parse(f"{text} {_A_LEAP_YEAR}").date()
    return _nearest(lambda year: day.replace(year=year), asked)


def day_of_month(match: re.Match[str], asked: Asked) -> Range:
    """Return "the 12th": of this month, or of the next one that has it and has it still to come."""
    day, which = ordinal(match["day"]), match["which"] or ""
    first = asked.today.replace(day=1) + relativedelta(months="next" in which)
    if which in ("this", "next") or asked.is_past:
        return one(first.replace(day=day))
    # Of two months in a row, one has 31 days.
    months = [first + relativedelta(months=more) for more in range(3)]
    days = [month + timedelta(days=day - 1) for month in months]
    ahead = [each for each in days if each.day == day and each >= asked.today]
    if not ahead:
        raise ValueError(day)
    return one(ahead[0])


def _holiday(match: re.Match[str], asked: Asked) -> Range:
    days_of = weekend_around if match["weekend"] else one
    if match["year"]:
        return days_of(holiday(match["name"], int(match["year"])))
    asked = Asked(asked.today, is_past=asked.is_past or match["last"] is not None)
    this_year = days_of(holiday(match["name"], asked.today.year))
    if not asked.is_past and this_year[0] < asked.today <= this_year[1]:
        return left_of(*this_year, asked)
    return days_of(_nearest(lambda year: holiday(match["name"], year), asked, over=1))


def _first_of(month: int, year: str | None, asked: Asked, months: int = 1) -> date:
    """Return the first day of a month, or of a season of some months, that is not over."""
    if year:
        return date(int(year), month, 1)
    length = relativedelta(months=months)
    years = [date(asked.today.year + step, month, 1) for step in (-1, 0, 1)]
    if asked.is_past:
        return years[1] if years[1] + length <= asked.today else years[0]
    return next(first for first in years if first + length > asked.today)


def left_of(first: date, last: date, asked: Asked) -> Range:
    """Return a stretch of the calendar; of the present one what is left, but for the past."""
    return (asked.today if first <= asked.today <= last and not asked.is_past else first), last


def _month(match: re.Match[str], asked: Asked) -> Range:
    asked = Asked(asked.today, is_past=asked.is_past or match["which"] in ("last", "past"))
    month = MONTHS.index(match["month"][:3]) + 1
    is_now = match["which"] == "this" and month == asked.today.month
    of_year = replace(asked, is_past=asked.is_past and not is_now)
    first = _first_of(month, match["year"], of_year)
    found = _part(first, match["part"], asked)
    # A part of a month can be over while the month is not.
    later = _part(first + relativedelta(years=1), match["part"], asked)
    is_fixed = match["year"] or (match["which"] and not asked.is_past)
    is_over = (later if asked.is_past else found)[1] < asked.today
    return later if is_over and not is_fixed else found


def _part(first: date, part: str | None, asked: Asked) -> Range:
    """Return a month, or its first, second or last third; of the present one what is left."""
    begin, end = first, first + relativedelta(months=1)
    if part and part.startswith(("early", "beg", "start")):
        end = first + timedelta(days=_THIRD)
    elif part and part.startswith("mid"):
        begin, end = first + timedelta(days=_THIRD), first + timedelta(days=2 * _THIRD)
    elif part:
        begin = first + timedelta(days=2 * _THIRD)
    return left_of(begin, end - timedelta(days=1), asked)


def _week_of_month(match: re.Match[str], asked: Asked) -> Range:
    """Return "the 2nd week of January": its days 8 to 14."""
    first = _first_of(MONTHS.index(match["month"][:3]) + 1, match["year"], asked)
    if match["week"] is None:
        return spanning(first + relativedelta(months=1) - timedelta(days=7), 7)
    return spanning(first + timedelta(weeks=ordinal(match["week"]) - 1), 7)


def _season(match: re.Match[str], asked: Asked) -> Range:
    """Return the meteorological season of the north, three whole months."""
    asked = Asked(asked.today, is_past=asked.is_past or match["which"] in ("last", "past"))
    month, year, ahead = SEASONS[match["season"]], match["year"], replace(asked, is_past=False)
    first, was = (_first_of(month, year, each, months=3) for each in (ahead, asked))
    first = first if match["which"] == "this" and first <= asked.today else was
    return left_of(first, first + relativedelta(months=3, days=-1), asked)


def _this_month(match: re.Match[str], asked: Asked) -> Range:
    step = {"next": 1, "coming": 1, "this": 0, "the": 0}.get(match["which"], -1)
    first = asked.today.replace(day=1) + relativedelta(months=step)
    return _part(first, match["part"], asked)


def _year(match: re.Match[str], asked: Asked) -> Range:
    which, steps = match["which"], {"next": 1, "coming": 1, "this": 0, "last": -1, "past": -1}
    first = date(asked.today.year + steps[which] if which else int(match["year"]), 1, 1)
    return left_of(first, first + relativedelta(years=1, days=-1), asked)


YEAR = rf"(?:,? (?:of |in )?(?P<year>{YEAR_IN_FIGURES}))"
DAY = rf"(?:the )?(?:{ORDINAL}|(?<!\d[:.])\d{{1,2}}(?!:?\d))"
DAY_AND_YEAR = rf"(?:(?:,? (?:of |in )?|,){YEAR_IN_FIGURES}(?! (?:hours|hrs)\b))?"
ANY_WEEKDAY = rf"(?:{WEEKDAY}|(?:mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)\.?)"
_WEEKDAY_BEFORE = rf"(?:on )?(?:{ANY_WEEKDAY},? (?:the )?)?"
_PART = r"(?:the )?(?P<part>(?:early|late)(?: in)?|beginning of|start of|mid|middle of|end of)"
NO_DAY = r"(?! ?(?:days?|weeks?|am\b|pm\b|a\.m|p\.m))"
NO_ORDINAL = (
    r"(?! (?:week|day|floor|street|st|avenue|ave|time|of|thing|half|light|part|(?:real |big |heavy "
    r"|proper |hard )?(?:snow|rain|frost|freeze|flake|storm|thund|sun|warm|hot|cold|dry|wet)\w*)\b)"
    r"(?![ -](?:best|worst|(?:high|low|wind|calm|dri|mild|cool|cloud|fogg|bright|nic)\w*est)\b)"
)
_OTHERS = r"(?<!chinese )(?<!lunar )(?<!jewish )(?<!islamic )(?<!tamil )(?<!thai )(?<!persian )"
_IN = (
    r"(?:in|during|for|by|through(?:out)?|until|till?|over|since|from|all of|like in|than"
    r"|(?<=today )to)"
)
_WHICH = r"(?P<which>this|next|last|past|coming)"
SEASON = rf"(?P<season>{'|'.join(SEASONS)})"
_TEXTS: Final[tuple[tuple[str, Reader], ...]] = (
    (r"\d{4}-\d\d-\d\d", _iso),
    (
        (
            rf"{_OTHERS}(?:(?:on|for|come|over|during|at) )?(?:the )?(?P<last>last )?"
            rf"(?:(?:this )?coming |this |next )?(?P<name>{HOLIDAY}){NOT_A_NAME}"
            rf"(?P<weekend> week-?end)?{YEAR}?"
        ),
        _holiday,
    ),
    (
        rf"(?:the )?(?:(?P<week>{ORDINAL})|last|final) week (?:of|in) (?P<month>{MONTH}){YEAR}?",
        _week_of_month,
    ),
    (rf"{_WEEKDAY_BEFORE}(?P<date>{DAY}[ -](?:of )?{MONTH}{DAY_AND_YEAR})", written),
    (rf"{_WEEKDAY_BEFORE}(?P<date>{MONTH}[ -]{DAY}{NO_DAY}{DAY_AND_YEAR})", written),
    (rf"{_WEEKDAY_BEFORE}(?P<date>\d{{1,2}}/\d{{1,2}}(?:/\d{{4,9}}|/\d\d)?)(?![\d/])", _numeric),
    (rf"{_WEEKDAY_BEFORE}(?P<date>\d{{1,2}}[.-]\d{{1,2}}[.-]\d{{4}})", _numeric),
    (rf"{_WEEKDAY_BEFORE}(?P<date>\d{{1,2}}\.\d{{1,2}}\.\d\d)(?![.\d])", _numeric),
    (
        (
            r"(?<![\d.])(?<!above )(?<!below )(?<!over )(?<!under )(?<!than )"
            rf"(?:(?:for|by) |{_WEEKDAY_BEFORE})(?:the )?(?P<date>\d{{1,2}}\.\d{{1,2}}\.)(?!\d)"
        ),
        _numeric,
    ),
    (
        (
            rf"(?:{_WEEKDAY_BEFORE}(?:the |on )|{ANY_WEEKDAY},? )(?P<day>{ORDINAL})"
            rf"(?: of (?P<which>this|the|next) month)?{NO_ORDINAL}"
        ),
        day_of_month,
    ),
    (
        (
            rf"(?:{_IN} (?:the )?|{_WHICH} |(?=(?:rest of|early|late) ))(?:(?:month|rest) of )?"
            rf"(?:{_PART}[ -])?(?P<month>{MONTH})(?:{YEAR}|{_GOES_ON})"
        ),
        _month,
    ),
    (rf"(?:at |by )?(?P<which>(?!))?{_PART}[ -](?P<month>{MONTH})(?:{YEAR}|{_OR_NAME})", _month),
    (
        rf"(?P<which>(?!))?(?P<part>(?!))?(?P<month>{MONTH}),? (?P<year>(?:19|2[01])\d\d)(?! ?h)",
        _month,
    ),
    (
        rf"(?:{_IN} (?:the )?)?(?:{_WHICH} |(?<=the )){SEASON}(?! \w+ (?:park|lake))\b{YEAR}?",
        _season,
    ),
    (rf"{_IN} (?P<which>the )?{SEASON}(?:{YEAR}|{_GOES_ON})", _season),
    (
        (
            rf"(?:(?:in|during|at|by|for|over) )?(?:the )?(?:rest of )?(?:{_PART} )?"
            r"(?P<which>this|the|next|coming|last|past|previous) month"
        ),
        _this_month,
    ),
    (rf"(?:(?:in|during|for|over) (?:the )?)?(?P<year>(?!))?{_WHICH} year", _year),
    (r"(?:in|during|for|of|by) (?:the year )?(?P<which>(?!))?(?P<year>(?:19|20|21)\d\d)", _year),
    (r"(?:in|during|for|of|by) the year (?P<which>(?!))?(?P<year>\d{3,9})", _year),
)
NEEDED: Final[dict[Reader, tuple[str, ...]]] = {
    _iso: ("-",),
    _numeric: ("/", "-", "."),
    written: MONTHS,
    _week_of_month: (" week ",),
    _season: tuple(SEASONS),
    _this_month: (" month",),
}
"""Words of which a text has one where there is anything for a reader to read."""
IMPOSSIBLE: Final = frozenset({_iso, written, _numeric, day_of_month})
"""The readers of dates: what one of them can't read is a day that there is not."""

RULES: Final = tuple((re.compile(rf"(?<![\w'])(?:{text})(?!\w)"), read) for text, read in _TEXTS)
"""Patterns for text in lower case, the most specific first, and what reads each of them."""
