"""Whether a question can be read is found out where nothing else hangs on it."""

import sys

import pytest

from bot.models.offline.probe import can_be_read

FOREVER = "import re, sys; re.fullmatch('(?:a|a)*b', sys.stdin.read())"
FAILING = "raise SystemExit(3)"
ENDED_BY_THE_SYSTEM = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
BOUNDED = """
import resource
from bot.models.offline import probe
probe.main()
raise SystemExit(resource.getrlimit(resource.RLIMIT_CPU)[1] != probe.READ_WITHIN_CPU_S)
"""


@pytest.mark.parametrize(
    "text",
    [
        "\ud800 in 東京",
        *(
            pytest.param(text, marks=pytest.mark.slow)
            for text in ("weather in Oslo?", "", f"at 5 {'on monday ' * 400}x", "far " * 1000)
        ),
    ],
)
def test_people_write_what_can_be_read(text: str) -> None:
    """Odd letters, nothing at all and one word over and over included."""
    assert can_be_read(text)


def test_reading_without_an_end_is_ended() -> None:
    """Even one that no signal for Python would reach."""
    assert not can_be_read("a" * 60, command=(sys.executable, "-c", FOREVER), within_s=0.5)


def test_reading_that_fails_is_no_reading() -> None:
    """A process that the system ends for its use of processor time fails too."""
    for source in (FAILING, ENDED_BY_THE_SYSTEM):
        assert not can_be_read("weather", command=(sys.executable, "-c", source)), source
    assert not can_be_read("weather", command=("/nowhere/python",))


@pytest.mark.slow
def test_the_system_bounds_the_processor_time_of_a_reading() -> None:
    """So that one without an end ends, where whoever started it is no longer there."""
    assert can_be_read("weather in Oslo", command=(sys.executable, "-c", BOUNDED))
