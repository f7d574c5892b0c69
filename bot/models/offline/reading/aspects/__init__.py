"""The aspects of the weather that a question is about: "windy", "above 30 degrees", "a coat"."""

import re
from collections.abc import Sequence
from typing import Final

from bot.models.offline.reading.aspects.kinds import ADVICE, SPECIAL, Aspect
from bot.models.offline.reading.aspects.words import WORDS
from bot.models.offline.reading.spans import first_of

__all__ = [
    "ADVICE",
    "SPECIAL",
    "Aspect",
    "are_of_weather",
    "find_aspects",
    "is_about_people",
    "tools_for",
]

_ANY: Final = re.compile(
    r"\b(?:" + "|".join(f"(?P<A{at}>{words})" for at, words in enumerate(WORDS.values())) + r")\b"
)
_ASPECTS: Final = tuple(WORDS)
_QUALITIES: Final = frozenset({Aspect.NICE, Aspect.BAD, Aspect.HIGH, Aspect.LOW})
"""Words that say how something else is, where there is something else: "is the UV high?"."""
_OCCASIONS: Final = frozenset(
    {
        *(Aspect.OUTDOORS, Aspect.SEATED, Aspect.DRIVE, Aspect.STARS, Aspect.BEACH, Aspect.KITE),
        *(Aspect.WATERING, Aspect.CLOTHES),
    }
)
"""Things that people do in any weather: "will it rain at my picnic?"."""
_KINDS_OF_FALLING: Final = (Aspect.RAIN, Aspect.SNOW)
_PARTS: Final = {
    Aspect.RAIN: {Aspect.UMBRELLA},
    Aspect.WIND: {Aspect.GUSTS, Aspect.DIRECTION, Aspect.CALM},
    Aspect.AIR: {Aspect.FINE_DUST, Aspect.COARSE_DUST, Aspect.OZONE, Aspect.POLLEN},
    Aspect.SUN: {Aspect.STARS},
    Aspect.OUTDOORS: {Aspect.SEATED, Aspect.STARS, Aspect.WINDOW, Aspect.KITE, Aspect.BEACH},
    Aspect.TEMPERATURE: {Aspect.HIGH, Aspect.LOW, Aspect.FEEL, Aspect.FREEZING},
}
"""Aspects that another word says more exactly: "the highest temperature"."""

_SWIM: Final = re.compile(r"\b(?:warm|cold|cool)\w* (?:\w+ ){0,4}(?:swim|dip)")
_HOW_WARM: Final = re.compile(r"\bhow (?:warm|cold|cool)\b")
_TURNS_TO: Final = re.compile(
    r"\b(?:turn|chang|switch)\w* (?:over )?(?:in)?to (?:\w+ )?(?P<to>rain|snow)\b"
)
_LIFTS: Final = re.compile(
    r"\b(?:fog|mist|haze)\w* (?:\w+ )?(?:clears?|lifts?|burns? off|go(?:es)? away|be gone|vanish)"
)
_CLEARS_UP: Final = re.compile(r"\bclears? up\b")
_ENDED_SO: Final = frozenset({Aspect.RAIN, Aspect.SNOW, Aspect.STORM, Aspect.HAIL})
"""Aspects whose end is asked for in words for a clear sky: "rain today, will it clear up?"."""
_CLOUDS_GO: Final = re.compile(r"\b(?:clouds?|sk(?:y|ies)) (?:\w+ )?clears?\b")


def find_aspects(plain: str) -> tuple[Aspect, ...]:
    """Return the aspects of a question in small letters, each once and in its order."""
    found = list(
        dict.fromkeys(
            _ASPECTS[int((match.lastgroup or "A0")[1:])] for match in first_of(_ANY, plain)
        )
    )
    if Aspect.BEACH in found and Aspect.WATER not in found and _SWIM.search(plain):
        found.append(Aspect.WATER)
        if _HOW_WARM.search(plain):
            found.remove(Aspect.BEACH)
    if len(found) > 1 and not set(found) <= _QUALITIES:
        found = [each for each in found if each not in _QUALITIES or each in _extremes(found)]
    found = [each for each in found if _PARTS.get(each, set()).isdisjoint(found)]
    clears_up = not _ENDED_SO.isdisjoint(found) and _CLEARS_UP.search(plain)
    if clears_up or (Aspect.FOG in found and lifts(plain)):
        found = [each for each in found if each is not Aspect.CLEAR]
    if Aspect.CLEAR in found and _CLOUDS_GO.search(plain):
        found = [each for each in found if each is not Aspect.CLOUD]
    if turned := _TURNS_TO.search(plain):
        found = [each for each in found if each not in _KINDS_OF_FALLING]
        found.insert(0, Aspect.SNOW if turned["to"] == "snow" else Aspect.RAIN)
    if {Aspect.RAIN, Aspect.SNOW} <= set(found):
        found = [Aspect.FALLING, *(each for each in found if each not in _KINDS_OF_FALLING)]
    return tuple(_without_occasions(found, plain))


def lifts(plain: str) -> bool:
    """Return whether fog is asked to be gone: "will the fog lift?"."""
    return bool(_LIFTS.search(plain))


_OF_ADVICE: Final = re.compile(r"\b(?:enough|safe)\b")


def _without_occasions(found: list[Aspect], plain: str) -> list[Aspect]:
    """Return the aspects without occasions: the weather of a picnic, not the picnic."""
    advice = [each for each in found if each in ADVICE]
    swims = Aspect.BEACH in found and Aspect.WATER in found
    if swims or not advice or len(advice) == len(found):
        return found
    is_occasion = not set(advice) - _OCCASIONS and not _OF_ADVICE.search(plain)
    if is_occasion or "too " in plain:
        return [each for each in found if each not in ADVICE]
    return advice


def _extremes(found: list[Aspect]) -> set[Aspect]:
    """Return the highest and the lowest where they are those of the temperature."""
    return {Aspect.HIGH, Aspect.LOW} if set(found) <= {*_QUALITIES, Aspect.TEMPERATURE} else set()


_OF_PEOPLE: Final = re.compile(
    r"\b(?:who (?:wins?|is (?:winning|playing|singing)|plays?|sings?|lost)|won|scored?"
    r"|scores"
    r"|tickets?|line-?ups?|standings|fixtures?|how much (?:is|are|does|do) .{0,40}\b(?:cost|entry"
    r"|seats?)"
    r"|(?:what time|when) (?:does|do|is|are|did) .{0,60}\b(?:starts?|begins?|opens?|closes?"
    r"|kicks? ?off"
    r"|finish(?:es)?)|what channel"
    r"|where (?:(?:is|are)(?! it\b)|can (?:i|we) (?:watch|buy|book|see)))\b"
)
_OF_WEATHER: Final = re.compile(r"\b(?:weather|forecast|temp\w*)\b")
_OF_DEEDS: Final = _OCCASIONS - {Aspect.STARS}


def is_about_people(aspects: Sequence[Aspect], plain: str) -> bool:
    """Return whether people's deeds are asked for, as in "who won the match", and no weather."""
    is_of_deeds = set(aspects) <= _OF_DEEDS and not _OF_WEATHER.search(plain)
    return is_of_deeds and bool(_OF_PEOPLE.search(plain))


_OF_AIR: Final = frozenset(
    {
        *(Aspect.AIR, Aspect.BAD_AIR, Aspect.POLLEN),
        *(Aspect.FINE_DUST, Aspect.COARSE_DUST, Aspect.OZONE),
    }
)
_OF_SEA: Final = frozenset({Aspect.WATER, Aspect.WAVES, Aspect.SURF})
_OF_WARMTH: Final = frozenset(
    {
        *(Aspect.WARM, Aspect.COLD, Aspect.COOL, Aspect.HOT, Aspect.TEMPERATURE),
        *(Aspect.HIGH, Aspect.LOW, Aspect.BEACH, Aspect.CALM, Aspect.ROUGH),
    }
)
_TOOLS: Final = {
    "get_air_quality": _OF_AIR,
    "get_sun_and_moon": SPECIAL - _OF_AIR - {Aspect.UV, Aspect.WARNING},
    "get_alerts": frozenset({Aspect.WARNING}),
}
_TOLD_AT_SEA: Final = SPECIAL | _OF_SEA | _OF_WARMTH | _QUALITIES
_NO_SEA: Final = frozenset({Aspect.AMOUNT, Aspect.FREEZING, Aspect.RAIN, Aspect.SNOW})
"""Beside these it is other water."""


def are_of_weather(aspects: Sequence[Aspect], tool: str) -> bool:
    """Return whether some aspects need the weather, behind a tool that tells none itself.

    Behind the sea one that is not of the sea does; behind others none may be special.
    """
    if tool == "get_sea":
        return not _TOLD_AT_SEA.issuperset(aspects)
    return bool(aspects) and tool in _TOOLS and SPECIAL.isdisjoint(aspects)


def tools_for(aspects: Sequence[Aspect]) -> tuple[str, ...]:
    """Return the tool that alone knows what a question is about first; empty for weather."""
    first = aspects[0] if aspects else None
    is_warmth = Aspect.WATER in aspects and not _OF_WARMTH.isdisjoint(aspects)
    is_sea = is_warmth or not (_OF_SEA - {Aspect.WATER}).isdisjoint(aspects)
    if is_sea and _NO_SEA.isdisjoint(aspects):
        return ("get_sea",)
    return tuple(name for name, known in _TOOLS.items() if first in known)


def tools_of(aspects: Sequence[Aspect]) -> set[str]:
    """Return all tools that know one of these aspects beside the weather itself, or alone."""
    of_uv = {"get_air_quality"} if Aspect.UV in aspects else set()
    alone = {name for each in aspects for name in tools_for((each,))}
    return {*alone, *tools_for(aspects), *of_uv}
