"""The kind "sky": sun and moon by day."""

import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bot import figures
from bot.kinds._columns import joined, record_of
from bot.languages import Language, phrase
from bot.reports import Column, Kind, Shown

_POLAR_NIGHT: Final = phrase("polar night")
_MIDNIGHT_SUN: Final = phrase("midnight sun")
_Day = date
"""A date; the record has a field of that name."""


@dataclass(frozen=True, slots=True)
class Sky:
    """Sun and moon on one local day; a rise or set that does not happen that day is None.

    Attributes:
        sunrise: The sunrise before the day's noon, even when it is before midnight.
        sunset: The sunset after the day's noon, even when it is after midnight.
        day_length_s: The seconds from sunrise to sunset; 0 when the sun stays down all day.
        moonrise: The first moonrise between midnight and midnight.
        moon_phase: From 0, the new moon, through 0.5, the full moon, to just below 1.
        second_moonrise: Another moonrise of the same day, which the far north and south have at
            times.
        moon_up_s: The seconds for which the moon is up between midnight and midnight.
        sun_back: Where the sun stays down, the next day on which it rises; where it stays up, the
            next one on which it sets.
        full_moon: The day of the next full moon, which can be this one.
        new_moon: The day of the next new moon, which can be this one.
    """

    date: date
    sunrise: datetime | None
    sunset: datetime | None
    day_length_s: float
    moonrise: datetime | None
    moonset: datetime | None
    moon_phase: float
    second_moonrise: datetime | None = None
    second_moonset: datetime | None = None
    moon_up_s: float | None = None
    sun_back: _Day | None = None
    full_moon: _Day | None = None
    new_moon: _Day | None = None


def _sun(item: Shown, language: Language) -> str | None:
    """Return the reason for a day without sunrise and sunset; None on a day that has one."""
    sky = record_of(item, Sky)
    if sky.sunrise or sky.sunset:
        return None
    return language.text(_MIDNIGHT_SUN if sky.day_length_s else _POLAR_NIGHT)


def _sunrise(item: Shown, language: Language) -> str | None:
    sky = record_of(item, Sky)
    return figures.clock_time(sky.sunrise, sky.date, language)


def _sunset(item: Shown, language: Language) -> str | None:
    sky = record_of(item, Sky)
    return figures.clock_time(sky.sunset, sky.date, language)


def _day_length(item: Shown, language: Language) -> str:
    return figures.duration(record_of(item, Sky).day_length_s, language)


def _moon(item: Shown, language: Language) -> str | None:
    name, icon = figures.moon(record_of(item, Sky).moon_phase)
    return joined(icon, language.text(name))


SKY: Final = Kind(
    name="sky",
    record=Sky,
    shape="days",
    reach=lambda _: (date.min, date.max),
    is_by_date=True,
    fresh_for_s=math.inf,
    noted_as=phrase("sun and moon computed"),
    rank=4,
    columns=(
        Column(phrase("Sun"), _sun),
        Column(phrase("Sunrise"), _sunrise, needs_heading=True),
        Column(phrase("Sunset"), _sunset, needs_heading=True),
        Column(phrase("Day"), _day_length),
        Column(phrase("Moon"), _moon),
    ),
)
