"""MeteoAlarm: official warnings of 38 countries in and near Europe, one feed for each country.

https://feeds.meteoalarm.org/ (read 2026-11-23). Its terms ask for unmodified text, the time of
issue, and a credit to EUMETNET - MeteoAlarm and the national weather service.
"""

import math
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Final

from bot.clock import Clock, Deadline
from bot.errors import ProviderError
from bot.fetching import Fetcher
from bot.kinds.alerts import ALERTS, Alert
from bot.places.gazetteer import Gazetteer
from bot.places.warning_areas import WarningAreas
from bot.providers._gathering import gather
from bot.providers.meteoalarm.areas import AreaWarning, alerts_for, warnings_from
from bot.providers.meteoalarm.names import bare
from bot.providers.meteoalarm.regions import Spot
from bot.queries import Span
from bot.reports import Kind, Place, Report, Source

SOURCE: Final = Source(
    "EUMETNET - MeteoAlarm",
    "Warnings by EUMETNET - MeteoAlarm and the national weather services",
    "https://meteoalarm.org/",
)
FRESH_FOR_S: Final = 300.0
"""Seconds for which a feed, or the failure to read it, is kept: each request costs megabytes."""
MAX_FEED_BYTES: Final = 12_000_000
"""Largest feed that is read; on a stormy day Switzerland's, with all outlines, has had 9.4 MB."""

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
# Countries without a feed of their own, by whose weather service they are warned, and its name.
_WARNED_BY: Final = {
    "AD": ("FR", "France"),
    "AX": ("FI", "Finland"),
    "LI": ("CH", "Switzerland"),
    "MC": ("FR", "France"),
    "VA": ("IT", "Italy"),
}


@dataclass(frozen=True, slots=True)
class _Feed:
    """All warnings of a country, with the time at which they were read."""

    warnings: tuple[AreaWarning, ...]
    fetched_at: datetime


@dataclass(slots=True)
class _Flight:
    """A request for a feed; `landed_s` is its end on the monotonic clock, None while it runs."""

    feed: Future[_Feed]
    landed_s: float | None = None


class MeteoAlarm:
    """The live feeds of MeteoAlarm; safe to share between threads."""

    source = SOURCE
    places_per_request = 1
    kinds = frozenset({ALERTS})

    def __init__(
        self,
        fetcher: Fetcher,
        clock: Clock,
        *,
        base_url: str,
        gazetteer: Gazetteer,
    ) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._url = f"{base_url}/api/v1/warnings/feeds-"
        self._areas = WarningAreas(gazetteer)
        self._lock = threading.Lock()
        self._flights: dict[str, _Flight] = {}
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="meteoalarm")

    def covers(self, place: Place) -> bool:
        """Return whether a place is in a country that has a feed, or that another one warns."""
        return place.country_code in _FEEDS or place.country_code in _WARNED_BY

    def fetch(
        self,
        kind: Kind[Any],  # noqa: ARG002 - there is only one
        places: Sequence[Place],
        span: Span,  # noqa: ARG002 - warnings are those of the present moment
        deadline: Deadline,
    ) -> list[Report | None]:
        """Return one report for each place, in their order; None if its feed can't be read.

        Raises:
            ProviderError: There is no usable feed for any place.
            DeadlineError: The deadline passed first.
        """
        deadline.check(SOURCE.name)
        warners = [_at_warner(place).country_code for place in places]
        countries = dict.fromkeys(country for country in warners if country in _FEEDS)
        flights = {country: self._flight(country, deadline).feed for country in countries}
        feeds = gather(flights, deadline, SOURCE.name)
        return [
            self._report(place, feeds.get(country))
            for place, country in zip(places, warners, strict=True)
        ]

    def close(self) -> None:
        """Start no more requests; those under way end by themselves."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _flight(self, country: str, deadline: Deadline) -> _Flight:
        """Return the request for a country's feed, running or less than five minutes old."""
        with self._lock:
            flight = self._flights.get(country)
            if flight is None or self._is_old(flight):
                flight = _Flight(Future())
                self._flights[country] = flight
                self._pool.submit(self._fly, flight, country, deadline)
            return flight

    def _is_old(self, flight: _Flight) -> bool:
        landed_s = flight.landed_s
        return landed_s is not None and self._clock.monotonic() - landed_s >= FRESH_FOR_S

    def _fly(self, flight: _Flight, country: str, deadline: Deadline) -> None:
        # Without time left, no request is sent, and so the failure isn't the service's.
        has_time = deadline.left_s() > 0
        try:
            feed = self._load(country, deadline)
        except Exception as error:  # noqa: BLE001 - the caller that waits for the feed raises it
            landed_s = self._clock.monotonic() if has_time else -math.inf
            self._keep_failure(country, landed_s, error)
            flight.feed.set_exception(error)
        else:
            flight.landed_s = self._clock.monotonic()
            flight.feed.set_result(feed)

    def _keep_failure(self, country: str, landed_s: float, error: Exception) -> None:
        """Answer later requests for a country's feed with its failure; other feeds go on."""
        kept = Future[_Feed]()
        kept.set_exception(ProviderError(f"{error}; not asked again since"))
        with self._lock:
            self._flights[country] = _Flight(kept, landed_s)

    def _load(self, country: str, deadline: Deadline) -> _Feed:
        url = f"{self._url}{_FEEDS[country]}"
        payload = self._fetcher.get_json(url, {}, deadline, most_bytes=MAX_FEED_BYTES)
        return _Feed(warnings_from(payload, self._areas.known_in(country)), self._clock.now())

    def _report(self, place: Place, feed: _Feed | None) -> Report | None:
        if feed is None:
            return None
        alerts: tuple[Alert, ...] = ()
        if feed.warnings:
            at = _at_warner(place)
            alerts = alerts_for(feed.warnings, at, self._spot(place), self._clock.now())
        return Report(place, SOURCE, feed.fetched_at, ALERTS, alerts)

    def _spot(self, place: Place) -> Spot:
        @cache
        def names() -> frozenset[str]:
            return frozenset(map(bare, self._areas.names_at(place)))

        codes = self._areas.codes_at(_at_warner(place))
        return Spot(place.longitude, place.latitude, codes, names)


def _at_warner(place: Place) -> Place:
    """Return a place as one of the country whose weather service warns it."""
    warner = _WARNED_BY.get(place.country_code)
    return replace(place, country_code=warner[0], country=warner[1]) if warner else place
