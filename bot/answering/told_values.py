"""Values that have been told, kept so that a look-up among thousands costs next to nothing."""

import math
from bisect import bisect_left
from collections.abc import Collection
from typing import Final

_STEP: Final = 0.01
"""How exactly differences are looked for: no unit of ours is told in smaller pieces."""
_LARGEST: Final = 2000.0
"""No difference of two larger values is looked for; no weather has them."""


class ToldValues:
    """All values of one quantity that have been told, in one unit."""

    def __init__(self, values: Collection[float]) -> None:
        self._sorted = sorted(values)
        self._grid: int | None = None
        self._spread: dict[int, int] = {}

    def has_between(self, low: float, high: float) -> bool:
        """Return whether a value lies between two others, both included."""
        at = bisect_left(self._sorted, low)
        return at < len(self._sorted) and self._sorted[at] <= high

    def has_below(self, high: float) -> bool:
        """Return whether a value is at most so high."""
        return bool(self._sorted) and self._sorted[0] <= high

    def has_above(self, low: float) -> bool:
        """Return whether a value is at least so high."""
        return bool(self._sorted) and self._sorted[-1] >= low

    def has_difference_between(self, low: float, high: float) -> bool:
        """Return whether two values are so far apart, to one hundredth; one alone is 0 from itself.

        The values are bits on a grid, which is laid over itself: that costs the same for three
        values and for ten thousand.
        """
        if high < 0 or low > 2 * _LARGEST:
            return False
        nearest = max(0, math.floor(low / _STEP))
        farthest = math.ceil(min(high, 2 * _LARGEST) / _STEP)
        grid = self._as_bits()
        return bool(grid & self._spread_by(farthest - nearest) >> nearest)

    def _as_bits(self) -> int:
        """Return the values as set bits, one for each step from the lowest of them."""
        if self._grid is None:
            steps = {round(value / _STEP) for value in self._sorted if abs(value) <= _LARGEST}
            lowest = min(steps, default=0)
            bits = bytearray((max(steps, default=0) - lowest) // 8 + 1)
            for step in steps:
                bits[(step - lowest) // 8] |= 1 << (step - lowest) % 8
            self._grid = int.from_bytes(bits, "little")
        return self._grid

    def _spread_by(self, width: int) -> int:
        """Return the grid laid over itself at every step from 0 to the width."""
        if width not in self._spread:
            bits, reach = self._as_bits(), 0
            while reach < width:
                step = min(reach + 1, width - reach)
                bits |= bits >> step
                reach += step
            self._spread[width] = bits
        return self._spread[width]
