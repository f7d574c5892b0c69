"""A clock that stands still until a test moves it."""

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
