"""Questions for one of two contraries: "hot or cold?", "rainy or dry?", "a shirt or a jumper?"."""

import re
from typing import Final

from bot.models.offline.reading.aspects import Aspect

_HEAT: Final = frozenset({Aspect.HOT, Aspect.WARM})
_COLD: Final = frozenset({Aspect.COLD, Aspect.COOL, Aspect.FREEZING})
_SKY: Final = frozenset({Aspect.CLOUD, Aspect.CLEAR, Aspect.SUN})
_PAIRS: Final = (
    (({Aspect.RAIN, Aspect.DRY}, {Aspect.FALLING, Aspect.DRY}), Aspect.CHANCE),
    (({Aspect.RAIN, Aspect.SUN}, {Aspect.RAIN, Aspect.CLEAR}), Aspect.CLOUD),
    (({Aspect.HUMID, Aspect.DRY},), Aspect.HUMID),
    (({Aspect.NICE, Aspect.BAD},), Aspect.NICE),
)
"""Pairs of which one or the other is, each with what tells which."""
_WINDY: Final = re.compile(r"\b(?:wind|breez|gust)\w*")


def between_contraries(aspects: set[Aspect], plain: str) -> Aspect | None:
    """Return the aspect that tells which of two contraries is so; None where there are none."""
    if {Aspect.LIGHT_CLOTHES, Aspect.COAT} <= aspects:
        return Aspect.CLOTHES
    if aspects == {Aspect.CALM} and _WINDY.search(plain):
        return Aspect.WIND
    if Aspect.CLOUD in aspects and aspects <= _SKY:
        return Aspect.CLOUD if len(aspects) > 1 else None
    if aspects & _HEAT and aspects & _COLD:
        return Aspect.TEMPERATURE
    return next((told for pairs, told in _PAIRS if aspects in pairs), None)
