"""Presses of a button that follow one another at once, and mean the same."""

import threading
from collections import OrderedDict
from collections.abc import Hashable

from bot.clock import Clock

WITHIN_S = 5.0
MAX_KEPT = 10_000


class Repeats:
    """Knows what was wished a moment ago; safe to share between threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._until_s: OrderedDict[Hashable, float] = OrderedDict()

    def is_one(self, wish: Hashable) -> bool:
        """Return whether the same was wished within the last seconds."""
        now_s = self._clock.monotonic()
        with self._lock:
            if now_s < self._until_s.pop(wish, now_s):
                self._until_s[wish] = now_s + WITHIN_S
                return True
            self._until_s[wish] = now_s + WITHIN_S
            while len(self._until_s) > MAX_KEPT:
                self._until_s.popitem(last=False)
            return False

    def forget(self, wish: Hashable) -> None:
        """Let the same be wished again at once, since nothing has come of it."""
        with self._lock:
            self._until_s.pop(wish, None)
