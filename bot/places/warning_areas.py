"""The areas of Europe's official warnings, and the search for those around a place.

They are in the gazetteer's file, by the codes that MeteoAlarm's feeds use (EMMA_ID); see
`scripts/gazetteer_warning_areas.py`.
"""

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final

from bot.places.gazetteer import Gazetteer, fold
from bot.places.outlines import KM_PER_DEGREE, Ring, contains, distance_km, unpacked
from bot.reports import Place

NEAR_KM: Final = 30.0
"""Farthest that a place outside of all outlines may be from its area; on coasts and borders the
outlines are coarse."""

_MOST_COUNTRIES: Final = 64
_BETWEEN_NAMES: Final = "|"
# Degrees of longitude that make `NEAR_KM` at 70 degrees north, and more than it anywhere south.
_MARGIN_DEG: Final = NEAR_KM / KM_PER_DEGREE * 3

_KNOWN: Final = """
    SELECT code, folded FROM warning_area WHERE country = ? ORDER BY code
"""
# The areas of the gazetteer's places were computed with the outlines before they were simplified.
_JOINED: Final = """
    SELECT code FROM name JOIN place ON place.id = name.place
    JOIN lies_in ON lies_in.place = place.id JOIN warning_area ON warning_area.id = lies_in.area
    WHERE name.folded = :folded AND place.country = :country
          AND abs(latitude - :latitude) < 0.0001 AND abs(longitude - :longitude) < 0.0001
"""
_NEAR: Final = """
    SELECT code, is_sea, west, south, east, north, outline FROM warning_area
    WHERE country = :country
          AND west < :longitude + :margin AND east > :longitude - :margin
          AND south < :latitude + :margin AND north > :latitude - :margin
    ORDER BY code
"""
# A name that a larger place of the country has as well, some way off, is left out; and so is one of
# another region, which is the region's.
_NAMES: Final = """
    WITH bearer AS (
        SELECT folded, max(population) AS population
        FROM name JOIN place ON place.id = name.place
        WHERE country = :country
              AND (abs(latitude - :latitude) > 0.25 OR abs(longitude - :longitude) > 0.25)
              AND folded IN (SELECT value FROM json_each(:names))
        GROUP BY folded
    )
    SELECT value FROM json_each(:names) LEFT JOIN bearer ON bearer.folded = value
    WHERE coalesce(bearer.population, -1) < :population AND NOT EXISTS (
        SELECT 1 FROM area
        WHERE folded = value AND country = :country AND NOT is_code AND region AND region NOT IN (
            SELECT region FROM area WHERE folded = :region AND country = :country
        ) AND EXISTS (SELECT 1 FROM area WHERE folded = :region AND country = :country AND region)
    )
"""
_HERE: Final = """
    SELECT place.id, population FROM name JOIN place ON place.id = name.place
    WHERE folded = :folded AND country = :country
          AND abs(latitude - :latitude) < 0.01 AND abs(longitude - :longitude) < 0.01
"""
_ALL_NAMES: Final = """
    SELECT place, folded FROM name WHERE place IN (SELECT id FROM place WHERE country = ?)
"""
_REGIONS: Final = """
    SELECT DISTINCT folded FROM area WHERE country = :country AND NOT is_code AND (
        region = 0 OR region IN (
            SELECT region FROM area WHERE folded = :region AND country = :country AND region
        )
    )
"""


@dataclass(frozen=True, slots=True)
class WarningArea:
    """A warning area with an outline; `bounds` are west, south, east and north in degrees."""

    code: str
    is_sea: bool
    bounds: tuple[float, float, float, float]
    rings: Callable[[], Sequence[Ring]]

    def contains(self, longitude: float, latitude: float) -> bool:
        """Return whether a point lies in the area."""
        west, south, east, north = self.bounds
        is_near = west <= longitude <= east and south <= latitude <= north
        return is_near and contains(self.rings(), longitude, latitude)

    def may_be_within(self, most_km: float, longitude: float, latitude: float) -> bool:
        """Return whether a point is within a distance of the area's bounds."""
        west, south, east, north = self.bounds
        away_y = max(south - latitude, latitude - north, 0.0)
        away_x = max(west - longitude, longitude - east, 0.0) * math.cos(math.radians(latitude))
        return math.hypot(away_x, away_y) * KM_PER_DEGREE <= most_km


def areas_at(areas: Iterable[WarningArea], longitude: float, latitude: float) -> set[str]:
    """Return the codes of the areas that a point lies in, and of the nearest if none is on land.

    Empty if no area is near.
    """
    areas = list(areas)
    inside = [area for area in areas if area.contains(longitude, latitude)]
    on_land = [area for area in areas if not area.is_sea]
    codes = {area.code for area in inside}
    if all(area.is_sea for area in inside):
        codes |= _nearest(on_land, longitude, latitude)
    return codes


def _nearest(areas: Iterable[WarningArea], longitude: float, latitude: float) -> set[str]:
    """Return the code of the nearest area; empty if none is within 30 km."""
    nearest, nearest_km = "", NEAR_KM
    for area in areas:
        if area.may_be_within(nearest_km, longitude, latitude):
            distance = distance_km(area.rings(), longitude, latitude)
            if distance < nearest_km:
                nearest, nearest_km = area.code, distance
    return {nearest} - {""}


class WarningAreas:
    """The areas of all countries that have outlines; safe to share between threads."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        # Names lead to places, not the other way: one look through all of them serves a country.
        self._names_in = lru_cache(_MOST_COUNTRIES)(self._read_names)

    def known_in(self, country_code: str) -> Mapping[str, frozenset[str]]:
        """Return the codes of a country's areas by their folded names, and by each code itself.

        Empty for a country without outlines. Several areas may share a name.
        """
        known: dict[str, set[str]] = defaultdict(set)
        for code, folded in self._gazetteer.read(_KNOWN, (country_code,)):
            for name in (code, *folded.split(_BETWEEN_NAMES)):
                known[name].add(code)
        return {name: frozenset(codes) for name, codes in known.items()}

    def names_at(self, place: Place) -> frozenset[str]:
        """Return the folded names of a place and of the region and country that it lies in.

        A name of the place that a larger place of its country or another region has as well is left
        out.
        """
        values = {
            "folded": fold(place.name),
            "country": place.country_code,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "region": fold(place.region),
        }
        here = self._gazetteer.read(_HERE, values)
        called = self._names_in(place.country_code)
        by_names = {name for id_, _ in here for name in called[id_]}
        values["names"] = json.dumps([values["folded"], *sorted(by_names)])
        values["population"] = max([place.population, *(population for _, population in here)])
        own = self._gazetteer.read(_NAMES, values)
        around = self._gazetteer.read(_REGIONS, values)
        labels = (fold(place.region), fold(place.country))
        return frozenset((*(name for (name,) in (*own, *around)), *labels)) - {""}

    def _read_names(self, country_code: str) -> Mapping[int, Sequence[str]]:
        """Return the folded names of the places of a country, by their numbers."""
        names: dict[int, list[str]] = defaultdict(list)
        for place, folded in self._gazetteer.read(_ALL_NAMES, (country_code,)):
            names[place].append(folded)
        return names

    def codes_at(self, place: Place) -> frozenset[str]:
        """Return the codes of the areas that a place lies in; empty if none is known."""
        values = {
            "folded": fold(place.name),
            "country": place.country_code,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "margin": _MARGIN_DEG,
        }
        if joined := self._gazetteer.read(_JOINED, values):
            return frozenset(code for (code,) in joined)
        areas = [
            WarningArea(code, bool(is_sea), tuple(bounds), partial(unpacked, outline))
            for code, is_sea, *bounds, outline in self._gazetteer.read(_NEAR, values)
        ]
        return frozenset(areas_at(areas, place.longitude, place.latitude))
