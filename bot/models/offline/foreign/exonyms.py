"""The English names of cities and regions that a language calls by names of its own."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from bot.languages import ENGLISH
from bot.models.offline.foreign.vocabulary import own_names
from bot.places.gazetteer import Gazetteer

_SOFT_HYPHEN: Final = "\u00ad"
_NO_PLACE: Final = "Etc/"
_TIMES: Final = {(False, False): 6, (False, True): 1, (True, True): 5, (True, False): 50}
"""How much larger a city is than a place that is spelled as the language calls the city.

By whether the place, and then whether the city is in a country where the language is spoken.
"""
_LARGE: Final = 100_000
_TIMES_EVEN: Final = 2
_CHOICES: Final = 3
_COUNTRIES: Final = {
    "de": frozenset({"DE", "AT", "LI"}),
    "es": frozenset(
        {
            *("ES", "AR", "BO", "CL", "CO", "CR", "CU", "DO", "EC", "GQ", "GT"),
            *("HN", "MX", "NI", "PA", "PE", "PR", "PY", "SV", "UY", "VE"),
        }
    ),
    "ja": frozenset({"JP"}),
}
"""The countries in which most people speak a language that is read."""


@lru_cache
def zone_cities(language: str) -> Mapping[str, str]:
    """Return the English names of the time zones' cities by those of Unicode's CLDR."""
    from babel import Locale  # noqa: PLC0415 - English does without

    zones = Locale.parse(language).time_zones
    english = Locale.parse(ENGLISH.name).time_zones
    found: dict[str, str] = {}
    for zone, said in zones.items():
        own = str(said.get("city", "")).replace(_SOFT_HYPHEN, "")
        named = zone.rpartition("/")[2].replace("_", " ")
        if own and not zone.startswith(_NO_PLACE):
            found[own] = str(english.get(zone, {}).get("city", named))
    return found


def in_english(name: str, language: str, gazetteer: Gazetteer) -> str:
    """Return a name in English where the gazetteer does not know it as it is, or knows another.

    "Florencia" is in Italy for people who write Spanish, and a city in Colombia is called so.
    """
    said = name.title() if name.islower() else name
    english = own_names(language).get(said)
    places = gazetteer.find(name)
    if places and english:
        return name if places[0].name == english else english
    if places:
        return _where_meant(name, language, gazetteer)
    if gazetteer.areas(name):
        return name
    return english or zone_cities(language).get(said, name)


def _where_meant(name: str, language: str, gazetteer: Gazetteer) -> str:
    """Return a name with its country where a language means another place than the first one.

    It is one that is called otherwise where it lies, and is far larger, as Philadelphia is beside
    Filadelfia; or one where the language is spoken, as Vitoria is in Spain.
    """
    first, *others = gazetteer.find(name)[:_CHOICES]
    if gazetteer.areas(name):
        return name
    own = _COUNTRIES[language]
    is_own = first.country_code in own
    for other in others:
        is_others = other.country_code in own
        times = _TIMES[is_own, is_others]
        if other.population >= max(_LARGE, times * first.population):
            return f"{name}, {other.country}"
    is_only = is_own and not any(other.country_code in own for other in others)
    has_rival = any(other.population * _TIMES_EVEN >= first.population for other in others)
    return f"{name}, {first.country}" if has_rival and is_only else name
