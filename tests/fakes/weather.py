"""The weather services on loopback; they record requests and keep the rules of the real ones."""

import json
import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from bot.settings import Settings
from fakes.city_zones import city_zone
from fakes.met_norway import FakeMetNorway
from fakes.serving import serve
from fakes.waiting import PATIENCE_S

Json = dict[str, Any]

CURRENT: Json = {
    "temperature_2m": 12.3,
    "apparent_temperature": 10.1,
    "relative_humidity_2m": 71,
    "is_day": 1,
    "precipitation": 0.4,
    "weather_code": 61,
    "cloud_cover": 90,
    "wind_speed_10m": 18.4,
    "wind_direction_10m": 225,
    "wind_gusts_10m": 33.1,
}
DAILY: Json = {
    "weather_code": 3,
    "temperature_2m_max": 14.2,
    "temperature_2m_min": 6.8,
    "precipitation_sum": 1.2,
    "precipitation_probability_max": 55,
    "wind_speed_10m_max": 22.6,
    "wind_gusts_10m_max": 41.0,
    "uv_index_max": 2.35,
    "sunrise": "07:31",
    "sunset": "16:02",
}


HOURLY: Json = {
    "temperature_2m": 11.7,
    "apparent_temperature": 9.3,
    "relative_humidity_2m": 64,
    "is_day": 1,
    "precipitation_probability": 35,
    "precipitation": 0.3,
    "weather_code": 80,
    "cloud_cover": 75,
    "wind_speed_10m": 15.8,
    "wind_gusts_10m": 29.9,
}
AIR: Json = {
    "european_aqi": 44,
    "us_aqi": 65,
    "pm2_5": 22.1,
    "pm10": 28.2,
    "ozone": 42.0,
    "nitrogen_dioxide": 11.2,
    "uv_index": 2.1,
    "birch_pollen": 0.0,
    "grass_pollen": 1.4,
    "ragweed_pollen": 0.2,
}
# What a reanalysis can tell: nothing that is probable, and no UV.
PAST: Json = {
    name: value
    for name, value in DAILY.items()
    if name not in ("precipitation_probability_max", "uv_index_max")
}
SEA: Json = {
    "sea_surface_temperature": 17.3,
    "wave_height": 1.46,
    "wave_direction": 293,
    "wave_period": 9.15,
}
SEA_DAILY: Json = {
    "sea_surface_temperature_max": 17.9,
    "wave_height_max": 2.34,
    "wave_direction_dominant": 301,
    "wave_period_max": 11.05,
}
# What each service tells, by the section of its answer.
SERVED: dict[str, dict[str, Json]] = {
    "forecast": {"current": CURRENT, "daily": DAILY, "hourly": HOURLY},
    "air-quality": {"current": AIR},
    "archive": {"daily": PAST},
    "marine": {"current": SEA, "daily": SEA_DAILY},
}
FIRST_ARCHIVED = date(1940, 1, 1)
ARCHIVE_LAG_DAYS = 5
AT_ONCE = 5


@dataclass(frozen=True)
class WeatherRequest:
    """One request as it arrived; header names are in lower case."""

    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Fault:
    """An answer that is no weather; a reason is put into the service's error shape."""

    status: int = 200
    reason: str = ""
    body: str = ""
    content_type: str = "application/json"

    def response(self) -> Response:
        """Return the answer."""
        body = json.dumps({"error": True, "reason": self.reason}) if self.reason else self.body
        return Response(body, self.status, media_type=self.content_type)


HTML = Fault(body="<html><body>Sign in to the network</body></html>", content_type="text/html")
TORN = Fault(body='[{"latitude": 51.5, "current": {"time": "2026-')
NAN = Fault(body='{"latitude":nan,"longitude":nan,"timezone":"GMT"}')
INVALID_KEY = Fault(status=400, reason="The supplied API key is invalid.")
OVERLOADED = Fault(status=503, reason="The service is overloaded")
LIMITED = Fault(status=429, reason="Too many concurrent requests")


def hosts_at(url: str) -> dict[str, str]:
    """Return the base URLs of all of Open-Meteo's services, where these are served."""
    return dict.fromkeys(Settings().open_meteo_hosts, url)


class _RefusedError(Exception):
    """The request breaks a rule of the service."""


@dataclass
class FakeWeather:
    """All services on one address.

    Attributes:
        now: The time of the forecasts; the machine's own unless a test says otherwise.
        values: Figures for certain points, by "latitude,longitude" as they were sent.
        null_fields: Variables that are null for every point.
        no_data: Points, as they were sent, for which every request is refused.
        not_covered: Points that the model doesn't know, so that the answer is no JSON.
        fault: What every weather request gets instead, until it is None again.
        next_faults: What the next ones get instead, one each.
        geocoding_fault: The same as `fault` for searches.
        places: What searches find, by the name in small letters.
        gate: Forecasts wait until it is set; it is set unless a test clears it.
        delay_s: How long each answer takes.
        arrivals: Released by each weather request, so that a test can wait for one.
        most_at_once: How many weather requests have been under way at the same time.
    """

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    values: dict[str, Json] = field(default_factory=dict)
    null_fields: set[str] = field(default_factory=set)
    no_data: set[str] = field(default_factory=set)
    not_covered: set[str] = field(default_factory=set)
    fault: Fault | None = None
    next_faults: list[Fault] = field(default_factory=list)
    geocoding_fault: Fault | None = None
    places: dict[str, list[Json]] = field(default_factory=dict)
    gate: threading.Event = field(default_factory=threading.Event)
    arrivals: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    delay_s: float = 0.0
    most_at_once: int = 0
    requests: list[WeatherRequest] = field(default_factory=list)
    geocoding_requests: list[WeatherRequest] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate.set()
        self.met_norway = FakeMetNorway(lambda: self.now())  # noqa: PLW0108 - tests set another
        self.zones: dict[tuple[float, float], tzinfo] = {}
        self._lock = threading.Lock()
        self._under_way = 0
        self.app = Router(
            routes=[
                *(Route(f"/v1/{name}", partial(self._answer, name)) for name in SERVED),
                Route("/v1/search", self._search),
                *self.met_norway.routes,
            ]
        )

    @contextmanager
    def serve(self) -> Iterator[str]:
        """Serve on loopback and yield the base URL of all services."""
        with serve(self.app) as url:
            yield url

    def requests_to(self, service: str) -> list[WeatherRequest]:
        """Return the requests to one of the services, such as "archive"."""
        return [request for request in self.requests if request.path == f"/v1/{service}"]

    @property
    def forecast_requests(self) -> list[WeatherRequest]:
        """Those for forecasts."""
        return self.requests_to("forecast")

    @property
    def air_quality_requests(self) -> list[WeatherRequest]:
        """Those for the air."""
        return self.requests_to("air-quality")

    @property
    def archive_requests(self) -> list[WeatherRequest]:
        """Those for past weather."""
        return self.requests_to("archive")

    def _answer(self, service: str, request: Request) -> Response:
        days_of = _archive_days if service == "archive" else _forecast_days
        self.requests.append(_recorded(request))
        self.arrivals.release()
        with self._lock:
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)
            is_crowded = self._under_way > AT_ONCE
            fault = self.next_faults.pop(0) if self.next_faults else self.fault
        try:
            time.sleep(self.delay_s)
            assert self.gate.wait(PATIENCE_S), "the test never opened the gate"
            if is_crowded or fault:
                return (fault or LIMITED).response()
            points = self._points(request.query_params, SERVED[service], days_of)
        except _RefusedError as error:
            return Fault(400, str(error)).response()
        finally:
            with self._lock:
                self._under_way -= 1
        # The real one writes NaN in small letters, which is no JSON.
        body = json.dumps(points[0] if len(points) == 1 else points).replace("NaN", "nan")
        return Response(body, media_type="application/json")

    def _points(
        self,
        params: Mapping[str, str],
        known: Mapping[str, Json],
        days_of: Callable[[Mapping[str, str], date], list[date]],
    ) -> list[Json]:
        latitudes, longitudes = _coordinates(params)
        asked = {name: _variables(params, name, known) for name in ("current", "daily", "hourly")}
        if asked["daily"] and "timezone" not in params:
            raise _RefusedError("Timezone is required")
        points = []
        for index, spot in enumerate(zip(latitudes, longitudes, strict=True)):
            name = f"{spot[0]},{spot[1]}"
            if name in self.no_data:
                raise _RefusedError("No data is available for this location")
            if name in self.not_covered:
                points.append({"latitude": math.nan, "longitude": math.nan, "timezone": "GMT"})
                continue
            own = self.values.get(name, {})
            local = self.now().astimezone(self._zone(*map(float, spot)))
            offset = local.utcoffset() or timedelta()
            point: Json = {"latitude": float(spot[0]), "longitude": float(spot[1])}
            point |= {"location_id": index} if index else {}
            point |= {
                "utc_offset_seconds": int(offset.total_seconds()),
                "timezone": str(local.tzinfo),
            }
            days = days_of(params, local.date())
            if asked["current"]:
                time = {"time": f"{local:%Y-%m-%dT%H}:00", "interval": 900}
                point["current"] = time | self._figures(asked["current"], known["current"] | own)
            if asked["daily"]:
                point["daily"] = self._days(
                    asked["daily"], known["daily"] | own, days, local.date()
                )
            if asked["hourly"]:
                point["hourly"] = self._hours(asked["hourly"], known["hourly"] | own, days)
            points.append(point)
        return points

    def _figures(self, names: Sequence[str], values: Json) -> Json:
        return {name: None if name in self.null_fields else values[name] for name in names}

    def _days(self, names: Sequence[str], values: Json, days: Sequence[date], today: date) -> Json:
        columns: Json = {"time": [day.isoformat() for day in days]}
        is_archive = values.keys() == PAST.keys()
        for name, value in self._figures(names, values).items():
            is_time = name in ("sunrise", "sunset") and value
            columns[name] = [
                f"{day}T{value}"
                if is_time
                else (None if is_archive and (today - day).days < ARCHIVE_LAG_DAYS else value)
                for day in days
            ]
        return columns

    def _hours(self, names: Sequence[str], values: Json, days: Sequence[date]) -> Json:
        """Give every day 24 hours: the real one writes all times with the offset of this moment."""
        times = [f"{day}T{hour:02}:00" for day in days for hour in range(24)]
        figures = self._figures(names, values)
        return {"time": times, **{name: [value] * len(times) for name, value in figures.items()}}

    def _zone(self, latitude: float, longitude: float) -> tzinfo:
        return self.zones.get((latitude, longitude)) or city_zone(latitude, longitude)

    def _search(self, request: Request) -> Response:
        self.geocoding_requests.append(_recorded(request))
        if self.geocoding_fault:
            return self.geocoding_fault.response()
        params = request.query_params
        count = int(params.get("count", "10"))
        if "name" not in params or not 1 <= count <= 100:
            return Fault(400, "Parameter count must be between 1 and 100.").response()
        country = params.get("countryCode", "")
        results = [
            item
            for item in self.places.get(params["name"].casefold(), [])
            if country in ("", item.get("country_code", ""))
        ]
        body: Json = {"results": results[:count]} if results else {}
        return JSONResponse(body | {"generationtime_ms": 0.2})


def _recorded(request: Request) -> WeatherRequest:
    return WeatherRequest(request.url.path, dict(request.query_params), dict(request.headers))


def _coordinates(params: Mapping[str, str]) -> tuple[list[str], list[str]]:
    latitudes = params.get("latitude", "").split(",")
    longitudes = params.get("longitude", "").split(",")
    if len(latitudes) != len(longitudes):
        raise _RefusedError("Parameter 'latitude' and 'longitude' must have the same count")
    if len(latitudes) > 1000:
        raise _RefusedError("Only up to 1000 locations can be requested at once")
    for name, values, limit in (("Latitude", latitudes, 90), ("Longitude", longitudes, 180)):
        for value in values:
            if not value or abs(float(value)) > limit:
                raise _RefusedError(f"{name} must be in range of -{limit} to {limit}°.")
    return latitudes, longitudes


def _variables(params: Mapping[str, str], key: str, known: Mapping[str, Json]) -> list[str]:
    names = [name for name in params.get(key, "").split(",") if name]
    for name in names:
        if name not in known.get(key, {}):
            raise _RefusedError(f"Cannot initialize a variable from {name} for key {key}")
    return names


def _forecast_days(params: Mapping[str, str], today: date) -> list[date]:
    if "start_date" in params:
        if "forecast_days" in params:
            reason = "Parameter 'forecast_days' is mutually exclusive with 'start_date'"
            raise _RefusedError(reason)
        return _range(params, today - timedelta(days=93), today + timedelta(days=15))
    days = int(params.get("forecast_days", "7"))
    past = int(params.get("past_days", "0"))
    if not 0 <= days <= 16:
        raise _RefusedError(f"Forecast days is invalid. Allowed range 0 to 16. Given {days}.")
    return [today + timedelta(days=number) for number in range(-past, days)]


def _archive_days(params: Mapping[str, str], today: date) -> list[date]:
    if not {"start_date", "end_date"} <= set(params):
        raise _RefusedError("Parameter 'start_date' and 'end_date' must be set")
    return _range(params, FIRST_ARCHIVED, today)


def _range(params: Mapping[str, str], first: date, last: date) -> list[date]:
    start, end = (date.fromisoformat(params[name]) for name in ("start_date", "end_date"))
    for name, day in (("start_date", start), ("end_date", end)):
        if not first <= day <= last:
            reason = f"Parameter '{name}' is out of allowed range from {first} to {last}"
            raise _RefusedError(reason)
    return [start + timedelta(days=number) for number in range((end - start).days + 1)]
