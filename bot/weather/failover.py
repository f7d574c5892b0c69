"""The fail-over: a place that one weather service can't answer is asked of the next one."""

import logging
import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.clock import Clock, Deadline
from bot.errors import DeadlineError, ProviderError
from bot.providers import WeatherProvider
from bot.queries import Span
from bot.reports import Kind, Place, Report
from bot.telemetry import log_event

RESERVE_S = 4.0
"""Seconds that a service which hangs must leave to the next one."""

NO_DATA = "The weather service has no data for this place."
UNREACHABLE = "The weather service can't be reached at the moment."
TOO_SLOW = "The weather service took too long to answer."

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Missing:
    """A missing report; `reason` is a plain sentence that the model and people may read."""

    reason: str


class Failover:
    """The weather services in the order of preference; safe to share between threads.

    A service that is over its limit is not asked again until the limit is lifted.
    """

    def __init__(
        self,
        providers: Sequence[WeatherProvider],
        clock: Clock,
        on_request: Callable[[str, str], None] = lambda *_: None,
    ) -> None:
        """Tell `on_request` the service and the outcome of each request: "ok", "late", "failed"."""
        self._on_request = on_request
        self._providers = tuple(providers)
        self._clock = clock
        self._lock = threading.Lock()
        self._rests_until_s: dict[tuple[str, Kind[Any]], float] = {}
        self._failing: set[tuple[str, Kind[Any]]] = set()

    def covers(self, kind: Kind[Any], place: Place) -> bool:
        """Return whether any service has this kind of data for a place."""
        return any(p.covers(place) for p in self._providers if kind in p.kinds)

    def first_asked(self, kind: Kind[Any], place: Place) -> str:
        """Return the name of the service that is asked first about a place; "" where none is."""
        able = (p.source.name for p in self._providers if kind in p.kinds and p.covers(place))
        return next(able, "")

    def requests_for(self, kind: Kind[Any], places: Sequence[Place]) -> int:
        """Return the number of requests that places cost where every service answers.

        The places are all asked about at one service first.
        """
        service = next(p for p in self._providers if kind in p.kinds and p.covers(places[0]))
        return math.ceil(len(places) / service.places_per_request)

    def is_ready(self, kind: Kind[Any], place: Place) -> bool:
        """Return whether the service that is asked first is over no limit, and answered last."""
        name = (self.first_asked(kind, place), kind)
        with self._lock:
            is_failing = name in self._failing
        return not is_failing and not self._rests(name)

    def is_failing(self, source: str) -> bool:
        """Return whether a service's last request for at least one kind of data has failed."""
        with self._lock:
            return any(name == source for name, _ in self._failing)

    def fetch(
        self, kind: Kind[Any], places: Sequence[Place], span: Span, deadline: Deadline
    ) -> list[Report | Missing]:
        """Return a report for each place, in their order, or the reason why it is missing.

        A report without any figure is returned only if no other service has one with figures.
        """
        answers: list[Report | Missing] = [Missing(NO_DATA)] * len(places)
        left = list(range(len(places)))
        able = [provider for provider in self._providers if kind in provider.kinds]
        for number, provider in enumerate(able, 1):
            asked = [at for at in left if provider.covers(places[at])]
            if not asked:
                continue
            others = able[number:]
            has_next = any(other.covers(places[at]) for other in others for at in asked)
            own_deadline = deadline.reserving(RESERVE_S) if has_next else deadline
            found = self._ask(provider, kind, [places[at] for at in asked], span, own_deadline)
            for at, answer in zip(asked, found, strict=True):
                # Dates without figures are still more than nothing.
                if isinstance(answer, Report) or isinstance(answers[at], Missing):
                    answers[at] = answer
            left = [at for at in left if _lacks_figures(answers[at])]
        return answers

    def _ask(
        self,
        provider: WeatherProvider,
        kind: Kind[Any],
        places: Sequence[Place],
        span: Span,
        deadline: Deadline,
    ) -> list[Report | Missing]:
        name = (provider.source.name, kind)
        if self._rests(name):
            return [Missing(UNREACHABLE)] * len(places)
        try:
            found = provider.fetch(kind, places, span, deadline)
        except (ProviderError, DeadlineError) as error:
            self._rest(name, error)
            is_late = isinstance(error, DeadlineError)
            self._on_request(provider.source.name, "late" if is_late else "failed")
            return [Missing(TOO_SLOW if is_late else UNREACHABLE)] * len(places)
        except Exception:  # a fault of one plug-in; there may be another
            logger.exception("provider.raised")
            with self._lock:
                self._failing.add(name)
            self._on_request(provider.source.name, "failed")
            return [Missing(UNREACHABLE)] * len(places)
        with self._lock:
            self._failing.discard(name)
        self._on_request(provider.source.name, "ok")
        # With one report too few or too many, nobody knows which place each is about.
        assert len(found) == len(places), f"{provider.source.name} must answer for each place"
        return [report or Missing(NO_DATA) for report in found]

    def _rests(self, name: tuple[str, Kind[Any]]) -> bool:
        with self._lock:
            return self._clock.monotonic() < self._rests_until_s.get(name, 0.0)

    def _rest(self, name: tuple[str, Kind[Any]], error: ProviderError | DeadlineError) -> None:
        source, kind = name
        rest_s = error.rest_s if isinstance(error, ProviderError) else 0.0
        fields = {"source": source, "kind": kind.name, "rest_s": round(rest_s)}
        log_event(logger, logging.WARNING, "weather.failed", **fields, reason=str(error))
        with self._lock:
            self._failing.add(name)
            # Another request can have been told of a longer limit meanwhile.
            until_s = self._clock.monotonic() + rest_s
            self._rests_until_s[name] = max(until_s, self._rests_until_s.get(name, 0.0))


def _lacks_figures(answer: Report | Missing) -> bool:
    """Return whether an answer has no figure, as where a service's own sources have failed."""
    return isinstance(answer, Missing) or (bool(answer.records) and answer.is_blank)
