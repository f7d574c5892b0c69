"""One report of every kind on Berlin, full of figures or without any."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import Any, get_args, get_type_hints
from zoneinfo import ZoneInfo

from bot.kinds.air import Air
from bot.kinds.current import Current
from bot.kinds.days import Day
from bot.kinds.hours import Hour
from bot.kinds.sea import SEA, SEA_DAYS, Sea, SeaDay
from bot.kinds.sky import Sky
from bot.reports import Kind, Place, Report, Source
from fakes import kinds

ZONE = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)
SUNRISE = datetime(2026, 11, 24, 7, 30, tzinfo=ZONE)
SOURCE = Source("Test", "Data by Test", "https://test.example")
BERLIN = Place("Berlin", 52.5, 13.4, "Europe/Berlin", country_code="DE", country="Germany")

CURRENT = Current(
    NOON,
    temperature_c=4.2,
    feels_like_c=1.0,
    humidity_pct=81.0,
    precipitation_mm=0.2,
    weather_code=61,
    cloud_cover_pct=90.0,
    wind_kmh=14.2,
    wind_from_deg=225.0,
    gusts_kmh=30.0,
    is_day=True,
)
DAY = Day(
    date(2026, 11, 24),
    weather_code=3,
    high_c=14.2,
    low_c=-6.8,
    precipitation_mm=12.7,
    precipitation_probability_pct=55.0,
    wind_kmh=22.6,
    gusts_kmh=41.0,
    uv_index=2.35,
    sunrise=SUNRISE,
    sunset=SUNRISE + timedelta(hours=8.5),
)
HOUR = Hour(
    NOON + timedelta(hours=2),
    temperature_c=5.0,
    feels_like_c=2.5,
    humidity_pct=77.0,
    precipitation_probability_pct=40.0,
    precipitation_mm=0.0,
    weather_code=0,
    cloud_cover_pct=5.0,
    wind_kmh=9.0,
    gusts_kmh=18.0,
    is_day=False,
)
AIR = Air(
    NOON,
    european_aqi=32.4,
    us_aqi=70.0,
    pm2_5_ugm3=12.34,
    pm10_ugm3=20.0,
    ozone_ugm3=41.0,
    nitrogen_dioxide_ugm3=18.5,
    uv_index=0.85,
    birch_pollen_m3=0.0,
    grass_pollen_m3=25.6,
)
SKY = Sky(
    date(2026, 11, 24),
    sunrise=SUNRISE,
    sunset=SUNRISE + timedelta(hours=8.5),
    day_length_s=8.5 * 3600,
    moonrise=None,
    moonset=SUNRISE,
    moon_phase=0.49,
)


# The others are filled by the types of their fields.
_TOLD: Mapping[Kind[Any], Any] = {
    kinds.CURRENT: CURRENT,
    kinds.DAILY: DAY,
    kinds.HOURLY: HOUR,
    kinds.AIR: AIR,
    kinds.PAST: replace(DAY, date=date(2026, 11, 22)),
    kinds.SKY: SKY,
    SEA: Sea(NOON, 17.3, 1.46, 293.0, 9.15),
    SEA_DAYS: SeaDay(DAY.date, 17.9, 2.34, 45.0, 11.05),
}
_BARE: Mapping[Kind[Any], Any] = {
    kinds.SKY: replace(SKY, sunrise=None, sunset=None, day_length_s=0.0, moonset=None)
}
_WHEN = {"present": NOON, "days": DAY.date, "hours": HOUR.time}
_FIGURES = {float: 1.5, int: 3, bool: True, datetime: NOON}


def _filled(kind: Kind[Any]) -> Any:
    """Return a record with all figures."""
    first, *others = get_type_hints(kind.record).items()
    figures = {name: _FIGURES[get_args(hint)[0]] for name, hint in others}
    return kind.record(**{first[0]: _WHEN[kind.shape], **figures})


def _bare(kind: Kind[Any]) -> Any:
    """Return a record with nothing but its time."""
    told = _TOLD.get(kind)
    first = fields(kind.record)[0].name
    return kind.record(getattr(told, first) if told else _WHEN[kind.shape])


def _report(kind: Kind[Any], record: object) -> Report:
    return Report(BERLIN, SOURCE, NOON, kind, (record,))


# Warnings have no figures.
_WITH_FIGURES = [kind for kind in kinds.ALL if kind is not kinds.ALERTS]
REPORTS = {kind: _report(kind, _TOLD.get(kind) or _filled(kind)) for kind in _WITH_FIGURES}
"""Full of figures, but for what a source does not know of Berlin."""

BARE = {kind: _report(kind, _BARE.get(kind) or _bare(kind)) for kind in _WITH_FIGURES}
"""With nothing but what can't be missing."""
