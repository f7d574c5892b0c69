"""Threads for ordered work: each lane keeps the order of its work, as far as that matters."""

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

QUICK_S = 0.25
"""Seconds after which work is not quick: it waits for somebody else, and holds nobody up."""

Work = Callable[[], None]
"""A piece of work; it must not raise."""


@dataclass(slots=True)
class _Lane:
    """The work of one lane.

    Attributes:
        waiting: The pieces that are not begun, each with whether it must be alone.
        running: The count of pieces that are under way.
        is_alone: Whether the one that was begun last must be alone.
    """

    waiting: deque[tuple[Work, bool]] = field(default_factory=deque)
    running: int = 0
    is_alone: bool = False

    def next_due(self) -> Work | None:
        """Take the next piece that may begin now; None while it must wait, or there is none."""
        if not self.waiting:
            return None
        work, is_alone = self.waiting[0]
        if self.running and (is_alone or self.is_alone):
            return None
        self.waiting.popleft()
        self.running += 1
        self.is_alone = is_alone
        return work

    def end_one(self) -> None:
        """Record that a piece has ended."""
        self.running -= 1


class _Turns:
    """The turns of quick work; one that lasts longer than that counts no more."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._changed = threading.Condition()
        self._ends_s: dict[object, float] = {}

    def take(self) -> object:
        """Wait for a turn, at most as long as all that are under way may still be quick."""
        turn = object()
        with self._changed:
            give_up_at_s = time.monotonic() + QUICK_S
            while (wait_s := self._wait_s(give_up_at_s)) > 0:
                self._changed.wait(wait_s)
            self._ends_s[turn] = time.monotonic() + QUICK_S
        return turn

    def give_back(self, turn: object) -> None:
        """End a turn, be it one that counts no more."""
        with self._changed:
            del self._ends_s[turn]
            self._changed.notify()

    def _wait_s(self, give_up_at_s: float) -> float:
        """Return the seconds until a turn may be free; none where one is, or the time is over."""
        now_s = time.monotonic()
        quick = [end_s for end_s in self._ends_s.values() if end_s > now_s]
        return min([give_up_at_s, *quick]) - now_s if len(quick) >= self._at_once else 0.0


class Lanes:
    """Any number of lanes; as many pieces of work are done at once as there are threads.

    Of quick work few pieces are: all threads share one interpreter, and what is done one after
    another is done sooner on average.
    """

    def __init__(self, threads: int, name: str, *, quick_at_once: int) -> None:
        self._turns = _Turns(quick_at_once)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._changed = threading.Condition()
        self._is_closed = False
        self._lanes: dict[str, _Lane] = {}

    def submit(self, lane: str, work: Work, *, is_alone: bool = True) -> None:
        """Do a piece of work behind the earlier work of its lane; do nothing once closed.

        A piece that must be alone begins when all before it has ended, and all behind it waits for
        its end. The others between two such pieces are done at the same time.
        """
        with self._changed:
            if not self._is_closed:
                self._lanes.setdefault(lane, _Lane()).waiting.append((work, is_alone))
                self._begin_due(lane)

    def close(self, timeout_s: float) -> None:
        """Take no more work, and wait `timeout_s` at most for the work that is left."""
        with self._changed:
            self._is_closed = True
            self._changed.wait_for(lambda: not self._lanes, timeout_s)
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _begin_due(self, name: str) -> None:
        """Hand on all that may begin now; the caller holds the lock."""
        lane = self._lanes[name]
        while work := lane.next_due():
            self._pool.submit(self._run, name, work)
        if not lane.running:
            del self._lanes[name]
            self._changed.notify_all()

    def _run(self, name: str, work: Work) -> None:
        turn = self._turns.take()
        try:
            work()
        finally:
            self._turns.give_back(turn)
            with self._changed:
                self._lanes[name].end_one()
                self._begin_due(name)  # once the pool is shut, this fails and nobody is told
