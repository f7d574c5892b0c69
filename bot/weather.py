"""Weather for many places at once: cached per place, joined in flight, one request per kind."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.clock import Clock, Deadline
from bot.errors import DeadlineError, ProviderError
from bot.places import Places
from bot.providers import WeatherProvider
from bot.reports import HORIZON_DAYS, Day, Kind, Outcome, Place, Query, Report, Unavailable, zone_of
from bot.telemetry import log_event

BATCH_TIMEOUT_S = 12.0
PLACES_TIMEOUT_S = 5.0
FRESH_FOR_S = {Kind.CURRENT: 600.0, Kind.DAILY: 1800.0}

_DAYS_PER_REQUEST = (7, HORIZON_DAYS)
_MAX_CACHED = 1_000
_MAX_THREADS = 64

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Spot:
    """What a stored report is found by: places within some hundred metres share it."""

    kind: Kind
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class _Need:
    """One query that can be asked: where, and for daily ones from which of its days to which."""

    spot: _Spot
    place: Place
    today: date
    first_day: date
    days: int

    @property
    def last_day(self) -> date:
        return self.first_day + timedelta(days=self.days - 1)

    @property
    def days_from_today(self) -> int:
        return (self.last_day - self.today).days + 1


@dataclass(frozen=True, slots=True)
class _Flight:
    """A request that is under way, with as many days as it asks for."""

    days: int
    reports: Future[dict[_Spot, Report | None]]


@dataclass(frozen=True, slots=True)
class _Stored:
    """A report with the time, on the monotonic clock, at which it was stored."""

    report: Report
    stored_s: float


class Weather:
    """Answers weather queries in batches; safe to share between threads."""

    def __init__(self, places: Places, provider: WeatherProvider, clock: Clock) -> None:
        self._places = places
        self._provider = provider
        self._clock = clock
        self._lock = threading.Lock()
        self._stored: OrderedDict[_Spot, _Stored] = OrderedDict()
        self._flights: dict[_Spot, _Flight] = {}
        self._pool = ThreadPoolExecutor(_MAX_THREADS, thread_name_prefix="weather")

    def fetch(
        self, queries: Sequence[Query], *, language: str, deadline: Deadline
    ) -> list[Outcome]:
        """Return one outcome for each query, in their order, whatever failed.

        All places missing from the cache go out as one request for each kind, and the kinds at
        the same time; the whole takes 12 seconds at most.
        """
        deadline = deadline.within(BATCH_TIMEOUT_S)
        names = list(dict.fromkeys(query.place for query in queries))
        # A geocoder that hangs must leave time for the places that didn't need it.
        for_places = deadline.within(min(PLACES_TIMEOUT_S, deadline.left_s() / 2))
        resolved = self._places.resolve(names, language=language, deadline=for_places)
        needs = [self._need(query, resolved[query.place]) for query in queries]
        asked = [need for need in needs if isinstance(need, _Need)]
        # All requests are started before the first answer is waited for.
        answers = [self._start(kind, asked) for kind in Kind]
        reports: dict[_Spot, Report | str] = {}
        for stored, flights in answers:
            reports |= stored
            for spot, flight in flights.items():
                reports[spot] = self._landed(spot, flight, deadline)
        return [
            _outcome(need, reports[need.spot]) if isinstance(need, _Need) else need
            for need in needs
        ]

    def close(self) -> None:
        """Take no more queries; requests under way end by themselves."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _need(self, query: Query, place: Outcome | Place) -> _Need | Outcome:
        if not isinstance(place, Place):
            return place
        if query.kind not in self._provider.kinds:
            return Unavailable(place.label, f"{self._provider.source.name} can't tell this.")
        today = self._clock.now().astimezone(zone_of(place.timezone)).date()
        first = query.first_day
        offset = first if isinstance(first, int) else (first - today).days
        # What of the wanted days lies within the forecast's.
        begin, end = max(0, offset), min(HORIZON_DAYS, offset + query.days)
        if begin >= end:
            last = today + timedelta(days=HORIZON_DAYS - 1)
            reason = f"For {place.label}, forecasts reach from {today} to {last} only."
            return Unavailable(place.label, reason)
        spot = _Spot(query.kind, round(place.latitude, 3), round(place.longitude, 3))
        return _Need(spot, place, today, today + timedelta(days=begin), end - begin)

    def _start(
        self, kind: Kind, asked: Sequence[_Need]
    ) -> tuple[dict[_Spot, Report | str], dict[_Spot, _Flight]]:
        """Return the reports at hand and the flights that bring the others, one of them new."""
        stored: dict[_Spot, Report | str] = {}
        flights: dict[_Spot, _Flight] = {}
        missing: dict[_Spot, _Need] = {}
        with self._lock:
            for need in (need for need in asked if need.spot.kind is kind):
                flight = self._flights.get(need.spot)
                if report := self._fresh(need):
                    stored.setdefault(need.spot, report)
                elif flight and flight.days >= need.days_from_today:
                    flights[need.spot] = flight
                else:
                    missing[need.spot] = need
            # Queries for one place that differ in their days must all see the longest answer.
            for spot in missing:
                stored.pop(spot, None)
            if missing:
                flights |= self._take_off(kind, list(missing.values()), asked)
        return stored, flights

    def _take_off(
        self, kind: Kind, missing: Sequence[_Need], asked: Sequence[_Need]
    ) -> dict[_Spot, _Flight]:
        """Start the one request for all that is missing; the lock is held."""
        spots = {need.spot for need in missing}
        longest = max(need.days_from_today for need in asked if need.spot in spots)
        days = next(days for days in _DAYS_PER_REQUEST if days >= longest)
        flight = _Flight(days, self._pool.submit(self._request, kind, missing, days))
        started = dict.fromkeys(spots, flight)
        self._flights |= started
        return started

    def _request(
        self, kind: Kind, missing: Sequence[_Need], days: int
    ) -> dict[_Spot, Report | None]:
        """Ask the provider and store what it says.

        It has a deadline of its own, since others may have joined who wait longer.
        """
        deadline = self._clock.deadline(BATCH_TIMEOUT_S)
        places = [need.place for need in missing]
        reports: dict[_Spot, Report | None] = {}
        try:
            found = self._provider.fetch(kind, places, days, deadline)
            reports = {need.spot: report for need, report in zip(missing, found, strict=True)}
        except (ProviderError, DeadlineError) as error:
            log_event(logger, logging.WARNING, "weather.failed", kind=kind, reason=str(error))
            raise
        finally:
            with self._lock:
                self._land([need.spot for need in missing], days)
                self._store(reports)
        return reports

    def _land(self, spots: Sequence[_Spot], days: int) -> None:
        """Take a flight off the board, unless one with more days has taken its place."""
        for spot in spots:
            flight = self._flights.get(spot)
            if flight and flight.days == days:
                del self._flights[spot]

    def _store(self, reports: dict[_Spot, Report | None]) -> None:
        stored_s = self._clock.monotonic()
        for spot, report in reports.items():
            if report:
                self._stored[spot] = _Stored(report, stored_s)
                self._stored.move_to_end(spot)
        while len(self._stored) > _MAX_CACHED:
            self._stored.popitem(last=False)

    def _fresh(self, need: _Need) -> Report | None:
        stored = self._stored.get(need.spot)
        if not stored:
            return None
        age_s = self._clock.monotonic() - stored.stored_s
        days = stored.report.days
        covers = not days or (days[0].date <= need.first_day and need.last_day <= days[-1].date)
        return stored.report if covers and age_s < FRESH_FOR_S[need.spot.kind] else None

    def _landed(self, spot: _Spot, flight: _Flight, deadline: Deadline) -> Report | str:
        """Return the report that a flight brings, or the reason why it brings none."""
        try:
            report = flight.reports.result(timeout=deadline.left_s())
        except ProviderError:
            return "The weather service can't be reached at the moment."
        except (DeadlineError, TimeoutError):
            return "The weather service took too long to answer."
        return report.get(spot) or "The weather service has no data for this place."


def _outcome(need: _Need, report: Report | str) -> Outcome:
    """Return a report as this query asked for it: its own place, its own days."""
    if isinstance(report, str):
        return Unavailable(need.place.label, report)
    if need.spot.kind is Kind.CURRENT:
        return replace(report, place=need.place)
    by_date = {day.date: day for day in report.days}
    dates = [need.first_day + timedelta(days=number) for number in range(need.days)]
    if not any(day in by_date for day in dates):
        return Unavailable(need.place.label, "The weather service has no data for these days.")
    days = tuple(by_date.get(day, Day(day)) for day in dates)
    return replace(report, place=need.place, days=days)
