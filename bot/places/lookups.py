"""Searches at the geocoder: kept, and joined when equal ones are under way."""

import threading
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from bot.clock import Clock, Deadline
from bot.errors import ProviderError
from bot.places.geocoder import Found

FRESH_FOR_S = 30 * 24 * 3600.0
UNKNOWN_FOR_S = 600.0
"""How long a name that nobody knows is not searched for again."""
LOOKUP_TIMEOUT_S = 5.0

_MAX_KEPT = 1_000


class PlaceSearch(Protocol):
    """Searches a service for the names that the gazetteer lacks."""

    def search(
        self, name: str, *, country_code: str, language: str, deadline: Deadline
    ) -> tuple[Found, ...]:
        """Return the places that a name can mean, the likeliest first."""
        ...


@dataclass(frozen=True, slots=True)
class Lookup:
    """What one search depends on; `language` without a country."""

    name: str
    country_code: str
    language: str


class Lookups:
    """Looks names up; safe to share between threads."""

    def __init__(self, geocoder: PlaceSearch, clock: Clock) -> None:
        self._geocoder = geocoder
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[Lookup, tuple[float, tuple[Found, ...]]] = OrderedDict()
        self._flights: dict[Lookup, Future[tuple[Found, ...]]] = {}
        self._refusal: ProviderError | None = None
        self._rests_until_s = 0.0

    def find(self, lookup: Lookup, deadline: Deadline) -> tuple[Found, ...]:
        """Return the places that a name can mean, the likeliest first.

        A geocoder that has said how long asking is of no use is left alone until then.

        Raises:
            ProviderError: The geocoder gave no usable answer.
            DeadlineError: It took too long.
            TimeoutError: The deadline passed while another thread was asking the same.
        """
        deadline.check("the geocoder")
        with self._lock:
            kept = self._fresh(lookup)
            if kept is not None:
                return kept
            if self._refusal and self._clock.monotonic() < self._rests_until_s:
                raise self._refusal
            under_way = self._flights.get(lookup)
            if not under_way:
                flight = self._flights[lookup] = Future()
        return under_way.result(deadline.left_s()) if under_way else self._fly(lookup, flight)

    def _fresh(self, lookup: Lookup) -> tuple[Found, ...] | None:
        kept_s, found = self._kept.get(lookup, (0.0, None))
        if found is None:
            return None
        age_s = self._clock.monotonic() - kept_s
        return found if age_s < (FRESH_FOR_S if found else UNKNOWN_FOR_S) else None

    def _fly(self, lookup: Lookup, flight: Future[tuple[Found, ...]]) -> tuple[Found, ...]:
        """Ask the geocoder, with time of its own, since others may have joined who wait longer."""
        try:
            found = self._geocoder.search(
                lookup.name,
                country_code=lookup.country_code,
                language=lookup.language,
                deadline=self._clock.deadline(LOOKUP_TIMEOUT_S),
            )
        except BaseException as error:
            self._land(lookup)
            if isinstance(error, ProviderError) and error.rest_s:
                with self._lock:
                    self._refusal = error
                    self._rests_until_s = self._clock.monotonic() + error.rest_s
            flight.set_exception(error)
            raise
        self._land(lookup, found)
        flight.set_result(found)
        return found

    def _land(self, lookup: Lookup, found: tuple[Found, ...] | None = None) -> None:
        with self._lock:
            del self._flights[lookup]
            if found is not None:
                self._kept[lookup] = (self._clock.monotonic(), found)
                self._kept.move_to_end(lookup)
            while len(self._kept) > _MAX_KEPT:
                self._kept.popitem(last=False)
