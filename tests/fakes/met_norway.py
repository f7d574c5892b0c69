"""A server in the shape of MET Norway's forecasts that records requests and keeps its rules."""

import json
import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fakes.waiting import PATIENCE_S

Json = dict[str, Any]

HOURLY_STEPS = 60
LAST_DAYS = 9.5
PATH = "/weatherapi/locationforecast/2.0/complete"


@dataclass(frozen=True)
class MetNorwayRequest:
    """One request as it arrived; header names are in lower case."""

    params: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass
class FakeMetNorway:
    """The forecast service.

    Attributes:
        now: The time of the forecasts.
        expires_in_s: For how long an answer is good.
        changed_at: When the forecast was last made; only a newer one is sent to those who know it.
        null_fields: Figures that are left out everywhere, by their name.
        status: What every request is answered with instead, unless it is 200.
        retry_after: The pause, in seconds, that it then asks for; "" for none.
        failing: Spots, as "lat,lon", that are answered with 500.
        body: What every request is answered with instead of a forecast.
        gate: Requests wait until it is set; it is set unless a test clears it.
        most_at_once: How many requests have been under way at the same time.
    """

    now: Callable[[], datetime]
    expires_in_s: float = 1800
    changed_at: datetime | None = None
    null_fields: set[str] = field(default_factory=set)
    status: int = 200
    retry_after: str = ""
    failing: set[str] = field(default_factory=set)
    body: str | None = None
    gate: threading.Event = field(default_factory=threading.Event)
    most_at_once: int = 0
    requests: list[MetNorwayRequest] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate.set()
        self._lock = threading.Lock()
        self._under_way = 0
        self.routes = [Route(PATH, self._answer)]

    def _answer(self, request: Request) -> Response:
        with self._lock:
            self.requests.append(
                MetNorwayRequest(dict(request.query_params), dict(request.headers))
            )
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)
        try:
            assert self.gate.wait(PATIENCE_S), "the test never opened the gate"
            return self._response(request)
        finally:
            with self._lock:
                self._under_way -= 1

    def _response(self, request: Request) -> Response:
        spot = [request.query_params.get(name, "") for name in ("lat", "lon")]
        if not _is_identifying(request.headers.get("user-agent", "")):
            return Response("403 Forbidden", 403)
        if any(len(value.partition(".")[2]) > 4 for value in spot):
            return Response("403 Forbidden: too many decimals", 403)
        if self.status != 200 or ",".join(spot) in self.failing:
            headers = {"retry-after": self.retry_after} if self.retry_after else None
            return Response("<html>no</html>", self.status if self.status != 200 else 500, headers)
        changed_at = format_datetime(self.changed_at or self.now(), usegmt=True)
        expires_at = self.now() + timedelta(seconds=self.expires_in_s)
        headers = {
            "last-modified": changed_at,
            "expires": format_datetime(expires_at, usegmt=True),
        }
        if request.headers.get("if-modified-since") == changed_at:
            return Response(status_code=304, headers=headers)
        body = json.dumps({"type": "Feature", "properties": self._properties()})
        body = body if self.body is None else self.body
        return Response(body, headers=headers, media_type="application/json")

    def _properties(self) -> Json:
        first = self.now().astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        moments = [first + timedelta(hours=number) for number in range(HOURLY_STEPS)]
        hourly = len(moments)
        moment = moments[-1] + timedelta(hours=1)
        while moment.hour % 6:
            moments.append(moment)
            hourly = len(moments)
            moment += timedelta(hours=1)
        while moment < first + timedelta(days=LAST_DAYS):
            moments.append(moment)
            moment += timedelta(hours=6)
        steps = [self._step(moment, number < hourly) for number, moment in enumerate(moments)]
        return {"meta": {"updated_at": first.isoformat()}, "timeseries": steps}

    def _step(self, moment: datetime, is_hourly: bool) -> Json:  # noqa: FBT001
        instant = {
            "air_pressure_at_sea_level": 1008.2,
            "air_temperature": temperature_c(moment),
            "cloud_area_fraction": 87.5,
            "relative_humidity": 76.6,
            "ultraviolet_index_clear_sky": 1.4,
            "wind_from_direction": 295.0,
            "wind_speed": 5.0,
            "wind_speed_of_gust": 9.0,
        }
        six = {
            "air_temperature_max": temperature_c(moment) + 1,
            "air_temperature_min": temperature_c(moment) - 1,
            "precipitation_amount": 0.6,
        }
        data: Json = {"instant": {"details": self._known(instant)}}
        if is_hourly:
            data["next_1_hours"] = self._ahead(
                "lightrainshowers_day", {"precipitation_amount": 0.1}
            )
        data["next_6_hours"] = self._ahead("lightrain", six)
        data["next_12_hours"] = {"summary": {"symbol_code": "cloudy"}, "details": {}}
        return {"time": f"{moment:%Y-%m-%dT%H:%M:%SZ}", "data": data}

    def _ahead(self, symbol: str, details: Json) -> Json:
        return {"summary": self._known({"symbol_code": symbol}), "details": self._known(details)}

    def _known(self, figures: Json) -> Json:
        return {name: value for name, value in figures.items() if name not in self.null_fields}


def temperature_c(moment: datetime) -> float:
    """Return the temperature at a moment: 10 °C, 5 °C more at 15 UTC and 5 °C less at 3 UTC."""
    return round(10 + 5 * math.cos((moment.hour - 15) / 24 * math.tau), 1)


def _is_identifying(user_agent: str) -> bool:
    is_generic = user_agent.lower().startswith(("python-requests", "okhttp", "java", "mozilla"))
    return bool(user_agent) and not is_generic and ("@" in user_agent or "." in user_agent)
