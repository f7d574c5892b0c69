"""The reader of areas' names as national services write them: in lists, with kinds of district."""

import re
from collections.abc import Container, Iterator, Sequence
from typing import Final

from bot.places.gazetteer import fold

MAX_CHARS: Final = 10_000
"""Longest text that is read; a list of all districts of a country is shorter."""

_MOST_PIECES: Final = 3
_MOST_IN_BRACKETS: Final = 40
_AND: Final = re.compile("[&/]| (?:and|und|et|e|y|i|og|och|en|ja|a|și) ", re.IGNORECASE)
_TWO_LETTERS: Final = re.compile("([aou])e|a(?=a)")
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


def parts_of(written: str, known: Container[str]) -> list[str]:
    """Return the names in a text, which may be a list; `known` has folded names of areas.

    A list is separated by bars or semicolons, or else by commas: beside bars or semicolons a comma
    is a part of a name, and so it is in a known name and in brackets.
    """
    has_bars = re.search("[|;]", written)
    wholes = re.split("[|;]", written) if has_bars else _between_commas(written, known)
    parts = (" ".join(whole.split()) for whole in wholes)
    return [part for part in parts if part]


def _between_commas(written: str, known: Container[str]) -> Iterator[str]:
    """Yield the parts of a text between commas, but for those in brackets and in known names."""
    pieces = written.split(",")
    at = 0
    while at < len(pieces):
        end = _end_of_known(pieces, at, known) or _end_of_brackets(pieces, at)
        yield ",".join(pieces[at:end])
        at = end


def _end_of_known(pieces: Sequence[str], at: int, known: Container[str]) -> int | None:
    """Return the end of a known name of several pieces; None for none."""
    ends = range(min(at + _MOST_PIECES, len(pieces)), at + 1, -1)
    return next((end for end in ends if fold(",".join(pieces[at:end])) in known), None)


def _end_of_brackets(pieces: Sequence[str], at: int) -> int:
    """Return the end of the brackets that a piece opens, or else the end of the piece."""
    depth = 0
    for end in range(at, min(at + _MOST_IN_BRACKETS, len(pieces))):
        depth += pieces[end].count("(") - pieces[end].count(")")
        if depth <= 0:
            return end + 1
    return at + 1


def narrowed(name: str) -> list[str]:
    """Return the parts of an area that a list in brackets at its end names, or else its name."""
    before, bracket, inside = name.rpartition("(")
    if before and bracket and inside.endswith(")") and "," in inside:
        return [part.strip() for part in inside.removesuffix(")").split(",")]
    return [name]


def readings(name: str) -> Iterator[str]:
    """Yield the names of an area, folded and without its kind: "fulda" for "Kreis Fulda".

    "Fulda and Hersfeld" yields each of the two names as well. A name that is only a kind of
    district yields an empty text.
    """
    either = _AND.split(name)
    for each in (name, *(either if len(either) > 1 else ())):
        for spelling in spellings(each):
            yield bare(spelling)


def spellings(name: str) -> Iterator[str]:
    """Yield the folded forms of a name: as it is written, and "Møre" for "Moere"."""
    folded = fold(name)
    yield folded
    if (respelled := _TWO_LETTERS.sub(r"\1", folded)) != folded:
        yield respelled


def bare(folded: str) -> str:
    """Return a folded name without words of administration; empty if it has no other words."""
    return " ".join(word for word in folded.split() if word not in _ADMINISTRATION)
