"""The wait for requests that were sent at the same time."""

from concurrent.futures import Future

import pytest
from fakes.clock import FakeTime

from bot.errors import DeadlineError
from bot.providers._gathering import gather


def test_what_comes_too_late_costs_nothing_that_has_come() -> None:
    """Wherever it stands; only without any result it is the failure."""
    late, done = Future[int](), Future[int]()
    done.set_result(1)
    deadline = FakeTime().clock.deadline(0)

    assert gather({"late": late, "done": done}, deadline, "A service") == {"done": 1}
    with pytest.raises(DeadlineError, match="no time is left for A service"):
        gather({"late": late}, deadline, "A service")
