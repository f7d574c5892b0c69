"""Questions for a chance or an amount: how likely rain is, and how much of it falls."""

import re
from typing import Final

from bot.models.offline.reading.aspects import Aspect

_CHANCE: Final = re.compile(
    r"\b(?:how (?:sure|certain|confident)|chances?|probabilit\w+"
    r"|likelihood|odds|how likely|percentage)\b"
)
_AMOUNT: Final = re.compile(
    r"\bhow much (?:fresh|new|heavy|light) (?:rain|snow)"
    r"|\bwhat (?:depth|quantity|volume) of|"
    r"\bhow (?:heavy|heavily|hard|intense|bad) (?:\w+ ){0,3}(?:rain|snow|precip|shower"
    r"|downpour)\w*|"
    r"\bhow (?:much|hard) (?:did|will|does|is|has|had|was|do) (?:it|there) "
    r"(?:going to |expected to |supposed to |likely to |be |been )?(?:rain|snow|hail)\w*"
    r"|\bhow (?:much|many litres(?: of)?) (?:more )?"
    r"(?:rain\w*|snow\w*|precipitation|water|showers)\b"
    r"|\bhow (?:wet|rainy|snowy) (?:was|were|has|had|did)\b"
    r"|\b(?:rain|snow|precip\w*) (?:totals?|amounts?)|\btotal (?:rain|snow|precip)\w*"
    r"|accumulations?\b"
    r"|\b(?:rainfall|snowfall|amounts? of"
    r"|how many (?:more )?(?:mm|millimet\w+|inch\w*|cm|centimet\w+))\b"
)
_OPENS_YES_OR_NO: Final = re.compile(
    r"\W*(?>(?:(?:hey|hi|hello|please|ok|okay|so|and|also|but)\W+"
    r"|(?:(?:on|at|in|for|from|over|during|by) )?_+,? )*)(?:is|are|was|were|will|would|won't|isn't"
    r"|does|do|did|can|could|should|shall|am|any|has|have|might|may)\b"
)
_LENGTH: Final = re.compile(
    r"\b(?:hours?|hrs?|minutes?|mins?|enough|much|(?:long|short)(?:er)?|left)\b|\d daylight\b"
)
_PRESENT_FIGURE: Final = re.compile(r"\bhow (?:high|low) (?:is|are) (?:the )?(?:\w+ )?temp")
_ENDS: Final = frozenset({Aspect.HIGH, Aspect.LOW})
_FALLING: Final = frozenset({Aspect.RAIN, Aspect.SNOW, Aspect.FALLING, Aspect.DRY, Aspect.UMBRELLA})
"""Aspects whose chance is told."""


def opens_yes_or_no(plain: str) -> bool:
    """Return whether a question begins as those do that a yes or a no answers."""
    return bool(_OPENS_YES_OR_NO.match(plain))


def is_of_length(plain: str, aspects: tuple[Aspect, ...]) -> bool:
    """Return whether it is asked how long there is daylight, which no yes or no answers."""
    return Aspect.DAYLIGHT in aspects and bool(_LENGTH.search(plain))


def asks_chance(plain: str) -> bool:
    """Return whether a question has a word for a chance."""
    return bool(_CHANCE.search(plain))


def without_feel(aspects: tuple[Aspect, ...]) -> tuple[Aspect, ...]:
    """Return the aspects of a yes or no: in "does it feel cold?" the cold alone is judged."""
    others = tuple(each for each in aspects if each is not Aspect.FEEL)
    return others or aspects


def with_measure(plain: str, aspects: tuple[Aspect, ...], days: int = 0) -> tuple[Aspect, ...]:
    """Return the aspects of a question, with the chance or the amount in front.

    "How high is the temperature?" without a day asks for the present one, and for no end.
    """
    if not days and _PRESENT_FIGURE.search(plain):
        aspects = tuple(Aspect.TEMPERATURE if each in _ENDS else each for each in aspects)
    if _AMOUNT.search(plain):
        return (Aspect.AMOUNT, *aspects)
    is_of_chance = asks_chance(plain) and not opens_yes_or_no(plain)
    if not is_of_chance or (aspects and _FALLING.isdisjoint(aspects)):
        return aspects  # nobody tells the chance of frost or of a storm
    return (Aspect.CHANCE, *aspects)
