"""Tell several figures of one time at once: "sunrise and sunset", "temperature and wind"."""

from collections.abc import Sequence
from typing import Final

from bot.languages import Language
from bot.models.offline.reading.asks import Ask
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.wording.leads.measures import figure_first
from bot.models.offline.wording.leads.stretches import Stretch

_EVENTS: Final = frozenset(
    {
        *(Aspect.SUNRISE, Aspect.SUNSET, Aspect.DAYLIGHT),
        *(Aspect.MOON, Aspect.MOONRISE, Aspect.MOONSET),
    }
)
_INDEPENDENT: Final = _EVENTS | {
    *(Aspect.HOT, Aspect.WARM, Aspect.COLD, Aspect.COOL, Aspect.TEMPERATURE),
    *(Aspect.WIND, Aspect.GUSTS, Aspect.HUMID, Aspect.CHANCE),
    *(Aspect.FINE_DUST, Aspect.COARSE_DUST, Aspect.OZONE, Aspect.UV, Aspect.POLLEN),
}
"""Aspects of which several can be asked for at once, each with a figure of its own."""


def figures_of(ask: Ask, stretch: Stretch, language: Language) -> str:
    """Return the figures of a question for several, as "sunrise and sunset"; "" for others."""
    of_falling = (
        () if ask.has(Aspect.AMOUNT, Aspect.CHANCE) else (Aspect.RAIN, Aspect.SNOW, Aspect.FALLING)
    )
    aspects = [each for each in ask.aspects if each in _INDEPENDENT or each in of_falling]
    said = _told(aspects, stretch, language)
    return ", ".join(said) if len(said) > 1 else ""


def events_of(
    ask: Ask, stretches: Sequence[Stretch], language: Language
) -> list[tuple[Stretch, str]]:
    """Return places and days with the events of sun and moon, where several are asked for."""
    if len(ask.aspects) < 2 or not _EVENTS.issuperset(ask.aspects):  # noqa: PLR2004 - several
        return []
    told = ((stretch, ", ".join(_told(ask.aspects, stretch, language))) for stretch in stretches)
    return [(stretch, said) for stretch, said in told if said]


def _told(aspects: Sequence[Aspect], stretch: Stretch, language: Language) -> list[str]:
    """Return the figures of some aspects, each once."""
    figures = (figure_first(stretch, each, language) for each in aspects)
    return list(dict.fromkeys(each for each in figures if each))
