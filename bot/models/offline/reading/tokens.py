"""Cut a question into words that know where they stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

from bot.models.offline.reading.spans import Marks

Span = tuple[int, int]

_WORD = re.compile(
    r"(?i)(?:ste?|ft|mt)\.(?=\s)|(?:[^\W\d_]\.){2,}|[^\W\d_](?:[\w\u0300-\u036f\u0331]|['\u2018\u2019\u02bb\u2013-](?=\w))*"
    r"|\b\d{5}(?:-\d{4})?\b"
)
_POSSESSIVE = re.compile(r"(?i)['\u2019]s$")
_MAX_WORDS = 400

NO_WORDS: Final = re.compile(r"\bhttps?://\S++|(?<![\w:]):[a-z][a-z0-9_+-]{0,60}:")
"""Addresses of pages, and emoji by their names as Slack writes them, whose words nobody means."""
GLUE: Final = re.compile(r"(?i)(?:['\u2019]s)?\s+")
LOOSE_GLUE: Final = re.compile(
    r"[\s./()&'\u2018\u2019\u02bb`\u2013-]{1,3}(?:\d{1,2}(?:\)? /)? ?(?:\) ?)?)?"
)
"""The signs between the words of a name: "Biel/Bienne", "Frankfurt (Oder)", "José C. Paz"."""
TAIL: Final = re.compile(r"(?i) \d{1,2}(?![\d:.])\)?|\)|['\u2018\u2019]s(?!\w)")
BEFORE_QUALIFIER: Final = re.compile(
    r"(?i)(?:\)|['\u2018\u2019]s)?(?:\s*,\s*|\s[\u2013-]\s|\)?\s+\(?(?:in\s+)?)(?:the\s+)?"
    r"(?:(?:state|country|province)\s+of\s+)?"
)
BEFORE_CODE: Final = re.compile(r"(?i)(?>(?:['\u2018\u2019]s)?)(?:\s++(?:,\s*+)?|,\s*+)")


@dataclass(frozen=True, slots=True)
class Word:
    """One word; `is_taken` when it belongs to something else, such as a date.

    Attributes:
        folded: The word without regard to case.
    """

    text: str
    folded: str
    start: int
    end: int
    is_taken: bool = False


def split_words(text: str, taken: Sequence[Span]) -> list[Word]:
    """Return the words of a text without a possessive s; those in the spans are taken."""
    marks = Marks(len(text))
    for span in taken:
        marks.add(*span)
    return [
        Word(word.text, word.folded, word.start, word.end, is_taken=True)
        if marks.overlap(word.start, word.end)
        else word
        for word in _words(text)
    ]


@lru_cache(maxsize=4)
def _words(text: str) -> tuple[Word, ...]:
    """Return the words of a text, none of them taken; a question is cut several times."""
    words = []
    for match in islice(_WORD.finditer(text), _MAX_WORDS):
        word = _POSSESSIVE.sub("", match[0]) if match[0][-1] in "sS" else match[0]
        start = match.start()
        words.append(Word(word, word.casefold(), start, start + len(word)))
    return tuple(words)


def masked(text: str, spans: Sequence[Span]) -> str:
    """Return a text with underscores for the letters in the spans, letter for letter."""
    if not spans:
        return text
    letters = list(text)
    for start, end in spans:
        letters[start:end] = "_" * (end - start)
    return "".join(letters)


def words_outside(text: str, spans: Sequence[Span]) -> list[str]:
    """Return the words of a text, in lower case, that are in none of the spans."""
    return [word.folded for word in split_words(text, spans) if not word.is_taken]
