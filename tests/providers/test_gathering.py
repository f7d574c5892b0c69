"""The wait for requests that were sent at the same time."""

from concurrent.futures import Future
from math import inf

import pytest
from fakes.clock import FakeTime
from fakes.rows import each_row

from bot.errors import DeadlineError, ProviderError
from bot.providers._gathering import gather


def flight(outcome: int | Exception) -> Future[int]:
    """Return a request that has ended so."""
    ended = Future[int]()
    if isinstance(outcome, Exception):
        ended.set_exception(outcome)
    else:
        ended.set_result(outcome)
    return ended


class Slow(Future[int]):
    """A request that takes so long; who waits for it lets the time pass."""

    def __init__(self, time: FakeTime, takes_s: float) -> None:
        super().__init__()
        self._time, self._ends_at_s = time, time.clock.monotonic() + takes_s

    def result(self, timeout: float | None = None) -> int:
        """Return 1 at its end, if it comes before the wait is over."""
        left_s = max(0.0, self._ends_at_s - self._time.clock.monotonic())
        is_late = timeout is not None and left_s > timeout
        self._time.pass_s(timeout if timeout is not None and is_late else left_s)
        if is_late:
            raise TimeoutError
        return 1


FIRST, LATE = ProviderError("first", rest_s=60), DeadlineError("late")


@each_row(
    ("outcomes", "told"),
    [
        ((LATE, FIRST, 3), {2: 3}),
        ((FIRST, 2, LATE), {1: 2}),
        ((FIRST, ProviderError("second"), LATE), FIRST),
        ((LATE, FIRST), LATE),
        ((), {}),
    ],
)
def test_a_failure_costs_its_own_request_alone(
    outcomes: tuple[int | Exception, ...], told: object
) -> None:
    """Where all have failed, it is the first of them."""
    flights = {number: flight(outcome) for number, outcome in enumerate(outcomes)}
    deadline = FakeTime().clock.deadline(5)

    if not isinstance(told, Exception):
        assert gather(flights, deadline, "A service") == told
        return
    with pytest.raises(type(told)) as caught:
        gather(flights, deadline, "A service")
    assert caught.value is told
    with pytest.raises(type(told)):
        gather({**flights, 9: Future()}, FakeTime().clock.deadline(0), "A service")


def test_what_comes_too_late_costs_nothing_that_has_come() -> None:
    """Wherever it stands; only without any result it is the failure."""
    late, done = Future[int](), Future[int]()
    done.set_result(1)
    deadline = FakeTime().clock.deadline(0)

    assert gather({"late": late, "done": done}, deadline, "A service") == {"done": 1}
    with pytest.raises(DeadlineError, match="no time is left for A service"):
        gather({"late": late}, deadline, "A service")


@each_row(
    ("takes_s", "told", "passed_s"),
    [
        ((inf, inf, inf, 4), [3], 5),
        ((4, inf, inf), [0], 5),
        ((inf, 5), [1], 5),
        ((3, 1, 2), [0, 1, 2], 3),
    ],
)
def test_all_requests_are_waited_for_until_one_deadline(
    takes_s: tuple[float, ...], told: list[int], passed_s: float
) -> None:
    """However many of them hang."""
    time = FakeTime()
    flights = {number: Slow(time, each_s) for number, each_s in enumerate(takes_s)}

    assert list(gather(flights, time.clock.deadline(5), "A service")) == told
    assert time.clock.monotonic() == passed_s
