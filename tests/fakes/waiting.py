"""Waiting for what is sure to happen, however busy the machine is."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

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


class Meeting:
    """A place where two threads wait for each other, until one of them is kept from coming.

    What a lock does not guard is then in the hands of both at once.
    """

    def __init__(self) -> None:
        self._both = threading.Barrier(2)

    def wait(self) -> None:
        """Wait for the other thread for a moment; after one that it has missed, never again."""
        with suppress(threading.BrokenBarrierError):
            self._both.wait(0.05)

    def name(self, text: str) -> str:
        """Return a text with which two threads meet wherever one of them looks it up."""
        meet = self.wait

        class Name(str):
            __slots__ = ()

            def __hash__(self) -> int:
                meet()
                return super().__hash__()

        return Name(text)


def twice_at_once(act: Callable[[], object]) -> None:
    """Have two threads do the same, and wait for them."""
    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(act) for _ in range(2)]:
            each.result(PATIENCE_S)
