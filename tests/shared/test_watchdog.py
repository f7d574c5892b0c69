"""A process in which one call holds the interpreter for good is ended all the same."""

import subprocess
import sys

# Threads run for longer than the watch allows none to, and longer once more when it is over.
PROGRAM = """
import re, threading
from bot.bootstrap.watchdog import Watchdog
watchdog = Watchdog(hangs_after_s=1)
threading.Event().wait(1.3)
watchdog.close()
left = threading.active_count()
threading.Event().wait(1.3)
print("goes on with", left, flush=True)
watchdog = Watchdog(hangs_after_s=0.2)
thread = threading.Thread(target=re.fullmatch, args=("(?:a|a)*b", "a" * 60))
thread.start()
thread.join()
"""


def run(program: str) -> tuple[int, str, str]:
    """Run a program to its end; return its exit code and what it has printed."""
    done = subprocess.run(  # noqa: S603 - the programs below
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=25, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_a_process_ends_where_it_hangs_in_one_call_and_goes_on_until_then() -> None:
    """It says where. No signal would end it, for Python would have to run to answer that."""
    code, out, err = run(PROGRAM)

    assert (code, out) == (1, "goes on with 1\n")
    assert "fullmatch" in err


def test_a_watch_that_nobody_ends_keeps_no_process_from_its_end() -> None:
    """As where a bot can't be built: it says so and ends at once."""
    began = "from bot.bootstrap.watchdog import Watchdog; Watchdog(); raise SystemExit('why')"

    assert run(began) == (1, "", "why\n")
