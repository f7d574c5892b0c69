"""The world's large airports by their IATA codes and names, from a small file.

The facts are those of airport-data-python (MIT, https://pypi.org/project/airports-py/), the kinds
of airports those of OurAirports (public domain, https://ourairports.com/data/).
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from bot.places.coordinates import zone_at
from bot.places.gazetteer import Gazetteer, fold
from bot.reports import Place

AIRPORTS: Final = Path(__file__).with_name("airports.csv")

_KIND: Final = re.compile(
    r"(?i)\b(?:the )?(?:(?:international|intl|int'l|regional|municipal) )?(?:airport"
    r"|a[e\u00e9]roport|aeropuerto|aeroporto|flughafen|sunport)\b(?:\s(?:de|del|di)\b)?"
    r"|(?:\u56fd\u969b)?\u7a7a\u6e2f$"
)
_LEAST: Final = 4
_LANDMARK: Final = re.compile(r"(?i)yosemite|yellowstone|.*\b(?:valley|county|island|beaches)")
"""Names that airports have of something that people rather mean by them."""
_IN_JAPANESE: Final = {
    "羽田": "HND",
    "成田": "NRT",
    "関西": "KIX",
    "新千歳": "CTS",
    "伊丹": "ITM",
    "中部": "NGO",
    "仁川": "ICN",
}
"""Airports that are not called like their cities."""
_METROPOLIS: Final = 300_000
_BUSIEST: Final = frozenset({"ARN", "BER", "CDG", "GRU", "LHR", "MSQ", "PEK", "PHX", "PVG", "TFU"})
"""Of cities with several large airports the one with the most passengers, as they publish them."""


class Airport(NamedTuple):
    """A large airport."""

    code: str
    name: str
    latitude: float
    longitude: float


def airport_named(name: str, gazetteer: Gazetteer) -> Place | None:
    """Return the large airport that a code or a name means; None for none and for several alike.

    A city will do where "airport" stands behind it: "Oslo airport", of several the busiest.
    Without that word a code is one in capitals alone, and a name one that no known place has.
    """
    found = _found(name, gazetteer)
    return _place(found, gazetteer) if found else None


def is_airport(name: str, gazetteer: Gazetteer) -> bool:
    """Return whether a code or a name means one large airport."""
    return _found(name, gazetteer) is not None


def _found(name: str, gazetteer: Gazetteer) -> Airport | None:
    bare = " ".join(_KIND.sub(" ", name).replace(",", " ").split())
    has_kind = bare != name.strip()
    bare = bare.removeprefix("the ") if has_kind else bare
    by_code, names = _airports()
    found = by_code.get(bare.upper()) if has_kind or bare.isupper() else None
    if not has_kind and _is_known(bare, gazetteer, is_code=bool(found)):
        return None
    is_landmark = not has_kind and _LANDMARK.fullmatch(bare)
    if found or is_landmark:
        return found
    called, in_city = _called(bare, names), _in_city(bare, names, gazetteer) if has_kind else None
    # "Flughafen Wien" is the one of Vienna, and not the Ralph Wien Memorial Airport.
    return (in_city or called) if _is_metropolis(bare, gazetteer) else (called or in_city)


def _in_city(
    bare: str, names: Sequence[tuple[str, Airport]], gazetteer: Gazetteer
) -> Airport | None:
    """Return the airport of a city that is named in another language: "Flughafen München"."""
    code = _IN_JAPANESE.get(bare)
    cities = gazetteer.find(bare)
    return _airports()[0][code] if code else _called(cities[0].name, names) if cities else None


def _is_metropolis(bare: str, gazetteer: Gazetteer) -> bool:
    """Return whether a name is one of a metropolis that is called otherwise in English."""
    city = next(iter(gazetteer.find(bare)), None)
    if city is None or city.population < _METROPOLIS:
        return False
    return not f"{fold(bare)} ".startswith(f"{fold(city.name)} ")  # as "Belfast City" is


def _called(bare: str, names: Sequence[tuple[str, Airport]]) -> Airport | None:
    asked = fold(bare)
    if len(asked) < _LEAST:
        return None
    sought = f" {asked} "
    called = [(own, found) for own, found in names if sought in own]
    exact = [(own, found) for own, found in called if own == sought]
    busiest = [(own, found) for own, found in called if found.code in _BUSIEST]
    return next((some[0][1] for some in (exact, called, busiest) if len(some) == 1), None)


def _is_known(name: str, gazetteer: Gazetteer, *, is_code: bool) -> bool:
    """Return whether a name is one of a place; beside a code a metropolis or a region is needed."""
    if gazetteer.seats(name):
        return True
    places = gazetteer.find(name)
    own = (place for place in places if fold(place.name) == fold(name))
    return any(place.population >= _METROPOLIS for place in own) if is_code else bool(places)


def _place(airport: Airport, gazetteer: Gazetteer) -> Place:
    """Return an airport as a place, in the country, the region and the zone of the next town."""
    code, name, latitude, longitude = airport
    label = f"{name} ({code})"
    near = gazetteer.nearest(latitude, longitude)
    if near is None:
        return Place(label, latitude, longitude, zone_at(longitude), "", "", "")
    return replace(near, name=label, latitude=latitude, longitude=longitude, population=0)


@lru_cache(maxsize=1)
def _airports() -> tuple[dict[str, Airport], list[tuple[str, Airport]]]:
    """Return the airports by their codes, and beside their names with a space at either end."""
    with AIRPORTS.open(encoding="utf-8", newline="") as lines:
        airports = [
            Airport(code, name, float(latitude), float(longitude))
            for code, name, latitude, longitude in csv.reader(lines)
        ]
    own = [(f" {fold(' '.join(_KIND.sub(' ', each.name).split()))} ", each) for each in airports]
    return {each.code: each for each in airports}, own
