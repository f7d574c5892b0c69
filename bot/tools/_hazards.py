"""Hints at hazards in a forecast; they are not warnings, which only official services give."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot import figures as units
from bot.kinds.days import Day
from bot.reports import Units

_GUSTS_KMH: Final = 75.0
_UV_INDEX: Final = 8.0
_HOT_C: Final = 40.0
_COLD_C: Final = -20.0
_RAIN_MM: Final = 30.0
# Freezing rain, violent showers, heavy snow showers, thunderstorms.
_CODES: Final = frozenset({66, 67, 82, 86, 95, 96, 97, 98, 99})


def hints(days: Sequence[Day], shown_in: Units) -> list[str]:
    """Return one text for each hazard of each day, in the order of the days."""
    return [
        f"{day.date:%a %Y-%m-%d}: {hazard} in the forecast"
        for day in days
        for hazard in _hazards(day, shown_in)
    ]


def _hazards(day: Day, shown_in: Units) -> Iterator[str]:
    if day.weather_code in _CODES and (conditions := units.conditions(day.weather_code)):
        yield conditions
    if _reaches(day.gusts_kmh, _GUSTS_KMH):
        yield f"gusts up to {units.speed(day.gusts_kmh, shown_in)}"
    if _reaches(day.precipitation_mm, _RAIN_MM):
        yield f"{units.precipitation(day.precipitation_mm, shown_in)} of precipitation"
    if _reaches(day.high_c, _HOT_C):
        yield f"a high of {units.temperature(day.high_c, shown_in)}"
    if day.low_c is not None and day.low_c <= _COLD_C:
        yield f"a low of {units.temperature(day.low_c, shown_in)}"
    if _reaches(day.uv_index, _UV_INDEX):
        yield f"a UV index of {units.index(day.uv_index)}"


def _reaches(value: float | None, limit: float) -> bool:
    return value is not None and value >= limit
