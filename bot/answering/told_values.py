"""An index of known values that makes a search among thousands of them quick."""

import math
from bisect import bisect_left
from collections.abc import Collection
from typing import Final

_STEP: Final = 0.01
"""Resolution of the search for differences; no unit is written with more than two decimals."""
_LARGEST: Final = 2000.0
"""Largest value whose differences are searched for; no weather figure is larger."""


class ToldValues:
    """The known values of one quantity, all in the same unit."""

    def __init__(self, values: Collection[float]) -> None:
        self._sorted = sorted(values)
        self._grid: int | None = None
        self._spread: dict[int, int] = {}

    def has_between(self, low: float, high: float) -> bool:
        """Return whether a known value lies in an interval, its ends included."""
        at = bisect_left(self._sorted, low)
        return at < len(self._sorted) and self._sorted[at] <= high

    def has_below(self, high: float) -> bool:
        """Return whether a known value is at most as high as the bound."""
        return bool(self._sorted) and self._sorted[0] <= high

    def has_above(self, low: float) -> bool:
        """Return whether a known value is at least as high as the bound."""
        return bool(self._sorted) and self._sorted[-1] >= low

    def has_difference_between(self, low: float, high: float) -> bool:
        """Return whether the difference of two known values lies in an interval.

        Differences are exact to one hundredth; every value differs from itself by 0. The values
        are bits of one long integer, so that the cost doesn't grow with their number.
        """
        if high < 0 or low > 2 * _LARGEST:
            return False
        nearest = max(0, math.floor(low / _STEP))
        farthest = math.ceil(min(high, 2 * _LARGEST) / _STEP)
        grid = self._as_bits()
        return bool(grid & self._spread_by(farthest - nearest) >> nearest)

    def _as_bits(self) -> int:
        """Return an integer whose bit n is set if the lowest value plus n steps is known."""
        if self._grid is None:
            steps = {round(value / _STEP) for value in self._sorted if abs(value) <= _LARGEST}
            lowest = min(steps, default=0)
            bits = bytearray((max(steps, default=0) - lowest) // 8 + 1)
            for step in steps:
                bits[(step - lowest) // 8] |= 1 << (step - lowest) % 8
            self._grid = int.from_bytes(bits, "little")
        return self._grid

    def _spread_by(self, width: int) -> int:
        """Return the bits combined (by "or") with copies shifted right by 1 to `width` steps."""
        if width not in self._spread:
            bits, reach = self._as_bits(), 0
            while reach < width:
                step = min(reach + 1, width - reach)
                bits |= bits >> step
                reach += step
            self._spread[width] = bits
        return self._spread[width]
