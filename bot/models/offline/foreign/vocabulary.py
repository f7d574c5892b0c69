"""The words of other languages with their English, from one file for each language."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Final

UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uff66-\uff9f]")
"""A letter of a language that is written without spaces."""

KANA: Final = re.compile(r"[\u3040-\u30ff\uff66-\uff9f]")
"""A letter of Japanese alone."""

_FILES: Final = Path(__file__).parent
_LANGUAGES: Final = ("de", "es", "ja")
MARKS: Final = (
    r"\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0970-\u09e3\u0a00-\u0de5\u0e31"
    r"\u0e34-\u0e4e\u200c\u200d"
)
"""Signs within a class of letters that no letter takes in, such as the vowels of Hindi."""
_LETTERS: Final = rf"(?>(?:[^\W\d_]|[{MARKS}])+)"
WORD: Final = re.compile(rf"{_LETTERS}(?:['\u2019-]{_LETTERS})*")
_FIGURE: Final = re.compile(r"\d{1,4}")
_IS_NUMBER: Final = re.compile(r"#(?P<figures>\d+)").fullmatch
_CITY: Final = "@"
"""The beginning of a line with the name of a city, which is no word of a question."""
_FIGURES: Final = r"\d[\d.:/-]*"
_END_OF_WORD: Final = r"(?!-?[^\W\d_]|\w|['\u2019][^\W\d_]{2})"
"""What no known word has behind it: "O'Brien" has no "o" of Spanish, but "geht's" a "geht"."""
_BEGINNING: Final = 2
"""The letters by which words are looked up."""
_BASES: Final = str.maketrans("\u00df\u00e6\u00f8\u0131", "sao\u0069")


@dataclass(frozen=True, slots=True)
class Match:
    """Some words of a text, from a letter to the one behind the last, with their English.

    Attributes:
        is_form: Whether a known word is only their beginning, which a name can have too.
    """

    start: int
    end: int
    english: str
    is_form: bool = False

    def overlaps(self, span: tuple[int, int]) -> bool:
        """Return whether it shares letters with a span."""
        return self.start < span[1] and span[0] < self.end


class Vocabulary:
    """The words of one language, longer ones before the shorter that they begin with.

    Their patterns are compiled as texts need them: all at once they take longer than an answer.
    """

    def __init__(self, language: str, english: dict[str, str], numbers: dict[str, str]) -> None:
        """Take words with their English, and numbers in words with their figures.

        The words have "#" for a number and "*" for any ending, the English "{0}" for the first
        number once more.
        """
        self.language = language
        self.is_unspaced = any(UNSPACED.search(words) for words in english)
        self._numbers = numbers
        self._english = english
        self._endings = {words[:-1]: each for words, each in english.items() if words[-1] == "*"}
        self._number = _number_pattern(self._numbers, is_unspaced=self.is_unspaced)
        self._by_beginning = defaultdict[str, list[str]](list)
        for words in self._english:
            if not words.startswith("#"):
                self._by_beginning[_beginning(words)].append(words)
        letters = "".join(sorted({words[0] for words in (*english, *numbers)} - {"#"}))
        of_any = rf"[{re.escape(letters)}\d]"
        self._start = re.compile(of_any if self.is_unspaced else rf"(?<!\w){of_any}")
        self._end = "" if self.is_unspaced else _END_OF_WORD
        self._figures = re.compile(_FIGURES + self._end)
        self._patterns: dict[str, re.Pattern[str]] = {}

    def matches(self, low: str) -> list[Match]:
        """Return the words of a text that are known, and its other figures, in their order."""
        return [self._match(match) for match in self._found(low)]

    def known_words(self, low: str) -> int:
        """Return the number of known words in a text, or of letters where none are spaced."""
        known = [match[0] for match in self._found(low)]
        if self.is_unspaced:
            return sum(len(words) for words in known if UNSPACED.search(words))
        return sum(len(words_of(words)) for words in known)

    def _found(self, low: str) -> Iterator[re.Match[str]]:
        """Yield the longest known words at each place of a text, and figures; none overlap."""
        at = 0
        while start := self._start.search(low, at):
            match = self._longest(low, start.start())
            if match:
                yield match
            at = match.end() if match else start.end()

    def _longest(self, low: str, at: int) -> re.Match[str] | None:
        """Return the longest known words that begin at a letter, or else the figures."""
        patterns = (self._pattern(low[at : at + _BEGINNING]), self._behind_number)
        found = [match for pattern in patterns if pattern and (match := pattern.match(low, at))]
        return max(found, key=re.Match.end) if found else self._figures.match(low, at)

    @cached_property
    def _behind_number(self) -> re.Pattern[str] | None:
        """The pattern of a number with the words that are known behind one."""
        words = (words[1:] for words in self._english if words.startswith("#"))
        return self._any_of(words, before=self._number.pattern)

    def _pattern(self, beginning: str) -> re.Pattern[str] | None:
        """Return the pattern of all words that a text can begin with; None for no words."""
        beginning = _beginning(beginning)
        if known := self._patterns.get(beginning):
            return known
        words = [*self._by_beginning.get(beginning, ()), *self._shorter_than(beginning)]
        if pattern := self._any_of(words):
            self._patterns[beginning] = pattern
        return pattern

    def _any_of(self, words: Iterable[str], before: str = "") -> re.Pattern[str] | None:
        """Return the pattern of some words, longer ones first; None for no words."""
        words = sorted(words, key=_longest_first)
        bodies = "|".join(_regex(each, self._number.pattern) for each in words)
        return re.compile(f"{before}(?:{bodies}){self._end}") if words else None

    def _shorter_than(self, beginning: str) -> Iterator[str]:
        """Yield the words of one letter that a word with this beginning can begin with too."""
        words = self._by_beginning.get(beginning[:1], ()) if beginning[1:] else ()
        return (each for each in words if self.is_unspaced or each[1:2] == "*")

    def _match(self, match: re.Match[str]) -> Match:
        numbers: list[str] = []
        words = " ".join(match[0].split())
        english = self._english.get(words)
        if english is None:
            numbers = _FIGURE.findall(match[0])
            words = _FIGURE.sub("#", words)
            english = self._english.get(words)
        if english is None and self._number.search(match[0]):
            numbers = [self._numbers.get(each, each) for each in self._number.findall(match[0])]
            words = " ".join(self._number.sub("#", match[0]).split())
            english = self._english.get(words)
        is_form = english is None and not numbers
        if english is None:
            stems = (words[:size] for size in range(len(words), 0, -1))
            english = next(
                (self._endings[stem] for stem in stems if stem in self._endings),
                match[0].rstrip(".:/-"),
            )
        for number in numbers:
            english = english.replace("#", number, 1)
        english = english.replace("{0}", numbers[0]) if numbers else english
        return Match(match.start(), match.end(), english, is_form)


def folded_letters(text: str) -> str:
    """Return a text in small letters without accents, letter for letter."""
    return text.lower() if text.isascii() else "".join(map(_folded_letter, text))


@lru_cache(maxsize=5000)
def _folded_letter(letter: str) -> str:
    small = letter.lower()
    small = small if len(small) == 1 else letter
    if UNSPACED.match(small):
        return small
    parts = unicodedata.normalize("NFD", small)
    is_accented = bool(parts[1:]) and unicodedata.combining(parts[1]) > 0
    return (parts[0] if is_accented else small).translate(_BASES)


def words_of(low: str) -> list[str]:
    """Return the words of a text."""
    return WORD.findall(low)


@lru_cache
def vocabularies() -> tuple[Vocabulary, ...]:
    """Return the languages that are read."""
    return tuple(_vocabulary(language) for language in _LANGUAGES)


@lru_cache
def cities_in(language: str) -> dict[str, str]:
    """Return the names of cities in a language by their English ones; empty for one not read.

    Of a city with several the first one is told.
    """
    return {english: own for own, english in reversed(own_names(language).items())}


@lru_cache
def own_names(language: str) -> dict[str, str]:
    """Return the English names of cities by those in a language; empty for one not read."""
    if language not in _LANGUAGES:
        return {}
    rows = (line[1:].split("=") for line in lines_of(language) if line.startswith(_CITY))
    return {own.strip(): english.strip() for english, own in rows}


def lines_of(name: str) -> Iterator[str]:
    """Yield the lines of a file of this folder without comments, which begin with a semicolon."""
    lines = (_FILES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return (line for line in lines if line.strip() and not line.startswith(";"))


def _vocabulary(language: str) -> Vocabulary:
    english: dict[str, str] = {}
    numbers: dict[str, str] = {}
    for line in lines_of(language):
        if line.startswith(_CITY):
            continue
        meaning, _, variants = (part.strip() for part in line.partition("="))
        number = _IS_NUMBER(meaning)
        for variant in variants.split("|"):
            words = folded_letters(variant.strip())
            if number:
                numbers[words] = number["figures"]
            else:
                english.setdefault(words, meaning)
    return Vocabulary(language, english, numbers)


def _longest_first(words: str) -> tuple[int, str]:
    return -len(words), words


def _beginning(words: str) -> str:
    """Return the first letters of some words, as far as they stand for themselves."""
    return "".join(takewhile(str.isalpha, words[:_BEGINNING]))


def _number_pattern(numbers: Iterable[str], *, is_unspaced: bool) -> re.Pattern[str]:
    """Return the pattern of a number in figures or in words."""
    words = "|".join(map(re.escape, sorted(numbers, key=_longest_first)))
    if not words:
        return _FIGURE
    edge = "" if is_unspaced else r"\b"
    return re.compile(rf"(?:\d{{1,4}}|{edge}(?:{words}){edge})")


def _regex(words: str, number: str) -> str:
    """Return the pattern of some words, in which "*" is any ending and "#" a number."""
    literals = (re.escape(part) for part in words.rstrip("*").split("#"))
    pattern = number.join(literals).replace(r"\ ", r"\s{1,3}")
    return pattern + (r"\w*" if words.endswith("*") else "")
