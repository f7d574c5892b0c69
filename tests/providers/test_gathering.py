"""The wait for requests that were sent at the same time."""

from concurrent.futures import Future

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
