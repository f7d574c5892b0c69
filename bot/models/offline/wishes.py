"""Decide which tools a question needs, and with which arguments besides the place."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from bot.models.offline.reading import Reading
from bot.models.offline.reading.times import When
from bot.models.offline.reading.topics import Topic
from bot.queries import HORIZON_DAYS

NOW: Final = "get_weather"
DAYS: Final = "get_forecast"
HOURS: Final = "get_hourly_forecast"
AIR: Final = "get_air_quality"
PAST: Final = "get_past_weather"
SUN_AND_MOON: Final = "get_sun_and_moon"
ALERTS: Final = "get_alerts"

MAX_PAST_DAYS: Final = 31
_OUTLOOK_DAYS: Final = 3
_SEARCH_DAYS: Final = 7
_MAX_HOURS: Final = 48
_HOURS_OF_A_DAY: Final = 24
_FEWEST_HOURS: Final = 6
_SHOWS_UNITS: Final = frozenset({NOW, DAYS, HOURS, PAST})


@dataclass(frozen=True, slots=True)
class Wish:
    """What a call is to ask: a tool and its arguments besides the place."""

    tool: str
    arguments: Mapping[str, Any]


def wishes_of(
    reading: Reading,
    before: Wish | None,
    asked_at: datetime,
    offered: Collection[str],
) -> list[Wish]:
    """Return what to ask for one place, in the order of the answer.

    Empty when none of the tools that could answer is offered. A follow-up keeps of what was asked
    before what it doesn't change. The moment of asking, like the times that were read, is by the
    clock of the place; where that is unknown, by the person's own.
    """
    wanted = [
        wish if wish.tool in offered else _instead(wish)
        for wish in _wanted(reading, before, asked_at)
    ]
    wishes = [
        _with_units(wish, reading, before) for wish in wanted if wish and wish.tool in offered
    ]
    return [wish for at, wish in enumerate(wishes) if wish not in wishes[:at]]


def _wanted(reading: Reading, before: Wish | None, asked_at: datetime) -> Iterator[Wish]:
    """Yield what the special tools can say, then the weather itself."""
    today, when, topics = asked_at.date(), reading.when, reading.topics
    tools = {Topic.ALERTS: ALERTS, Topic.AIR: AIR}
    present = [tool for topic, tool in tools.items() if topic in topics]
    yield from (Wish(tool, {}) for tool in present)
    if sky := _sun_and_moon(reading, before, today):
        yield sky
    says_it_all = sky or (present and when.first_day in (None, today))
    if not says_it_all or Topic.WEATHER in topics:
        yield from _timed(reading, asked_at) or [_untimed(reading, before, asked_at)]


def _sun_and_moon(reading: Reading, before: Wish | None, today: date) -> Wish | None:
    """Return the wish for sun and moon, also where a follow-up only names another day or place."""
    if before is None or before.tool != SUN_AND_MOON or reading.topics - {Topic.AHEAD}:
        before = None
    if before is None and Topic.SUN_AND_MOON not in reading.topics:
        return None
    if first_day := reading.when.first_day:
        span = {
            "first_day": _day((first_day - today).days, first_day),
            "days": min(reading.when.days, HORIZON_DAYS),
        }
        return Wish(SUN_AND_MOON, span)
    return before or Wish(SUN_AND_MOON, {"first_day": "today", "days": 1})


def _timed(reading: Reading, asked_at: datetime) -> list[Wish]:
    """Return what the days and hours that are named need; nothing when none are."""
    today, when = asked_at.date(), reading.when
    if when.first_day is None:
        return []
    ahead = (when.first_day - today).days
    if ahead < 0:
        past = Wish(
            PAST, {"first_day": str(when.first_day), "days": min(when.days, -ahead, MAX_PAST_DAYS)}
        )
        rest = when.days + ahead
        to_come = [Wish(DAYS, {"first_day": "today", "days": min(rest, HORIZON_DAYS)})]
        return [past, *(to_come if rest > 0 else [])]
    if when.first_hour is not None:
        arguments = {"first_day": _day(ahead, when.first_day), "first_hour": when.first_hour}
        return [Wish(HOURS, {**arguments, "hours": min(when.hours, _MAX_HOURS)})]
    if Topic.RAIN in reading.topics and ahead == 0 and when.days == 1:
        return [_rest_of_today(asked_at)]
    return [Wish(DAYS, _span(when, today))]


def _untimed(reading: Reading, before: Wish | None, asked_at: datetime) -> Wish:
    """Return what a question needs that names no day: the present, or the days to come."""
    topics = reading.topics
    if before and before.tool != NOW and not reading.when.is_now:
        return before
    if Topic.HOURLY in topics:
        return Wish(HOURS, {"first_day": "today", "first_hour": None, "hours": _HOURS_OF_A_DAY})
    looks_ahead = {Topic.WHEN: _SEARCH_DAYS, Topic.FORECAST: _OUTLOOK_DAYS, Topic.AHEAD: 1}
    days = next((days for topic, days in looks_ahead.items() if topic in topics), 0)
    if reading.when.is_now or not days:
        return Wish(NOW, {})
    if days == 1 and Topic.RAIN in topics:
        return _rest_of_today(asked_at)
    return Wish(DAYS, {"first_day": "today", "days": days})


def _rest_of_today(asked_at: datetime) -> Wish:
    hours = max(_FEWEST_HOURS, _HOURS_OF_A_DAY - asked_at.hour)
    return Wish(HOURS, {"first_day": "today", "first_hour": None, "hours": hours})


def _span(when: When, today: date) -> dict[str, Any]:
    assert when.first_day, "only days that are named make a span"
    ahead = (when.first_day - today).days
    days = min(when.days, HORIZON_DAYS - max(ahead, 0))
    return {"first_day": _day(ahead, when.first_day), "days": days}


def _day(ahead: int, day: date) -> str:
    return {0: "today", 1: "tomorrow"}.get(ahead, str(day))


def _instead(wish: Wish) -> Wish | None:
    """Return what answers best where a tool is not offered; nothing for the past."""
    if wish.tool == AIR:
        return Wish(NOW, {})
    if wish.tool in (HOURS, SUN_AND_MOON, ALERTS):
        return Wish(
            DAYS,
            {
                "first_day": wish.arguments.get("first_day", "today"),
                "days": 1 if wish.tool == HOURS else wish.arguments.get("days", 1),
            },
        )
    return None


def _with_units(wish: Wish, reading: Reading, before: Wish | None) -> Wish:
    """Return a wish in the units that are named, or were named before."""
    units = reading.units or (before.arguments.get("units") if before else None)
    if units is None or wish.tool not in _SHOWS_UNITS:
        return wish
    return Wish(wish.tool, {**wish.arguments, "units": units})
