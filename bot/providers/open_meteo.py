"""Open-Meteo: worldwide, without a key, any number of places in one request.

Parameters and answers: https://open-meteo.com/en/docs (read 2026-11-23). What the page does not
say: one place is answered by an object and several by an array, in their order; any value may be
null; local times carry no offset.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from bot.clock import Clock, Deadline
from bot.errors import ProviderError
from bot.fetching import Fetcher
from bot.reports import Current, Day, Kind, Place, Report, Source, zone_of

SOURCE = Source("Open-Meteo", "Weather data by Open-Meteo.com", "https://open-meteo.com/")

# Ten variables at most: beyond that a place costs more than one unit of the service's quota.
VARIABLES = {
    Kind.CURRENT: "temperature_2m,apparent_temperature,relative_humidity_2m,is_day,precipitation,"
    "weather_code,cloud_cover,wind_speed_10m,wind_direction_10m,wind_gusts_10m",
    Kind.DAILY: "weather_code,temperature_2m_max,temperature_2m_min,precipitation_sum,"
    "precipitation_probability_max,wind_speed_10m_max,wind_gusts_10m_max,uv_index_max,"
    "sunrise,sunset",
}
_PLACES_PER_REQUEST = 100


class OpenMeteo:
    """The live service."""

    source = SOURCE
    kinds = frozenset(VARIABLES)

    def __init__(self, fetcher: Fetcher, base_url: str, api_key: str | None, clock: Clock) -> None:
        self._fetcher = fetcher
        self._url = f"{base_url}/v1/forecast"
        # In a header the key stays out of every log and error message.
        self._headers = {"X-Api-Key": api_key} if api_key else {}
        self._clock = clock

    def fetch(
        self, kind: Kind, places: Sequence[Place], days: int, deadline: Deadline
    ) -> list[Report | None]:
        """Return one report for each place, in their order; None where it has no data.

        Raises:
            ProviderError: There is no usable answer for any place.
            DeadlineError: The deadline passed first.
        """
        reports: list[Report | None] = []
        failure: ProviderError | None = None
        for start in range(0, len(places), _PLACES_PER_REQUEST):
            chunk = places[start : start + _PLACES_PER_REQUEST]
            try:
                reports += self._fetch_chunk(kind, chunk, days, deadline)
            except ProviderError as error:
                failure = error
                reports += [None] * len(chunk)
        if failure and not any(reports):
            raise failure
        return reports

    def probe(self, deadline: Deadline) -> None:
        """Return when the service answers a smallest request.

        Raises:
            ProviderError: It gave no usable answer.
            DeadlineError: The deadline passed first.
        """
        params = {"latitude": "0", "longitude": "0", Kind.CURRENT.value: "is_day"}
        self._fetcher.get_json(self._url, params, deadline, self._headers)

    def _fetch_chunk(
        self, kind: Kind, places: Sequence[Place], days: int, deadline: Deadline
    ) -> list[Report | None]:
        params = {
            "latitude": ",".join(str(round(place.latitude, 4)) for place in places),
            "longitude": ",".join(str(round(place.longitude, 4)) for place in places),
            "timezone": "auto",
            kind.value: VARIABLES[kind],
        }
        if kind is Kind.DAILY:
            params["forecast_days"] = str(days)
        payload = self._fetcher.get_json(self._url, params, deadline, self._headers)
        return reports_from(payload, kind, places, self.source, self._clock.now())


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
    section = point.get(kind.value) if isinstance(point, Mapping) else None
    if not isinstance(point, Mapping) or not isinstance(section, Mapping):
        return None
    local = zone_of(point.get("timezone"), place.timezone)
    zone = zone_of(place.timezone)
    if kind is Kind.CURRENT:
        observed_at = _time(section.get("time"), local, zone) or fetched_at.astimezone(zone)
        current = _current(section, observed_at)
        return Report(place, source, fetched_at, current=current)
    days = _days(section, local, zone)
    return Report(place, source, fetched_at, days=days) if days else None


def _current(section: Mapping[str, Any], observed_at: datetime) -> Current:
    is_day = _number(section.get("is_day"))
    return Current(
        observed_at=observed_at,
        temperature_c=_number(section.get("temperature_2m")),
        feels_like_c=_number(section.get("apparent_temperature")),
        humidity_pct=_number(section.get("relative_humidity_2m")),
        precipitation_mm=_number(section.get("precipitation")),
        weather_code=_code(section.get("weather_code")),
        cloud_cover_pct=_number(section.get("cloud_cover")),
        wind_kmh=_number(section.get("wind_speed_10m")),
        wind_from_deg=_number(section.get("wind_direction_10m")),
        gusts_kmh=_number(section.get("wind_gusts_10m")),
        is_day=None if is_day is None else is_day > 0,
    )


def _days(section: Mapping[str, Any], local: tzinfo, zone: tzinfo) -> tuple[Day, ...]:
    times = section.get("time")
    if not isinstance(times, list):
        return ()
    rows = ((_date(time), _row(section, index)) for index, time in enumerate(times))
    return tuple(
        Day(
            date=day,
            weather_code=_code(row.get("weather_code")),
            high_c=_number(row.get("temperature_2m_max")),
            low_c=_number(row.get("temperature_2m_min")),
            precipitation_mm=_number(row.get("precipitation_sum")),
            precipitation_probability_pct=_number(row.get("precipitation_probability_max")),
            wind_kmh=_number(row.get("wind_speed_10m_max")),
            gusts_kmh=_number(row.get("wind_gusts_10m_max")),
            uv_index=_number(row.get("uv_index_max")),
            sunrise=_time(row.get("sunrise"), local, zone),
            sunset=_time(row.get("sunset"), local, zone),
        )
        for day, row in rows
        if day
    )


def _row(section: Mapping[str, Any], index: int) -> dict[str, Any]:
    """Return the values of one day; columns that are missing or too short have none."""
    return {
        name: column[index]
        for name, column in section.items()
        if isinstance(column, list) and index < len(column)
    }


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


def _code(value: object) -> int | None:
    number = _number(value)
    return None if number is None else int(number)


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
