"""Canada's official warnings in the shape of MSC GeoMet's collection `weather-alerts`."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

Json = dict[str, Any]
Ring = list[list[float]]

MOST = 500
"""How many features the service answers with at once."""


def square(west: float, south: float, east: float, north: float) -> Ring:
    """Return a closed ring."""
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*rings: Ring) -> Json:
    """Return an outline, and the holes in it."""
    return {"type": "Polygon", "coordinates": list(rings)}


OTTAWA_AREA = polygon(square(-76.2, 45.2, -75.4, 45.6))


def msc_warning(number: int = 1, outline: Any = OTTAWA_AREA, **changes: Any) -> Json:
    """Return a warning for one region, in the form of recorded ones; changes are of its words."""
    region = changes.get("feature_id", "fea1-1813")
    name = f"16220871618798085962026112309{number:02}_{region}"
    words = {
        "id": name,
        "publication_datetime": "2026-11-23T09:00:52.270Z",
        "validity_datetime": "2026-11-23T18:00:00.000Z",
        "event_end_datetime": "2026-11-24T06:00:00.000Z",
        "expiration_datetime": "2026-11-24T01:00:52.270Z",
        "alert_code": "SNW",
        "alert_type": "warning",
        "alert_name_en": "snowfall warning",
        "alert_name_fr": "avertissement de neige",
        "alert_short_name_en": "Snowfall",
        "alert_short_name_fr": "Neige",
        "alert_text_en": "What:\nSnowfall with total amounts of 25 cm.",
        "alert_text_fr": "Quoi :\nNeige, accumulations totales de 25 cm.",
        "risk_colour_en": "orange",
        "risk_colour_fr": "orange",
        "confidence_en": "High",
        "confidence_fr": "Élevé",
        "impact_en": "High",
        "impact_fr": "Élevé",
        "feature_name_en": "Ottawa North - Kanata - Orléans",
        "feature_name_fr": "Ottawa Nord - Kanata - Orléans",
        "province": "ON",
        "status_en": "issued",
        "status_fr": "émis",
        "feature_id": region,
    } | changes
    return {"type": "Feature", "id": name, "geometry": outline, "properties": words}


def collection(features: Sequence[Any], params: Mapping[str, str]) -> Json:
    """Return the answer of the service: the features that reach into a box, up to its limit.

    Those without an outline that can be read are told whatever the box.
    """
    box = [float(degrees) for degrees in params["bbox"].split(",")]
    matched = [feature for feature in features if _reaches_into(feature, box)]
    returned = matched[: min(int(params.get("limit", MOST)), MOST)]
    return {
        "type": "FeatureCollection",
        "features": returned,
        "numberMatched": len(matched),
        "numberReturned": len(returned),
    }


def _reaches_into(feature: Any, box: Sequence[float]) -> bool:
    """Return whether a feature may reach into a box; here by its own box, so neighbours do too."""
    west, south, east, north = box
    try:
        longitudes, latitudes = zip(*_positions(feature["geometry"]["coordinates"]), strict=True)
        is_beside = max(longitudes) < west or min(longitudes) > east
        return not (is_beside or max(latitudes) < south or min(latitudes) > north)
    except (TypeError, KeyError, IndexError, ValueError):
        return True


def _positions(coordinates: Any) -> Iterator[Sequence[float]]:
    """Yield the positions in coordinates of any depth."""
    if isinstance(coordinates[0], int | float):
        yield coordinates
        return
    yield from chain.from_iterable(map(_positions, coordinates))
