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
_FALLING: Final = frozenset({Aspect.RAIN, Aspect.SNOW, Aspect.FALLING, Aspect.DRY, Aspect.UMBRELLA})
"""Aspects whose chance is told."""


def opens_yes_or_no(plain: str) -> bool:
    """Return whether a question begins as those do that a yes or a no answers."""
    return bool(_OPENS_YES_OR_NO.match(plain))


def asks_chance(plain: str) -> bool:
    """Return whether a question has a word for a chance."""
    return bool(_CHANCE.search(plain))


def without_feel(aspects: tuple[Aspect, ...]) -> tuple[Aspect, ...]:
    """Return the aspects of a yes or no: in "does it feel cold?" the cold alone is judged."""
    others = tuple(each for each in aspects if each is not Aspect.FEEL)
    return others or aspects


def with_measure(plain: str, aspects: tuple[Aspect, ...]) -> tuple[Aspect, ...]:
    """Return the aspects of a question, with the chance or the amount in front."""
    if _AMOUNT.search(plain):
        return (Aspect.AMOUNT, *aspects)
    is_of_chance = asks_chance(plain) and not opens_yes_or_no(plain)
    if not is_of_chance or (aspects and _FALLING.isdisjoint(aspects)):
        return aspects  # nobody tells the chance of frost or of a storm
    return (Aspect.CHANCE, *aspects)
