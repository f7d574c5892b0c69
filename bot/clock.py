"""Clocks and deadlines, which are passed in as arguments wherever they are needed."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.errors import DeadlineError


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment, in seconds of the monotonic clock, by which a piece of work must be over."""

    ends_at_s: float
    monotonic: Callable[[], float]

    def left_s(self) -> float:
        """Return the remaining seconds, never less than 0."""
        return max(0.0, self.ends_at_s - self.monotonic())

    def within(self, seconds: float) -> "Deadline":
        """Return a deadline that ends after these seconds, or with this one if that is sooner."""
        return Deadline(min(self.ends_at_s, self.monotonic() + seconds), self.monotonic)

    def reserving(self, seconds: float) -> "Deadline":
        """Return a deadline that ends these seconds sooner, but by a third of the time at most."""
        return Deadline(self.ends_at_s - min(seconds, self.left_s() / 3), self.monotonic)

    def check(self, work: str) -> None:
        """Do nothing while there is time.

        Raises:
            DeadlineError: No time is left; the message names the work.
        """
        if self.left_s() <= 0:
            raise DeadlineError(f"no time is left for {work}")


@dataclass(frozen=True, slots=True)
class Clock:
    """The two clocks of a program: `now` (UTC, aware) for people, `monotonic` for durations."""

    now: Callable[[], datetime]
    monotonic: Callable[[], float]

    def deadline(self, seconds: float) -> Deadline:
        """Return the deadline that ends after these seconds."""
        return Deadline(self.monotonic() + seconds, self.monotonic)


def elapsed_s(begin: datetime, end: datetime) -> float:
    """Return the seconds from one moment to another; Python subtracts two of one zone by its clock.

    That clock goes back in autumn.
    """
    return (end.astimezone(UTC) - begin.astimezone(UTC)).total_seconds()


def system_clock() -> Clock:
    """Return the machine's clock."""
    return Clock(now=lambda: datetime.now(UTC), monotonic=time.monotonic)
