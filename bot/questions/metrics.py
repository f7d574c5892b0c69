"""Metrics for Prometheus, fed from the traces of questions and from the database's own counts."""

import logging
from collections.abc import Callable, Iterator
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot import __version__
from bot.errors import DatabaseError
from bot.storage.operation.figures import Backlog
from bot.telemetry import Trace, log_event

STAGES: Final = ("model", "batch", "save", "delivery", "settle", "total")
# Where a report was: in the cache, under way for somebody else, looked up ahead, or nowhere yet.
_REPORTS: Final = {
    "weather_stored": "hit",
    "weather_joined": "joined",
    "weather_ahead": "ahead",
    "weather_asked": "miss",
}
_NAMESPACE: Final = "weather_bot"
_BUCKETS_S: Final = (0.1, 0.25, 0.5, 1, 2, 3, 5, 8, 13, 20, 30, 60)

logger = logging.getLogger(__name__)


class Metrics:
    """Counts of the work of this process since it started; safe to share between threads.

    Labels hold names of the program's own, never words or ids of people.
    """

    def __init__(self, *, input_price: float = 0.0, output_price: float = 0.0) -> None:
        """Estimate costs by the price of a million tokens that are read and written."""
        self._prices = (input_price / 1e6, output_price / 1e6)
        self._registry = CollectorRegistry()
        self._answers = self._counter("answers", "Questions by how they ended", "ended")
        self._attempts = self._counter("attempts_failed", "Attempts at questions that failed")
        self._tokens = self._counter("model_tokens", "Tokens of the model", "direction")
        self._cost = self._counter("model_cost", "Estimated cost, in the currency of prices")
        self._model_calls = self._counter("model_calls", "Turns of the model", "outcome")
        self._counts = self._counter("question_counts", "Counts of traces", "name")
        self._reports = self._counter("reports", "Reports by where they were", "cache")
        self._requests = self._counter(
            "weather_requests", "Requests to weather services", "service", "outcome"
        )
        self._stages = Histogram(
            f"{_NAMESPACE}_stage_seconds",
            "Time of a question by stage",
            ["stage"],
            registry=self._registry,
            buckets=_BUCKETS_S,
        )

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"{_NAMESPACE}_{name}", about, labels, registry=self._registry)

    def watch(self, backlog: Callable[[], Backlog]) -> None:
        """Look at the questions that wait in the database, whenever the metrics are read."""
        self._registry.register(_BacklogCollector(backlog))

    def observe(self, trace: Trace, ended: str) -> None:
        """Count a question by its finished trace and by how it has ended."""
        self._answers.labels(ended).inc()
        for stage, took_s in trace.spans_s.items():
            if stage in STAGES:
                self._stages.labels(stage).observe(took_s)
        for name, number in trace.counts.items():
            self._counts.labels(name).inc(number)
            if name in _REPORTS:
                self._reports.labels(_REPORTS[name]).inc(number)
        for call in trace.model_calls:
            self._model_calls.labels("failed" if call.has_failed else "ok").inc()
            self._tokens.labels("input").inc(call.prompt_tokens)
            self._tokens.labels("output").inc(call.completion_tokens)
            cost = (call.prompt_tokens, call.completion_tokens)
            self._cost.inc(sum(n * price for n, price in zip(cost, self._prices, strict=True)))

    def attempt_failed(self) -> None:
        """Count an attempt at a question that has failed, its last one too."""
        self._attempts.inc()

    def weather_request(self, service: str, outcome: str) -> None:
        """Count a request to a weather service."""
        self._requests.labels(service, outcome).inc()

    def page(self) -> bytes:
        """Return all metrics in Prometheus' text format."""
        return generate_latest(self._registry)


class _BacklogCollector(Collector):
    """The gauges of the database; it has none while the database can't be read.

    Without a `describe` it is registered without a look at the database.
    """

    def __init__(self, backlog: Callable[[], Backlog]) -> None:
        self._backlog = backlog

    def collect(self) -> Iterator[Metric]:
        """Yield the gauges."""
        info = GaugeMetricFamily("weather_bot_info", "The release", labels=["version"])
        info.add_metric([__version__], 1)
        yield info
        try:
            found = self._backlog()
        except DatabaseError as error:
            log_event(logger, logging.WARNING, "metrics.no_backlog", reason=str(error))
            return
        for name, about, value in (
            ("open", "Questions that wait for their answer", found.open),
            ("dead", "Questions that were given up", found.dead),
            ("oldest_open_seconds", "Age of the oldest question that waits", found.oldest_s),
        ):
            yield GaugeMetricFamily(f"weather_bot_questions_{name}", about, value=value)
