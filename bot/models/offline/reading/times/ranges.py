"""Read days of the calendar in a row: "1-3 December", "March 4 to 6", "the 1st and 2nd"."""

import re
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE, relativedelta

from bot.models._patterns import late
from bot.models.offline.reading.numbers import NUMBER, ORDINAL, number, ordinal
from bot.models.offline.reading.times.dates import (
    ANY_WEEKDAY,
    DAY,
    DAY_AND_YEAR,
    MONTH,
    NO_DAY,
    NO_ORDINAL,
    WEEKDAY,
    YEAR,
    day_of_month,
    written,
)
from bot.models.offline.reading.times.names import MONTHS
from bot.models.offline.reading.times.readers import Asked, Range, Reader, one, spanning
from bot.models.offline.reading.times.stretches import STRETCHES, STRETCHES_NEED


def _until(match: re.Match[str], asked: Asked) -> Range:
    """Return the days from one that is told without its month to one that is told with it."""
    _, last = written(match, asked)
    first = last.replace(day=1) - relativedelta(months=ordinal(match["first"]) > last.day)
    return first.replace(day=ordinal(match["first"])), last


def _from(match: re.Match[str], asked: Asked) -> Range:
    """Return the days from one that is told with its month to one that is told without it."""
    first, _ = written(match, asked)
    last = first.replace(day=1) + relativedelta(months=ordinal(match["last"]) < first.day)
    return first, last.replace(day=ordinal(match["last"]))


def _of_month(match: re.Match[str], asked: Asked) -> Range:
    """Return the days of the month that comes, such as "the 1st and 2nd".

    Two days that are not in a row are no range: "the 13th and the 30th".
    """
    first, _ = day_of_month(match, asked)
    month = first.replace(day=1) + relativedelta(months=ordinal(match["last"]) < first.day)
    last = month.replace(day=ordinal(match["last"]))
    is_pair = _PAIR.search(match[0]) and not match[0].startswith("between")
    if is_pair and (last - first).days > 1:
        raise ValueError(match[0])
    return first, last


def _nth_weekday(match: re.Match[str], asked: Asked) -> Range:
    """Return "the first Sunday of December" of a year, or of the one that comes or was last."""
    month = MONTHS.index(match["month"][:3]) + 1
    last = match["nth"] == "last"
    name = "sa" if match["day"].startswith("week") else match["day"][:2]
    weekday = _WEEKDAYS[name](-1 if last else ordinal(match["nth"]))
    this_year, step = asked.today.year, -1 if asked.is_past else 1
    years = (int(match["year"]),) if match["year"] else (this_year, this_year + step)
    for year in years:
        day = date(year, month, 1) + relativedelta(day=31 if last else 1, weekday=weekday)
        if day < asked.today if asked.is_past else day >= asked.today:
            break
    return one(day)


def _weekend_of(match: re.Match[str], asked: Asked) -> Range:
    """Return the Saturday and the Sunday that a date is one of, or that come behind it."""
    day, _ = written(match, asked) if match["date"] else day_of_month(match, asked)
    saturday = day + relativedelta(days=-1 if day.weekday() == _SUNDAY else 0, weekday=SA)
    return saturday, saturday + relativedelta(days=1)


def _weekend_of_month(match: re.Match[str], asked: Asked) -> Range:
    """Return the Saturday and the Sunday of "the last weekend of March"."""
    saturday, _ = _nth_weekday(match, asked)
    return saturday, saturday + relativedelta(days=1)


def _week_from(match: re.Match[str], asked: Asked) -> Range:
    """Return the seven days from a date, or from the weekday that comes."""
    if match["date"]:
        first, _ = written(match, asked)
    else:
        first = asked.today + relativedelta(weekday=_WEEKDAYS[match["day"][:2]](1))
    return spanning(first, 7)


def _from_then_on(match: re.Match[str], asked: Asked) -> Range:
    """Return the days from a weekday or from tomorrow, seven where no number of them is told."""
    weekday = match["day"]
    first = asked.today + timedelta(days=1)
    if weekday:
        first = asked.today + relativedelta(weekday=_WEEKDAYS[weekday[:2]](1))
    days = number(match["n"]) * (7 if match["unit"] == "week" else 1) if match["n"] else 7
    return spanning(first, days)


def _part_of_week(match: re.Match[str], asked: Asked) -> Range:
    """Return the days of "early next week", "mid-week" and "the week after next"."""
    part, which = match["part"] or "", match["which"] or ""
    first, days = next(span for name, span in _PARTS_OF_WEEK.items() if part.startswith(name))
    monday = asked.today - timedelta(days=asked.today.weekday())
    weeks = 2 if not part else "next" in which or "coming" in which
    begin, last = spanning(monday + timedelta(weeks=weeks, days=first), days)
    if last < asked.today:
        return begin + timedelta(weeks=1), last + timedelta(weeks=1)
    return max(begin, asked.today), last


_BESIDE: Final = (
    r"(?:in|at|on|for|of|and|or|but|than|as|is|was|were|did|does|do|with|to|from|near|around|vs|versus"
    r"|compare\w*|against|please|pls|i|it|there|here|too|then|when|how|what|which|had|has|have)\b"
)
"""What can stand behind "the week before last", which "last" says no more of: no "last Easter"."""


def _week_before_last(match: re.Match[str], asked: Asked) -> Range:
    """Return the week before the last one, which "last week" has to name before "the week before".

    Raises:
        ValueError: It can be another week.
    """
    if not match["last"] and "last week" not in match.string[: match.start()]:
        raise ValueError(match[0])
    monday = asked.today - timedelta(days=asked.today.weekday())
    return spanning(monday - timedelta(weeks=2), 7)


_PARTS_OF_WEEK: Final = {"early": (0, 2), "start": (0, 2), "begin": (0, 2), "mid": (2, 1)} | {
    "late": (3, 2),
    "end": (4, 3),
    **dict.fromkeys(("first", "front"), (0, 4)),
    **dict.fromkeys(("second", "latter", "other", "back"), (3, 4)),
    "": (0, 7),
}
"""The first day and the number of days, from Monday on."""
_WEEKDAYS: Final = {"mo": MO, "tu": TU, "we": WE, "th": TH, "fr": FR, "sa": SA, "su": SU}
_SUNDAY: Final = 6
_PAIR: Final = re.compile(r" (?:and|or) the ")
_A_WEEKDAY = rf"(?:{ANY_WEEKDAY} )?(?:the )?"
_TO = r" ?(?:-|\u2013|,? and|,? or|,? to|until|till?|through|thru) ?(?:the )?"
_NOT_COUNTED = "".join(
    rf"(?<!\b{unit} )(?<!\b{unit}s )" for unit in ("day", "week", "fortnight", "month", "year")
)
_PART_OF_WEEK = (
    r"(?P<part>early|late|mid|(?:start|beginning|middle"
    r"|(?:first|front|second|latter|other|back) (?:half|part|end)) of"
    r"|end of(?=(?: the)? (?:next|coming)))(?: in)?[ -]?"
    r"(?P<which>next|this|the(?: coming| next)?|coming)?(?: |\b|(?<=mid))week"
    r"(?! ?-?end| of\b|,? next|,? this|,? coming|\w)"
)
_NO_WEEKDAY = rf"(?!(?<=\ba week after next) {WEEKDAY})"  # "a week after next Friday"
_NTH = "first|1st|second|2nd|third|3rd|fourth|4th|last"
_IN = r"(?:(?:in|over|for|during|at|by|towards?|sometime) )?(?:the )?"
_BEGIN = r"(?:on |from |between )?(?:the )?"
_TEXTS: Final[tuple[tuple[str, Reader], ...]] = (
    (
        (
            rf"{_BEGIN}{_A_WEEKDAY}(?P<first>{ORDINAL}|\d{{1,2}}(?!\d)){_TO}{_A_WEEKDAY}"
            rf"(?P<date>{DAY} (?:of )?{MONTH}{DAY_AND_YEAR})"
        ),
        _until,
    ),
    (
        (
            rf"{_BEGIN}(?P<date>{MONTH} {DAY}){_TO}(?P<last>{ORDINAL}|\d{{1,2}}(?![\d:.]))"
            rf"{NO_DAY}"
        ),
        _from,
    ),
    (
        (
            rf"(?:on )?(?:the )?(?P<nth>{_NTH}) (?P<day>{WEEKDAY})"
            rf" (?:of|in) (?P<month>{MONTH}){YEAR}?"
        ),
        _nth_weekday,
    ),
    (
        (
            rf"(?:on |over |for )?(?:the )?(?P<nth>{_NTH}) (?P<day>week-?end)"
            rf" (?:of|in) (?P<month>{MONTH}){YEAR}?"
        ),
        _weekend_of_month,
    ),
    (
        (
            rf"(?:on |over |for )?(?:the )?weekend (?:of|around) (?:{ANY_WEEKDAY},? (?:the )?)?"
            rf"(?:(?P<date>{DAY} (?:of )?{MONTH}|{MONTH} {DAY})"
            rf"|(?:the )?(?P<day>{ORDINAL})(?: of (?P<which>this|the|next) month)?{NO_ORDINAL})"
        ),
        _weekend_of,
    ),
    *STRETCHES,
    (
        (
            r"(?:(?:on|from|between) )?(?P<day>\d{1,2}(?:st|nd|rd|th))(?P<which>(?!))?"
            r" ?(?:-|\u2013|to|till?|until|through|thru) ?(?P<last>\d{1,2}(?:st|nd|rd|th))"
        ),
        _of_month,
    ),
    (
        (
            r"(?:(?:(?:on|from|between) )?the|between(?= \d))"
            rf" (?P<day>{ORDINAL})(?P<which>(?!))?{_TO}(?P<last>{ORDINAL})"
        ),
        _of_month,
    ),
    (rf"{_IN}week of (?P<date>{DAY} (?:of )?{MONTH}|{MONTH} {DAY})", _week_from),
    (rf"{_IN}week of (?:next )?(?P<date>(?!))?(?P<day>{WEEKDAY})", _week_from),
    (
        (
            rf"(?:for )?(?P<n>{NUMBER}) (?P<unit>day|week)s?,? (?:starting|beginning)"
            rf"(?: from| on)? (?:this )?(?:(?P<day>{WEEKDAY})|tomorrow)"
        ),
        _from_then_on,
    ),
    (
        (
            rf"{_NOT_COUNTED}(?P<n>(?!))?(?:starting|beginning|from)(?: from| on)? (?:this )?"
            rf"(?:(?P<day>{WEEKDAY})|tomorrow)"
            r"(?: on(?:wards?)?| and on|(?=\s*(?:$|[?!.,;]| in | for )))"
            r"(?!.{0,60}\b(?:to|until|till|through|thru)\b)"
        ),
        _from_then_on,
    ),
    (rf"{_IN}{_PART_OF_WEEK}", _part_of_week),
    (
        rf"{_IN}(?P<part>mid)-?week,? (?P<which>(?:of )?(?:the )?(?:next|this|coming))(?: week)?",
        _part_of_week,
    ),
    (
        (
            rf"{_IN}week before(?:(?P<last> last)(?: (?:week|one)\b)?(?! (?!{_BESIDE})\w)"
            r"|(?=\s*(?:$|[?!.,]|in\b|for\b)))"
        ),
        _week_before_last,
    ),
    (
        (
            rf"{_IN}(?P<part>(?!))?(?P<which>(?!))?week after"
            rf"(?: next\b{_NO_WEEKDAY}|(?=\s*(?:$|[?!.,])))"
        ),
        _part_of_week,
    ),
)
NEEDED: Final[dict[Reader, tuple[str, ...]]] = STRETCHES_NEED | {
    **dict.fromkeys((_until, _from), MONTHS),
    **dict.fromkeys((_part_of_week, _week_before_last, _week_from), ("week",)),
    **dict.fromkeys((_weekend_of, _weekend_of_month), ("week",)),
}
"""Words of which a text has one where there is anything for a reader to read."""
RULES: Final = tuple((late(rf"(?<![\w'])(?:{text})(?!\w)"), read) for text, read in _TEXTS)
"""Patterns for text in lower case, and what reads each of them."""
