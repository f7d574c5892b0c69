"""The signals that end a process: what a first one and a second one do."""

import os
import signal
import threading
from contextlib import suppress

STOP_S = 24.0
"""Seconds after the first signal when a process ends even if something hangs."""


def stop_signals(
    is_up: threading.Event | None = None, *, stop_s: float = STOP_S
) -> threading.Event:
    """Return an event that SIGTERM and Ctrl-C set.

    Before the process is up, the first signal ends it at once: it holds no questions then. Later,
    and without `is_up`, the first signal sets the event, and ends the process after `stop_s` even
    if something hangs. A second signal ends it at once. A thread of their own waits for the
    signals, so that they are heard while the main thread waits for the database. If one thread lets
    no other run, the watchdog ends the process instead.
    """
    must_stop = threading.Event()
    numbers = (signal.SIGTERM, signal.SIGINT)

    def obey() -> None:
        signal.sigwait(numbers)
        if is_up and not is_up.is_set():
            os._exit(0)
        must_stop.set()
        last_resort = threading.Timer(stop_s, os._exit, (0,))
        last_resort.daemon = True
        last_resort.start()
        os._exit(128 + signal.sigwait(numbers))

    signal.pthread_sigmask(signal.SIG_BLOCK, numbers)  # in this and all later threads
    threading.Thread(target=obey, name="signals", daemon=True).start()
    return must_stop


def stop_at_end_of(descriptor: int) -> None:
    """Send this process SIGTERM when a file descriptor, such as standard input, has ended.

    Whoever holds the other end need not live to say so: a process that is killed lets go of it.
    """

    def wait() -> None:
        with suppress(OSError):  # it has been closed from the beginning
            while os.read(descriptor, 1024):
                pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="stdin", daemon=True).start()
