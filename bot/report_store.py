"""Reports kept for a while: as fresh ones, and then as the last good ones."""

import math
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.clock import Clock
from bot.needs import Need, Spot
from bot.reports import Kind, Report

FRESH_FOR_S: Final = {
    Kind.CURRENT: 600.0,
    Kind.DAILY: 1800.0,
    Kind.HOURLY: 1800.0,
    Kind.AIR: 3600.0,
    Kind.ALERTS: 300.0,
    Kind.PAST: 3600.0,
    Kind.SKY: math.inf,
}
SETTLED_AFTER = timedelta(days=7)
"""Past days are still corrected for as long; then they are known for good."""

GOOD_FOR_S: Final = {
    Kind.CURRENT: 3 * 3600.0,
    Kind.AIR: 3 * 3600.0,
    Kind.DAILY: 12 * 3600.0,
    Kind.HOURLY: 12 * 3600.0,
}
"""How old a report may be that stands in for one that can't be had; others never do."""

MAX_STORED = 2_000


@dataclass(frozen=True, slots=True)
class _Stored:
    """A report with the time, on the monotonic clock, at which it was stored."""

    report: Report
    stored_s: float


class ReportStore:
    """The newest reports of each spot; safe to share between threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._stored: OrderedDict[Spot, _Stored] = OrderedDict()

    def fresh(self, need: Need) -> Report | None:
        """Return a report that saves asking for a new one."""
        if need.must_be_new:
            return None
        report = self._find(need.spot, self._fresh_for_s(need))
        return report if report and need.is_met_by(report) else None

    def last_good(self, need: Need) -> Report | None:
        """Return a report that is better than none; some of what is needed may be missing."""
        return self._find(need.spot, GOOD_FOR_S.get(need.spot.kind, 0.0))

    def put(self, reports: Mapping[Spot, Report]) -> None:
        """Keep reports; those that were not asked about for longest make room."""
        now_s = self._clock.monotonic()
        with self._lock:
            for spot, report in reports.items():
                self._stored[spot] = _Stored(report, now_s)
                self._stored.move_to_end(spot)
            while len(self._stored) > MAX_STORED:
                self._stored.popitem(last=False)

    def _find(self, spot: Spot, longest_s: float) -> Report | None:
        with self._lock:
            stored = self._stored.get(spot)
            if not stored or self._clock.monotonic() - stored.stored_s >= longest_s:
                return None
            self._stored.move_to_end(spot)
            return stored.report

    def _fresh_for_s(self, need: Need) -> float:
        kind = need.spot.kind
        settled_by = self._clock.now().date() - SETTLED_AFTER
        is_settled = kind is Kind.PAST and need.last_day < settled_by
        return math.inf if is_settled else FRESH_FOR_S[kind]
