"""The names of countries and continents in many languages, and which of them are cities' names."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages
from gazetteer_names import (
    COUNTRY_ALIASES,
    FEWEST_LETTERS,
    FURTHER_LANGUAGES,
    LANGUAGES,
    WORDS_ELSEWHERE,
)
from gazetteer_regions import folded_names, words

from bot.places.gazetteer import fold

Json = Mapping[str, Any]

# A foreign name of a country is that of a city where as many people know the city by it: one that
# has a good part of the country's people, or is large and is written in the same way.
SHARE_OF_COUNTRY = 0.01
LARGE_CITY = 100_000


def country_names(country: Json, namesakes: Mapping[str, Json]) -> set[str]:
    """Return the folded names of a country, without foreign ones that are names of cities.

    "Granada", which is Grenada in Spanish, is a city; "Nederland" is no town in Texas. The largest
    city of each folded name is given.
    """
    aliases = words(COUNTRY_ALIASES.get(country["iso"], ""))
    english = Locale.parse("en").territories.get(country["iso"], country["name"])
    own = set(map(fold, (country["name"], english, *aliases)))
    foreign = (
        name
        for name in territory_names(country["iso"])
        if not _is_of_city(name, country, namesakes.get(fold(name)))
    )
    further = set(folded_names(_names(country["iso"], FURTHER_LANGUAGES)))
    return own | set(folded_names(foreign)) | set(filter(_is_its_own, further - namesakes.keys()))


def _is_its_own(folded: str) -> bool:
    """Return whether a name in a further language is no word of another one, as far as is known."""
    is_short = folded.isascii() and len(folded) < FEWEST_LETTERS
    return not is_short and folded not in WORDS_ELSEWHERE


def territory_names(code: str) -> Iterator[str]:
    """Yield the names of a country or a continent in many languages, and in its own ones."""
    own = get_official_languages(code, regional=True, de_facto=True)
    return _names(code, (*LANGUAGES, *own))


def _names(code: str, languages: Iterable[str]) -> Iterator[str]:
    for language in dict.fromkeys(languages):
        try:
            name = Locale.parse(language).territories.get(code)
        except UnknownLocaleError:
            continue
        if name:
            yield name


def _is_of_city(name: str, country: Json, city: Json | None) -> bool:
    if city is None:
        return False
    is_written_alike = city["name"].casefold() == name.casefold()
    is_large = city["population"] >= SHARE_OF_COUNTRY * country["population"]
    return is_large or (is_written_alike and city["population"] >= LARGE_CITY)
