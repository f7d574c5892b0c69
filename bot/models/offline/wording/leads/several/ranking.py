"""Name places, days or hours in their order."""

from collections.abc import Sequence

from bot.languages import Language
from bot.models.offline.reading.asks import Ask
from bot.models.offline.wording.leads.labels import with_count_of_rest
from bot.models.offline.wording.leads.several.items import Item, items_of, rank
from bot.models.offline.wording.leads.stretches import Stretch
from bot.models.offline.wording.parts import sentence


def ranked(ask: Ask, stretches: Sequence[Stretch], language: Language) -> str:
    """Return all in their order, each place once; "" where nothing tells the measure."""
    items = sorted(
        items_of(ask, stretches, language), key=lambda item: rank(ask, item), reverse=True
    )
    if len({item.place for item in items}) > 1:
        items = _each_once(items)
    told = [_said(item) for item in items]
    shown = told[: ask.most] if ask.most else with_count_of_rest(told, language)
    return sentence(", ".join(shown))


def _each_once(items: Sequence[Item]) -> list[Item]:
    best: dict[str, Item] = {}
    for item in items:
        best.setdefault(item.place, item)
    return list(best.values())


def _said(item: Item) -> str:
    measured = item.measured
    shown = measured.figure.shown if measured.figure else measured.shown
    flat = shown.replace(" (", ", ").replace(")", "")
    return f"{item.name} ({flat})"
