"""Read a question about the weather: which places, when, what of it, and in which units."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.models.offline.reading.areas.airports import airports_in, with_airports
from bot.models.offline.reading.areas.here import spans_of_here, with_here
from bot.models.offline.reading.areas.in_front import Mention
from bot.models.offline.reading.areas.postcodes import postcodes_in, with_postcodes
from bot.models.offline.reading.asks import Ask, Form, find_ask
from bot.models.offline.reading.asks.asking import asking_part, without_today
from bot.models.offline.reading.asks.bounds import spans_of_bounds
from bot.models.offline.reading.asks.clauses import clauses_by_place
from bot.models.offline.reading.asks.comparisons import is_of_another
from bot.models.offline.reading.asks.compass import find_compass_point
from bot.models.offline.reading.aspects import Aspect, is_about_people, tools_for
from bot.models.offline.reading.following import ALSO, follows_up
from bot.models.offline.reading.mentions import places_of
from bot.models.offline.reading.numbers import lower
from bot.models.offline.reading.sentence import Sentence
from bot.models.offline.reading.times import When, find_when
from bot.models.offline.reading.times.asked import with_days
from bot.models.offline.reading.times.moments import spans_of_stays
from bot.models.offline.reading.times.parts import Named, Part, PlaceAt, parts_by_place, parts_of
from bot.models.offline.reading.tokens import NO_WORDS, Span, masked
from bot.models.offline.reading.topics import (
    Topic,
    find_asked,
    find_topics,
    find_units,
    is_about_weather,
    overlaps,
    units_of,
    unread_word,
    without,
)
from bot.models.offline.reading.unknowns import REGIONS, spans_of_unknowns, without_told
from bot.models.offline.reading.whole_names import spans_of, whole_names
from bot.models.offline.reading.wind_units import find_wind_unit, spans_of_wind_units
from bot.models.offline.reading.words import WEATHER
from bot.normalization import without_loose_marks
from bot.places.abbreviations import spelled_out
from bot.places.coordinates import COORDINATES, coordinates_of
from bot.places.gazetteer import Gazetteer
from bot.reports import Units
from bot.tools import Tool

_MAX_CHARACTERS: Final = 4000
_COURTESY = re.compile(
    r"(?i),? ?\b(?:if (?:you can|possible|poss|you don'?t mind|that'?s ok)"
    r"|when you (?:can|get a|have a)(?: (?:chance|moment|minute|sec(?:ond)?))?|no rush|no hurry"
    r"|real quick|at your convenience)\W{0,5}$"
    r"|(?>(?:,? (?:please|pls|plz|thanks?|thx|ty|cheers|ta|tia|asap|mate|a lot)\b){1,4})\W{0,5}$"
    r"|(?<=[?.!\n])\s{0,5}(?:(?:with|all|the|kind|warm|best) ){0,3}(?:best|regards|wishes)\s{0,3}"
    r"[,!.\n\u2013-]\s{0,3}(?-i:[A-Z])\w{1,30}\W{0,5}$"
)
_PEOPLE = re.compile(
    r"(?:(?i:^\W*(?:hi|hello|hey|hiya|dear|morning|good (?:morning|afternoon|evening|day))) "
    r"|(?i:\b(?:thanks|thank you|thx|cheers|regards|ta|best|greetings|yours|love))"
    r"(?: \w+){0,3}\s*[,!.\n\u2013-]+\s*(?=\w+\W*$))(?P<name>[A-Z]\w+)(?=\s*(?:[,!:;\u2013-]|\W*$))"
)
_VERSUS = re.compile(r"(?<=[\w)\"]) v\.? (?=[\w\"])")
_ROAD = re.compile(r"(?i)[a-z]{1,2}-?\d{1,3}")


@dataclass(frozen=True, slots=True)
class Reading:
    """The meaning of a question, as far as rules can tell.

    Attributes:
        places: As they are to be asked for, with their regions: "Springfield, IL"; `HERE` for where
            the person is, beside another one.
        asked: The names of the tools that it asks for by words of their own, in the tools' order.
        topics: What it wants to know of the weather; empty for the weather in general.
        ask: What an answer has to begin with.
        units: None when it names none.
        units_by_place: Those of places that have units of their own: "Rome in °F, Oslo in °C".
        is_here: Whether it asks for where the person is.
        is_about_weather: Whether it asks for weather at all.
        is_about_people: Whether it asks for people's deeds: "who won the match?".
        is_follow_up: Whether it takes up an earlier question: "and tomorrow?", "is it cold there?".
        parts: Its times that are asked for each by itself, without the names that are known as
            they stand: what its times are read from.
    """

    places: tuple[str, ...]
    when: When
    asked: tuple[str, ...]
    topics: frozenset[Topic]
    ask: Ask
    units: Units | None
    is_here: bool
    is_about_weather: bool
    is_about_people: bool
    is_follow_up: bool
    parts: tuple[Part, ...]
    units_by_place: tuple[tuple[str, Units], ...] = ()


def read_question(
    text: str, gazetteer: Gazetteer, asked_at: datetime, tools: Sequence[Tool]
) -> Reading:
    """Return the reading of a question in English, asked at an aware time of the person's own zone.

    What stands behind the first 4,000 characters is not read.
    """
    sentence = _sentence(_said(text[:_MAX_CHARACTERS]), gazetteer)
    text = sentence.text
    wholes, points = whole_names(sentence), [*_points(text), *postcodes_in(text)]
    at_points = tuple((point.start, point.end) for point in points)
    unnamed = masked(text, [*spans_of(sentence, wholes), *at_points])
    units, units_spans = find_units(unnamed)
    units_spans += spans_of_wind_units(lower(unnamed))
    bounds = spans_of_bounds(lower(unnamed))
    unnamed = masked(unnamed, bounds)
    when, here = find_when(unnamed, asked_at), spans_of_here(unnamed)
    taken = (*when.spans, *units_spans, *here, *spans_of_stays(unnamed))
    words = (*find_asked(unnamed, tools, taken)[1], *spans_of_unknowns(without(unnamed, taken)))
    taken += at_points
    airports, codes = airports_in(text, taken, gazetteer)
    places = places_of(sentence, wholes, (*taken, *bounds, *_small(words, text), *codes))
    found = with_airports(with_postcodes([*points, *places], text), airports)
    mentions = _without_people(_with_regions(found, text), text)
    mentions = with_here(mentions, here, masked(text, (*when.spans, *units_spans)))
    taken += tuple((mention.start, mention.end) for mention in mentions)
    asked, asked_spans = find_asked(text, tools, taken)
    plain = without(text, [span for span in taken if span not in units_spans])  # "over 20 km/h"
    ask = _ask(without_told(plain, asked_spans), mentions, when, asked_at)
    is_of_people = is_about_people(ask.aspects, lower(text))
    ask = with_days(ask, unnamed, when, asked_at, mentions)
    asked = asked or _tools_for(ask, tools)
    asks_for_some = bool(asked or ask.unknown or (mentions and ask.aspects))
    if mentions and not asks_for_some:
        ask = replace(ask, unread=sentence.unless_place(unread_word(text, taken)))
    return Reading(
        places=tuple(mention.place for mention in mentions),
        when=when,
        asked=asked,
        topics=find_topics(text, taken, asked_spans),
        ask=ask,
        units=units,
        is_here=bool(here) and not mentions,
        is_about_weather=not is_of_people
        and (asks_for_some or is_about_weather(text, taken, has_subject=bool(taken))),
        is_about_people=is_of_people,
        is_follow_up=not mentions or follows_up(text, taken),
        parts=_parts(unnamed, mentions, asked_at, ask),
        units_by_place=units_of([mention.place for mention in mentions], text),
    )


def _sentence(text: str, gazetteer: Gazetteer) -> Sentence:
    sentence = Sentence.of(text, gazetteer, ())
    right = sentence.spelled_right()
    return sentence if right == text else Sentence.of(right, gazetteer, ())


def _tools_for(ask: Ask, tools: Sequence[Tool]) -> tuple[str, ...]:
    """Return the tool that alone knows what is asked for, where it is offered."""
    offered = {tool.name for tool in tools}
    return tuple(name for name in tools_for(ask.aspects) if name in offered)


def _said(text: str) -> str:
    """Return a question's words, spelled out, without addresses and names of emoji."""
    plain = without_loose_marks(ALSO.sub(r"\1", _COURTESY.sub("", NO_WORDS.sub(" ", text))))
    return spelled_out(without_today(_VERSUS.sub(" vs ", plain)))


def _points(text: str) -> list[Mention]:
    """Return the places of a question that are given by their coordinates."""
    return [
        Mention(match[0], *match.span())
        for match in COORDINATES.finditer(text)
        if coordinates_of(match[0])
    ]


def _parts(
    unnamed: str, mentions: Sequence[Mention], asked_at: datetime, ask: Ask
) -> tuple[Part, ...]:
    text = masked(unnamed, [(each.start, each.end) for each in mentions])
    places = [PlaceAt(each.place, each.start, each.end) for each in mentions]
    return parts_of(text, places, asked_at, is_compared=ask.form is Form.COMPARISON)


def read_words(
    english: str,
    places: Sequence[str],
    asked_at: datetime,
    tools: Sequence[Tool],
    named: Named | None = None,
) -> Reading:
    """Return the reading of a question whose places are known, from its other words in English.

    Where it is given with the names in it, each place can have a time of its own.
    """
    when = find_when(english, asked_at)
    units, units_spans = find_units(english)
    taken = (*when.spans, *units_spans)
    asked, asked_spans = find_asked(english, tools, taken)
    mentions = [Mention(place, len(english), len(english)) for place in places]
    ask = _ask(without(english, taken), mentions, when, asked_at)
    ask = with_days(ask, english, when, asked_at, mentions)
    asked = asked or _tools_for(ask, tools)
    return Reading(
        places=tuple(places),
        when=when,
        asked=asked,
        topics=find_topics(english, taken, asked_spans),
        ask=ask,
        units=units,
        is_here=False,
        is_about_weather=bool(english.strip() or places),
        is_about_people=False,
        is_follow_up=not places or not english.removeprefix("is it").strip(),
        parts=(parts_by_place(named, asked_at) if named else ())
        or parts_of(english, (), asked_at, is_compared=ask.form is Form.COMPARISON),
    )


def asks_as_before(reading: Reading) -> bool:
    """Return whether a reading names only another place, time or unit: it asks what was asked."""
    ask, own = reading.ask, {Topic.WEATHER, Topic.FORECAST, Topic.HOURLY}
    is_empty = not (ask.aspects or ask.unknown or ask.unread or reading.asked)
    has_subject = bool(reading.places or reading.is_here or reading.when.spans)
    names_unit = bool(reading.units or ask.wind_unit) and reading.is_about_weather
    has_subject = has_subject or names_unit
    return reading.is_follow_up and is_empty and has_subject and own.isdisjoint(reading.topics)


_A_MOMENT: Final = 3
"""The most hours that an answer about a clock time shows; more of them are a part of the day."""


def _ask(plain: str, mentions: Sequence[Mention], when: When, asked_at: datetime) -> Ask:
    plain, has_day = asking_part(plain), when.first_day not in (None, asked_at.date())
    of_two = is_of_another(plain, len(mentions), when.spans)
    ask = find_ask(plain, places=len(mentions), has_day=has_day, days=when.days, of_two=of_two)
    ask = replace(ask, at_sun=when.sun, wind_unit=find_wind_unit(plain))
    is_of_sides = len(mentions) > 2 and ask.form in (Form.COMPARISON, Form.DIFFERENCE)  # noqa: PLR2004 - not one of two
    if is_of_sides and (than := plain.find(" than ")) > 0:
        ask = replace(ask, rivals=sum(each.start > than for each in mentions))
    if side := find_compass_point(plain) if ask.form is Form.VERDICT else "":
        ask = replace(ask, aspects=(Aspect.DIRECTION,), wind_from=side)
    if Aspect.MOON_UP in ask.aspects and when.hours > _A_MOMENT:
        ask = replace(ask, aspects=(Aspect.MOONRISE,))
    of_each = [
        (places, find_ask(clause, places=len(places), has_day=has_day, days=when.days))
        for places, clause in clauses_by_place(plain, mentions)
    ]
    told = {(each.aspects, each.bound, each.unknown) for _, each in of_each}
    if len(told) < 2:  # noqa: PLR2004 - all are asked the same
        return ask
    own = [
        (places, replace(each, form=ask.form) if _is_bare(each) else each)
        for places, each in of_each
    ]
    return replace(ask, by_place=tuple(own))


def _is_bare(ask: Ask) -> bool:
    """Return whether a clause only names what it asks for: "and windy in Oslo?"."""
    return ask.form is Form.PLAIN and bool(ask.aspects)


def _without_people(mentions: list[Mention], text: str) -> list[Mention]:
    """Return mentions without who is greeted or signs, and roads, where a place is beside them."""
    if len(mentions) <= 1:
        return mentions
    people = [match.span("name") for match in _PEOPLE.finditer(text)]
    places = [
        each
        for each in mentions
        if not (overlaps((each.start, each.end), people) or _ROAD.fullmatch(each.place))
    ]
    return places or mentions


def _with_regions(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """Return mentions with what is no town and yet a place: "in the Alps", "on the Moon"."""
    spans = [(each.start, each.end) for each in mentions]
    others = [
        Mention(match["name"] or match["other"], *match.span())
        for match in REGIONS.finditer(text)
        if not overlaps(match.span(), spans)
    ]
    return sorted([*mentions, *others], key=lambda mention: mention.start)


def _small(spans: Sequence[Span], text: str) -> list[Span]:
    """Return the spans of words for a tool that are no name: "waves" in small letters."""
    said = ((span, text[slice(*span)]) for span in spans)
    return [span for span, words in said if words.islower() and words not in WEATHER]
