"""Two weather services that answer and fail in a few ways, at a time that is moved on."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import UTC, datetime, time, timedelta
from io import StringIO
from typing import Any, Final

from fakes import kinds
from fakes.clock import FakeTime
from fakes.waiting import until
from told_reports import told_place, told_report, told_value

from bot.clock import Clock, Deadline
from bot.errors import DeadlineError, ProviderError
from bot.kinds.sea import SEA, SEA_DAYS
from bot.places import Places
from bot.places.gazetteer import Gazetteer
from bot.queries import NotCovered, Outcome, Query, Span
from bot.reports import Kind, Place, Report, Source, zone_of
from bot.weather import Weather
from bot.weather.failover import Failover

KINDS: Final = (*(kind for kind in kinds.ALL if kind not in (SEA, SEA_DAYS)), SEA, SEA_DAYS)
_REQUESTED: Final = "weather.requested"


@dataclass
class Service:
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


class Watched(Failover):
    """A fail-over that knows how often a look-up ahead was begun."""

    begun = 0

    def is_ready(self, kind: Kind[Any], place: Place) -> bool:
        """Return the answer, and count it: only a look-up ahead asks, and begins if it is yes."""
        is_ready = super().is_ready(kind, place)
        self.begun += is_ready
        return is_ready


class TwoServices:
    """Two services behind the weather, at a time that stands still until it is moved."""

    def __init__(self, gazetteer: Gazetteer, log: StringIO, now: datetime) -> None:
        self.time, self.counted, self.told = FakeTime(now), Counter[str](), list[str]()
        clock = self.time.clock
        self.services = (Service("First", clock), Service("Second", clock))
        requested = lambda *each: self.counted.update([" ".join(each)])  # noqa: E731
        self._log, self._providers = log, Watched(self.services, clock, requested)
        self.weather = Weather(Places(gazetteer, None, clock), self._providers, clock)

    def ask(self, *queries: Query, seconds: float = 20) -> "TwoServices":
        """Ask, and note what comes of it."""
        deadline = self.time.clock.deadline(seconds)
        outcomes = self.weather.fetch(queries, language="en", deadline=deadline, count=self._count)
        self.told += map(_told, outcomes)
        return self._noted()

    def look_ahead(self, *queries: Query) -> "TwoServices":
        """Look up ahead, wait for what was begun, and note whether all is under way."""
        wanted = self._log.getvalue().count(_REQUESTED) - self._providers.begun
        self.told.append(f"ahead {self.weather.prefetch(queries)}")
        wanted += self._providers.begun
        until(lambda: self._log.getvalue().count(_REQUESTED) >= wanted)
        return self._noted()

    def _noted(self) -> "TwoServices":
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
