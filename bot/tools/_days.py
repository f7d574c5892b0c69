"""Days in tools: the arguments that name them, and a day's entry in a result."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from bot import figures as units
from bot.errors import ToolError
from bot.kinds.days import Day
from bot.languages import ENGLISH
from bot.messages import Asker
from bot.queries import FIRST_PAST_DAY, HORIZON_DAYS, Outcome, Unavailable, date_of
from bot.reports import Units

LAST_DAY: Final = date(2100, 12, 31)
"""The last day that a call may begin with: no source knows later days, and adding days to the very
last dates of `date` would overflow."""

FIRST_DAY_SCHEMA: Final = {
    "type": ["string", "null"],
    "description": "today (default), tomorrow, weekday or YYYY-MM-DD",
}
DAYS_SCHEMA: Final = {
    "type": ["integer", "null"],
    "description": f"1 (default) to {HORIZON_DAYS}",
}

_OFFSETS: Final = {
    "day before yesterday": -2,
    **dict.fromkeys(("yesterday", "last night"), -1),
    **dict.fromkeys(("today", "now", "tonight"), 0),
    "tomorrow": 1,
    "day after tomorrow": 2,
}
_WEEKEND: Final = ("weekend", "this weekend", "the weekend")
# With a second date behind it, it is a span, whose other days must not get lost.
_DATE: Final = re.compile(r"(\d{4}-\d\d-\d\d)(?:$|[t ](?!.*\d{4}-\d\d-))")
_WHOLE: Final = re.compile(r"[+-]?\d+")
_SHORTEST_WEEKDAY: Final = 3
_SATURDAY: Final = 5
_SUNDAY: Final = 6
_WEEK: Final = 7
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_IS_OVER: Final = "For days that are over use get_past_weather."
_IS_NOT_OVER: Final = "Today is not over; for today and later days use get_forecast."


def first_day_of(
    arguments: Mapping[str, Any], asker: Asker, *, looks_back: bool = False
) -> int | date:
    """Return the first day that a call asks for, as days from the day of asking or as a date.

    The date that is today for the asker counts as today at the place, which is 0. For a tool that
    looks back it stays a date, which may be over at the place; the default is yesterday, and a
    weekday means its latest date.

    Raises:
        ToolError: The argument can't be read, or is before `FIRST_PAST_DAY` or after `LAST_DAY`.
    """
    text = as_words(arguments.get("first_day"))
    if text in (None, "", "null"):
        return -1 if looks_back else 0
    today = asker.asked_at.date()
    day = _named_day(text, today, looks_back=looks_back) if isinstance(text, str) else None
    if day is None and isinstance(text, str):
        day = _date(text)
    if day is None:
        day = whole_number(text)
    if day is None:
        raise ToolError(
            "'first_day' can't be read; write today, tomorrow, yesterday, an English weekday or a "
            "date as YYYY-MM-DD."
        )
    if not FIRST_PAST_DAY <= date_of(day, today) <= LAST_DAY:
        raise ToolError(f"'first_day' must be from {FIRST_PAST_DAY} to {LAST_DAY}.")
    return 0 if day == today and not looks_back else day


def days_of(
    arguments: Mapping[str, Any],
    asker: Asker,
    most: int = HORIZON_DAYS,
    *,
    looks_back: bool = False,
) -> int:
    """Return the number of days that a call asks for, at most `most`.

    It is one by default, and two of a weekend, unless only its Sunday is left.

    Raises:
        ToolError: The argument is no number of days.
    """
    is_sunday = not looks_back and asker.asked_at.weekday() == _SUNDAY
    is_whole = as_words(arguments.get("first_day")) in _WEEKEND and not is_sunday
    return count_of(arguments, "days", 2 if is_whole else 1, most)


def count_of(arguments: Mapping[str, Any], name: str, default: int, most: int) -> int:
    """Return the argument of this name as a number from 1 up, at most `most`.

    Raises:
        ToolError: The argument is no whole number, or below 1.
    """
    value = arguments.get(name)
    count = default if value in (None, "", "null") else whole_number(value)
    if count is None or count < 1:
        raise ToolError(f"'{name}' can't be read; write a whole number from 1 to {most}.")
    return min(count, most)


def whole_number(value: object) -> int | None:
    """Return a whole number, also one written as text or as 3.0; None for anything else."""
    if isinstance(value, str) and (written := _WHOLE.fullmatch(value.strip())):
        return int(written[0][:10])
    if isinstance(value, bool) or not isinstance(value, int | float) or value % 1:
        return None
    return int(value)


def other_tool(
    outcome: Outcome, first_day: int | date, asker: Asker, *, looks_back: bool = False
) -> dict[str, str]:
    """Return a hint at the tool for past or for coming days, when a call chose the wrong one."""
    today = asker.asked_at.date()
    is_over = date_of(first_day, today) < today
    if not isinstance(outcome, Unavailable) or is_over == looks_back:
        return {}
    return {"hint": _IS_OVER if is_over else _IS_NOT_OVER}


def missing_note(known: Sequence[object], wanted: int, of_what: str, reach: str) -> dict[str, str]:
    """Return a note on missing days or hours, so that the model does not make them up.

    It is empty when all are known.
    """
    if len(known) >= wanted:
        return {}
    return {"note": f"Only {len(known)} of {wanted} {of_what} are known: {reach}."}


def heading(day: date) -> dict[str, str]:
    """Return the first fields of a day's entry: its date and its weekday."""
    return {"date": day.isoformat(), "weekday": f"{day:%A}"}


def day_figures(day: Day, shown_in: Units) -> dict[str, Any]:
    """Return a day's entry, with units; null is unknown."""
    return {
        **heading(day.date),
        "conditions": units.conditions(day.weather_code),
        "emoji": units.emoji(day.weather_code),
        "high": units.temperature(day.high_c, shown_in),
        "low": units.temperature(day.low_c, shown_in),
        "precipitation": units.precipitation(day.precipitation_mm, shown_in),
        "precipitation_probability": units.percent(day.precipitation_probability_pct),
        "wind": units.speed(day.wind_kmh, shown_in),
        "gusts": units.speed(day.gusts_kmh, shown_in),
        "uv_index": units.index(day.uv_index),
        "sunrise": units.clock_time(day.sunrise, day.date, ENGLISH),
        "sunset": units.clock_time(day.sunset, day.date, ENGLISH),
        **sun_note(day.sunrise, day.sunset, day.day_length_s),
    }


def sun_note(
    sunrise: datetime | None, sunset: datetime | None, day_length_s: float | None
) -> dict[str, str]:
    """Return a note on a sunrise or sunset that the day does not have; empty without a reason."""
    if day_length_s is None or (sunrise and sunset):
        return {}
    if sunrise:
        note = "the sun doesn't set"
    elif sunset:
        note = "the sun has been up since an earlier day"
    else:
        note = f"the sun stays {'above' if day_length_s else 'below'} the horizon"
    return {"sun_note": note}


def as_words(value: object) -> object:
    """Return a text in small letters with single spaces, and anything else as it is."""
    return " ".join(value.lower().split()) if isinstance(value, str) else value


def _named_day(text: str, today: date, *, looks_back: bool) -> int | date | None:
    """Return the day of a word such as "tomorrow" or "next friday"; None for other words."""
    if text in _OFFSETS:
        return _OFFSETS[text]
    if text in _WEEKEND:
        text = _WEEKDAYS[_SATURDAY if looks_back else max(today.weekday(), _SATURDAY)]
    which, _, name = text.rpartition(" ")
    weekday = next((at for at, day in enumerate(_WEEKDAYS) if _is_short_for(name, day)), None)
    if weekday is None or which not in ("", "this", "next", "coming", "last"):
        return None
    ahead = (weekday - today.weekday()) % _WEEK
    if which == "last" or (looks_back and not which):
        ahead -= _WEEK
    elif which == "next" and ahead == 0:
        ahead = _WEEK
    return today + timedelta(days=ahead) if ahead else 0


def _date(text: str) -> date | None:
    """Return a date, with or without a time behind it; None for other words."""
    written = _DATE.match(text)
    try:
        return date.fromisoformat(written[1]) if written else None
    except ValueError:
        return None


def _is_short_for(name: str, weekday: str) -> bool:
    return len(name) >= _SHORTEST_WEEKDAY and weekday.startswith(name.rstrip("."))
