"""Find the places of a question by the gazetteer alone, whatever language it is in."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Final

from bot.models.offline.foreign.endings import Ending, uninflected, without_endings
from bot.models.offline.foreign.vocabulary import MARKS, Match, cities_in
from bot.places.gazetteer import Gazetteer

Span = tuple[int, int]

_WORD: Final = re.compile(rf"[^\W\d_](?:[\w'\u2018\u2019{MARKS}-]*[\w{MARKS}])?\.?(?![\w{MARKS}])")
_GLUE: Final = re.compile(r"[ \t]{1,2}|-|(?<=\.)\s?")
_MOST_WORDS: Final = 5
_LONGEST_UNSPACED: Final = 12
_MOST_PLACES: Final = 100
_LARGE: Final = 100_000
_SHORT: Final = 3
_LEADS: Final = frozenset(
    (
        "in",
        "nach",
        "für",
        "bei",
        "um",
        "auf",
        "en",
        "para",
        "a",
        "à",
        "de",
        "di",
        "em",
        "w",
        "we",
        "i",
    )
)
_OPENINGS: Final = frozenset(
    (
        *("st", "sankt", "san", "santa", "santo", "sao", "saint", "bad", "neu", "alt"),
        *("puerto", "villa", "ciudad", "mount", "lake", "cape"),
    )
)
"""Words that are no place by themselves where a name goes on behind them."""
_SMALLEST: Final = 50_000
"""The people of a place that a name in small letters can mean behind a word such as "in"."""
_IN: Final = frozenset(("in", "nach", "für", "en", "para", "em"))
_AND: Final = r"\b(?:und|oder|sowie|y|e|o|u|and|or)\b"
_LIST: Final = rf"\s{{0,3}}(?:[,;/&+]\s{{0,3}}(?:{_AND}\s{{0,3}})?|{_AND}\s{{0,3}})"
_LISTED: Final = re.compile(rf"(?i){_LIST}")
_LISTED_OR_SPACED: Final = re.compile(rf"(?i){_LIST}|\s{{1,3}}")
_LANDMARKS: Final = re.compile(r"[山岳湖島岬峠]|半島|高原|温泉|空港")
"""What makes another place of a name in front of it: 富士山 is no city."""
_KATAKANA: Final = re.compile(r"[\u30a1-\u30fa\u30fc]{3,12}")
_NO_HIRAGANA_ALONE: Final = re.compile(
    r"(?:(?=[\u3041-\u3096]*[^\u3041-\u3096])|(?=[\u3041-\u3096]{3,6}))[^\W\d_]+"
)
"""Hiragana alone are mostly grammar; of names in it, large cities count."""
_HIRAGANA: Final = re.compile(r"[\u3041-\u3096]+")
_KANJI_NAME: Final = re.compile(
    r"(?<![\u4e00-\u9fff])(?P<name>[\u4e00-\u9fff\u3005]{2,5})(?=[のはでにも、]|\s|$)"
)
_ONE_KANJI: Final = re.compile(
    r"(?<![\u4e00-\u9fff\u3005\u30a0-\u30ff])[\u4e00-\u9fff](?=[のはでに、])"
)
"""Cities such as Tsu and Kure, as far as they are large."""


@dataclass(frozen=True, slots=True)
class _Named:
    """A name in a text, from a letter to the one behind the last."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of a text that mean something else than a place.

    Attributes:
        starts: Where they begin, in order.
        reaches: For each of them, how far it or an earlier one goes.
    """

    starts: list[int]
    reaches: list[int]

    @classmethod
    def of(cls, known_words: Sequence[Match]) -> "_Said":
        """Return the index of some words."""
        ordered = sorted(known_words, key=lambda match: match.start)
        reaches = accumulate((match.end for match in ordered), max)
        return cls([match.start for match in ordered], list(reaches))

    def has(self, start: int, end: int) -> bool:
        """Return whether letters are all within one of the words."""
        before = bisect_right(self.starts, start)
        return before > 0 and self.reaches[before - 1] >= end


def spaced_names_in(
    text: str,
    gazetteer: Gazetteer,
    known_words: Sequence[Match],
    endings: Sequence[Ending] = (),
) -> tuple[list[str], list[Span]]:
    """Return the places of a text with spaces between its words, and where they stand.

    They are named as they are without the endings that the text's language gives them.
    """
    words = list(_WORD.finditer(text))
    runs = list(_runs(text, words))
    names = {text[start:end] for _, _, start, end in runs}
    meant = without_endings(names, endings, gazetteer)
    populations = gazetteer.populations(names)
    known = {*populations, *gazetteer.areas_of(names)}
    large = {name for name, people in populations.items() if people >= _LARGE}
    said = _Said.of([match for match in known_words if not match.is_form])
    forms = _Said.of(known_words)
    found: list[_Named] = []
    behind = 0
    for first, last, start, end in runs:
        name = text[start:end]
        if first < behind or len(found) >= _MOST_PLACES:
            continue
        lead = text[words[first - 1].start() : words[first - 1].end()].lower() if first else ""
        # A city can begin like a word: "Regensburg" is no rain.
        is_city = name in large and _is_name(name)
        is_said = (said if is_city else forms).has(start, end)
        is_alone = last == first + 1 and not is_said
        follows = bool(found) and bool(_LISTED_OR_SPACED.fullmatch(text, found[-1].end, start))
        if is_alone and (whole := _opened(text, words, first)):
            found.append(_Named(text[start:whole], start, whole))
            behind = last + 1
        elif name in meant and _is_name(name) and not is_said:
            found.append(_Named(meant[name], start, end))
            behind = last
        elif name in known and (
            _is_marked(name, lead, is_large=name in large, is_said=is_said)
            or (not is_said and _is_small(name, lead, populations, follows=follows))
        ):
            found.append(_Named(name, start, end))
            behind = last
        elif is_alone and _is_name(name):
            base = uninflected(name, gazetteer)
            is_listed = bool(found) and bool(_LISTED.fullmatch(text, found[-1].end, start))
            if base or lead in _LEADS or is_listed:
                found.append(_Named(base or name, start, end))
                behind = last
    return _qualified(text, found, gazetteer)


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
        if populations.get(name, 0) >= _LARGE or not (_HIRAGANA.fullmatch(name) or len(name) == 1)
    }
    starts = {match.start: match.end for match in known_words}
    found: list[_Named] = []
    at = 0
    while at < len(text) and len(found) < _MOST_PLACES:
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
            found.append(_Named(text[at : at + length], at, at + length))
        elif foreign := _KATAKANA.match(text, at) if at not in starts else None:
            length = len(foreign[0])
            found.append(_Named(_spelled(foreign[0], gazetteer), at, foreign.end()))
        at += length or starts.get(at, at + 1) - at
    found = found or _unknown_in(text, known_words)
    return [each.name for each in found], [(each.start, each.end) for each in found]


def _unknown_in(text: str, known_words: Sequence[Match]) -> list[_Named]:
    """Return the first name in kanji that nobody knows, where it stands as a place does."""
    said = {at for match in known_words for at in range(match.start, match.end)}
    for match in _KANJI_NAME.finditer(text):
        if said.isdisjoint(range(*match.span("name"))):
            return [_Named(match["name"], *match.span("name"))]
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


def _runs(text: str, words: Sequence[re.Match[str]]) -> Iterator[tuple[int, int, int, int]]:
    """Yield runs of words, from left to right and the longest first: indices, then letters."""
    for first, word in enumerate(words):
        ends = [first + 1]
        while len(ends) < _MOST_WORDS and ends[-1] < len(words):
            gap = text[words[ends[-1] - 1].end() : words[ends[-1]].start()]
            if not _GLUE.fullmatch(gap):
                break
            ends.append(ends[-1] + 1)
        for last in reversed(ends):
            end = words[last - 1].end()
            yield first, last, word.start(), end - text[end - 1 : end].count(".")


def _opened(text: str, words: Sequence[re.Match[str]], first: int) -> int:
    """Return the end of a name of two words that the first only opens: "St. Moritz"; 0 for none."""
    word = words[first][0]
    if word.rstrip(".").lower() not in _OPENINGS or not _is_name(word) or first + 1 >= len(words):
        return 0
    gap = text[words[first].end() : words[first + 1].start()]
    return words[first + 1].end() if _GLUE.fullmatch(gap) and _is_name(words[first + 1][0]) else 0


def _is_name(name: str) -> bool:
    return not name[0].islower() and len(name) > 1


def _is_marked(name: str, lead: str, *, is_large: bool, is_said: bool) -> bool:
    """Return whether a known name stands out from the words around it."""
    if " " in name.strip() and _is_name(name):
        return True
    if is_said:
        return False
    if _is_name(name):
        return len(name) > _SHORT - 1 or not name.isascii()
    return is_large and (lead in _LEADS or len(name) > _SHORT)


def _is_small(name: str, lead: str, populations: Mapping[str, int], *, follows: bool) -> bool:
    """Return whether a name in small letters is one of a town behind "in", or behind a place."""
    return populations.get(name, 0) >= _SMALLEST and (
        follows or (lead in _IN and len(name) > _SHORT)
    )


def _qualified(
    text: str, found: Sequence[_Named], gazetteer: Gazetteer
) -> tuple[list[str], list[Span]]:
    """Return names with the region or country that stands behind a comma: "Paris, Texas"."""
    places: list[str] = []
    spans: list[Span] = []
    for each in found:
        gap = text[spans[-1][1] : each.start].strip() if spans else ""
        is_region = gap == "," and any(
            area.contains(place)
            for area in gazetteer.areas(each.name)
            for place in gazetteer.find(places[-1])
        )
        if is_region:
            places[-1] += f", {each.name}"
            spans[-1] = (spans[-1][0], each.end)
        else:
            places.append(each.name)
            spans.append((each.start, each.end))
    unique = dict(zip(places, spans, strict=True))
    return list(unique), spans
