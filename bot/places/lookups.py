"""The cache of searches at the geocoder, in which equal searches at the same time are joined."""

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
"""Seconds for which a name that the geocoder doesn't know is not searched for again."""
LOOKUP_TIMEOUT_S = 5.0

_MAX_KEPT = 1_000


class PlaceSearch(Protocol):
    """A service that is searched for the names that the gazetteer lacks."""

    def search(
        self, name: str, *, country_code: str, language: str, deadline: Deadline
    ) -> tuple[Found, ...]:
        """Return the places that a name can mean, the likeliest first."""
        ...


@dataclass(frozen=True, slots=True)
class Lookup:
    """The key of a search; `language` is a BCP 47 tag without a country."""

    name: str
    country_code: str
    language: str


class Lookups:
    """The stored and the running searches; safe to share between threads."""

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

        No request is sent while a pause that the geocoder has asked for lasts.

        Raises:
            ProviderError: The geocoder gave no usable answer.
            DeadlineError: The geocoder took too long.
            TimeoutError: The deadline passed while another thread made the same search.
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
        age_s = self._clock.monotonic() - kept_s
        return found if age_s < (FRESH_FOR_S if found else UNKNOWN_FOR_S) else None

    def _fly(self, lookup: Lookup, flight: Future[tuple[Found, ...]]) -> tuple[Found, ...]:
        """Return the geocoder's places, within a time limit for all threads that wait for them."""
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
                self._rest(error)
            flight.set_exception(error)
            raise
        self._land(lookup, found)
        flight.set_result(found)
        return found

    def _rest(self, refusal: ProviderError) -> None:
        with self._lock:
            until_s = self._clock.monotonic() + refusal.rest_s
            # Another search can have been told of a longer pause meanwhile.
            if until_s > self._rests_until_s:
                self._refusal, self._rests_until_s = refusal, until_s

    def _land(self, lookup: Lookup, found: tuple[Found, ...] | None = None) -> None:
        with self._lock:
            del self._flights[lookup]
            if found is not None:
                self._kept[lookup] = (self._clock.monotonic(), found)
                self._kept.move_to_end(lookup)
            while len(self._kept) > _MAX_KEPT:
                self._kept.popitem(last=False)
