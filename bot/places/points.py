"""The places that people name by their coordinates."""

from dataclasses import replace

from bot.places.coordinates import coordinates_of, zone_at
from bot.places.gazetteer import Gazetteer
from bot.reports import Place


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
