"""Lead with the figure that was asked for, and compare places and days by it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.languages import Language, phrase
from bot.models.offline.reading.aspects import ADVICE, SPECIAL, Aspect
from bot.models.offline.wording.leads.advising import advice
from bot.models.offline.wording.leads.falling import precipitation
from bot.models.offline.wording.leads.judging import judge
from bot.models.offline.wording.leads.nights import coldest_hour, is_night
from bot.models.offline.wording.leads.skies import minutes_of
from bot.models.offline.wording.leads.specials import special_figure
from bot.models.offline.wording.leads.stretches import Figure, Stretch
from bot.models.offline.wording.leads.told import (
    cloudiness,
    humidities,
    is_snowy,
    is_wet,
    low_to_high,
    overall,
    said_conditions,
    temperatures,
    winds,
)
from bot.models.offline.wording.parts import joined, text

_WARMEST_SNOW_C: Final = 2
_PER_METRIC: Final[Mapping[str, float]] = {"°F": 1.8, "mph": 1 / 1.609344, "in": 1 / 25.4}
_OF_SKY: Final = frozenset({"clear sky", "mainly clear", "partly cloudy", "overcast"})
_QUALITIES: Final = (Aspect.NICE, Aspect.BAD)
_Say = Callable[[Stretch, Language], str]


@dataclass(frozen=True, slots=True)
class Measured:
    """The measure by which a stretch is compared.

    Attributes:
        rank: The higher, the more of it there is.
        figure: None for what has no unit, such as how clear the sky is.
        is_time: Whether it is a time of the day or a length, with its minutes as the rank.
    """

    rank: float
    shown: str
    figure: Figure | None = None
    is_time: bool = False


def figure_first(stretch: Stretch, aspect: Aspect, language: Language) -> str:
    """Return the figure of an aspect in a few words; "" where a stretch doesn't tell it."""
    if aspect in SPECIAL:
        return special_figure(stretch, aspect, language)
    way = _FIGURES.get(aspect)
    return way(stretch, language) if way else ""


def measure(stretch: Stretch, aspect: Aspect, language: Language) -> Measured | None:
    """Return the measure of a stretch for a comparison; None where it doesn't tell."""
    if way := _MEASURES.get(aspect):
        figure = way(stretch)
        if not figure:
            return None
        value = figure.value
        if aspect in OF_AMOUNTS and stretch.chance:
            value += stretch.chance.value * _OF_CHANCE
        rank = -value if aspect in _TO_THE_LOW else value
        return Measured(rank, figure.shown, figure)
    if (minutes := minutes_of(stretch, aspect)) is not None:
        return Measured(minutes, special_figure(stretch, aspect, language), is_time=True)
    if aspect in _BY_CLOUDS:
        clouds = cloudiness(stretch)
        if clouds is None:
            return None
        said = said_conditions(stretch, language)
        return Measured(clouds if aspect is Aspect.CLOUD else -clouds, said)
    return _judged(stretch, aspect, language)


def _judged(stretch: Stretch, aspect: Aspect, language: Language) -> Measured | None:
    """Return the score of a stretch, shown without what is against it where it is a quality."""
    way = advice if aspect in ADVICE else judge
    found = way(stretch, aspect, language)
    if not found:
        return None
    shown = overall(stretch, language) if aspect in _QUALITIES else found.reason
    return Measured(found.score, shown)


def difference(one: Figure, other: Figure) -> str:
    """Return the difference of two figures, in the unit of the first."""
    if one.sign == other.sign:
        return one.with_value(abs(one.bare - other.bare))
    return one.with_value(abs(one.value - other.value) * _PER_METRIC.get(one.sign, 1.0))


def amount(stretch: Stretch, language: Language) -> str:
    """Return the amount of rain or snow, by its name."""
    figure = stretch.amount
    if not figure:
        return ""
    wet = [words for words in stretch.conditions if is_wet(words)]
    is_snow = bool(wet) and all(map(is_snowy, wet))
    said = phrase("{amount} of snow, as water") if is_snow else phrase("{amount} of rain")
    if not wet:
        said = phrase("{amount} of rain or snow")
    return language.text(said, amount=figure.shown)


def chance(stretch: Stretch, language: Language, *, of_snow: bool = False) -> str:
    """Return the chance of rain or snow; of a time that is over or now, the amount."""
    if not stretch.chance or stretch.is_past:
        return precipitation(stretch, language)
    wet = [words for words in stretch.conditions if is_wet(words)]
    # Of hours with both, who asks for snow hears of that.
    is_snow = (any if of_snow else all)(map(is_snowy, wet)) if wet else of_snow
    is_too_warm = stretch.low is not None and stretch.low.value > _WARMEST_SNOW_C
    said = phrase("{share} chance of snow") if is_snow else phrase("{share} chance of rain")
    if of_snow and (is_too_warm or not is_snow):
        said = phrase("{share} chance of rain, none of snow")
    what = amount(stretch, language) if stretch.amount and stretch.amount.value else ""
    return joined([language.text(said, share=stretch.chance.shown), what], ", ")


def _one_end(name: str, of_several: str) -> _Say:
    """Return the highest or the lowest temperature, and at a moment the present one."""

    def way(stretch: Stretch, language: Language) -> str:
        figure: Figure | None = getattr(stretch, name)
        if not figure or stretch.low == stretch.high:
            return temperatures(stretch, language)
        told = language.text(of_several, temperature=figure.shown)
        if name == "low" and is_night(stretch):
            at_hour = phrase("{temperature} at {time}")
            told = language.text(at_hour, temperature=told, time=coldest_hour(stretch))
        return joined(
            [
                told,
                f"({temperatures(stretch, language)})",
            ],
            " ",
        )

    return way


def _clouds(stretch: Stretch, language: Language) -> str:
    judged = judge(stretch, Aspect.CLOUD, language)
    if not judged:
        return ""
    is_told = any(words in _OF_SKY for words in stretch.conditions)
    named = "" if is_told else language.text(phrase("cloudy"))
    return joined([named, judged.reason], ", ")


def _felt(stretch: Stretch, language: Language) -> str:
    least, most = stretch.least("feels_like"), stretch.most("feels_like")
    if not least or not most:
        return ""
    span = low_to_high(least, most, language)
    return language.text(phrase("feels like {temperature}"), temperature=span)


def _none_of(pattern: str, name: str) -> _Say:
    """Return the teller of some weather by its conditions, or that there is none of it."""

    def way(stretch: Stretch, language: Language) -> str:
        said = said_conditions(stretch, language)
        if not said or any(pattern in words for words in stretch.conditions):
            return said
        return joined([language.text(name), said], ", ")

    return way


def _direction(stretch: Stretch, language: Language) -> str:
    """Return the wind with the direction that it comes from; "" where that is unknown."""
    shown = text(stretch.data[0].get("wind")) if len(stretch.data) == 1 else ""
    return winds(stretch, language) if " from " in shown else ""


def _gusts(stretch: Stretch, language: Language) -> str:
    gusts, wind = stretch.most("gusts"), stretch.most("wind")
    if not gusts:
        return winds(stretch, language)
    said = language.text(phrase("gusts {speed}"), speed=gusts.shown)
    mean = language.text(phrase("wind {speed}"), speed=wind.shown) if wind else ""
    return joined([said, mean], ", ")


_HIGH: Final = _one_end("high", phrase("high {temperature}"))
_LOW: Final = _one_end("low", phrase("low {temperature}"))
_FIGURES: Final[Mapping[Aspect, _Say]] = {
    Aspect.CHANCE: chance,
    Aspect.AMOUNT: amount,
    Aspect.RAIN: chance,
    Aspect.SNOW: lambda stretch, language: chance(stretch, language, of_snow=True),
    Aspect.FALLING: chance,
    Aspect.DRY: chance,
    Aspect.HAIL: _none_of("hail", phrase("no hail")),
    Aspect.STORM: lambda stretch, language: joined(
        [said_conditions(stretch, language), winds(stretch, language)], ", "
    ),
    Aspect.FOG: _none_of("fog", phrase("no fog")),
    Aspect.SUN: said_conditions,
    Aspect.CLEAR: said_conditions,
    Aspect.CLOUD: _clouds,
    Aspect.WIND: winds,
    Aspect.GUSTS: _gusts,
    Aspect.DIRECTION: _direction,
    **dict.fromkeys((Aspect.HUMID, Aspect.MUGGY), humidities),
    Aspect.TEMPERATURE: temperatures,
    Aspect.MILD: temperatures,
    Aspect.FEEL: _felt,
    **dict.fromkeys(_QUALITIES, overall),
    **dict.fromkeys((Aspect.HIGH, Aspect.HOT, Aspect.WARM), _HIGH),
    **dict.fromkeys((Aspect.LOW, Aspect.COLD, Aspect.COOL, Aspect.FREEZING), _LOW),
}
OF_AMOUNTS: Final = (Aspect.RAIN, Aspect.SNOW, Aspect.AMOUNT, Aspect.DRY, Aspect.FALLING)
_OF_CHANCE: Final = 1e-4
"""The rank of a percent, in millimetres: of equal amounts the likelier one is more."""
_MEASURES: Final[Mapping[Aspect, Callable[[Stretch], Figure | None]]] = {
    **dict.fromkeys(
        (Aspect.TEMPERATURE, Aspect.HOT, Aspect.WARM, Aspect.HIGH), lambda stretch: stretch.high
    ),
    **dict.fromkeys(
        (Aspect.COLD, Aspect.COOL, Aspect.FREEZING, Aspect.LOW), lambda stretch: stretch.low
    ),
    **dict.fromkeys(OF_AMOUNTS, lambda stretch: stretch.amount),
    Aspect.CHANCE: lambda stretch: stretch.chance,
    **dict.fromkeys((Aspect.WIND, Aspect.STORM), lambda stretch: stretch.most("wind")),
    Aspect.GUSTS: lambda stretch: stretch.most("gusts"),
    **dict.fromkeys((Aspect.HUMID, Aspect.MUGGY), lambda stretch: stretch.most("humidity")),
    Aspect.FEEL: lambda stretch: stretch.least("feels_like"),
    Aspect.UV: lambda stretch: stretch.most("uv_index"),
    Aspect.WAVES: lambda stretch: stretch.most("wave_height"),
    Aspect.WATER: lambda stretch: stretch.most("water_temperature"),
    **dict.fromkeys((Aspect.AIR, Aspect.BAD_AIR), lambda stretch: stretch.most("european_aqi")),
    Aspect.FINE_DUST: lambda stretch: stretch.most("pm2_5"),
    Aspect.COARSE_DUST: lambda stretch: stretch.most("pm10"),
    Aspect.OZONE: lambda stretch: stretch.most("ozone"),
}
_TO_THE_LOW: Final = frozenset(
    {Aspect.COLD, Aspect.COOL, Aspect.FREEZING, Aspect.LOW, Aspect.DRY, Aspect.AIR}
)
"""Aspects of which the lowest figure is the most."""
_BY_CLOUDS: Final = frozenset({Aspect.SUN, Aspect.CLEAR, Aspect.CLOUD})
