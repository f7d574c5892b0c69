"""A clock that stands still until a test moves it, and a slow one."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.clock import Clock

MONDAY = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


class FakeTime:
    """The time of both clocks: `clock` reads it, `pass_s` moves it on."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self._start = now
        self._passed_s = 0.0
        self.clock = Clock(
            now=lambda: self._start + timedelta(seconds=self._passed_s),
            monotonic=lambda: self._passed_s,
        )

    def pass_s(self, seconds: float) -> None:
        """Let so many seconds pass at once."""
        self._passed_s += seconds


def slow_clock(now: Callable[[], datetime] = lambda: MONDAY) -> Clock:
    """Return a clock that measures at a tenth of the speed.

    A wait for somebody is as long as it says; a busy machine has ten times as long for the rest.
    """
    return Clock(now, monotonic=lambda: time.monotonic() / 10)
