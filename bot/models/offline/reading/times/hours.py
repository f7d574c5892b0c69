"""Find the hours in a question: "at noon", "tomorrow evening", "at 5:30 PM", "in 3 hours"."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from bot.models.offline.reading.numbers import NUMBER, lower, number
from bot.models.offline.reading.spans import Marks, first_of
from bot.models.offline.reading.times import parts_of_day as names
from bot.models.offline.reading.times.counted import length_of
from bot.models.offline.reading.times.dates import TOMORROW, WEEKDAY

_NOON: Final = 12
_FIRST_BY_DAY: Final = 7
_HOURS_OF_A_DAY: Final = 24
_MORNING: Final = 6
_STILL_NIGHT: Final = 4
_MOST_HOURS: Final = 365 * _HOURS_OF_A_DAY
_LOOK: Final = 3
"""The number of hours that answer a question about one of them."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Some hours of a day, and where the text says so.

    Attributes:
        first: 0 to 23.
        count: How many there are, at least 1.
        moment: The moment that was counted from now; None for hours of the clock.
        is_vague: Whether it is a part of the day; a time of the clock beside it is the better.
        is_today: Whether it says that it is today's, even where it has passed.
        minute: The minute of a time of the clock, 0 where none is told.
        is_next_night: Whether it belongs to the night after the day that is named.
    """

    first: int
    count: int
    start: int
    end: int
    moment: datetime | None = None
    is_vague: bool = False
    is_today: bool = False
    is_next_night: bool = False
    minute: int = 0


@dataclass(frozen=True, slots=True)
class _Asked:
    """The moment of asking, and whether the text names another day than today."""

    at: datetime
    is_another_day: bool


_Read = tuple[int, int, datetime | None]
_Reader = Callable[[re.Match[str], _Asked], _Read]


def find_hours(text: str, asked_at: datetime, *, is_another_day: bool) -> list[Hours]:
    """Return the hours that a text names, in its order and without overlaps."""
    asked = _Asked(asked_at, is_another_day)
    found: list[Hours] = []
    marks = Marks(len(text))
    for match, read in _matches(lower(text)):
        start, end = match.span()
        if marks.overlap(start, end):
            continue
        if read is _bare and text[match.start("hour")].isupper():
            continue  # "at Six Flags"
        try:
            first, count, moment = read(match, asked)
        except (ValueError, OverflowError):  # no such hour
            continue
        marks.add(start, end)
        nights = _STILL_NIGHT if asked_at.hour >= _STILL_NIGHT and "tonight" in match[0] else 1
        found.append(
            Hours(
                first,
                count,
                start,
                end,
                moment,
                is_vague=read is _part or read is _night,
                is_today=bool(_TODAY.search(match[0])),
                is_next_night=first < nights and bool(_MIDNIGHT.search(match[0])),
                minute=_minute(match),
            )
        )
    return sorted(found, key=lambda hours: hours.start)


@lru_cache(maxsize=8)
def _matches(text: str) -> tuple[tuple[re.Match[str], _Reader], ...]:
    """Return the matches that may be hours, rule by rule, which are the same by whatever clock."""
    return tuple((match, read) for pattern, read in _RULES for match in first_of(pattern, text))


def _minute(match: re.Match[str]) -> int:
    """Return the minute of a time in figures, such as "12:30"; 0 where none is told."""
    told = _TOLD_MINUTE.search(match[0])
    return int(told[1]) if told else 0


def _hour(hour: str, half: str | None, asked: _Asked, minute: int = 0) -> int:
    """Return the hour of a clock; without a half of the day the likeliest of the two.

    Raises:
        ValueError: There is no such hour.
    """
    value = number(hour)
    if not 0 <= value < _HOURS_OF_A_DAY + 1 or not (hour.isdecimal() or value):
        raise ValueError(hour)
    if value > _NOON:
        return value % _HOURS_OF_A_DAY
    if half:
        return value % _NOON + _half(half, value)
    if not asked.is_another_day:
        now = (asked.at.hour, asked.at.minute)
        to_come = [each for each in (value % 12, value % 12 + 12) if (each, minute) >= now]
        if to_come:
            return to_come[0]
    return value % _NOON + (_NOON if value % _NOON < _FIRST_BY_DAY else 0)


def _half(text: str, hour: int) -> int:
    """Return the hours to add for "pm", "in the evening" or, late, "at night"."""
    since = _STILL_NIGHT if "tonight" in text else _FIRST_BY_DAY - 1
    is_late = text[0] == "p" or "afternoon" in text or "evening" in text
    return _NOON if is_late or ("night" in text and since <= hour < _NOON) else 0


def _clock(match: re.Match[str], asked: _Asked) -> _Read:
    return _hour(match["hour"], match["half"], asked, _minute(match)), _LOOK, None


def _bare(match: re.Match[str], asked: _Asked) -> _Read:
    return _clock(match, asked)


def _past_the_hour(match: re.Match[str], asked: _Asked) -> _Read:
    """Return the hour of "quarter past 5" and "ten to 6"."""
    hour = _hour(match["hour"], match["half"], asked)
    before = match["side"] in ("to", "til", "till", "of", "before")
    return (hour - before) % _HOURS_OF_A_DAY, _LOOK, None


def _span(match: re.Match[str], asked: _Asked) -> _Read:
    """Return the hours of "between 2 and 5 pm"."""
    half, other = match["first_half"], match["half"]
    first, last = _hour(match["first"], half or other, asked), _hour(match["last"], other, asked)
    if "tonight" in other and (first > last or first < _STILL_NIGHT):
        last %= _NOON  # after midnight
    elif not half and first > last >= _MORNING:
        first = _hour(match["first"], "am", asked)
    count = (last - first) % _HOURS_OF_A_DAY or _HOURS_OF_A_DAY
    return first, max(count, _LOOK + 1), None  # not to be taken for a single hour


def _military(match: re.Match[str], _: _Asked) -> _Read:
    return int(match["hour"]) % _HOURS_OF_A_DAY, _LOOK, None


def _from_now(match: re.Match[str], asked: _Asked) -> _Read:
    # The clocks may change in between.
    moment = (asked.at.astimezone(UTC) + length_of(match)).astimezone(asked.at.tzinfo)
    return moment.hour, _LOOK, moment


def _next_hours(match: re.Match[str], asked: _Asked) -> _Read:
    hours = max(1, round(length_of(match) / timedelta(hours=1)))
    count = hours + 1 if hours + 1 != _LOOK else _LOOK + 1  # not to be taken for a single hour
    return asked.at.hour, min(count, _MOST_HOURS), asked.at


def _this_hour(_: re.Match[str], asked: _Asked) -> _Read:
    return asked.at.hour, 2, asked.at


def _part(match: re.Match[str], _: _Asked) -> _Read:
    parts = {**names.PARTS, **names.SUN}.items()
    return *next(hours for name, hours in parts if re.fullmatch(name, match["part"])), None


def _night(match: re.Match[str], asked: _Asked) -> _Read:
    """Return the evening and the night up to the morning, or what is left of today's."""
    if re.search("over ?night|(?:during|in|through|into) the|(?:middle|dead) of", match[0]):
        return 21, 9, None
    hour = asked.at.hour
    if not asked.is_another_day and hour < _STILL_NIGHT:
        return hour, _MORNING - hour, asked.at
    first = 18 if asked.is_another_day else max(18, hour)
    return first, _HOURS_OF_A_DAY - first + _MORNING, None


def _midnight(_: re.Match[str], __: _Asked) -> _Read:
    return 0, _LOOK, None


_TOLD_MINUTE = re.compile(r"\d[:.]([0-5]\d)")
_TODAY = re.compile(r"\b(?:this|today|tonight|rest|remainder)\b")
_MIDNIGHT = re.compile(r"midnight|\b(?:12|twelve) ?(?:a\.?m|at night)|tonight")

_H = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_MINUTES = r"(?:(?:[:.]\d\d|[: ](?:fifteen|thirty|forty[- ]five|twenty))(?!\d))?"
_O_CLOCK = r"(?: ?o'? ?clock)?(?: sharp)?"
_AM = r"(?:[ap]\.? ?m\b\.?|(?<=\d)[ap]\b)"
_DAY = rf"(?:{TOMORROW}|today|yesterday|{WEEKDAY})(?:'?s)?"
_OF_DAY = (
    rf"(?>(?:(?:in the|at|this|on|during the|{_DAY}|on {WEEKDAY}) )*)"
    r"(?:(?:early |late )?(?:morning|afternoon|evening)|night|tonight)"
)
_HALF = rf"(?P<half>{_AM}|{_OF_DAY})"
_ABOUT = r"(?:about |around |another |exactly )?"
_AT = (
    r"(?:(?:at|@|by|around|about|before|after|until|till|til|from|for|come|round|past) ?"
    rf"{_ABOUT})"
)
_LEADS = (
    r"(?:(?:this(?: very)?|in the|(?:(?:in )?the )?(?:middle|dead) of(?: the)?|at the|the|at|by"
    r"|over(?: the)?|around|before|after|until|till?|come|up to|(?:(?:rest|remainder) )?of the"
    r"|(?:early|late)(?! (?:morning|afternoon|evening))|later|in|around the|from|for|since"
    rf"|through the|into the|during(?: the)?|over(?! the)|{_DAY},?|on {WEEKDAY})\s)"
)
_NO_HOUR = (
    r"(?! ?(?:%|°|degrees|percent|days?|weeks?|mph|km|miles|(?:[a-z]*th|[nr]d|st)\b|[.,/:]?\d))"
)
_HOUR_ALONE = r"(?:1[0-2]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_NO_FIGURE = "".join(rf"(?<!\b{word} )" for word in ("be", "is", "it", "stay", "to", "at", "low"))
"""Behind these, "around 10" is as likely a temperature."""
_IN_NEXT = r"(?:(?:in|over|for|during|within|through) )?(?:the )?(?:next|coming|following)"
_UNIT = (
    r"(?:(?<=\d)| |(?<=half)-)(?P<unit>hours?|hrs?|h|minutes?|mins?|seconds?|secs?)"
    r"(?P<rest> and a (?:half|quarter)|(?<=h)\d\d|,?(?: and)? ?\d{1,2} ?(?:minutes?|mins?|m)\b)?"
)
_MORE = r"(?P<more> and a half)?"
_N = rf"(?P<n>\d+\.\d+|(?:(?:a|the) )?half(?: an?|(?=[ -]hour))|{NUMBER})"
_TEXTS: Final[tuple[tuple[str, _Reader], ...]] = (
    (rf"{_IN_NEXT} {_N}{_MORE}{_UNIT}", _next_hours),
    (r"within (?:the|an) hour|(?:(?:in|over|for|during) )?the next hour", _this_hour),
    (
        (
            rf"{_N}(?P<more>(?!))?(?P<rest>(?!))?[ -]?(?P<unit>hour|hrs?|h)s?"
            r"(?= (?:weather )?(?:forecast|outlook))"
        ),
        _next_hours,
    ),
    (rf"{_N}{_MORE}{_UNIT} (?:from (?:now|this)|later|hence|ahead|out)", _from_now),
    (rf"(?:in|within|after) {_ABOUT}{_N}{_MORE}{_UNIT}(?:'s?)?(?: time)?", _from_now),
    (
        (
            rf"(?<!from )(?<!between ){_AT}?(?:a )?"
            rf"(?:(?:quarter|half|twenty|ten|five)(?: minutes)?|\d+ minutes)"
            rf" (?P<side>past|after|to|till?|of|before) (?P<hour>{_H}){_O_CLOCK}(?: ?{_HALF})?"
        ),
        _past_the_hour,
    ),
    (
        (
            rf"(?:(?:between|from|at) )?(?P<first>{_H}){_MINUTES} ?(?P<first_half>{_AM})?"
            rf" ?(?:and|to|until|till?|-|\u2013) ?(?P<last>{_H}){_MINUTES}{_O_CLOCK} ?{_HALF}"
        ),
        _span,
    ),
    (
        (
            rf"{names.NO_DEGREES}(?:{_AT} ?)?(?P<hour>{_H})(?! night in _){_MINUTES}{_O_CLOCK},?"
            rf" ?{_HALF}"
        ),
        _clock,
    ),
    (rf"(?:{_AT} ?)?(?P<hour>{_H}) ?o'? ?clock(?P<half>(?!))?", _clock),
    (rf"(?:{_AT} ?)?(?P<hour>\d{{1,2}}):[0-5]\d(?::\d\d)?(?P<half>(?!))?", _clock),
    (rf"(?:{_AT} ?)?(?P<hour>[01]\d|2[0-4])[0-5]\d ?(?:hours|hrs)", _military),
    (rf"(?:(?:at|@) ?{_ABOUT}|{names.UP_OR_ON})(?P<half>(?!))?(?P<hour>{_H}){_NO_HOUR}", _bare),
    (rf"{_NO_FIGURE}around (?P<half>(?!))?(?P<hour>{_HOUR_ALONE}){_NO_HOUR}", _bare),
    (rf"(?:{_AT})?mid-?night(?! sun)(?: tonight)?", _midnight),
    (rf"(?:{_LEADS}{{1,4}}|{names.BEHIND})(?P<part>{'|'.join(names.PARTS)}){names.NO_PARK}", _part),
    (
        (
            r"(?:at|by|before|after|around|until|till?|near|during|come|from) (?:the )?"
            rf"(?P<part>{'|'.join(names.SUN)})"
        ),
        _part,
    ),
    (rf"(?P<part>{names.ALONE})", _part),
    (
        (
            r"(?:later )?tonight(?:'?s)?|over ?night"
            rf"|{_LEADS}{{1,4}}night(?: ?time)?|{WEEKDAY} night|{names.A_NIGHT}"
        ),
        _night,
    ),
)
_RULES: Final = tuple(
    (re.compile(rf"(?<![\w'])(?<!\d\.)(?:{text})(?!\w)"), read) for text, read in _TEXTS
)
