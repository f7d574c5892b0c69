"""Find the name of a city in a form that a sentence gives it: "Krakowie", "Ankara'da"."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.places.gazetteer import Gazetteer

_SMALLEST: Final = 20_000
"""The people of a city that a name without its ending can mean."""
_MANY_TIMES: Final = 5
"""How much larger it is than a place that is called as the text has it."""
_LEAST: Final = 2
_CUT: Final = 3
_STEM: Final = 4
_INFLECTED: Final = """
    SELECT place.name, max(population) FROM name JOIN place ON place.id = name.place
    WHERE folded >= ? AND folded < ? AND length(folded) BETWEEN ? AND ? AND population > 100000
"""


@dataclass(frozen=True, slots=True)
class Ending:
    """An ending of names, or a beginning, and what stands in its place where nothing asks for it.

    Attributes:
        has: In small letters.
        lacks: May be empty.
    """

    has: str
    lacks: str
    is_beginning: bool

    def base_of(self, name: str) -> str:
        """Return a name without the ending; empty where it has another one."""
        if self.is_beginning:
            found, rest = name.startswith(self.has), name[len(self.has) :]
        else:
            found, rest = name.lower().endswith(self.has), name[: -len(self.has)]
        return rest + self.lacks if found and (not rest or len(rest) >= _LEAST) else ""


def endings_in(said: Iterable[str]) -> tuple[Ending, ...]:
    """Return the endings of a file: "owie>ów", "'da>-" for none, "+ב", "_" for a space."""
    return tuple(_ending(each.replace("_", " ")) for each in said)


def _ending(said: str) -> Ending:
    if said.startswith("+"):
        return Ending(said[1:], "", is_beginning=True)
    has, _, lacks = said.partition(">")
    return Ending(has, lacks.removeprefix("-"), is_beginning=False)


def _bases(name: str, endings: Sequence[Ending]) -> Iterator[str]:
    return filter(None, (ending.base_of(name) for ending in endings))


def without_endings(
    names: Iterable[str], endings: Sequence[Ending], gazetteer: Gazetteer
) -> dict[str, str]:
    """Return the cities that names in a sentence mean, by the names as it has them.

    One that is a place as it stands is left out, unless the city is far larger.
    """
    candidates = {name: list(_bases(name, endings)) for name in names} if endings else {}
    candidates = {name: options for name, options in candidates.items() if options}
    asked = {*candidates, *(base for options in candidates.values() for base in options)}
    people = gazetteer.populations(asked)
    found = ((name, _largest(options, people)) for name, options in candidates.items())
    return {
        name: city
        for name, city in found
        if people.get(city, 0) >= max(_SMALLEST, _MANY_TIMES * people.get(name, 0))
    }


def _largest(names: Sequence[str], people: Mapping[str, int]) -> str:
    return max(names, key=lambda name: people.get(name, 0))


def uninflected(name: str, gazetteer: Gazetteer) -> str:
    """Return the large city of which a name is a form with another ending; "" for none."""
    folded = name.casefold()
    for cut in range(1, _CUT):
        stem = folded[:-cut]
        if len(stem) < _STEM or name.isascii():
            return ""
        limits = (stem, f"{stem}\uffff", len(stem), len(stem) + 2)
        ((city, people),) = gazetteer.read(_INFLECTED, limits)
        if people:
            return str(city)
    return ""
