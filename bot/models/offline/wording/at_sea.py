"""Begin an answer about the sea with what was asked: its warmth, its waves, or yes and no."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from bot.languages import Language, phrase
from bot.models.offline.reading.asks import Ask, Bound, Form
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.wording.leads.labels import short_name
from bot.models.offline.wording.leads.moments import day_of
from bot.models.offline.wording.leads.several.comparing import choose, compare, tell_apart
from bot.models.offline.wording.leads.several.ranking import ranked
from bot.models.offline.wording.leads.stretches import Figure, Stretch, figure_of, time_of
from bot.models.offline.wording.leads.verdicts import Answer
from bot.models.offline.wording.parts import Finding, items, joined, sentence, text

# By the Douglas scale, from 1.25 m on the sea is moderate, and from 2.5 m on it is rough.
_MODERATE_M: Final = 1.25
_ROUGH_M: Final = 2.5
_SURF_M: Final = (0.5, 3.0)
_COOL_WATER_C: Final = 17
_WARM_WATER_C: Final = 20
_PER_FOOT_M: Final = 0.3048
_ALONE: Final[Mapping[Answer, str]] = {
    Answer.YES: phrase("Yes: {reason}."),
    Answer.PARTLY: phrase("Partly: {reason}."),
    Answer.PERHAPS: phrase("Perhaps: {reason}."),
    Answer.NO: phrase("No: {reason}."),
}
_WAYS: Final[Mapping[Form, Callable[[Ask, Sequence[Stretch], Language], str]]] = {
    Form.CHOICE: choose,
    Form.COMPARISON: compare,
    Form.DIFFERENCE: tell_apart,
    Form.RANKING: ranked,
}
_OF_COLD: Final = (Aspect.COLD, Aspect.COOL, Aspect.FREEZING)
_OF_WAVES: Final = (Aspect.WAVES, Aspect.ROUGH, Aspect.SURF, Aspect.CALM)


def is_sea(data: Mapping[str, Any]) -> bool:
    """Return whether a result is about the sea."""
    return any("water_temperature" in part or "warmest_water" in part for part in _parts(data))


def sea_first(
    findings: Sequence[Finding], ask: Ask, language: Language, *, is_named: bool = False
) -> str:
    """Return the sentence that answers of the sea; "" where nothing tells, or nothing was asked.

    It names a place where there are several, or where it is to be named anyhow.
    """
    seas = [finding.data for finding in findings if is_sea(finding.data)]
    if (way := _WAYS.get(ask.form)) and (compared := way(*_compared(seas, ask), language)):
        return compared
    told = [(data, part) for data in seas for part in _parts(data)]
    # Where the others have no sea, the one that has it is named, too.
    labels = {text(each.data.get("place")) or each.asked_for for each in findings}
    among = labels if is_named or len(labels) > 1 else set()
    days = {_date(part, data) for data, part in told}
    named = [(part, _name(data, part, language, among, days)) for data, part in told]
    return " ".join(filter(None, (_said(part, ask, language, name) for part, name in named)))


def _name(
    data: Mapping[str, Any],
    part: Mapping[str, Any],
    language: Language,
    among: set[str],
    days: set[str],
) -> str:
    """Return the name of a place among others, and of a day among others; "" where it is alone."""
    place = short_name(text(data.get("place")), among) if among else ""
    day = day_of(_date(part, data), language) if len(days) > 1 else ""
    return joined([place, day], ", ")


def _compared(seas: Sequence[Mapping[str, Any]], ask: Ask) -> tuple[Ask, list[Stretch]]:
    """Return the ask for the waves or the warmth alone, with those of each place and day."""
    of_waves = ask.has(*_OF_WAVES)
    # The colder water has the lower figure, and so has the calmer sea. Where two stand against each
    # other, the words for the winner are about the warmer water and the higher waves.
    is_turned = ask.has(Aspect.CALM) if of_waves else ask.has(*_OF_COLD)
    is_less = ask.is_less != (is_turned and not ask.is_against)
    stretches = [
        Stretch(
            kind="day",
            label=text(data.get("place")),
            date=_date(part, data),
            hour=None,
            is_past=False,
            data=(_plain(part),),
            result=data,
        )
        for data in seas
        for part in _parts(data)
    ]
    aspect = Aspect.WAVES if of_waves else Aspect.WATER
    return replace(ask, aspects=(aspect,), is_less=is_less), stretches


def _plain(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the figures of a moment or of a day by the same names."""
    return {
        "water_temperature": part.get("water_temperature") or part.get("warmest_water"),
        "wave_height": part.get("wave_height") or part.get("highest_waves"),
    }


def _date(part: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    return text(part.get("date")) or time_of({"time": data.get("local_time")})[0]


def _parts(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return items(data.get("days")) or [data]


def _said(part: Mapping[str, Any], ask: Ask, language: Language, name: str = "") -> str:
    """Return the sentence about one place or day, with its name where there are several."""
    water = figure_of(part.get("water_temperature") or part.get("warmest_water"))
    waves = figure_of(part.get("wave_height") or part.get("highest_waves"))
    is_of_waves = ask.has(*_OF_WAVES)
    figure = waves if is_of_waves else water
    if not figure or ask.form is Form.PLAIN:
        return ""
    both = [_told(water, language), _told(waves, language, is_wave=True)]
    front = f"{name}: " if name else ""
    if ask.aspects == (Aspect.WATER,):
        return sentence(front + joined(both, ", "))
    if ask.form is not Form.VERDICT:
        return sentence(front + _told(figure, language, is_wave=is_of_waves))
    answer = _of_waves(figure, ask) if is_of_waves else _of_water(figure, ask)
    if ask.bound and ask.bound.of in (Aspect.WAVES, Aspect.TEMPERATURE):
        answer = _of_bound(figure, ask.bound)
    reason = joined(both[::-1] if is_of_waves else both, ", ")
    return language.text(_ALONE[answer], reason=f"{name} ({reason})" if name else reason)


def _told(figure: Figure | None, language: Language, *, is_wave: bool = False) -> str:
    if not figure:
        return ""
    if is_wave:
        return language.text(phrase("waves {height}"), height=figure.shown)
    return language.text(phrase("water {temperature}"), temperature=figure.shown)


def _of_bound(figure: Figure, bound: Bound) -> Answer:
    limit = bound.value
    if bound.unit == "ft" or (not bound.unit and figure.sign == "ft"):
        limit *= _PER_FOOT_M
    if bound.unit == "f" or (not bound.unit and figure.sign == "°F"):
        limit = (bound.value - 32) / 1.8
    value = figure.value * (_PER_FOOT_M if figure.sign == "ft" else 1)
    holds = value > limit if bound.is_above else value < limit
    return Answer.YES if holds else Answer.NO


def _of_waves(waves: Figure, ask: Ask) -> Answer:
    height_m = waves.value * (_PER_FOOT_M if waves.sign == "ft" else 1)
    if ask.has(Aspect.SURF):
        low, high = _SURF_M
        return Answer.YES if low <= height_m <= high else Answer.NO
    if ask.has(Aspect.CALM):
        return Answer.NO if height_m >= _MODERATE_M else Answer.YES
    if height_m >= _ROUGH_M:
        return Answer.YES
    return Answer.PARTLY if height_m >= _MODERATE_M else Answer.NO


def _of_water(water: Figure, ask: Ask) -> Answer:
    if ask.has(*_OF_COLD):
        return Answer.YES if water.value < _COOL_WATER_C else Answer.NO
    if water.value >= _WARM_WATER_C:
        return Answer.YES
    return Answer.PERHAPS if water.value >= _COOL_WATER_C else Answer.NO
