"""The zone of whatever city is at a point, as a weather service tells it."""

from bisect import bisect_left
from collections.abc import Sequence
from contextlib import closing
from datetime import tzinfo
from functools import cache

from bot.places.gazetteer import Gazetteer
from bot.reports import zone_of

_NEAR = 0.001


def city_zone(latitude: float, longitude: float) -> tzinfo:
    """Return the zone of the city at this point, as `timezone=auto` does; UTC where none is."""
    return zone_of(_zone_name(latitude, longitude))


@cache
def _zone_name(latitude: float, longitude: float) -> str:
    cities = _cities()
    first = bisect_left(cities, (latitude - _NEAR,))
    after = bisect_left(cities, (latitude + _NEAR,))
    near = (zone for _, at, zone in cities[first:after] if abs(at - longitude) < _NEAR)
    return next(near, "UTC")


@cache
def _cities() -> Sequence[tuple[float, float, str]]:
    """Return all cities by their latitude: no index of the gazetteer has them so."""
    with closing(Gazetteer()) as gazetteer:
        return gazetteer.read(
            "SELECT latitude, longitude, zone.name FROM place JOIN zone ON zone.id = place.zone"
            " ORDER BY latitude, longitude",
            (),
        )
