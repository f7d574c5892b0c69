"""Tell what a stretch of weather is like in a few words: temperatures, wind, clouds, rain."""

import re
from typing import Final

from bot.languages import Language, phrase
from bot.models.offline.wording.leads.stretches import Figure, Stretch, figure_of
from bot.models.offline.wording.parts import joined, text

_WET: Final = re.compile(r"rain|drizzle|shower|thunder|sleet|snow|hail")
_SNOWY: Final = re.compile(r"snow|sleet|blizzard")
_SKY: Final = {"clear sky": 0, "mainly clear": 1, "partly cloudy": 2, "overcast": 3}
_DIRECTIONS: Final = phrase("N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW")
COMPASS: Final = tuple(_DIRECTIONS.split())
_FEELS: Final = phrase("feels like {temperature}")


def is_wet(words: str) -> bool:
    """Return whether conditions in English words are rain, snow or hail."""
    return bool(_WET.search(words))


def is_snowy(words: str) -> bool:
    """Return whether conditions in English words are snow."""
    return bool(_SNOWY.search(words))


def cloudiness(stretch: Stretch) -> float | None:
    """Return the cloudiness of the sky, 0 to 5; None when that is unknown."""
    ranks = [_SKY.get(words, 5 if is_wet(words) else 4) for words in stretch.conditions]
    if not ranks:
        return None
    cover = stretch.most("cloud_cover")
    return sum(ranks) / len(ranks) + (cover.value / 1000 if cover else 0.0)


def said_conditions(stretch: Stretch, language: Language) -> str:
    """Return the conditions of a stretch in a language, those of many hours by their worst."""
    said = stretch.conditions
    if len(said) > 2:  # noqa: PLR2004 - more than two are a list that nobody reads
        said = tuple(sorted(said, key=lambda words: _SKY.get(words, 4 + is_wet(words)))[-2:])
    return ", ".join(language.text(words) for words in said)


def low_to_high(least: Figure, most: Figure, language: Language) -> str:
    """Return two figures as a span, or as one where they are told alike."""
    if least.shown == most.shown:
        return most.shown
    return language.text(phrase("{low} to {high}"), low=least.shown, high=most.shown)


def temperatures(stretch: Stretch, language: Language) -> str:
    """Return the temperature, or the lowest to the highest."""
    low, high = stretch.low, stretch.high
    if low and high and low.shown != high.shown:
        return low_to_high(low, high, language)
    known = low or high
    feels = figure_of(stretch.data[0].get("feels_like")) if len(stretch.data) == 1 else None
    felt = language.text(_FEELS, temperature=feels.shown) if feels else ""
    return joined([known.shown if known else "", felt], ", ")


def winds(stretch: Stretch, language: Language) -> str:
    """Return the wind and its gusts."""
    wind, gusts = stretch.most("wind"), stretch.most("gusts")
    shown = text(stretch.data[0].get("wind")) if len(stretch.data) == 1 else ""
    parts = [
        language.text(phrase("wind {speed}"), speed=wind_from(shown or wind.shown, language))
        if wind
        else "",
        language.text(phrase("gusts {speed}"), speed=gusts.shown) if gusts else "",
    ]
    return joined(parts, ", ")


def wind_from(speed: str, language: Language) -> str:
    """Return a wind such as "9 km/h from SW" with its direction in a language."""
    figure, _, direction = speed.partition(" from ")
    if not direction:
        return speed
    names = dict(zip(_DIRECTIONS.split(), language.text(_DIRECTIONS).split(), strict=False))
    return language.text(
        phrase("{speed} from {direction}"),
        speed=figure,
        direction=names.get(direction, direction),
    )


def humidities(stretch: Stretch, language: Language) -> str:
    """Return the humidity, or its least and its most."""
    least, most = stretch.least("humidity"), stretch.most("humidity")
    if not least or not most:
        return ""
    return language.text(phrase("humidity {share}"), share=low_to_high(least, most, language))


def rain_share(stretch: Stretch, language: Language) -> str:
    """Return the probability of rain or snow by its name; "" where there is none."""
    if stretch.is_past or not stretch.chance:
        return ""
    wet = [words for words in stretch.conditions if is_wet(words)]
    is_snow = bool(wet) and all(map(is_snowy, wet))
    said = phrase("snow {share}") if is_snow else phrase("rain {share}")
    return language.text(said, share=stretch.chance.shown)


def overall(stretch: Stretch, language: Language) -> str:
    """Return the figures that make a stretch pleasant or not, in one line."""
    ways = (temperatures, said_conditions, rain_share, winds)
    return joined([way(stretch, language) for way in ways], ", ")
