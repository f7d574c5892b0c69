"""Set places and days against each other where no word says who wins: "Oslo vs Bergen"."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.languages import Language, phrase
from bot.models.offline.reading.asks import Ask
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.wording.leads.labels import with_count_of_rest
from bot.models.offline.wording.leads.measures import difference
from bot.models.offline.wording.leads.several.items import Item, items_of, rank
from bot.models.offline.wording.leads.several.ranking import ranked
from bot.models.offline.wording.leads.stretches import Stretch

_WINS: Final[Mapping[Aspect, str]] = {
    **dict.fromkeys(
        (Aspect.TEMPERATURE, Aspect.HIGH, Aspect.HOT, Aspect.WARM, Aspect.FEEL),
        phrase("{winner} is warmer, by {difference}: {value} against {others}."),
    ),
    **dict.fromkeys(
        (Aspect.COLD, Aspect.COOL, Aspect.LOW, Aspect.FREEZING),
        phrase("{winner} is colder, by {difference}: {value} against {others}."),
    ),
    **dict.fromkeys(
        (Aspect.WIND, Aspect.GUSTS, Aspect.STORM),
        phrase("{winner} is windier, by {difference}: {value} against {others}."),
    ),
    **dict.fromkeys(
        (Aspect.RAIN, Aspect.AMOUNT, Aspect.FALLING),
        phrase("{winner} is wetter, by {difference}: {value} against {others}."),
    ),
    Aspect.DRY: phrase("{winner} is drier, by {difference}: {value} against {others}."),
    Aspect.SNOW: phrase("{winner} has more snow, by {difference}: {value} against {others}."),
    Aspect.CHANCE: phrase(
        "{winner} is likelier to be wet, by {difference}: {value} against {others}."
    ),
    Aspect.HUMID: phrase("{winner} is more humid, by {difference}: {value} against {others}."),
    Aspect.UV: phrase("{winner} has the stronger sun, by {difference}: {value} against {others}."),
    Aspect.AIR: phrase("{winner} has the cleaner air, by {difference}: {value} against {others}."),
    Aspect.WATER: phrase(
        "{winner} has the warmer water, by {difference}: {value} against {others}."
    ),
    Aspect.WAVES: phrase(
        "{winner} has the higher waves, by {difference}: {value} against {others}."
    ),
    Aspect.DAYLIGHT: phrase(
        "{winner} has the longer day, by {difference}: {value} against {others}."
    ),
    **dict.fromkeys(
        (Aspect.SUNRISE, Aspect.SUNSET, Aspect.MOONRISE, Aspect.MOONSET),
        phrase("{winner} is later, by {difference}: {value} against {others}."),
    ),
}
"""The sentence for the one that has most of each aspect."""
_LEAST: Final = _WINS[Aspect.COLD]
"""The sentence for the one that has least of what one else asks to have most of: warmth."""
_OF_WARMTH: Final = tuple(aspect for aspect, said in _WINS.items() if said == _WINS[Aspect.WARM])
_HAS_MORE: Final = phrase("{winner} has more, by {difference}: {value} against {others}.")


def set_against(ask: Ask, stretches: Sequence[Stretch], language: Language) -> str:
    """Return the one of several that has most, in words, by how much, and what the others have.

    Empty where they can't be compared by a figure or a time, or are alike.
    """
    items = items_of(ask, stretches, language)
    is_least = ask.is_less and all(item.aspect in _OF_WARMTH for item in items)
    in_order = ask if is_least else replace(ask, is_less=False)
    ordered = sorted(items, key=lambda item: rank(in_order, item), reverse=True)
    if len({item.measured.shown for item in ordered}) < 2:  # noqa: PLR2004 - there is no winner
        return ""
    winner, *others = ordered
    if winner.measured.shown == others[0].measured.shown:
        return ranked(ask, stretches, language)
    apart = _apart(winner, others[0])
    if not apart:
        return ""
    told = [f"{each.measured.shown} ({each.name})" for each in others]
    return language.text(
        _LEAST if is_least else _WINS.get(winner.aspect, _HAS_MORE),
        winner=winner.name,
        difference=apart,
        value=winner.measured.shown,
        others=language.listed(with_count_of_rest(told, language)),
    )


def _apart(winner: Item, second: Item) -> str:
    """Return the distance of two from each other; "" where they are told by words alone."""
    one, other = winner.measured.figure, second.measured.figure
    if one and other:
        return difference(one, other)
    if not winner.measured.is_time or not second.measured.is_time:
        return ""
    hours, minutes = divmod(round(abs(winner.measured.rank - second.measured.rank)), 60)
    return f"{hours} h {minutes} min"
