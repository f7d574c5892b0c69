"""The choice among the places of one name: the largest, unless several are about as large."""

import math
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from bot.places.gazetteer import ALTERNATE_NAME_DIVISOR, Area, Seat, fold, weights
from bot.places.names import Asked, split, without_article
from bot.places.territories import countries
from bot.queries import AmbiguousPlace, Unavailable, UnknownPlace
from bot.reports import Place
from bot.zones import country_of

Resolved = Place | UnknownPlace | AmbiguousPlace | Unavailable

MAX_OTHERS = 3

_MAX_CHOICES = 5
_TIMES_EVEN = 2
_TIMES_LESS_LIKELY = 4
"""The share of the likeliest that a place in the person's own country needs to be meant."""
_METROPOLIS = 1_000_000
_TIMES = 3
_FAMED = 25
_TIMES_THE_NAMES = 1.4
_NOTABLE_CITY = 15_000
_NOTABLE_REGION = 100_000
_TIMES_MORE_LIKELY = 15
_CODE = 2
_TERRITORIES = frozenset({"PR", "GU", "VI", "AS", "MP"})
"""Of the United States, which are countries of their own in ISO 3166."""
# A city comes before the region of its name when it is large, also beside the region's cities:
# "Washington" is the city, "Ontario" is not the one in California.
_LARGE_CITY = 100_000
_LARGE_SHARE = 0.11
# A city that has the name as a by-name is named beside a far smaller one that is called so, as
# Odesa beside Odessa in Texas.
_FAR_LARGER = 5
_LARGE_BY_NAME = 500_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name can mean.

    Attributes:
        weight: The place's likeliness, by its number of people; infinite for a country.
    """

    place: Place
    weight: float

    @property
    def is_area(self) -> bool:
        """Whether the place stands for an area of the name."""
        return bool(self.place.stands_for)


def candidates_of(name: str, cities: Sequence[Place], seats: Sequence[Seat]) -> list[Candidate]:
    """Return the cities of a name and the seats of areas of that name, the likeliest first.

    A region found by its code ("TX") is used only if no city or region is named so.
    """
    weighed = zip(cities, weights(cities, name), strict=True)
    as_cities = [Candidate(city, weight) for city, weight in weighed]
    bearers = [*cities[:1], *(city for city in cities if fold(city.name) == fold(name))]
    if coded := _coded(name, cities, seats):
        return [Candidate(coded.place, coded.population)]
    named = [seat for seat in seats if not seat.is_code]
    by_code = _likeliest_by_code(seats) if not (cities or named) else []
    as_areas = [
        Candidate(seat.place, seat.population if seat.area.region else math.inf)
        for seat in named or by_code
        if not any(_is_city_itself(seat, city, name) for city in bearers)
    ]
    if as_cities and as_areas and _comes_first(as_cities[0], as_areas[0], name):
        return [as_cities[0], *as_areas, *as_cities[1:]]
    return [*as_areas, *as_cities]


def regions_first(candidates: list[Candidate], known: Sequence[Sequence[Area]]) -> list[Candidate]:
    """Return candidates in a named region before those in a country: "CA" is California first.

    Of those in a country's territories only what is far larger than its own ones is left.
    """

    def is_in_region(candidate: Candidate) -> bool:
        return any(
            area.region and area.contains(candidate.place) for options in known for area in options
        )

    return sorted(_without_outlying(candidates, known), key=is_in_region, reverse=True)


def _without_outlying(
    candidates: list[Candidate], known: Sequence[Sequence[Area]]
) -> list[Candidate]:
    """Return candidates without those in a country's territories that its own ones may outweigh.

    So "Saint-Louis, France" is in Alsace, but "San Juan, USA" in Puerto Rico.
    """
    codes = {area.country_code for options in known for area in options}
    own = [each.place.population for each in candidates if each.place.country_code in codes]
    least = _FAR_LARGER * max(own, default=-1)
    return [
        each
        for each in candidates
        if each.place.country_code in codes or each.place.population > least
    ]


def _coded(name: str, cities: Sequence[Place], seats: Sequence[Seat]) -> Seat | None:
    """Return the seat of the area whose code two capitals are: "PA", "FR".

    They are no small town of that name, and a code of a state of the US is no foreign city either.
    """
    if len(name) != _CODE or not name.isupper():
        return None
    large = [city for city in cities if city.population >= _LARGE_CITY]
    for likeliest in _likeliest_by_code([seat for seat in seats if seat.is_code]):
        is_state = _is_state(likeliest)
        if not any(_is_in_us(city) or not is_state for city in large):
            return likeliest
    return None


def _likeliest_by_code(seats: Sequence[Seat]) -> list[Seat]:
    """Return the state of the US, or else the most populous country or region, of a code."""
    states = [seat for seat in seats if _is_state(seat)]
    return states[:1] or sorted(seats, key=lambda seat: seat.population, reverse=True)[:1]


def _is_state(seat: Seat) -> bool:
    territory = not seat.area.region and seat.area.country_code in _TERRITORIES
    return territory or bool(seat.area.region and _is_in_us(seat.place))


def _is_in_us(place: Place) -> bool:
    return place.country_code == "US"


def decide(
    name: str, asked: Asked, candidates: Sequence[Candidate], zone: str = ""
) -> Place | AmbiguousPlace:
    """Return the likeliest candidate; without a qualifier, all candidates if some are as likely.

    The zone is that of the person who asks; "" when it is unknown.
    """
    by_label: dict[str, Candidate] = {}
    for candidate in candidates:
        by_label.setdefault(fold(candidate.place.label), candidate)
    exact = by_label.get(fold(name)) if asked.qualifiers else None
    first, *rest = [exact] if exact else in_order(list(by_label.values()), zone)
    even = [other for other in rest if _is_even(first, other, zone)]
    if even and not asked.qualifiers:
        choices = [_told(candidate, first) for candidate in (first, *even)]
        return AmbiguousPlace(name, tuple(choices[:_MAX_CHOICES]))
    others = [_told(other, first) for other in rest if _is_notable(other, first, fold(asked.name))]
    return replace(first.place, others=tuple(others[:MAX_OTHERS]))


def _is_city_itself(seat: Seat, city: Place, name: str) -> bool:
    """Return whether an area and its city are the same answer, as for "Luxembourg" or "New York".

    A country whose capital has its name only in other languages, as "Mexico", is not its capital.
    """
    if seat.area.region:
        return seat.area.contains(city)
    is_seat = (city.latitude, city.longitude) == (seat.place.latitude, seat.place.longitude)
    return is_seat and fold(city.name) == fold(name)


def _comes_first(city: Candidate, area: Candidate, name: str) -> bool:
    """Return whether a name means a city rather than an area.

    A country comes before a city, unless it has the name in another language only: "Franca" is in
    Brazil, and "França" is France.
    """
    if area.weight < math.inf:
        return city.weight >= max(_LARGE_CITY, _LARGE_SHARE * area.weight)
    is_written_so = city.place.name.casefold() == name.casefold()
    is_elsewhere = fold(area.place.stands_for) != fold(name)
    return is_written_so and is_elsewhere and city.place.population >= _LARGE_CITY


def in_order(candidates: Sequence[Candidate], zone: str) -> list[Candidate]:
    """Return candidates with the one in front that a person in a zone means, if one is clear."""
    if not candidates:
        return []
    first = candidates[0]
    near = [each for each in candidates[1:] if _is_near(first, each, _TIMES_LESS_LIKELY)]
    at_home = [each for each in (first, *near) if _is_at_home(each, zone)]
    rivals = [each for each in (first, *near) if _is_near(first, each, _TIMES_EVEN)]
    meant = at_home[0] if at_home else _famous(rivals) or first
    return [meant, *(each for each in candidates if each is not meant)]


def _famous(rivals: Sequence[Candidate]) -> Candidate | None:
    """Return the one of several in different countries that the world knows; None for none."""
    for each in rivals:
        others = [other for other in rivals if other is not each]
        if all(_outshines(each.place, other.place) for other in others):
            return each
    return None


def _outshines(one: Place, other: Place) -> bool:
    """Return whether a place is far better known than one of its name in another country.

    A metropolis is so by its people, other places by the number of languages that name them.
    """
    if one.country_code == other.country_code:
        return False
    times = one.population / max(other.population, 1)
    if max(one.population, other.population) >= _METROPOLIS and not 1 / _TIMES < times < _TIMES:
        return times > 1
    if max(one.fame, other.fame) >= _FAMED:
        return one.fame >= _TIMES_THE_NAMES * other.fame
    return times >= _TIMES


def _is_at_home(candidate: Candidate, zone: str) -> bool:
    return candidate.place.country_code == country_of(zone) != ""


def _is_near(first: Candidate, other: Candidate, times: float) -> bool:
    is_alike = first.is_area == other.is_area and first.weight < math.inf
    return is_alike and 0 < first.weight <= times * other.weight


def _is_even(first: Candidate, other: Candidate, zone: str) -> bool:
    """Return whether another candidate is about as likely as the one in front."""
    is_near = _is_near(first, other, _TIMES_EVEN)
    is_abroad = _is_at_home(first, zone) and not _is_at_home(other, zone)
    return is_near and not is_abroad and not _outshines(first.place, other.place)


def _told(candidate: Candidate, first: Candidate) -> str:
    """Return the name of a candidate beside the first one: the area's name if both are areas."""
    is_alike = candidate.is_area and first.is_area
    return candidate.place.stands_for if is_alike else candidate.place.label


def _is_notable(other: Candidate, first: Candidate, folded: str) -> bool:
    """Return whether a candidate is large enough to be named beside the chosen place."""
    if not other.is_area:
        if not first.is_area and other.place.population >= _FAR_LARGER * first.place.population:
            return other.place.population >= _LARGE_BY_NAME
        is_called_so = fold(other.place.name) == folded
        is_alike = first.weight <= other.weight * _TIMES_MORE_LIKELY or first.is_area
        return is_called_so and is_alike and other.place.population >= _NOTABLE_CITY
    if not first.is_area:
        return other.weight >= first.weight
    enough = _LARGE_SHARE * first.weight if first.weight < math.inf else _NOTABLE_REGION
    return other.weight >= enough


def is_by_name(known: object, name: str) -> bool:
    """Return whether a name is a nickname or foreign one of a place that a town may outweigh.

    Towns that the gazetteer lacks have fewer people than the least that it has.
    """
    if not isinstance(known, Place) or known.stands_for:
        return False
    asked = fold(name)
    own = fold(known.name)
    is_called_so = f"{own} ".startswith(f"{asked} ") or asked.startswith(f"{own} ")
    return not is_called_so and known.population < ALTERNATE_NAME_DIVISOR * _NOTABLE_CITY


def is_outlying(known: object, codes: AbstractSet[str]) -> bool:
    """Return whether a place is in a territory alone of some countries, and they may have a larger.

    Pembroke in Bermuda is so for "Pembroke, UK", as Wales has a town that the gazetteer lacks.
    """
    if not isinstance(known, Place) or known.stands_for or known.country_code in codes:
        return False
    is_theirs = not codes.isdisjoint(countries(known.country_code))
    return is_theirs and known.population <= _FAR_LARGER * _NOTABLE_CITY


def likelier(found: Resolved, known: Place, name: str) -> Resolved:
    """Return the place found for a name, or the known one if that is likelier.

    That has the name as a by-name, or lies in a territory; nothing but a town of that very name
    comes before it.
    """
    if not isinstance(found, Place):
        return known
    asked = fold(without_article(split(name).name))
    times = _FAR_LARGER if fold(known.name) == asked else ALTERNATE_NAME_DIVISOR
    is_large_enough = found.population * times >= known.population
    return found if fold(found.name) == asked and is_large_enough else known


def is_within(place: Place, areas: Sequence[Sequence[Area]]) -> bool:
    """Return whether a place lies in one of each options."""
    return all(any(area.contains(place) for area in options) for options in areas)
