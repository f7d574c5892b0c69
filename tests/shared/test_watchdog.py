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
threading.Event().wait(1.3)
print("goes on", flush=True)
watchdog = Watchdog(hangs_after_s=0.2)
thread = threading.Thread(target=re.fullmatch, args=("(?:a|a)*b", "a" * 60))
thread.start()
thread.join()
"""


def test_a_process_ends_where_it_hangs_in_one_call_and_goes_on_until_then() -> None:
    """It says where. No signal would end it, for Python would have to run to answer that."""
    done = subprocess.run(  # noqa: S603 - the program above
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=25, check=False
    )

    assert (done.returncode, done.stdout) == (1, "goes on\n")
    assert "fullmatch" in done.stderr
