"""A simulated climate for working without a network: plausible, repeatable, always labelled.

Coordinates, time zones, the sun and the coasts are true. Everything else is computed from latitude,
season, hour and a noise that is fixed for each place and day; each kind of data simulates its own
figures from it.
"""

import hashlib
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from bot.clock import Clock, Deadline
from bot.providers._coast import is_by_the_sea
from bot.providers._sky import Sunlight, is_daylight, sunlight_on
from bot.queries import Span
from bot.reports import Climate, Kind, Place, Report, Source, zone_of

SOURCE = Source("simulated data", "Simulated data, not real weather", url="", is_simulated=True)

_WARMEST_DAY = 201  # 20 July; half a year later south of the equator
_RAIN_HOURS = 6

_MakeUp = Callable[[Climate, Any], Any]


class Simulated:
    """A provider that simulates all kinds of data that say how."""

    source = SOURCE
    places_per_request = sys.maxsize  # it takes none

    def __init__(self, kinds: Iterable[Kind[Any]], clock: Clock) -> None:
        self.kinds = frozenset(kind for kind in kinds if kind.simulate)
        self._clock = clock

    def covers(self, place: Place) -> bool:  # noqa: ARG002 - made-up weather is everywhere
        """Return True: simulated weather is everywhere."""
        return True

    def fetch(
        self, kind: Kind[Any], places: Sequence[Place], span: Span, deadline: Deadline
    ) -> list[Report | None]:
        """Return one report for each place, in their order.

        Raises:
            DeadlineError: The deadline passed first.
        """
        deadline.check("simulated weather")
        now = self._clock.now()
        return [
            Report(place, SOURCE, now, kind, tuple(_records(kind, place, span, now)))
            for place in places
        ]


def _records(kind: Kind[Any], place: Place, span: Span, now: datetime) -> Iterator[Any]:
    assert kind.simulate, "only kinds that can be made up are asked for"
    local = now.astimezone(zone_of(place.timezone))
    if kind.shape == "present":
        yield kind.simulate(_Climate(place, local.date()), local)
        return
    first = span.first_date or local.date()
    for day in (first + timedelta(days=number) for number in range(span.days)):
        climate = _Climate(place, day)
        moments = _hours(place, day) if kind.shape == "hours" else (day,)
        yield from (kind.simulate(climate, moment) for moment in moments)


def _hours(place: Place, day: date) -> Iterator[datetime]:
    """Yield the hours of a local day: 23 or 25 of them when the clocks change."""
    zone = zone_of(place.timezone)
    moment, end = (
        datetime.combine(begin, time(), zone).astimezone(UTC)
        for begin in (day, day + timedelta(days=1))
    )
    while moment < end:
        yield moment.astimezone(zone)
        moment += timedelta(hours=1)


class _Climate:
    """The climate of one day at a place, whose random-looking figures are always the same."""

    def __init__(self, place: Place, day: date) -> None:
        self.place = place
        self._day = day
        self._key = f"{place.latitude:.2f} {place.longitude:.2f} {day.isoformat()}"
        self.mean_c = _usual_c(place, day) + self.between("warmth", -3, 3)
        self.cloud_pct = self.between("cloud", 0, 100)
        self.rain_pct = max(0.0, self.cloud_pct - self.between("dry", 20, 60))
        self.rain_mm = self.between("rain", 0.2, 12) if self.rain_pct > 30 else 0.0  # noqa: PLR2004
        self.rain_from_hour = round(self.between("shower", 0, 24 - _RAIN_HOURS))
        self.humidity_pct = self.between("humidity", 75 if self.rain_mm else 40, 95)
        self.wind_kmh = self.between("wind", 3, 30)
        self.uv_index = max(0.0, 11 - abs(place.latitude) / 6 - self.cloud_pct / 25)

    def between(self, name: str, low: float, high: float) -> float:
        digest = hashlib.sha256(f"{self._key} {name}".encode()).digest()
        return low + (high - low) * int.from_bytes(digest[:4], "big") / 2**32

    def is_daylight(self, moment: datetime) -> bool:
        return is_daylight(self.place, moment)

    @property
    def sunrise(self) -> datetime | None:
        return _to_the_minute(self._sun.sunrise)

    @property
    def sunset(self) -> datetime | None:
        return _to_the_minute(self._sun.sunset)

    @property
    def day_length_s(self) -> float:
        return self._sun.length_s

    @property
    def wet_code(self) -> int:
        heaviness = int(self.rain_mm // 4)
        return ((71, 73, 75) if self.mean_c < 0.5 else (61, 63, 65))[heaviness]  # noqa: PLR2004

    @property
    def dry_code(self) -> int:
        return int(self.cloud_pct // 25)

    @property
    def is_by_the_sea(self) -> bool:
        return is_by_the_sea(self.place)

    @cached_property
    def _sun(self) -> Sunlight:
        return sunlight_on(self.place, self._day)


def _to_the_minute(moment: datetime | None) -> datetime | None:
    return moment and moment.replace(second=0, microsecond=0)


def _usual_c(place: Place, day: date) -> float:
    """Return a day's mean temperature in °C, by the distance from the equator and the season.

    The formula was fitted by eye on 24 cities, to about 3 °C.
    """
    away_deg = abs(place.latitude)
    is_north = place.latitude >= 0
    warmest = _WARMEST_DAY if is_north else _WARMEST_DAY - 182
    season = math.cos((day.timetuple().tm_yday - warmest) / 365.25 * math.tau)
    amplitude_c = (0.235 if is_north else 0.17) * away_deg
    return 27.5 - 0.0065 * away_deg**2 + amplitude_c * season
