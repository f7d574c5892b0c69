"""The kind "current": the weather at this moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot import figures
from bot.kinds._columns import joined, of_record, record_of, units_of, words
from bot.kinds._simulated import conditions_at
from bot.languages import Language, phrase
from bot.reports import Climate, Column, Kind, Shown


@dataclass(frozen=True, slots=True)
class Current:
    """The conditions at one moment.

    `weather_code` is a WMO 4677 code in Open-Meteo's selection; `wind_from_deg` is the direction
    that the wind comes from, 0 to 360, clockwise from north.
    """

    observed_at: datetime
    temperature_c: float | None = None
    feels_like_c: float | None = None
    humidity_pct: float | None = None
    precipitation_mm: float | None = None
    weather_code: int | None = None
    cloud_cover_pct: float | None = None
    wind_kmh: float | None = None
    wind_from_deg: float | None = None
    gusts_kmh: float | None = None
    is_day: bool | None = None


def _now(item: Shown, language: Language) -> str | None:
    now = record_of(item, Current)
    icon = figures.emoji(now.weather_code, is_day=now.is_day)
    temperature = figures.shown("temperature_c", now.temperature_c, units_of(item), language)
    return joined(icon, temperature, words(now.weather_code, language))


def _wind(item: Shown, language: Language) -> str | None:
    now = record_of(item, Current)
    return figures.wind(now.wind_kmh, now.wind_from_deg, units_of(item), language)


def _simulated(climate: Climate, moment: datetime) -> Current:
    """Return the conditions of the last full quarter of an hour."""
    quarter = moment.minute - moment.minute % 15
    return Current(
        observed_at=moment.replace(minute=quarter, second=0, microsecond=0),
        wind_from_deg=round(climate.between("direction", 0, 359)),
        **conditions_at(climate, moment),
    )


CURRENT: Final = Kind(
    name="current",
    record=Current,
    shape="present",
    fresh_for_s=600.0,
    good_for_s=3 * 3600.0,
    noted_as=phrase("observed {span}"),
    rank=1,
    columns=(
        Column(phrase("Now"), _now),
        of_record(phrase("Feels like"), "feels_like_c"),
        Column(phrase("Wind"), _wind),
        of_record(phrase("Rain"), "precipitation_mm"),
        of_record(phrase("Humidity"), "humidity_pct"),
    ),
    simulate=_simulated,
)
