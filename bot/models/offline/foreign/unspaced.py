"""Find the places of a question in a language without spaces, such as Japanese."""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from bot.models._patterns import late
from bot.models.offline.foreign.exonyms import in_english, zone_cities
from bot.models.offline.foreign.vocabulary import Match, own_names
from bot.places.gazetteer import Gazetteer

Span = tuple[int, int]

MOST_PLACES: Final = 100
LARGE: Final = 100_000
_LONGEST_UNSPACED: Final = 12
_LANDMARKS: Final = re.compile(r"[山岳湖島岬峠]|半島|高原|温泉|空港|タワー|ドーム|スカイツリー")
"""What makes another place of a name in front of it: 富士山 is no city."""
_KATAKANA: Final = re.compile(r"[\u30a1-\u30fa\u30fc]+(?:\u30fb[\u30a1-\u30fa\u30fc]+){0,4}")
_V: Final = {"ヴァ": "バ", "ヴィ": "ビ", "ヴェ": "ベ", "ヴォ": "ボ", "ヴ": "ブ"}
_IS_KATAKANA: Final = re.compile(r"[\u30a1-\u30fa\u30fc]")
_IN_LATIN: Final = re.compile(r"[A-Za-z]{2}")
_DOT: Final = "\u30fb"
_SHORTEST: Final = 3
_LONG: Final = 4
_NO_HIRAGANA_ALONE: Final = late(
    r"(?:(?=[\u3041-\u3096]*[^\u3041-\u3096])|(?=[\u3041-\u3096]{3,6}))[^\W\d_]+"
)
"""Hiragana alone are mostly grammar; of names in it, large cities count."""
_HIRAGANA: Final = re.compile(r"[\u3041-\u3096]+")
_OF: Final = re.compile(r"[都道府県州市]?の?")
_KANJI_NAME: Final = late(
    r"(?<![\u4e00-\u9fff])(?P<name>[\u4e00-\u9fff\u3005](?:[\u30ce\u30b1\u30f6]?[\u4e00-\u9fff\u3005]){1,4})(?=[のはでにも、]|\s|$)"
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
    alone = {match.start() for match in _ONE_KANJI.finditer(text)}
    populations, known = _known_in(text, alone, gazetteer)
    starts = {match.start: match.end for match in known_words}
    found: list[NameAt] = []
    at = 0
    while at < len(text) and len(found) < MOST_PLACES:
        length = next(
            (
                size
                for size in range(min(_LONGEST_UNSPACED, len(text) - at), at not in alone, -1)
                if text[at : at + size] in known and _is_whole(text, at, at + size, populations)
            ),
            0,
        )
        foreign = None if at in starts else _KATAKANA.match(text, at)
        # リオ・デ・ジャネイロ is one city, and ローマ・パリ are two.
        is_one = bool(foreign and _DOT in foreign[0] and _own_way(foreign[0], gazetteer))
        if length and at + length > starts.get(at, at) and not is_one:
            landmark = _LANDMARKS.match(text, at + length)
            length = landmark.end() - at if landmark else length
            found.append(NameAt(_spelled(text[at : at + length], gazetteer), at, at + length))
        elif foreign:
            length = len(foreign[0])
            if length >= _SHORTEST:
                found.append(NameAt(_spelled(foreign[0], gazetteer), at, at + length))
        at += length or starts.get(at, at + 1) - at
    found = _in_regions(text, found, gazetteer) or _unknown_in(text, known_words)
    return [each.name for each in found], [(each.start, each.end) for each in found]


def _known_in(
    text: str, alone: AbstractSet[int], gazetteer: Gazetteer
) -> tuple[Mapping[str, int], AbstractSet[str]]:
    """Return the people of places that parts of a text are called, and all parts that are known.

    Of single letters those count that stand alone, where they are large cities.
    """
    candidates = {
        text[start : start + length]
        for start in range(len(text))
        for length in range(2, _LONGEST_UNSPACED + 1)
        if start + length <= len(text) and _NO_HIRAGANA_ALONE.fullmatch(text, start, start + length)
    }
    candidates |= {text[start] for start in alone}
    populations = gazetteer.populations(candidates)
    known = {
        name
        for name in (*populations, *gazetteer.areas_of(candidates))
        if populations.get(name, 0) >= LARGE or not (_HIRAGANA.fullmatch(name) or len(name) == 1)
    }
    return populations, known | (candidates & own_names("ja").keys())


def _is_whole(text: str, start: int, end: int, populations: Mapping[str, int]) -> bool:
    """Return whether a name is no mere part of a word, as イカ is of イカルイット.

    Words end where katakana or Latin letters do, but what begins with a long name of a large city
    goes on with another word: ロンドンマラソン.
    """
    if any(_IN_LATIN.match(text, at - 1) for at in (start, end) if at):
        return False
    if not (_IS_KATAKANA.match(text, end - 1) and _IS_KATAKANA.match(text, end)):
        return True
    name = text[start:end]
    return len(name) >= _LONG and populations.get(name, 0) >= LARGE


def lies_in(name: str, area: str, gazetteer: Gazetteer) -> bool:
    """Return whether a place of a name lies in an area of another name."""
    return any(
        each.contains(place) for each in gazetteer.areas(area) for place in gazetteer.find(name)
    )


def _in_regions(text: str, found: Sequence[NameAt], gazetteer: Gazetteer) -> list[NameAt]:
    """Return names with the region or country that stands before them: ハワイのホノルル."""
    whole: list[NameAt] = []
    for each in found:
        before = whole[-1] if whole else None
        if (
            before
            and _OF.fullmatch(text, before.end, each.start)
            and lies_in(each.name, before.name, gazetteer)
        ):
            whole[-1] = NameAt(f"{each.name}, {before.name}", before.start, each.end)
        else:
            whole.append(each)
    return whole


def _unknown_in(text: str, known_words: Sequence[Match]) -> list[NameAt]:
    """Return the first name in kanji that nobody knows, where it stands as a place does."""
    said = {at for match in known_words for at in range(match.start, match.end)}
    for match in _KANJI_NAME.finditer(text):
        if said.isdisjoint(range(*match.span("name"))):
            return [NameAt(match["name"], *match.span("name"))]
    return []


def _ways(name: str) -> Iterator[str]:
    """Yield the ways in which a name in katakana is written: v has letters of its own, or b's."""
    yield name
    letters = [pair for pair in _V.items() if pair[1] in name]
    yield from (name.replace(b, v) for v, b in letters)
    for v, b in letters:
        name = name.replace(b, v)
    yield name
    for v, b in _V.items():
        name = name.replace(v, b)
    yield name


def _spelled(name: str, gazetteer: Gazetteer) -> str:
    """Return a name as the gazetteer spells it, or in English, or as it is."""
    if name in own_names("ja") or _KATAKANA.fullmatch(name):
        known = _own_way(name, gazetteer) or name.replace(_DOT, "")
        return in_english(known, "ja", gazetteer)
    return name


def _own_way(name: str, gazetteer: Gazetteer) -> str:
    """Return the way in which a place of a name in katakana is written; empty for none."""
    own = own_names("ja").keys() | zone_cities("ja").keys()
    ways = _ways(name.replace(_DOT, ""))
    return next((way for way in ways if way in own or gazetteer.find(way)), "")
