"""Place names to coordinates: the gazetteer first, the geocoder for the rest, ambiguity decided."""

import logging
import re
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Protocol

from bot.clock import Clock, Deadline
from bot.errors import DeadlineError, ProviderError
from bot.gazetteer import Area, Gazetteer, fold, weight
from bot.reports import AmbiguousPlace, Place, Unavailable, UnknownPlace
from bot.telemetry import log_event

Resolved = Place | UnknownPlace | AmbiguousPlace | Unavailable

FRESH_FOR_S = 30 * 24 * 3600.0

_MAX_NAME_CHARS = 100
_MAX_CHOICES = 5
_MAX_OTHERS = 3
_NOTABLE_POPULATION = 15_000
_MAX_CACHED = 1_000
_LOOKUPS_AT_ONCE = 4
_MAX_QUALIFIER_WORDS = 3
_COMMAS = ",;\u3001\uff0c"  # the last two are East Asian

logger = logging.getLogger(__name__)


class PlaceSearch(Protocol):
    """Searches a service for the names that the gazetteer lacks."""

    def search(
        self, name: str, *, country_code: str, language: str, deadline: Deadline
    ) -> tuple[Place, ...]:
        """Return the places that a name can mean, the likeliest first."""
        ...


@dataclass(frozen=True, slots=True)
class _Asked:
    """A name taken apart: "Paris, Texas, USA" is Paris, within both of the others."""

    name: str
    qualifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Lookup:
    """What one search at the geocoder depends on."""

    name: str
    country_code: str
    language: str


class Places:
    """Finds the places that people name; safe to share between threads.

    Without a geocoder, a name that the gazetteer lacks is unknown.
    """

    def __init__(self, gazetteer: Gazetteer, geocoder: PlaceSearch | None, clock: Clock) -> None:
        self._gazetteer = gazetteer
        self._geocoder = geocoder
        self._clock = clock
        self._lock = threading.Lock()
        self._cache: OrderedDict[_Lookup, tuple[float, tuple[Place, ...]]] = OrderedDict()
        self._pool = ThreadPoolExecutor(_LOOKUPS_AT_ONCE, thread_name_prefix="places")

    def resolve(
        self, names: Sequence[str], *, language: str, deadline: Deadline
    ) -> dict[str, Resolved]:
        """Return what each name means, by the name as it was given.

        A geocoder that fails concerns the names that needed it alone.
        """
        resolved: dict[str, Resolved] = {}
        searches: dict[str, tuple[_Asked, Future[tuple[Place, ...]]]] = {}
        for name in dict.fromkeys(names):
            known = self._known(_clean(name))
            if known is None and self._geocoder:
                asked = _split(_clean(name))
                searches[name] = (asked, self._start(self._geocoder, asked, language, deadline))
            else:
                resolved[name] = known or self._unknown(_clean(name), ())
        for name, (asked, search) in searches.items():
            resolved[name] = self._searched(_clean(name), asked, search, deadline)
        return resolved

    def close(self) -> None:
        """End the lookups that are still waiting."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _known(self, name: str) -> Place | AmbiguousPlace | None:
        """Return what the gazetteer knows about a name; None when it can't decide."""
        for asked in _readings(name):
            candidates, is_exact = self._within(self._gazetteer.find(asked.name), asked.qualifiers)
            labels = {fold(place.label) for place in candidates}
            if candidates and (is_exact or len(labels) == 1):
                return _decide(name, asked, candidates)
        return None

    def _within(
        self, places: Sequence[Place], qualifiers: Sequence[str]
    ) -> tuple[list[Place], bool]:
        """Return the places that lie in all qualifiers, and whether each of these is known.

        An unknown one, such as a county, narrows nothing; at least one must be known.
        """
        areas = [self._gazetteer.areas(qualifier) for qualifier in qualifiers]
        known = [options for options in areas if options]
        if qualifiers and not known:
            return [], False
        found = [place for place in places if all(_is_in(place, options) for options in known)]
        return _regions_first(found, known), len(known) == len(areas)

    def _start(
        self, geocoder: PlaceSearch, asked: _Asked, language: str, deadline: Deadline
    ) -> Future[tuple[Place, ...]]:
        areas = [
            area for qualifier in asked.qualifiers for area in self._gazetteer.areas(qualifier)
        ]
        countries = {area.country_code for area in areas}
        lookup = _Lookup(asked.name, countries.pop() if len(countries) == 1 else "", language)
        return self._pool.submit(self._search, geocoder, lookup, deadline)

    def _search(
        self, geocoder: PlaceSearch, lookup: _Lookup, deadline: Deadline
    ) -> tuple[Place, ...]:
        now_s = self._clock.monotonic()
        with self._lock:
            stored_s, places = self._cache.get(lookup, (0.0, None))
        if places is not None and now_s - stored_s < FRESH_FOR_S:
            return places
        found = geocoder.search(
            lookup.name,
            country_code=lookup.country_code,
            language=lookup.language,
            deadline=deadline,
        )
        if not found:
            return found  # somebody may add the place tomorrow
        with self._lock:
            self._cache[lookup] = (now_s, found)
            while len(self._cache) > _MAX_CACHED:
                self._cache.popitem(last=False)
        return found

    def _searched(
        self, name: str, asked: _Asked, search: Future[tuple[Place, ...]], deadline: Deadline
    ) -> Resolved:
        try:
            found = search.result(timeout=deadline.left_s())
        except (ProviderError, DeadlineError, TimeoutError) as error:
            search.cancel()
            log_event(logger, logging.WARNING, "geocoder.failed", reason=str(error))
            return Unavailable(name, f"The place {name!r} can't be looked up at the moment.")
        areas = [(qualifier, self._gazetteer.areas(qualifier)) for qualifier in asked.qualifiers]
        matching = [
            place
            for place in found
            if all(_is_in(place, options) or _is_named(place, text) for text, options in areas)
        ]
        if not matching:
            return self._unknown(name, found)
        return _decide(name, asked, matching)

    def _unknown(self, name: str, found: Sequence[Place]) -> UnknownPlace:
        asked = _split(name)
        known = [*found, *self._gazetteer.find(asked.name)] if asked.qualifiers else []
        labels = dict.fromkeys(place.label for place in known)
        suggestions = tuple(labels)[:_MAX_OTHERS] or self._gazetteer.similar(asked.name)
        return UnknownPlace(name, suggestions)


def _clean(name: str) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in name[:1000])
    return " ".join(printable.split())[:_MAX_NAME_CHARS].strip()


def _split(name: str, separators: str = f"[{_COMMAS}(]") -> _Asked:
    """Take a name apart: "Paris (Texas)" as well as "Paris, Texas"."""
    parts = [part.strip(" )") if "(" in separators else part for part in re.split(separators, name)]
    parts = [part.strip() for part in parts if fold(part)]
    return _Asked(parts[0], tuple(parts[1:])) if parts else _Asked(name)


def _readings(name: str) -> Iterator[_Asked]:
    """Yield the ways to read a name, the likeliest first: "Paris TX USA" can be Paris in both."""
    yield _Asked(name)
    split = _split(name)
    if split.qualifiers:
        yield _split(name, f"[{_COMMAS}]")
        yield split
        return
    words = name.split()
    for end in range(len(words) - 1, max(0, len(words) - 1 - _MAX_QUALIFIER_WORDS), -1):
        last = " ".join(words[end:])
        yield _Asked(" ".join(words[:end]), (last,))
        for start in range(end - 1, max(0, end - 1 - _MAX_QUALIFIER_WORDS), -1):
            yield _Asked(" ".join(words[:start]), (" ".join(words[start:end]), last))


def _decide(name: str, asked: _Asked, candidates: Sequence[Place]) -> Place | AmbiguousPlace:
    """Return the likeliest of the candidates, or all even ones when no qualifier was given."""
    folded = fold(asked.name)
    distinct = list({fold(place.label): place for place in reversed(candidates)}.values())[::-1]
    exact = [place for place in distinct if fold(place.label) == fold(name)]
    first, *rest = exact if asked.qualifiers and exact else distinct
    even = [place for place in rest if 0 < weight(first, folded) <= 2 * weight(place, folded)]
    if even and not asked.qualifiers:
        return AmbiguousPlace(name, tuple(place.label for place in (first, *even))[:_MAX_CHOICES])
    others = [
        place.label
        for place in rest
        if place.population >= _NOTABLE_POPULATION and fold(place.name) == folded
    ]
    return replace(first, others=tuple(others[:_MAX_OTHERS]))


def _is_in(place: Place, options: Sequence[Area]) -> bool:
    return any(area.contains(place) for area in options)


def _is_named(place: Place, qualifier: str) -> bool:
    return fold(qualifier) in {fold(text) for text in (place.region, place.country) if text}


def _regions_first(places: list[Place], known: Sequence[Sequence[Area]]) -> list[Place]:
    """Put places in a named region before those in a country of that name: "CA" is California."""

    def is_in_region(place: Place) -> bool:
        return any(area.region and area.contains(place) for options in known for area in options)

    return sorted(places, key=is_in_region, reverse=True)
