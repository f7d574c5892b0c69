"""Judge whether a figure is beyond a bound: "above 30 degrees", "gusts over 60 km/h"."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.languages import Language, phrase
from bot.models.offline.reading.asks import Bound
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.wording.leads.falling import rain_instead
from bot.models.offline.wording.leads.stretches import Figure, Stretch, figure_of
from bot.models.offline.wording.leads.told import temperatures
from bot.models.offline.wording.leads.verdicts import Answer, Judgement

_WARMEST_IN_C: Final = 45
"""Who asks whether it gets above so much, or less, counts in degrees Celsius."""
_SAME: Final = phrase("{asked} is {own}")
_PER_MILE_KM: Final = 1.609344
_PER_INCH_MM: Final = 25.4
_ZERO_F: Final = 32
_PER_C_F: Final = 1.8
_UP_TO: Final = phrase("up to {high}")
_DOWN_TO: Final = phrase("down to {low}")

_Ends = Callable[[Stretch], tuple[Figure | None, Figure | None]]


def _named(name: str) -> _Ends:
    return lambda stretch: (stretch.least(name), stretch.most(name))


def _amount(stretch: Stretch) -> tuple[Figure | None, Figure | None]:
    return stretch.amount, stretch.amount


def _index(stretch: Stretch) -> tuple[Figure | None, Figure | None]:
    index = figure_of(stretch.data[0].get("european_aqi"))
    return index, index


_ENDS: Final[Mapping[Aspect, _Ends]] = {
    Aspect.TEMPERATURE: lambda stretch: (stretch.low, stretch.high),
    Aspect.FEEL: _named("feels_like"),
    Aspect.HUMID: _named("humidity"),
    Aspect.CLOUD: _named("cloud_cover"),
    Aspect.CHANCE: _named("precipitation_probability"),
    Aspect.WIND: _named("wind"),
    Aspect.GUSTS: _named("gusts"),
    Aspect.UV: _named("uv_index"),
    Aspect.AMOUNT: _amount,
    Aspect.AIR: _index,
}
"""The lowest and the highest figure of a stretch."""
_NAMES: Final[Mapping[Aspect, tuple[str, str]]] = {
    Aspect.FEEL: (phrase("feels like {temperature}"), "temperature"),
    Aspect.HUMID: (phrase("humidity {share}"), "share"),
    Aspect.CLOUD: (phrase("clouds {share}"), "share"),
    Aspect.CHANCE: (phrase("{share} chance of rain"), "share"),
    Aspect.WIND: (phrase("wind {speed}"), "speed"),
    Aspect.GUSTS: (phrase("gusts {speed}"), "speed"),
    Aspect.UV: (phrase("UV index {index}"), "index"),
    Aspect.AMOUNT: (phrase("{amount} of rain or snow"), "amount"),
    Aspect.AIR: (phrase("European index {index}"), "index"),
}
"""The words for a figure, and the name that it has in them."""


def within(stretch: Stretch, bound: Bound, language: Language) -> Judgement | None:
    """Return whether a stretch gets beyond a bound, or stays within it; None where nobody tells."""
    if bound.is_of_snow and (rains := rain_instead(stretch, language)):
        return rains if bound.is_above else rains.turned()
    low, high = _ENDS[bound.of](stretch) if bound.of in _ENDS else (None, None)
    is_highest = bound.is_above != bound.is_kept
    end = high if is_highest else low
    if not end:
        return None
    if bound.of is Aspect.TEMPERATURE:
        limit, reason = _of_temperature(stretch, bound, end, language, is_highest=is_highest)
    else:
        limit = _limit(bound, end)
        reason = _reason(bound.of, end, language, is_one=low == high, is_highest=is_highest)
    over = end.value - limit
    holds = over > 0 if bound.is_above else over < 0
    return Judgement(Answer.YES if holds else Answer.NO, reason, over if bound.is_above else -over)


def _of_temperature(
    stretch: Stretch, bound: Bound, end: Figure, language: Language, *, is_highest: bool
) -> tuple[float, str]:
    """Return the limit in °C, and the figure that decides, beside the limit in its own unit."""
    is_in_f = bound.unit == "f" or (not bound.unit and _means_f(bound, end))
    limit = (bound.value - _ZERO_F) / _PER_C_F if is_in_f else bound.value
    reason = temperatures(stretch, language)
    if stretch.low != stretch.high:
        said = _UP_TO if is_highest else _DOWN_TO
        reason = language.text(said, high=end.shown, low=end.shown)
    if is_in_f != (end.sign == "°F"):
        own = end.with_value(limit * _PER_C_F + _ZERO_F if end.sign == "°F" else limit)
        asked = f"{bound.value:.0f} {'°F' if is_in_f else '°C'}"
        reason = f"{reason} ({language.text(_SAME, asked=asked, own=own)})"
    return limit, reason


def _means_f(bound: Bound, end: Figure) -> bool:
    """Return whether bare degrees are Fahrenheit's, beside a figure: not "above 30" in summer."""
    return end.sign == "°F" and not (bound.is_above and bound.value <= _WARMEST_IN_C)


def _limit(bound: Bound, end: Figure) -> float:
    """Return the value of a bound in metric units; without one it is in that of the figure."""
    unit = bound.unit or {"mph": "mph", "in": "in", "°F": "f"}.get(end.sign, "")
    if unit == "mph":
        return bound.value * _PER_MILE_KM
    if unit == "in":
        return bound.value * _PER_INCH_MM
    return (bound.value - _ZERO_F) / _PER_C_F if unit == "f" else bound.value


def _reason(of: Aspect, end: Figure, language: Language, *, is_one: bool, is_highest: bool) -> str:
    shown = end.shown
    if not is_one:
        shown = language.text(_UP_TO if is_highest else _DOWN_TO, high=end.shown, low=end.shown)
    said, name = _NAMES[of]
    return language.text(said, **{name: shown})
