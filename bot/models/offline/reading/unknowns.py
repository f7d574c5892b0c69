"""Things that people ask for and nobody knows: tides, earthquakes, the weather on the Moon."""

import re
from collections.abc import Sequence
from typing import Final

from bot.languages import phrase
from bot.models.offline.reading.spans import first_of
from bot.models.offline.reading.tokens import Span, masked

AVERAGES: Final = phrase("the best time to visit, nor any long-term averages")
"""Also a word for what is known of some days that a question names."""
_NO_OUTING: Final = "".join(
    rf"(?<!\b{outing}{verb} )"
    for outing in ("picnic", "barbecue", "bbq", "wedding", "garden party", "hike", "run")
    for verb in ("", " be", " get", " is")
)
"""Behind none of these: whether they are cancelled is up to the weather."""
_SUBJECTS: Final = {
    phrase("the air pressure"): r"pressures?|barometric|barometer|hectopascals?|hpa|millibars?",
    phrase("the visibility"): r"visibility|how far (?:can|could) (?:i|you|one|we) see",
    phrase("the dew point"): r"dew ?points?",
    phrase("the tides"): r"(?:high|low|spring|neap)[- ]tides?|tides?|tidal",
    phrase("the aurora (northern lights)"): r"auroras?|(?:northern|southern|polar) lights?",
    phrase("of any earthquakes"): r"earthquakes?|seismic|quakes?|tsunamis?",
    phrase("of any volcanoes"): r"volcano(?:es)?|eruptions?|volcanic ash",
    phrase("of any wildfires"): r"wild ?fires?|forest fires?|bush ?fires?|fire danger",
    phrase(
        "the snow depth"
    ): r"snow (?:depth|cover|base|pack)|snowpack|depth of (?:the )?snow (?:on|lying|at)"
    r"|how (?:deep|high)(?:'s| is| are| will)? (?:be )?(?:the )?snow|how much snow (?:is"
    r"|lies) on the ground"
    r"|enough snow|snow (?:\w+ )?(?:on the ground|lying)|(?:snow|ice) (?:\w+ ){0,3}melt\w*",
    phrase("the hours of sunshine"): r"(?:hours?|minutes) of (?:sun|sunshine)|sunshine hours"
    r"|sun hours|how (?:much|many hours of) (?:sun|sunshine)",
    AVERAGES: r"best (?:time|month|months|season)"
    r" (?:of (?:the )?year )?(?:to (?:visit|travel|come|see|go(?! (?:for|out|(?!skiing)\w+ing|and"
    r"|on a)\b))|for (?:a )?(?:visit|trip|holidays?"
    r"|vacations?|travel\w*))|(?:average|usual|typical|normal)(?:ly)?"
    r" (?:weather|temperatures?|rain\w*|snow\w*|climate|high|low|humidity)|climate|record (?:high"
    r"|low|temperature)s?|(?:(?!(?:for|harv|inter|midw|(?:nor|sou)thw)est)\w{3,9}est|worst)"
    r" (?:\w+ ){0,2}(?:ever|on record)|than (?:normal|usual|average|typical)"
    r"|(?:normal|usual|typical|average) for"
    r"|(?:unseason|unusual|abnormal)\w+"
    r"|(?:is|does|how \w+) (?:\w+ ){0,2}(?:usually|normally|typically)\b(?! going)",
    phrase("river levels"): r"(?:river|water|flood|lake) levels?",
    phrase("how much energy the sun gives"): r"solar (?:radiation|energy|power|output|irradiance)",
    phrase("radar and satellite pictures"): r"radars?|satellite (?:image|picture|map|view)\w*"
    r"|weather maps?",
    phrase("road conditions and traffic"): r"road conditions?|traffic"
    r"|(?:roads?|pass|tunnel|bridge) .{0,30}\b(?:open|closed|passable)",
    phrase("the hottest or coldest places of a whole region; name those to compare"): (
        r"(?:hott|cold|warm|wett|dri|sunni|windi|raini|cool)\w*est"
        r" (?:places?|cit(?:y|ies)|towns?|countr(?:y|ies)|spots?) (?:on|in) (?:the )?"
        r"(?:earth|world|planet|europe|asia|africa|america)"
    ),
    phrase("the avalanche danger"): r"avalanches?",
    phrase("of any eclipses"): r"(?:solar |lunar )?eclipses?",
    phrase("of any meteor showers"): r"meteor(?:s| showers?)?|shooting stars?|perseids|geminids",
    phrase("the temperature or the moisture of the soil"): r"(?:soil|ground) (?:\w+ )?"
    r"(?:moistures?|temperatures?|temps?)|how (?:wet|dry|warm|cold) is the (?:soil|ground)",
    phrase(
        "lightning strikes"
    ): r"(?:lightning|thunder)[- ]?(?:strikes?|maps?|trackers?|detection)",
    phrase("the ice on lakes and seas"): r"ice (?:thickness|conditions?|cover)|sea ice"
    r"|how thick is the ice|lake ice|ice (?:\w+ ){0,2}(?:thick|safe|hold|bear|strong)(?: enough)?"
    r"|thin ice",
    phrase("of delayed flights and trains"): r"(?:flights?|trains?|airports?|bus(?:es)?) (?:delays?"
    rf"|status|cancellations?)|(?=delayed\b|cancell?ed\b){_NO_OUTING}\w+"
    r"|(?:flights?|planes?|ferr(?:y|ies)|trains?) (?:(?!or\b)\w+ ){0,5}"
    r"(?:land|take off|go|leave|sail|run|running|grounded|diverted|on time|affected)",
    phrase("the temperature in kelvin"): r"kelvins?",
    phrase("the snow on ski runs"): r"(?:ski|snow|piste|slope) (?:conditions?|reports?)|pistes?"
    r"|ski (?:runs?|lifts?|slopes?)",
    phrase("of any droughts"): r"droughts?",
    phrase("turbulence in the air"): r"bumpy|turbulen\w+",
    phrase("radioactivity"): r"radioactiv\w+|geiger|nuclear fallout",
    phrase("the wind high up in the air"): r"jet ?streams?|winds? aloft|upper winds?",
}
_NAMED: Final = re.compile(
    r"\b(?:"
    + "|".join(f"(?P<S{at}>{words})" for at, words in enumerate(_SUBJECTS.values()))
    + r")\b"
)
_PHRASES: Final = tuple(_SUBJECTS)


def find_unknowns(plain: str) -> tuple[str, ...]:
    """Return the things a question in small letters asks for that no tool knows, as phrases."""
    found = (_PHRASES[int((match.lastgroup or "S0")[1:])] for match in first_of(_NAMED, plain))
    return tuple(dict.fromkeys(found))


def spans_of_unknowns(plain: str) -> list[tuple[int, int]]:
    """Return the spans of a question in small letters that ask for things no tool knows."""
    return [match.span() for match in first_of(_NAMED, plain)]


def without_told(plain: str, asked: Sequence[Span]) -> str:
    """Return a question with underscores for what a tool tells, given what asks for a tool.

    So a new tool for the dew point is enough for it to be known.
    """
    spans = spans_of_unknowns(plain)
    told = [(at, end) for at, end in spans if any(a <= at and end <= z for a, z in asked)]
    return masked(plain, told)


_EARTHLY: Final = (
    "alps|dolomites|pyrenees|carpathians|apennines|andes|himalayas?|rockies|rocky mountains"
    "|appalachians|caucasus|urals|sahara|gobi(?: desert)?|kalahari|amazon(?: rainforest)?"
    "|caribbean|mediterranean|baltics?|balkans|arctic|antarctica?|north pole|south pole|outer space"
    "|black forest|lake district|outback|midwest|pacific northwest|great plains|middle east"
)
_HEAVENLY: Final = (
    "moon|mars|venus|mercury|jupiter|saturn|uranus|neptune|pluto|titan|europa|space station"
)
REGIONS: Final = re.compile(
    rf"(?i)\b(?:in|on|over|across|around|throughout|for) (?:the )?(?P<name>(?:{_EARTHLY}))\b"
    rf"|\bon (?:the )?(?P<other>{_HEAVENLY})\b"
)
"""Mountains, seas and other worlds, which people name like places and which are no towns."""
