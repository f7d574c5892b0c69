"""The US National Weather Service: official warnings, without a key, one request for each point.

https://www.weather.gov/documentation/services-web-api (read 2026-11-23): a client must name itself
and a contact. A warning's geometry may be null, so that warnings are asked for by point.

A warning ends at its `ends` alone; `expires` is the time at which its message is stale. A warning
without `ends` ("until further notice") is in force for as long as it is listed as active.

Most messages have the number of their event, and what becomes of it, in a code (VTEC, NWS
Instruction 10-1703): "/O.CON.KPUB.FL.W.0042.…/" continues flood warning 42 of the office in Pueblo.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from bot.clock import Clock, Deadline
from bot.errors import ProviderError
from bot.fetching import Fetcher
from bot.kinds.alerts import ALERTS, Alert
from bot.providers import _cap as cap
from bot.providers._gathering import gather
from bot.queries import Span
from bot.reports import Kind, Place, Report, Source, zone_of
from bot.untrusted import as_object, as_text, objects

SOURCE: Final = Source(
    "US National Weather Service",
    "Warnings by the US National Weather Service",
    "https://www.weather.gov/",
)

_TERRITORIES: Final = frozenset({"US", "AS", "GU", "MP", "PR", "VI"})
_AT_ONCE: Final = 4
_VTEC: Final = re.compile(r"/[A-Z]\.(?P<action>[A-Z]{3})\.(?P<event>\w{4}\.\w{2}\.[A-Z]\.\d{4})\.")
# Cancelled, and replaced by a warning of another kind.
_OVER: Final = frozenset({"CAN", "UPG"})


@dataclass(frozen=True, slots=True)
class _Answer:
    """The alerts in force at a point, with the time of the answer."""

    alerts: tuple[Alert, ...]
    fetched_at: datetime


class Nws:
    """The live service of US warnings; safe to share between threads."""

    source = SOURCE
    places_per_request = 1
    kinds = frozenset({ALERTS})

    def __init__(self, fetcher: Fetcher, clock: Clock, *, base_url: str, contact: str) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._url = f"{base_url}/alerts/active"
        self._headers = {
            "User-Agent": f"slack-weather-bot ({contact})",
            "Accept": "application/geo+json",
        }
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="nws")

    def covers(self, place: Place) -> bool:
        """Return whether a place is in the United States or one of their territories."""
        return place.country_code in _TERRITORIES

    def fetch(
        self,
        kind: Kind[Any],  # noqa: ARG002 - there is only one
        places: Sequence[Place],
        span: Span,  # noqa: ARG002 - warnings are those of the present moment
        deadline: Deadline,
    ) -> list[Report | None]:
        """Return one report for each place, in their order; None for a failed request.

        Raises:
            ProviderError: There is no usable answer for any place.
            DeadlineError: The deadline passed first.
        """
        deadline.check(SOURCE.name)
        points = [_point(place) for place in places]
        flights = {
            point: self._pool.submit(self._ask, point, deadline) for point in dict.fromkeys(points)
        }
        answers = gather(flights, deadline, SOURCE.name)
        return [
            _report(place, answers[point]) if point in answers else None
            for place, point in zip(places, points, strict=True)
        ]

    def close(self) -> None:
        """Start no more requests; those under way end by themselves."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _ask(self, point: str, deadline: Deadline) -> _Answer:
        params = {"point": point, "status": "actual"}
        payload = self._fetcher.get_json(self._url, params, deadline, self._headers)
        features = payload.get("features") if isinstance(payload, dict) else None
        if not isinstance(features, list) or len(features) > cap.MAX_MESSAGES:
            raise ProviderError(f"{SOURCE.name} answered without a list of warnings for a point")
        now = self._clock.now()
        return _Answer(_alerts(features, now), now)


def _point(place: Place) -> str:
    """Return a place's coordinates in the service's form: four decimals at most, no zeros last."""
    parts = (f"{degrees:.4f}" for degrees in (place.latitude, place.longitude))
    return ",".join(part.rstrip("0").rstrip(".") for part in parts)


def _alerts(features: list[object], now: datetime) -> tuple[Alert, ...]:
    """Return the alerts in an answer for a point, the most severe first.

    Raises:
        ProviderError: There is none, while some features can't be read.
    """
    messages = [
        message for feature in objects(features) for message in objects(feature.get("properties"))
    ]
    listed = cap.in_force(messages, id_field="id", type_field="messageType")
    alerts = _newest(
        _read(words) for words in listed if not cap.is_all_clear(words.get("response"))
    )
    told = cap.in_order(alert for alert in alerts if not alert.is_over(now))
    if not told and len(messages) < len(features):
        raise ProviderError(f"{SOURCE.name} answered with warnings that can't be read")
    return told


def _read(words: cap.Words) -> tuple[Alert, str]:
    """Return the alert in a message, and what becomes of its event; "" where it doesn't say so."""
    alert = cap.alert_from(
        words,
        level=cap.severity(words.get("severity")),
        area=cap.text(words.get("areaDesc"), cap.MAX_AREA_CHARS),
        sent=words.get("sent"),
        end_field="ends",
    )
    codes = as_object(words.get("parameters")).get("VTEC")
    found = [_VTEC.search(as_text(code)) for code in (codes if isinstance(codes, list) else ())]
    events = [code for code in found if code]
    going_on = [code for code in events if code["action"] not in _OVER]
    if not events:
        return alert, ""
    code = (going_on or events)[0]
    return replace(alert, event_id=code["event"]), code["action"]


def _newest(read: Iterable[tuple[Alert, str]]) -> Iterator[Alert]:
    """Yield the newest alert of each numbered event in an area, if it is not over there.

    Those without a number are all yielded.
    """
    issues: dict[tuple[str, str], list[tuple[Alert, str]]] = defaultdict(list)
    for alert, action in read:
        if alert.event_id:
            issues[alert.event_id, alert.area].append((alert, action))
        else:
            yield alert
    for same in issues.values():
        newest = max(cap.issued(alert) for alert, _ in same)
        for alert, action in same:
            if cap.issued(alert) == newest and action not in _OVER:
                yield alert


def _report(place: Place, answer: _Answer) -> Report:
    zone = zone_of(place.timezone)
    alerts = tuple(cap.in_zone(alert, zone) for alert in answer.alerts)
    return Report(place, SOURCE, answer.fetched_at, ALERTS, alerts)
