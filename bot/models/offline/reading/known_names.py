"""The gazetteer's knowledge of the words of a question: names, and regions behind names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.models.offline.reading.memory import remembered
from bot.models.offline.reading.tokens import Word
from bot.models.offline.reading.words import (
    CALENDAR,
    COMMON,
    DIRECTIONS,
    GRAMMAR,
    HEADLINES,
    NEVER_ALONE,
)
from bot.places.gazetteer import Area, Gazetteer
from bot.places.names import NO_QUALIFIER
from bot.reports import Place

LARGE_CITY = 100_000

_GLUE = re.compile(r"(?i)(?:['\u2019]s)?\s+")
_LOOSE_GLUE = re.compile(
    r"[\s./()&'\u2018\u2019\u02bb`\u2013-]{1,3}(?:\d{1,2}(?:\)? /)? ?(?:\) ?)?)?"
)
"""The signs between the words of a name: "Biel/Bienne", "Frankfurt (Oder)", "José C. Paz"."""
_TAIL = re.compile(r"(?i) \d{1,2}(?![\d:.])\)?|\)|['\u2018\u2019]s(?!\w)")
_BEFORE_QUALIFIER = re.compile(
    r"(?i)(?:\)|['\u2018\u2019]s)?\s*,\s*(?:the\s+)?|\)?\s+\(?(?:in\s+)?(?:the\s+)?(?:(?:state|country|province)\s+of\s+)?"
)
_LONGEST_NAME = 7
_LONGEST_QUALIFIER = 5
_SHORT = 3
_NO_ABBREVIATIONS = GRAMMAR | CALENDAR
_OPENS_NO_AREA = GRAMMAR - {"the"}
_SAYS_LITTLE = COMMON | NEVER_ALONE | GRAMMAR
_ABBREVIATION = re.compile(r"[^\W\d_]{2,3}|(?:[^\W\d_]\.){2,3}")


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
        tail = _TAIL.match(self.text, self.words[end - 1].end)
        whole = name + tail[0] if tail else name
        return whole if not self.populations or whole in self.populations else name

    def gap(self, at: int) -> str:
        """Return the text between a word and the one before it."""
        return self.text[self.words[at - 1].end : self.words[at].start]

    @remembered
    def is_glued(self, at: int) -> bool:
        """Return whether nothing but space is between a word and the one before it."""
        return bool(_GLUE.fullmatch(self.gap(at)))

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
        return bool(_LOOSE_GLUE.fullmatch(self.gap(at))) or self.is_glued(at)

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
            stands_out = name.isupper() and not self._has_capitals_only()
            if not stands_out and (not behind or name.casefold() in _NO_ABBREVIATIONS):
                return False
        elif self.words[first].folded in _OPENS_NO_AREA:
            return False
        return name.removeprefix("the ").removeprefix("The ") in self.areas

    def _short_name(self, first: int, end: int) -> str:
        """Return the words of a run; empty for more than any name has."""
        return self.name(first, end) if end - first <= _LONGEST_NAME else ""

    @remembered
    def _has_capitals_only(self) -> bool:
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
        return end if len(words) > 1 and not words <= _SAYS_LITTLE else 0

    def pieces(self, first: int, end: int) -> list[tuple[int, int]]:
        """Return a run as the names in it: one, one before its region, or known ones in a row."""
        if self.population(first, end) is not None or self.is_area(first, end):
            return [(first, end)]
        for at in range(max(first + 1, end - _LONGEST_NAME), end):
            if self._is_region_at(first, at, end):
                return [(first, at)]
        if not GRAMMAR.isdisjoint(word.folded for word in self.words[first:end]):
            return [(first, end)]
        listed: list[tuple[int, int]] = []
        at = first
        while at < end:
            known = self.known_end(at)
            if not at < known <= end or (known == at + 1 and self.words[at].folded in COMMON):
                return [(first, self._end_of_known(first, end))]
            listed.append((at, known))
            at = known
        return listed

    def _end_of_known(self, first: int, end: int) -> int:
        """Return the end of a run without words in small letters behind a known name in capitals.

        "Oslo folks" is Oslo; "Long Branch nature reserve" is not Long Branch.
        """
        known = self.known_end(first)
        is_name = first < known < end and self.words[first].text[0].isupper()
        rest = self.words[known:end] if is_name else ()
        is_over = all(word.text.islower() and word.folded not in _SAYS_LITTLE for word in rest)
        return known if is_name and is_over else end

    def _is_region_at(self, first: int, at: int, end: int) -> bool:
        head = {word.folded for word in self.words[first:at]}
        is_named = at > first + 1 and self.population(first, at) is not None
        last = self.words[at - 1].folded
        if (head <= DIRECTIONS and not is_named) or last in {"of", "the", "de"}:
            return False
        if self.words[at].folded == NO_QUALIFIER:
            return False
        behind = self.name(first, at)
        return self.is_area(at, end, behind=behind) and self._is_within(
            behind, at, end, comma=False
        )

    @remembered
    def qualifier(self, name: str, end: int) -> tuple[int, int] | None:
        """Return the run behind a name that says where it lies: ", Texas", " IL", " in France"."""
        if self._is_code_of(name, end):
            return end, end + 1
        first = end
        beyond = min(len(self.words), end + _MOST_SKIPPED)
        while first < beyond and self.words[first].folded in _SKIPPED:
            first += 1
        if first >= len(self.words) or self.words[first].is_taken:
            return None
        gap = self.text[self.words[end - 1].end : self.words[first].start]
        if not _BEFORE_QUALIFIER.fullmatch(gap):
            first, gap = end, self.gap(end)
            if not _BEFORE_QUALIFIER.fullmatch(gap) or self.words[first].is_taken:
                return None
        if "," not in gap and self.words[first].folded == NO_QUALIFIER:
            return None
        for last in range(self.reach(first, _LONGEST_QUALIFIER), first, -1):
            if self.is_area(first, last, behind=name) and self._is_within(
                name, first, last, comma="," in gap
            ):
                return first, last
        return None

    def has_code(self, first: int, end: int) -> bool:
        """Return whether the code of its region stands behind a name."""
        return self._is_code_of(self.whole_name(first, end), end)

    @remembered
    def _is_code_of(self, name: str, at: int) -> bool:
        """Return whether a word is the code of a region with a town of that name: "Gary, IN".

        One that is a word too, such as "or", must stand out or end the place.
        """
        if at >= len(self.words) or self.words[at].is_taken:
            return False
        word = self.words[at]
        if len(word.text) != _CODE or not _BEFORE_CODE.fullmatch(self.gap(at)):
            return False
        regions = [area for area in self.areas.get(word.text, ()) if area.region]
        if not any(area.contains(place) for area in regions for place in self._places(name)):
            return False
        if word.text.isupper() and not self._has_capitals_only():
            return True
        return word.folded not in _NO_ABBREVIATIONS or self._ends_a_place(at)

    def _ends_a_place(self, at: int) -> bool:
        """Return whether a day or the weather can follow a word, or nothing, but no number."""
        following = self.words[at + 1] if at + 1 < len(self.words) else None
        rest = self.text[self.words[at].end : following.start if following else None]
        is_over = not following or (following.folded in _BEHIND_CODES and self.is_glued(at + 1))
        return is_over and not any(map(str.isdigit, rest))

    def _is_within(self, name: str, first: int, end: int, *, comma: bool) -> bool:
        """Return whether "name, region" is one place and not a list of two."""
        region = self.name(first, end)
        areas = self.areas.get(region, ())
        if self._are_countries(name, areas):
            return False
        if self.population(first, end) is None:
            return True
        if not comma and all(not area.region for area in areas):
            return True
        places = self._places(name)
        if any(area.contains(place) for area in areas for place in places):
            return True
        has_no_states = {area.country_code for area in areas}.isdisjoint(("US", "CA", "AU", "GB"))
        if comma and places and (len(region) <= _SHORT or has_no_states):
            return False
        return max((place.population for place in places), default=0) < LARGE_CITY

    @remembered
    def _places(self, name: str) -> Sequence[Place]:
        return self.gazetteer.find(name)

    def _are_countries(self, name: str, areas: Sequence[Area]) -> bool:
        """Return whether both can only be countries, as "France" and "Germany"."""
        named = self.areas.get(name, ()) if len(name) > _SHORT else ()
        is_inside = any(area.contains(place) for area in areas for place in self._places(name))
        return bool(named) and not any(area.region for area in (*named, *areas)) and not is_inside


_CODE = 2
_BEFORE_CODE = re.compile(r"(?i)(?:['\u2018\u2019]s)?+(?:\s++(?:,\s*+)?|,\s*+)")
_BEHIND_CODES = HEADLINES | {"tomorrow", "today", "tonight", "now", "right", "this", "next"}
_SKIPPED = {"in", "the", "state", "country", "province", "of"}
_MOST_SKIPPED = 4
