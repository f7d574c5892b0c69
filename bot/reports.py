"""The vocabulary of weather: places, queries, reports and outcomes.

Everything inside is metric (°C, km/h, mm); `units` converts figures when they are rendered.
None means that the source did not say, never zero.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

HORIZON_DAYS = 16
"""How many days a forecast has, today included."""

Units = Literal["metric", "imperial"]


class Kind(StrEnum):
    """What a query wants to know."""

    CURRENT = "current"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map with its names.

    Attributes:
        timezone: An IANA name.
        others: Labels of other places that the asked name can mean, most populous first.
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

    @property
    def label(self) -> str:
        """The name with region and country, as far as they are known and differ."""
        parts = dict.fromkeys((self.name, self.region, self.country))
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Query:
    """One wish for weather at one place.

    Attributes:
        place: The name as it was asked, not yet resolved.
        first_day: For daily queries: days from the place's own today, or a date there.
        days: For daily queries: how many days from there on, 1 to 16.
    """

    place: str
    kind: Kind
    first_day: int | date = 0
    days: int = 1


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
    """The conditions at one moment; `observed_at` is aware, in the place's own zone.

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
    """A forecast for one local day; `sunrise` and `sunset` are aware, in the place's own zone."""

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
class Report:
    """What a source says about a place: `current` or `days`, by the kind of the query.

    `days` starts with the query's first day and has one entry a day.
    """

    place: Place
    source: Source
    fetched_at: datetime
    current: Current | None = None
    days: tuple[Day, ...] = ()


@dataclass(frozen=True, slots=True)
class UnknownPlace:
    """Nobody knows a place of that name; `suggestions` are names that look alike."""

    name: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AmbiguousPlace:
    """Several places of that name are equally likely; `choices` are their labels."""

    name: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unavailable:
    """There is no report; `reason` is a plain sentence that the model and people may read."""

    place: str
    reason: str


Outcome = Report | UnknownPlace | AmbiguousPlace | Unavailable


def zone_of(name: object, default: str = "UTC") -> ZoneInfo:
    """Return the time zone of an IANA name, or the default's when nobody knows it."""
    if isinstance(name, str) and name:
        try:
            return ZoneInfo(name)
        except (ValueError, OSError, KeyError):
            pass
    return ZoneInfo(default)
