"""A made-up climate for working without a network: plausible, repeatable, always labelled.

Coordinates, time zones and the sun are true; everything else is computed from latitude, season,
hour and a noise that is fixed for each place and day.
"""

import hashlib
import math
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from bot.clock import Clock, Deadline
from bot.providers._sky import is_daylight, sun_times
from bot.providers.open_meteo.answers import SECTIONS, VARIABLES
from bot.queries import Span
from bot.reports import Kind, Place, Report, Source, zone_of

SOURCE = Source("simulated data", "Simulated data, not real weather", url="", is_simulated=True)

Parse = Callable[[object, Kind, Sequence[Place], Source, datetime], list[Report | None]]

_WARMEST_DAY = 201  # 20 July; half a year later south of the equator
_WARMEST_HOUR = 15
_SWING_C = 5
_RAIN_HOURS = 6
_GUSTINESS = 1.8


class Simulated:
    """Answers in Open-Meteo's shape, read by the same parser; `parse` is `reports_from` there."""

    source = SOURCE
    kinds = frozenset(SECTIONS)

    def __init__(self, parse: Parse, clock: Clock) -> None:
        self._parse = parse
        self._clock = clock

    def covers(self, place: Place) -> bool:  # noqa: ARG002 - made-up weather is everywhere
        """Return True."""
        return True

    def fetch(
        self, kind: Kind, places: Sequence[Place], span: Span, deadline: Deadline
    ) -> list[Report | None]:
        """Return one report for each place, in their order.

        Raises:
            DeadlineError: The deadline passed first.
        """
        deadline.check("simulated weather")
        now = self._clock.now()
        payload = [_point(kind, place, span, now) for place in places]
        return self._parse(payload, kind, places, self.source, now)


def _point(kind: Kind, place: Place, span: Span, now: datetime) -> dict[str, Any]:
    local = now.astimezone(zone_of(place.timezone))
    offset = local.utcoffset() or timedelta()
    first = span.first_date or local.date()
    section: dict[str, Any]
    match kind:
        case Kind.CURRENT:
            section = {"time": _quarter(local), **_at(_Climate(place, local.date()), local)}
        case Kind.AIR:
            section = {"time": f"{local:%Y-%m-%dT%H}:00", **_air(place, local)}
        case Kind.HOURLY:
            section = _columns(_hours(place, first, span.days, timezone(offset)))
        case _:
            days = (first + timedelta(days=number) for number in range(span.days))
            section = _columns(_day(place, day, timezone(offset)) for day in days)
    return {
        "timezone": place.timezone,
        "utc_offset_seconds": int(offset.total_seconds()),
        # What the live service doesn't tell is missing here too, such as how likely past rain was.
        SECTIONS[kind]: {name: section[name] for name in ("time", *VARIABLES[kind].split(","))},
    }


def _columns(rows: Iterator[dict[str, Any]]) -> dict[str, list[Any]]:
    told = list(rows)
    return {name: [row[name] for row in told] for name in told[0]}


def _quarter(local: datetime) -> str:
    return f"{local - timedelta(minutes=local.minute % 15):%Y-%m-%dT%H:%M}"


def _hours(place: Place, first: date, days: int, written: timezone) -> Iterator[dict[str, Any]]:
    """Yield all hours of some local days, of which those with a change of clocks have 23 or 25."""
    zone = zone_of(place.timezone)
    for day in (first + timedelta(days=number) for number in range(days)):
        climate = _Climate(place, day)
        moment, end = (
            datetime.combine(begin, time(), zone).astimezone(UTC)
            for begin in (day, day + timedelta(days=1))
        )
        while moment < end:
            yield {
                "time": _text(moment, written),
                **_at(climate, moment.astimezone(zone)),
                "precipitation_probability": round(climate.rain_pct),
            }
            moment += timedelta(hours=1)


def _at(climate: "_Climate", local: datetime) -> dict[str, Any]:
    """Return the conditions at a moment."""
    hour = local.hour + local.minute / 60
    wave = math.cos((hour - _WARMEST_HOUR) / 24 * math.tau)
    temperature_c = climate.mean_c + _SWING_C * wave
    wind_kmh = climate.wind_kmh * (1 + 0.2 * wave)
    is_raining = climate.rain_mm > 0 and 0 <= hour - climate.rain_from_hour < _RAIN_HOURS
    return {
        "temperature_2m": round(temperature_c, 1),
        "apparent_temperature": round(temperature_c - wind_kmh / 10, 1),
        "relative_humidity_2m": round(climate.humidity_pct),
        "is_day": int(is_daylight(climate.place, local)),
        "precipitation": round(climate.rain_mm / _RAIN_HOURS, 1) if is_raining else 0.0,
        "weather_code": climate.wet_code if is_raining else climate.dry_code,
        "cloud_cover": round(climate.cloud_pct),
        "wind_speed_10m": round(wind_kmh, 1),
        "wind_direction_10m": round(climate.between("direction", 0, 359)),
        "wind_gusts_10m": round(wind_kmh * _GUSTINESS, 1),
    }


def _day(place: Place, day: date, written: timezone) -> dict[str, Any]:
    climate = _Climate(place, day)
    sunrise, sunset = (
        _text(moment, written) if moment else None for moment in sun_times(place, day)
    )
    return {
        "time": day.isoformat(),
        "weather_code": climate.wet_code if climate.rain_mm else climate.dry_code,
        "temperature_2m_max": round(climate.mean_c + _SWING_C, 1),
        "temperature_2m_min": round(climate.mean_c - _SWING_C, 1),
        "precipitation_sum": round(climate.rain_mm, 1),
        "precipitation_probability_max": round(climate.rain_pct),
        "wind_speed_10m_max": round(climate.wind_kmh * 1.2, 1),
        "wind_gusts_10m_max": round(climate.wind_kmh * 1.2 * _GUSTINESS, 1),
        "uv_index_max": round(climate.uv_index, 1),
        "sunrise": sunrise,
        "sunset": sunset,
    }


def _air(place: Place, local: datetime) -> dict[str, Any]:
    climate = _Climate(place, local.date())
    european_aqi = climate.between("air", 8, 70)
    pollen = _pollen(climate, local.month)
    return {
        "european_aqi": round(european_aqi),
        "us_aqi": round(european_aqi * 1.5),
        "pm2_5": round(european_aqi / 3, 1),
        "pm10": round(european_aqi / 2, 1),
        "ozone": round(climate.between("ozone", 30, 90), 1),
        "nitrogen_dioxide": round(climate.between("nitrogen dioxide", 2, 40), 1),
        "uv_index": round(climate.uv_index * is_daylight(place, local), 1),
        **{f"{plant}_pollen": grains for plant, grains in pollen.items()},
    }


def _pollen(climate: "_Climate", month: int) -> dict[str, float | None]:
    """Return the grains of each plant in its season; nobody counts them outside of Europe."""
    in_europe = 35 < climate.place.latitude < 72 and -25 < climate.place.longitude < 45  # noqa: PLR2004
    seasons = {"birch": (3, 5), "grass": (5, 8), "ragweed": (8, 10)}
    return {
        plant: round(climate.between(plant, 0, 60 if first <= month <= last else 0), 1)
        if in_europe
        else None
        for plant, (first, last) in seasons.items()
    }


def _text(moment: datetime, written: timezone) -> str:
    return f"{moment.astimezone(written):%Y-%m-%dT%H:%M}"


class _Climate:
    """One day at a place: figures that look random and are the same whenever they are asked for."""

    def __init__(self, place: Place, day: date) -> None:
        self.place = place
        self._key = f"{place.latitude:.2f} {place.longitude:.2f} {day.isoformat()}"
        self.mean_c = _usual_c(place, day) + self.between("warmth", -3, 3)
        self.cloud_pct = self.between("cloud", 0, 100)
        self.rain_pct = max(0.0, self.cloud_pct - self.between("dry", 20, 60))
        self.rain_mm = self.between("rain", 0.2, 12) if self.rain_pct > 30 else 0.0  # noqa: PLR2004
        self.rain_from_hour = round(self.between("shower", 0, 24 - _RAIN_HOURS))
        self.humidity_pct = self.between("humidity", 75 if self.rain_mm else 40, 95)
        self.wind_kmh = self.between("wind", 3, 30)
        self.uv_index = max(0.0, 11 - abs(place.latitude) / 6 - self.cloud_pct / 25)

    def between(self, what: str, low: float, high: float) -> float:
        digest = hashlib.sha256(f"{self._key} {what}".encode()).digest()
        return low + (high - low) * int.from_bytes(digest[:4], "big") / 2**32

    @property
    def wet_code(self) -> int:
        """The WMO code of its rain, or of its snow."""
        heaviness = min(2, int(self.rain_mm // 4))
        return ((71, 73, 75) if self.mean_c < 0.5 else (61, 63, 65))[heaviness]  # noqa: PLR2004

    @property
    def dry_code(self) -> int:
        """The WMO code of its clouds."""
        return min(3, int(self.cloud_pct // 25))


def _usual_c(place: Place, day: date) -> float:
    """Return a day's mean temperature: cooler and more seasonal with the distance from the equator.

    Fitted by eye on 24 cities, to about 3 °C.
    """
    away_deg = abs(place.latitude)
    is_north = place.latitude >= 0
    warmest = _WARMEST_DAY if is_north else _WARMEST_DAY - 182
    season = math.cos((day.timetuple().tm_yday - warmest) / 365.25 * math.tau)
    amplitude_c = (0.235 if is_north else 0.17) * away_deg
    return 27.5 - 0.0065 * away_deg**2 + amplitude_c * season
