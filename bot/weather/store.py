"""The store of reports, which are fresh for a while, and after that the last good ones."""

import math
import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from bot.clock import Clock
from bot.reports import Report
from bot.weather.needs import Need, Spot

RENEWED_FOR_S: Final = 60.0
"""Seconds for which a report that was requested as new meets the next wish for a new one: however
often people press the button, a place costs one request a minute."""

MAX_STORED_VALUES = 200_000
"""Records that the store holds at most, some 100 MB; a report has from one to 400 of them."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """A report with the time, in seconds of the monotonic clock, at which it was stored.

    Attributes:
        is_renewed: Whether it was requested because a query had to have a new one.
    """

    report: Report
    stored_s: float
    is_renewed: bool


class ReportStore:
    """The newest report of each spot; safe to share between threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._stored: OrderedDict[Spot, _Stored] = OrderedDict()
        self._values = 0

    def fresh(self, need: Need) -> Report | None:
        """Return a stored report that meets a need without a new request, or None."""
        longest_s = self._fresh_for_s(need)
        if need.must_be_new:
            longest_s = min(longest_s, RENEWED_FOR_S)
        report = self._find(need.spot, longest_s, is_renewed=need.must_be_new)
        return report if report and need.is_met_by(report) else None

    def last_good(self, need: Need) -> Report | None:
        """Return an expired report that may still be shown when no source answers, or None.

        Some of the needed days or hours may be missing from it.
        """
        return self._find(need.spot, need.spot.kind.good_for_s)

    def put(self, reports: Mapping[Spot, Report], renewed: Collection[Spot] = ()) -> None:
        """Store reports; `renewed` has the spots of those that had to be new.

        When the store is full, the reports that were not read for longest are removed.
        """
        now_s = self._clock.monotonic()
        with self._lock:
            for spot, report in reports.items():
                if old := self._stored.pop(spot, None):
                    self._values -= _weight(old.report)
                self._stored[spot] = _Stored(report, now_s, spot in renewed)
                self._values += _weight(report)
            while self._values > MAX_STORED_VALUES and self._stored:
                _, oldest = self._stored.popitem(last=False)
                self._values -= _weight(oldest.report)

    def _find(self, spot: Spot, longest_s: float, *, is_renewed: bool = False) -> Report | None:
        """Return a spot's report if it is younger than `longest_s`, in seconds, or None.

        With `is_renewed`, only a report that was requested as new counts.
        """
        with self._lock:
            stored = self._stored.get(spot)
            if not stored or self._clock.monotonic() - stored.stored_s >= longest_s:
                return None
            if is_renewed and not stored.is_renewed:
                return None
            self._stored.move_to_end(spot)
            return stored.report

    def _fresh_for_s(self, need: Need) -> float:
        kind = need.spot.kind
        if kind.settled_after is None:
            return kind.fresh_for_s
        is_settled = need.last_day < self._clock.now().date() - kind.settled_after
        return math.inf if is_settled else kind.fresh_for_s


def _weight(report: Report) -> int:
    """Return the weight of a report: 1, plus 1 for each of its records."""
    return 1 + len(report.records)
