"""Find the places that a question names: by a gazetteer, by prepositions and by capital letters."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.gazetteer import Gazetteer
from bot.question_words import (
    CALENDAR,
    COMMON,
    GRAMMAR,
    NEVER_ALONE,
    OTHER_PREPOSITIONS,
    PLACE_PREPOSITIONS,
    WEATHER,
)

Span = tuple[int, int]

_WORD = re.compile(
    r"(?i)(?:ste?|ft|mt)\.(?=\s)|(?:[^\W\d_]\.){2,}|[^\W\d_](?:\w|['\u2019-](?=\w))*"
)
_POSSESSIVE = re.compile(r"(?i)['\u2019]s$")
_GLUE = re.compile(r"(?i)(?:['\u2019]s)?\s+")
_LIST = re.compile(r"(?i)(?:[,;/&+\s]|\band\b|\bor\b|\bvs\.?|\bversus\b)+")
_QUALIFYING = re.compile(r"(?i)\s*,\s*|\s+(?:in\s+)?(?:the\s+)?")
_PARTICLES = {"of", "the", "de", "la", "le", "du", "del", "di", "da", "am", "upon", "on", "under"}
_NO_NAMES = GRAMMAR | NEVER_ALONE | WEATHER | CALENDAR
_SIGNS = PLACE_PREPOSITIONS | OTHER_PREPOSITIONS
_LONGEST_NAME = 4
_LONGEST_QUALIFIER = 3
_MAX_WORDS = 400
_MAX_NAME = 100
_SHORT = 3
_LARGE_CITY = 100_000


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a question: what to ask for, and where it stands in the text."""

    place: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Word:
    """One word; `is_taken` when it belongs to something else, such as a date."""

    text: str
    start: int
    end: int
    is_taken: bool

    @property
    def folded(self) -> str:
        return self.text.casefold()


def find_places(text: str, gazetteer: Gazetteer, taken: Sequence[Span] = ()) -> list[Mention]:
    """Return the places of a question in its order, each once.

    A region or country behind a name is kept with it ("Springfield, IL"). Names that the gazetteer
    does not have are kept when the sentence shows that they are places.
    """
    reader = _Reader.of(text, gazetteer, taken)
    found = reader.mentions(lenient=False) or reader.mentions(lenient=True)
    found = found or reader.unknown_in_lower_case()
    unique: dict[str, Mention] = {}
    for mention in found:
        unique.setdefault(mention.place.casefold(), mention)
    return list(unique.values())


def words_outside(text: str, spans: Sequence[Span]) -> list[str]:
    """Return the words of a text, in lower case, that are in none of the spans."""
    return [word.folded for word in _words(text, spans) if not word.is_taken]


def _words(text: str, taken: Sequence[Span]) -> list[_Word]:
    words = []
    for match in _WORD.finditer(text):
        start, end = match.start(), match.start() + len(_POSSESSIVE.sub("", match[0]))
        is_taken = any(start < last and first < end for first, last in taken)
        words.append(_Word(text[start:end], start, end, is_taken))
    return words[:_MAX_WORDS]


@dataclass(frozen=True, slots=True)
class _Reader:
    """A question cut into words, with the runs of words that are names of known places."""

    text: str
    gazetteer: Gazetteer
    words: Sequence[_Word]
    populations: Mapping[str, int]
    case_counts: bool

    @classmethod
    def of(cls, text: str, gazetteer: Gazetteer, taken: Sequence[Span]) -> "_Reader":
        words = _words(text, taken)
        case_counts = any(word.text[0].islower() for word in words)
        reader = cls(text, gazetteer, words, {}, case_counts)
        candidates = {
            reader._name(first, end)
            for first in range(len(words))
            for end in range(first + 1, reader._longest_end(first) + 1)
        }
        return cls(text, gazetteer, words, gazetteer.populations(candidates), case_counts)

    def mentions(self, *, lenient: bool) -> list[Mention]:
        """Return the places; leniently: small ones without any sign beside the name too."""
        found: list[Mention] = []
        waiting: list[tuple[int, int]] = []
        at = 0
        while at < len(self.words):
            end = self._known_end(at)
            is_name = self._is_long_name(at, end) or (
                end and self._is_place(at, lenient=lenient, found=found)
            )
            if end and not is_name:
                if not self._is_grammar(at):
                    waiting.append((at, end))
                at += 1
                continue
            end = end or self._unknown_end(at, found)
            at = self._add(found, at, end) if end else at + 1
        for first, end in reversed(waiting):
            if any(self._are_listed(self.words[end - 1].end, other.start) for other in found):
                self._add(found, first, end)
        return sorted(found, key=lambda mention: mention.start)

    def unknown_in_lower_case(self) -> list[Mention]:
        """Return what stands behind a preposition where nothing else shows what is a name."""
        for at, word in enumerate(self.words):
            before = self._before(at)
            if before not in PLACE_PREPOSITIONS or self._is_grammar(at):
                continue
            end = at + 1
            while end < self._longest_end(at) and not self._is_grammar(end):
                end += 1
            return [Mention(self._name(at, end), word.start, self.words[end - 1].end)]
        return []

    def _add(self, found: list[Mention], first: int, end: int) -> int:
        """Add a place with its qualifiers; return the index of the word behind them."""
        name, start = self._name(first, end), self.words[first].start
        place = name
        for _ in range(2):
            qualifier_end = self._qualifier_end(name, end)
            if not qualifier_end:
                break
            qualifier_start = end + (self.words[end].folded in {"in", "the"})
            qualifier_start += self.words[qualifier_start].folded == "the"
            place += f", {self._name(qualifier_start, qualifier_end)}"
            end = qualifier_end
        found.append(Mention(place[:_MAX_NAME], start, self.words[end - 1].end))
        return end

    def _qualifier_end(self, name: str, at: int) -> int:
        """Return where the region or country of a name ends that starts at a word; 0: none."""
        if at >= len(self.words):
            return 0
        first = at
        while first + 1 < len(self.words) and self.words[first].folded in {"in", "the"}:
            first += 1
        gap = self.text[self.words[at - 1].end : self.words[first].start]
        if not _QUALIFYING.fullmatch(gap):
            return 0
        has_comma = "," in gap
        for end in range(min(self._longest_end(first), first + _LONGEST_QUALIFIER), first, -1):
            word = self._name(first, end)
            if len(word) <= _SHORT and not self._is_abbreviation(word, has_comma=has_comma):
                continue
            if self._is_region_of(word, name):
                return end
        return 0

    def _is_abbreviation(self, word: str, *, has_comma: bool) -> bool:
        is_english = word.casefold() in GRAMMAR
        return (word.isupper() and not self.text.isupper()) or (has_comma and not is_english)

    def _is_region_of(self, region: str, name: str) -> bool:
        """Return whether "name, region" is one place and not a list of two."""
        areas = self.gazetteer.areas(region)
        if not areas:
            return False
        if region not in self.gazetteer.populations([region]):
            return True
        places = self.gazetteer.find(name)
        return any(area.contains(place) for area in areas for place in places)

    def _known_end(self, first: int) -> int:
        """Return where the longest known name that starts at a word ends; 0 when none does."""
        for end in range(self._longest_end(first), first, -1):
            if self._name(first, end) not in self.populations:
                continue
            edges = {self.words[first].folded.removeprefix("the"), self.words[end - 1].folded}
            if end == first + 1 or GRAMMAR.isdisjoint(edges):
                return end
        return first + 1 if self._is_lone_region(first) else 0

    def _is_lone_region(self, at: int) -> bool:
        word = self.words[at]
        is_readable = len(word.text) > _SHORT or (word.text.isupper() and self.case_counts)
        has_sign = self._before(at) in _SIGNS
        return has_sign and is_readable and bool(self.gazetteer.areas(word.text))

    def _is_long_name(self, first: int, end: int) -> bool:
        """Return whether several words are a name that needs no other sign."""
        words = {word.folded for word in self.words[first:end]}
        return end > first + 1 and not words <= COMMON

    def _is_place(self, at: int, *, lenient: bool, found: Sequence[Mention]) -> bool:
        """Return whether a known name of common words, mostly a single one, is meant as a place."""
        word = self.words[at]
        if self._is_grammar(at):
            is_month = word.folded in CALENDAR and not word.is_taken and self._is_capitalised(at)
            return is_month and bool(self._qualifier_end(word.text, at + 1))
        before = self._before(at)
        if self._is_capitalised(at) or before in PLACE_PREPOSITIONS:
            return True
        if found and self._are_listed(found[-1].end, word.start):
            return True
        if word.folded in COMMON:
            return bool(self._qualifier_end(word.text, at + 1))
        if before in OTHER_PREPOSITIONS:
            return True
        is_large = self.populations.get(word.text, 0) >= _LARGE_CITY
        return len(word.text) > _SHORT and (lenient or is_large)

    def _unknown_end(self, first: int, found: Sequence[Mention]) -> int:
        """Return where a capitalised name ends that only the sentence shows to be a place."""
        before = self._before(first)
        is_listed = bool(found) and self._are_listed(found[-1].end, self.words[first].start)
        if not self._is_name_like(first) or not (
            is_listed or before in PLACE_PREPOSITIONS | {"for", "from", "to"}
        ):
            return 0
        end = first + 1
        for at in range(first + 1, len(self.words)):
            gap = self.text[self.words[at - 1].end : self.words[at].start]
            if not _GLUE.fullmatch(gap):
                break
            if self._is_name_like(at):
                end = at + 1
            elif self.words[at].folded not in _PARTICLES:
                break
        return end

    def _is_name_like(self, at: int) -> bool:
        return self._is_capitalised(at) and not self._is_grammar(at)

    def _is_capitalised(self, at: int) -> bool:
        """Return whether a capital letter, or a script without them, marks a word as a name."""
        word = self.words[at]
        before = self.text[: word.start].rstrip()
        opens_sentence = not before or before[-1] in ".!?:\n"
        return self.case_counts and not opens_sentence and not word.text[0].islower()

    def _is_grammar(self, at: int) -> bool:
        """Return whether a word can't be a place by itself."""
        word = self.words[at]
        return word.is_taken or word.folded in _NO_NAMES

    def _before(self, at: int) -> str:
        """Return the word before, without an article; empty when something stands between."""
        if at and self.words[at - 1].folded == "the":
            at -= 1
        if not at:
            return ""
        before = self.words[at - 1]
        return before.folded if not self.text[before.end : self.words[at].start].strip() else ""

    def _are_listed(self, end: int, start: int) -> bool:
        return end < start and bool(_LIST.fullmatch(self.text[end:start]))

    def _longest_end(self, first: int) -> int:
        """Return the end of the longest run of words, up to four, that only spaces separate."""
        end = first + 1
        while (
            end < min(len(self.words), first + _LONGEST_NAME)
            and not self.words[end].is_taken
            and _GLUE.fullmatch(self.text[self.words[end - 1].end : self.words[end].start])
        ):
            end += 1
        return end

    def _name(self, first: int, end: int) -> str:
        return " ".join(self.text[self.words[first].start : self.words[end - 1].end].split())
