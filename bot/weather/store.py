"""Reports kept for a while: as fresh ones, and then as the last good ones."""

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
"""How long a report that was asked for anew is new enough for whoever wants a new one: however
often a button is pressed, a place costs one request a minute."""

MAX_STORED_VALUES = 200_000
"""How much is kept, in hours, days and the like: some 100 MB. A report has from one to 400."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """A report with the time, on the monotonic clock, at which it was stored.

    Attributes:
        is_renewed: Whether it was asked for although there may have been another.
    """

    report: Report
    stored_s: float
    is_renewed: bool


class ReportStore:
    """The newest reports of each spot; safe to share between threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._stored: OrderedDict[Spot, _Stored] = OrderedDict()
        self._values = 0

    def fresh(self, need: Need) -> Report | None:
        """Return a report that saves asking for a new one."""
        longest_s = self._fresh_for_s(need)
        if need.must_be_new:
            longest_s = min(longest_s, RENEWED_FOR_S)
        report = self._find(need.spot, longest_s, is_renewed=need.must_be_new)
        return report if report and need.is_met_by(report) else None

    def last_good(self, need: Need) -> Report | None:
        """Return a report that is better than none; some of what is needed may be missing."""
        return self._find(need.spot, need.spot.kind.good_for_s)

    def put(self, reports: Mapping[Spot, Report], renewed: Collection[Spot] = ()) -> None:
        """Keep reports, with the spots of those that had to be new.

        Those that were not asked about for longest make room.
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
        """Return a report no older than this; with `is_renewed`, only one that had to be new."""
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
    """Return how much a report holds: a forecast by the hour is four hundred times a reading."""
    return 1 + len(report.records)
