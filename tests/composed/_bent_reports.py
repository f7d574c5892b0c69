"""Reports of every kind with figures at the edges: zeros, ties, gaps, bounds of words, extremes."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, get_args, get_type_hints

from fakes.draws import drawn

from bot.kinds.alerts import ALERTS, Alert
from bot.reports import Kind, Place, Report, Source, zone_of

NOW: Final = datetime(2026, 11, 23, 11, 20, tzinfo=UTC)
_LATER: Final = timedelta(minutes=4)
"""The time from what was observed to when it was fetched."""

WAYS: Final = ("uneven", "even", "gaps", "bare")
PLACES: Final = (
    Place("Oslo", 59.9, 10.7, "Europe/Oslo", "NO", "Norway", population=580_000),
    Place("Berlin", 52.5, 13.4, "Europe/Berlin", "DE", "Germany", "Berlin", 3_400_000),
    Place("Austin", 30.3, -97.7, "America/Chicago", "US", "United States", "Texas", 900_000),
    Place("London", 51.5, -0.1, "Europe/London", "GB", "United Kingdom", "England", 8_000_000),
    Place("London", 43.0, -81.2, "America/Toronto", "CA", "Canada", "Ontario", 340_000),
    Place("Bengaluru", 13.0, 77.6, "Asia/Kolkata", "IN", "India", "Karnataka", 8_000_000),
    Place("Apia", -13.8, -171.8, "Pacific/Apia", "WS", "Samoa", population=37_000),
    Place("Nowhere <b>", 0.0, 0.0, "Mars/Base", others=("Nowhere, Iowa",), stands_for="Utopia"),
    Place("Freeport", 26.5, -78.7, "America/Nassau", "BS", "Bahamas", "Grand Bahama", 99_999),
)
SOURCES: Final = (
    Source("Met", "Data by Met <office>", "https://met.example/a?b=1&c=2"),
    Source("Almanac", "", ""),
    Source("made up", "Simulated", "", is_simulated=True),
    Source("Odd", "Odd | data @here", "javascript:alert(1)"),
)
_POOLS: Final[Mapping[str, Sequence[Any]]] = {
    "c": (0, -0.04, -0.05, 0.05, 4.25, 39.9, 40, 40.1, -19.9, -20, -20.1, 16.449, -17.8, 101.35),
    "kmh": (0, 0.4, 0.5, 0.8, 0.81, 9, 74.9, 75, 120.5),
    "mm": (0, 0.04, 0.05, 0.12, 0.127, 0.3, 12.7, 29.9, 30, 254),
    "pct": (0, 0.4, 0.5, 29.5, 49.9, 50, 50.5, 99.6, 100),
    "m": (0, 0.04, 0.25, 1.46, 12.35),
    "deg": (0, 11.2, 11.3, 33.7, 45, 180, 191.3, 270, 348.7, 348.8, 360),
    "s": (0, 3.14, 9.15, 12.25),
    "ugm3": (0, 0.04, 12.34, 99.95),
    "m3": (0, 0.5, 25.6),
    "aqi": (0, 19.9, 20, 20.4, 40, 41, 50, 51, 60, 80, 100, 100.5, 150, 200, 201, 300, 301),
    "index": (0, 0.5, 1.5, 7.9, 8, 11.2),
    "code": (0, 1, 2, 3, 4, 45, 48, 51, 61, 66, 67, 75, 81, 82, 86, 95, 96, 97, 98, 99),
    "day": (True, False),
    "phase": (0, 0.0624, 0.0626, 0.187, 0.188, 0.25, 0.49, 0.5, 0.81, 0.937, 0.938, 0.999),
}
_SECONDS: Final = (0.0, 29.0, 3570.0, 30_000.0, 86_400.0)
_CLOCKS: Final = ((0, 7, 30), (-1, 23, 50), (1, 0, 9), (0, 21, 5))


def bent(
    kind: Kind[Any],
    place: Place,
    way: str,
    count: int = 1,
    *,
    first: int = 0,
    now: datetime = NOW,
    source: Source = SOURCES[0],
    is_last_good: bool = False,
) -> Report:
    """Return a report with so many records, from so many days or hours after now on."""
    local = now.astimezone(zone_of(place.timezone))
    if kind is ALERTS:
        records = [_alert(f"{place.label} {way} {at}", local, way) for at in range(count)]
    else:
        moments = [_moment(kind, local, first + at) for at in range(count)]
        records = [_record(kind, moment, local, f"{place.label} {way}", way) for moment in moments]
    return Report(place, source, now + _LATER, kind, tuple(records), is_last_good)


def _moment(kind: Kind[Any], local: datetime, number: int) -> Any:
    if kind.shape == "days":
        return local.date() + timedelta(days=number)
    step = timedelta(hours=number)
    return (local.astimezone(UTC) + step).astimezone(local.tzinfo).replace(second=0)


def _record(kind: Kind[Any], moment: Any, local: datetime, key: str, way: str) -> Any:
    first, *others = fields(kind.record)
    hints = get_type_hints(kind.record)
    values = {first.name: moment}
    for field in others:
        types = get_args(hints[field.name]) or (hints[field.name],)
        own = f"{key} {field.name}" if way == "even" else f"{key} {field.name} {moment}"
        can_lack = field.default is not MISSING or type(None) in types
        lacks = way == "bare" or drawn(f"{own} gap", range(3 if way == "gaps" else 9)) == 0
        if can_lack and lacks:
            values[field.name] = None
        else:
            values[field.name] = _value(field.name, types[0], moment, local, own)
    return kind.record(**values)


def _value(name: str, its_type: object, moment: Any, local: datetime, key: str) -> Any:
    if its_type is datetime:
        days, hour, minute = drawn(key, _CLOCKS)
        return datetime.combine(moment + timedelta(days=days), time(hour, minute), local.tzinfo)
    if its_type is date:
        return moment + timedelta(days=drawn(key, (0, 1, 12)))
    if name in ("day_length_s", "moon_up_s"):
        return drawn(key, _SECONDS)
    return drawn(key, _POOLS[name.rpartition("_")[2]])


def _alert(key: str, local: datetime, way: str) -> Alert:
    def at(what: str, hours: Sequence[int | None]) -> datetime | None:
        chosen = drawn(f"{key} {what}", hours)
        return None if chosen is None or way == "bare" else local + timedelta(hours=chosen)

    return Alert(
        drawn(key, ("Wind", "Heat <!here>", "Snow | ice")),
        drawn(f"{key} how", ("extreme", "severe", "moderate", "minor", "unknown")),
        headline=drawn(f"{key} headline", ("", "Take care")),
        area=drawn(f"{key} area", ("", "The coast", "London")),
        sender=drawn(f"{key} sender", ("", "The met office")),
        onset=at("onset", (None, -30, 0, 1, 13, 144, 168)),
        ends=at("end", (None, -1, 0, 1, 13, 150, 174, 400)),
        issued_at=at("issued", (None, -2)),
        elsewhere_in=drawn(f"{key} elsewhere", ("", "", "Norway")),
    )
