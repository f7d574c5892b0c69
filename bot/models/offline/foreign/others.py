"""The languages that are not read: words that show them, and what people are told then."""

import unicodedata
from collections import defaultdict
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.models.offline.foreign.endings import Ending, endings_in
from bot.models.offline.foreign.vocabulary import UNSPACED, folded_letters, lines_of, words_of

LATIN: Final = "LATIN"
_GLUED: Final = frozenset(("CJK", "HANGUL"))
"""Scripts in which words are written without spaces, or with endings of their own."""


@dataclass(frozen=True, slots=True)
class Other:
    """A language that is not read.

    Attributes:
        words: In small letters without accents; none of them is a place.
        endings: Of the names in its sentences.
        remark: What people are told whose question was read for its places alone.
        script: The name of its letters in Unicode, such as "CYRILLIC".
    """

    language: str
    words: frozenset[str]
    endings: tuple[Ending, ...]
    remark: str
    script: str

    def known_in(self, low: str, parts: AbstractSet[str]) -> AbstractSet[str]:
        """Return its words that a text of some parts has, inside of others if it writes so."""
        if self.script in _GLUED:
            return {word for word in self.words if word in low}
        return self.words & parts


def likeliest_other(low: str, own: str) -> tuple[Other, AbstractSet[str]]:
    """Return the likeliest language of a text that is not read, and its words in the text.

    Of several that are as likely, the person's own comes first, then one in the text's letters.
    """
    parts, script = word_parts(low), script_of(low)
    known = [(other, other.known_in(low, parts)) for other in others()]
    return max(
        known,
        key=lambda each: (
            each[0].script == script,
            len(each[1]) + 0.5 * (each[0].language == own),
        ),
    )


def word_parts(low: str) -> AbstractSet[str]:
    """Return the words of a text, and what a hyphen or an apostrophe joins in them."""
    return {part for word in words_of(low) for part in _parts(word)}


def _parts(word: str) -> list[str]:
    return [word, *word.replace("\u2019", "'").replace("-", "'").split("'")]


def script_of(text: str) -> str:
    """Return the script of the first letter of a text that is not Latin; "LATIN" for none."""
    for letter in text:
        if letter.isalpha() and not letter.isascii():
            script = unicodedata.name(letter, "").partition(" ")[0]
            if script != LATIN:
                return script
    return LATIN


@lru_cache
def others() -> tuple[Other, ...]:
    """Return the languages that are not read."""
    told: dict[str, str] = {}
    parts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line in lines_of("others"):
        key, _, said = line.partition("=")
        language, _, part = key.strip().partition(" ")
        if part:
            parts[language, part] += said.split()
        else:
            told[language] = said.strip()
    return tuple(
        Other(
            language,
            frozenset(part for word in parts[language, "words"] for part in _words(word)),
            endings_in(parts[language, "endings"]),
            remark,
            script_of(parts[language, "words"][0]),
        )
        for language, remark in told.items()
    )


def _words(word: str) -> list[str]:
    return [folded_letters(word)] if UNSPACED.search(word) else _parts(folded_letters(word))
