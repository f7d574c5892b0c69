"""The vocabulary of weather: places, kinds of data and reports.

All values are metric (°C, km/h, mm); `figures` converts them for people. None is a value that the
source did not tell, and never zero. Moments are aware, in the place's own time zone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Generic, Literal, Protocol, TypeVar

from bot.exhibits import Notice
from bot.languages import Language
from bot.zones import find_zone

_TOLD_WITH_REGION = frozenset({"AU", "BR", "CA", "DE", "GB", "IN", "MX", "US"})
_LARGE_CITY = 100_000
_SUN = ("sunrise", "sunset", "day_length_s")
_NOT_OF_SERVICE = frozenset({"observed_at", "date", "time", *_SUN})

Units = Literal["metric", "imperial"]
Shape = Literal["present", "days", "hours"]
Origin = Literal["asked", "joined", "ahead", "stored"]
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map with its names.

    Attributes:
        timezone: The IANA name of its time zone.
        others: Labels of other places that the asked name can mean, most populous first.
        stands_for: The country, state or region that was asked for, when the place is its capital
            or largest city; else "".
        fame: The count of its names in GeoNames, in all languages; 1 where nobody counts.
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
        """The name with its country; in some countries, or for a small place, with its region."""
        has_region = self.country_code in _TOLD_WITH_REGION or self.population < _LARGE_CITY
        parts = dict.fromkeys((self.name, self.region if has_region else "", self.country))
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Source:
    """The source of a report.

    Attributes:
        attribution: The credit line that its licence asks for; "" without any.
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
        cloud_pct: The part of the sky that is covered.
        rain_mm: The amount of rain in all; 0.0 on a dry day.
        rain_pct: The probability of rain.
        rain_from_hour: The hour, 0 to 18, at which rain begins.
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
        """The true sunrise, to the minute; None on a day without one."""
        ...

    @property
    def sunset(self) -> datetime | None:
        """The true sunset, to the minute; None on a day without one."""
        ...

    @property
    def day_length_s(self) -> float:
        """The seconds for which the sun is truly up on that day."""
        ...

    @property
    def is_by_the_sea(self) -> bool:
        """Whether there really is sea near the place."""
        ...

    def between(self, name: str, low: float, high: float) -> float:
        """Return a figure that looks random, but is always the same for a name, place and day."""
        ...

    def is_daylight(self, moment: datetime) -> bool:
        """Return whether any part of the sun is above the horizon."""
        ...


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table or a card.

    Attributes:
        heading: Its heading, as a phrase.
        text: Returns its text for a report; None when the figure is unknown.
        needs_heading: Whether a card shows the heading too where this column is its first.
    """

    heading: str
    text: Callable[["Shown", Language], str | None]
    needs_heading: bool = False


@dataclass(frozen=True, slots=True)
class Plot:
    """A line chart of the days or hours of one report.

    Attributes:
        title: A phrase with {place}.
        lines: The name of each line and its field; "" names it after the place. All fields must
            have the same unit.
    """

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A line chart of several reports, one line each.

    Attributes:
        title: A phrase.
        field: The field that all lines show.
        title_by_clock: The title, a phrase with {place}, for places whose clocks differ: the chart
            then shows the hours of that place's clock. Only kinds by hour have one.
    """

    title: str
    field: str
    title_by_clock: str = ""


@dataclass(frozen=True, eq=False, kw_only=True)
class Kind(Generic[R]):
    """A kind of data; each is declared once, in `bot/kinds`, and is equal to itself alone.

    Attributes:
        name: Its name in the log.
        record: The type of its records. The names of their fields end in the unit, such as
            `wave_height_m`; None is unknown. A record of a day has a `date`, of an hour a `time`,
            and of the present an `observed_at`, unless it is of no moment, as a warning is.
        shape: "present" for records of the time of asking, "days" or "hours" for one record each.
        reach: Returns the first and the last day that can be known, for a place's today.
        out_of_reach: The sentence for other days, with {place}, {first} and {last}.
        is_by_date: Whether requests begin with a date, and not with each place's own today.
        days_per_request: The numbers of days that a request may ask for, rising. They are few, so
            that one answer serves many queries. Empty allows any number.
        fresh_for_s: The seconds for which a report is used again without a new request.
        good_for_s: The oldest age, in seconds, at which an expired report is shown when no source
            answers; 0 for kinds that are never shown expired.
        settled_after: The time after which a source corrects a day no more, so that its report is
            fresh for ever; None for kinds without such a time.
        blank: Makes the record of a day that a source left out; None drops such a day.
        absent: The sentence, with {place}, for a report without any figure, which means that the
            place has no such thing; empty for kinds that exist everywhere.
        noted_as: The note in the context line: a phrase with {span}, the moments of the reports.
        rank: The order of kinds: of several in a reply, the lowest gets the table and the charts.
        columns: The columns of a table or card of one record; empty for kinds without a table.
        columns_of_several: The columns of a table of several days; empty for those of `columns`.
        plots: The charts of the days or hours of one place.
        comparison: The chart that compares several places.
        notice: Returns the notice for a record with its urgency, 0 for the most urgent; None for a
            record that needs none.
        simulate: Returns a made-up record: of a moment, for the present and for hours, or of a day.
            None is for kinds that are not made up.
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
        """Return the records of a report of this kind; none for a report of another kind."""
        return report.records if report.kind is self else ()


@dataclass(frozen=True, slots=True)
class Report:
    """The data of one kind that a source has for a place.

    Attributes:
        records: The days or hours in order and without gaps, beginning with the first one of the
            query. A report of the present has one record; one of warnings has any number, with the
            most severe first.
        is_last_good: Whether the report is expired, and shown because no source answers.
        origin: The way in which it came: by a request of its own batch, by one under way that the
            batch joined, by one that was begun ahead, or from what is stored.
    """

    place: Place
    source: Source
    fetched_at: datetime
    kind: Kind[Any]
    records: tuple[Any, ...]
    is_last_good: bool = False
    origin: Origin = field(default="asked", compare=False)

    @property
    def as_of(self) -> datetime:
        """The moment of observation; without one, the moment at which the report was fetched."""
        observed_at = getattr(self.records[0], "observed_at", None) if self.records else None
        return observed_at or self.fetched_at

    @property
    def is_blank(self) -> bool:
        """Whether the report has no figure of its service; the sun's times are computed here."""
        return not any(
            getattr(record, field.name) is not None
            for record in self.records
            for field in fields(record)
            if field.name not in _NOT_OF_SERVICE
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """A report that an answer stands on.

    Attributes:
        units: None for a report that looks the same in all units.
        is_aside: Whether the report is in the words alone, without a table, card or chart.
    """

    report: Report
    units: Units | None
    is_aside: bool = False


def zone_of(name: object, default: str = "UTC") -> tzinfo:
    """Return the time zone of an IANA name; an unknown name gets that of `default`."""
    zone = find_zone(name) if isinstance(name, str) else None
    return zone or find_zone(default) or UTC
