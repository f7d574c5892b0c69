"""The world's cities, regions and countries by name, from a small read-only file.

It needs no request and little memory. The data is GeoNames (https://www.geonames.org/), licensed
CC BY 4.0; `scripts/build_gazetteer.py` names the contents of the file and their other sources.
"""

import difflib
import math
import sqlite3
import sys
import threading
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from bot.errors import DatabaseError
from bot.normalization import normalized
from bot.places import gazetteer_queries as sql
from bot.places.counties import COUNTIES, country_called, county_called
from bot.places.territories import countries
from bot.reports import Place

# A place with the name as a by-name must be this many times larger to come first: "Salisbury" is
# in England and not Harare, while "New Delhi" is a by-name of Delhi, not its quarter.
ALTERNATE_NAME_DIVISOR = 100
# A place with another spelling of the name must be this many times larger: "St. Louis" is not
# Saint-Louis in Senegal.
OTHER_SPELLING_DIVISOR = 2
SHORT_FORM_DIVISOR = 1.5

# These are left out without a gap: the straight apostrophe and those of typography and alphabets.
_APOSTROPHES = frozenset("'.`\u00b4\u02bb\u02bc\u2018\u2019")
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "\u0131": "i",
        "ə": "a",
    }
)
_OF_ASCII = {
    code: None if chr(code) in _APOSTROPHES else " "
    for code in range(128)
    if not chr(code).isalnum()
}
_LATIN_MARKS = ("\u0300", "\u036f")
_SHORT_WORDS = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}
_FEW_NAMES = 8
_NAMES_BESIDE = 4  # for each, so that one name more or less of a village says little
_LARGE_CITY = 100_000
_MAX_SUGGESTIONS = 3
_FEW_PEOPLE = 20_000
_MAX_COMPARED = 1500
_CACHE_KIB = 512
_MOST_REMEMBERED = 128
"""Names whose places are kept: those of a few dozen questions."""


@dataclass(frozen=True, slots=True)
class Area:
    """A country, or a region of it by the name that `Place.region` has; "" is the whole country."""

    country_code: str
    region: str = ""

    def contains(self, place: Place) -> bool:
        """Return whether a place lies in the area."""
        code, region = place.country_code, place.region
        return self == Area(code, region) if self.region else self.country_code in countries(code)

    def is_part_of(self, other: "Area") -> bool:
        """Return whether the area is a region or a territory of another area, a country."""
        return self != other and other in map(Area, countries(self.country_code))


@dataclass(frozen=True, slots=True)
class Seat:
    """A place that stands for a country or a region: its capital or largest city.

    Attributes:
        place: The capital or largest city; its `stands_for` names the area.
        population: The people of all cities of the area together.
        is_code: Whether the area was asked for by a code such as "TX".
    """

    place: Place
    area: Area
    population: int
    is_code: bool


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return the form of a name for comparing: no case, accents or punctuation, "st" for "saint".

    Marks that make another letter, as in Indic scripts and Japanese, are kept.
    """
    if text.isascii():
        return _with_short_words(text.lower().translate(_OF_ASCII))
    decomposed = normalized("NFKD", text.casefold().translate(_LETTERS))
    low, high = _LATIN_MARKS
    letters = "".join(
        letter if letter.isalnum() or unicodedata.category(letter)[0] == "M" else " "
        for letter in decomposed
        if not (low <= letter <= high or letter in _APOSTROPHES)
    )
    return normalized("NFC", _with_short_words(letters))


def _with_short_words(letters: str) -> str:
    return " ".join([_SHORT_WORDS.get(word, word) for word in letters.split()])


def weights(places: Sequence[Place], name: str) -> list[float]:
    """Return the weight of each place for a name: its population, less for a by-name or less fame.

    Places with that very name are compared by the square of their share of names too: Venice is in
    Italy. The likeliest of them weighs as much as the largest, so that fame decides among them and
    not against by-names. That a large city has few names is no sign of anything: Reading is in
    England.
    """
    divisors = [_divisor(place, name) for place in places]
    sizes = [place.population / by for place, by in zip(places, divisors, strict=True)]
    own = [at for at, divisor in enumerate(divisors) if divisor < ALTERNATE_NAME_DIVISOR]
    most = max((places[at].fame for at in own), default=1)
    shared = {at: sizes[at] * _share_of_names(places[at], most) ** 2 for at in own}
    times = max((sizes[at] for at in own), default=0) / (max(shared.values(), default=0) or 1)
    return [shared[at] * times if at in shared else size for at, size in enumerate(sizes)]


def _share_of_names(place: Place, most: int) -> float:
    """Return a place's names as a share of those of the one with most, a few more given to all."""
    names = max(place.fame, _FEW_NAMES) if place.population >= _LARGE_CITY else place.fame
    return min(1.0, (names + _NAMES_BESIDE) / (most + _NAMES_BESIDE))


def _divisor(place: Place, name: str) -> float:
    """Return the divisor of a place's population for a name that is not its own as it is written.

    The short form of a name counts nearly as its own: "Newcastle" upon Tyne.
    """
    if name.casefold() in place.name.casefold().split(" / "):
        return 1
    asked, own = fold(name), fold(place.name)
    if own == asked:
        return OTHER_SPELLING_DIVISOR
    is_short = own.startswith(f"{asked} ") or own.endswith(f" upon {asked}")
    return SHORT_FORM_DIVISOR if is_short else ALTERNATE_NAME_DIVISOR


class Gazetteer:
    """Cities, regions and countries with their names in many languages; safe to share."""

    def __init__(self, path: Path | None = None) -> None:
        path = path or Path(__file__).with_name("gazetteer.sqlite")
        self._lock = threading.Lock()
        # An answer looks each of its places up several times.
        self._found = lru_cache(maxsize=_MOST_REMEMBERED)(self._find)
        self._seats = lru_cache(maxsize=_MOST_REMEMBERED)(self._find_seats)
        with ExitStack() as on_failure:
            try:
                self._connection = sqlite3.connect(
                    f"{path.resolve().as_uri()}?mode=ro&immutable=1",
                    uri=True,
                    check_same_thread=False,
                )
                on_failure.callback(self._connection.close)
                # The file is small, and the system keeps what of it is read often.
                self._connection.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
                self.read("SELECT 1 FROM place LIMIT 1", ())
            except sqlite3.Error as error:
                raise DatabaseError(f"the gazetteer {str(path)!r} can't be read") from error
            on_failure.pop_all()

    def find(self, name: str) -> list[Place]:
        """Return the places with exactly this name in any language, the likeliest first."""
        return list(self._found(name))

    def nearest(self, latitude: float, longitude: float) -> Place | None:
        """Return the place nearest to a point; None where none is within two degrees."""
        shrink = max(math.cos(math.radians(latitude)), 0.05)
        values = {"latitude": latitude, "longitude": longitude, "wide": 2 / shrink}

        def away(place: Place) -> float:
            east = math.remainder(place.longitude - longitude, 360)
            return math.hypot(place.latitude - latitude, east * shrink)

        return min((Place(*row) for row in self.read(sql.NEAREST, values)), key=away, default=None)

    def populations(self, names: Iterable[str]) -> dict[str, int]:
        """Return the population of the largest place of each name; unknown names are left out."""
        folded = {name: fold(name) for name in names}
        found = dict(self.read(sql.POPULATIONS, (sql.names_in(folded.values()),)))
        return {name: found[key] for name, key in folded.items() if key in found}

    def areas(self, name: str) -> tuple[Area, ...]:
        """Return the regions, then the countries, that a name or abbreviation ("TX") can mean.

        The most populous regions come first.
        """
        return self.areas_of([name]).get(name, ())

    def areas_of(self, names: Iterable[str]) -> dict[str, tuple[Area, ...]]:
        """Return the areas of each name as `areas` does; names without areas are left out.

        A county, which the file has none of, is the region that it lies in, behind all others.
        """
        folded = {name: country_called(fold(name)) for name in names}
        found = defaultdict[str, list[Area]](list)
        for key, *area in self.read(sql.AREAS, (sql.names_in(folded.values()),)):
            found[key].append(Area(*area))
        for key in {*folded.values()} & COUNTIES.keys():
            found[key].append(Area(*COUNTIES[key][:2]))
        return {name: tuple(found[key]) for name, key in folded.items() if key in found}

    def seats(self, name: str) -> list[Seat]:
        """Return the seats of the countries and regions of a name, the likeliest first.

        Countries come before regions, but after them if the name is a code.
        """
        return list(self._seats(name))

    def is_vast(self, name: str) -> bool:
        """Return whether a name means a continent, an ocean or the like."""
        return fold(name) in self._vast

    def similar(self, name: str, areas: Sequence[Area] = ()) -> tuple[str, ...]:
        """Return the labels of at most three places with a similar name, the closest first.

        Of places with the same name, one in the given areas is chosen.
        """
        if not (folded := fold(name)):
            return ()
        limits = {
            "first": folded[0],
            "beyond": folded[0] + chr(sys.maxunicode),
            "shortest": len(folded) - 2,
            "longest": len(folded) + 2,
            "most": _MAX_COMPARED,
        }
        rows = [*self.read(sql.LOOK_ALIKES, limits), *self.read(sql.LOOK_ALIKE_AREAS, limits)]
        known = list(dict.fromkeys(row[0] for row in rows))
        alike = difflib.get_close_matches(folded, known, 2 * _MAX_SUGGESTIONS, 0.8)
        labels = [self._label(other, areas) for other in reversed(alike)]
        own = {fold(label.partition(",")[0]): label for label in labels}
        shown = difflib.get_close_matches(folded, own, _MAX_SUGGESTIONS, 0.65)
        return tuple(own[name] for name in shown)

    def _label(self, name: str, areas: Sequence[Area]) -> str:
        if seats := self.seats(name):
            return seats[0].place.stands_for
        places = self.find(name)
        inside = (place for place in places if any(area.contains(place) for area in areas))
        return next(inside, places[0]).label

    def close(self) -> None:
        """Close the gazetteer's file, behind whoever is reading it."""
        with self._lock:  # closed in the middle of a query, SQLite ends the process
            self._connection.close()

    def read(self, query: str, values: Mapping[str, object] | Sequence[object]) -> list[Any]:
        """Return the rows of a query on the gazetteer's file."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    @cached_property
    def _vast(self) -> frozenset[str]:
        return frozenset(folded for (folded,) in self.read("SELECT folded FROM vast", ()))

    def _find(self, name: str) -> tuple[Place, ...]:
        rows = self.read(sql.PLACES, (fold(name),))
        places = [replace(Place(*row), fame=fame) for *row, fame in rows]
        weighed = zip(weights(places, name), places, strict=True)
        return tuple(place for _, place in sorted(weighed, key=lambda each: each[0], reverse=True))

    def _find_seats(self, name: str) -> tuple[Seat, ...]:
        asked = (country_called(fold(name)),)
        seats = [_seat(row) for row in self.read(sql.SEATS, asked)]
        # Long Island is an island of the Bahamas too, which few people live on.
        if all(seat.population < _FEW_PEOPLE for seat in seats):
            seats = [*map(_seat, self.read(sql.COUNTY_SEATS, county_called(name, *asked))), *seats]
        return tuple(seats)


def _seat(row: Sequence[Any]) -> Seat:
    *columns, name, region, population, is_code = row
    place = Place(*columns)
    stands_for = f"{name}, {place.country}" if name else place.country
    area = Area(place.country_code, region)
    return Seat(replace(place, stands_for=stands_for), area, population, bool(is_code))
