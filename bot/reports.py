"""The vocabulary of weather: places, queries, reports and outcomes.

Everything inside is metric (°C, km/h, mm); `units` converts figures when they are rendered.
None means that the source did not say, never zero. Moments are aware, in the place's own zone.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

_TOLD_WITH_REGION = frozenset({"AU", "BR", "CA", "DE", "GB", "IN", "MX", "US"})
_LARGE_CITY = 100_000
_LONGEST_ZONE = 64  # for each dot, tzdata would look for a package within a package

Units = Literal["metric", "imperial"]
Severity = Literal["extreme", "severe", "moderate", "minor", "unknown"]


class Kind(StrEnum):
    """What a query wants to know."""

    CURRENT = "current"
    DAILY = "daily"
    HOURLY = "hourly"
    AIR = "air"
    PAST = "past"
    SKY = "sky"
    ALERTS = "alerts"


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map with its names.

    Attributes:
        timezone: An IANA name.
        others: Labels of other places that the asked name can mean, most populous first.
        stands_for: The country, state or region that was asked for, when this is its capital or
            largest city.
    """

    name: str
    latitude: float
    longitude: float
    timezone: str
    country_code: str = ""
    country: str = ""
    region: str = ""
    population: int = 0
    others: tuple[str, ...] = ()
    stands_for: str = ""

    @property
    def label(self) -> str:
        """The name with country, and with region where that is customary or the place is small."""
        has_region = self.country_code in _TOLD_WITH_REGION or self.population < _LARGE_CITY
        parts = dict.fromkeys((self.name, self.region if has_region else "", self.country))
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so.

    Attributes:
        attribution: The credit line that the source's licence asks for.
        is_simulated: Whether its figures are made up.
    """

    name: str
    attribution: str
    url: str
    is_simulated: bool = False


@dataclass(frozen=True, slots=True)
class Current:
    """The conditions at one moment.

    `weather_code` is a WMO 4677 code as Open-Meteo uses them; `wind_from_deg` is where the wind
    comes from, 0 to 360, clockwise from north.
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


@dataclass(frozen=True, slots=True)
class Day:
    """The weather of one local day, coming or past."""

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


@dataclass(frozen=True, slots=True)
class Hour:
    """A forecast for the hour that begins at `time`."""

    time: datetime
    temperature_c: float | None = None
    feels_like_c: float | None = None
    humidity_pct: float | None = None
    precipitation_probability_pct: float | None = None
    precipitation_mm: float | None = None
    weather_code: int | None = None
    cloud_cover_pct: float | None = None
    wind_kmh: float | None = None
    gusts_kmh: float | None = None
    is_day: bool | None = None


@dataclass(frozen=True, slots=True)
class Air:
    """What is in the air at one moment: index values, µg/m³, and pollen grains per m³."""

    observed_at: datetime
    european_aqi: float | None = None
    us_aqi: float | None = None
    pm2_5_ugm3: float | None = None
    pm10_ugm3: float | None = None
    ozone_ugm3: float | None = None
    nitrogen_dioxide_ugm3: float | None = None
    uv_index: float | None = None
    birch_pollen_m3: float | None = None
    grass_pollen_m3: float | None = None
    ragweed_pollen_m3: float | None = None


@dataclass(frozen=True, slots=True)
class Sky:
    """Sun and moon on one local day; a moment is None when there is none on that day.

    Attributes:
        day_length_s: 0 when the sun stays down all day.
        moon_phase: 0 is new moon, 0.5 full moon; below 1.
    """

    date: date
    sunrise: datetime | None
    sunset: datetime | None
    day_length_s: float
    moonrise: datetime | None
    moonset: datetime | None
    moon_phase: float


@dataclass(frozen=True, slots=True)
class Alert:
    """One official warning, in the words of its sender; `area` is where it holds."""

    event: str
    severity: Severity
    headline: str = ""
    area: str = ""
    sender: str = ""
    onset: datetime | None = None
    ends: datetime | None = None
    issued_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a source says about a place: the field that the kind of the query names.

    `days`, `hours` and `sky` begin with what the query begins with and have no gaps.

    Attributes:
        alerts: The most severe first; empty when the official service warns of nothing; None when
            the query was for something else.
        is_last_good: Whether it is older than it should be, since no source answers now.
    """

    place: Place
    source: Source
    fetched_at: datetime
    current: Current | None = None
    days: tuple[Day, ...] = ()
    hours: tuple[Hour, ...] = ()
    air: Air | None = None
    sky: tuple[Sky, ...] = ()
    alerts: tuple[Alert, ...] | None = None
    is_last_good: bool = False

    @property
    def as_of(self) -> datetime:
        """The moment that its figures are of, or else the one at which they were told."""
        present = self.current or self.air
        return present.observed_at if present else self.fetched_at


@dataclass(frozen=True, slots=True)
class Shown:
    """A report as people were shown it; units are None where it is the same in all of them."""

    report: Report
    units: Units | None


def zone_of(name: object, default: str = "UTC") -> ZoneInfo:
    """Return the time zone of an IANA name, or the default's when nobody knows it."""
    if isinstance(name, str) and 0 < len(name) <= _LONGEST_ZONE:
        try:
            return ZoneInfo(name)
        except (ValueError, OSError, KeyError):
            pass
    return ZoneInfo(default)
