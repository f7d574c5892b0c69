"""Judge and lead with what tools of their own know: the air, UV, pollen, sun and moon."""

from collections.abc import Mapping
from typing import Final

from bot.languages import Language, phrase
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.wording.leads.advising import uv
from bot.models.offline.wording.leads.skies import NOT_TIMED, SKY, At, judge_sky, sky
from bot.models.offline.wording.leads.stretches import Stretch, figure_of
from bot.models.offline.wording.leads.verdicts import Answer, Judgement
from bot.models.offline.wording.parts import joined, text

_HIGH_UV: Final = 6
"""From here on it is called high: https://www.who.int/publications/i/item/9241590076"""
_MUCH_POLLEN_M3: Final = 30
_GOOD_AIR: Final = {"good": Answer.YES, "fair": Answer.YES, "moderate": Answer.PARTLY}
_PARTS: Final[Mapping[Aspect, tuple[str, str]]] = {
    Aspect.FINE_DUST: ("pm2_5", phrase("PM2.5 {figure}")),
    Aspect.COARSE_DUST: ("pm10", phrase("PM10 {figure}")),
    Aspect.OZONE: ("ozone", phrase("ozone {figure}")),
}
"""What the air holds that people ask for by name."""
_AIR_WORDS: Final = (
    phrase("good"),
    phrase("fair"),
    phrase("moderate"),
    phrase("poor"),
    phrase("very poor"),
    phrase("extremely poor"),
    phrase("unhealthy for sensitive groups"),
    phrase("unhealthy"),
    phrase("very unhealthy"),
    phrase("hazardous"),
)
_PLANTS: Final = (phrase("birch"), phrase("grass"), phrase("ragweed"))


def judge_special(
    stretch: Stretch, aspect: Aspect, language: Language, *, at: At = NOT_TIMED
) -> Judgement | None:
    """Return whether the UV or the pollen is high, the air good or the moon full; or None.

    Whether it is dark is judged at an hour of the day, or at the present moment.
    """
    if aspect in (Aspect.AIR, Aspect.BAD_AIR, *_PARTS):
        return _air(stretch, aspect, language)
    said = special_figure(stretch, aspect, language)
    if not said:
        return None
    if aspect in SKY:
        return judge_sky(stretch, aspect, language, at=at)
    index, counts = stretch.most("uv_index"), _counts(stretch)
    if aspect is Aspect.UV and index:
        answer = Answer.YES if index.value >= _HIGH_UV else Answer.NO
        return Judgement(answer, said, index.value)
    if aspect is Aspect.POLLEN and counts:
        answer = Answer.YES if max(counts.values()) >= _MUCH_POLLEN_M3 else Answer.NO
        return Judgement(answer, said, max(counts.values()))
    return None


def special_figure(stretch: Stretch, aspect: Aspect, language: Language) -> str:
    """Return the answer of a tool of its own in a few words; "" where it doesn't tell."""
    if aspect is Aspect.UV:
        return uv(stretch, language)
    if aspect is Aspect.POLLEN:
        return pollen(stretch, language)
    if aspect in _PARTS:
        name, said = _PARTS[aspect]
        figure = text(stretch.data[0].get(name))
        told = language.text(said, figure=figure) if figure else ""
        return joined([told, air(stretch, language)], ", ") if told else ""
    if aspect in (Aspect.AIR, Aspect.BAD_AIR):
        return air(stretch, language)
    return sky(stretch, aspect, language)


def air(stretch: Stretch, language: Language) -> str:
    """Return the quality of the air with its index."""
    data = stretch.data[0]
    quality, index = text(data.get("air_quality")), figure_of(data.get("european_aqi"))
    if not quality:
        return ""
    said = language.text(phrase("air quality {quality}"), quality=language.text(quality))
    european = (
        language.text(phrase("European index {index}"), index=f"{index.value:.0f}") if index else ""
    )
    return joined([said, f"({european})" if european else ""], " ")


def pollen(stretch: Stretch, language: Language) -> str:
    """Return the grains of each plant; "" where nobody counts them."""
    said = phrase("{plant} {count} grains/m³")
    each = [
        language.text(said, plant=language.text(plant), count=f"{count:.0f}")
        for plant, count in _counts(stretch).items()
    ]
    return language.text(phrase("pollen: {counts}"), counts=", ".join(each)) if each else ""


def _counts(stretch: Stretch) -> dict[str, float]:
    counts = stretch.data[0].get("pollen")
    if not isinstance(counts, Mapping):
        return {}
    known = {text(plant): figure_of(count) for plant, count in counts.items()}
    return {plant: figure.value for plant, figure in known.items() if figure}


def _air(stretch: Stretch, aspect: Aspect, language: Language) -> Judgement | None:
    said = special_figure(stretch, aspect, language)
    if not said:
        return None
    answer = _GOOD_AIR.get(text(stretch.data[0].get("air_quality")), Answer.NO)
    if aspect is not Aspect.AIR and answer is not Answer.PARTLY:
        answer = Answer.NO if answer is Answer.YES else Answer.YES
    return Judgement(answer, said)
