"""Comparisons of places, days and hours: the winner, their order, or how far apart two are."""

import re
from typing import Final

from bot.models.offline.reading.asks.forms import Form
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.reading.numbers import NUMBER, number

_STEMS: Final = (
    r"(?:warm|hott|cold|cool|wett|dri|dry|wind|sunn|cloud|snow|rain|fogg|nic|mild|chill|mugg|storm"
    r"|bright|clear|lovel|breez|calm|clean|fresh|dirt|healthi|gust|stick|damp|frost|ic|rough|gr[ae]y"
    r"|gloom|dull|strong|high|low|larg|bigg|small|long|short|late|earl|dark|steam|sweat|foul|hars"
    r"|balm|toast|gentl|weak|safe)"
)
_NOUNS: Final = (
    r"(?:rain\w*|snow\w*|wind\w*|sun\w*|cloud\w*|humid\w*|pleasant|comfortable|storm\w*|fog\w*"
    r"|polluted|pollution|pollen|precipitation|wet|frost\w*|hours? of (?:day)?light|daylight|clear"
    r"|showers?|heat|mist\w*|gust\w*|sticky|muggy|overcast|uv)"
)
_SUPERLATIVE: Final = re.compile(
    rf"\b(?:{_STEMS}(?:i?est)|humidest|best|worst|(?:most|least|fewest) (?:\w+ )?{_NOUNS}"
    rf"|{_NOUNS} (?:\w+ ){{0,2}}?the (?:most|least|hardest))\b"
)
_COMPARATIVE: Final = re.compile(
    rf"\b(?:{_STEMS}(?:i?er)|better|worse|(?:more|less|fewer) (?:\w+ )?{_NOUNS})\b"
)
_DIFFERENCE: Final = re.compile(
    r"\bdifferences?\b|\bby how (?:much|many)\b"
    r"|\bhow (?:much|many degrees|far) (?:more |less )?(?:(?!water|shower)\w+er|humid|windy)\b"
    r"|\bdegrees (?:\w+er|apart)\b"
)
_RANKING: Final = re.compile(
    r"\b(?:rank(?:ed|ing|s)?|sort(?:ed|ing)?(?! of)|in (?:\w+ )?order(?! to)|order(?:ed|ing)?"
    r"(?= (?:_|them|these|those|the|by|all|my|our))|leader ?board|league table"
    rf"|(?:top|bottom) (?P<top>{NUMBER})|(?:the )?(?P<most>{NUMBER}) (?!best time)(?:{_STEMS}i?est"
    r"|best|worst)"
    rf"|(?:{_STEMS}i?est|best) (?:to|down to|through to|first)\b(?: the)?)"
)
_FORMS: Final = (
    (Form.DIFFERENCE, _DIFFERENCE),
    (Form.RANKING, _RANKING),
    (Form.CHOICE, _SUPERLATIVE),
)
_UPWARDS: Final = re.compile(
    r"\b(?:ascending|increasing|low(?:est)? (?:to high(?:est)?|first)|bottom)\b"
)
_LESS: Final = re.compile(r"\b(?:less|least|fewer|fewest)\b")
_LOW: Final = re.compile(r"\b(?:low|small|weak|earli|short|gentl|light)(?:er|est)\b")
_HIGH: Final = re.compile(r"\b(?:high(?:er|est)|wors(?:e|t)|dirti(?:er|est))\b")
_TO_THE_LOW: Final = frozenset(
    {Aspect.COLD, Aspect.COOL, Aspect.FREEZING, Aspect.LOW, Aspect.DRY, Aspect.CALM}
)
"""Aspects of which the lowest figure is the most."""
_THAN: Final = re.compile(r"\bthan\b")
_ONE_OF_TWO: Final = re.compile(r"_,? or (?:on |at |in )?_")
_WHICH: Final = re.compile(r"\bwhich\b")
_WHICH_OF_THEM: Final = re.compile(r"\bwhich (?:one|of (?:them|the two|these|those)|place|city)\b")
_AGAINST: Final = re.compile(
    r"\b(?:compar\w+|vs|versus|against|differs?|different|head[- ]to[- ]head)\b"
)


def comparing(plain: str, places: int, *, has_day: bool) -> Form | None:
    """Return the form of a comparison; None where there is none, or nothing to compare with."""
    for form, pattern in _FORMS:
        if pattern.search(plain):
            return form
    if not _COMPARATIVE.search(plain):
        return None
    if _THAN.search(plain):
        return Form.CHOICE if _WHICH.search(plain) else Form.COMPARISON
    if places > 1 or _ONE_OF_TWO.search(plain) or _WHICH_OF_THEM.search(plain):
        return Form.CHOICE
    return Form.COMPARISON if has_day else None


def is_of_less(plain: str, aspect: Aspect) -> bool:
    """Return whether less of it wins: "the least windy", "the lowest humidity"."""
    if _LESS.search(plain) or (_RANKING.search(plain) and _UPWARDS.search(plain)):
        return True
    if aspect is Aspect.AIR:  # the lowest index is the best air
        return bool(_HIGH.search(plain))
    return aspect not in _TO_THE_LOW and bool(_LOW.search(plain))


def is_against(plain: str) -> bool:
    """Return whether two things stand against each other, with no word in what: "A vs B"."""
    return bool(_AGAINST.search(plain))


def most_named(plain: str) -> int:
    """Return the number of a ranking's items to be named: "top three"; 0 for all of them."""
    match = _RANKING.search(plain)
    said = match and (match["top"] or match["most"])
    return number(said) if said else 0
