"""Judge rain and snow: how likely they are, when they fall, and which of them it is."""

from typing import Final

from bot.languages import Language, phrase
from bot.models.offline.wording.leads.moments import windows
from bot.models.offline.wording.leads.stretches import Stretch
from bot.models.offline.wording.leads.told import is_snowy, is_wet, said_conditions, temperatures
from bot.models.offline.wording.leads.verdicts import Answer, Judgement
from bot.models.offline.wording.parts import joined

LIKELY_PCT: Final = 60
POSSIBLE_PCT: Final = 30
_HALF_PCT: Final = 50


def likelihood(stretch: Stretch) -> float | None:
    """Return the chance of rain or snow, in percent; None when nothing tells.

    What is there now, or was, is certain. Wet conditions are never unlikely, whatever their
    probability, so that no answer contradicts them.
    """
    words, amount = stretch.conditions, stretch.amount
    wet = any(map(is_wet, words)) or (amount is not None and amount.value > 0)
    if stretch.kind == "now" or stretch.is_past:
        return None if not words and amount is None else 100.0 * wet
    if chance := stretch.chance:
        return max(chance.value, POSSIBLE_PCT if wet else 0.0)
    if amount is None:
        return 100.0 * wet if words else None
    # A shower of nothing is as good as a coin.
    return 50.0 if wet and amount.value == 0 else 100.0 * wet


def wet_hours(stretch: Stretch) -> list[Stretch]:
    """Return the hours with rain or snow; by their probability where nothing else tells."""
    each = stretch.by_hour()
    wet = [hour for hour in each if _falls(hour)]
    if wet:
        return wet
    return [
        hour
        for hour in each
        if not hour.conditions and hour.chance and hour.chance.value >= _HALF_PCT
    ]


def _falls(hour: Stretch) -> bool:
    amount = hour.amount
    return any(map(is_wet, hour.conditions)) or (amount is not None and amount.value > 0)


def precipitation(stretch: Stretch, language: Language) -> str:
    """Return the rain or snow in words, with its chance, hours and amount."""
    chance = None if stretch.is_past else stretch.chance
    wet = [language.text(words) for words in stretch.conditions if is_wet(words)]
    what = ", ".join(wet[:2]) or said_conditions(stretch, language)
    if stretch.kind == "hours" and len(stretch.data) > 1 and (hours := wet_hours(stretch)):
        what = joined([what, windows(hours, stretch, language)], " ")
    amount = stretch.amount
    how_much = amount.shown if amount and (amount.value > 0 or not what) else ""
    if what and how_much:
        what, how_much = f"{what} ({how_much})", ""
    return joined([chance.shown if chance else "", what, how_much], ", ")


def rainy(stretch: Stretch, language: Language) -> Judgement | None:
    """Return whether it rains; snow is said to be snow."""
    percent = likelihood(stretch)
    if percent is None:
        return None
    answer, reason = _by_likelihood(percent), precipitation(stretch, language)
    wet = [words for words in stretch.conditions if is_wet(words)]
    if answer is not Answer.NO and wet and all(map(is_snowy, wet)):
        if stretch.kind == "now" or stretch.is_past:
            return Judgement(Answer.NO, reason, percent)
        reason = language.text(phrase("snow rather than rain, {reason}"), reason=reason)
    return Judgement(answer, reason, percent)


def falling(stretch: Stretch, language: Language) -> Judgement | None:
    """Return whether it rains or snows."""
    percent = likelihood(stretch)
    if percent is None:
        return None
    return Judgement(_by_likelihood(percent), precipitation(stretch, language), percent)


def snowy(stretch: Stretch, language: Language) -> Judgement | None:
    """Return whether it snows, which it doesn't where it rains or is too warm."""
    percent = likelihood(stretch)
    if percent is None or not stretch.conditions:
        return None
    if rains := rain_instead(stretch, language):
        return rains
    reason = precipitation(stretch, language)
    wet = any(map(is_wet, stretch.conditions))
    is_mild = stretch.low is not None and stretch.low.value > 2  # noqa: PLR2004 - no snow lies so warm
    if not wet and is_mild:
        return Judgement(
            Answer.NO,
            joined([said_conditions(stretch, language), temperatures(stretch, language)], ", "),
            0.0,
        )
    return Judgement(_by_likelihood(percent), reason, percent)


def rain_instead(stretch: Stretch, language: Language) -> Judgement | None:
    """Return that it does not snow where nothing but rain falls; None for all others."""
    wet = [words for words in stretch.conditions if is_wet(words)]
    if not wet or any(map(is_snowy, wet)):
        return None
    reason = precipitation(stretch, language)
    reason = language.text(phrase("rain rather than snow, {reason}"), reason=reason)
    return Judgement(Answer.NO, reason, 0.0)


def dry(stretch: Stretch, language: Language) -> Judgement | None:
    """Return whether it neither rains nor snows."""
    percent = likelihood(stretch)
    if percent is None:
        return None
    contrary = {Answer.YES: Answer.NO, Answer.NO: Answer.YES}
    answer = contrary.get(_by_likelihood(percent), Answer.PERHAPS)
    return Judgement(answer, precipitation(stretch, language), -percent)


def _by_likelihood(percent: float) -> Answer:
    if percent > LIKELY_PCT:
        return Answer.YES
    return Answer.PERHAPS if percent >= POSSIBLE_PCT else Answer.NO
