"""A made-up climate for working without a network: plausible, repeatable, always labelled.

Coordinates, time zones, sunrise and sunset are true; everything else is computed from latitude,
season, hour and a noise that is fixed for each place and day.
"""

import hashlib
import math
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.clock import Clock, Deadline
from bot.reports import Kind, Place, Report, Source, zone_of

SOURCE = Source("simulated data", "Simulated data, not real weather", url="", is_simulated=True)

Parse = Callable[[object, Kind, Sequence[Place], Source, datetime], list[Report | None]]

_WARMEST_DAY = 201  # 20 July; half a year later south of the equator
_WARMEST_HOUR = 15
_SUN_BELOW_HORIZON_DEG = 0.833  # refraction and the sun's radius, as almanacs count it


class Simulated:
    """Answers in Open-Meteo's shape, read by the same parser; `parse` is `reports_from` there."""

    source = SOURCE
    kinds = frozenset({Kind.CURRENT, Kind.DAILY})

    def __init__(self, parse: Parse, clock: Clock) -> None:
        self._parse = parse
        self._clock = clock

    def fetch(
        self, kind: Kind, places: Sequence[Place], days: int, deadline: Deadline
    ) -> list[Report | None]:
        """Return one report for each place, in their order.

        Raises:
            DeadlineError: The deadline passed first.
        """
        deadline.check("simulated weather")
        now = self._clock.now()
        payload = [_point(kind, place, days, now) for place in places]
        return self._parse(payload, kind, places, self.source, now)


def _point(kind: Kind, place: Place, days: int, now: datetime) -> dict[str, Any]:
    zone = zone_of(place.timezone)
    local = now.astimezone(zone)
    if kind is Kind.CURRENT:
        section = _current(place, local)
    else:
        rows = [_day(place, local.date() + timedelta(days=number), zone) for number in range(days)]
        section = {name: [row[name] for row in rows] for name in rows[0]}
    return {"timezone": zone.key, kind.value: section}


def _current(place: Place, local: datetime) -> dict[str, Any]:
    noise = _Noise(place, local.date())
    hour = local.hour + local.minute / 60
    swing_c = 5 * math.cos((hour - _WARMEST_HOUR) / 24 * math.tau)
    temperature_c = _mean_c(place, local.date(), noise) + swing_c
    wind_kmh = noise.between("wind", 3, 30)
    sun = _sun_times(place, local.date())
    is_day = sun[0] <= local < sun[1] if sun else _is_summer(place, local.date())
    wet = noise.rain_mm > 0
    return {
        "time": f"{local - timedelta(minutes=local.minute % 15):%Y-%m-%dT%H:%M}",
        "temperature_2m": round(temperature_c, 1),
        "apparent_temperature": round(temperature_c - wind_kmh / 10, 1),
        "relative_humidity_2m": round(noise.between("humidity", 75 if wet else 40, 95)),
        "is_day": int(is_day),
        "precipitation": round(noise.rain_mm / 24, 1),
        "weather_code": noise.weather_code(temperature_c),
        "cloud_cover": round(noise.cloud_pct),
        "wind_speed_10m": round(wind_kmh, 1),
        "wind_direction_10m": round(noise.between("direction", 0, 359)),
        "wind_gusts_10m": round(wind_kmh * 1.8, 1),
    }


def _day(place: Place, day: date, zone: ZoneInfo) -> dict[str, Any]:
    noise = _Noise(place, day)
    mean_c = _mean_c(place, day, noise)
    wind_kmh = noise.between("wind", 3, 30)
    sun = _sun_times(place, day)
    sunrise, sunset = (
        (f"{moment.astimezone(zone):%Y-%m-%dT%H:%M}" for moment in sun) if sun else (None, None)
    )
    return {
        "time": day.isoformat(),
        "weather_code": noise.weather_code(mean_c),
        "temperature_2m_max": round(mean_c + 5, 1),
        "temperature_2m_min": round(mean_c - 5, 1),
        "precipitation_sum": round(noise.rain_mm, 1),
        "precipitation_probability_max": round(noise.rain_pct),
        "wind_speed_10m_max": round(wind_kmh * 1.2, 1),
        "wind_gusts_10m_max": round(wind_kmh * 2, 1),
        "uv_index_max": round(max(0.0, 11 - abs(place.latitude) / 6 - noise.cloud_pct / 25), 1),
        "sunrise": sunrise,
        "sunset": sunset,
    }


class _Noise:
    """Numbers that look random and are the same whenever a place and day are asked about."""

    def __init__(self, place: Place, day: date) -> None:
        self._key = f"{place.latitude:.2f} {place.longitude:.2f} {day.isoformat()}"
        self.cloud_pct = self.between("cloud", 0, 100)
        self.rain_pct = max(0.0, self.cloud_pct - self.between("dry", 20, 60))
        self.rain_mm = self.between("rain", 0.2, 12) if self.rain_pct > 30 else 0.0  # noqa: PLR2004

    def between(self, what: str, low: float, high: float) -> float:
        digest = hashlib.sha256(f"{self._key} {what}".encode()).digest()
        return low + (high - low) * int.from_bytes(digest[:4], "big") / 2**32

    def weather_code(self, temperature_c: float) -> int:
        """Return the WMO code that fits the day's cloud and rain."""
        if self.rain_mm > 0:
            heaviness = min(2, int(self.rain_mm // 4))
            return ((71, 73, 75) if temperature_c < 0.5 else (61, 63, 65))[heaviness]  # noqa: PLR2004
        return min(3, int(self.cloud_pct // 25))


def _mean_c(place: Place, day: date, noise: _Noise) -> float:
    """Return a day's mean temperature: cooler and more seasonal with the distance from the equator.

    Fitted by eye on 24 cities, to about 3 °C.
    """
    away_deg = abs(place.latitude)
    is_north = place.latitude >= 0
    warmest = _WARMEST_DAY if is_north else _WARMEST_DAY - 182
    season = math.cos((day.timetuple().tm_yday - warmest) / 365.25 * math.tau)
    amplitude_c = (0.235 if is_north else 0.17) * away_deg
    return 27.5 - 0.0065 * away_deg**2 + amplitude_c * season + noise.between("warmth", -3, 3)


def _sun_times(place: Place, day: date) -> tuple[datetime, datetime] | None:
    """Return sunrise and sunset to a few minutes; None when the sun stays up or down all day."""
    noon = _solar_noon(place, day)
    latitude, declination = math.radians(place.latitude), _declination(day)
    altitude = math.radians(-_SUN_BELOW_HORIZON_DEG)
    cosine = (math.sin(altitude) - math.sin(latitude) * math.sin(declination)) / max(
        1e-9, math.cos(latitude) * math.cos(declination)
    )
    if not -1 < cosine < 1:
        return None
    half = timedelta(days=math.acos(cosine) / math.tau)
    return noon - half, noon + half


def _solar_noon(place: Place, day: date) -> datetime:
    """Return when the sun is highest on a local day, by the equation of time."""
    turn = math.tau * (day.timetuple().tm_yday - 81) / 364
    equation_min = 9.87 * math.sin(2 * turn) - 7.53 * math.cos(turn) - 1.5 * math.sin(turn)
    noon = datetime.combine(day, time(12), UTC)
    noon -= timedelta(minutes=4 * place.longitude + equation_min)
    days_off = (day - noon.astimezone(zone_of(place.timezone)).date()).days
    return noon + timedelta(days=days_off)


def _declination(day: date) -> float:
    return math.radians(-23.44) * math.cos(math.tau * (day.timetuple().tm_yday + 10) / 365.25)


def _is_summer(place: Place, day: date) -> bool:
    return _declination(day) * place.latitude > 0
