"""The short and local forms of times with what they stand for: "arvo", "half five", "mon am"."""

import re
from datetime import datetime
from typing import Final

from bot.models._patterns import late
from bot.models.offline.reading.numbers import number
from bot.models.offline.reading.times.behind import BEHIND_NEED, BEHIND_OF_FIGURES, DAYS_BEHIND
from bot.models.offline.reading.times.beside import BESIDE_NEED, DAYS_BESIDE
from bot.models.offline.reading.times.counted import looks_back
from bot.models.offline.reading.times.dates import TOMORROW, WEEKDAY
from bot.models.offline.reading.times.halves import by_first_half, by_halves, by_hours
from bot.models.offline.reading.times.names import WEEKDAYS
from bot.models.offline.reading.times.years import YEARS, Spell, of_both_years, of_year

_IN_FULL: Final = {"b4": "before", "arvo": "afternoon", "avo": "afternoon", "eve": "evening"} | {
    "nite": "night",
    "nites": "nights",
    **dict.fromkeys(("wknd", "wkend", "w/end", "w/e"), "weekend"),
    **dict.fromkeys(("2nite", "2night", "tnight", "tonite"), "tonight"),
    "earlier than": "before",
    "later than": "after",
    "up to": "until",
    **dict.fromkeys(("no later than", "not later than"), "by"),
    **dict.fromkeys(("no earlier than", "not earlier than"), "after"),
    "nxt": "next",
    "wk": "week",
    "mrng": "morning",
    "1/2": "half",
    "1/4": "a quarter",
    "3/4": "three quarters",
    "aft": "afternoon",
    **dict.fromkeys(("w/c", "week commencing", "week beginning", "week starting"), "week of"),
}
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PLAIN_WEEKDAY: Final = r"(?:mon|tues?|weds?|thu(?:rs?)?|fri|sat)"
"""The short names of days that mean nothing else where a time begins, as "sun" does."""
SHORT_WEEKDAY: Final = rf"(?:{PLAIN_WEEKDAY}|sun)"
_BESIDE_SUN: Final = "|".join(
    rf"(?<=\b(?:mon|tue|wed|thu|fri|sat){link} )" for link in (" or", " and", ",", " &")
)
"""What makes a day of "sun": "fri or sun in Rome"."""
_UP_TO_SUN: Final = "|".join(rf"(?<=\b(?:mon|tue|wed|thu|fri|sat){dash})" for dash in "-\u2013")
_HOUR_IN_WORDS: Final = "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_NO_HOURS: Final = re.compile(
    r"\b(?:scale|rat(?:e|ing))\b|^(?:will it (?:be|stay)|is it) $"
    r"|\b(?:temp(?:erature)?s?|highs?|lows?) (?:be|stay|range) $"
)
_HOUR: Final = rf"(?:{_HOUR_IN_WORDS}|1[0-2]|[1-9])"
_OF_24: Final = r"(?:2[0-4]|[01]?\d)"
_TO: Final = r" ?(?:to|and|until|till?|-|\u2013) ?"
_AN_H: Final = r"(?: ?h(?:[0-5]\d)?)"
_HOURS_OF_A_DAY: Final = 24
_NOON: Final = 12
_SUMMER: Final = (6, 21)
_WINTER: Final = (12, 22)


def _in_full(match: re.Match[str], _: datetime) -> str:
    return _IN_FULL[match[0]]


def weekday(match: re.Match[str], _: datetime) -> str:
    """Return the whole name of the "day" of a match, which is short: "tues"."""
    return next(name for name in _WEEKDAYS if name.startswith((match["day"] or "sun")[:3]))


def _half_past(match: re.Match[str], _: datetime) -> str:
    return f"half past {match['hour']}"


def _at_the_time(match: re.Match[str], _: datetime) -> str:
    return f"{match['day']} at {match['clock']}"


def _dotted(match: re.Match[str], _: datetime) -> str:
    """Return "tonight 7.30" with a colon, and without the half of the day that it has already."""
    is_late = match["day"] in ("tonight", "evening") and int(match["hour"]) < _NOON
    hour = int(match["hour"]) + _NOON * is_late
    day = match["day"].removesuffix("at")
    return f"{day} at {hour}:{match['minutes']}".lstrip()


def _night_into(match: re.Match[str], _: datetime) -> str:
    """Return the night of "Sunday into Monday"."""
    return f"{match['day']} night"


def _rest_of_day(_: re.Match[str], asked_at: datetime) -> str:
    return f"in the next {max(_HOURS_OF_A_DAY - 1 - asked_at.hour, 1)} hours"


def _all_night(match: re.Match[str], _: datetime) -> str:
    return "last night" if looks_back(match.string) else "at night"


def _half_of_day(match: re.Match[str], _: datetime) -> str:
    """Return "tomorrow am" as "tomorrow morning"."""
    return f"{match['day']} {'morning' if match['half'] == 'a' else 'afternoon'}"


def _of_that_day(match: re.Match[str], _: datetime) -> str:
    """Return "late tomorrow morning" as "tomorrow late morning"."""
    return f"{match['day']} {match['side']} {match['part']}"


def _solstice(_: re.Match[str], asked_at: datetime) -> str:
    """Return the solstice that comes next, as it is called in the north."""
    is_before_summer = (asked_at.month, asked_at.day) <= _SUMMER
    is_behind_winter = (asked_at.month, asked_at.day) > _WINTER
    return f"{'summer' if is_before_summer or is_behind_winter else 'winter'} solstice"


def _by_colon(match: re.Match[str], _: datetime) -> str:
    return f"{match['lead']} {match['hour']}:{match['minutes']}"


def _from_to(match: re.Match[str], _: datetime) -> str:
    """Return "from nine to five" in figures; on a scale, or of degrees, they are no hours."""
    if _NO_HOURS.search(match.string, 0, match.start()):
        return match[0]
    return f"{match['lead']} {number(match['first'])} to {number(match['last'])}"


_TEXTS: Final[tuple[tuple[str, Spell], ...]] = (
    (
        (
            rf"\b(?P<side>early|late)(?: on)? (?P<day>this|today|{TOMORROW}|{WEEKDAY})"
            r" (?P<part>morning|afternoon|evening)\b"
        ),
        _of_that_day,
    ),
    (r"(?<!summer )(?<!winter )(?<!june )(?<!december )\bsolstice\b", _solstice),
    (
        (
            rf"\b(?P<day>{SHORT_WEEKDAY})\.?"
            r"(?= (?:morning|afternoon|evening|night|eve|[ap]\.?m|lunch(?:time)?|noon|midday)\b)"
        ),
        weekday,
    ),
    (r"(?<=\ball )night\b", _all_night),
    (rf"(?:{_BESIDE_SUN})(?P<day>sun)(?= in (?!the\b))|(?:{_UP_TO_SUN})(?P<last>sun)\b", weekday),
    (rf"\bhalf (?P<hour>{_HOUR})\b(?! (?:past|to|hours?|days?|inch(?:es)?)\b)", _half_past),
    (
        (
            rf"\b(?P<day>tonight|today|{TOMORROW}|{WEEKDAY}|morning|evening|afternoon)"
            r" (?:at )?(?P<hour>1?\d|2[0-3])\.(?P<minutes>[0-5]\d)(?![.\d])"
        ),
        _dotted,
    ),
    (
        (
            r"\b(?P<day>at) (?P<hour>1?\d|2[0-3])\.(?P<minutes>[0-5]\d)"
            r"(?!\.?\d| ?(?:%|\u00b0|degrees?|m\b))"
        ),
        _dotted,
    ),
    (r"(?P<day>\d{4}-\d\d-\d\d)t(?P<clock>\d\d:\d\d)", _at_the_time),
    (
        rf"\b(?P<day>{WEEKDAY}|{TOMORROW}|today)(?: night)? into (?:{WEEKDAY}|{TOMORROW})\b",
        _night_into,
    ),
    (
        (
            rf"\b(?P<lead>from|between) (?P<first>\d{{1,2}})(?::[0-5]\d|(?={_TO}\d{{1,2}}:))"
            rf"{_TO}(?P<last>\d{{1,2}})(?::[0-5]\d|(?![\d:.]))(?! ?[ap]\.?m)"
        ),
        by_halves,
    ),
    (
        (
            rf"\b(?P<lead>from|between) (?P<first>{_HOUR_IN_WORDS}){_TO}(?P<last>{_HOUR_IN_WORDS})"
            rf"(?=\s*(?:$|[?!.,]|(?:in|at|on|today|tomorrow|this|{WEEKDAY})\b))"
        ),
        _from_to,
    ),
    (
        (
            r"\b(?:(?P<lead>from|between) )?(?P<first>1[0-2]|0?[1-9])(?::[0-5]\d)?"
            r" ?(?P<half>[ap])\.?m\.?(?: (?:to|until|till?) | ?[-\u2013] ?|(?(lead) and |(?!)))"
            r"(?P<last>1[0-2]|0?[1-9])(?::[0-5]\d)?(?! (?:in the|at night))"
            rf"(?=\s*(?:$|[?!.,](?!\d)|(?:in|at|on|today|this|{TOMORROW}|{WEEKDAY})\b))"
        ),
        by_first_half,
    ),
    (
        (
            rf"\b(?:(?P<lead>from|between) (?P<first>{_OF_24})(?:{_AN_H})?"
            rf" ?(?:to|and|until|till?|-|\u2013)"
            rf"|(?<!in )(?<![\d:.])(?P<alone>{_OF_24}){_AN_H} ?[-\u2013])"
            rf" ?(?P<last>{_OF_24}){_AN_H}\b"
        ),
        by_hours,
    ),
    (
        r"\b(?:(?:for|during|over) )?(?:the )?(?:rest|remainder) of (?:the day|today)\b",
        _rest_of_day,
    ),
    (
        (
            r"\b(?:b4|arvo|nites?|(?:(?<=this )|(?<=[nsir]day )|(?<=row ))(?:eve|avo|aft)|wke?nd"
            r"|w/end|w/[ec]|2nite|2night|tnight|tonite|nxt|wk|mrng"
            r"|(?:1/2|[13]/4)(?= (?:of )?(?:an? )?inch)|(?<= inch and )(?:1/2|[13]/4)"
            r"|1/2(?= (?:an )?hour)"
            r"|week (?:commencing|beginning|starting)|(?:(?:not? )?(?:earlier|later) than|up to)"
            r"(?= (?:1?\d|2[0-3])(?::[0-5]\d| ?[ap]\.?m\b| ?o'clock)| noon| midday| midnight))\b"
        ),
        _in_full,
    ),
    (
        rf"\b(?P<day>{TOMORROW}|today|this|in the|{WEEKDAY}) (?P<half>[ap])\.?m\b",
        _half_of_day,
    ),
    (
        (
            r"(?:\b|(?=@))(?P<lead>at|(?:by|around|until|till?|before|after|from|@)"
            r"(?! ?(?:19|20)\d\d)) ?(?P<hour>1\d|2[0-3])(?P<minutes>[0-5]\d)"
            r"(?! ?(?:hours|hrs|hpa|mb|km|m\b|met|f(?:ee)?t|\d|[:.]\d))"
        ),
        _by_colon,
    ),
)
SHORT_FORMS: Final = (
    *YEARS,
    *((late(text), spell) for text, spell in _TEXTS),
    *DAYS_BESIDE,
    *DAYS_BEHIND,
)
"""Patterns for text in lower case, and what spells each of them in the common way."""
FORMS_OF_FIGURES: Final = BEHIND_OF_FIGURES | {
    *(_at_the_time, _by_colon, by_first_half, by_halves, by_hours, _dotted),
}
"""Spells of what is told in figures."""
FORMS_NEED: Final[dict[Spell, tuple[str, ...]]] = {
    **BEHIND_NEED,
    **BESIDE_NEED,
    _half_past: ("half ",),
    _solstice: ("stice",),
    _night_into: (" into ",),
    _rest_of_day: (" of t",),
    _at_the_time: ("-",),
    _dotted: (".",),
    by_first_half: ("m",),
    by_halves: (":",),
    by_hours: ("h",),
    of_year: (" year",),
    of_both_years: (" year",),
    _all_night: ("all n",),
    _of_that_day: ("early", "late"),
    weekday: WEEKDAYS,
}
"""Words of which a text has one where there is anything for a rule to spell."""
