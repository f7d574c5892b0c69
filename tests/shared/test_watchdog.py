"""A process in which one call holds the interpreter for good is ended all the same."""

import subprocess
import sys

import pytest

HANGS = """
import re, threading
from bot.bootstrap.watchdog import Watchdog
watchdog = Watchdog(hangs_after_s=0.2)
thread = threading.Thread(target=re.fullmatch, args=("(?:a|a)*b", "a" * 60))
thread.start()
thread.join()
"""
GOES_ON = """
import threading
from bot.bootstrap.watchdog import Watchdog
watchdog = Watchdog(hangs_after_s=0.3)
threading.Event().wait(1)
watchdog.close()
threading.Event().wait(1)
"""


def run(program: str) -> subprocess.CompletedProcess[str]:
    """Run a program to its end."""
    return subprocess.run(  # noqa: S603 - the programs above
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=25, check=False
    )


def test_a_process_that_hangs_in_one_call_ends_and_says_where() -> None:
    """No signal does that, for Python would have to run to answer it."""
    done = run(HANGS)

    assert done.returncode == 1
    assert "fullmatch" in done.stderr


@pytest.mark.slow
def test_a_process_in_which_threads_run_goes_on() -> None:
    """While it is watched and afterwards."""
    done = run(GOES_ON)

    assert (done.returncode, done.stderr) == (0, "")
