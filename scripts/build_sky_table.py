"""Write tests/data/sky.json.z: when sun and moon rise and set at forty places, in two whole years.

By Skyfield (https://rhodesmill.org/skyfield/) from JPL's ephemeris DE421, which share nothing with
the bot's own computing: neither positions nor the way in which crossings are searched. It needs
`pip install skyfield skyfield-data`, and a few minutes.
"""

import json
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from skyfield.api import load, load_file, wgs84
from skyfield_data import get_skyfield_data_path

TARGET: Final = Path(__file__).resolve().parent.parent / "tests" / "data" / "sky.json.z"
FIRST: Final = datetime(2025, 12, 31, tzinfo=UTC)
DAYS: Final = 732
"""A day more at both ends than two years, since local days begin earlier and end later."""

PLACES: Final[tuple[tuple[str, float, float, str], ...]] = (
    ("Alert", 82.5018, -62.3481, "America/Toronto"),
    ("Longyearbyen", 78.2232, 15.6267, "Arctic/Longyearbyen"),
    ("Utqiagvik", 71.2906, -156.7887, "America/Anchorage"),
    ("Ittoqqortoormiit", 70.4853, -21.9667, "America/Scoresbysund"),
    ("Tromso", 69.6489, 18.9551, "Europe/Oslo"),
    ("Murmansk", 68.9585, 33.0827, "Europe/Moscow"),
    ("Rovaniemi", 66.5039, 25.7294, "Europe/Helsinki"),
    ("Oulu", 65.0121, 25.4651, "Europe/Helsinki"),
    ("Anadyr", 64.7337, 177.4968, "Asia/Anadyr"),
    ("Nome", 64.5011, -165.4064, "America/Nome"),
    ("Nuuk", 64.1835, -51.7216, "America/Nuuk"),
    ("Reykjavik", 64.1355, -21.8954, "Atlantic/Reykjavik"),
    ("Oslo", 59.9127, 10.7461, "Europe/Oslo"),
    ("Adak", 51.88, -176.6581, "America/Adak"),
    ("London", 51.5085, -0.1257, "Europe/London"),
    ("Vancouver", 49.2497, -123.1193, "America/Vancouver"),
    ("St. John's", 47.5649, -52.7093, "America/St_Johns"),
    ("Urumqi", 43.801, 87.6005, "Asia/Urumqi"),
    ("Vigo", 42.2328, -8.7226, "Europe/Madrid"),
    ("New York", 40.7143, -74.006, "America/New_York"),
    ("Kashgar", 39.4707, 75.9898, "Asia/Shanghai"),
    ("Tehran", 35.6944, 51.4215, "Asia/Tehran"),
    ("Kathmandu", 27.7017, 85.3206, "Asia/Kathmandu"),
    ("Yangon", 16.8053, 96.1561, "Asia/Yangon"),
    ("Kiritimati", 1.8721, -157.4278, "Pacific/Kiritimati"),
    ("Singapore", 1.2897, 103.8501, "Asia/Singapore"),
    ("Quito", -0.2298, -78.525, "America/Guayaquil"),
    ("Nuku Hiva", -8.9167, -140.1, "Pacific/Marquesas"),
    ("Apia", -13.8333, -171.7667, "Pacific/Apia"),
    ("Pago Pago", -14.2781, -170.7025, "Pacific/Pago_Pago"),
    ("Suva", -18.1416, 178.4415, "Pacific/Fiji"),
    ("Nuku'alofa", -21.1394, -175.2049, "Pacific/Tongatapu"),
    ("Lord Howe", -31.5549, 159.0856, "Australia/Lord_Howe"),
    ("Eucla", -31.6772, 128.8878, "Australia/Eucla"),
    ("Sydney", -33.8679, 151.2073, "Australia/Sydney"),
    ("Chatham", -43.9535, -176.5597, "Pacific/Chatham"),
    ("Ushuaia", -54.8108, -68.3159, "America/Argentina/Ushuaia"),
    ("Rothera", -67.5681, -68.1275, "Antarctica/Rothera"),
    ("McMurdo", -77.8419, 166.6863, "Antarctica/McMurdo"),
    ("Vostok", -78.4645, 106.8339, "Antarctica/Vostok"),
)
_BODIES: Final = (("sun", 695_700.0), ("moon", 1737.4))
_REFRACTION_DEG: Final = 34 / 60
_STEPS_PER_DAY: Final = 24
_GRAZING_DEG: Final = 0.5

Moments = NDArray[np.float64]
GRID: Final[Moments] = np.arange(DAYS * _STEPS_PER_DAY + 1) / _STEPS_PER_DAY
TIMESCALE: Final = load.timescale(builtin=True)


def main() -> None:
    """Write the file anew; every moment is told by the minutes since the one before it."""
    ephemeris = load_file(Path(get_skyfield_data_path()) / "de421.bsp")
    grid = _times(GRID)  # one for all: it keeps what is the same for all places
    table = {"first": FIRST.isoformat(), "days": DAYS, "places": []}
    for name, latitude, longitude, zone in PLACES:
        told = {"name": name, "latitude": latitude, "longitude": longitude, "zone": zone}
        site = ephemeris["earth"] + wgs84.latlon(latitude, longitude)
        for body, radius_km in _BODIES:
            minutes, is_rise = _Sky(site, ephemeris[body], radius_km).crossings(grid)
            for event, own in (("rises", is_rise), ("sets", ~is_rise)):
                told[f"{body}_{event}"] = np.diff(minutes[own], prepend=0).tolist()
        table["places"].append(told)
        print(name)
    text = json.dumps(table, separators=(",", ":"))
    TARGET.write_bytes(zlib.compress(text.encode(), 9))
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


class _Sky:
    """A body as seen from a place; moments are counted in days from FIRST on."""

    def __init__(self, site: Any, body: Any, radius_km: float) -> None:
        self._site, self._body, self._radius_km = site, body, radius_km

    def height_deg(self, at: Moments) -> Moments:
        """Return the heights of the upper limb above the horizon, in degrees, with refraction."""
        return self._height_deg(_times(at))

    def _height_deg(self, times: Any) -> Moments:
        altitude, _, distance = self._site.at(times).observe(self._body).apparent().altaz()
        radius_deg = np.degrees(np.arcsin(self._radius_km / distance.km))
        return np.asarray(altitude.degrees + radius_deg + _REFRACTION_DEG)

    def crossings(self, grid: Any) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the minutes from FIRST on of all crossings, and which of them are rises."""
        heights = self._height_deg(grid)
        turns = self._grazing(GRID, heights)
        order = np.argsort(times := np.concatenate([GRID, turns]))
        heights = np.concatenate([heights, self.height_deg(turns)])[order]
        times = times[order]
        at = np.flatnonzero((heights[1:] > 0) != (heights[:-1] > 0))
        begin, end, is_rise = times[at], times[at + 1], heights[at + 1] > 0
        for _ in range(11):
            middle = (begin + end) / 2
            is_before = (self.height_deg(middle) > 0) != is_rise
            begin, end = np.where(is_before, middle, begin), np.where(is_before, end, middle)
        minutes = np.rint((begin + end) / 2 * 1440).astype(np.int64)
        return minutes, is_rise

    def _grazing(self, times: Moments, heights: Moments) -> Moments:
        """Return the moments of greatest or least height that are near the horizon."""
        here, before, after = heights[1:-1], heights[:-2], heights[2:]
        signs = np.where((here >= before) & (here >= after), 1, 0)
        signs -= np.where((here <= before) & (here <= after), 1, 0)
        at = np.flatnonzero((signs != 0) & (abs(here) < _GRAZING_DEG))
        begin, end, sign = times[at], times[at + 2], signs[at]
        if not at.size:
            return begin
        for _ in range(16):
            first, second = begin + (end - begin) / 3, end - (end - begin) / 3
            is_later = sign * self.height_deg(first) < sign * self.height_deg(second)
            begin, end = np.where(is_later, first, begin), np.where(is_later, end, second)
        return (begin + end) / 2


def _times(at: Moments) -> Any:
    return TIMESCALE.utc(FIRST.year, FIRST.month, FIRST.day + at)


if __name__ == "__main__":
    main()
