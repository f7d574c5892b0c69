"""Outlines of areas on the map: the test for a point in one, and the distance to one.

An outline has rings, each a flat row of longitudes and latitudes in turn, in degrees. A point in an
even number of rings is outside, so that a hole is one more ring.
"""

import json
import math
import zlib
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final

Ring = Sequence[float]

KM_PER_DEGREE: Final = 111.2

_UNITS_PER_DEGREE: Final = 1000


def contains(rings: Iterable[Ring], longitude: float, latitude: float) -> bool:
    """Return whether a point lies in an outline."""
    is_inside = False
    for ring in rings:
        x, y = ring[-2], ring[-1]
        for at in range(0, len(ring), 2):
            last_x, last_y = x, y
            x, y = ring[at], ring[at + 1]
            if (y > latitude) != (last_y > latitude):
                crossed_at = (last_x - x) * (latitude - y) / (last_y - y) + x
                is_inside ^= longitude < crossed_at
    return is_inside


def distance_km(rings: Iterable[Ring], longitude: float, latitude: float) -> float:
    """Return the distance from a point to the nearest line of an outline; infinite without lines.

    The earth counts as flat, which is exact enough for some tens of kilometres.
    """
    shrink = math.cos(math.radians(latitude))
    nearest = math.inf
    for ring in rings:
        x, y = (ring[-2] - longitude) * shrink, ring[-1] - latitude
        for at in range(0, len(ring), 2):
            last_x, last_y = x, y
            x, y = (ring[at] - longitude) * shrink, ring[at + 1] - latitude
            nearest = min(nearest, _from_origin(last_x, last_y, x - last_x, y - last_y))
    return math.sqrt(nearest) * KM_PER_DEGREE


def _from_origin(x: float, y: float, along_x: float, along_y: float) -> float:
    """Return the square of the distance from the origin to a line, given its start and vector."""
    length = along_x * along_x + along_y * along_y
    part = min(1.0, max(0.0, -(x * along_x + y * along_y) / length)) if length else 0.0
    return (x + part * along_x) ** 2 + (y + part * along_y) ** 2


def packed(rings: Iterable[Ring]) -> bytes:
    """Return an outline as compressed bytes, rounded to a thousandth of a degree."""
    rows = []
    for ring in rings:
        units = [round(degrees * _UNITS_PER_DEGREE) for degrees in ring]
        rows.append(units[:2] + [units[at] - units[at - 2] for at in range(2, len(units))])
    return zlib.compress(json.dumps(rows, separators=(",", ":")).encode(), 9)


def unpacked(outline: bytes) -> list[list[float]]:
    """Return the rings of an outline from the bytes that `packed` has made."""
    rings = []
    for row in json.loads(zlib.decompress(outline)):
        ring = [0.0] * len(row)
        for first in (0, 1):
            ring[first::2] = [units / _UNITS_PER_DEGREE for units in accumulate(row[first::2])]
        rings.append(ring)
    return rings
