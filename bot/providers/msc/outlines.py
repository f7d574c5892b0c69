"""Outlines of warnings in GeoJSON (RFC 7946), with the test whether a point lies in one.

An outline is outside text; if it can't be read, the area of its warning is unknown.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from bot.untrusted import as_object, finite_number

_Point = tuple[float, float]

_FEWEST_CORNERS: Final = 3


def contains(geometry: object, latitude: float, longitude: float) -> bool | None:
    """Return whether a point lies in an outline or on its edge; None if it can't be read."""
    polygons = _polygons(geometry)
    point = (longitude, latitude)
    answers = [_polygon_contains(polygon, point) for polygon in polygons]
    if True in answers:
        return True
    return None if None in answers or not answers else False


def _polygons(geometry: object) -> list[object]:
    """Return the polygons of a geometry; empty if it has none."""
    words = as_object(geometry)
    coordinates = words.get("coordinates")
    if words.get("type") == "Polygon":
        return [coordinates]
    if words.get("type") == "MultiPolygon" and isinstance(coordinates, list):
        return coordinates
    return []


def _polygon_contains(polygon: object, point: _Point) -> bool | None:
    """Return whether a point lies in a polygon of an outer ring and holes; None if unreadable.

    A line from a point inside to the east crosses the rings an odd number of times.
    """
    rings = [_corners(ring) for ring in polygon] if isinstance(polygon, list) else []
    edges = [edge for ring in rings if ring for edge in pairwise([*ring, ring[0]])]
    if not edges or None in rings:
        return None
    if any(_lies_on(point, start, end) for start, end in edges):
        return True
    return sum(_crosses(point, start, end) for start, end in edges) % 2 == 1


def _corners(ring: object) -> Sequence[_Point] | None:
    """Return the corners of a ring as longitude and latitude; None if it can't be read."""
    corners = [_corner(position) for position in ring] if isinstance(ring, list) else []
    read = [corner for corner in corners if corner]
    return read if len(read) == len(corners) >= _FEWEST_CORNERS else None


def _corner(position: object) -> _Point | None:
    numbers = [finite_number(each) for each in position[:2]] if isinstance(position, list) else []
    match numbers:
        case [float() as longitude, float() as latitude]:
            return longitude, latitude
    return None


def _crosses(point: _Point, start: _Point, end: _Point) -> bool:
    """Return whether a line from a point to the east crosses an edge."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    return (y1 > y) != (y2 > y) and x < x1 + (x2 - x1) * ((y - y1) / (y2 - y1))


def _lies_on(point: _Point, start: _Point, end: _Point) -> bool:
    (x, y), (x1, y1), (x2, y2) = point, start, end
    is_beside = min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2)
    return is_beside and (x - x1) * (y2 - y1) == (y - y1) * (x2 - x1)
