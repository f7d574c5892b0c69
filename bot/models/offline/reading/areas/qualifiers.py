"""Tell what stands behind the name of a town from the next name: ", Texas", " IL", " in France"."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from bot.models.offline.reading.known_names import LARGE_CITY, SAYS_LITTLE, Names, has_town_in
from bot.models.offline.reading.memory import remembered
from bot.models.offline.reading.tokens import BEFORE_CODE, BEFORE_QUALIFIER
from bot.models.offline.reading.words import CALENDAR, COMMON, DIRECTIONS, GRAMMAR, HEADLINES
from bot.places.counties import COUNTIES
from bot.places.gazetteer import Area, fold
from bot.places.names import NO_QUALIFIER
from bot.places.points import is_near
from bot.reports import Place

_LONGEST_NAME: Final = 7
_LONGEST_QUALIFIER: Final = 5
_SHORT: Final = 3
_CODE: Final = 2
_OF_COUNTIES: Final = {"GB", "IE"}
"""Countries whose regions are nations and counties."""
_COUNTY_DEGREES: Final = 0.8
"""How far from a county's own town its other ones lie, at most: some 90 km."""
_OF_STATES: Final = {"US", "CA", "AU"}
"""Countries in which people write the state behind a town."""
_NO_ABBREVIATIONS: Final = GRAMMAR | CALENDAR
_BEHIND_CODES: Final = HEADLINES | {
    *("tomorrow", "today", "tonight", "now", "right", "this", "next"),
}
_SKIPPED: Final = {"in", "the", "state", "country", "province", "of"}
_MOST_SKIPPED: Final = 4
_APART: Final = re.compile(r",|\s[\u2013-]\s")


def pieces(names: Names, first: int, end: int) -> list[tuple[int, int]]:
    """Return a run as the names in it: one, one before its region, or known ones in a row."""
    if names.population(first, end) is not None or names.is_area(first, end):
        return [(first, end)]
    for at in range(max(first + 1, end - _LONGEST_NAME), end):
        if _is_region_at(names, first, at, end):
            return _cities_in(names, first, at, end) or [(first, at)]
    if not GRAMMAR.isdisjoint(word.folded for word in names.words[first:end]):
        return [(first, end)]
    listed: list[tuple[int, int]] = []
    at = first
    while at < end:
        known = names.known_end(at)
        if not at < known <= end or (known == at + 1 and names.words[at].folded in COMMON):
            return [(first, _end_of_known(names, first, end))]
        listed.append((at, known))
        at = known
    return listed


def _cities_in(names: Names, first: int, at: int, end: int) -> list[tuple[int, int]]:
    """Return the large cities in a row that all lie in the region behind them: "Rome Milan Italy".

    Empty where there are none.
    """
    cities, areas = _known_in(names, first, at), names.areas.get(names.name(at, end), ())
    found = [_places(names, names.name(*city)) for city in cities]
    are_inside = all(
        places
        and places[0].population >= LARGE_CITY
        and any(area.contains(places[0]) for area in areas)
        for places in found
    )
    return cities if are_inside else []


def _end_of_known(names: Names, first: int, end: int) -> int:
    """Return the end of a run without words in small letters behind a known name in capitals.

    "Oslo folks" is Oslo; "Long Branch nature reserve" is not Long Branch.
    """
    known = names.known_end(first)
    is_name = first < known < end and names.words[first].text[0].isupper()
    rest = names.words[known:end] if is_name else ()
    is_over = all(word.text.islower() and word.folded not in SAYS_LITTLE for word in rest)
    return known if is_name and is_over else end


def _is_region_at(names: Names, first: int, at: int, end: int) -> bool:
    head = {word.folded for word in names.words[first:at]}
    is_named = at > first + 1 and names.population(first, at) is not None
    last = names.words[at - 1].folded
    if (head <= DIRECTIONS and not is_named) or last in {"of", "the", "de"}:
        return False
    if names.words[at].folded == NO_QUALIFIER or _are_in_a_row(names, first, at, end):
        return False
    behind = names.name(first, at)
    return names.is_area(at, end, behind=behind) and _is_within(names, behind, at, end, comma=False)


def _are_in_a_row(names: Names, first: int, at: int, end: int) -> bool:
    """Return whether a region is only behind the last of several: "Tokyo Osaka Kyoto".

    So it is behind a town with its own: "Paris Texas USA".
    """
    listed = _known_in(names, first, at)  # none in "Mexico Beach", which is in Florida
    if len(listed) <= 1 or names.population(first, at) is not None:
        return False
    if any(_is_region_at(names, *name, stop) for name, (_, stop) in pairwise(listed)):
        return True
    if all(
        _are_countries(names.areas.get(names.name(*each), ())) for each in (listed[0], (at, end))
    ):
        return True
    cities = (names.population(*listed[0]), names.population(at, end))
    return all((people or 0) >= LARGE_CITY for people in cities)


def _known_in(names: Names, first: int, end: int) -> list[tuple[int, int]]:
    """Return the known names that a run is made of; empty where it has other words."""
    listed: list[tuple[int, int]] = []
    while first < end and first < (known := names.known_end(first)) <= end:
        listed.append((first, known))
        first = known
    return listed if first == end else []


def in_a_row(names: Names, end: int) -> bool:
    """Return whether the first words are large cities in a row: "Los Angeles San Francisco"."""
    at = count = 0
    while at < end and (known := names.known_end(at)):
        if (names.population(at, known) or 0) < LARGE_CITY:
            break
        at, count = known, count + 1
    return count > 1 and (at >= end or names.words[at].folded in HEADLINES)


def _are_countries(areas: Sequence[Area]) -> bool:
    """Return whether one of the areas is a country, as Georgia is beside the state."""
    return any(not area.region for area in areas)


@remembered
def region_behind(names: Names, name: str, end: int) -> tuple[int, int] | None:
    """Return the run behind a name that says where it lies: ", Texas", " IL", " in France"."""
    if is_code_of(names, name, end):
        return end, end + 1
    first, beyond = end, min(len(names.words), end + _MOST_SKIPPED)
    while first < beyond and names.words[first].folded in _SKIPPED:
        first += 1
    if first >= len(names.words) or names.words[first].is_taken:
        return None
    gap = names.text[names.words[end - 1].end : names.words[first].start]
    if not BEFORE_QUALIFIER.fullmatch(gap):
        first, gap = end, names.gap(end)
        if not BEFORE_QUALIFIER.fullmatch(gap) or names.words[first].is_taken:
            return None
    if "," not in gap and names.words[first].folded == NO_QUALIFIER:
        return None
    comma = bool(_APART.search(gap))
    whole = comma * (names.known_end(first) - 1)  # "Rome, St. Louis" is in no "St."
    for last in range(names.reach(first, _LONGEST_QUALIFIER), max(whole, first), -1):
        is_area = names.is_area(first, last, behind=name)
        if is_area and _is_within(names, name, first, last, comma=comma):
            return first, last
    return None


def has_code(names: Names, first: int, end: int) -> bool:
    """Return whether the code of its region stands behind a name."""
    return is_code_of(names, names.whole_name(first, end), end)


@remembered
def is_code_of(names: Names, name: str, at: int) -> bool:
    """Return whether a word is the code of a region with a town of that name: "Gary, IN".

    One that is a word too, such as "or", must stand out or end the place.
    """
    if at >= len(names.words) or names.words[at].is_taken:
        return False
    word = names.words[at]
    if len(word.text) != _CODE or not BEFORE_CODE.fullmatch(names.gap(at)):
        return False
    regions = [area for area in names.areas.get(word.text, ()) if area.region]
    if not any(area.contains(place) for area in regions for place in _places(names, name)):
        return False
    if word.text.isupper() and not names.has_capitals_only():
        return True
    return word.folded not in _NO_ABBREVIATIONS or _ends_a_place(names, at)


def _ends_a_place(names: Names, at: int) -> bool:
    """Return whether a day or the weather can follow a word, or nothing, but no number."""
    following = names.words[at + 1] if at + 1 < len(names.words) else None
    rest = names.text[names.words[at].end : following.start if following else None]
    is_over = not following or (following.folded in _BEHIND_CODES and names.is_glued(at + 1))
    return is_over and not any(map(str.isdigit, rest))


def _is_within(names: Names, name: str, first: int, end: int, *, comma: bool) -> bool:
    """Return whether "name, region" is one place and not a list of two."""
    areas = names.areas.get(names.name(first, end), ())
    if _is_county_in(names, name, names.name(first, end)):
        return True
    return not _are_areas(names, name, first, end, areas) and _is_in(
        names, name, first, end, comma=comma
    )


def _is_in(names: Names, name: str, first: int, end: int, *, comma: bool) -> bool:
    region = names.name(first, end)
    areas = names.areas.get(region, ())
    people, places = names.population(first, end), _places(names, name)
    is_inside = any(area.contains(place) for area in areas for place in places)
    if is_inside and not _is_by_its_town(names, region, places):
        return False
    is_plain = people is None or (not comma and all(not area.region for area in areas))
    if is_plain and comma and not is_inside and _is_city_in_a_list(names, name, places, first):
        return False
    if is_plain or is_inside:
        return True
    # "Oslo, Tromso, Riga" are cities: behind a town people write a state in few countries.
    is_abroad = _OF_STATES.isdisjoint(area.country_code for area in areas)
    is_city = is_abroad and (people or 0) >= LARGE_CITY
    if not _are_states(areas) or (comma and is_city):
        return not places
    return max((place.population for place in places), default=0) < LARGE_CITY and (
        not comma or not places or len(region) > _SHORT
    )


def _is_city_in_a_list(names: Names, name: str, places: Sequence[Place], end: int) -> bool:
    """Return whether a city is an item behind others, as Athens is in "Rome, Athens, Malta"."""
    first = end - len(name.split())
    is_item = first > 0 and "," in names.gap(first)
    return is_item and max((place.population for place in places), default=0) >= LARGE_CITY


def _is_county_in(names: Names, name: str, region: str) -> bool:
    """Return whether a county lies in a region or a country: "Kent, England"."""
    if fold(name) not in COUNTIES or fold(region) in COUNTIES:
        return False
    own = names.areas.get(name, ())
    return any(
        each == area or each.is_part_of(area) for each in own for area in names.areas[region]
    )


def _is_by_its_town(names: Names, region: str, places: Sequence[Place]) -> bool:
    """Return whether one of the places is near a region's town, where that is a county."""
    country, *_ = COUNTIES.get(fold(region), ("", "", ""))
    seats = names.gazetteer.seats(region) if country in _OF_COUNTIES else ()
    return not seats or any(is_near(place, seats[0].place, _COUNTY_DEGREES) for place in places)


@remembered
def _places(names: Names, name: str) -> Sequence[Place]:
    return names.places(name)


def _are_areas(names: Names, name: str, first: int, end: int, areas: Sequence[Area]) -> bool:
    """Return whether both are areas, as "France" and "Germany", and not a town in one of them.

    A town can be called like a state, unless there are more areas: "Texas, Florida and Ohio".
    """
    named = names.areas.get(name, ()) if len(name) > _SHORT else ()
    if not named or has_town_in(named, _places(names, name), areas):
        return False
    if any(area.is_part_of(country) for area in areas for country in named):
        return True
    is_inside = any(each.is_part_of(area) for each in named for area in areas)  # "Georgia, USA"
    are_countries = _are_countries(named) and _are_countries(areas) and not is_inside
    are_plain = are_countries or not (is_inside or _are_states(named) or _are_states(areas))
    return are_plain or _goes_on_with_an_area(names, end) or _is_behind_an_area(names, name, first)


def _goes_on_with_an_area(names: Names, at: int) -> bool:
    """Return whether another item of a list stands at a word, and it is an area."""
    at += at < len(names.words) and names.words[at].folded in {"and", "or"}
    is_listed = at < len(names.words) and (
        names.words[at - 1].folded in {"and", "or"} or "," in names.gap(at)
    )
    return is_listed and any(
        names.is_area(at, end) for end in range(at + 1, names.reach(at, _LONGEST_QUALIFIER) + 1)
    )


def _is_behind_an_area(names: Names, name: str, end: int) -> bool:
    """Return whether a name is an item of a list behind an area: Texas in "Ohio, Texas, Maine"."""
    at = end - len(name.split())
    is_item = at > 0 and "," in names.gap(at)
    return is_item and any(
        names.is_area(before, at) for before in range(max(0, at - _LONGEST_QUALIFIER), at)
    )


def _are_states(areas: Sequence[Area]) -> bool:
    """Return whether one of the areas is a region that towns are called like.

    Nations and counties are none, nor are a country's regions of its own name, such as Monaco.
    """
    wholes = {area.country_code for area in areas if not area.region} | _OF_COUNTIES
    return any(area.region and area.country_code not in wholes for area in areas)
