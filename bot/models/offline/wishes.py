"""Decide which tools a question needs, and with which arguments besides the place."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.models.offline.reading import Reading
from bot.models.offline.reading.asks import Ask, Form
from bot.models.offline.reading.aspects import SPECIAL, Aspect, are_of_weather
from bot.models.offline.reading.times import When
from bot.models.offline.reading.topics import Topic
from bot.models.offline.timespans import (
    DAYS,
    HOURS,
    HOURS_OF_A_DAY,
    MAX_HOURS,
    MAX_PAST_DAYS,
    NOW,
    PAST,
    SKY,
    Wish,
    by_clock_of,
    day_before,
    day_of,
    days_from_today,
    end_of,
    ends_of,
    hours_of,
    hours_to_come,
    in_days,
    parts_of_days,
    past_and_rest,
    past_of,
    rest_of_today,
    span_of,
    spans_apart,
)
from bot.queries import HORIZON_DAYS
from bot.tools import Tool

_OUTLOOK_DAYS: Final = 3
_SEARCH_DAYS: Final = 7
_TREND_DAYS: Final = 4
_LOOKING_BACK: Final = timedelta(days=MAX_PAST_DAYS)
_EVENING: Final = 21
_NIGHT_HOURS: Final = 8
BY_DAY: Final = (Aspect.UV, Aspect.SUNSCREEN, Aspect.SUNGLASSES)
"""Aspects that days have and hours don't."""
_BY_HOUR: Final = (Aspect.HUMID, Aspect.MUGGY, Aspect.FEEL)
"""Aspects that hours have and days don't."""
_OF_THE_SKY: Final = (Aspect.RAIN, Aspect.SNOW, Aspect.FALLING, Aspect.WIND, Aspect.HUMID)
_DAYS_BY_HOUR: Final = 2
_OF_WEATHER: Final = frozenset({Topic.WEATHER, Topic.RAIN, Topic.SNOW})
"""Topics that are asked about beside what a tool of its own knows: "sunset and rain in Oslo"."""


def wishes_of(
    reading: Reading,
    before: Wish | None,
    asked_at: datetime,
    offered: Mapping[str, Tool],
) -> list[Wish]:
    """Return the calls to make for one place, in the order of the answer.

    Empty when none of the tools that could answer is offered. A follow-up keeps of what was asked
    before what it doesn't change. The moment of asking, like the times that were read, is by the
    clock of the place; where that is unknown, by the person's own.
    """
    wanted = [
        wish if wish.tool in offered else _instead(wish)
        for wish in _wanted(reading, before, asked_at, offered)
    ]
    return [
        _with_units(wish, reading, before, offered)
        for wish in wanted
        if wish and wish.tool in offered
    ]


def _wanted(
    reading: Reading, before: Wish | None, asked_at: datetime, offered: Mapping[str, Tool]
) -> Iterator[Wish]:
    """Yield the calls of tools by words of their own, then those of the weather itself."""
    today = asked_at.date()
    tool = offered.get(before.tool) if before else None
    if tool and tool.asked_by and not reading.asked and reading.ask.has(*_OF_THE_SKY):
        before = None  # "will it rain?" behind the waves
    reading = _on_day_of(before, reading, today)
    when = reading.when
    if reading.ask.form is Form.LAST and when.first_day is None:
        yield Wish(PAST, {"first_day": str(today - _LOOKING_BACK), "days": MAX_PAST_DAYS})
        yield Wish(NOW, {})
        return
    special = _special(reading, before, today, offered)
    yield from special
    is_today, is_of_uv = when.first_day in (None, today), reading.ask.has(Aspect.UV)
    is_dated = any(_tells_days(offered[wish.tool]) for wish in special) and not is_of_uv
    says_it_all = is_dated or (special and is_today)
    if is_of_uv and is_today:
        yield Wish(DAYS, {"first_day": "today", "days": max(1, when.days)})
    if when.first_day and (when.first_day - today).days >= HORIZON_DAYS:
        return  # one of several days that forecasts don't reach
    if not says_it_all or not _OF_WEATHER.isdisjoint(reading.topics):
        timed = _timed(reading, asked_at, offered)
        yield from timed or _untimed(reading, before, asked_at)


def _on_day_of(before: Wish | None, reading: Reading, today: date) -> Reading:
    """Return a follow-up on the day before it: "warmer than today?"."""
    is_compared = reading.ask.form is Form.COMPARISON and reading.when.first_day == today
    day = day_before(before, today) if is_compared and not reading.ask.periods else None
    return replace(reading, when=replace(reading.when, first_day=day)) if day else reading


def _special(
    reading: Reading, before: Wish | None, today: date, offered: Mapping[str, Tool]
) -> list[Wish]:
    """Return a wish for each tool that is asked for by words of its own.

    A follow-up that names nothing but another day or place keeps the tool, if that tells days.
    """
    names = reading.asked
    asks_on = not reading.topics - {Topic.AHEAD, Topic.SO_FAR}
    if not names and before and asks_on and not are_of_weather(reading.ask.aspects, before.tool):
        tool = offered.get(before.tool)
        names = (before.tool,) if tool and tool.asked_by and _tells_days(tool) else ()
    first_day = reading.when.first_day
    if first_day is None:
        is_change = reading.ask.form.is_of_two and len(reading.places) < 2  # noqa: PLR2004
        days = _TREND_DAYS if is_change and reading.ask.has(Aspect.DAYLIGHT) else 1
        told = [before if before and before.tool == name and days == 1 else None for name in names]
        return [own or _undated(offered[name], days) for own, name in zip(told, names, strict=True)]
    span = {
        "first_day": day_of((first_day - today).days, first_day),
        "days": min(reading.when.days, HORIZON_DAYS),
    }
    return [Wish(name, span if _tells_days(offered[name]) else {}) for name in names]


def _undated(tool: Tool, days: int) -> Wish:
    """Return the call for the present, or from today on where a tool tells nothing but days."""
    is_by_day = all(kind.shape == "days" for kind in tool.kinds)
    return Wish(tool.name, {"first_day": "today", "days": days} if is_by_day else {})


def _tells_days(tool: Tool) -> bool:
    return "first_day" in tool.parameters["properties"]


def _timed(reading: Reading, asked_at: datetime, offered: Mapping[str, Tool]) -> list[Wish]:
    """Return the calls for the days and hours that are named; nothing when none are."""
    today, when = asked_at.date(), in_days(reading.when)
    if reading.ask.part and len(reading.places) < 2:  # noqa: PLR2004 - a call for each day
        parts = parts_of_days(reading.ask.part, when, asked_at)
        if parts or when.first_day is None:
            return parts  # of days that are over, whole ones are told
    if when.first_day is None:
        return []
    of_hours = [] if reading.ask.has(Aspect.UV) else _at_sun(when, today, offered)
    if several := of_hours or _against_today(reading, asked_at):
        return several
    ahead = (when.first_day - today).days
    if ahead < 0:
        spans = spans_apart(when, reading.ask, today) or [when]
        return [wish for span in spans for wish in past_and_rest(span, today)]
    is_over = when.first_hour is not None and ahead == 0 and end_of(when) <= asked_at.hour
    if when.first_hour is not None and not is_over and not reading.ask.has(*BY_DAY):
        return [hours_to_come(when, ahead, asked_at)]
    return _whole_days(reading, when, asked_at)


def _whole_days(reading: Reading, when: When, asked_at: datetime) -> list[Wish]:
    """Return the call for days without hours of their own, by hour where only hours tell."""
    assert when.first_day, "these days are named"
    today = asked_at.date()
    ahead = (when.first_day - today).days
    is_change = reading.ask.form is Form.COMPARISON and len(reading.places) < 2  # noqa: PLR2004
    is_of_hours = (_is_to_come(reading) or is_change) and not reading.ask.periods
    are_over = when.first_hour is not None and end_of(when) <= asked_at.hour
    if is_of_hours and ahead == 0 and when.days == 1 and not are_over:
        return [rest_of_today(asked_at)]
    is_apart = is_change and reading.ask.has(*_BY_HOUR) and when.days > 1
    if is_apart or _needs_hours(reading, when):
        return [
            hours_of(one, today, asked_at.hour) for one in (ends_of(when) if is_apart else [when])
        ]
    return [Wish(DAYS, span_of(when, today))]


def _is_to_come(reading: Reading) -> bool:
    """Return whether rain or snow is asked for that is to come today."""
    topics = reading.topics
    return Topic.SO_FAR not in topics and not {Topic.RAIN, Topic.SNOW}.isdisjoint(topics)


def _at_sun(when: When, today: date, offered: Mapping[str, Tool]) -> list[Wish]:
    """Return wishes for the sun and for all hours of a day whose hours at sunset are asked for."""
    if not when.sun or SKY not in offered or not when.first_day:
        return []
    hours = hours_of(when, today)
    days = 2 if when.first_day == today else 1  # today's may be over
    return [
        Wish(SKY, {"first_day": hours.arguments["first_day"], "days": days}),
        Wish(HOURS, {**hours.arguments, "hours": days * HOURS_OF_A_DAY}),
    ]


def _against_today(reading: Reading, asked_at: datetime) -> list[Wish]:
    """Return wishes for today and for the days that are compared with it, if any are."""
    today, when = asked_at.date(), reading.when
    day = when.first_day
    periods = reading.ask.periods
    is_one = (today, today) in periods or (when.days == 1 and len(periods) <= 1)
    is_against = _is_with_today(reading.ask) and is_one and len(reading.places) <= 1
    if not is_against or not day or day == today:
        return []
    if day < today:
        return [past_of(when, today), days_from_today(1)]
    if when.first_hour is not None:
        is_over = end_of(when) <= asked_at.hour
        same = hours_to_come(replace(when, first_day=today), 0, asked_at)
        own = hours_to_come(when, (day - today).days, asked_at)
        return [rest_of_today(asked_at) if is_over else same, own]
    if reading.ask.has(*_BY_HOUR) and when.days <= _DAYS_BY_HOUR:
        return [rest_of_today(asked_at), *(hours_of(each, today) for each in ends_of(when))]
    return [days_from_today(1), Wish(DAYS, span_of(when, today))]


def _is_with_today(ask: Ask) -> bool:
    """Return whether a day is compared with today: "warmer on Monday?", "how much warmer?"."""
    is_change = ask.form is Form.DIFFERENCE and ask.is_change
    return is_change or ask.form in (Form.COMPARISON, Form.TREND)


def _needs_hours(reading: Reading, when: When) -> bool:
    """Return whether only hours tell what was asked of the days that are named."""
    if reading.ask.has(*_BY_HOUR) or Topic.HOURLY in reading.topics:
        return when.days <= _DAYS_BY_HOUR
    asks_a_time = reading.ask.form in (Form.START, Form.END, Form.COUNT)
    is_peak = reading.ask.form is Form.CHOICE and Topic.WHEN in reading.topics
    is_alone = len(reading.places) < 2 or reading.ask.form is Form.END  # noqa: PLR2004
    return when.days == 1 and (asks_a_time or is_peak) and is_alone


def _untimed(reading: Reading, before: Wish | None, asked_at: datetime) -> list[Wish]:
    """Return the calls for a question that names no day: the present, or the days to come."""
    topics, ask = reading.topics, reading.ask
    is_bound = before and before.tool != NOW and ask.form is not Form.START
    is_told = before and not are_of_weather(ask.aspects, before.tool)
    if before and is_bound and is_told and not reading.when.is_now:
        return [by_clock_of(before, asked_at)]
    if ask.form in (Form.START, Form.END) and not ask.has(*SPECIAL):
        hours = Wish(HOURS, {"first_day": "today", "first_hour": None, "hours": MAX_HOURS})
        return [hours] if ask.form is Form.END else [hours, days_from_today(_SEARCH_DAYS)]
    is_of_stars = ask.has(Aspect.STARS) and not reading.when.is_now
    if Topic.HOURLY in topics or is_of_stars:
        first, count = (_EVENING, _NIGHT_HOURS) if is_of_stars else (None, HOURS_OF_A_DAY)
        return [Wish(HOURS, {"first_day": "today", "first_hour": first, "hours": count})]
    days = 0 if reading.when.is_now else _days_to_search(reading)
    if not days:
        return [Wish(NOW, {})]
    if days == 1 and (_is_to_come(reading) or ask.has(*_BY_HOUR)):
        return [rest_of_today(asked_at)]
    return [days_from_today(days)]


def _days_to_search(reading: Reading) -> int:
    """Return the number of days that a question without one looks ahead; 0 when it doesn't."""
    if reading.ask.form in (Form.COMPARISON, Form.TREND) and len(reading.places) <= 1:
        return _TREND_DAYS
    is_choice = reading.ask.form in (Form.CHOICE, Form.RANKING) and len(reading.places) == 1
    if is_choice or reading.ask.form is Form.COUNT:
        return _SEARCH_DAYS
    looks_ahead = {
        Topic.WHEN: _SEARCH_DAYS,
        Topic.FORECAST: _OUTLOOK_DAYS,
        Topic.AHEAD: 1,
        Topic.SO_FAR: 1,
    }
    days = next((days for topic, days in looks_ahead.items() if topic in reading.topics), 0)
    is_of_day = reading.ask.form is Form.FIGURE and reading.ask.has(Aspect.HIGH, Aspect.LOW)
    return days or int(is_of_day or reading.ask.has(*BY_DAY))


def _instead(wish: Wish) -> Wish | None:
    """Return the call that answers best where a tool is not offered; nothing for the past."""
    if wish.tool == HOURS:
        return Wish(DAYS, {"first_day": wish.arguments.get("first_day", "today"), "days": 1})
    return None


def _with_units(
    wish: Wish, reading: Reading, before: Wish | None, offered: Mapping[str, Tool]
) -> Wish:
    """Return a wish in the units that are named, or were named before."""
    units = reading.units or (before.arguments.get("units") if before else None)
    if units is None or "units" not in offered[wish.tool].parameters["properties"]:
        return wish
    return Wish(wish.tool, {**wish.arguments, "units": units})
