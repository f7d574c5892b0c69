"""The areas of a warning: by their outlines, by their codes, or else by their names."""

import math
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from bot.places.outlines import KM_PER_DEGREE, contains
from bot.providers import _cap as cap
from bot.providers.meteoalarm.names import MAX_CHARS, narrowed, parts_of, readings, spellings
from bot.untrusted import as_text, objects, one_line

Known = Mapping[str, frozenset[str]]
"""The codes of a country's areas, by their folded names and by the codes."""

_CODE: Final = "EMMA_ID"
_FEWEST_NUMBERS: Final = 6


@dataclass(frozen=True, slots=True)
class Spot:
    """A place, with its warning areas and its names, to compare warnings with.

    Attributes:
        codes: The codes of the warning areas around the place; empty if none is known.
        names: Returns the folded names of the place and of its region and country, without words
            of administration. It is called only if neither outlines nor codes decide.
    """

    longitude: float
    latitude: float
    codes: frozenset[str]
    names: Callable[[], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Outline:
    """A polygon in degrees.

    Attributes:
        ring: The longitudes and latitudes of the corners in turn.
        bounds: The west, south, east and north of the polygon.
    """

    ring: "array[float]"
    bounds: tuple[float, float, float, float]

    def contains(self, spot: Spot) -> bool:
        """Return whether a place lies in it."""
        west, south, east, north = self.bounds
        is_near = west <= spot.longitude <= east and south <= spot.latitude <= north
        return is_near and contains((self.ring,), spot.longitude, spot.latitude)


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle around a point in degrees, with its radius in kilometres."""

    longitude: float
    latitude: float
    radius_km: float

    def contains(self, spot: Spot) -> bool:
        """Return whether a place lies in it."""
        shrink = math.cos(math.radians((self.latitude + spot.latitude) / 2))
        away = (self.longitude - spot.longitude) * shrink, self.latitude - spot.latitude
        return math.hypot(*away) * KM_PER_DEGREE <= self.radius_km


@dataclass(frozen=True, slots=True)
class Named:
    """One name of a warning's area, with the codes and names that it can stand for.

    Attributes:
        codes: The codes of the known areas of this name; if there are any, they decide.
        readings: The folded forms of the name by `names.readings`.
    """

    written: str
    codes: frozenset[str] = frozenset()
    readings: frozenset[str] = frozenset()

    def holds_at(self, spot: Spot) -> bool:
        """Return whether a place is the named area, or lies in it."""
        if self.codes and spot.codes:
            return not self.codes.isdisjoint(spot.codes)
        return bool(self.readings) and not self.readings.isdisjoint(spot.names())


@dataclass(frozen=True, slots=True)
class Region:
    """An area of a warning, which can be made up of several named areas.

    Attributes:
        outlines: The area's outlines; if there are any, they alone decide.
        codes: The codes in the warning that are those of known areas.
        is_all_known: Whether all codes in the warning are those of known areas.
    """

    names: tuple[Named, ...]
    outlines: tuple[Outline | Circle, ...] = ()
    codes: frozenset[str] = frozenset()
    is_all_known: bool = False

    def told_at(self, spot: Spot) -> tuple[str, ...] | None:
        """Return the names of the parts that a place lies in, or of all; None if in no part."""
        if self.outlines:
            return self.written if any(each.contains(spot) for each in self.outlines) else None
        if self.codes and spot.codes:
            if not self.codes.isdisjoint(spot.codes):
                return self.written
            if self.is_all_known:
                return None
        return tuple(name.written for name in self.names if name.holds_at(spot)) or None

    @property
    def written(self) -> tuple[str, ...]:
        """All names of the area, as they are written."""
        return tuple(name.written for name in self.names)


def region_from(area: cap.Words, known: Known) -> Region:
    """Return the region of a message's area; `known` has the codes of the country's areas."""
    outlines = tuple(_outlines(area))
    stated = list(codes_of(area))
    codes = frozenset[str]().union(*(known.get(code, ()) for code in stated))
    is_all_known = bool(codes) and all(code in known for code in stated)
    named = partial(_named, known=known) if not (outlines or is_all_known) else Named
    parts = parts_of(one_line(area.get("areaDesc"), MAX_CHARS), known)
    return Region(tuple(named(part) for part in parts), outlines, codes, is_all_known)


def _named(written: str, known: Known) -> Named:
    parts = narrowed(written)
    codes = [
        next((known[name] for name in spellings(part) if name in known), frozenset[str]())
        for part in parts
    ]
    called = frozenset(reading for part in parts for reading in readings(part)) - {""}
    return Named(written, frozenset().union(*codes) if all(codes) else frozenset(), called)


def codes_of(area: cap.Words) -> Iterator[str]:
    """Yield the EMMA_IDs of an area."""
    for geocode in objects(area.get("geocode")):
        if cap.text(geocode.get("valueName")).upper() == _CODE:
            yield cap.text(geocode.get("value"))


def _outlines(area: cap.Words) -> Iterator[Outline | Circle]:
    """Yield the readable polygons and circles of an area."""
    for polygon in _texts(area.get("polygon")):
        if outline := _polygon(polygon):
            yield outline
    for circle in _texts(area.get("circle")):
        numbers = _numbers(circle)
        # A radius of zero marks a middle: nothing lies in the circle.
        if len(numbers) == len(("latitude", "longitude", "radius")) and numbers[2] > 0:
            yield Circle(numbers[1], numbers[0], numbers[2])


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in map(as_text, values) if text]


def _polygon(text: str) -> Outline | None:
    """Return a polygon from corners that CAP writes as "latitude,longitude".

    None if it can't be read, or if all corners are the same.
    """
    numbers = _numbers(text)
    if len(numbers) < _FEWEST_NUMBERS or len(numbers) % 2:
        return None
    latitudes, longitudes = numbers[0::2], numbers[1::2]
    if len(set(latitudes)) == len(set(longitudes)) == 1:
        return None
    ring = array("f", bytes(4 * len(numbers)))
    ring[0::2], ring[1::2] = longitudes, latitudes
    return Outline(ring, (min(longitudes), min(latitudes), max(longitudes), max(latitudes)))


def _numbers(text: str) -> "array[float]":
    """Return the numbers of a text; empty if there is anything else in it."""
    try:
        numbers = array("f", map(float, text.replace(",", " ").split()))
    except ValueError:
        return array("f")
    return numbers if all(map(math.isfinite, numbers)) else array("f")
