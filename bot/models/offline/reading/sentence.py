"""A question as a row of words: what each of them is, and what its neighbours make of it."""

import difflib
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, Literal

from bot.models.offline.reading.areas.qualifiers import is_code_of, region_behind
from bot.models.offline.reading.aspects import find_aspects
from bot.models.offline.reading.known_names import LARGE_CITY, Names
from bot.models.offline.reading.memory import remembered
from bot.models.offline.reading.tokens import Span, Word, masked, split_words
from bot.models.offline.reading.words import (
    ACTIONS,
    CALENDAR,
    COMMON,
    DETERMINERS,
    GRAMMAR,
    MISSPELT,
    NEVER_ALONE,
    PARTS_OF_PLACES,
    PLACE_PREPOSITIONS,
    WEATHER,
)
from bot.places.gazetteer import Gazetteer

Kind = Literal["grammar", "calendar", "weather", "noun", "action", "name"]
"""The kind of a word by itself; "name" when it is no plain English one."""

_SHORT_TITLES: Final = frozenset(("mt", "st", "ft"))
"""Words with a full stop that ends no sentence: "Mt. Rainier"."""
_KINDS: Final[tuple[tuple[Kind, frozenset[str]], ...]] = (
    ("grammar", GRAMMAR),
    ("calendar", CALENDAR),
    ("weather", WEATHER | MISSPELT.keys()),
    ("noun", COMMON | NEVER_ALONE),
    ("action", ACTIONS),
)
_LIST = re.compile(
    r"(?i)(?:\s*(?:[,;/&+]|\b(?:and|or|then|vs\.?|versus)(?!\w)))+\s*(?:(?:in|at|near)\s+)?(?:the\s+)?"
)
_NO_NAME = re.compile(r".+(?:ing|able|ful|ness|wise|iest|ally|tely|ously|ently|edly)")
_PLAIN: Final = GRAMMAR | WEATHER
_OF_AREAS: Final = {"in", "for", "near", "around", "across", "throughout"}
_NEARNESS: Final = {"close", "next", "far", "near", "area", "outside", "distance"}
_LONG_WORD: Final = 6
_LONG_WEATHER: Final = tuple(sorted(word for word in WEATHER if len(word) >= _LONG_WORD - 1))
_ALIKE: Final = 0.86
_LONG_DAYS: Final = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "weekend"),
    *("tonight", "tomorrow", "yesterday"),
)
_NO_DAYS: Final = frozenset({"sundry", "weekday", "workday", "tomorrows", "weekends", "tonights"})
_ENDS_OF_DAYS: Final = ("y", "ya", "dai", "d", "nd", "t", "th", "w", "o")
_ALIKE_DAYS: Final = 0.8
_LONGEST_GAP: Final = 60
_LONGEST_TOWN: Final = 3
_MOST_SPELLED: Final = 60
"""The words that are looked at for their spelling; a text with more is no hasty question."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A question cut into words; `case_counts` when capitals in it mark names."""

    text: str
    words: Sequence[Word]
    names: Names
    case_counts: bool
    memory: dict[tuple[object, ...], Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, text: str, gazetteer: Gazetteer, taken: Sequence[Span]) -> "Sentence":
        """Cut a question into words; those in the taken spans belong to something else."""
        words = split_words(text, taken)
        return cls(text, words, Names.of(text, words, gazetteer), _case_counts(words))

    def without(self, taken: Sequence[Span]) -> "Sentence":
        """Return the same question with the words in some spans taken by something else."""
        words = split_words(self.text, taken)
        return Sentence(self.text, words, self.names.with_words(words), self.case_counts)

    @remembered
    def is_capitalised(self, at: int) -> bool:
        """Return whether a capital letter, or a script without them, marks a word as a name."""
        word = self.words[at]
        gap_start = self.words[at - 1].end if at else 0
        gap = self.text[gap_start : word.start].rstrip()
        before = gap or self.text[max(gap_start - 1, 0) : gap_start]
        is_in_name = at > 0 and self.words[at - 1].folded.rstrip(".") in _SHORT_TITLES
        opens_sentence = not before or (before[-1] in ".!?:\n" and not is_in_name)
        return self.case_counts and not opens_sentence and not word.text[0].islower()

    @remembered
    def kind(self, at: int) -> Kind:
        """Return the kind of a word by itself."""
        word = self.words[at].folded.replace("\u2019", "'")
        if "'" in word and word.partition("'")[0] in GRAMMAR:
            return "grammar"  # "I'm", "it'll"
        if word in CALENDAR and self.is_capitalised(at):
            return "calendar"
        for kind, words in _KINDS:
            if word in words:
                return kind
        if self.is_capitalised(at) or self._is_known(at):
            return "name"
        if _NO_NAME.fullmatch(word) or (self.words[at].text.islower() and find_aspects(word)):
            return "action"  # "cloudy in Rome, blustery in Oslo"
        return "weather" if _is_misspelt_weather(word) else "name"

    @remembered
    def is_name_like(self, at: int) -> bool:
        """Return whether a word can be part of a name."""
        word, kind, is_capital = self.words[at], self.kind(at), self.is_capitalised(at)
        if word.is_taken or (self._is_determined(at) and not is_capital):
            return False
        if self.names.long_end(at) or kind in ("name", "noun"):
            return True
        if kind == "grammar":
            return self._is_code(at)
        if is_capital:
            return kind == "action" or self._is_among_capitals(at) or self._has_region(at)
        return self._is_name_all_the_same(at, kind)

    def spelled_right(self) -> str:
        """Return the text with misspelt words of weather and days put right, among its first."""
        text = self.text
        for at in reversed(range(min(len(self.words), _MOST_SPELLED))):
            word = self.words[at]
            is_in_name = any(
                self.names.known_end(first) > at for first in range(max(0, at - 2), at)
            )
            kind, right = self.kind(at), ""
            if kind == "weather":
                right = _right_spelling(word.folded)
            elif self._stands_out(at):
                right = word.folded
            elif kind == "name" and not (self._is_known(at) or self.before(at)[0] == "in"):
                right = _alike_day(word.folded)
            if right and not is_in_name:
                text = text[: word.start] + right + text[word.end :]
        return text

    def _stands_out(self, at: int) -> bool:
        """Return whether a word only joins names, though it could be a code: "Rome OR Oslo"."""
        word = self.words[at].text
        if word not in ("AND", "OR") or not 0 < at < len(self.words) - 1 or self._is_code(at):
            return False
        is_before_name = self.words[at + 1].text[0].isupper() and self.kind(at + 1) != "calendar"
        if word == "OR" and not is_before_name:  # "Sisters OR tomorrow"
            return False
        towns = (self.names.name(first, at) for first in range(max(0, at - _LONGEST_TOWN), at))
        is_in_state = any(is_code_of(self.names, town, at) for town in towns)
        return not self.names.has_capitals_only() and not is_in_state

    def before(self, at: int) -> tuple[str, bool]:
        """Return the preposition before a word, and whether an article follows it."""
        has_article = bool(at) and self.words[at - 1].folded == "the"
        at -= has_article
        if not at or self.text[self.words[at - 1].end : self.words[at].start].strip():
            return "", has_article
        before = self.words[at - 1].folded
        one_more = self.words[at - 2].folded if at > 1 else ""
        if before == "of" and one_more in PARTS_OF_PLACES:
            return "in", False
        if before in {"to", "from", "as", "by"} and one_more in _NEARNESS:
            return "in", has_article
        return before, has_article

    def is_led(self, at: int) -> bool:
        """Return whether "in" stands before a word, or "in the" where it is "the Bath area"."""
        before, has_article = self.before(at)
        is_area = at + 1 < len(self.words) and self.words[at + 1].folded in ("area", "region")
        is_area = is_area and self.words[at].folded not in NEVER_ALONE
        is_area = is_area and (self.names.population(at, at + 1) or 0) >= LARGE_CITY  # no bay
        return (
            before in _OF_AREAS
            if has_article and is_area
            else (before, has_article) == ("in", False)
        )

    def are_listed(self, end: int, start: int) -> bool:
        """Return whether what ends and what starts at these letters are items of one list.

        Each can have its time behind it: "lyon tuesday, nice wednesday".
        """
        if not end < start <= end + _LONGEST_GAP:
            return False
        if _LIST.fullmatch(self.text[end:start]):
            return True
        times = self._taken_between(end, start)
        gap = masked(self.text[end:start], times).replace("_", "")
        return bool(times and _LIST.fullmatch(gap))

    def _taken_between(self, end: int, start: int) -> list[Span]:
        """Return the words between two letters that belong to something else, from the first on."""
        first = bisect_left(self.words, end, key=lambda word: word.start)
        behind = bisect_left(self.words, start, lo=first, key=lambda word: word.start)
        taken = [word for word in self.words[first:behind] if word.is_taken]
        return [(word.start - end, word.end - end) for word in taken]

    def is_time(self, first: int) -> bool:
        """Return whether nothing but a time stands from a word on: "mon until thu"."""
        rest = range(first, len(self.words))
        return all(self.words[at].is_taken or self.kind(at) == "grammar" for at in rest)

    def unless_place(self, word: str) -> str:
        """Return a word in small letters; "" where it stands in it as a known place's name."""
        at_word = (at for at, each in enumerate(self.words) if each.folded == word)
        return "" if any(map(self._is_known, at_word)) else word

    def _is_known(self, at: int) -> bool:
        is_place = self.names.population(at, at + 1) is not None
        return is_place or self.names.is_area(at, at + 1)

    def _is_determined(self, at: int) -> bool:
        return at > 0 and self.words[at - 1].folded in DETERMINERS and self.names.is_glued(at)

    def _is_code(self, at: int) -> bool:
        """Return whether a word is the abbreviation of a region: "in OR"."""
        text = self.words[at].text
        is_led = self.before(at)[0] in PLACE_PREPOSITIONS
        return is_led and text != "I" and text.isupper() and self.names.is_area(at, at + 1)

    def _is_among_capitals(self, at: int) -> bool:
        return any(
            0 <= other < len(self.words)
            and self.names.is_glued(max(at, other))
            and self.is_capitalised(other)
            and self.kind(other) in ("name", "noun", "action")
            for other in (at - 1, at + 1)
        )

    def _has_region(self, at: int) -> bool:
        return region_behind(self.names, self.words[at].text, at + 1) is not None

    def _is_name_all_the_same(self, at: int, kind: Kind) -> bool:
        """Return whether its neighbours make a plain word in lower case a name."""
        before, has_article = self.before(at)
        is_led = before in PLACE_PREPOSITIONS and not has_article
        is_known = self.names.population(at, at + 1) is not None
        follows = self.text[self.words[at].end :][:1]
        if kind == "weather":
            is_dry_creek = is_led and at + 1 < len(self.words) and self.names.is_glued(at + 1)
            if is_dry_creek and self.words[at + 1].folded in COMMON:
                return True
            return is_known and follows == "," and self._has_region(at)
        is_listed = follows == "," or (at > 0 and "," in self.names.gap(at))
        return kind == "action" and is_known and (is_led or is_listed or self._has_region(at))


def _case_counts(words: Sequence[Word]) -> bool:
    """Return whether capitals mark names; not where all words have them, or none."""
    plain = [
        word.text[0].islower()
        for at, word in enumerate(words)
        if at and word.folded in _PLAIN and word.text != "I"
    ]
    if not plain:
        return any(word.text[0].islower() for word in words)
    return sum(plain) * 2 >= len(plain)


def _is_misspelt_weather(word: str) -> bool:
    return bool(_alike_weather(word))


def _right_spelling(word: str) -> str:
    """Return a word of weather as it is spelled; "" where it is spelled so already."""
    if word in WEATHER or MISSPELT.get(word) == word:
        return ""
    return MISSPELT.get(word) or _alike_weather(word)


@lru_cache(maxsize=1000)
def _alike_weather(word: str) -> str:
    """Return the word of weather that another one is nearly; "" for none."""
    if len(word) < _LONG_WORD:
        return ""
    return next(iter(difflib.get_close_matches(word, _LONG_WEATHER, 1, _ALIKE)), "")


@lru_cache(maxsize=1000)
def _alike_day(word: str) -> str:
    """Return the day that a word is nearly, with its plural s: "fryday"; "" for none."""
    stem, plural = (word[:-1], "s") if word.endswith("ys") else (word, "")
    is_day = stem.endswith(_ENDS_OF_DAYS) and stem.isascii() and stem not in _NO_DAYS
    if len(stem) < _LONG_WORD - 1 or not is_day:
        return ""
    if stem in _LONG_DAYS:  # "tuesdays" is right
        return ""
    days = [day for day in _LONG_DAYS if day[0] == stem[0]]
    is_short = len(stem) < _LONG_WORD
    near = difflib.get_close_matches(stem, days, 1, _ALIKE if is_short else _ALIKE_DAYS)
    return near[0] + plural if near else ""
