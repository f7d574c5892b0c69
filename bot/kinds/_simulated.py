"""Made-up conditions at a moment, for the kinds of the present and of the hours."""

import math
from datetime import datetime
from typing import Any, Final

from bot.reports import Climate

SWING_C: Final = 5
"""Degrees by which the warmest and the coldest hour of a day are away from its mean."""

GUSTINESS: Final = 1.8

_WARMEST_HOUR: Final = 15
_RAIN_HOURS: Final = 6


def conditions_at(climate: Climate, local: datetime) -> dict[str, Any]:
    """Return the fields of the conditions at a local moment."""
    hour = local.hour + local.minute / 60
    wave = math.cos((hour - _WARMEST_HOUR) / 24 * math.tau)
    temperature_c = climate.mean_c + SWING_C * wave
    wind_kmh = climate.wind_kmh * (1 + 0.2 * wave)
    is_raining = climate.rain_mm > 0 and 0 <= hour - climate.rain_from_hour < _RAIN_HOURS
    return {
        "temperature_c": round(temperature_c, 1),
        "feels_like_c": round(temperature_c - wind_kmh / 10, 1),
        "humidity_pct": round(climate.humidity_pct),
        "is_day": climate.is_daylight(local),
        "precipitation_mm": round(climate.rain_mm / _RAIN_HOURS, 1) if is_raining else 0.0,
        "weather_code": climate.wet_code if is_raining else climate.dry_code,
        "cloud_cover_pct": round(climate.cloud_pct),
        "wind_kmh": round(wind_kmh, 1),
        "gusts_kmh": round(wind_kmh * GUSTINESS, 1),
    }
