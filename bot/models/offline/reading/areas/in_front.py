"""Put an area that stands in front of its towns behind each of them: "Texas: Austin and Dallas"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.models.offline.reading.known_names import HUGE_CITY, LARGE_CITY, Names, has_town_in
from bot.places.gazetteer import Area, fold

_BEFORE_TOWN: Final = re.compile(
    r"(?i)\s{0,3}+[,:;\u2013-]?+\s{0,3}+(?>(?:(?:the|in|at|near|city|town|village|of)\s{1,3}+){0,4})"
)
_QUESTION: Final = re.compile(
    r"(?i)(?: (?:now|today|tonight|(?:on )?[a-z]{3,6}day|tomorrow|(?:this|next) [a-z]{4,9}))?"
    r"\s{0,3}+,\s{0,3}+(?>(?:(?:in the (?:morning|afternoon|evening)|at (?:noon|night)"
    r"|\b(?!(?:(?:and|or) )?(?:than|vs|in|at|near)\b)[^,;.\s]{1,20}+)\s{1,3}+){1,6})"
    r"(?:in|at|near)\s{1,3}+(?:the\s{1,3})?"
)
"""What stands between in "In Colorado today, will it snow at night in Nederland?"."""
_LEAD: Final = re.compile(r"(?i)\W{0,3}+(?:in|for)\s{1,3}+(?:the\s{1,3})?")
_OPENS: Final = re.compile(
    r"(?i)\W{0,3}+(?>(?:(?:in|for|weather)\s{1,3}+){0,3})(?P<name>[^\W\d_][\w.']{1,20}+"
    r"(?>(?: [\w.']{1,20}+){0,3}))(?::| [-\u2013](?= ))\s{0,3}"
)
_LISTED: Final = re.compile(
    r"(?i)\s{0,3}+(?:[;/&+]|,\s{0,3}+(?>(?:and\b|or\b)?)|and\b|or\b)\s{0,3}+(?:in\s{1,3})?"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a question: what to ask for, and where it stands in the text."""

    place: str
    start: int
    end: int


def with_areas_in_front(mentions: Sequence[Mention], names: Names) -> list[Mention]:
    """Return places with the country or the state in front of them, which is no place beside them.

    It stays one where the towns don't lie in it, as in "France, Berlin and Madrid", where "and" or
    the like is between them, or where a large city is called so too: "New York, Buffalo".
    """
    return list(_joined([*_opening(mentions, names), *mentions], names))


def _opening(mentions: Sequence[Mention], names: Names) -> list[Mention]:
    """Return the area before the first place that a colon alone makes one: "Maine: Portland"."""
    before = _OPENS.fullmatch(names.text[: mentions[0].start]) if mentions else None
    if not before or before["name"] not in names.areas:
        return []
    area = Mention(before["name"], *before.span("name"))
    return [area] if _lies_in(mentions[0], area, names) else []


def _joined(mentions: Sequence[Mention], names: Names) -> Iterator[Mention]:
    area: Mention | None = None
    last: Mention | None = None
    for mention in mentions:
        told = None
        if last and area and last is area:
            told = _town_of(area, mention, names)
        elif last and area and _LISTED.fullmatch(names.text, last.end, mention.start):
            told = _within(area, mention, names)
        if told:
            last = mention
            yield told
            continue
        if last and last is area:
            yield area
        area = last = mention
        if not _is_area(mention, names):
            area = None
            yield mention
    if last and last is area:
        yield area


def _is_area(mention: Mention, names: Names) -> bool:
    """Return whether a place is a country or a state that no large city is called like."""
    if mention.place not in names.areas:
        return False
    asked = fold(mention.place)
    return not any(
        (city.population >= LARGE_CITY and fold(city.name) == asked)
        or (city.population >= HUGE_CITY and fold(city.name).startswith(f"{asked} "))
        for city in names.gazetteer.find(mention.place)
        if city.country_code in {area.country_code for area in names.areas[mention.place]}
    )


def _town_of(area: Mention, mention: Mention, names: Names) -> Mention | None:
    """Return a place with the area right in front of it; None where it is none of its towns."""
    text = names.text
    if _BEFORE_TOWN.fullmatch(text, area.end, mention.start):
        is_item = "," in text[area.end : mention.start] and _is_territory(mention, area, names)
        told = None if is_item else _within(area, mention, names)
        return replace(told, start=area.start) if told else None
    is_led = bool(_LEAD.fullmatch(text, 0, area.start))
    if not is_led or not _QUESTION.fullmatch(text, area.end, mention.start):
        return None
    return _within(area, mention, names, or_unknown=True)


def _is_territory(mention: Mention, area: Mention, names: Names) -> bool:
    """Return whether a place is none of a country's towns but beside it: "China, Hong Kong"."""
    own, areas = names.areas.get(mention.place, ()), names.areas.get(area.place, ())
    return bool(own) and not has_town_in(own, names.gazetteer.find(mention.place), areas)


def _within(
    area: Mention, mention: Mention, names: Names, *, or_unknown: bool = False
) -> Mention | None:
    """Return a place with the area it lies in; None where it lies in none or names one itself."""
    if "," in mention.place or not _lies_in(mention, area, names, or_unknown=or_unknown):
        return None
    return replace(mention, place=f"{mention.place}, {area.place}")


def _lies_in(mention: Mention, area: Mention, names: Names, *, or_unknown: bool = False) -> bool:
    places = names.gazetteer.find(mention.place)
    areas: Sequence[Area] = names.areas.get(area.place, ())
    if any(each.contains(place) for each in areas for place in places):
        return True
    is_small = all(place.population < LARGE_CITY for place in places)
    is_area = any(each.region for each in names.areas.get(mention.place, ()))
    return or_unknown and is_small and not is_area
