"""Begin an answer about the sea with what was asked: its warmth, its waves, or yes and no."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.languages import Language, phrase
from bot.models.offline.reading.asks import Ask, Form
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.wording.leads.stretches import Figure, figure_of
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
_OF_WAVES: Final = (Aspect.WAVES, Aspect.ROUGH, Aspect.SURF)


def is_sea(data: Mapping[str, Any]) -> bool:
    """Return whether a result is about the sea."""
    return any("water_temperature" in part or "warmest_water" in part for part in _parts(data))


def sea_first(findings: Sequence[Finding], ask: Ask, language: Language) -> str:
    """Return the sentence that answers of the sea; "" where nothing tells, or nothing was asked."""
    seas = [finding.data for finding in findings if is_sea(finding.data)]
    said = [(data, _said(part, ask, language)) for data in seas for part in _parts(data)[:1]]
    known = [(data, words) for data, words in said if words]
    if len(known) == 1:
        return known[0][1]
    return " ".join(
        f"{text(data.get('place')).partition(',')[0]}: {words}" for data, words in known
    )


def _parts(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return items(data.get("days")) or [data]


def _said(part: Mapping[str, Any], ask: Ask, language: Language) -> str:
    water = figure_of(part.get("water_temperature") or part.get("warmest_water"))
    waves = figure_of(part.get("wave_height") or part.get("highest_waves"))
    is_of_waves = ask.has(*_OF_WAVES)
    figure = waves if is_of_waves else water
    if not figure or ask.form is Form.PLAIN:
        return ""
    both = [_told(water, language), _told(waves, language, is_wave=True)]
    if ask.aspects == (Aspect.WATER,):
        return sentence(joined(both, ", "))
    if ask.form is not Form.VERDICT:
        return sentence(_told(figure, language, is_wave=is_of_waves))
    answer = _of_waves(figure, ask) if is_of_waves else _of_water(figure, ask)
    reason = joined(both[::-1] if is_of_waves else both, ", ")
    return language.text(_ALONE[answer], reason=reason)


def _told(figure: Figure | None, language: Language, *, is_wave: bool = False) -> str:
    if not figure:
        return ""
    if is_wave:
        return language.text(phrase("waves {height}"), height=figure.shown)
    return language.text(phrase("water {temperature}"), temperature=figure.shown)


def _of_waves(waves: Figure, ask: Ask) -> Answer:
    height_m = waves.value * (_PER_FOOT_M if waves.sign == "ft" else 1)
    if ask.has(Aspect.SURF):
        low, high = _SURF_M
        return Answer.YES if low <= height_m <= high else Answer.NO
    if height_m >= _ROUGH_M:
        return Answer.YES
    return Answer.PARTLY if height_m >= _MODERATE_M else Answer.NO


def _of_water(water: Figure, ask: Ask) -> Answer:
    if ask.has(Aspect.COLD, Aspect.COOL, Aspect.FREEZING):
        return Answer.YES if water.value < _COOL_WATER_C else Answer.NO
    if water.value >= _WARM_WATER_C:
        return Answer.YES
    return Answer.PERHAPS if water.value >= _COOL_WATER_C else Answer.NO
