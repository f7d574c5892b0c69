"""Find the places of a question by the gazetteer alone, whatever language it is in."""

import re
from bisect import bisect_right
from collections.abc import Container, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from bot.models.offline.foreign.endings import Ending, uninflected, without_endings
from bot.models.offline.foreign.unspaced import LARGE, MOST_PLACES, NameAt, Span, lies_in
from bot.models.offline.foreign.vocabulary import MARKS, Match
from bot.places.gazetteer import Area, Gazetteer

_WORD: Final = re.compile(rf"[^\W\d_](?:[\w'\u2018\u2019{MARKS}-]*[\w{MARKS}])?\.?(?![\w{MARKS}])")
_GLUE: Final = re.compile(r"[ \t]{1,2}\(?|-|/|(?<=\.)\s?")
_MOST_WORDS: Final = 5
_SHORT: Final = 3
_LONGEST_CODE: Final = 4
_LEADS: Final = frozenset(
    (
        *("in", "nach", "für", "bei", "um", "auf", "en", "para", "a", "à", "de", "di", "em"),
        *("w", "we", "i", "flughafen", "aeropuerto", "airport"),
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
_LONGEST_KIND: Final = 30
_AIRPORT: Final = re.compile(
    r"(?i)\b(?:flughafen|airport|aeropuerto(?: internacional)?|a\u00e9roport|aeroporto)"
    r"(?: (?:de|del|di|d[eo]|da))? $"
)
_HEADS: Final = frozenset(("weather", "forecast", "temperature"))
_AND: Final = r"\b(?:und|oder|sowie|y|e|o|u|and|or)\b"
_LIST: Final = rf"\s{{0,3}}(?:[,;/&+]\s{{0,3}}(?:{_AND}\s{{0,3}})?|{_AND}\s{{0,3}})"
_LISTED: Final = re.compile(rf"(?i){_LIST}")
_JOINS: Final = re.compile(_AND)
_BEFORE_REGION: Final = re.compile(r"(?i)\s?[,(]\s?(?:in |en )?|,? (?:in|im|en) (?:der |den )?")
_AFTER_REGION: Final = re.compile(r"(?i)\s?[,:]\s?(?:in |en )?| in | en ")
_REST: Final = re.compile(r" [^\W\d_]{4,30}(?=\W*$)")
_JOINED: Final = re.compile(
    r"(?: (?:del?|d[aio]|dos|das|des|du)(?: l[aeo]s?)? [^\W\d_a-z\u00df-\u00ff][\w'-]{1,30}){1,3}"
)
_CODE: Final = re.compile(r",? ?\b([A-Z]{2})\b")
_LISTED_OR_SPACED: Final = re.compile(rf"(?i){_LIST}|\s{{1,3}}")


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

    @classmethod
    def whole_in(cls, known_words: Sequence[Match]) -> "_Said":
        """Return those that are known with their endings."""
        return cls.of([each for each in known_words if not each.is_form])

    def has(self, start: int, end: int) -> bool:
        """Return whether letters are all within one of the words."""
        before = bisect_right(self.starts, start)
        return before > 0 and self.reaches[before - 1] >= end


def spaced_names_in(
    text: str,
    gazetteer: Gazetteer,
    known_words: Sequence[Match],
    endings: Sequence[Ending] = (),
    own: Container[str] = (),
) -> tuple[list[str], list[Span]]:
    """Return the places of a text with spaces between its words each time, and where they stand.

    They are named without the endings that the text's language gives them. The names that the
    language has of its own are known beside those of the gazetteer.
    """
    words = list(_WORD.finditer(text))
    runs = list(_runs(text, words))
    names = {text[start:end] for _, _, start, end in runs}
    meant = without_endings(names, endings, gazetteer)
    populations, known = _known_of(names, gazetteer, own)
    said, forms = _Said.whole_in(known_words), _Said.of(known_words)
    found: list[NameAt] = []
    behind = 0
    for first, last, start, end in runs:
        name = text[start:end]
        if first < behind or len(found) >= MOST_PLACES or (found and start < found[-1].end):
            continue
        lead = text[words[first - 1].start() : words[first - 1].end()].lower() if first else ""
        # A city can begin like a word: "Regensburg" is no rain.
        is_large = populations.get(name, 0) >= LARGE
        is_said = (said if is_large or (name in known and lead in _IN) else forms).has(start, end)
        follows = bool(found) and bool(_LISTED_OR_SPACED.fullmatch(text, found[-1].end, start))
        whole = _opened(text, words, first) if last == first + 1 else 0
        if whole and not forms.has(start, whole):
            found.append(NameAt(text[start:whole], start, whole))
            behind = last + 1
        elif name in meant and _is_name(name) and not is_said:
            found.append(NameAt(meant[name], start, end))
            behind = last
        elif name in known and (
            _is_marked(name, lead, is_large=is_large, is_said=is_said)
            or (not is_said and _is_small(name, lead, populations, follows=follows))
        ):
            found.append(_joined(text, start, end))
            behind = last
        elif last == first + 1 and not is_said and _is_name(name):
            base = uninflected(name, gazetteer)
            is_listed = bool(found) and bool(_LISTED.fullmatch(text, found[-1].end, start))
            if base or lead in _LEADS or is_listed:
                found.append(NameAt(base, start, end) if base else _joined(text, start, end))
                behind = last
    found = found or _headed(text, words, known_words)
    return _qualified(text, _with_airports(text, found), gazetteer)


def _known_of(
    names: AbstractSet[str], gazetteer: Gazetteer, own: Container[str]
) -> tuple[dict[str, int], set[str]]:
    """Return the people of each place and country among names, and all that are known."""
    areas = gazetteer.areas_of(names)
    famed = [name for name in areas if _is_country(name, areas[name])]
    famed += [name for name in names if name in own or (name.islower() and name.title() in own)]
    regions = dict.fromkeys(areas, _SMALLEST)
    populations = {**regions, **dict.fromkeys(famed, LARGE), **gazetteer.populations(names)}
    return populations, {*populations}


def _with_airports(text: str, found: Sequence[NameAt]) -> list[NameAt]:
    """Return names with the word for an airport that stands before them: "Flughafen Wien"."""
    named: list[NameAt] = []
    for each in found:
        kind = _AIRPORT.search(text, max(0, each.start - _LONGEST_KIND), each.start)
        if kind and named and named[-1].end > kind.start():
            named.pop()  # "Airport" is a place too
        name = f"{kind[0]}{each.name}" if kind else each.name
        named.append(NameAt(name, kind.start() if kind else each.start, each.end))
    return named


def _headed(
    text: str, words: Sequence[re.Match[str]], known_words: Sequence[Match]
) -> list[NameAt]:
    """Return the first name that nobody knows right behind a word such as "Wetter", or "in"."""
    heads = {match.end for match in known_words if match.english in _HEADS}
    said = _Said.of(known_words)
    for before, word in pairwise(words):
        is_behind = not said.has(*word.span()) and _GLUE.fullmatch(text, before.end(), word.start())
        if is_behind and before.end() in heads and _is_name(word[0]):
            return [NameAt(word[0], *word.span())]
        if is_behind and before[0].lower() in _IN and len(word[0]) > _SHORT:
            more = _REST.match(text, word.end())
            end = more.end() if more and not said.has(more.start() + 1, more.end()) else word.end()
            return [NameAt(text[word.start() : end], word.start(), end)]
    return []


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
            # "Frankfurt oder Stuttgart" is not the Frankfurt on the Oder.
            if last > first + 1 and _JOINS.fullmatch(words[last - 1][0]):
                continue
            opens = text.count("(", word.start(), end)
            if not opens or text.startswith(")", end):  # Frankfurt (Oder)
                yield first, last, word.start(), end + opens - text[end - 1 : end].count(".")


def _joined(text: str, start: int, end: int) -> NameAt:
    """Return a name with what "de" joins to it: "San Pedro de Atacama"."""
    more = _JOINED.match(text, end)
    end = more.end() if more else end
    return NameAt(text[start:end], start, end)


def _opened(text: str, words: Sequence[re.Match[str]], first: int) -> int:
    """Return the end of a name of two words that the first only opens: "St. Moritz"; 0 for none."""
    word = words[first][0]
    if word.rstrip(".").lower() not in _OPENINGS or not _is_name(word) or first + 1 >= len(words):
        return 0
    gap = text[words[first].end() : words[first + 1].start()]
    return words[first + 1].end() if _GLUE.fullmatch(gap) and _is_name(words[first + 1][0]) else 0


def _is_country(name: str, areas: Sequence[Area]) -> bool:
    """Return whether a name is one of a country, and no code."""
    return len(name) > _LONGEST_CODE and any(not area.region for area in areas)


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
    text: str, found: Sequence[NameAt], gazetteer: Gazetteer
) -> tuple[list[str], list[Span]]:
    """Return names with the region or country that stands behind: "Paris, Texas", "Paris TX"."""
    places: list[str] = []
    spans: list[Span] = []
    for each in (_with_code(text, name, gazetteer) for name in found):
        if spans and each.start < spans[-1][1]:
            continue  # it is the code of the one before
        if spans and _is_region_of(text, each, places[-1], spans[-1], gazetteer):
            places[-1] += f", {each.name}"
            spans[-1] = (spans[-1][0], each.end)
        elif spans and _is_within(text, each, places[-1], spans[-1], gazetteer):
            places[-1] = f"{each.name}, {places[-1]}"
            spans[-1] = (spans[-1][0], each.end)
        else:
            places.append(each.name)
            spans.append((each.start, each.end))
    return places, spans


def _is_region_of(text: str, area: NameAt, place: str, span: Span, gazetteer: Gazetteer) -> bool:
    """Return whether a name is the region or country of the place before it: "Paris in Texas"."""
    return bool(_BEFORE_REGION.fullmatch(text, span[1], area.start)) and lies_in(
        place, area.name, gazetteer
    )


def _is_within(text: str, each: NameAt, area: str, span: Span, gazetteer: Gazetteer) -> bool:
    """Return whether a place lies in the area named before it: "in der Türkei, in Antalya"."""
    gap = _AFTER_REGION.fullmatch(text, span[1], each.start)
    return bool(gap) and not gazetteer.find(area) and lies_in(each.name, area, gazetteer)


def _with_code(text: str, found: NameAt, gazetteer: Gazetteer) -> NameAt:
    """Return a name with the code of its region, where a place of that name lies there."""
    code = None if text.isupper() else _CODE.match(text, found.end)
    if not code or not any(
        area.region and area.contains(place)
        for area in gazetteer.areas(code[1])
        for place in gazetteer.find(found.name)
    ):
        return found
    return NameAt(f"{found.name}, {code[1]}", found.start, code.end())
