"""The kind "sky": sun and moon by day."""

import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bot import figures
from bot.kinds._columns import joined, record_of
from bot.languages import Language, phrase
from bot.reports import Column, Kind, Shown


@dataclass(frozen=True, slots=True)
class Sky:
    """Sun and moon on one local day; a rise or set that does not happen that day is None.

    Attributes:
        day_length_s: The seconds from sunrise to sunset; 0 when the sun stays down all day.
        moon_phase: From 0, the new moon, through 0.5, the full moon, to just below 1.
    """

    date: date
    sunrise: datetime | None
    sunset: datetime | None
    day_length_s: float
    moonrise: datetime | None
    moonset: datetime | None
    moon_phase: float


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
        Column(phrase("Sunrise"), lambda i, _: figures.clock_time(record_of(i, Sky).sunrise)),
        Column(phrase("Sunset"), lambda i, _: figures.clock_time(record_of(i, Sky).sunset)),
        Column(phrase("Day"), _day_length),
        Column(phrase("Moon"), _moon),
    ),
)
