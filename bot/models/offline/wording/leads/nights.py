"""Name the low of a night, which is what people ask "tonight" for."""

from collections.abc import Sequence
from typing import Final

from bot.languages import Language, phrase
from bot.models.offline.wording.leads.labels import label_of
from bot.models.offline.wording.leads.stretches import Stretch, time_of
from bot.models.offline.wording.parts import sentence, text

_FIRST_HOUR: Final = 18
_LONGEST_H: Final = 14


def lowest_of_nights(stretches: Sequence[Stretch], language: Language) -> str:
    """Return the lowest temperature of each night with its hour; "" where there is no night."""
    said = [
        (stretch, down)
        for stretch in stretches
        if is_night(stretch) and (down := _down_to(stretch, language))
    ]
    if len(said) == len(stretches) == 1:
        return sentence(said[0][1])
    each = [f"{label_of(stretch, stretches, language)}: {down}" for stretch, down in said]
    return sentence("; ".join(each)) if each else ""


def is_night(stretch: Stretch) -> bool:
    """Return whether a stretch is the hours of one night."""
    hours = stretch.data
    if stretch.hour is None or not 1 < len(hours) <= _LONGEST_H:
        return False
    return stretch.hour >= _FIRST_HOUR and time_of(hours[-1])[0] != stretch.date


def coldest_hour(stretch: Stretch) -> str:
    """Return the clock time of the lowest temperature of some hours; "" where none is known."""
    low = stretch.low
    for hour in stretch.by_hour():
        if low and hour.low == low and hour.hour is not None:
            return f"{hour.hour:02}:00"
    return ""


def _down_to(stretch: Stretch, language: Language) -> str:
    low, clock = stretch.low, coldest_hour(stretch)
    if not low or not clock:
        return ""
    said = phrase("down to {temperature} at {time}")
    return language.text(said, temperature=text(low.shown), time=clock)
