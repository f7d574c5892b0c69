"""Waiting for what is sure to happen, however busy the machine is."""

import threading
import time
from collections.abc import Callable

PATIENCE_S = 25.0
"""How long a test waits for what it is sure of; only a test that fails waits so long."""

PROCESS_S = 40.0
"""The same for a process that starts or ends while many others do."""


def until(condition: Callable[[], bool], timeout_s: float = PATIENCE_S) -> None:
    """Return as soon as something that no event tells about is so."""
    give_up_at_s = time.monotonic() + timeout_s
    pause, pause_s = threading.Event(), 0.005
    while not condition():
        assert time.monotonic() < give_up_at_s, "it did not happen"
        pause.wait(pause_s)
        # What has not happened at once takes seconds: it need not be looked for so often.
        pause_s = min(pause_s * 1.2, 0.05)
