"""The vocabulary of weather: places, kinds of data and reports.

Everything inside is metric (°C, km/h, mm); `figures` converts when something is rendered.
None means that the source did not say, never zero. Moments are aware, in the place's own zone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Any, Generic, Literal, Protocol, TypeVar
from zoneinfo import ZoneInfo

from bot.exhibits import Notice
from bot.languages import Language

_TOLD_WITH_REGION = frozenset({"AU", "BR", "CA", "DE", "GB", "IN", "MX", "US"})
_LARGE_CITY = 100_000
_LONGEST_ZONE = 64  # for each dot, tzdata would look for a package within a package

Units = Literal["metric", "imperial"]
Shape = Literal["present", "days", "hours"]
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map with its names.

    Attributes:
        timezone: An IANA name.
        others: Labels of other places that the asked name can mean, most populous first.
        stands_for: The country, state or region that was asked for, when this is its capital or
            largest city.
        fame: How many names it has in the gazetteer, in all languages; 1 where nobody counts.
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
    fame: int = field(default=1, compare=False)

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


class Climate(Protocol):
    """One made-up day at a place, from which each kind of data makes up its own figures.

    Attributes:
        mean_c: The mean temperature.
        cloud_pct: How much of the sky is covered.
        rain_mm: How much rain falls in all; 0.0 on a dry day.
        rain_pct: How probable rain is.
        rain_from_hour: The hour, 0 to 18, at which it begins to rain.
        humidity_pct: The relative humidity.
        wind_kmh: The mean wind.
        uv_index: The strongest UV of the day.
    """

    place: Place
    mean_c: float
    cloud_pct: float
    rain_mm: float
    rain_pct: float
    rain_from_hour: int
    humidity_pct: float
    wind_kmh: float
    uv_index: float

    @property
    def wet_code(self) -> int:
        """The WMO code of the day's rain or snow."""
        ...

    @property
    def dry_code(self) -> int:
        """The WMO code of the day's clouds."""
        ...

    @property
    def sunrise(self) -> datetime | None:
        """The true sunrise, to the minute; None when there is none on that day."""
        ...

    @property
    def sunset(self) -> datetime | None:
        """The true sunset, to the minute; None when there is none on that day."""
        ...

    @property
    def is_by_the_sea(self) -> bool:
        """Whether there is truly sea near the place."""
        ...

    def between(self, name: str, low: float, high: float) -> float:
        """Return a figure that looks random and is the same each time for a name, place and day."""
        ...

    def is_daylight(self, moment: datetime) -> bool:
        """Return whether any of the sun is above the horizon."""
        ...


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table or a card: its heading, and its text for a report.

    The text is None where the figure is unknown.
    """

    heading: str
    text: Callable[["Shown", Language], str | None]


@dataclass(frozen=True, slots=True)
class Plot:
    """A line chart of the days or hours of one report.

    Attributes:
        title: A phrase with {place}.
        lines: The field of each line with its name, "" for that of the place; all of one unit.
    """

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A line chart of several reports, one line each.

    Attributes:
        title_by_clock: For hours that are not the same by the clocks of the places: a phrase with
            {place}, whose clock counts.
    """

    title: str
    field: str
    title_by_clock: str = ""


@dataclass(frozen=True, eq=False, kw_only=True)
class Kind(Generic[R]):
    """A kind of data; each is declared once, in `bot/kinds`, and is equal to itself alone.

    Attributes:
        name: What the log calls it.
        record: The type of its records, whose quantities carry their unit in the name, such as
            `wave_height_m`; None is unknown. A record of a day has a `date`, that of an hour a
            `time`, that of a present moment an `observed_at`, if it is of a moment at all.
        shape: "present" for what is told of the time of asking, or else what there is a record of.
        reach: Returns the first and the last day that can be known, seen from a place's today.
        out_of_reach: What is said of other days, with {place}, {first} and {last}.
        is_by_date: Whether requests begin with a date, and not with each place's own today.
        days_per_request: Numbers of days that are asked for; few, so that one answer serves many
            queries. Empty where it is as many as are needed.
        fresh_for_s: How long, in seconds, a report saves asking for a new one.
        good_for_s: The oldest age, in seconds, at which an expired report is shown when no source
            answers; 0 for kinds that are never shown expired.
        settled_after: How long days are still corrected; older ones are fresh for ever. None where
            they are not.
        blank: Makes the record of a day that a source left out; None where none may be missing.
        absent: What is said, with {place}, where all figures of a report are unknown; empty for
            what there is everywhere.
        noted_as: What the context line calls it: a phrase with {span}, the moments of the reports.
        rank: Which of several kinds gets the table and the charts: the one with the lowest.
        columns: Those of a table or card of one record; none where there is no table.
        columns_of_several: Those of a table of several days; empty for the same ones.
        plots: The charts of the days or hours of one place.
        comparison: The chart of several places.
        notice: Makes the warning that a record is, with its urgency: 0 is the most urgent.
        simulate: Makes up the record of a moment, for the present and for hours, or of a day; None
            where the kind is not made up.
    """

    name: str
    record: type[R]
    shape: Shape
    fresh_for_s: float
    noted_as: str
    reach: Callable[[date], tuple[date, date]] = lambda today: (today, today)
    out_of_reach: str = "For {place}, forecasts reach from {first} to {last} only."
    is_by_date: bool = False
    days_per_request: tuple[int, ...] = ()
    good_for_s: float = 0.0
    settled_after: timedelta | None = None
    blank: Callable[[date], R] | None = None
    absent: str = ""
    rank: int = 0
    columns: tuple[Column, ...] = ()
    columns_of_several: tuple[Column, ...] = ()
    plots: tuple[Plot, ...] = ()
    comparison: Comparison | None = None
    notice: Callable[["Report", R, Language], tuple[int, Notice] | None] | None = None
    simulate: Callable[[Climate, Any], R] | None = None

    def of(self, report: "Report") -> tuple[R, ...]:
        """Return the records of a report; none when it is of another kind."""
        return report.records if report.kind is self else ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a source says about a place.

    Attributes:
        records: Those of its kind, in the order of their days or hours, beginning with what the
            query begins with and without gaps; of the present moment, one or, for warnings, any
            number with the most severe first.
        is_last_good: Whether it is older than it should be, since no source answers now.
    """

    place: Place
    source: Source
    fetched_at: datetime
    kind: Kind[Any]
    records: tuple[Any, ...]
    is_last_good: bool = False

    @property
    def as_of(self) -> datetime:
        """The moment that its figures are of, or else the one at which they were told."""
        observed_at = getattr(self.records[0], "observed_at", None) if self.records else None
        return observed_at or self.fetched_at

    @property
    def is_blank(self) -> bool:
        """Whether there is no figure in it."""
        return not any(
            getattr(record, field.name) is not None
            for record in self.records
            for field in fields(record)
            if field.name not in ("observed_at", "date", "time")
        )


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
