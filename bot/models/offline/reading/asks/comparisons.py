"""Comparisons of places, days and hours: the winner, their order, or how far apart two are."""

import re
from collections.abc import Sequence
from typing import Final

from bot.models._patterns import late
from bot.models.offline.reading.asks.forms import Form
from bot.models.offline.reading.aspects import ADVICE, Aspect
from bot.models.offline.reading.numbers import NUMBER, number
from bot.models.offline.reading.tokens import Span
from bot.models.offline.reading.topics import overlaps

_STEMS: Final = (
    r"(?:warm|hott|cold|cool|wett|dri|dry|wind|sunn|cloud|snow|rain|fogg|nic|mild|chill|mugg|storm"
    r"|bright|clear|lovel|breez|calm|clean|fresh|dirt|healthi|gust|stick|damp|frost|ic|rough|gr[ae]y"
    r"|gloom|dull|strong|high|low|larg|bigg|small|dark|steam|foul|balm|toast|gentl|weak|light|saf"
    r"|nipp)"
)
_NOUNS: Final = (
    r"(?:rain\w*|snow\w*|wind\w*|sun\w*|cloud\w*|humid\w*|pleasant|comfortable|storm\w*|fog\w*"
    r"|polluted|pollution|pollen|precipitation|wet|frost\w*|hours? of (?:day)?light|daylight|clear"
    r"|showers?|heat|mist\w*|gust\w*|sticky|muggy|overcast|uv)"
)
_DROPS: Final = r"temp\w* (?:\w+ )?(?:drop|fall|go down|decrease)s?"
_TURNS: Final = (
    rf"(?:(?:warm|heat|cool)(?:s|ing)? (?:up|down|off)|{_DROPS}"
    r"|temp\w* (?:\w+ )?(?:rise|go up|climb|increase)s?)(?! (?:to|above|below|under|over)\b)"
)
_OF_SKY: Final = (
    r"(?:(?:sun|moon) ?(?:\w+ ){0,2}(?:rise|set|risen|rising|setting|up|down)s?|dusk|dawn|dark)"
)
_SUPERLATIVE: Final = late(
    rf"\b(?:{_STEMS}(?:i?est)|humidest|best|worst|latest|earliest|longest|shortest|(?:most"
    rf"|least|fewest) (?:\w+ )?{_NOUNS}"
    rf"|{_NOUNS} (?:\w+ ){{0,2}}?the (?:most|least|hardest)"
    rf"|(?:where|which|who)\b.{{0,80}}\b(?:{_OF_SKY} (?:first|last)"
    r"|(?:rain|snow|blow)\w* (?:\w+ ){0,2}(?:most|least|hardest)))\b"
)
_COMPARATIVE: Final = late(
    rf"\b(?:{_STEMS}(?:i?er)|better|worse|(?:long|short)er (?:day|night)\w*"
    r"|(?:day|night)s? (?:get\w* )?(?:long|short)er"
    r"|(?:more|less) (?!or )(?:\w+ )?(?<!more or less )(?:cold|cool|warm|hot|mild|chilly|dry|nice)"
    r"(?! (?:days?|nights?|spells?|weather)\b(?!.{0,60} than ))"
    rf"|(?:more|less|fewer) (?:\w+ )?{_NOUNS}"
    r"|(?:rain|snow|blow|shine|pour)\w* (?:\w+ ){0,2}(?:more|less"
    rf"|harder)"
    r"|(?:earlier|later) (?:sun|moon|dusk|dawn|dark)\w*"
    rf"|(?:sun|moon|dusk|dawn|dark)\w* (?:\w+ ){{0,2}}(?:earlier|later)|{_TURNS})\b"
)
_DIFFERENCE: Final = late(
    r"\bdiff(?:erence)?s?\b|\bhow far apart\b|\b(?:gap|spread|swing) (?:between|in|of)\b"
    r"|\bby how (?:much|many)\b"
    r"|\bhow (?:much|many degrees|far) (?:(?:more |less )(?:humid|windy)"
    r"|(?:more |less )?(?!water|shower|alder|thunder|power|cover"
    r"|longer (?:will|does|until|before))\w+er)\b"
    r"|(?:\bdegrees|\u00b0) (?:\w+er|apart)\b"
    rf"|\bhow (?:much|many degrees|far) (?:will|does|do|did|is|has|can) .{{0,40}}\b{_TURNS}"
)
_RANKING: Final = late(
    r"\b(?:list\b.{0,80}\bby\b"
    r"|rank(?:ed|ing|s)?|sort(?:ed|ing)?(?! of)|in (?:\w+ )?order(?! to)|order(?:ed|ing)?"
    r"(?= (?:_|them|these|those|the|by|all|my|our))|leader ?board|league table"
    rf"|(?:second|third|2nd|3rd)[- ](?:{_STEMS}i?est|best|worst)"
    rf"|(?:top|bottom) (?P<top>{NUMBER})(?! ?(?:mph|km|kph|kn|mm|%|\u00b0|degrees|_))"
    rf"|(?:the )?(?!one|an?\b)(?P<most>{NUMBER}) (?!best time)(?:{_STEMS}i?est|best|worst)"
    rf"|(?:{_STEMS}i?est|best) (?!one\b|an?\b)(?P<first>{NUMBER})\b"
    rf"|which (?!one)(?P<which>{NUMBER})\b"
    r"(?= (?:of|are|is|will|have|were|cit|place|town|day))"
    rf"|(?:{_STEMS}i?est|best) (?:to|down to|through to|first)\b)"
)
_MORE: Final = r"(?:up|warm(?:er|ing)|hotter|wetter|ris(?:e|ing)|better|worse|windier|increas\w+)"
_FEWER: Final = (
    r"(?:down|cold(?:er|ing)|cool(?:er|ing)|drier|fall(?:ing)?|drop\w*|worse|better|calmer"
    r"|decreas\w+)"
)
_TREND: Final = re.compile(
    rf"\b(?:{_MORE} or (?:\w+ )?{_FEWER}|{_FEWER} or (?:\w+ )?{_MORE}"
    r"|trend(?:s|ing)?)\b"
)
_FORMS: Final = (
    (Form.TREND, _TREND),
    (Form.DIFFERENCE, _DIFFERENCE),
    (Form.RANKING, _RANKING),
    (Form.CHOICE, _SUPERLATIVE),
)
_UPWARDS: Final = re.compile(
    r"\b(?:ascending|increasing|low(?:est)? (?:to high(?:est)?|first)|bottom"
    r"|(?:least|fewest) (?:\w+ ){0,2}to (?:the )?most)\b"
)
_DOWNWARDS: Final = re.compile(
    r"\b(?:descending|decreasing|high(?:est)? (?:to low(?:est)?|first)"
    r"|most (?:\w+ ){0,2}to (?:the )?(?:least|fewest)"
    r"|strong(?:est)? to weak(?:est)?|long(?:est)? to short(?:est)?)\b"
)
_OF_MOST: Final = re.compile(r"\b(?:most|least) (?:\w+ ){0,2}to (?:the )?(?:most|least)\b")
_OF_DIRT: Final = re.compile(r"\b(?:aqi|index|pollut\w*|particulate\w*|dirt\w*|foul\w*)\b")
_LESS: Final = re.compile(rf"\b(?:less|least|fewer|fewest|{_DROPS})\b")
_LOW: Final = re.compile(
    rf"\b(?:(?:low|small|weak|earli|short|gentl|light)(?:er|est)|{_OF_SKY} first)\b"
)
_NIGHT: Final = re.compile(
    r"\b(?P<one>long|short)(?:er|est) (?:(?:is|are|was|were|will) )?(?:the )?nights?\b"
    r"|\bnights? (?:\w+ ){0,2}(?P<other>long|short)(?:er|est)\b"
)
_COLD: Final = re.compile(r"\b(?:cold|cool|chilli|nippi|frosti|ici)(?:er|est)\b")
_OF_WARMTH: Final = frozenset({Aspect.FEEL, Aspect.TEMPERATURE, Aspect.HIGH})
"""Aspects of which a word for cold asks for less: "where does it feel colder?"."""
_HIGH: Final = re.compile(r"\b(?:high(?:er|est)|wors(?:e|t)|dirti(?:er|est))\b")
_BEST: Final = re.compile(r"\b(?:best|worst|better|worse)\b")
_WORSE: Final = re.compile(r"\bwors(?:e|t)\b")
_FAIR: Final = ADVICE | {
    *(Aspect.NICE, Aspect.SUN, Aspect.CLEAR, Aspect.MILD, Aspect.WATER, Aspect.DAYLIGHT),
}
"""Aspects that are good, so that the worst has least of them."""
_TO_THE_LOW: Final = frozenset(
    {Aspect.COLD, Aspect.COOL, Aspect.FREEZING, Aspect.LOW, Aspect.DRY, Aspect.CALM}
)
"""Aspects of which the lowest figure is the most."""
_EXTREME: Final = re.compile(
    r"\b(?:(?P<high>hottest|warmest|highest|top|max(?:imum)?)|coldest|coolest|lowest|min(?:imum)?)"
    r" (?:temp\w*|(?:it|that) (?:will|is|gets?|got))\b"
)
_FIGURE_OF_TIME: Final = re.compile(
    r"\b(?:when|what time|(?:what|which) (?:day|hour|night)|where)\b"
)
_THAN: Final = re.compile(r"\b(?:than|against|compared (?:to|with)|versus|vs)\b")
_NAMED: Final = re.compile("_+")
_BEHIND: Final = re.compile(
    r" (?:(?:it|is|was|will|be|has|been|in|on|at|for|the|city|town|of|over|near) ){0,5}"
    r"(?P<named>_+)"
)
_ONE_OF_TWO: Final = re.compile(r"_,? or (?:on |at |in )?_")
_WHICH: Final = re.compile(r"\bwhich\b")
_WHICH_OF_THEM: Final = re.compile(r"\bwhich (?:one|of (?:them|the two|these|those)|place|city)\b")
_WHO: Final = re.compile(r"\b(?:which|where|who)\b")
_CHANGES: Final = re.compile(
    r"\b(?:is|are|will|does|do) .{0,40}\b(?:get|gets|getting|become|becoming|turn|turning|grow"
    rf"|growing|{_TURNS})\b|\bwill .{{0,40}}\bbe\b"
)
_WHEN_CHANGED: Final = re.compile(
    rf"\b(?:when|how soon|which day|what day)\b.{{0,60}}\b(?:get|{_TURNS})"
)
_WHEN_SO: Final = re.compile(
    r"\b(?:when|how soon) (?:is|will) (?:it|the \w+) "
    r"(?:(?:finally|be|become|going to be|less|more|_+) )*\w+\W*(?:$| in )"
)
_WINNER_BY: Final = re.compile(r"\b(?:which|who|where|or)\b.*\bby how (?:much|many)\b")
_ALIKE: Final = re.compile(r"\b(?:the same|equally|identical)\b")
_AS_MUCH: Final = re.compile(r"\bas \w+ .{0,60}\bas\b")
_AS_ON_A_DAY: Final = re.compile(r"\bas \w+ .{0,60}\bas (?:it (?:is|was) )?(?:on )?_")
_APART: Final = re.compile(r"\b(?:differs?|different|the same|equally|identical)\b")
_AGAINST: Final = re.compile(
    r"\b(?:compar\w+|vs|versus|against|differs?|different|head[- ]to[- ]head|the same|equally"
    r"|identical)\b"
)


def comparing(plain: str, places: int, *, has_day: bool, days: int = 0) -> Form | None:
    """Return the form of a comparison; None where there is none, or nothing to compare with."""
    form = next((form for form, pattern in _FORMS if pattern.search(plain)), None)
    if form and not (form is Form.DIFFERENCE and _WINNER_BY.search(plain)):
        return form
    has_two = places > 1 or has_day or (days > 1 and _AS_ON_A_DAY.search(plain))
    if is_as_much(plain) and has_two:
        return Form.COMPARISON
    if not _COMPARATIVE.search(plain):
        return form
    if _THAN.search(plain):
        return Form.CHOICE if _WHICH.search(plain) else Form.COMPARISON
    return _without_than(plain, places, has_day=has_day)


def _without_than(plain: str, places: int, *, has_day: bool) -> Form | None:
    if _WHEN_CHANGED.search(plain):
        return Form.START
    is_of_them = _WHICH_OF_THEM.search(plain) or (not places and _WHO.search(plain))
    if places > 1 or _ONE_OF_TWO.search(plain) or is_of_them:
        return Form.CHOICE
    if _WHEN_SO.search(plain):
        return Form.START
    return Form.COMPARISON if has_day or _CHANGES.search(plain) else None


def extreme_named(plain: str) -> Aspect | None:
    """Return the end of temperature that is asked for as a figure: "the coldest temperature"."""
    match = _EXTREME.search(plain)
    if not match or _FIGURE_OF_TIME.search(plain):
        return None
    return Aspect.HIGH if match["high"] else Aspect.LOW


def is_of_less(plain: str, aspect: Aspect) -> bool:
    """Return whether less of it wins: "the least windy", "the lowest humidity"."""
    if _RANKING.search(plain) and (is_less := _is_ranked_upwards(plain, aspect)) is not None:
        return is_less
    if aspect is Aspect.DAYLIGHT and (night := _NIGHT.search(plain)):
        return "long" in (night["one"], night["other"])
    if _LESS.search(plain) or (aspect in _FAIR and _WORSE.search(plain)):
        return True
    if aspect is Aspect.AIR:  # the lowest index is the best air
        return bool(_HIGH.search(plain))
    if aspect in _OF_WARMTH and _COLD.search(plain):
        return True
    return aspect not in _TO_THE_LOW and bool(_LOW.search(plain))


def _is_ranked_upwards(plain: str, aspect: Aspect) -> bool | None:
    """Return whether a ranking puts the least of it first; None if its order is not told."""
    if best := _BEST.search(plain):
        return best[0].startswith("wors") != (aspect is Aspect.BAD)
    is_downwards = bool(_DOWNWARDS.search(plain))
    if not is_downwards and not _UPWARDS.search(plain):
        return None
    # The best air has the lowest index, and what is most cold the lowest temperature.
    is_figure = aspect in _TO_THE_LOW and (aspect is Aspect.LOW or not _OF_MOST.search(plain))
    is_turned = is_figure or (aspect is Aspect.AIR and _OF_DIRT.search(plain))
    return bool(is_turned) == is_downwards


def is_against(plain: str, *, has_aspects: bool) -> bool:
    """Return whether two things stand against each other, with no word in what: "A vs B"."""
    return bool(_AGAINST.search(plain) or (not has_aspects and _DIFFERENCE.search(plain)))


def is_apart(plain: str) -> bool:
    """Return whether how far two are apart is asked for, or whether they are: "differs"."""
    return bool(_DIFFERENCE.search(plain) or _APART.search(plain))


def are_alike(plain: str) -> bool:
    """Return whether two are asked to be alike: "the same temperature", "equally warm"."""
    return bool(_ALIKE.search(plain))


def is_by_degrees(plain: str) -> bool:
    """Return whether more or less of something is asked for: "how much warmer"."""
    return bool(_COMPARATIVE.search(plain))


def is_as_much(plain: str) -> bool:
    """Return whether one is asked to be no less than the other: "as cold as"."""
    return bool(_AS_MUCH.search(plain))


def is_trend(plain: str) -> bool:
    """Return whether the way something changes is asked for: "warmer or colder?"."""
    return bool(_TREND.search(plain))


def is_of_another(plain: str, places: int, times: Sequence[Span]) -> bool:
    """Return whether a place is behind "than": "is Rome warmer or colder than Oslo?".

    Args:
        plain: The question in small letters, with underscores for its places and times.
        places: How many places it names.
        times: Where its times are.
    """
    than = _THAN.search(plain)
    if not than:
        return False
    named = [at.start() for at in _NAMED.finditer(plain) if not overlaps(at.span(), times)]
    behind = _BEHIND.match(plain, than.end())
    is_of_place = not overlaps(behind.span("named"), times) if behind else places > 1
    return is_of_place and sum(at < than.start() for at in named) < places


def most_named(plain: str) -> int:
    """Return the number of a ranking's items to be named: "top three"; 0 for all of them."""
    match = _RANKING.search(plain)
    said = match and (match["top"] or match["most"] or match["which"] or match["first"])
    return number(said) if said else 0
