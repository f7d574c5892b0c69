"""MeteoAlarm: official warnings of 38 countries in and near Europe, one feed for each country.

https://feeds.meteoalarm.org/ (read 2026-11-23). Its terms ask for unmodified text, the time of
issue, and a credit to EUMETNET - MeteoAlarm and the national weather service.
"""

import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.clock import Clock, Deadline
from bot.fetching import Fetcher
from bot.kinds.alerts import ALERTS
from bot.providers._gathering import gather
from bot.providers.meteoalarm.areas import AreaWarning, alerts_for, warnings_from
from bot.queries import Span
from bot.reports import Kind, Place, Report, Source

SOURCE: Final = Source(
    "EUMETNET - MeteoAlarm",
    "Warnings by EUMETNET - MeteoAlarm and the national weather services",
    "https://meteoalarm.org/",
)
FRESH_FOR_S: Final = 120.0
"""A feed has megabytes, and serves all places of its country; their reports last longer."""

_AT_ONCE: Final = 4
# The names of the feeds, by ISO code of the country.
_FEEDS: Final = {
    "AT": "austria",
    "BA": "bosnia-herzegovina",
    "BE": "belgium",
    "BG": "bulgaria",
    "CH": "switzerland",
    "CY": "cyprus",
    "CZ": "czechia",
    "DE": "germany",
    "DK": "denmark",
    "EE": "estonia",
    "ES": "spain",
    "FI": "finland",
    "FR": "france",
    "GB": "united-kingdom",
    "GR": "greece",
    "HR": "croatia",
    "HU": "hungary",
    "IE": "ireland",
    "IL": "israel",
    "IS": "iceland",
    "IT": "italy",
    "LT": "lithuania",
    "LU": "luxembourg",
    "LV": "latvia",
    "MD": "moldova",
    "ME": "montenegro",
    "MK": "republic-of-north-macedonia",
    "MT": "malta",
    "NL": "netherlands",
    "NO": "norway",
    "PL": "poland",
    "PT": "portugal",
    "RO": "romania",
    "RS": "serbia",
    "SE": "sweden",
    "SI": "slovenia",
    "SK": "slovakia",
    "UA": "ukraine",
}


@dataclass(frozen=True, slots=True)
class _Feed:
    """All warnings of a country, and when they were read by both clocks."""

    warnings: tuple[AreaWarning, ...]
    fetched_at: datetime
    fetched_s: float


class MeteoAlarm:
    """The live feeds; safe to share between threads.

    `names_of` returns what else a place is called, folded: regions are named in the language of
    their country.
    """

    source = SOURCE
    kinds = frozenset({ALERTS})

    def __init__(
        self,
        fetcher: Fetcher,
        clock: Clock,
        *,
        base_url: str,
        names_of: Callable[[Place], Collection[str]],
    ) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._url = f"{base_url}/api/v1/warnings/feeds-"
        self._names_of = names_of
        self._lock = threading.Lock()
        self._flights: dict[str, Future[_Feed]] = {}
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="meteoalarm")

    def covers(self, place: Place) -> bool:
        """Return whether a place is in one of its countries."""
        return place.country_code in _FEEDS

    def fetch(
        self,
        kind: Kind[Any],  # noqa: ARG002 - there is only one
        places: Sequence[Place],
        span: Span,  # noqa: ARG002 - warnings are those of the present moment
        deadline: Deadline,
    ) -> list[Report | None]:
        """Return one report for each place, in their order; None where its feed can't be read.

        Raises:
            ProviderError: There is no usable feed for any place.
            DeadlineError: The deadline passed first.
        """
        deadline.check(SOURCE.name)
        countries = dict.fromkeys(place.country_code for place in places if self.covers(place))
        flights = {country: self._flight(country, deadline) for country in countries}
        feeds = gather(flights, deadline, SOURCE.name)
        return [self._report(place, feeds.get(place.country_code)) for place in places]

    def close(self) -> None:
        """Take up no more requests; those under way end by themselves."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _flight(self, country: str, deadline: Deadline) -> Future[_Feed]:
        """Return what brings a country's feed, or has just brought it."""
        with self._lock:
            flight = self._flights.get(country)
            if flight is None or not self._is_good(flight):
                flight = self._pool.submit(self._load, country, deadline)
                self._flights[country] = flight
            return flight

    def _is_good(self, flight: Future[_Feed]) -> bool:
        if not flight.done():
            return True
        if flight.cancelled() or flight.exception():
            return False
        return self._clock.monotonic() - flight.result().fetched_s < FRESH_FOR_S

    def _load(self, country: str, deadline: Deadline) -> _Feed:
        payload = self._fetcher.get_json(f"{self._url}{_FEEDS[country]}", {}, deadline)
        return _Feed(warnings_from(payload), self._clock.now(), self._clock.monotonic())

    def _report(self, place: Place, feed: _Feed | None) -> Report | None:
        if feed is None:
            return None
        names = self._names_of(place) if feed.warnings else ()
        alerts = alerts_for(feed.warnings, place, names, self._clock.now())
        return Report(place, SOURCE, feed.fetched_at, ALERTS, alerts)
