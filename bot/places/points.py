"""The places that people name by their coordinates, and how far places are apart."""

import math
from dataclasses import replace
from typing import Final

from bot.places.coordinates import coordinates_of, zone_at
from bot.places.gazetteer import Gazetteer
from bot.reports import Place

_NEAR_DEGREES: Final = 0.4


def place_at(name: str, gazetteer: Gazetteer) -> Place | None:
    """Return the point that a latitude and a longitude are, called after the nearest town."""
    point = coordinates_of(name)
    if point is None:
        return None
    near = gazetteer.nearest(*point)
    latitude, longitude = point
    if near is None:
        return Place(name, latitude, longitude, zone_at(longitude), "", "", "")
    return replace(near, name=f"near {near.name}", latitude=latitude, longitude=longitude)


def is_near(place: Place, city: Place, degrees: float = _NEAR_DEGREES) -> bool:
    """Return whether a place is in or next to a city: "Hyde Park, London"."""
    shrink = math.cos(math.radians(city.latitude))
    east = (place.longitude - city.longitude) * shrink
    return math.hypot(place.latitude - city.latitude, east) < degrees
