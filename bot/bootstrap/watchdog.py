"""The watchdog, which ends a process in which one thread keeps all others from running."""

import faulthandler
import threading
from typing import Final

_STDERR: Final = 2
HANGS_AFTER_S: Final = 20.0
"""Seconds for which no other thread may run: less than service managers wait for an end."""


class Watchdog:
    """Ends the process, with status 1, when no other thread has run for `hangs_after_s`.

    A single call in C, such as a search for a pattern, can hold the interpreter for years. Then no
    signal is handled either, since Python handles signals in the interpreter. So a thread of
    faulthandler keeps the watch, which needs no interpreter; before it ends the process, it writes
    the stack of each thread to stderr. Questions in work are leased again when their leases end.
    """

    def __init__(self, hangs_after_s: float = HANGS_AFTER_S) -> None:
        self._hangs_after_s = hangs_after_s
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        is_over = False
        while not is_over:
            faulthandler.dump_traceback_later(self._hangs_after_s, exit=True, file=_STDERR)
            is_over = self._is_over.wait(self._hangs_after_s / 10)
        faulthandler.cancel_dump_traceback_later()

    def close(self) -> None:
        """End the watch."""
        self._is_over.set()
        self._thread.join()
