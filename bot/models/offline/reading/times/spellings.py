"""The uncommon spellings of times, each with its reader: "half past seven", "a week on Friday"."""

import re
from datetime import datetime, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

from bot.models.offline.reading.numbers import NUMBER, number
from bot.models.offline.reading.times.dates import MONTH, TOMORROW, WEEKDAY
from bot.models.offline.reading.times.halves import by_half
from bot.models.offline.reading.times.holidays import HOLIDAY, NOT_A_NAME
from bot.models.offline.reading.times.short_forms import (
    FORMS_NEED,
    FORMS_OF_FIGURES,
    SHORT_FORMS,
    SHORT_WEEKDAY,
    weekday,
)
from bot.models.offline.reading.times.turns import said_day
from bot.models.offline.reading.times.years import Spell

_LATE: Final = (
    r"(?:thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    r"|twenty(?>(?:[ -](?:one|two|three|four))?)|zero)"
)
_UNIT: Final = r"(?P<unit>days?|weeks?|months?|years?)"
_N: Final = rf"(?P<n>{NUMBER})"
_A_HALF: Final = {"week": relativedelta(days=3), "month": relativedelta(days=15)}
_SATURDAY: Final = 5
_NOON: Final = 12
_FIRST_BY_DAY: Final = 7
_SPANS_OF_DAYS: Final = re.compile(rf"\b(?:week-?end|week|{WEEKDAY})(?![\w-])")
_MOST_AHEAD: Final = timedelta(days=20_000)
_MOST_MONTHS: Final = 9999


def _seconds(match: re.Match[str], _: datetime) -> str:
    return match["clock"]


def _early(match: re.Match[str], _: datetime) -> str:
    """Return a time with a leading zero, or of the hour zero, as one before noon."""
    hour, minutes = int(match["hour"]), match["minutes"] or "00"
    return f"{hour or _NOON}:{minutes} am"


def _at_early(match: re.Match[str], asked_at: datetime) -> str:
    return f"at {_early(match, asked_at)}"


def _in_figures(match: re.Match[str], _: datetime) -> str:
    hour = number(match["hour"])
    return f"{match['lead'] or 'at '}{hour}:00" if hour else f"{match['lead'] or 'at '}12:00 am"


def _from_noon(match: re.Match[str], _: datetime) -> str:
    """Return the noon or midnight of "between noon and 4" by the clock."""
    return f"{match['lead']} {'12 am' if 'night' in match['name'] else '12'}"


def _from_midnight(match: re.Match[str], _: datetime) -> str:
    """Return "from midnight to 6" by the halves of the day."""
    return f"{match['lead']} 12 am to {by_half(int(match['last']))}"


def _another(match: re.Match[str], _: datetime) -> str:
    """Return "this one" by what was named before it: "next weekend than this one"."""
    named = _SPANS_OF_DAYS.findall(match.string[: match.start()])
    return f"{match['which'] or match['other']} {named[-1]}" if named else match[0]


def _hundreds(match: re.Match[str], _: datetime) -> str:
    rest = match["rest"]
    return str(100 * number(match["n"]) + (number(rest) if rest else 0))


def _and_a_half(match: re.Match[str], asked_at: datetime) -> str:
    """Return a number of weeks, months or years and a half as days from the day of asking."""
    count, unit = number(match["n"]), match["unit"].rstrip("s")
    half = _A_HALF.get(unit, relativedelta(months=6))
    if unit == "day":
        return f"{count} days" if asked_at.hour < _NOON else f"{count + 1} days"
    today = asked_at.date()
    if count > _MOST_MONTHS // 12:
        return match[0]
    day = today + relativedelta(**{f"{unit}s": count}) + half  # type: ignore[arg-type] # a unit
    return f"{(day - today).days} days" if day - today < _MOST_AHEAD else match[0]


def _weekend(_: re.Match[str], asked_at: datetime) -> str:
    """Return the two days of the weekend after the next one."""
    today = asked_at.date()
    saturday = today + timedelta(days=_SATURDAY - today.weekday() + 14)
    return f"{said_day(saturday)} to {said_day(saturday + timedelta(days=1))}"


def _next_weekend(_: re.Match[str], __: datetime) -> str:
    return "next weekend"


def _until(match: re.Match[str], now: datetime) -> str:
    return f"today to {weekday(match, now) if match['day'] else ''}"


def _with_an_h(match: re.Match[str], _: datetime) -> str:
    """Return "16h" and "19h30" with a colon."""
    return f"at {match['hour']}:{match['minutes'] or '00'}"


def _ish(match: re.Match[str], _: datetime) -> str:
    return f"at {match['hour']}"


def _sharp(match: re.Match[str], _: datetime) -> str:
    return f"at {match['hour']}:00"


def _noon(match: re.Match[str], _: datetime) -> str:
    """Return hours up to noon or, from an evening's hour on, to midnight by the clock."""
    if match["name"] != "midnight":
        return f"{match['lead']} to 12 pm"
    is_bare = not match["half"] and int(match["hour"]) in range(1, _NOON + 1)
    return f"{match['lead']}{' pm' if is_bare else ''} to 12 am"


def _by_24_hours(match: re.Match[str], _: datetime) -> str:
    """Return "from 10 to 14" by the halves of the day."""
    first, last = int(match["first"]), int(match["last"])
    return f"{match['lead']} {by_half(first)} to {by_half(last)}"


def _by_likely_halves(match: re.Match[str], _: datetime) -> str:
    """Return "between 3 and 5" as hours of the afternoon, and "from 9 to 11" as of the morning."""
    first, last = int(match["first"]) % _NOON, int(match["last"]) % _NOON
    first += _NOON if first < _FIRST_BY_DAY else 0
    last += _NOON if last <= first % _NOON or first >= _NOON else 0
    return f"{match['lead']} {by_half(first)} to {by_half(max(last, first + 1))}"


_TO: Final = r"(?: (?:to|and|until|till?) | ?[-\u2013] ?)"
_AM: Final = r"(?! ?(?:[ap]\.?m|in the (?:morning|evening|afternoon)|at night))"
RULES: Final[tuple[tuple[re.Pattern[str], Spell], ...]] = (
    *SHORT_FORMS,
    (re.compile(r"(?<![\d:.])(?P<clock>\d{1,2}:[0-5]\d):[0-5]\d(?![\d:])"), _seconds),
    (re.compile(rf"(?<![\d:.])0?(?P<hour>(?<=0)\d|0):(?P<minutes>[0-5]\d)(?![\d:]){_AM}"), _early),
    (
        re.compile(r"(?<=at )(?P<hour>0\d)(?P<minutes>[0-5]\d)(?! ?(?:hours|hrs|\d))(?![\d:])"),
        _early,
    ),
    (
        re.compile(
            r"(?<![\w:./-])(?P<hour>0\d)(?P<minutes>[0-5]\d)"
            rf"(?=\s*(?:$|[?!,]|(?:in|on|today|this|tonight|{TOMORROW}|{WEEKDAY})\b))"
        ),
        _at_early,
    ),
    (re.compile(r"(?<![\d:.])(?P<hour>0) ?o'? ?clock(?P<minutes>(?!))?"), _early),
    (
        re.compile(
            rf"(?P<lead>\b(?:at|by|around|from|until|before|after) )?\b(?P<hour>{_LATE})"
            r" o'? ?clock\b"
        ),
        _in_figures,
    ),
    (
        re.compile(
            rf"\b(?P<lead>(?:starting at|at) |(?<=starting )at )(?P<hour>{_LATE})\b"
            r"(?! ?(?:hundred|degrees?|percent|past|to|days?|hours?|minutes?|miles|\d"
            r"|[a-z]+ (?:street|avenue)))"
        ),
        _in_figures,
    ),
    (
        re.compile(
            r"(?P<lead>\b(?:at|by|around|until|before|after) )?"
            rf"\b(?P<hour>{_LATE}|ten|eleven|twelve)"
            r" hundred(?: hours| hrs)?\b(?! (?:and|days?|weeks?|months?|years?|degrees?))"
        ),
        _in_figures,
    ),
    (
        re.compile(
            r"(?<!in )(?<!next )(?<!within )(?<!for )(?<!after )(?<!every )(?<!last )(?<!the )"
            r"(?<![\d:.])(?:(?:at|by|around) )?(?<![\d:.])\b(?P<hour>[01]?\d|2[0-4]) ?h"
            r"(?P<minutes>[0-5]\d)?\b"
            r"(?! (?:\d{1,2} ?m(?:in\w*)? )?(?:from now|later|ago|ahead"
            r"|(?:weather )?(?:forecast|outlook)))"
        ),
        _with_an_h,
    ),
    (
        re.compile(
            r"\b(?P<lead>from|between) midnight ?(?:and|to|until|till?|-|\u2013) ?"
            rf"(?P<last>1?\d|2[0-4])(?![\d:.]){_AM}"
        ),
        _from_midnight,
    ),
    (
        re.compile(
            r"\b(?P<lead>from|between) (?P<name>noon|midday|midnight)"
            r"(?= ?(?:and|to|until|till?|-|\u2013) ?\d)"
        ),
        _from_noon,
    ),
    (
        re.compile(
            r"\b(?P<lead>(?:from|between) (?P<hour>\d{1,2})(?::\d\d)?(?P<half> ?[ap]\.?m\.?)?)"
            rf"{_TO}(?P<name>noon|midday|midnight)\b"
        ),
        _noon,
    ),
    (
        re.compile(
            r"\b(?P<lead>from|between) (?P<first>\d|1\d|2[0-3])"
            rf"{_TO}(?P<last>1[3-9]|2[0-4])(?: ?hours| o'? ?clock)?"
            rf"(?=\s*(?:$|[?!.,]|(?:in|at|on|today|tomorrow|this|{WEEKDAY})\b))"
        ),
        _by_24_hours,
    ),
    (
        re.compile(
            rf"\b(?P<lead>from|between) (?P<first>1?\d){_TO}"
            r"(?P<last>[1-9]|1[0-2])"
            rf"(?!\s{{0,3}}+(?>(?:(?:in the|at|this|on|{TOMORROW}|today|{WEEKDAY}) ){{0,2}})"
            r"(?:morning|afternoon|evening|night|tonight)\b)"
            rf"(?=\s*(?:$|[?!.,]|(?:in|at|on|today|tomorrow|this|tonight|{WEEKDAY})\b))"
        ),
        _by_likely_halves,
    ),
    (
        re.compile(
            r"\b(?:(?:at|by|around|about) )?(?P<hour>\d{1,2}|noon|mid(?:day|night)|one|two|three"
            r"|four|five|six|seven|eight|nine|ten|eleven|twelve) ?-?ish\b"
        ),
        _ish,
    ),
    (
        re.compile(
            r"(?:(?<=weather )|(?<=forecast )|(?<=temperature )|(?<=like )|(?<=_ ))"
            r"for (?P<hour>1[3-9]|2[0-3])"
            r"(?=\s*(?:$|[?!.,]\s|[?!.]$|(?:in|at|on|today|tomorrow|this|tonight)\b))"
        ),
        _sharp,
    ),
    (
        re.compile(
            r"\b(?P<n>an?|one|two|three|four|five|six|seven|eight|nine) hundred"
            rf"(?:,? and)?(?: (?P<rest>(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
            rf"(?:[ -][a-z]{{3,5}}(?= ))?|{NUMBER}))?(?= (?:days?|weeks?|hours?|months?|years?)\b)"
        ),
        _hundreds,
    ),
    (re.compile(rf"\b{_N} and a half {_UNIT}\b"), _and_a_half),
    (re.compile(rf"\b{_N} {_UNIT} and a half\b"), _and_a_half),
    (re.compile(r"\b(?:the )?weekend after (?:this one|this)\b"), _next_weekend),
    (
        re.compile(
            r"\b(?<!weekend after )(?P<which>this|next|last|the (?:last|next|previous)) one\b"
            r"|(?<=or )(?:the )?(?P<other>next|last)(?=\W*$| (?:in|for) \w)"
        ),
        _another,
    ),
    (re.compile(r"\b(?:the )?weekend after(?: next\b|(?: that)?(?=\s*(?:$|[?!.,])))"), _weekend),
    (
        re.compile(
            r"(?<!how long )\b(?:(?:until|till?) (?=(?:the )?(?:spring|summer|autumn|winter)\b)"
            r"|(?:until|till?|thru|through|up to|up until"
            r"|(?<!\bday )(?<!\bdays )(?<!\bnight )(?<!\bweek )(?<!\bweeks )before) "
            rf"(?:(?=(?:{WEEKDAY}|tomorrow|next|(?:(?:early|mid|late)[ -])?{MONTH}|the \d"
            rf"|{HOLIDAY}{NOT_A_NAME}|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}))"
            rf"|(?P<day>{SHORT_WEEKDAY})\b\.?(?=\s*(?:$|[?!,]|in\b))))"
        ),
        _until,
    ),
)
NEEDED: Final[dict[Spell, tuple[str, ...]]] = FORMS_NEED | {
    _ish: ("ish",),
    _and_a_half: ("and a half",),
    _next_weekend: ("weekend after",),
    _weekend: ("weekend after",),
    _until: ("before", "through", "thru", "til", "up to"),
}
"""Words of which a text has one where there is anything for a rule to spell."""
OF_FIGURES: Final = FORMS_OF_FIGURES | {
    *(_seconds, _early, _at_early, _with_an_h, _by_24_hours, _by_likely_halves, _sharp),
}
"""Spells of what is told in figures."""
OF_AN_END: Final = frozenset({_until})
"""Spells of what has an end and no beginning: "until Friday"."""
