"""The reader of areas' names as national services write them: in lists, with kinds of district."""

import re
from collections.abc import Iterator
from typing import Final

from bot.places.gazetteer import fold

MAX_CHARS: Final = 10_000
"""Longest text that is read; a list of all districts of a country is shorter."""

_AND: Final = re.compile("[&/]| (?:and|und|et|e|y|i|og|och|en|ja|a|și) ", re.IGNORECASE)
# The kinds of districts, and the small words beside them, folded.
_ADMINISTRATION: Final = frozenset(
    (
        *("city", "county", "district", "municipality", "province", "region", "area", "parish"),
        *("borough", "council", "state", "and", "of", "the", "governorate", "prefecture"),
        *("kreis", "landkreis", "stadt", "stadtkreis", "kreisfreie", "bezirk", "bundesland", "und"),
        *("land", "kanton", "canton", "cantone", "departement", "ville", "communaute", "et"),
        *("provincia", "provincie", "provinz", "provins", "regione", "comune", "comunidad"),
        *("comunitat", "distrito", "concelho", "di", "de", "del", "della", "do", "da", "la", "e"),
        *("fylke", "kommune", "kommun", "lan", "laani", "maakunta", "amt", "gemeente", "gewest"),
        *("wojewodztwo", "powiat", "kraj", "okres", "hlavni", "mesto", "megye", "varmegye"),
        *("judetul", "judet", "municipiul", "zupanija", "grad", "opstina", "opcina", "regija"),
        *("apskritis", "savivaldybe", "novads", "maakond", "nomos", "oblast", "raion", "rayon"),
        *("область", "район", "громада", "округ", "місто", "город", "община", "il", "ili"),
    )
)


def parts_of(written: str) -> list[str]:
    """Return the names in a text, which may be a list.

    A list is separated by bars or semicolons, or else by commas: beside bars or semicolons a comma
    is a part of a name.
    """
    separators = "|;" if re.search("[|;]", written) else ","
    parts = (" ".join(part.split()) for part in re.split(f"[{separators}]", written))
    return [part for part in parts if part]


def readings(name: str) -> Iterator[str]:
    """Yield the names of an area, folded and without its kind: "fulda" for "Kreis Fulda".

    "Fulda and Hersfeld" yields each of the two names as well. A name that is only a kind of
    district yields an empty text.
    """
    yield bare(fold(name))
    either = _AND.split(name)
    if len(either) > 1:
        yield from (bare(fold(each)) for each in either)


def bare(folded: str) -> str:
    """Return a folded name without words of administration; empty if it has no other words."""
    return " ".join(word for word in folded.split() if word not in _ADMINISTRATION)
