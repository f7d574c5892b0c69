"""A server in the shape of the services that publish official warnings, with their rules."""

import re
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from fakes import msc
from fakes.serving import serve
from fakes.waiting import PATIENCE_S
from fakes.weather import Fault

Json = dict[str, Any]


@dataclass(frozen=True)
class AlertRequest:
    """One request as it arrived; header names are in lower case."""

    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass
class FakeAlerts:
    """The US service, MeteoAlarm and MSC GeoMet on one address.

    Attributes:
        at_points: The properties of the US warnings, by "latitude,longitude".
        in_countries: What stands in the feeds of countries, by their names there.
        in_canada: What MSC GeoMet has, as it is.
        faults: What a point, a country or a box gets instead.
        gate: Answers wait until it is set; it is set unless a test clears it.
        after: Answers for a point or a country that wait until another one has been asked for.
        arrivals: Released by each request, so that a test can wait for one.
        most_at_once: How many requests have been under way at the same time.
        under_way: How many are now; one that hung may end in the next test.
    """

    at_points: dict[str, list[Any]] = field(default_factory=dict)
    in_countries: dict[str, list[Any]] = field(default_factory=dict)
    in_canada: list[Any] = field(default_factory=list)
    faults: dict[str, Fault] = field(default_factory=dict)
    gate: threading.Event = field(default_factory=threading.Event)
    after: dict[str, str] = field(default_factory=dict)
    arrivals: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    most_at_once: int = 0
    under_way: int = 0
    requests: list[AlertRequest] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate.set()
        self._lock = threading.Lock()
        self._asked: dict[str, threading.Event] = defaultdict(threading.Event)
        self.routes = [
            Route("/alerts/active", self._at_point),
            Route("/api/v1/warnings/feeds-{country}", self._in_country),
            Route("/collections/weather-alerts/items", self._in_box),
        ]

    @contextmanager
    def serve(self) -> Iterator[str]:
        """Serve on loopback and yield the base URL of all services."""
        with serve(Router(routes=self.routes)) as url:
            yield url

    def _at_point(self, request: Request) -> Response:
        point = request.query_params.get("point", "")
        with self._counted(request, point):
            if point in self.faults:
                return self.faults[point].response()
            if not _is_identifying(request.headers.get("user-agent", "")):
                return JSONResponse({"title": "Forbidden", "status": 403}, 403)
            if not re.fullmatch(r"-?\d+(\.\d{0,3}[1-9])?,-?\d+(\.\d{0,3}[1-9])?", point):
                return JSONResponse({"title": "Bad Request", "status": 400}, 400)
            features = [
                {"type": "Feature", "geometry": None, "properties": properties}
                for properties in self.at_points.get(point, [])
            ]
            body = {"type": "FeatureCollection", "features": features}
            return JSONResponse(body, media_type="application/geo+json")

    def _in_country(self, request: Request) -> Response:
        country = request.path_params["country"]
        with self._counted(request, country):
            if country in self.faults:
                return self.faults[country].response()
            return JSONResponse({"warnings": self.in_countries.get(country, [])})

    def _in_box(self, request: Request) -> Response:
        box = request.query_params.get("bbox", "")
        with self._counted(request, request.query_params.get("bbox", "")):
            if box in self.faults:
                return self.faults[box].response()
            return JSONResponse(msc.collection(self.in_canada, request.query_params))

    @contextmanager
    def _counted(self, request: Request, key: str) -> Iterator[None]:
        """Record a request and hold it until the gate is open, and what it waits for was asked."""
        recorded = AlertRequest(request.url.path, dict(request.query_params), dict(request.headers))
        with self._lock:
            self.requests.append(recorded)
            self.under_way += 1
            self.most_at_once = max(self.most_at_once, self.under_way)
            self._asked[key].set()
            awaited = self._asked[self.after.get(key, key)]
        self.arrivals.release()
        try:
            assert self.gate.wait(PATIENCE_S), "the test never opened the gate"
            assert awaited.wait(5), f"{key} was asked for alone"
            yield
        finally:
            with self._lock:
                self.under_way -= 1


def nws_warning(number: int = 1, **changes: Any) -> Json:
    """Return the properties of a US warning, in the form of a recorded one."""
    name = f"urn:oid:2.49.0.1.840.0.{number}.001.1"
    return {
        "id": name,
        "areaDesc": "Chaffee, CO",
        "geocode": {"SAME": ["008015"], "UGC": ["COC015"]},
        "references": [],
        "sent": "2026-11-23T03:00:00-07:00",
        "effective": "2026-11-23T03:00:00-07:00",
        "onset": "2026-11-23T03:30:00-07:00",
        "expires": "2026-11-23T04:15:00-07:00",
        "ends": "2026-11-23T05:15:00-07:00",
        "status": "Actual",
        "messageType": "Alert",
        "severity": "Severe",
        "event": "Flash Flood Warning",
        "senderName": "NWS Pueblo CO",
        "headline": "Flash Flood Warning issued November 23 at 3:00AM MST by NWS Pueblo CO",
        "description": "Doppler radar indicated thunderstorms\nproducing heavy rain.",
    } | changes


def meteoalarm_warning(
    number: int = 1,
    areas: tuple[str, ...] = ("Kreis Fulda",),
    level: str = "2; yellow; Moderate",
    *,
    words: Json | None = None,
    **changes: Any,
) -> Json:
    """Return a warning of a country's feed, in German and English; `words` are in both."""
    english = {
        "language": "en-GB",
        "event": "wind gusts",
        "severity": "Moderate",
        "effective": "2026-11-23T09:00:00+01:00",
        "onset": "2026-11-23T15:00:00+01:00",
        "expires": "2026-11-23T23:00:00+01:00",
        "senderName": "Deutscher Wetterdienst",
        "headline": "Official WARNING of WIND GUSTS",
        "area": [{"areaDesc": area} for area in areas],
        "parameter": [
            {"valueName": "awareness_type", "value": "1; Wind"},
            {"valueName": "awareness_level", "value": level},
        ],
    } | (words or {})
    german = english | {"language": "de-DE", "event": "WINDBÖEN", "headline": "Amtliche WARNUNG"}
    alert = {
        "identifier": f"2.49.0.0.276.0.DWD.{number}",
        "sender": "opendata@dwd.example",
        "sent": "2026-11-23T09:00:00+01:00",
        "status": "Actual",
        "msgType": "Alert",
        "info": [german, english],
    } | changes
    return {"alert": alert, "uuid": f"uuid-{number}"}


def meteoalarm_area(name: str = "", *codes: str, **outlines: str | list[str]) -> Json:
    """Return an area of a warning by its name, its EMMA_IDs and its `polygon` or `circle`."""
    geocodes = [{"valueName": "EMMA_ID", "value": code} for code in codes]
    return {"areaDesc": name, **({"geocode": geocodes} if codes else {}), **outlines}


def _is_identifying(user_agent: str) -> bool:
    return "@" in user_agent and not user_agent.startswith("python-requests")
