"""Spell times that people write in uncommon ways as the common ones, and know where they stood."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from bot.models.offline.reading.times.dates import MONTH, WEEKDAY
from bot.models.offline.reading.times.needed import idle
from bot.models.offline.reading.times.short_forms import PLAIN_WEEKDAY
from bot.models.offline.reading.times.spellings import NEEDED, OF_AN_END, OF_FIGURES, RULES
from bot.models.offline.reading.times.years import Spell

Span = tuple[int, int]

_FIGURE: Final = re.compile(r"\d")
_FROM: Final = re.compile(
    r"(?<!until )(?<!till )(?<!through )(?<!up to )"
    rf"\b(?:from|between|{WEEKDAY}|{PLAIN_WEEKDAY}|today|tomorrow|{MONTH}"
    r"|\d{1,2}(?:st|nd|rd|th|(?= (?:until|till?|thru|through) \d)))\b.{0,40}"
    r"\b(?:until|till?|thru|through|up to)\b"
)


@dataclass(frozen=True, slots=True)
class Respelled:
    """A text in other words, letter by letter with where it comes from.

    Attributes:
        starts: For each letter, the letter of the original at which its words begin.
        ends: For each letter, the letter of the original behind its words.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, span: Span) -> Span:
        """Return the span of the original for one of this text."""
        start, end = span
        if start >= end or end > len(self.text):
            return span
        return self.starts[start], self.ends[end - 1]


def respelled(low: str, asked_at: datetime) -> Respelled:
    """Return a text in small letters with its uncommon times in the common spelling."""
    current, is_common = _as_it_stands(low)
    if is_common:
        return current
    for pattern, spell in RULES:
        if spell in _idle_spells(current.text):
            continue
        matches = list(pattern.finditer(current.text))
        if matches:
            current = _replaced(current, [(match, spell(match, asked_at)) for match in matches])
    return current


@lru_cache(maxsize=8)
def _idle_spells(text: str) -> frozenset[Spell]:
    """Return the spells of rules for texts of another kind.

    They need a word or a figure that the text has not, or are for an end where it has a beginning.
    """
    found = idle(NEEDED, text)
    if not _FIGURE.search(text):
        found |= OF_FIGURES
    if not found >= OF_AN_END and _FROM.search(text):
        found |= OF_AN_END
    return found


@lru_cache(maxsize=8)
def _as_it_stands(low: str) -> tuple[Respelled, bool]:
    """Return a text in its own words, and whether no rule has any for it, by whatever clock."""
    left_out = _idle_spells(low)
    is_common = not any(pattern.search(low) for pattern, spell in RULES if spell not in left_out)
    return Respelled(low, tuple(range(len(low))), tuple(range(1, len(low) + 1))), is_common


def _replaced(before: Respelled, changes: list[tuple[re.Match[str], str]]) -> Respelled:
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for match, words in changes:
        start, end = match.span()
        text += [before.text[at:start], words]
        starts += [*before.starts[at:start], *[before.starts[start]] * len(words)]
        ends += [*before.ends[at:start], *[before.ends[end - 1]] * len(words)]
        at = end
    text.append(before.text[at:])
    return Respelled("".join(text), (*starts, *before.starts[at:]), (*ends, *before.ends[at:]))
