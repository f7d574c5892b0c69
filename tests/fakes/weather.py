"""A server in the shape of Open-Meteo that records requests and keeps the rules of the real one."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.gazetteer import Gazetteer
from fakes.serving import serve

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
OVERLOADED = Fault(status=503, reason="The service is overloaded")
LIMITED = Fault(status=429, reason="Too many concurrent requests")


class _RefusedError(Exception):
    """The request breaks a rule of the service."""


@dataclass
class FakeWeather:
    """The two services on one address.

    Attributes:
        now: The time of the forecasts; the machine's own unless a test says otherwise.
        values: Figures for certain points, by "latitude,longitude" as they were sent.
        null_fields: Variables that are null for every point.
        fault: What every forecast request gets instead, until it is None again.
        geocoding_fault: The same for searches.
        places: What searches find, by the name in small letters.
        gate: Forecasts wait until it is set; it is set unless a test clears it.
        arrivals: Released by each forecast request, so that a test can wait for one.
    """

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    values: dict[str, Json] = field(default_factory=dict)
    null_fields: set[str] = field(default_factory=set)
    fault: Fault | None = None
    geocoding_fault: Fault | None = None
    places: dict[str, list[Json]] = field(default_factory=dict)
    gate: threading.Event = field(default_factory=threading.Event)
    arrivals: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    forecast_requests: list[WeatherRequest] = field(default_factory=list)
    geocoding_requests: list[WeatherRequest] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate.set()
        self._zones: dict[tuple[float, float], ZoneInfo] = {}
        self.app = Starlette(
            routes=[Route("/v1/forecast", self._forecast), Route("/v1/search", self._search)]
        )

    @contextmanager
    def serve(self) -> Iterator[str]:
        """Serve on loopback and yield the base URL of both services."""
        with serve(self.app) as url:
            yield url

    def _forecast(self, request: Request) -> Response:
        self.forecast_requests.append(_recorded(request))
        self.arrivals.release()
        assert self.gate.wait(10), "the test never opened the gate"
        if self.fault:
            return self.fault.response()
        try:
            points = self._points(request.query_params)
        except _RefusedError as error:
            return Fault(400, str(error)).response()
        return JSONResponse(points[0] if len(points) == 1 else points)

    def _points(self, params: Mapping[str, str]) -> list[Json]:
        latitudes, longitudes = _coordinates(params)
        daily = _variables(params, "daily", DAILY)
        current = _variables(params, "current", CURRENT)
        if daily and "timezone" not in params:
            raise _RefusedError("Timezone is required")
        days = _days(params)
        points = []
        for index, spot in enumerate(zip(latitudes, longitudes, strict=True)):
            own = self.values.get(f"{spot[0]},{spot[1]}", {})
            local = self.now().astimezone(self._zone(*map(float, spot)))
            point: Json = {"latitude": float(spot[0]), "longitude": float(spot[1])}
            point |= {"location_id": index} if index else {}
            point |= {"timezone": str(local.tzinfo), "utc_offset_seconds": 0}
            if current:
                time = {"time": f"{local:%Y-%m-%dT%H}:00", "interval": 900}
                point["current"] = time | self._figures(current, CURRENT | own)
            if daily:
                point["daily"] = self._days(daily, DAILY | own, local.date(), days)
            points.append(point)
        return points

    def _figures(self, names: Sequence[str], values: Json) -> Json:
        return {name: None if name in self.null_fields else values[name] for name in names}

    def _days(self, names: Sequence[str], values: Json, first: date, days: int) -> Json:
        dates = [(first + timedelta(days=number)).isoformat() for number in range(days)]
        columns: Json = {"time": dates}
        for name, value in self._figures(names, values).items():
            is_time = name in ("sunrise", "sunset") and value
            columns[name] = [f"{day}T{value}" if is_time else value for day in dates]
        return columns

    def _zone(self, latitude: float, longitude: float) -> ZoneInfo:
        """Return the zone of the city at this point, as `timezone=auto` does."""
        if (latitude, longitude) not in self._zones:
            with closing(Gazetteer()) as gazetteer:
                rows = gazetteer._read(
                    "SELECT zone.name FROM place JOIN zone ON zone.id = place.zone"
                    " WHERE abs(latitude - :lat) < 0.001 AND abs(longitude - :lon) < 0.001",
                    {"lat": latitude, "lon": longitude},
                )
            self._zones[latitude, longitude] = ZoneInfo(rows[0][0] if rows else "UTC")
        return self._zones[latitude, longitude]

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


def _variables(params: Mapping[str, str], key: str, known: Json) -> list[str]:
    names = [name for name in params.get(key, "").split(",") if name]
    for name in names:
        if name not in known:
            raise _RefusedError(f"Cannot initialize a variable from {name} for key {key}")
    return names


def _days(params: Mapping[str, str]) -> int:
    days = int(params.get("forecast_days", "7"))
    if "forecast_days" in params and "start_date" in params:
        raise _RefusedError("Parameter 'forecast_days' is mutually exclusive with 'start_date'")
    if not 0 <= days <= 16:
        raise _RefusedError(f"Forecast days is invalid. Allowed range 0 to 16. Given {days}.")
    return days
