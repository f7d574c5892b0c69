"""The search for places by their names: in the gazetteer first, then at the geocoder."""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial

from bot.clock import Clock, Deadline
from bot.errors import DeadlineError, ProviderError
from bot.fetching import AT_ONCE_PER_HOST
from bot.places.abbreviations import spelled_out
from bot.places.airports import airport_named
from bot.places.choices import (
    MAX_OTHERS,
    Candidate,
    Resolved,
    candidates_of,
    decide,
    is_by_name,
    is_outlying,
    is_within,
    likelier,
    regions_first,
)
from bot.places.gazetteer import Gazetteer, fold
from bot.places.geocoder import Found
from bot.places.lookups import Lookup, Lookups, PlaceSearch
from bot.places.names import (
    MAX_NAME_CHARS,
    Asked,
    Postcode,
    postcode_of,
    readings,
    split,
    without_article,
)
from bot.places.points import is_near, place_at
from bot.queries import AmbiguousPlace, Unavailable, UnknownPlace
from bot.reports import Place
from bot.telemetry import log_event
from bot.untrusted import one_line

_MAX_TRIES = 2
_LARGE_CITY = 500_000
_CITY = 100_000
_LONGEST_CODE = 3

logger = logging.getLogger(__name__)

_Find = Callable[[Lookup], tuple[Found, ...]]


class Places:
    """A finder of the places that people name; safe to share between threads.

    Without a geocoder, a name that the gazetteer lacks is unknown.
    """

    def __init__(self, gazetteer: Gazetteer, geocoder: PlaceSearch | None, clock: Clock) -> None:
        self._gazetteer = gazetteer
        self._lookups = Lookups(geocoder, clock) if geocoder else None
        self._pool = ThreadPoolExecutor(AT_ONCE_PER_HOST, thread_name_prefix="places")

    def resolve(
        self, names: Sequence[str], *, language: str, deadline: Deadline, zone: str = ""
    ) -> dict[str, Resolved]:
        """Return the place of each name, or the reason why it has none, by the name as given.

        The names that the gazetteer lacks are searched for in parallel, in the language of a BCP 47
        tag. If the geocoder fails, the other names are resolved nevertheless. Of places that are
        about as likely, one in the country of the person's time zone is meant.
        """
        language = language.partition("-")[0].lower()
        cleaned = {name: spelled_out(one_line(name, MAX_NAME_CHARS, end="")) for name in names}
        resolved: dict[str, Resolved] = {}
        searches: dict[str, Future[Resolved]] = {}
        for name in dict.fromkeys(cleaned.values()):
            if known := self._at_once(name, zone):
                resolved[name] = known
            elif self._lookups:
                find = partial(self._lookups.find, deadline=deadline)
                searches[name] = self._pool.submit(self._search, find, name, language, zone)
            else:
                resolved[name] = self._without_postcode(name, zone) or self._unknown(name, ())
        resolved |= self._found(searches, deadline, zone)
        return {name: resolved[asked] for name, asked in cleaned.items()}

    def known(self, names: Sequence[str], zone: str = "") -> dict[str, Place]:
        """Return the places that take no request, by their names as they were given."""
        cleaned = {name: spelled_out(one_line(name, MAX_NAME_CHARS, end="")) for name in names}
        found = ((name, self._at_once(clean, zone)) for name, clean in cleaned.items())
        return {name: place for name, place in found if isinstance(place, Place)}

    def _at_once(self, name: str, zone: str) -> Resolved | None:
        """Return the meaning of a name that nobody has to search for; None for none."""
        point = place_at(name, self._gazetteer) or airport_named(name, self._gazetteer)
        known = point or self._known(name, zone)
        return None if not point and self._lookups and self._is_unsure(known, name) else known

    def _found(
        self, searches: Mapping[str, Future[Resolved]], deadline: Deadline, zone: str
    ) -> dict[str, Resolved]:
        resolved: dict[str, Resolved] = {}
        for name, search in searches.items():
            found, known = self._searched(name, search, deadline, zone), self._known(name, zone)
            asked = self._divided(name).name
            resolved[name] = likelier(found, known, asked) if isinstance(known, Place) else found
        return resolved

    def close(self) -> None:
        """Cancel the searches that have not begun."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _known(self, name: str, zone: str = "") -> Place | AmbiguousPlace | Unavailable | None:
        """Return the gazetteer's answer for a name; None if it has none that is clear."""
        bare = without_article(name)
        if self._gazetteer.is_vast(bare):
            return Unavailable(
                name, f"{name!r} is too large to have one weather; a city or a country has."
            )
        for asked in dict.fromkeys((*readings(name), *readings(bare))):
            candidates, is_exact = self._candidates(asked)
            labels = {fold(candidate.place.label) for candidate in candidates}
            is_clear = len(labels) == 1 and not self._leaves_out(asked, name)
            if candidates and (is_exact or is_clear):
                return decide(name, asked, candidates, zone)
        return None

    def _leaves_out(self, asked: Asked, name: str) -> bool:
        """Return whether a reading is a region in place of the village in it that is named first.

        A city in place of its quarter is near enough.
        """
        own = {split(name).name, split(without_article(name)).name}.intersection(asked.qualifiers)
        areas = self._gazetteer.areas
        return bool(areas(asked.name)) and not all(map(areas, own))

    def _candidates(self, asked: Asked) -> tuple[list[Candidate], bool]:
        """Return the places of a name in all its qualifiers, and whether every qualifier is known.

        An unknown qualifier, such as a county, is ignored; if none is known, there are no places.
        """
        areas = [
            self._gazetteer.areas(qualifier)
            for qualifier in asked.qualifiers
            if not self._gazetteer.is_vast(qualifier)
        ]
        known = [options for options in areas if options]
        if areas and not known:
            return [], False
        cities = [city for city in self._gazetteer.find(asked.name) if is_within(city, known)]
        seats = [
            seat
            for seat in self._gazetteer.seats(asked.name)
            if all(
                seat.area in options or any(map(seat.area.is_part_of, options)) for options in known
            )
        ]
        found = candidates_of(asked.name, cities, seats)
        return regions_first(found, known), len(known) == len(areas)

    def _is_unsure(self, known: Resolved | None, name: str) -> bool:
        """Return whether a town may be meant by a nickname alone, or in place of a territory's."""
        bare = without_article(name)
        if is_by_name(known, name) and is_by_name(known, bare) and self._gazetteer.find(bare):
            return True
        return is_outlying(known, self._countries_of(self._divided(name).qualifiers))

    def _search(self, find: _Find, name: str, language: str, zone: str) -> Resolved:
        if postcode := postcode_of(name):
            return self._search_postcode(find, name, postcode, language, zone)
        found: list[Found] = []
        for asked in self._tries(name):
            places = find(Lookup(asked.name, self._country_of(asked.qualifiers), language))
            if matching := self._matching(places, asked.qualifiers):
                return decide(name, asked, candidates_of(asked.name, matching, ()), zone)
            found += places
        return self._unknown(name, found)

    def _search_postcode(
        self, find: _Find, name: str, postcode: Postcode, language: str, zone: str
    ) -> Resolved:
        city = split(postcode.rest).name
        known = self._without_postcode(name, zone)
        country = postcode.country_code or self._country_of(split(postcode.rest).qualifiers)
        if isinstance(known, Place):
            country = country or known.country_code
        home = country or postcode.home(language)
        tries = [Lookup(spelling, home, language) for spelling in postcode.spellings]
        tries += [Lookup(postcode.spellings[0], "", language)] if home != country else []
        found: list[Found] = []
        for lookup in tries:
            found += find(lookup)
            called = [one.place for one in found if one.is_called(city)]
            if places := called or self._matching(found, [city]):
                return decide(name, Asked(city), candidates_of(city, places, ()), zone)
        return known or self._unknown(name, found)

    def _without_postcode(self, name: str, zone: str) -> Place | AmbiguousPlace | None:
        """Return the city that is named beside a postcode, which is near enough; None for none."""
        postcode = postcode_of(name)
        known = self._known(postcode.rest, zone) if postcode and postcode.rest else None
        return known if isinstance(known, Place | AmbiguousPlace) else None

    def _tries(self, name: str) -> list[Asked]:
        """Return the names to search for, one after the other, the likeliest first."""
        whole, divided = split(name), self._divided(name)
        is_by_code = divided.qualifiers and len(divided.qualifiers[-1]) <= _LONGEST_CODE
        tries = [divided, whole] if is_by_code else [whole, divided]
        tries.insert(0, replace(tries[0], name=without_article(tries[0].name)))
        return list(dict.fromkeys(tries))[:_MAX_TRIES]

    def _divided(self, name: str) -> Asked:
        """Return "Valhalla KY" as "Valhalla, KY"; a name without a known area is not divided."""
        whole = split(name)
        if whole.qualifiers:
            return whole
        divided = (
            asked
            for asked in readings(name)
            if asked.qualifiers and all(map(self._gazetteer.areas, asked.qualifiers))
        )
        return min(divided, key=lambda asked: len(asked.name), default=whole)

    def _country_of(self, qualifiers: Sequence[str]) -> str:
        """Return the code of the only country that qualifiers can be in; "" if that is unclear."""
        countries = self._countries_of(qualifiers)
        return countries.pop() if len(countries) == 1 else ""

    def _countries_of(self, qualifiers: Sequence[str]) -> set[str]:
        return {area.country_code for each in qualifiers for area in self._gazetteer.areas(each)}

    def _matching(self, found: Sequence[Found], qualifiers: Sequence[str]) -> list[Place]:
        """Return the places that lie in all qualifiers, or else in all known qualifiers."""
        known = [qualifier for qualifier in qualifiers if self._gazetteer.areas(qualifier)]
        for wanted in (qualifiers, known):
            matching = [
                one.place for one in found if all(self._lies_in(one, area) for area in wanted)
            ]
            if matching and (wanted or not qualifiers):
                return matching
        return []

    def _lies_in(self, found: Found, qualifier: str) -> bool:
        """Return whether a place lies in an area that a qualifier names in any language."""
        place = found.place
        if fold(qualifier) in map(fold, (place.region, place.country, *found.districts)):
            return True
        options = self._gazetteer.areas(qualifier)
        own = (area for area in self._gazetteer.areas(place.region) if area in options)
        is_in_area = is_within(place, [options]) or any(
            area.country_code == place.country_code for area in own
        )
        return is_in_area or any(is_near(place, city) for city in self._cities(qualifier))

    def _cities(self, name: str) -> list[Place]:
        return [city for city in self._gazetteer.find(name) if city.population >= _CITY]

    def _searched(
        self, name: str, search: Future[Resolved], deadline: Deadline, zone: str
    ) -> Resolved:
        try:
            return search.result(timeout=deadline.left_s())
        except (ProviderError, DeadlineError, TimeoutError) as error:
            search.cancel()
            log_event(logger, logging.WARNING, "geocoder.failed", reason=str(error))
            refusal = Unavailable(name, f"The place {name!r} can't be looked up at the moment.")
            return self._without_postcode(name, zone) or refusal

    def _unknown(self, name: str, found: Sequence[Found]) -> UnknownPlace | Place:
        """Return the one place of a name that only lies in something unknown, or suggestions."""
        asked = self._divided(name)
        if asked.qualifiers and (taken := self._taken_for(asked)):
            return taken
        known = [one.place for one in found]
        known += [city for name in asked.qualifiers for city in self._cities(name)[:1]]
        known += self._gazetteer.find(asked.name)
        labels = dict.fromkeys(place.label for place in known)
        areas = [area for text in asked.qualifiers for area in self._gazetteer.areas(text)]
        alike = self._gazetteer.similar(asked.name, areas)
        return UnknownPlace(name, tuple(labels)[:MAX_OTHERS] or alike, self._lookups is None)

    def _taken_for(self, asked: Asked) -> Place | None:
        """Return the place of a name whose qualifiers are none that is known: "Leeds, Yorkshire".

        Nothing is taken for the place where several are called so, or where a qualifier is a large
        city elsewhere, in which it must be a quarter: "Camden, London".
        """
        if any(map(self._gazetteer.areas, asked.qualifiers)):
            return None
        places = [
            place
            for place in self._gazetteer.find(asked.name)
            if fold(place.name) == fold(asked.name)
        ]
        cities = [city for name in asked.qualifiers for city in self._gazetteer.find(name)]
        is_quarter = any(city.population >= _LARGE_CITY for city in cities)
        return places[0] if len(places) == 1 and not is_quarter else None
