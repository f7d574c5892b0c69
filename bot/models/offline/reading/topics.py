"""The topics of a question about the weather, and its units."""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import Final

from bot.models.offline.reading.numbers import lower
from bot.models.offline.reading.tokens import Span, masked, words_outside
from bot.models.offline.reading.words import (
    ACTIONS,
    COMMON,
    GRAMMAR,
    MISSPELT,
    NEVER_ALONE,
    WEATHER,
)
from bot.reports import Units
from bot.tools import Tool


class Topic(StrEnum):
    """A topic that a question can ask about."""

    RAIN = "rain"
    SNOW = "snow"
    UV = "uv"
    WEATHER = "weather"
    """The weather itself, beside what a tool of its own knows: "weather and air quality"."""
    FORECAST = "forecast"
    HOURLY = "hourly"
    AHEAD = "ahead"
    """It asks what will be, without saying when."""
    SO_FAR = "so far"
    """It asks what has been: "has it rained today?"."""
    WHEN = "when"
    """It asks for the time of some weather: "when will it snow?"."""


_TOPICS: Final = {
    Topic.RAIN: r"rain(?!bow)\w*|umbrellas?|broll(?:y|ies)|showers?|drizzl\w+|wet(?:ter)?"
    r"|precip(?:itation)?|downpours?",
    Topic.SNOW: r"snow\w*|sleet\w*|blizzards?|flurr\w+",
    Topic.UV: r"uv|ultraviolet",
    Topic.WEATHER: r"(?:weather|wind|windy|temperatures?|humid\w*|how (?:hot|cold|warm))"
    r"(?! (?:and \w+ )?(?:alert|warning|advisor|hazard|watch))",
    Topic.FORECAST: r"forecasts?|outlook",
    Topic.HOURLY: r"hourly|hour by hour|by the hour|(?:each|every) hour|(?:which|what) hours"
    r"|from when (?:to|till|until) when",
    Topic.AHEAD: r"will|won't|'ll|going to|gonna|umbrellas?|broll(?:y|ies)|should (?:i|we)"
    r"|do (?:i|we) need|expect\w*|(?:supposed|meant|about) to|likely|coming|due|on (?:the|its) way"
    r"|in store|on the (?:cards|horizon)|imminent"
    r"|looks? like|chances?|probabilit\w+|likelihood|odds|(?:rain|snow|precip\w*) percentage"
    r"|percentage of (?:rain|snow|precip\w*)|warnings?|alerts?|all day",
    Topic.SO_FAR: r"(?:has|had|have|did|was|were)(?: it| there)?(?: been)? "
    r"(?:any )?(?:rain|snow|storm|hail|drizzl)\w*"
    r"|(?:rain|snow)\w* (?:(?:(?:that|has|have|had|already) ){0,3}(?:fell|fallen|c[ao]me down)"
    r"|did|so far)",
    Topic.WHEN: r"when(?: exactly)? (?:will|is|does|do|are)|what time (?:will|is|does)"
    r"|(?:what|which) days? (?:will|is)|(?:what|which|\w+est) (?:\w+ )?(?:time|hour|window"
    r"|slot|moment|part)s?|heat ?waves?|cold (?:snaps?|spells?|waves?)|when can (?:i|we)"
    r"|how soon|how long (?:will|until|before|is)"
    r"|(?:next|first) (?:\w+ )?(?:days?|nights?|mornings?|afternoons?|evenings?|rain\w*"
    r"|snow\w*"
    r"|storm\w*|showers?|frosts?|freeze|thunderstorms?|downpour|sunshine)",
}
_PATTERNS: Final = {
    topic: re.compile(rf"\b(?:{text})\b|'ll\b" if topic is Topic.AHEAD else rf"\b(?:{text})\b")
    for topic, text in _TOPICS.items()
}
_IMPERIAL = re.compile(
    r"\b(?:in (?:inches|feet|miles|f(?= ?\W*$))|fahrenheit|imperial|mph|miles per hour)\b"
    r"|° ?f\b|(?<=\d)f\b"
)
_METRIC = re.compile(
    r"\b(?:in (?:c(?= ?\W*$)|mm|cm|millimet\w+|centimet\w+|kph|kilomet\w+)|celsius"
    r"|centigrade|metric|km/h|kmh)\b|° ?c\b|(?<=\d)c\b"
)
# Plain English that asks for something else: "what time is it in Paris", "where is Paris".
_OTHER_TOPICS: Final = {
    *("where", "who", "why", "many", "book", "game", "match", "matches", "restaurant"),
    *(
        "restaurants",
        "hotel",
        "hotels",
        "news",
        "movie",
        "movies",
        "song",
        "music",
        "joke",
        "party",
    ),
    *("play", "buy", "call", "talk", "schedule", "email", "price", "bus"),
    *("train", "flight", "flights", "write"),
}
_ABOUT_WEATHER: Final = WEATHER | MISSPELT.keys()
_SHORT: Final = 3
_PLAIN: Final = GRAMMAR | NEVER_ALONE | ACTIONS | COMMON
_OTHER = re.compile(
    r"\bwhat(?:'?s| is)? (?:the )?time\b|\btime ?(?:zone|difference)\b|\b(?:what|which) country\b"
    r"|\bwhen(?:'?s| is| are)? (?:the|my|our|your) |\b(?:which|what|our|my) team\b|\bset up\b"
)


def find_asked(
    text: str, tools: Sequence[Tool], taken: Sequence[Span]
) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    """Return the names of the tools that a question asks for by their own words, and where.

    What stands in the taken spans says nothing of it.
    """
    plain = without(text, taken)
    found = {
        tool.name: [match.span() for match in _pattern(tool.asked_by).finditer(plain)]
        for tool in tools
        if tool.asked_by
    }
    names = tuple(name for name, spans in found.items() if spans)
    return names, tuple(span for spans in found.values() for span in spans)


def find_topics(text: str, taken: Sequence[Span], asked: Sequence[Span]) -> frozenset[Topic]:
    """Return the topics of a question; the taken spans say nothing of them.

    Nor do words that ask for a tool of its own, but for the UV index, which days have too.
    """
    plain = without(text, taken)
    return frozenset(
        topic
        for topic, pattern in _PATTERNS.items()
        if any(
            topic is Topic.UV or not overlaps(match.span(), asked)
            for match in pattern.finditer(plain)
        )
    )


def find_units(text: str) -> tuple[Units | None, tuple[Span, ...]]:
    """Return the units that a question names, the first of several, and where it names any.

    The units are None when it names none.
    """
    found = _units_at(text)
    return (found[0][1] if found else None), tuple(span for span, _ in found)


def units_of(places: Sequence[str], text: str) -> tuple[tuple[str, Units], ...]:
    """Return the places of a question with their units where each has its own; else nothing."""
    found = [units for _, units in _units_at(text)]
    has_both = len(set(found)) > 1 and len(found) == len(places)
    return tuple(zip(places, found, strict=True)) if has_both else ()


def _units_at(text: str) -> list[tuple[Span, Units]]:
    """Return the units that a text names, in its order."""
    low = lower(text)
    named: tuple[tuple[Units, re.Pattern[str]], ...] = (
        ("imperial", _IMPERIAL),
        ("metric", _METRIC),
    )
    return sorted((match.span(), units) for units, each in named for match in each.finditer(low))


def is_about_weather(text: str, taken: Sequence[Span], *, has_subject: bool) -> bool:
    """Return whether a word of weather is in it, or little but a place, a day and plain words."""
    words = words_outside(text, taken)
    if not _ABOUT_WEATHER.isdisjoint(words):
        return True
    if _OTHER.search(lower(text)):
        return False
    is_short = len(_strange(words)) <= 1
    return has_subject and is_short and _OTHER_TOPICS.isdisjoint(words)


def unread_word(text: str, taken: Sequence[Span]) -> str:
    """Return the one word of a question that means nothing here; "" where it asks for weather."""
    words = words_outside(text, taken)
    strange = _strange(words) if _ABOUT_WEATHER.isdisjoint(words) else []
    return strange[0] if len(strange) == 1 and len(strange[0]) > _SHORT else ""


def _strange(words: Sequence[str]) -> list[str]:
    """Return the words that are no plain English, each once, as "London, london" has one."""
    each = ((word, word.replace("\u2019", "'").partition("'")[0]) for word in dict.fromkeys(words))
    return [word for word, stem in each if stem not in _PLAIN and word not in _PLAIN]  # "he'll"


def overlaps(span: Span, others: Sequence[Span]) -> bool:
    """Return whether a span has characters in common with any of the others."""
    return any(span[0] < end and start < span[1] for start, end in others)


def without(text: str, taken: Sequence[Span]) -> str:
    """Return a text in small letters, with underscores where it is taken."""
    return masked(lower(text), taken)


@cache
def _pattern(asked_by: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{asked_by})\b")
