"""One call of a tool, and the days and hours that calls are made with."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from bot.models.offline.reading.asks import Ask
from bot.models.offline.reading.times import When
from bot.queries import HORIZON_DAYS

NOW: Final = "get_weather"
DAYS: Final = "get_forecast"
HOURS: Final = "get_hourly_forecast"
PAST: Final = "get_past_weather"
SKY: Final = "get_sun_and_moon"

MAX_PAST_DAYS: Final = 31
MAX_HOURS: Final = 48
HOURS_OF_A_DAY: Final = 24
_FEWEST_HOURS: Final = 6
_LOOK: Final = 3
"""The hours that a question about one of them gets."""
_MOST_PARTS: Final = 7
_FEWEST_OF_A_PART: Final = 4


@dataclass(frozen=True, slots=True)
class Wish:
    """A call to make: a tool and its arguments besides the place."""

    tool: str
    arguments: Mapping[str, Any]


def in_days(when: When) -> When:
    """Return a time with days instead of hours that are too many to be told one by one."""
    if when.hours <= MAX_HOURS + 1:
        return when
    return replace(when, first_hour=None, hours=0, days=-(-end_of(when) // HOURS_OF_A_DAY))


def end_of(when: When) -> int:
    """Return the hour behind the last one of a time, counted from its first day on."""
    return (when.first_hour or 0) + when.hours


def ends_of(when: When) -> list[When]:
    """Return the first and the last day of a time, each by itself; the one where it has no more."""
    assert when.first_day, "only days that are named have ends"
    last = when.first_day + timedelta(days=when.days - 1)
    return [replace(when, first_day=day, days=1) for day in dict.fromkeys((when.first_day, last))]


def hours_of(when: When, today: date, hour: int = 0) -> Wish:
    """Return a wish for the hours of some days; those of today before an hour are left out."""
    assert when.first_day, "only days that are named have hours"
    ahead = (when.first_day - today).days
    over = 0 if ahead else hour
    first_hour = 0 if ahead else None
    return Wish(
        HOURS,
        {
            "first_day": day_of(ahead, when.first_day),
            "first_hour": first_hour,
            "hours": HOURS_OF_A_DAY * when.days - over,
        },
    )


def hours_to_come(when: When, ahead: int, asked_at: datetime) -> Wish:
    """Return a wish for the hours that are named, without those of today that are over."""
    assert when.first_day, "hours are on a day"
    first, hours = when.first_hour or 0, when.hours
    over = asked_at.hour - first
    if ahead == 0 and over > 0 and hours > _LOOK:
        first, hours = asked_at.hour, hours - over
        hours += hours == _LOOK  # which is told as a single hour
    arguments = {"first_day": day_of(ahead, when.first_day), "first_hour": first}
    return Wish(HOURS, {**arguments, "hours": min(hours, MAX_HOURS)})


def past_of(when: When, today: date) -> Wish:
    """Return a wish for those days of a time that are over, as many as are told at once."""
    assert when.first_day, "only days that are named are over"
    over = (today - when.first_day).days
    days = min(when.days, over, MAX_PAST_DAYS)
    # Of many days up to now the last ones matter most.
    first = today - timedelta(days=days) if when.days > over else when.first_day
    return Wish(PAST, {"first_day": str(first), "days": days})


def past_and_rest(when: When, today: date) -> list[Wish]:
    """Return wishes for those of some days that are over, and for those that are to come."""
    assert when.first_day, "only days that are named are over"
    if when.first_day >= today:
        return [Wish(DAYS, span_of(when, today))]
    rest = min(when.days - (today - when.first_day).days, HORIZON_DAYS)
    return [past_of(when, today), *([days_from_today(rest)] if rest > 0 else [])]


def spans_apart(when: When, ask: Ask, today: date) -> list[When]:
    """Return the two that are compared, where they and the days between are too many to be told.

    Nothing for others.
    """
    first = when.first_day
    if not ask.form.is_of_two or not first or first >= today or when.days <= MAX_PAST_DAYS:
        return []
    ends = [(day.first_day, day.first_day) for day in ends_of(when) if day.first_day]
    return [
        replace(when, first_day=begin, days=(end - begin).days + 1)
        for begin, end in sorted(ask.periods) or ends
    ]


def is_out_of_reach(wish: Wish, today: date) -> bool:
    """Return whether a wish is for days that no forecast reaches.

    Of a day that another model has told in its own way, such as 3, only its tool can say that.
    """
    reach = today + timedelta(days=HORIZON_DAYS)
    return wish.tool in (DAYS, HOURS) and (_date_in(wish) or today) >= reach


def parts_of_days(part: tuple[int, int], when: When, asked_at: datetime) -> list[Wish]:
    """Return a wish for a part of each day, such as its morning, for a week at most.

    Without days it is for those to come. Nothing is wished of the past, nor of a part that is over.
    """
    today, (first, hours) = asked_at.date(), part
    ahead = ((when.first_day or today) - today).days
    last = min(ahead + min(when.days or _MOST_PARTS, _MOST_PARTS), HORIZON_DAYS)
    wishes = []
    for day in range(max(ahead, 0), last):
        over = 0 if day else max(asked_at.hour - first, 0)
        span = {"first_hour": first + over, "hours": hours - over}
        if hours - over >= _FEWEST_OF_A_PART:
            wishes.append(
                Wish(HOURS, {"first_day": day_of(day, today + timedelta(days=day)), **span})
            )
    return wishes


def days_from_today(days: int) -> Wish:
    """Return a wish for so many days, today being the first."""
    return Wish(DAYS, {"first_day": "today", "days": days})


def rest_of_today(asked_at: datetime) -> Wish:
    """Return a wish for the hours from now on that are left of today, or a few of the night."""
    hours = max(_FEWEST_HOURS, HOURS_OF_A_DAY - asked_at.hour)
    return Wish(HOURS, {"first_day": "today", "first_hour": None, "hours": hours})


def by_clock_of(before: Wish, asked_at: datetime) -> Wish:
    """Return a wish that is kept, to the end of the day by the clock of the place itself."""
    asked = before.arguments
    hours = asked.get("hours")  # which another model may have left out, or written as text
    is_from_now = asked.get("first_day") == "today" and asked.get("first_hour", 0) is None
    if before.tool != HOURS or not is_from_now or not isinstance(hours, int):
        return before
    if not _FEWEST_HOURS <= hours < HOURS_OF_A_DAY:
        return before
    own = rest_of_today(asked_at)
    return Wish(own.tool, {**asked, **own.arguments})


def span_of(when: When, today: date) -> dict[str, Any]:
    """Return the arguments for the days of a time, as far as forecasts reach."""
    assert when.first_day, "only days that are named make a span"
    ahead = (when.first_day - today).days
    days = min(when.days, HORIZON_DAYS - max(ahead, 0))
    return {"first_day": day_of(ahead, when.first_day), "days": days}


def day_of(ahead: int, day: date) -> str:
    """Return a day as tools are asked for it, by its distance from today."""
    return {0: "today", 1: "tomorrow"}.get(ahead, str(day))


def day_before(before: Wish | None, today: date) -> date | None:
    """Return the later day that was asked for before; None for today and where none was told.

    Another model may have told it by the name of a weekday, which is not read.
    """
    if not before:
        return None
    if before.arguments.get("first_day") == "tomorrow":
        return today + timedelta(days=1)
    day = _date_in(before)
    return day if day and day > today else None


def _date_in(wish: Wish) -> date | None:
    """Return the first day of a wish that tells it as a date; None for one told in another way."""
    try:
        return date.fromisoformat(str(wish.arguments.get("first_day", "")))
    except ValueError:
        return None
