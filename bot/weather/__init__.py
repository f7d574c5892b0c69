"""Weather for many places at once, from the store, from requests under way, and from new ones.

The places of a batch that need a request share one for each kind and span of days.
"""

import logging
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args

from bot.clock import Clock, Deadline
from bot.places import Places
from bot.queries import NotCovered, Outcome, Query, Span, Unavailable
from bot.reports import Kind, Origin, Place, Report
from bot.telemetry import Count, log_event
from bot.weather.failover import TOO_SLOW, UNREACHABLE, Failover, Missing
from bot.weather.needs import Need, Spot, need_of
from bot.weather.store import ReportStore

BATCH_TIMEOUT_S = 12.0
PLACES_TIMEOUT_S = 5.0

_MAX_THREADS = 64
_MAX_AHEAD = 1000

logger = logging.getLogger(__name__)

_Answers = Mapping[Spot, Report | Missing]


@dataclass(frozen=True, slots=True)
class _Flight:
    """A request that is under way, and the number of days that it asks for."""

    days: int
    answers: Future[_Answers]


class Weather:
    """Answers weather queries in batches; safe to share between threads."""

    def __init__(self, places: Places, providers: Failover, clock: Clock) -> None:
        self._places = places
        self._providers = providers
        self._clock = clock
        self._store = ReportStore(clock)
        self._lock = threading.Lock()
        self._flights: dict[Spot, _Flight] = {}
        self._ahead: dict[Spot, None] = {}  # those that nobody has read yet
        self._pool = ThreadPoolExecutor(_MAX_THREADS, thread_name_prefix="weather")

    def is_failing(self, source: str) -> bool:
        """Return whether a service's last request for at least one kind of data has failed."""
        return self._providers.is_failing(source)

    def fetch(
        self, queries: Sequence[Query], *, language: str, deadline: Deadline, count: Count
    ) -> list[Outcome]:
        """Return one outcome for each query, in their order; a failure is an outcome too.

        All places without a stored report share one request for each kind and span of time. These
        requests are made at the same time, and the call takes 12 seconds at most. Counted are the
        reports that were there ("weather_stored"), that others had asked for ("weather_joined"),
        that were looked up ahead ("weather_ahead") and that were asked for ("weather_asked").
        """
        deadline = deadline.within(BATCH_TIMEOUT_S)
        names = list(dict.fromkeys(query.place for query in queries))
        # A geocoder that hangs must leave time for the places that are found without it.
        for_places = deadline.within(min(PLACES_TIMEOUT_S, deadline.left_s() / 2))
        zone = _zone_of(queries)
        resolved = self._places.resolve(names, language=language, deadline=for_places, zone=zone)
        needs = [self._need(query, resolved[query.place]) for query in queries]
        known = [need for need in needs if isinstance(need, Need)]
        answers = self._answers(known, deadline, count)
        return [
            self._outcome(need, answers[need.spot]) if isinstance(need, Need) else need
            for need in needs
        ]

    def prefetch(self, queries: Sequence[Query]) -> bool:
        """Start the one request that queries need, and return without waiting for it.

        Return whether all of them can be answered by what is there or under way then. Nothing is
        started where a place is not known without a geocoder, where it would take more than one
        request, or where the service has a limit to keep or did not answer last.
        """
        places = self._places.known([query.place for query in queries], _zone_of(queries))
        if any(query.place not in places for query in queries):
            return False
        needs = [self._need(query, places[query.place]) for query in queries]
        by_spot = _by_spot([need for need in needs if isinstance(need, Need)])
        with self._lock:
            _, _, missing = self._at_hand(by_spot)
            if not self._takes_one_request(missing):
                return False
            self._ahead.update(dict.fromkeys(self._take_off(missing)))
            while len(self._ahead) > _MAX_AHEAD:
                del self._ahead[next(iter(self._ahead))]
        return bool(by_spot)

    def close(self) -> None:
        """Take no more queries; requests under way end by themselves."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _need(self, query: Query, place: Outcome | Place) -> Need | Outcome:
        if not isinstance(place, Place):
            return place
        if not self._providers.covers(query.kind, place):
            return NotCovered(place)
        return need_of(query, place, self._clock.now())

    def _answers(
        self, needs: Sequence[Need], deadline: Deadline, count: Count
    ) -> dict[Spot, Report | Missing]:
        """Return the report of every spot, or the reason why there is none in time."""
        with self._lock:
            stored, flights, missing = self._at_hand(_by_spot(needs))
            ahead = {spot for spot in (*stored, *flights) if spot in self._ahead}
            for need in needs:
                self._ahead.pop(need.spot, None)
            # All requests start before any answer is waited for.
            started = self._take_off(missing)
        origins = _origins(stored, flights, started, ahead)
        numbers = Counter(origins.values())
        for origin in get_args(Origin):
            count(f"weather_{origin}", numbers[origin])
        under_way = flights | started
        landed = {spot: _landed(flight, spot, deadline) for spot, flight in under_way.items()}
        return {spot: _from(origins[spot], answer) for spot, answer in (stored | landed).items()}

    def _at_hand(
        self, by_spot: Mapping[Spot, Sequence[Need]]
    ) -> tuple[dict[Spot, Report | Missing], dict[Spot, _Flight], list[Need]]:
        """Return the stored reports, the requests under way, and the needs that neither meets.

        The lock is held. Needs for one spot that differ in their days must all be met by the
        longest answer.
        """
        stored: dict[Spot, Report | Missing] = {}
        flights: dict[Spot, _Flight] = {}
        missing: list[Need] = []
        for spot, needs in by_spot.items():
            widest = max(needs, key=lambda need: need.days_asked)
            flight = self._flights.get(spot)
            if report := self._stored_for(needs):
                stored[spot] = report
            elif flight and flight.days >= widest.days_asked:
                flights[spot] = flight
            else:
                missing.append(widest)
        return stored, flights, missing

    def _takes_one_request(self, missing: Sequence[Need]) -> bool:
        """Return whether needs take one request at most, of services that answer."""
        groups = self._groups(missing)
        return len(groups) <= 1 and all(
            self._providers.requests_for(kind, [need.place for need in needs]) == 1
            and self._providers.is_ready(kind, needs[0].place)
            for (kind, *_), needs in groups.items()
        )

    def _stored_for(self, needs: Sequence[Need]) -> Report | None:
        """Return a fresh report that meets all needs for one spot."""
        found = [self._store.fresh(need) for need in needs]
        return found[0] if all(found) else None

    def _take_off(self, missing: Sequence[Need]) -> dict[Spot, _Flight]:
        """Start one request for each kind and first day that is missing; the lock is held."""
        started: dict[Spot, _Flight] = {}
        for (kind, *_), needs in self._groups(missing).items():
            longest = max(need.days_asked for need in needs)
            sizes = kind.days_per_request or (longest,)
            longest = next(days for days in sizes if days >= longest)
            span = Span(longest, needs[0].spot.first_date)
            flight = _Flight(longest, self._pool.submit(self._request, kind, needs, span))
            started |= {need.spot: flight for need in needs}
        self._flights |= started
        return started

    def _groups(
        self, missing: Sequence[Need]
    ) -> dict[tuple[Kind[Any], date | None, str], list[Need]]:
        """Return needs by their kind, first date and the service that is asked first.

        Places that are asked about elsewhere first need not wait for one another.
        """
        groups: dict[tuple[Kind[Any], date | None, str], list[Need]] = defaultdict(list)
        for need in missing:
            kind = need.spot.kind
            service = self._providers.first_asked(kind, need.place)
            groups[kind, need.spot.first_date, service].append(need)
        return groups

    def _request(self, kind: Kind[Any], needs: Sequence[Need], span: Span) -> _Answers:
        """Ask the providers for a group of needs, store their reports, and return the answers.

        The request has a deadline of its own: batches that join it later may have more time left.
        """
        deadline, started_s = self._clock.deadline(BATCH_TIMEOUT_S), self._clock.monotonic()
        answers: dict[Spot, Report | Missing] = {}
        try:
            found = self._providers.fetch(kind, [need.place for need in needs], span, deadline)
            answers = {need.spot: answer for need, answer in zip(needs, found, strict=True)}
            reports = {s: a for s, a in answers.items() if isinstance(a, Report)}
            self._store.put(reports, {need.spot for need in needs if need.must_be_new})
        finally:
            with self._lock:
                self._land([need.spot for need in needs], span.days)
            took_ms = round((self._clock.monotonic() - started_s) * 1000, 1)
            places = [need.place for need in needs]
            service = self._providers.first_asked(kind, places[0])
            _log_request(kind, places, span, took_ms, service)
        return answers

    def _land(self, spots: Sequence[Spot], days: int) -> None:
        """Forget a finished request, unless one for more days has taken its place."""
        for spot in spots:
            flight = self._flights.get(spot)
            if flight and flight.days == days:
                del self._flights[spot]

    def _outcome(self, need: Need, answer: Report | Missing) -> Outcome:
        """Return the outcome of a need: its report, else the last good one, else the reason."""
        if isinstance(answer, Report):
            return need.outcome(answer)
        if last_good := self._store.last_good(need):
            outcome = need.outcome(replace(last_good, is_last_good=True, origin="stored"))
            if isinstance(outcome, Report):
                return outcome
        return Unavailable(need.place.label, answer.reason)


def _origins(
    stored: Iterable[Spot], joined: Iterable[Spot], asked: Iterable[Spot], ahead: Iterable[Spot]
) -> dict[Spot, Origin]:
    """Return the origin of each spot's answer; for what was looked up ahead, that alone."""
    by_origin: tuple[tuple[Origin, Iterable[Spot]], ...] = (
        ("stored", stored),
        ("joined", joined),
        ("asked", asked),
        ("ahead", ahead),
    )
    return {spot: origin for origin, spots in by_origin for spot in spots}


def _from(origin: Origin, answer: Report | Missing) -> Report | Missing:
    return replace(answer, origin=origin) if isinstance(answer, Report) else answer


def _log_request(
    kind: Kind[Any], places: Sequence[Place], span: Span, took_ms: float, service: str
) -> None:
    """Log at DEBUG that the places of a batch were asked for together, where they are and when.

    The service is the one that was asked first.
    """
    spots = [[place.label, place.latitude, place.longitude] for place in places]
    about = {"kind": kind.name, "places": spots, "days": span.days, "service": service}
    log_event(logger, logging.DEBUG, "weather.requested", **about, took_ms=took_ms)


def _zone_of(queries: Sequence[Query]) -> str:
    """Return the name of the time zone of the person who asks; "" when it is unknown."""
    moments = (query.asked_at for query in queries if query.asked_at)
    return str(getattr(next(moments, None), "tzinfo", None) or "")


def _by_spot(needs: Sequence[Need]) -> dict[Spot, list[Need]]:
    by_spot: dict[Spot, list[Need]] = defaultdict(list)
    for need in needs:
        by_spot[need.spot].append(need)
    return by_spot


def _landed(flight: _Flight, spot: Spot, deadline: Deadline) -> Report | Missing:
    """Return the report that a request brings about a spot, or the reason why it brings none."""
    try:
        return flight.answers.result(timeout=deadline.left_s())[spot]
    except TimeoutError:
        return Missing(TOO_SLOW)
    except Exception:  # a provider's own fault; the other requests of the batch go on
        logger.exception("weather.raised")
        return Missing(UNREACHABLE)
