"""Threads for ordered work: the work of one lane is done one piece at a time, in its order."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

Work = Callable[[], None]
"""A piece of work; it must not raise."""


class Lanes:
    """Any number of lanes; as many of them move on at once as there are threads."""

    def __init__(self, threads: int, name: str) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._changed = threading.Condition()
        self._is_closed = False
        self._waiting: dict[str, deque[Work]] = {}

    def submit(self, lane: str, work: Work) -> None:
        """Do a piece of work after all earlier work of its lane; do nothing once closed."""
        with self._changed:
            if self._is_closed:
                return
            if lane in self._waiting:
                self._waiting[lane].append(work)
            else:
                self._waiting[lane] = deque([work])
                self._pool.submit(self._run, lane)

    def close(self, timeout_s: float) -> None:
        """Take no more work, and wait `timeout_s` at most for the work that is left."""
        with self._changed:
            self._is_closed = True
            self._changed.wait_for(lambda: not self._waiting, timeout_s)
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self, lane: str) -> None:
        while work := self._next(lane):
            work()

    def _next(self, lane: str) -> Work | None:
        with self._changed:
            if self._waiting[lane]:
                return self._waiting[lane].popleft()
            del self._waiting[lane]
            self._changed.notify_all()
            return None
