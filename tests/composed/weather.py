"""Batches of weather queries to outcomes, from the store, joined and new requests, and fail-over.

Composed are the kinds of data with days, hours, moments of asking and zones; what two services
answer, fail with or lack, in rows with time between them; queries of many places at once; and
look-ups ahead. Told are the outcomes, the requests, the counts, and what the log says of failures.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from itertools import cycle, product
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from fakes import kinds
from fakes.clock import FakeTime
from fakes.log import logging_as_before
from fakes.waiting import until
from told_reports import told_place, told_report, told_value

from bot.clock import Clock, Deadline
from bot.errors import DeadlineError, ProviderError
from bot.kinds.sea import SEA, SEA_DAYS
from bot.places import Places
from bot.places.gazetteer import Gazetteer
from bot.queries import NotCovered, Outcome, Query, Span
from bot.reports import Kind, Place, Report, Source, zone_of
from bot.telemetry import configure_logging
from bot.weather import Weather
from bot.weather.failover import Failover

KINDS: Final = (*(kind for kind in kinds.ALL if kind not in (SEA, SEA_DAYS)), SEA, SEA_DAYS)
NAMES: Final = ("Berlin", "Kathmandu", "Honolulu", "Adelaide", "Apia", "St. John's", "London")
MOMENTS: Final = tuple(
    datetime.fromisoformat(f"{each}+00:00")
    for each in (
        *("2026-11-23T11:00", "2026-10-24T22:30", "2026-10-25T00:59:59", "2027-03-28T00:30"),
        *("2028-02-28T23:45", "2026-12-31T10:15"),
    )
)
FIRST_DAYS: Final = (
    *(0, 1, -1, 2, 6, 14, 15, 16, -2, -8, -30, 400, -40_000),
    *(date(2026, 11, 23), date(2026, 10, 25), date(2027, 3, 28), date(1939, 12, 31)),
    date(1940, 1, 1),
    *(date(2199, 12, 31), date(2028, 2, 29)),
)
HOURS: Final = (None, 0, 1, 2, 3, 11, 12, 13, 23)
MODES: Final = (
    *("whole", "none", "blank", "short", "late", "gap", "empty", "fails", "rests", "rests long"),
    *("times out", "raises"),
)
CALM: Final = ("rests", "fails")

REQUESTED: Final = "weather.requested"
LOGGED: Final = ("event", "source", "kind", "rest_s", "reason", "places", "days", "service")


@dataclass
class _Service:
    """A service that answers in one of the modes; `lacks` are the countries that it has not."""

    name: str
    clock: Clock
    kinds: frozenset[Kind[Any]] = frozenset(KINDS)
    mode: str = "whole"
    lacks: tuple[str, ...] = ()
    places_per_request: int = 2
    asked: list[str] = field(default_factory=list)

    @property
    def source(self) -> Source:
        """Its name alone."""
        return Source(self.name, f"by {self.name}", "")

    def covers(self, place: Place) -> bool:
        """Return whether a country is not one that it lacks."""
        return place.country_code not in self.lacks

    def fetch(
        self, kind: Kind[Any], places: Sequence[Place], span: Span, deadline: Deadline
    ) -> list[Report | None]:
        """Answer in the present mode, and write down what was asked."""
        named = [place.name for place in places]
        within = f"within {deadline.left_s():.4g} s"
        self.asked.append(f"{self.name}: {kind.name} {named} {told_value(span)} {within}")
        match self.mode:
            case "fails" | "fails long":
                raise ProviderError("no")
            case "rests":
                raise ProviderError("crowded", rest_s=30)
            case "rests long":
                raise ProviderError("over", status=429, rest_s=3600)
            case "times out":
                raise DeadlineError("late")
            case "raises":
                raise LookupError("a fault of the plug-in")
        return [self._report(kind, place, span) for place in places]

    def _report(self, kind: Kind[Any], place: Place, span: Span) -> Report | None:
        now = self.clock.now()
        records = [*_records(kind, place, span, now, is_blank=self.mode == "blank")]
        match self.mode:
            case "none":
                return None
            case "empty":
                records = []
            case "short":
                records = records[:-1]
            case "late":
                records = records[1:]
            case "gap":
                del records[1:-1:2]
        return Report(place, self.source, now, kind, tuple(records))


def _records(
    kind: Kind[Any], place: Place, span: Span, now: datetime, *, is_blank: bool
) -> Iterator[Any]:
    """Yield a record for each day or hour of a span, with its number for a figure."""
    zone = zone_of(place.timezone)
    first = span.first_date or now.astimezone(zone).date()
    moments: list[Any] = [now.astimezone(zone)]
    if kind.shape == "days":
        moments = [first + timedelta(days=number) for number in range(min(span.days, 90))]
    elif kind.shape == "hours":
        begin = datetime.combine(first, time(), zone).astimezone(UTC)
        end = datetime.combine(first + timedelta(days=span.days), time(), zone).astimezone(UTC)
        hours = range(int((end - begin) / timedelta(hours=1)))
        moments = [(begin + timedelta(hours=number)).astimezone(zone) for number in hours]
    own, *others = fields(kind.record)
    needed = {each.name: None for each in others if each.default is MISSING}
    figure = "moon_phase" if kind is kinds.SKY else others[0].name
    for number, moment in enumerate(moments):
        if kind is kinds.ALERTS:
            yield kind.record("storm", "severe")
        else:
            yield kind.record(**{own.name: moment, **needed, figure: None if is_blank else number})


class _Watched(Failover):
    """A fail-over that knows how often a look-up ahead was begun."""

    begun = 0

    def is_ready(self, kind: Kind[Any], place: Place) -> bool:
        """Return what it is; only a look-up ahead asks, and begins then."""
        is_ready = super().is_ready(kind, place)
        self.begun += is_ready
        return is_ready


class _World:
    """Two services behind the weather, at a time that stands still until it is moved."""

    def __init__(self, gazetteer: Gazetteer, log: StringIO, now: datetime) -> None:
        self.time, self.counted, self.told = FakeTime(now), Counter[str](), list[str]()
        clock = self.time.clock
        self.services = (_Service("First", clock), _Service("Second", clock))
        requested = lambda *each: self.counted.update([" ".join(each)])  # noqa: E731
        self._log, self._providers = log, _Watched(self.services, clock, requested)
        self.weather = Weather(Places(gazetteer, None, clock), self._providers, clock)

    def ask(self, *queries: Query, seconds: float = 20) -> "_World":
        """Ask, and note what comes of it."""
        deadline = self.time.clock.deadline(seconds)
        outcomes = self.weather.fetch(queries, language="en", deadline=deadline, count=self._count)
        self.told += map(_told, outcomes)
        return self._noted()

    def look_ahead(self, *queries: Query) -> "_World":
        """Look up ahead, wait for what was begun, and note whether all is under way."""
        wanted = self._log.getvalue().count(REQUESTED) - self._providers.begun
        self.told.append(f"ahead {self.weather.prefetch(queries)}")
        wanted += self._providers.begun
        until(lambda: self._log.getvalue().count(REQUESTED) >= wanted)
        return self._noted()

    def _noted(self) -> "_World":
        asked = sorted(line for service in self.services for line in service.asked)
        failing = [each.name for each in self.services if self.weather.is_failing(each.name)]
        counts = {name: count for name, count in sorted(self.counted.items()) if count}
        self.told += [*asked, f"counts {counts} failing {failing}"]
        self.counted.clear()
        for service in self.services:
            service.asked.clear()
        return self

    def _count(self, name: str, number: float) -> None:
        self.counted[name] += int(number)

    def end(self) -> str:
        """Return all that was noted."""
        self.weather.close()
        return "\n".join(self.told)


def _told(outcome: Outcome) -> str:
    if isinstance(outcome, Report):
        return told_report(outcome)
    if isinstance(outcome, NotCovered):
        return f"not covered {told_place(outcome.place)} {outcome.reason}"
    return told_value(outcome)


def told() -> Iterator[tuple[str, str]]:
    """Yield the cases with what came of each."""
    gazetteer, log = Gazetteer(), StringIO()
    with logging_as_before():
        configure_logging(log, level="DEBUG", log_format="json", secrets=())
        for cases in (_of_needs, _of_rows, _of_many):
            for given, world in cases(gazetteer, log):
                told = world.end()
                yield given, f"{told}\n{_logged(log.getvalue())}"
                log.seek(0)
                log.truncate()
    gazetteer.close()


def _logged(text: str) -> str:
    """Return the entries of a log in the order of their text, with what they say of services."""
    entries = map(json.loads, text.splitlines())
    return "\n".join(
        sorted(str([entry[name] for name in LOGGED if name in entry]) for entry in entries)
    )


def _of_needs(gazetteer: Gazetteer, log: StringIO) -> Iterator[tuple[str, _World]]:
    """Yield queries of all days and hours, which one service answers wholly."""
    names, moments, counts = cycle(NAMES), cycle(MOMENTS), cycle((1, 2, 7, 16, 17, 0))
    asked = cycle((None, -1, 0, 0, -26, 0, 20))
    queries = [
        Query("", kind, first, next(counts))
        for kind, first in product(KINDS, FIRST_DAYS)
        if kind.shape != "hours"
    ]
    sizes = cycle((1, 2, 24, 48, 25))
    queries += [
        Query("", kinds.HOURLY, first, 1, hour, next(sizes))
        for first, hour in product((*FIRST_DAYS[:8], *FIRST_DAYS[15:18]), HOURS)
    ]
    queries += [
        Query("", kinds.HOURLY, first, 1, hour, hours)
        for first, hour, hours in product((0, 1, 15), (None, 1, 2, 3, 23), (1, 24, 47, 48))
    ]
    for query, _ in product(queries, range(2)):
        name, now, ago = next(names), next(moments), next(asked)
        zone = ZoneInfo(("America/New_York", "Asia/Tokyo")[now.minute % 2])
        asked_at = None if ago is None else (now + timedelta(hours=ago)).astimezone(zone)
        own = replace(query, place=name, asked_at=asked_at)
        given = f"{name} {query.kind.name} {query.first_day!r} {query.days} {query.first_hour} "
        yield (
            f"{given}{query.hours} at {now} asked at {asked_at}",
            _World(gazetteer, log, now).ask(own),
        )


def _of_rows(gazetteer: Gazetteer, log: StringIO) -> Iterator[tuple[str, _World]]:
    """Yield two questions in a row, of services that answer in all modes."""
    used, waits = cycle(KINDS), cycle((0, 29, 59, 30, 61, 299, 599, 600, 1799, 1800, 3601, 86_400))
    for at, (mode, other) in enumerate(product(MODES, MODES)):
        for number in range(4):
            kind, wait_s, later = next(used), next(waits), MODES[(at + 5 * number) % len(MODES)]
            world = _World(gazetteer, log, MOMENTS[at % len(MOMENTS)])
            first, second = world.services
            modes = [mode, other, later]
            if number == 3:
                # Each place has another service then, at the same time: none may have to rest.
                first.lacks = ("DE",)
                modes = [each.replace(*CALM) for each in modes]
            first.mode, second.mode, later = modes
            first_day = -20 if kind.name == "past" and number % 2 else -3 * kind.is_by_date
            query = Query("Berlin", kind, first_day, 3, None, 30)
            world.ask(query, seconds=(20, 3, 9)[at % 3])
            world.time.pass_s(wait_s)
            first.mode, second.mode = later, modes[0]
            new = replace(query, must_be_new=number == 1, days=(3, 4)[at % 2])
            world.ask(new, replace(query, place="Kathmandu", days=1))
            world.time.pass_s(wait_s)
            if number == 2:
                world.look_ahead(query)
            world.ask(new)
            given = f"{at} {kind.name} {mode} {other}, after {wait_s} {later} {mode}, {number}"
            yield given, world


def _of_many(gazetteer: Gazetteer, log: StringIO) -> Iterator[tuple[str, _World]]:
    """Yield questions about several places, kinds and days at once, and looked up ahead."""
    random = Random(41)  # noqa: S311 - the same in every run
    names = (*NAMES, "Paris", "Nowhereville", "Springfield", "Europe", "berlin", "52.52, 13.40")
    for number in range(250):
        world = _World(gazetteer, log, random.choice(MOMENTS))
        first, second = world.services
        modes = [each.replace(*CALM) for each in (*MODES, "whole", "whole")]
        first.mode, second.mode = random.choice(modes), random.choice(modes)
        first.lacks = random.choice(((), ("DE",), ("NP", "US"), ("GB",)))
        first.kinds = random.choice((first.kinds, first.kinds - {kinds.DAILY, kinds.ALERTS}))
        second.kinds = random.choice((second.kinds, second.kinds - {kinds.ALERTS, SEA}))
        queries = []
        for _ in range(random.choice((1, 2, 3, 5))):
            kind, name = random.choice(KINDS[: random.choice((2, 9))]), random.choice(names)
            first_day, days = random.choice((0, 0, 1, -2)), random.choice((1, 1, 3, 8))
            new = random.random() < 0.1
            queries.append(Query(name, kind, first_day, days, None, 20, must_be_new=new))
        given = [(each.place, each.kind.name, each.first_day, each.days) for each in queries]
        if number % 2:
            world.look_ahead(*queries)
        world.ask(*queries)
        world.time.pass_s(random.choice((0, 45, 61, 700, 4000)))
        world.ask(*queries[:2], *queries)
        yield f"{number} {given} {first.mode} {first.lacks} {second.mode}", world
