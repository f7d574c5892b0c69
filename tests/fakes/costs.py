"""What a piece of work costs: processor time of this thread, however busy the machine is."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from bot.errors import WeatherBotError

_FLOOR_S = 0.01
"""Less than that is not worth comparing."""
_ROUNDS = 4
_TOO_LONG_S = 1.0
_FAIR_RATIO = 8.0
"""What four times the text may cost: linear work costs 4 times as much, quadratic work 16."""


_REFUSALS = (ValueError, LookupError, ArithmeticError, OSError, WeatherBotError)


class TooLongError(Exception):
    """A piece of work has been stopped, as it would not have ended."""


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Stop work that takes longer, even within one regular expression."""
    assert threading.current_thread() is threading.main_thread(), "signals go to the main thread"

    def stop(_: int, __: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def cost_s(read: Callable[[str], object], text: str) -> float:
    """Return the processor time of one reading; infinite for one that had to be stopped."""
    started_s = time.thread_time()
    try:
        with _at_most(_TOO_LONG_S), suppress(*_REFUSALS):
            read(text)
    except TooLongError:
        return float("inf")
    return time.thread_time() - started_s


def complaint(
    read: Callable[[str], object], make: Callable[[int], str], characters: int, most_s: float
) -> str:
    """Return what is wrong with the cost of reading so many characters; empty if nothing is.

    The text grows step by step, so that what costs exponential time is found while it is short.
    """
    before_s = 0.0
    for size in (characters // 4**power for power in reversed(range(4))):
        spent_s = cost_s(read, make(size))
        if spent_s > min(most_s, max(_FLOOR_S, _FAIR_RATIO * before_s)) and spent_s > _FLOOR_S:
            best_s = _best(read, make(size))
            ratio = best_s / max(_best(read, make(size // 4)), _FLOOR_S / _FAIR_RATIO)
            if best_s > most_s or ratio > _FAIR_RATIO:
                return (
                    f"{size} characters cost {best_s:.3f} s, {ratio:.0f} times what"
                    f" {size // 4} of them do: {make(60)!r}"
                )
        before_s = spent_s
    return ""


def _best(read: Callable[[str], object], text: str) -> float:
    """Return the least that several readings cost; others may have disturbed the rest.

    No two are of the same text, which a reader may remember.
    """
    costs_s = []
    for number in range(1, _ROUNDS + 1):
        costs_s.append(cost_s(read, text + number * "x"))
        if costs_s[-1] == float("inf"):
            break
    return min(costs_s)
