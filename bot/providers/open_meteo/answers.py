"""The form of Open-Meteo's answers: which variables each kind asks for, and reports from them.

Answers: https://open-meteo.com/en/docs (read 2026-11-23). What the page does not say: one place
is answered by an object and several by an array, in their order; any value may be null; local
times carry no offset, and all have the one that was valid when the request was made, also those
after a change of the clocks (https://github.com/open-meteo/open-meteo/issues/261).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timezone, tzinfo
from typing import Any

from bot.errors import ProviderError
from bot.reports import Air, Current, Day, Hour, Kind, Place, Report, Source, zone_of
from bot.untrusted import finite_number

# Ten variables at most: beyond that a place costs more than one unit of the service's quota.
VARIABLES = {
    Kind.CURRENT: "temperature_2m,apparent_temperature,relative_humidity_2m,is_day,precipitation,"
    "weather_code,cloud_cover,wind_speed_10m,wind_direction_10m,wind_gusts_10m",
    Kind.DAILY: "weather_code,temperature_2m_max,temperature_2m_min,precipitation_sum,"
    "precipitation_probability_max,wind_speed_10m_max,wind_gusts_10m_max,uv_index_max,"
    "sunrise,sunset",
    Kind.HOURLY: "temperature_2m,apparent_temperature,relative_humidity_2m,is_day,"
    "precipitation_probability,precipitation,weather_code,cloud_cover,wind_speed_10m,"
    "wind_gusts_10m",
    Kind.AIR: "european_aqi,us_aqi,pm2_5,pm10,ozone,nitrogen_dioxide,uv_index,birch_pollen,"
    "grass_pollen,ragweed_pollen",
    Kind.PAST: "weather_code,temperature_2m_max,temperature_2m_min,precipitation_sum,"
    "wind_speed_10m_max,wind_gusts_10m_max,sunrise,sunset",
}
SECTIONS = {
    Kind.CURRENT: "current",
    Kind.DAILY: "daily",
    Kind.HOURLY: "hourly",
    Kind.AIR: "current",
    Kind.PAST: "daily",
}
"""Where each kind stands in a request and in an answer."""


def reports_from(
    payload: object, kind: Kind, places: Sequence[Place], source: Source, fetched_at: datetime
) -> list[Report | None]:
    """Return the reports in an answer, one for each place; None where nothing can be read.

    Raises:
        ProviderError: The answer is not about these places.
    """
    points = payload if isinstance(payload, list) else [payload]
    if len(points) != len(places):
        raise ProviderError(f"{source.name} answered {len(points)} of {len(places)} places")
    return [
        _report(point, kind, place, source, fetched_at)
        for point, place in zip(points, places, strict=True)
    ]


def _report(
    point: object, kind: Kind, place: Place, source: Source, fetched_at: datetime
) -> Report | None:
    section = point.get(SECTIONS[kind]) if isinstance(point, Mapping) else None
    if not isinstance(point, Mapping) or not isinstance(section, Mapping):
        return None
    zone = zone_of(place.timezone)
    local = _local(point, zone_of(point.get("timezone"), place.timezone), fetched_at)
    observed_at = _time(section.get("time"), local, zone) or fetched_at.astimezone(zone)
    match kind:
        case Kind.CURRENT:
            return Report(place, source, fetched_at, current=_current(section, observed_at))
        case Kind.AIR:
            return Report(place, source, fetched_at, air=_air(section, observed_at))
        case Kind.HOURLY:
            hours = _hours(section, local, zone)
            return Report(place, source, fetched_at, hours=hours) if hours else None
        case _:
            days = _days(section, local, zone)
            return Report(place, source, fetched_at, days=days) if days else None


def _local(point: Mapping[str, Any], zone: tzinfo, fetched_at: datetime) -> tzinfo:
    """Return what the local times of an answer are relative to.

    The offset that it states holds for all of them. One that the zone doesn't have at this moment
    can't be meant.
    """
    offset_s = finite_number(point.get("utc_offset_seconds"))
    offset = fetched_at.astimezone(zone).utcoffset()
    assert offset is not None, "a zone has an offset"
    return timezone(offset) if offset.total_seconds() == offset_s else zone


def _current(section: Mapping[str, Any], observed_at: datetime) -> Current:
    return Current(
        observed_at=observed_at,
        temperature_c=finite_number(section.get("temperature_2m")),
        feels_like_c=finite_number(section.get("apparent_temperature")),
        humidity_pct=finite_number(section.get("relative_humidity_2m")),
        precipitation_mm=finite_number(section.get("precipitation")),
        weather_code=_code(section.get("weather_code")),
        cloud_cover_pct=finite_number(section.get("cloud_cover")),
        wind_kmh=finite_number(section.get("wind_speed_10m")),
        wind_from_deg=finite_number(section.get("wind_direction_10m")),
        gusts_kmh=finite_number(section.get("wind_gusts_10m")),
        is_day=_flag(section.get("is_day")),
    )


def _air(section: Mapping[str, Any], observed_at: datetime) -> Air:
    return Air(
        observed_at=observed_at,
        european_aqi=finite_number(section.get("european_aqi")),
        us_aqi=finite_number(section.get("us_aqi")),
        pm2_5_ugm3=finite_number(section.get("pm2_5")),
        pm10_ugm3=finite_number(section.get("pm10")),
        ozone_ugm3=finite_number(section.get("ozone")),
        nitrogen_dioxide_ugm3=finite_number(section.get("nitrogen_dioxide")),
        uv_index=finite_number(section.get("uv_index")),
        birch_pollen_m3=finite_number(section.get("birch_pollen")),
        grass_pollen_m3=finite_number(section.get("grass_pollen")),
        ragweed_pollen_m3=finite_number(section.get("ragweed_pollen")),
    )


def _days(section: Mapping[str, Any], local: tzinfo, zone: tzinfo) -> tuple[Day, ...]:
    return tuple(
        Day(
            date=day,
            weather_code=_code(row.get("weather_code")),
            high_c=finite_number(row.get("temperature_2m_max")),
            low_c=finite_number(row.get("temperature_2m_min")),
            precipitation_mm=finite_number(row.get("precipitation_sum")),
            precipitation_probability_pct=finite_number(row.get("precipitation_probability_max")),
            wind_kmh=finite_number(row.get("wind_speed_10m_max")),
            gusts_kmh=finite_number(row.get("wind_gusts_10m_max")),
            uv_index=finite_number(row.get("uv_index_max")),
            sunrise=_time(row.get("sunrise"), local, zone),
            sunset=_time(row.get("sunset"), local, zone),
        )
        for row in _rows(section)
        if (day := _date(row["time"]))
    )


def _hours(section: Mapping[str, Any], local: tzinfo, zone: tzinfo) -> tuple[Hour, ...]:
    """Return the hours; sums and gusts are told for the hour before their time.

    They count as those of the hour itself, as on the service's own pages.
    """
    return tuple(
        Hour(
            time=time,
            temperature_c=finite_number(row.get("temperature_2m")),
            feels_like_c=finite_number(row.get("apparent_temperature")),
            humidity_pct=finite_number(row.get("relative_humidity_2m")),
            precipitation_probability_pct=finite_number(row.get("precipitation_probability")),
            precipitation_mm=finite_number(row.get("precipitation")),
            weather_code=_code(row.get("weather_code")),
            cloud_cover_pct=finite_number(row.get("cloud_cover")),
            wind_kmh=finite_number(row.get("wind_speed_10m")),
            gusts_kmh=finite_number(row.get("wind_gusts_10m")),
            is_day=_flag(row.get("is_day")),
        )
        for row in _rows(section)
        if (time := _time(row["time"], local, zone))
    )


def _rows(section: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the values of each time; columns that are missing or too short have none."""
    columns = {name: column for name, column in section.items() if isinstance(column, list)}
    for index in range(len(columns.get("time", ()))):
        yield {name: column[index] for name, column in columns.items() if index < len(column)}


def _code(value: object) -> int | None:
    number = finite_number(value)
    return None if number is None else int(number)


def _flag(value: object) -> bool | None:
    number = finite_number(value)
    return None if number is None else number > 0


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _time(value: object, local: tzinfo, zone: tzinfo) -> datetime | None:
    """Return a local time without offset as a moment in the place's own zone."""
    try:
        naive = datetime.fromisoformat(value) if isinstance(value, str) else None
        return naive.replace(tzinfo=local).astimezone(zone) if naive else None
    except (ValueError, OverflowError):
        return None
