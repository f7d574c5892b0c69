"""MET Norway: worldwide, without a key, free for commercial use too; one request for each place.

Terms: https://api.met.no/doc/TermsOfService (read 2026-11-23). A client must name itself and a
contact, ask 20 times a second at most, and not ask again before an answer expires.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.clock import Clock, Deadline
from bot.errors import ProviderError
from bot.fetching import Fetcher
from bot.kinds.current import CURRENT
from bot.kinds.days import DAILY
from bot.kinds.hours import HOURLY
from bot.providers._gathering import gather
from bot.providers.met_norway.forecast import Step, current_from, days_from, hours_from, steps_from
from bot.queries import Span
from bot.reports import Kind, Place, Report, Source

SOURCE = Source("MET Norway", "Weather data from MET Norway", "https://www.met.no/en")

_AT_ONCE = 4
_APART_S = 1 / 20
_MAX_STORED = 500
# A throttled client that goes on asking is blocked; a block can only be lifted by the operator.
_RESTS_S = {429: 60.0, 403: 600.0}

_Spot = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Forecast:
    """The stored forecast of a spot; before `expires_at` the service has no newer one."""

    steps: tuple[Step, ...]
    fetched_at: datetime
    expires_at: datetime
    last_modified: str


class MetNorway:
    """The live service of MET Norway; safe to share between threads."""

    source = SOURCE
    places_per_request = 1
    kinds: frozenset[Kind[Any]] = frozenset({CURRENT, DAILY, HOURLY})

    def __init__(
        self,
        fetcher: Fetcher,
        clock: Clock,
        *,
        base_url: str,
        contact: str,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._url = f"{base_url}/weatherapi/locationforecast/2.0/complete"
        self._user_agent = f"slack-weather-bot ({contact})"
        self._sleep = sleep
        self._lock = threading.Lock()
        self._stored: OrderedDict[_Spot, _Forecast] = OrderedDict()
        self._flights: dict[_Spot, Future[_Forecast]] = {}
        self._next_start_s = 0.0
        self._rests_until_s, self._rests_for_status = 0.0, 0
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="met-norway")

    def covers(self, place: Place) -> bool:  # noqa: ARG002 - its model covers the whole world
        """Return True: the service's model covers the whole world."""
        return True

    def fetch(
        self,
        kind: Kind[Any],
        places: Sequence[Place],
        span: Span,  # noqa: ARG002 - every answer has all the days that it knows
        deadline: Deadline,
    ) -> list[Report | None]:
        """Return one report for each place, in their order; None for a place without data.

        Daily forecasts reach about ten days, hourly ones about sixty hours.

        Raises:
            ProviderError: There is no usable answer for any place.
            DeadlineError: The deadline passed first.
        """
        deadline.check(SOURCE.name)
        spots = [_spot(place) for place in places]
        flights = {spot: self._flight(spot, deadline) for spot in dict.fromkeys(spots)}
        forecasts = gather(flights, deadline, SOURCE.name)
        now = self._clock.now()
        return [
            _report(kind, place, forecasts[spot], now) if spot in forecasts else None
            for place, spot in zip(places, spots, strict=True)
        ]

    def close(self) -> None:
        """Start no more requests; those under way end by themselves."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _flight(self, spot: _Spot, deadline: Deadline) -> "Future[_Forecast]":
        """Return the request for a spot's forecast, which is shared: an answer has all kinds."""
        with self._lock:
            self._flights = {
                at: flight for at, flight in self._flights.items() if not flight.done()
            }
            if spot not in self._flights:
                self._flights[spot] = self._pool.submit(self._load, spot, deadline)
            return self._flights[spot]

    def _load(self, spot: _Spot, deadline: Deadline) -> _Forecast:
        """Return a spot's stored forecast, or one of the service if the stored one has expired."""
        with self._lock:
            stored = self._stored.get(spot)
        if stored and self._clock.now() < stored.expires_at:
            return stored
        self._wait_for_turn()
        forecast = self._ask(spot, stored, deadline)
        with self._lock:
            self._stored[spot] = forecast
            self._stored.move_to_end(spot)
            if len(self._stored) > _MAX_STORED:
                self._stored.popitem(last=False)
        return forecast

    def _ask(self, spot: _Spot, stored: _Forecast | None, deadline: Deadline) -> _Forecast:
        headers = {"User-Agent": self._user_agent}
        if stored and stored.last_modified:
            headers["If-Modified-Since"] = stored.last_modified
        params = dict(zip(("lat", "lon"), spot, strict=True))
        try:
            response = self._fetcher.get(self._url, params, deadline, headers)
        except ProviderError as error:
            error.rest_s = max(_RESTS_S.get(error.status, 0.0), error.rest_s)
            with self._lock:
                rests_until_s = self._clock.monotonic() + error.rest_s
                if rests_until_s > self._rests_until_s:
                    self._rests_until_s, self._rests_for_status = rests_until_s, error.status
            raise
        now = self._clock.now()
        expires_at = response.expires_at or now
        if response.is_unchanged and stored:
            return replace(stored, fetched_at=now, expires_at=expires_at)
        steps = steps_from(response.data)
        if not steps:
            raise ProviderError(f"{SOURCE.name} answered without a forecast")
        return _Forecast(steps, now, expires_at, response.headers.get("Last-Modified", ""))

    def _wait_for_turn(self) -> None:
        """Sleep until the next request may be sent; all threads share the pace.

        Raises:
            ProviderError: The service has asked for a pause, which is not over.
        """
        with self._lock:
            now_s = self._clock.monotonic()
            rest_s = self._rests_until_s - now_s
            if rest_s > 0:
                status = self._rests_for_status
                raise ProviderError(f"{SOURCE.name} is left alone", status=status, rest_s=rest_s)
            starts_s = max(now_s, self._next_start_s)
            self._next_start_s = starts_s + _APART_S
        if starts_s > now_s:
            self._sleep(starts_s - now_s)


def _spot(place: Place) -> _Spot:
    """Return a place's coordinates to about 100 m; the service refuses more than four decimals."""
    return str(round(place.latitude, 3)), str(round(place.longitude, 3))


def _report(kind: Kind[Any], place: Place, forecast: _Forecast, now: datetime) -> Report | None:
    records: tuple[Any, ...]
    if kind is CURRENT:
        current = current_from(forecast.steps, place, now)
        records = (current,) if current else ()
    else:
        read = hours_from if kind is HOURLY else days_from
        records = read(forecast.steps, place)
    return Report(place, SOURCE, forecast.fetched_at, kind, records) if records else None
