"""The kinds "daily" and "past": the weather by day, of coming days and of those that are over."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from bot import figures
from bot.kinds._columns import joined, of_all, of_record, record_of, words
from bot.kinds._simulated import GUSTINESS, SWING_C
from bot.languages import Language, phrase
from bot.queries import FIRST_PAST_DAY, HORIZON_DAYS
from bot.reports import Climate, Column, Comparison, Kind, Plot, Shown


@dataclass(frozen=True, slots=True)
class Day:
    """The weather of one local day, coming or past.

    Attributes:
        sunset: The sunset after the day's noon, even when it is after midnight.
        day_length_s: The seconds for which the sun is up; 0 when it stays down.
    """

    date: date
    weather_code: int | None = None
    high_c: float | None = None
    low_c: float | None = None
    precipitation_mm: float | None = None
    precipitation_probability_pct: float | None = None
    wind_kmh: float | None = None
    gusts_kmh: float | None = None
    uv_index: float | None = None
    sunrise: datetime | None = None
    sunset: datetime | None = None
    day_length_s: float | None = None


def _conditions(item: Shown, language: Language) -> str | None:
    code = record_of(item, Day).weather_code
    return joined(figures.emoji(code), words(code, language))


def _simulated(climate: Climate, day: date) -> Day:
    return Day(
        date=day,
        weather_code=climate.wet_code if climate.rain_mm else climate.dry_code,
        high_c=round(climate.mean_c + SWING_C, 1),
        low_c=round(climate.mean_c - SWING_C, 1),
        precipitation_mm=round(climate.rain_mm, 1),
        precipitation_probability_pct=round(climate.rain_pct),
        wind_kmh=round(climate.wind_kmh * 1.2, 1),
        gusts_kmh=round(climate.wind_kmh * 1.2 * GUSTINESS, 1),
        uv_index=round(climate.uv_index, 1),
        sunrise=climate.sunrise,
        sunset=climate.sunset,
        day_length_s=climate.day_length_s,
    )


def _simulated_past(climate: Climate, day: date) -> Day:
    """Return a day without its chance of rain and its UV, which no archive of past days has."""
    told = _simulated(climate, day)
    return replace(told, precipitation_probability_pct=None, uv_index=None)


_RANK: Final = 2
_COLUMNS: Final = (
    Column(phrase("Weather"), _conditions),
    of_record(phrase("Low"), "low_c"),
    of_record(phrase("High"), "high_c"),
    of_record(phrase("Chance of rain"), "precipitation_probability_pct"),
    of_record(phrase("Rain"), "precipitation_mm"),
    of_record(phrase("Wind"), "wind_kmh"),
)
_COLUMNS_OF_SEVERAL: Final = (
    of_all(phrase("Lowest"), "low_c", min),
    of_all(phrase("Highest"), "high_c", max),
    of_all(phrase("Chance of rain"), "precipitation_probability_pct", max),
)
_PLOTS: Final = (
    Plot(phrase("Temperature, {place}"), ((phrase("High"), "high_c"), (phrase("Low"), "low_c"))),
    Plot(phrase("Chance of rain, {place}"), ((phrase("Rain"), "precipitation_probability_pct"),)),
)
_COMPARISON: Final = Comparison(phrase("Highest temperature"), "high_c")

DAILY: Final = Kind(
    name="daily",
    record=Day,
    shape="days",
    reach=lambda today: (today, today + timedelta(days=HORIZON_DAYS - 1)),
    days_per_request=(7, HORIZON_DAYS),
    fresh_for_s=1800.0,
    good_for_s=12 * 3600.0,
    blank=Day,
    noted_as=phrase("forecast retrieved {span}"),
    rank=_RANK,
    columns=_COLUMNS,
    columns_of_several=_COLUMNS_OF_SEVERAL,
    plots=_PLOTS,
    comparison=_COMPARISON,
    simulate=_simulated,
)
PAST: Final = Kind(
    name="past",
    record=Day,
    shape="days",
    reach=lambda today: (FIRST_PAST_DAY, today - timedelta(days=1)),
    out_of_reach="Past weather is known from {first} to {last} only.",
    is_by_date=True,
    fresh_for_s=3600.0,
    settled_after=timedelta(days=7),
    blank=Day,
    noted_as=phrase("past weather retrieved {span}"),
    rank=_RANK,
    columns=_COLUMNS,
    columns_of_several=_COLUMNS_OF_SEVERAL,
    plots=_PLOTS,
    comparison=_COMPARISON,
    simulate=_simulated_past,
)
