"""Places that are given by their coordinates: "48.85, 2.35", "48.85 N 2.35 E"."""

import re
from typing import Final

_FRACTION: Final = r"[-+]?\d{1,3}\.\d{1,8}\s?\u00b0?"
_DEGREES: Final = r"[-+]?\d{1,3}(?:\.\d{1,8})?\s?\u00b0?"
COORDINATES: Final = re.compile(
    rf"(?i)(?<![\w.,:/+-])(?:(?P<plain_latitude>{_FRACTION})\s?[,;]\s?"
    rf"(?P<plain_longitude>{_FRACTION})"
    rf"|(?P<latitude>{_DEGREES})\s?(?P<north>[ns])(?:\s?[,;]\s?|\s)"
    rf"(?P<longitude>{_DEGREES})\s?(?P<east>[ew])"
    rf"|lat(?:itude)?[:=]?\s?(?P<named_latitude>{_DEGREES})\s?[,;/]?\s?"
    rf"lo?ng?(?:itude)?[:=]?\s?(?P<named_longitude>{_DEGREES}))(?![\w:/%])(?!\.\d)"
)
"""Two numbers in degrees, with a fraction each, with the letters of their directions, or named."""

_MAX_LATITUDE: Final = 90
_MAX_LONGITUDE: Final = 180
_DEGREES_AN_HOUR: Final = 15


def coordinates_of(name: str) -> tuple[float, float] | None:
    """Return the latitude and longitude that a text is, in degrees; None when it is no such."""
    match = COORDINATES.fullmatch(name.strip())
    if not match:
        return None
    latitude, longitude = (
        _degrees(match[f"plain_{name}"] or match[name] or match[f"named_{name}"])
        for name in ("latitude", "longitude")
    )
    latitude = -latitude if (match["north"] or "").lower() == "s" else latitude
    longitude = -longitude if (match["east"] or "").lower() == "w" else longitude
    is_on_earth = abs(latitude) <= _MAX_LATITUDE and abs(longitude) <= _MAX_LONGITUDE
    return (latitude, longitude) if is_on_earth else None


def zone_at(longitude: float) -> str:
    """Return the IANA name of the nautical time zone at a longitude, for the open sea."""
    hours = round(longitude / _DEGREES_AN_HOUR)
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"


def _degrees(text: str) -> float:
    return round(float(re.sub(r"[\s\u00b0]", "", text)), 4)
