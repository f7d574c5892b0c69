"""The gazetteer's knowledge of the words of a question: names, and regions behind names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.models.offline.reading.memory import remembered
from bot.models.offline.reading.tokens import (
    GLUE,
    LOOSE_GLUE,
    TAIL,
    Word,
)
from bot.models.offline.reading.words import (
    CALENDAR,
    COMMON,
    GRAMMAR,
    NEVER_ALONE,
)
from bot.places.gazetteer import Area, Gazetteer
from bot.reports import Place

LARGE_CITY = 100_000
HUGE_CITY = 5_000_000

_LONGEST_NAME = 7
_LONGEST_QUALIFIER = 5
_SHORT = 3
_NO_ABBREVIATIONS = GRAMMAR | CALENDAR
_OPENS_NO_AREA = GRAMMAR - {"the"}
SAYS_LITTLE = COMMON | NEVER_ALONE | GRAMMAR
_AIRPORT = re.compile(r"(?i) (?:international )?airport$")
_ABBREVIATION = re.compile(r"[^\W\d_]{2,3}|(?:[^\W\d_]\.){2,3}")


def _are_one(area: Area, other: Area) -> bool:
    """Return whether one of two areas lies in the other: "Texas, USA", "Puerto Rico, USA"."""
    return area == other or area.is_part_of(other) or other.is_part_of(area)


def has_town_in(named: Sequence[Area], places: Sequence[Place], areas: Sequence[Area]) -> bool:
    """Return whether one of a name's places lies in one of some areas, and is no area beside them.

    Such an area is a territory of that name, as Hong Kong is in "Hong Kong, China and Japan".
    """
    return any(
        area.contains(place)
        and (place.country_code == area.country_code or Area(place.country_code) not in named)
        for area in areas
        for place in places
    )


@dataclass(frozen=True, slots=True)
class Names:
    """A question cut into words, with the runs of words that are names of known places.

    Runs are given by the index of their first word and of the word behind their last one. All
    names are looked up at once, and what is worked out from them is remembered: people can write
    one word hundreds of times.

    Attributes:
        populations: Of the largest place of each name that the gazetteer has.
        areas: The countries and regions that a name can mean, for each name that means any.
        spelled: The words of runs that were asked for, with single spaces.
    """

    text: str
    words: Sequence[Word]
    gazetteer: Gazetteer
    populations: Mapping[str, int]
    areas: Mapping[str, Sequence[Area]]
    spelled: dict[tuple[int, int], str] = field(default_factory=dict, repr=False, compare=False)
    memory: dict[tuple[object, ...], Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, text: str, words: Sequence[Word], gazetteer: Gazetteer) -> "Names":
        """Look all runs of words up at once."""
        names = cls(text, words, gazetteer, {}, {})
        candidates = {
            name
            for first in range(len(words))
            for end in range(first + 1, names.loose_reach(first) + 1)
            for name in (names.name(first, end), names.whole_name(first, end))
        }
        populations, areas = gazetteer.populations(candidates), gazetteer.areas_of(candidates)
        return replace(names, populations=populations, areas=areas)

    def name(self, first: int, end: int) -> str:
        """Return the words of a run as the text has them, with single spaces."""
        if (first, end) not in self.spelled:
            stretch = self.text[self.words[first].start : self.words[end - 1].end]
            self.spelled[first, end] = " ".join(stretch.split())
        return self.spelled[first, end]

    def whole_name(self, first: int, end: int) -> str:
        """Return the words of a run with the number or the bracket that ends their name."""
        name = self.name(first, end)
        tail = TAIL.match(self.text, self.words[end - 1].end)
        whole = name + tail[0] if tail else name
        return whole if not self.populations or whole in self.populations else name

    def is_whole(self, first: int, end: int) -> bool:
        """Return whether a run is all of a town's name, or a country's with "&" in it."""
        name = self.whole_name(first, end)
        return name in self.populations or ("&" in name and name in self.areas)

    def gap(self, at: int) -> str:
        """Return the text between a word and the one before it."""
        return self.text[self.words[at - 1].end : self.words[at].start]

    @remembered
    def is_glued(self, at: int) -> bool:
        """Return whether nothing but space is between a word and the one before it."""
        return bool(GLUE.fullmatch(self.gap(at)))

    def reach(self, first: int, longest: int) -> int:
        """Return the end of the longest run from a word on that only spaces separate."""
        end, beyond = first + 1, min(len(self.words), first + longest)
        while end < beyond and not self.words[end].is_taken and self.is_glued(end):
            end += 1
        return end

    def loose_reach(self, first: int) -> int:
        """Return the end of the longest run from a word on that only signs of names separate."""
        end = first + 1
        while end < min(len(self.words), first + _LONGEST_NAME) and self._is_loosely_glued(end):
            end += 1
        return end

    @remembered
    def _is_loosely_glued(self, at: int) -> bool:
        return bool(LOOSE_GLUE.fullmatch(self.gap(at))) or self.is_glued(at)

    def with_words(self, words: Sequence[Word]) -> "Names":
        """Return the names of the same words, of which others are taken."""
        return replace(self, words=words, memory={})

    def population(self, first: int, end: int) -> int | None:
        """Return the people of the largest place of that name; None when there is none."""
        return self.populations.get(self._short_name(first, end))

    def is_area(self, first: int, end: int, *, behind: str = "") -> bool:
        """Return whether a run names a country or a region.

        An abbreviation counts where it can't be another word: in capitals, or behind a name that
        is `behind` it with or without a comma.
        """
        name = self._short_name(first, end)
        if (len(name) <= _SHORT or "." in name) and _ABBREVIATION.fullmatch(name):
            stands_out = name.isupper() and not self.has_capitals_only()
            if not stands_out and (not behind or name.casefold() in _NO_ABBREVIATIONS):
                return False
        elif self.words[first].folded in _OPENS_NO_AREA or self._is_mountain(first, end):
            return False
        return name.removeprefix("the ").removeprefix("The ") in self.areas

    def can_be_part(self, name: str, other: str) -> bool:
        """Return whether two areas can be one place's; so can all that is no area by its name."""
        own, others = self.areas.get(name, ()), self.areas.get(other, ())
        return not own or any(_are_one(each, area) for each in own for area in others)

    def places(self, name: str) -> Sequence[Place]:
        """Return the places of a name; those of its city for an airport."""
        return self.gazetteer.find(name) or self.gazetteer.find(_AIRPORT.sub("", name))

    def _is_mountain(self, first: int, end: int) -> bool:
        """Return whether "Mt." stands before a name, and so is not Montana."""
        is_mt = self.words[first].folded == "mt." and end < len(self.words)
        return is_mt and self.words[end].text[0].isupper()

    def _short_name(self, first: int, end: int) -> str:
        """Return the words of a run; empty for more than any name has."""
        return self.name(first, end) if end - first <= _LONGEST_NAME else ""

    @remembered
    def has_capitals_only(self) -> bool:
        """Return whether the question has no small letters, so that capitals mark nothing."""
        return self.text.isupper()

    @remembered
    def known_end(self, first: int) -> int:
        """Return the end of the longest known name that starts at a word; 0 when none does."""
        opening = self.words[first]
        if opening.is_taken or opening.text == "the":
            return 0
        for end in range(self.reach(first, _LONGEST_NAME), first, -1):
            edges = {opening.folded.removeprefix("the"), self.words[end - 1].folded}
            if end > first + 1 and not GRAMMAR.isdisjoint(edges):
                continue
            if self.population(first, end) is not None or self.is_area(first, end):
                return end
        return 0

    @remembered
    def long_end(self, first: int) -> int:
        """Return the end of a known name of several words that needs no other sign; or 0."""
        end = self.known_end(first)
        words = {word.folded for word in self.words[first:end]}
        return end if len(words) > 1 and not words <= SAYS_LITTLE else 0
