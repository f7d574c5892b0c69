"""Deadlines: how much time they leave, and what comes of one that has passed."""

import time
from datetime import UTC

import pytest
from fakes.clock import FakeTime

from bot.clock import system_clock
from bot.errors import DeadlineError


def test_a_deadline_that_has_come_is_an_error_that_names_the_work() -> None:
    """At the very moment, too; until then nothing happens."""
    fake = FakeTime()
    deadline = fake.clock.deadline(10)

    fake.pass_s(9.5)
    deadline.check("the test")
    fake.pass_s(0.5)

    with pytest.raises(DeadlineError, match="no time is left for the test"):
        deadline.check("the test")
    fake.pass_s(5)
    assert (deadline.left_s(), deadline.within(3).left_s()) == (0, 0)
    assert deadline.reserving(3).left_s() == 0


def test_the_machines_clock_is_told_in_utc() -> None:
    """Whatever zone the machine is in; people's are their own."""
    assert system_clock().now().tzinfo is UTC
    before_s = time.monotonic()
    assert before_s <= system_clock().monotonic() <= time.monotonic()


def test_a_part_of_the_time_ends_with_the_whole() -> None:
    """What is reserved for later work is a third at most."""
    deadline = FakeTime().clock.deadline(9)

    assert (deadline.within(2).left_s(), deadline.within(0).left_s()) == (2, 0)
    assert deadline.within(20).left_s() == 9
    assert deadline.reserving(2).left_s() == 7
    assert deadline.reserving(20).left_s() == 6
