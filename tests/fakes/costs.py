"""What a piece of work costs: processor time of this thread, however busy the machine is."""

import gc
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

from bot.errors import WeatherBotError

_FLOOR_S = 0.01
"""Less than that is not worth comparing."""
_ROUNDS = 4
_LONG_ROUNDS = 12
_TOO_LONG_S = 1.0
_FAIR_RATIO = 8.0
"""What four times the text may cost: linear work costs 4 times as much, quadratic work 16."""
_LINEAR_RATIO = 5.0
"""What four times the text costs at most where the next four times can't cost more than they may.

Work of a·n + b·n² that costs 8 times as much from n to 4·n costs 5.3 times as much from n/4 to n.
"""

_REFUSALS = (ValueError, LookupError, ArithmeticError, OSError, WeatherBotError)


class TooLongError(Exception):
    """A piece of work has been stopped, as it would not have ended."""


@contextmanager
def _measuring() -> Iterator[None]:
    """Stop each piece of work that takes longer, even within one regular expression.

    No garbage is collected meanwhile: that costs by all that the process holds, not by the text.
    """
    assert threading.current_thread() is threading.main_thread(), "signals go to the main thread"

    def stop(_: int, __: object) -> None:
        raise TooLongError

    was_enabled = gc.isenabled()
    before = signal.signal(signal.SIGPROF, stop)
    gc.disable()
    try:
        yield
    finally:
        signal.signal(signal.SIGPROF, before)
        if was_enabled:
            gc.enable()


def cost_s(read: Callable[[str], object], text: str) -> float:
    """Return the processor time of one reading; infinite for one that had to be stopped."""
    with _measuring():
        return _cost_s(read, text)


def _cost_s(read: Callable[[str], object], text: str) -> float:
    """Return the same where all is ready for measuring."""
    try:
        signal.setitimer(signal.ITIMER_PROF, _TOO_LONG_S)
        try:
            started_s = time.thread_time()
            with suppress(*_REFUSALS):
                read(text)
            return time.thread_time() - started_s
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except TooLongError:
        return float("inf")


def first_complaint(
    read: Callable[[str], object], makers: Iterable[Callable[[int], str]], characters: int
) -> str:
    """Return what is wrong with the cost of reading so many characters; empty if nothing is.

    The texts are of as many kinds as there are makers, and the first that is dear is told.
    """
    with _measuring():
        return next(filter(None, (_complaint(read, make, characters) for make in makers)), "")


def _complaint(read: Callable[[str], object], make: Callable[[int], str], characters: int) -> str:
    """Return the complaint about texts of one kind.

    For most texts one reading of a small part shows that no quadratic work in the whole would be
    worth comparing. Any other grows step by step, so that what costs exponential time is found
    while it is short, and not to the end where the last step has shown that the work is linear.
    """
    sizes = [characters // 4**power for power in reversed(range(4))]
    costs_s = dict[int, float]()
    for size in sizes[1:3]:
        costs_s[size] = _cost_s(read, make(size))
        if (characters // size) ** 2 * costs_s[size] < _FLOOR_S:
            return ""
    before_s = ratio = 0.0
    for size in sizes:
        if size == characters and ratio < _LINEAR_RATIO:
            break
        spent_s = costs_s[size] if size in costs_s else _cost_s(read, make(size))
        if _is_dear(spent_s, before_s) and (found := _confirmed(read, make, size)):
            return found
        ratio, before_s = spent_s / max(before_s, 1e-9), spent_s
    return ""


def _is_dear(spent_s: float, quarter_s: float) -> bool:
    """Return whether a text costs more than it may, where a quarter of it costs so much."""
    return spent_s > max(_FLOOR_S, _FAIR_RATIO * quarter_s)


def _confirmed(read: Callable[[str], object], make: Callable[[int], str], size: int) -> str:
    """Return the complaint about a size, if it holds in each of several readings.

    Others may disturb some of them, and the long ones most, so that there are more of these. No two
    are of the same text, nor of one that was read before: a reader may remember that.
    """
    quarters = range(1, _ROUNDS + 1)
    quarter_s = min(_cost_s(read, make(size // 4) + number * "x") for number in quarters)
    least_s = float("inf")
    for number in range(1, _LONG_ROUNDS + 1):
        least_s = min(least_s, _cost_s(read, make(size) + number * "x"))
        if not _is_dear(least_s, quarter_s):
            return ""
        if least_s == float("inf"):
            break
    return (
        f"{size} characters cost {least_s:.3f} s, {least_s / max(quarter_s, 1e-6):.0f} times what"
        f" {size // 4} of them do: {make(60)!r}"
    )
