"""Judge whether it feels colder or warmer than the air is."""

from collections.abc import Callable

from bot.languages import Language, phrase
from bot.models.offline.wording.leads.stretches import Stretch
from bot.models.offline.wording.leads.told import low_to_high
from bot.models.offline.wording.leads.verdicts import Answer, Judgement


def felt_beside_air(sign: int) -> Callable[[Stretch, Language], Judgement | None]:
    """Return the judge of what it feels like beside the temperature: -1 for colder, 1 for warmer.

    The judge returns None where a stretch lacks either of them, as a whole day does.
    """

    def way(stretch: Stretch, language: Language) -> Judgement | None:
        low, high = stretch.low, stretch.high
        least, most = stretch.least("feels_like"), stretch.most("feels_like")
        if not low or not high or not least or not most:
            return None
        more = sign * (least.value + most.value - low.value - high.value) / 2
        felt = language.text(
            phrase("feels like {temperature}"), temperature=low_to_high(least, most, language)
        )
        reason = f"{low_to_high(low, high, language)}, {felt}"
        return Judgement(Answer.YES if more > 0 else Answer.NO, reason, more)

    return way
