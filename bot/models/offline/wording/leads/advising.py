"""Judge whether somebody needs a coat, an umbrella or sunscreen, and whether to go for a run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.languages import Language, phrase
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.wording.leads.falling import (
    LIKELY_PCT,
    POSSIBLE_PCT,
    likelihood,
    precipitation,
)
from bot.models.offline.wording.leads.faults import TOO_WINDY, Suited
from bot.models.offline.wording.leads.judging import comfort, judge
from bot.models.offline.wording.leads.stretches import Stretch
from bot.models.offline.wording.leads.told import (
    cloudiness,
    overall,
    said_conditions,
    temperatures,
    winds,
)
from bot.models.offline.wording.leads.verdicts import Answer, Judgement
from bot.models.offline.wording.parts import joined, sentence

_COAT_C: Final = (13, 17)
_GLOVES_C: Final = 3
_SHORTS_C: Final = (17, 20)
_MODERATE_UV: Final = 3
"""From here on protection is advised: https://www.who.int/publications/i/item/9241590076"""
_ICY_C: Final = 1
_STORM_KMH: Final = 75
_HALF_CLEAR: Final = 2.5
_CLEAR: Final = 1.5
_BEACH_C: Final = (23, 40)
_OUTDOORS_C: Final = (4, 31)
_SEATED_C: Final = (13, 33)
_WINDOW_C: Final = (12, 28)
_WINDOW_KMH: Final = 29
_STRONG_KMH: Final = 38
_GUSTINESS: Final = 1.8
_KITE_KMH: Final = (13, 38)
# From the coldest on: what to wear below a temperature that is felt.
_CLOTHES: Final = (
    (0.0, phrase("A warm winter coat, a hat and gloves")),
    (8.0, phrase("A warm coat")),
    (14.0, phrase("A jacket")),
    (20.0, phrase("A sweater or a light jacket")),
    (26.0, phrase("Light clothes")),
    (99.0, phrase("Light, airy clothes and something against the sun")),
)


def advice(stretch: Stretch, aspect: Aspect, language: Language) -> Judgement | None:
    """Return whether something is needed or a good idea; None where nothing tells."""
    way = _WAYS.get(aspect)
    return way(stretch, language) if way else None


def clothes(days: Sequence[Stretch], language: Language, name: str = "") -> str:
    """Return the clothes for the coldest of some days in one place with the reason.

    They stand behind a name where several places have one; "" where nothing tells.
    """
    felt = [each for day in days if (each := _felt_c(day)) is not None]
    if not felt:
        return ""
    what = [language.text(next(words for limit, words in _CLOTHES if min(felt) < limit))]
    if max(likelihood(day) or 0.0 for day in days) >= POSSIBLE_PCT:
        what.append(language.text(phrase("an umbrella")))
    merged = replace(days[0], data=tuple(each for day in days for each in day.data))
    listed, reason = language.listed(what), overall(merged, language)
    return sentence(f"{name}: {listed} ({reason})" if name else f"{listed}: {reason}")


def _felt_c(stretch: Stretch) -> float | None:
    """Return the temperature that clothes are chosen by, in °C: that of the cooler half."""
    low, high, feels = stretch.low, stretch.high, stretch.least("feels_like")
    if not low or not high:
        return None
    middle = (low.value + high.value) / 2
    return min(middle, feels.value) if feels and stretch.kind == "now" else middle


def _by(value: float, perhaps: float, more_than: float) -> Answer:
    """Return yes above one value, and perhaps from another one on."""
    if value > more_than:
        return Answer.YES
    return Answer.PERHAPS if value >= perhaps else Answer.NO


def _coat(stretch: Stretch, language: Language) -> Judgement | None:
    felt = _felt_c(stretch)
    if felt is None:
        return None
    answer = _by(-felt, -_COAT_C[1], -_COAT_C[0])
    reason = joined([temperatures(stretch, language), winds(stretch, language)], ", ")
    return Judgement(answer, reason, -felt)


def _gloves(stretch: Stretch, language: Language) -> Judgement | None:
    low = stretch.low
    if not low:
        return None
    answer = Answer.YES if low.value <= _GLOVES_C else Answer.NO
    return Judgement(answer, temperatures(stretch, language), -low.value)


def _sunscreen(stretch: Stretch, language: Language) -> Judgement | None:
    index = stretch.most("uv_index")
    if not index:
        return None
    reason = joined([uv(stretch, language), said_conditions(stretch, language)], ", ")
    return Judgement(Answer.YES if index.value >= _MODERATE_UV else Answer.NO, reason, index.value)


def uv(stretch: Stretch, language: Language) -> str:
    """Return the UV index: of a day its highest, of the air that of now; "" where it is unknown."""
    index = stretch.most("uv_index")
    if not index:
        return ""
    said = (
        phrase("UV index {index} now")
        if stretch.kind == "air"
        else phrase("UV index up to {index}")
    )
    return language.text(said, index=index.shown)


def _sunglasses(stretch: Stretch, language: Language) -> Judgement | None:
    clouds = cloudiness(stretch)
    if clouds is None:
        return None
    answer = Answer.YES if clouds < _HALF_CLEAR else Answer.NO
    return Judgement(
        answer, joined([said_conditions(stretch, language), uv(stretch, language)], ", "), -clouds
    )


def _light_clothes(stretch: Stretch, language: Language) -> Judgement | None:
    high = stretch.high
    if not high:
        return None
    return Judgement(_by(high.value, *_SHORTS_C), temperatures(stretch, language), high.value)


def _watering(stretch: Stretch, language: Language) -> Judgement | None:
    percent = likelihood(stretch)
    if percent is None:
        return None
    answer = _by(-percent, -LIKELY_PCT, -POSSIBLE_PCT)
    return Judgement(answer, precipitation(stretch, language), -percent)


def _stars(stretch: Stretch, language: Language) -> Judgement | None:
    clouds = cloudiness(stretch)
    if clouds is None:
        return None
    answer = _by(-clouds, -_HALF_CLEAR, -_CLEAR)
    return Judgement(answer, said_conditions(stretch, language), -clouds)


def _drive(stretch: Stretch, language: Language) -> Judgement | None:
    """Return whether the roads are neither icy, snowy nor foggy, and no storm blows."""
    low, gusts = stretch.low, stretch.most("gusts")
    if not low:
        return None
    words = " ".join(stretch.conditions)
    against = [
        language.text(said)
        for said, holds in (
            (phrase("it may be icy"), low.value <= _ICY_C),
            (phrase("snow"), "snow" in words),
            (phrase("fog"), "fog" in words),
            (TOO_WINDY, bool(gusts and gusts.value >= _STORM_KMH)),
        )
        if holds
    ]
    answer = Answer.NO if len(against) > 1 else Answer.PERHAPS if against else Answer.YES
    return Judgement(answer, joined([*against, overall(stretch, language)], ", "), -len(against))


def _outside(
    band_c: tuple[float, float], band_kmh: tuple[float, float]
) -> Callable[[Stretch, Language], Judgement | None]:
    """Return the judge of something that is done in dry weather, and within these bands.

    A no begins with what speaks against it.
    """

    def way(stretch: Stretch, language: Language) -> Judgement | None:
        low, high, wind, percent = (
            stretch.low,
            stretch.high,
            stretch.most("wind"),
            likelihood(stretch),
        )
        if not low or not high or percent is None:
            return None
        middle = high.value if stretch.kind == "day" else (low.value + high.value) / 2
        gusts = stretch.most("gusts")
        # Gusts count as the wind that commonly has such.
        speed = max(wind.value if wind else band_kmh[0], gusts.value / _GUSTINESS if gusts else 0.0)
        off = _off(middle, band_c) + _off(speed, band_kmh) / 2
        dryness = _by(-percent, -LIKELY_PCT, -POSSIBLE_PCT)
        answer = Answer.NO if off else dryness
        against = Suited(band_c, band_kmh).faults(middle, speed, percent, language)
        reason = joined([*against, overall(stretch, language)], ", ")
        score = -off - max(0.0, percent - POSSIBLE_PCT) / 3 + comfort(stretch)
        return Judgement(answer, reason, score)

    return way


def _off(value: float, band: tuple[float, float]) -> float:
    return max(0.0, band[0] - value, value - band[1])


_WAYS: Final[Mapping[Aspect, Callable[[Stretch, Language], Judgement | None]]] = {
    Aspect.UMBRELLA: lambda stretch, language: judge(stretch, Aspect.UMBRELLA, language),
    Aspect.COAT: _coat,
    Aspect.GLOVES: _gloves,
    Aspect.SUNSCREEN: _sunscreen,
    Aspect.SUNGLASSES: _sunglasses,
    Aspect.LIGHT_CLOTHES: _light_clothes,
    Aspect.BEACH: _outside(_BEACH_C, (0, _STRONG_KMH)),
    Aspect.KITE: _outside(_OUTDOORS_C, _KITE_KMH),
    Aspect.WATERING: _watering,
    Aspect.DRIVE: _drive,
    Aspect.STARS: _stars,
    Aspect.WINDOW: _outside(_WINDOW_C, (0, _WINDOW_KMH)),
    Aspect.SEATED: _outside(_SEATED_C, (0, _STRONG_KMH)),
    Aspect.OUTDOORS: _outside(_OUTDOORS_C, (0, _STRONG_KMH)),
}
