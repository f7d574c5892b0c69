"""Say of what was asked for that nobody tells it of that time, such as tomorrow's pollen."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.languages import Language, phrase
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.wording.leads.stretches import Stretch

_UNTOLD: Final[Mapping[Aspect, str]] = {
    **dict.fromkeys((Aspect.HUMID, Aspect.MUGGY), phrase("the humidity")),
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
    """Return that an aspect is unknown then or there; "" where it is known, or has no name."""
    name = _UNTOLD.get(aspect)
    is_of_now = aspect in _OF_NOW and any(each.kind == "air" for each in stretches)
    is_late = is_of_now and _is_of_another_day(stretches)
    if not name or (is_told and not is_late):
        return ""
    said = phrase("I don't know {what} for that time.")
    if is_late and is_told:
        said = phrase("I don't know {what} for that time; this is how it is now.")
    elif is_of_now and not is_late:
        said = phrase("I don't know {what} there.")
    return language.text(said, what=language.text(name))


def _is_of_another_day(stretches: Sequence[Stretch]) -> bool:
    """Return whether days are asked for beside the present air, and none of them is today."""
    today = {each.date for each in stretches if each.kind == "air"}
    days = {each.date for each in stretches if each.kind != "air"}
    return bool(today and days) and today.isdisjoint(days)
