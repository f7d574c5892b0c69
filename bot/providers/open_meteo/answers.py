"""The reader of Open-Meteo's answers, which makes reports of them.

Answers: https://open-meteo.com/en/docs (read 2026-11-23). The page leaves out that one place is
answered by an object and several by an array, in their order; that any value may be null; and that
local times have no offset, and are all meant with the offset at the time of the request, even after
a change of the clocks (https://github.com/open-meteo/open-meteo/issues/261).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Any, get_args, get_type_hints

from bot.errors import ProviderError
from bot.kinds.days import Day
from bot.providers._sky import with_sunlight
from bot.providers.open_meteo.services import SERVICES
from bot.reports import Kind, Place, Report, zone_of
from bot.untrusted import finite_number

_MOST_ROWS = 1_000  # 16 days by the hour have fewer, and so has a year by the day.
_QUARTER_S = 15 * 60
# The service's words for our units; a server of one's own can be set to others.
_UNITS = {"c": "°C", "kmh": "km/h", "mm": "mm", "m": "m"}
_EARLIEST_S, _LATEST_S = -12 * 3600, 14 * 3600


@dataclass(frozen=True, slots=True)
class _Clock:
    """The offset that the times of an answer are meant with, and the time zone of the place."""

    local: tzinfo
    zone: tzinfo


def reports_from(
    payload: object, kind: Kind[Any], places: Sequence[Place], fetched_at: datetime
) -> list[Report | None]:
    """Return the reports in an answer, one for each place; None if a place's can't be read.

    Raises:
        ProviderError: The answer has more or fewer places than were asked for.
    """
    points = payload if isinstance(payload, list) else [payload]
    if len(points) != len(places):
        name = SERVICES[kind].source.name
        raise ProviderError(f"{name} answered {len(points)} of {len(places)} places")
    return [
        _report(point, kind, place, fetched_at) for point, place in zip(points, places, strict=True)
    ]


def _report(point: object, kind: Kind[Any], place: Place, fetched_at: datetime) -> Report | None:
    service = SERVICES[kind]
    section = point.get(service.section) if isinstance(point, Mapping) else None
    if not isinstance(point, Mapping) or not isinstance(section, Mapping):
        return None
    section = _in_our_units(section, point.get(f"{service.section}_units"), kind)
    zone = zone_of(place.timezone)
    clock = _Clock(_local(point, zone_of(point.get("timezone"), place.timezone), fetched_at), zone)
    if kind.shape == "present":
        observed_at = _time(section.get("time"), clock) or fetched_at.astimezone(zone)
        records: tuple[Any, ...] = (kind.record(observed_at, **_figures(section, kind)),)
    else:
        records = tuple(_in_time(section, kind, clock))
    if issubclass(kind.record, Day):
        records = with_sunlight(place, records)
    return Report(place, service.source, fetched_at, kind, records) if records else None


def _in_our_units(section: Mapping[str, Any], stated: object, kind: Kind[Any]) -> Mapping[str, Any]:
    """Return the values of an answer without those that are stated to be in another unit."""
    units = stated if isinstance(stated, Mapping) else {}
    fields = SERVICES[kind].fields
    wrong = {
        variable
        for variable, unit in units.items()
        if isinstance(unit, str)
        and _UNITS.get(fields.get(variable, "").rpartition("_")[2], unit) != unit
    }
    return {name: value for name, value in section.items() if name not in wrong}


def _local(point: Mapping[str, Any], zone: tzinfo, fetched_at: datetime) -> tzinfo:
    """Return the offset that the local times of an answer are meant with, or else the time zone.

    The offset that the answer states is used even if it contradicts this machine's data of the
    zone: the service may have newer data. An offset that doesn't differ from those data by whole
    quarters of an hour is a mistake, and is ignored.
    """
    stated_s = finite_number(point.get("utc_offset_seconds"))
    offset = fetched_at.astimezone(zone).utcoffset()
    assert offset is not None, "a zone has an offset"
    if stated_s is None or not _EARLIEST_S <= stated_s <= _LATEST_S:
        return zone
    is_possible = (stated_s - offset.total_seconds()) % _QUARTER_S == 0
    return timezone(timedelta(seconds=stated_s)) if is_possible else zone


def _in_time(section: Mapping[str, Any], kind: Kind[Any], clock: _Clock) -> Iterator[Any]:
    """Yield the record of each day or hour whose time can be read."""
    for row in _rows(section):
        time = _date(row["time"]) if kind.shape == "days" else _time(row["time"], clock)
        if time:
            yield kind.record(time, **_figures(row, kind))


def _figures(values: Mapping[str, Any], kind: Kind[Any]) -> dict[str, Any]:
    """Return the fields of a record, read as their types; None for a value of another type."""
    types = _types(kind)
    return {
        field: _read(values.get(variable), types[field])
        for variable, field in SERVICES[kind].fields.items()
    }


@cache
def _types(kind: Kind[Any]) -> dict[str, type]:
    """Return the types of the optional fields of a kind's records, such as float."""
    optional = {name: get_args(hint) for name, hint in get_type_hints(kind.record).items()}
    return {name: types[0] for name, types in optional.items() if types}


def _read(value: object, wanted: type) -> float | bool | None:
    number = finite_number(value)
    if number is None or wanted is float:
        return number
    return number > 0 if wanted is bool else int(number)


def _rows(section: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the values of each time by variable; a column that is too short is left out."""
    columns = {name: column for name, column in section.items() if isinstance(column, list)}
    for index in range(min(len(columns.get("time", ())), _MOST_ROWS)):
        yield {name: column[index] for name, column in columns.items() if index < len(column)}


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _time(value: object, clock: _Clock) -> datetime | None:
    """Return a local time without offset as a moment in the place's time zone; None for none."""
    try:
        naive = datetime.fromisoformat(value) if isinstance(value, str) else None
        return naive.replace(tzinfo=clock.local).astimezone(clock.zone) if naive else None
    except (ValueError, OverflowError):
        return None
