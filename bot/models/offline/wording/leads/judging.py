"""Judge a stretch of weather: is it windy, is it cold, is it above 30 degrees, and why."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bot.languages import Language, phrase
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.wording.leads.falling import (
    LIKELY_PCT,
    POSSIBLE_PCT,
    dry,
    falling,
    likelihood,
    rainy,
    snowy,
)
from bot.models.offline.wording.leads.faults import Suited
from bot.models.offline.wording.leads.feeling import felt_beside_air
from bot.models.offline.wording.leads.stretches import Stretch
from bot.models.offline.wording.leads.told import (
    COMPASS,
    cloudiness,
    humidities,
    is_wet,
    overall,
    said_conditions,
    temperatures,
    winds,
)
from bot.models.offline.wording.leads.verdicts import Answer, Judgement
from bot.models.offline.wording.parts import joined, text

# By the Beaufort scale, 5 is a fresh breeze and 8 a gale: https://en.wikipedia.org/wiki/Beaufort_scale
_WINDY_KMH: Final = 29
_GUSTY_KMH: Final = 50
_NEAR: Final = 2
"""So many of the 16 points of the compass off, the wind blows from a side in part."""
_CALM_KMH: Final = (20, 40)
"""Below this wind, a gentle breeze, and these gusts it is called calm."""
_GALE_KMH: Final = 62
_STORM_GUSTS_KMH: Final = 75
_HOT_C: Final = 27
_WARM_C: Final = 18
_MILD_C: Final = (8, 22)
_COLD_C: Final = 8
_FREEZING_C: Final = 0
_BAD: Final = 10.0
"""The faults of bad weather: as many degrees off what is nice, or a chance of rain of 60 %."""
_NICE_C: Final = (14, 29)
_SUNNY_HOURS: Final = range(7, 19)
"""The hours in which somebody who waits for the sun looks for it."""
_HUMID_PCT: Final = 70
_MUGGY: Final = (60, 20)
"""Of air that is felt as sticky: the humidity in percent and the temperature in °C."""
_Judge = Callable[[Stretch, Language], Judgement | None]


def judge(stretch: Stretch, aspect: Aspect, language: Language) -> Judgement | None:
    """Return whether a stretch is what an aspect says; None where it doesn't tell."""
    way = _JUDGES.get(aspect)
    return way(stretch, language) if way else None


def _yes(holds: bool) -> Answer:  # noqa: FBT001 - it is what is asked
    return Answer.YES if holds else Answer.NO


def _by_temperature(
    holds: Callable[[float, float], bool],
    score: Callable[[float, float], float],
    shown: Callable[[Stretch, Language], str] = temperatures,
) -> _Judge:
    """Return the judge of an aspect that the lowest and the highest temperature decide."""

    def way(stretch: Stretch, language: Language) -> Judgement | None:
        low, high = stretch.low, stretch.high
        if not low or not high:
            return None
        ends = (low.value, high.value)
        return Judgement(_yes(holds(*ends)), shown(stretch, language), score(*ends))

    return way


def _down_to(stretch: Stretch, language: Language) -> str:
    low, high = stretch.low, stretch.high
    if low and high and low.shown != high.shown:
        return language.text(phrase("down to {low}"), low=low.shown)
    return temperatures(stretch, language)


def _windy(stretch: Stretch, language: Language) -> Judgement | None:
    wind, gusts = stretch.most("wind"), stretch.most("gusts")
    if not wind and not gusts:
        return None
    speed, gust = (wind.value if wind else 0.0), (gusts.value if gusts else 0.0)
    holds = speed >= _WINDY_KMH or gust >= _GUSTY_KMH
    return Judgement(_yes(holds), winds(stretch, language), max(speed / 29, gust / 50))


def blows_from(stretch: Stretch, side: str, language: Language) -> Judgement | None:
    """Return whether the wind comes from a side such as "NE"; None where nothing tells it."""
    shown = text(stretch.data[0].get("wind")) if len(stretch.data) == 1 else ""
    point = shown.partition(" from ")[2]
    if point not in COMPASS or side not in COMPASS:
        return None
    off = abs(COMPASS.index(point) - COMPASS.index(side))
    off = min(off, len(COMPASS) - off)
    answer = (Answer.YES, Answer.YES, Answer.PARTLY)[off] if off <= _NEAR else Answer.NO
    return Judgement(answer, winds(stretch, language), -off)


def _calm(stretch: Stretch, language: Language) -> Judgement | None:
    windy = _windy(stretch, language)
    if not windy:
        return None
    blowing = zip((stretch.most("wind"), stretch.most("gusts")), _CALM_KMH, strict=True)
    is_calm = all(each is None or each.value < most for each, most in blowing)
    light = Answer.YES if is_calm else Answer.PARTLY
    return Judgement(Answer.NO if windy.answer else light, windy.reason, -windy.score)


def _humid(stretch: Stretch, language: Language) -> Judgement | None:
    most = stretch.most("humidity")
    if not most:
        return None
    return Judgement(_yes(most.value >= _HUMID_PCT), humidities(stretch, language), most.value)


def _muggy(stretch: Stretch, language: Language) -> Judgement | None:
    """Return whether the air is humid and warm."""
    most, high = stretch.most("humidity"), stretch.high
    if not most or not high:
        return None
    holds = most.value >= _MUGGY[0] and high.value >= _MUGGY[1]
    reason = joined([humidities(stretch, language), temperatures(stretch, language)], ", ")
    return Judgement(_yes(holds), reason, most.value)


def _by_conditions(pattern: str) -> _Judge:
    """Return the judge of an aspect that words for the conditions decide."""
    compiled = re.compile(pattern)

    def way(stretch: Stretch, language: Language) -> Judgement | None:
        matching = [words for words in stretch.conditions if compiled.search(words)]
        if matching:
            said = ", ".join(map(language.text, matching))
            return Judgement(_likely(stretch, matching), _with_chance(said, matching, stretch), 1.0)
        said = said_conditions(stretch, language)
        return Judgement(Answer.NO, said) if said else None

    return way


def _likely(stretch: Stretch, conditions: Sequence[str]) -> Answer:
    """Return yes for conditions that are there, and perhaps for wet ones that may not come."""
    percent = likelihood(stretch)
    is_sure = percent is None or percent > LIKELY_PCT or not any(map(is_wet, conditions))
    return Answer.YES if is_sure else Answer.PERHAPS


def _with_chance(said: str, conditions: Sequence[str], stretch: Stretch) -> str:
    """Return wet conditions behind the chance that they come."""
    has_chance = stretch.chance and not stretch.is_past and any(map(is_wet, conditions))
    return f"{stretch.chance.shown}, {said}" if stretch.chance and has_chance else said


def _stormy(stretch: Stretch, language: Language) -> Judgement | None:
    wind, gusts = stretch.most("wind"), stretch.most("gusts")
    thunder = [words for words in stretch.conditions if "thunder" in words]
    is_gale = (wind and wind.value >= _GALE_KMH) or (gusts and gusts.value >= _STORM_GUSTS_KMH)
    reason = joined([said_conditions(stretch, language), winds(stretch, language)], ", ")
    if not reason:
        return None
    score = gusts.value if gusts else 0.0
    if thunder and not is_gale:
        reason = _with_chance(reason, thunder, stretch)
        return Judgement(_likely(stretch, thunder), reason, score + _STORM_GUSTS_KMH)
    return Judgement(_yes(bool(is_gale)), reason, score)


def _sunny(stretch: Stretch, language: Language) -> Judgement | None:
    if stretch.data[0].get("is_night"):
        reason = joined(
            [language.text(phrase("it is night")), said_conditions(stretch, language)], ", "
        )
        return Judgement(Answer.NO, reason, -9.0)
    if text(stretch.data[0].get("sun_note")).endswith("below the horizon"):
        return Judgement(Answer.NO, language.text(phrase("the sun does not rise")), -9.0)
    if stretch.kind == "hours" and len(stretch.data) == 1 and stretch.hour not in _SUNNY_HOURS:
        return None
    return _clear(stretch, language)


def _clear(stretch: Stretch, language: Language) -> Judgement | None:
    clouds = cloudiness(stretch)
    if clouds is None:
        return None
    answer = Answer.YES if clouds < 1.5 else Answer.PARTLY if clouds < 2.5 else Answer.NO  # noqa: PLR2004
    return Judgement(answer, said_conditions(stretch, language), -clouds)


def _cloudy(stretch: Stretch, language: Language) -> Judgement | None:
    clouds = cloudiness(stretch)
    if clouds is None:
        return None
    answer = Answer.NO if clouds < 1.5 else Answer.PARTLY if clouds < 2.5 else Answer.YES  # noqa: PLR2004
    cover = stretch.most("cloud_cover") if len(stretch.data) == 1 else None
    of_sky = language.text(phrase("clouds {share}"), share=cover.shown) if cover else ""
    return Judgement(answer, joined([said_conditions(stretch, language), of_sky], ", "), clouds)


def _pleasant(stretch: Stretch, language: Language) -> Judgement | None:
    low, high, wind = stretch.low, stretch.high, stretch.most("wind")
    percent = likelihood(stretch)
    if not low or not high or percent is None:
        return None
    middle = high.value if stretch.kind == "day" else (low.value + high.value) / 2
    off = max(0.0, _NICE_C[0] - middle, middle - _NICE_C[1])
    gusty = max(0.0, (wind.value if wind else 0.0) - _WINDY_KMH)
    faults = off + gusty / 2 + max(0.0, percent - POSSIBLE_PCT) / 3
    score = comfort(stretch) - faults
    answer = _yes(not faults)
    if answer is Answer.NO and not off and not gusty and percent <= LIKELY_PCT:
        answer = Answer.PERHAPS
    against = Suited(_NICE_C, (0, _WINDY_KMH)).faults(
        middle, wind.value if wind else 0.0, percent, language
    )
    return Judgement(answer, joined([*against, overall(stretch, language)], ", "), score)


def comfort(stretch: Stretch) -> float:
    """Return the rank of a stretch among those without a fault, from -1 to 0, the best."""
    high, wind, percent = stretch.high, stretch.most("wind"), likelihood(stretch) or 0.0
    clouds = cloudiness(stretch) or 0.0
    off = abs(high.value - sum(_NICE_C) / 2) if high else 0.0
    return -(percent / 100 + clouds / 5 + min(off, 40) / 40 + (wind.value if wind else 0) / 100) / 4


def _unpleasant(stretch: Stretch, language: Language) -> Judgement | None:
    pleasant = _pleasant(stretch, language)
    if not pleasant:
        return None
    answer = Answer.YES if pleasant.score < -_BAD else Answer.NO
    if answer is Answer.NO and pleasant.answer is Answer.NO and pleasant.score < -_BAD / 2:
        answer = Answer.PARTLY
    reason = overall(stretch, language) if answer is Answer.NO else pleasant.reason
    return Judgement(answer, reason, -pleasant.score)


_JUDGES: Final[Mapping[Aspect, _Judge]] = {
    Aspect.RAIN: rainy,
    **dict.fromkeys((Aspect.FALLING, Aspect.CHANCE, Aspect.AMOUNT, Aspect.UMBRELLA), falling),
    Aspect.DRY: dry,
    Aspect.SNOW: snowy,
    Aspect.HAIL: _by_conditions("hail"),
    Aspect.STORM: _stormy,
    Aspect.FOG: _by_conditions("fog"),
    Aspect.CLOUD: _cloudy,
    Aspect.SUN: _sunny,
    Aspect.CLEAR: _clear,
    Aspect.HOT: _by_temperature(lambda _, high: high >= _HOT_C, lambda _, high: high),
    Aspect.WARM: _by_temperature(lambda _, high: high >= _WARM_C, lambda _, high: high),
    Aspect.MILD: _by_temperature(
        lambda low, high: _MILD_C[0] <= (low + high) / 2 <= _MILD_C[1],
        lambda low, high: -abs((low + high) / 2 - sum(_MILD_C) / 2),
    ),
    Aspect.COOL: _by_temperature(lambda _, high: high < _WARM_C, lambda _, high: -high),
    Aspect.COLD: _by_temperature(
        lambda low, high: (low + high) / 2 <= _COLD_C, lambda low, high: -(low + high) / 2
    ),
    Aspect.FREEZING: _by_temperature(
        lambda low, _: low <= _FREEZING_C, lambda low, _: -low, _down_to
    ),
    Aspect.FEEL: _by_temperature(lambda _, high: high >= _WARM_C, lambda _, high: high),
    Aspect.FEELS_COLDER: felt_beside_air(-1),
    Aspect.FEELS_WARMER: felt_beside_air(1),
    **dict.fromkeys((Aspect.WIND, Aspect.GUSTS), _windy),
    Aspect.CALM: _calm,
    Aspect.HUMID: _humid,
    Aspect.MUGGY: _muggy,
    Aspect.NICE: _pleasant,
    Aspect.BAD: _unpleasant,
}
