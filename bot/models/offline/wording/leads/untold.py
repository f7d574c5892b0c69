"""Say of what was asked for that nobody tells it of that time, such as tomorrow's pollen."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.languages import Language, phrase
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.wording.leads.stretches import Stretch

_UNTOLD: Final[Mapping[Aspect, str]] = {
    Aspect.HUMID: phrase("the humidity"),
    Aspect.UV: phrase("the UV index"),
    Aspect.SUNSCREEN: phrase("the UV index"),
    Aspect.POLLEN: phrase("the pollen"),
    Aspect.AIR: phrase("the air quality"),
    Aspect.BAD_AIR: phrase("the air quality"),
    **dict.fromkeys(
        (Aspect.FINE_DUST, Aspect.COARSE_DUST, Aspect.OZONE), phrase("the air quality")
    ),
    Aspect.FEEL: phrase("what it feels like"),
    Aspect.DIRECTION: phrase("the direction of the wind"),
}
"""Aspects that are known of some times only."""
_OF_NOW: Final = frozenset(
    {
        *(Aspect.POLLEN, Aspect.AIR, Aspect.BAD_AIR, Aspect.FINE_DUST, Aspect.COARSE_DUST),
        Aspect.OZONE,
    }
)
"""Aspects that are known of the present alone."""


def untold(
    aspect: Aspect, stretches: Sequence[Stretch], language: Language, *, is_told: bool
) -> str:
    """Return that an aspect is unknown at that time; "" where it is known, or has no name."""
    name = _UNTOLD.get(aspect)
    if not name or (is_told and not (aspect in _OF_NOW and _is_of_another_day(stretches))):
        return ""
    return language.text(phrase("I don't know {what} for that time."), what=language.text(name))


def _is_of_another_day(stretches: Sequence[Stretch]) -> bool:
    """Return whether days are asked for beside the present air, and none of them is today."""
    today = {each.date for each in stretches if each.kind == "air"}
    days = {each.date for each in stretches if each.kind != "air"}
    return bool(today and days) and today.isdisjoint(days)
