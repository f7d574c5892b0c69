"""Find the places of a question in a language without spaces, such as Japanese."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.models._patterns import late
from bot.models.offline.foreign.vocabulary import Match, cities_in
from bot.places.gazetteer import Gazetteer

Span = tuple[int, int]

MOST_PLACES: Final = 100
LARGE: Final = 100_000
_LONGEST_UNSPACED: Final = 12
_LANDMARKS: Final = late(r"[山岳湖島岬峠]|半島|高原|温泉|空港")
"""What makes another place of a name in front of it: 富士山 is no city."""
_KATAKANA: Final = late(r"[\u30a1-\u30fa\u30fc]{3,12}")
_NO_HIRAGANA_ALONE: Final = late(
    r"(?:(?=[\u3041-\u3096]*[^\u3041-\u3096])|(?=[\u3041-\u3096]{3,6}))[^\W\d_]+"
)
"""Hiragana alone are mostly grammar; of names in it, large cities count."""
_HIRAGANA: Final = late(r"[\u3041-\u3096]+")
_KANJI_NAME: Final = late(
    r"(?<![\u4e00-\u9fff])(?P<name>[\u4e00-\u9fff\u3005]{2,5})(?=[のはでにも、]|\s|$)"
)
_ONE_KANJI: Final = late(r"(?<![\u4e00-\u9fff\u3005\u30a0-\u30ff])[\u4e00-\u9fff](?=[のはでに、])")
"""Cities such as Tsu and Kure, as far as they are large."""


@dataclass(frozen=True, slots=True)
class NameAt:
    """A name in a text, from a letter to the one behind the last."""

    name: str
    start: int
    end: int


def names_in(
    text: str, gazetteer: Gazetteer, known_words: Sequence[Match]
) -> tuple[list[str], list[Span]]:
    """Return the places of a text without spaces, the longest names first, and where they stand."""
    candidates = {
        text[start : start + length]
        for start in range(len(text))
        for length in range(2, _LONGEST_UNSPACED + 1)
        if start + length <= len(text) and _NO_HIRAGANA_ALONE.fullmatch(text, start, start + length)
    }
    alone = {match.start() for match in _ONE_KANJI.finditer(text)}
    candidates |= {text[start] for start in alone}
    populations = gazetteer.populations(candidates)
    known = {
        name
        for name in (*populations, *gazetteer.areas_of(candidates))
        if populations.get(name, 0) >= LARGE or not (_HIRAGANA.fullmatch(name) or len(name) == 1)
    }
    starts = {match.start: match.end for match in known_words}
    found: list[NameAt] = []
    at = 0
    while at < len(text) and len(found) < MOST_PLACES:
        length = next(
            (
                size
                for size in range(min(_LONGEST_UNSPACED, len(text) - at), at not in alone, -1)
                if text[at : at + size] in known
            ),
            0,
        )
        if length and at + length > starts.get(at, at):
            if landmark := _LANDMARKS.match(text, at + length):
                length = landmark.end() - at
            found.append(NameAt(text[at : at + length], at, at + length))
        elif foreign := _KATAKANA.match(text, at) if at not in starts else None:
            length = len(foreign[0])
            found.append(NameAt(_spelled(foreign[0], gazetteer), at, foreign.end()))
        at += length or starts.get(at, at + 1) - at
    found = found or _unknown_in(text, known_words)
    return [each.name for each in found], [(each.start, each.end) for each in found]


def _unknown_in(text: str, known_words: Sequence[Match]) -> list[NameAt]:
    """Return the first name in kanji that nobody knows, where it stands as a place does."""
    said = {at for match in known_words for at in range(match.start, match.end)}
    for match in _KANJI_NAME.finditer(text):
        if said.isdisjoint(range(*match.span("name"))):
            return [NameAt(match["name"], *match.span("name"))]
    return []


def _spelled(name: str, gazetteer: Gazetteer) -> str:
    """Return a name in katakana in English, or as the gazetteer spells its v, or as it is."""
    if english := _in_english().get(name):
        return english
    ways = (name.replace("\u30d6", "\u30f4"), name.replace("\u30d0", "\u30f4\u30a1"))
    return next((way for way in ways if gazetteer.find(way)), name)


@lru_cache
def _in_english() -> dict[str, str]:
    return {own: english for english, own in cities_in("ja").items()}
