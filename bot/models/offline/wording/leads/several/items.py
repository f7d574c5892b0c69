"""The places, days and hours that are compared, each with its measure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.languages import Language, phrase
from bot.models.offline.reading.asks import Ask, Period
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.wording.leads.labels import label_of, short_name
from bot.models.offline.wording.leads.measures import OF_AMOUNTS, Measured, measure
from bot.models.offline.wording.leads.moments import day_of, moment_of
from bot.models.offline.wording.leads.stretches import Figure, Stretch

_FALLING: Final = frozenset({Aspect.RAIN, Aspect.SNOW, Aspect.FALLING, Aspect.DRY})
_COLD: Final = frozenset({Aspect.COLD, Aspect.COOL, Aspect.FREEZING, Aspect.LOW})
"""Aspects that rank the lowest figure highest."""


@dataclass(frozen=True, slots=True)
class Item:
    """A place, a day or an hour with its measure.

    Attributes:
        aspect: Of the weather, which is measured.
    """

    name: str
    place: str
    measured: Measured
    aspect: Aspect


def items_of(ask: Ask, stretches: Sequence[Stretch], language: Language) -> list[Item]:
    """Return the stretches to compare, by the first aspect that anything tells of."""
    by_span = ask.aspects if ask.periods and not ask.day_among else ()
    for aspect in by_span:
        if spans := _spans(ask, aspect, stretches, language):
            return spans
    if len(stretches) == 1 and len(stretches[0].data) > 1:
        stretches = stretches[0].by_hour()
        names = [moment_of(hour, language) for hour in stretches]
    else:
        names = [label_of(stretch, stretches, language) for stretch in stretches]
    is_dry = not any(stretch.amount and stretch.amount.value for stretch in stretches)
    for aspect in ask.aspects:
        way = _chance_of if is_dry and aspect in _FALLING else measure
        items = [
            Item(name, stretch.label, measured, aspect)
            for name, stretch in zip(names, stretches, strict=True)
            if (measured := way(stretch, aspect, language))
        ]
        if items:
            return items
    return []


def rank(ask: Ask, item: Item) -> float:
    """Return the number by which items stand in order, the winner's being the highest."""
    is_instead = item.aspect is not ask.aspects[0]  # the cold of days, for what feels colder
    is_less = ask.is_less and not (is_instead and item.aspect in _COLD)
    return -item.measured.rank if is_less else item.measured.rank


def _chance_of(stretch: Stretch, aspect: Aspect, language: Language) -> Measured | None:
    """Return the measure of rain or snow where nothing falls anywhere: its chance, if one is."""
    chance = measure(stretch, Aspect.CHANCE, language)
    if not chance:
        return measure(stretch, aspect, language)
    return replace(chance, rank=-chance.rank) if aspect is Aspect.DRY else chance


def _spans(
    ask: Ask, aspect: Aspect, stretches: Sequence[Stretch], language: Language
) -> list[Item]:
    """Return spans of days by their means, or by all that falls in them where they are as long."""
    labels = {each.label: None for each in stretches}
    spans = [(label, period) for label in labels for period in ask.periods]
    found = [
        [each for each in stretches if each.label == label and _is_in(each, period)]
        for label, period in spans
    ]
    is_summed = aspect in OF_AMOUNTS and len({len(days) for days in found}) == 1
    way = _sum_of if is_summed else mean_of
    has_years = len({first.year for first, _ in ask.periods}) > 1
    items = []
    for (label, _), days in zip(spans, found, strict=True):
        if measured := way(days, aspect, language):
            span, place = _name(days, language, with_year=has_years), short_name(label, set(labels))
            if len(ask.periods) == 1:
                items.append(Item(place, label, measured, aspect))
                continue
            name = f"{place}, {span}" if len(labels) > 1 else span
            items.append(Item(name, span, measured, aspect))
    return items if len(items) > 1 else []


def _sum_of(days: Sequence[Stretch], aspect: Aspect, language: Language) -> Measured | None:
    """Return all that falls in some days; None where one of them does not tell it."""
    known = [found for day in days if (found := measure(day, aspect, language))]
    figures = [each.figure for each in known if each.figure]
    if not figures or len(figures) < len(days):
        return None
    shown = figures[0].with_value(sum(each.bare for each in figures))
    value = sum(each.value for each in figures)
    return Measured(-value if aspect is Aspect.DRY else value, shown, Figure(value, shown))


def _is_in(stretch: Stretch, period: Period) -> bool:
    return str(period[0]) <= stretch.date <= str(period[1])


def _name(days: Sequence[Stretch], language: Language, *, with_year: bool) -> str:
    """Return the first and the last day that are told, which a period may reach beyond."""
    first, last = (day_of(day.date, language, with_year=with_year) for day in (days[0], days[-1]))
    if first == last:
        return first
    return language.text(phrase("{begin} to {end}"), begin=first, end=last)


def mean_of(days: Sequence[Stretch], aspect: Aspect, language: Language) -> Measured | None:
    """Return the mean of a measure over some days; None where nobody tells it."""
    known = [found for day in days if (found := measure(day, aspect, language))]
    figures = [each.figure for each in known if each.figure]
    if not figures:
        return known[0] if len(days) == len(known) == 1 else None
    rank = sum(each.rank for each in known) / len(known)
    bare = figures[0].with_value(sum(each.bare for each in figures) / len(figures))
    value = sum(each.value for each in figures) / len(figures)
    if len(figures) == 1:
        return Measured(rank, bare, Figure(value, bare))
    shown = language.text(phrase("{value} on average"), value=bare)
    return Measured(rank, shown, Figure(value, bare))
