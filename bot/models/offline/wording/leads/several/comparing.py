"""Compare places and days: the winner, the difference, warmer or not."""

from collections.abc import Sequence
from typing import Final

from bot.languages import Language, phrase
from bot.models.offline.reading.asks import Ask
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.wording.leads.labels import short_name
from bot.models.offline.wording.leads.measures import difference, figure_first
from bot.models.offline.wording.leads.moments import day_of
from bot.models.offline.wording.leads.several.against import set_against
from bot.models.offline.wording.leads.several.items import Item, items_of, rank
from bot.models.offline.wording.leads.stretches import Stretch
from bot.models.offline.wording.parts import sentence, without_stop

_ALIKE: Final = phrase("{both} alike: {value}.")
_AS_MUCH: Final = 1.0
"""So much less of it is still as much: a degree."""


def choose(ask: Ask, stretches: Sequence[Stretch], language: Language) -> str:
    """Return the place, the day or the hour that has most of what was asked for.

    Behind a yes or a no where one day is asked about among others.
    """
    items = items_of(ask, stretches, language)
    if not items:
        return ""
    ordered = sorted(items, key=lambda item: rank(ask, item), reverse=True)
    said = _chosen(ask, ordered, stretches, language)
    if not ask.day_among or not ask.is_yes_or_no:
        return said
    day = day_of(str(ask.day_among), language)
    holds = any(item.name == day and rank(ask, item) >= rank(ask, ordered[0]) for item in items)
    answer = phrase("Yes: {reason}.") if holds else phrase("No: {reason}.")
    return language.text(answer, reason=without_stop(said))


def _chosen(
    ask: Ask, ordered: Sequence[Item], stretches: Sequence[Stretch], language: Language
) -> str:
    """Return the winner, and by how much the second has less."""
    winner, rest = ordered[0], _rivals(ordered)
    if not rest and len(ordered) < len(stretches):
        return sentence(f"{winner.name}: {winner.measured.shown}")
    if not rest:
        only = next(
            (
                said
                for aspect in ask.aspects
                if (said := figure_first(stretches[0], aspect, language))
            ),
            winner.measured.shown,
        )
        return sentence(only)
    second = rest[0]
    values = {"value": winner.measured.shown, "other": second.measured.shown}
    if winner.measured.shown == second.measured.shown or _is_even(winner, second):
        both = language.listed([winner.name, second.name])
        shown = language.listed(list(dict.fromkeys(values.values())))
        return language.text(_ALIKE, both=both, value=shown)
    one, other = winner.measured.figure, second.measured.figure
    if one and other:
        said = phrase("{winner}, by {difference}: {value} against {other} ({second}).")
        values["difference"] = difference(one, other)
    else:
        said = phrase("{winner}: {value}. Second is {second}: {other}.")
    return language.text(said, winner=winner.name, second=second.name, **values)


def _is_even(winner: Item, second: Item) -> bool:
    """Return whether two have the same of it, such as no fog at all, or no rain in other units."""
    return winner.measured.rank == second.measured.rank


def compare(ask: Ask, stretches: Sequence[Stretch], language: Language) -> str:
    """Return whether the first has more of it than the other one, and by how much."""
    if changes := _of_each(ask, stretches, language):
        return changes
    pair = _pair(ask, stretches, language)
    if not pair:
        return choose(ask, stretches, language)
    first, second = pair
    values = {
        "first": first.name,
        "second": second.name,
        "value": first.measured.shown,
        "other": second.measured.shown,
    }
    one, other = first.measured.figure, second.measured.figure
    is_even = values["value"] == values["other"] or _is_even(first, second)
    is_more = rank(ask, first) > rank(ask, second) and not is_even
    holds = is_more or (ask.is_as_much and rank(ask, first) > rank(ask, second) - _AS_MUCH)
    if not one or not other or is_even or ask.is_as_much:
        plain = phrase("Yes: {first} {value}, {second} {other}.")
        return language.text(
            plain if holds else phrase("No: {first} {value}, {second} {other}."), **values
        )
    said = phrase("Yes, by {difference}: {first} {value}, {second} {other}.")
    if not holds:
        said = phrase("No, the other way round by {difference}: {first} {value}, {second} {other}.")
    return language.text(said, difference=difference(one, other), **values)


def _of_each(ask: Ask, stretches: Sequence[Stretch], language: Language) -> str:
    """Return the change in each of several places whose days are told; empty for all others."""
    labels = list(dict.fromkeys(stretch.label for stretch in stretches))
    own = [[each for each in stretches if each.label == label] for label in labels]
    if ask.periods or len(labels) < 2 or any(len(days) < 2 for days in own):  # noqa: PLR2004
        return ""
    names = [short_name(label, set(labels)) for label in labels]
    said = [compare(ask, days, language) for days in own]
    return " ".join(f"{name}: {words}" for name, words in zip(names, said, strict=True) if words)


def _of_daylight(items: Sequence[Item], language: Language) -> str:
    """Return the difference of two lengths of the day."""
    first, second = items[0], items[-1]
    hours, minutes = divmod(round(abs(first.measured.rank - second.measured.rank)), 60)
    return language.text(
        phrase("{difference}: {first} {value}, {second} {other}."),
        difference=f"{hours} h {minutes} min",
        first=first.name,
        second=second.name,
        value=first.measured.shown,
        other=second.measured.shown,
    )


def _of_day_and_night(ask: Ask, stretches: Sequence[Stretch], language: Language) -> str:
    """Return the difference of the lowest and the highest temperature of one day."""
    low, high = (stretches[0].low, stretches[0].high) if stretches else (None, None)
    if Aspect.HIGH in ask.aspects or not low or not high:
        return ""
    said = phrase("{difference}: {low} to {high}.")
    return language.text(said, difference=difference(high, low), low=low.shown, high=high.shown)


def trend(ask: Ask, stretches: Sequence[Stretch], language: Language) -> str:
    """Return whether it goes up or down from the first day to the last, and by how much.

    Of several places, each has a sentence of its own; empty if one has a single day.
    """
    items = items_of(ask, stretches, language)
    of_place = [
        [item for item in items if item.place == place]
        for place in dict.fromkeys(item.place for item in items)
    ]
    told = [_trend(own, language) for own in of_place]
    return " ".join(told) if all(told) else ""


def _trend(items: Sequence[Item], language: Language) -> str:
    if len(items) > 1 and items[0].aspect in (Aspect.NICE, Aspect.BAD):
        return _for_better_or_worse(items[0], items[-1], language)
    items = [item for item in items if item.measured.figure]
    first, last = (items[0].measured.figure, items[-1].measured.figure) if items else (None, None)
    if not first or not last or len(items) < 2:  # noqa: PLR2004 - there is nothing to compare with
        return ""
    if first.shown == last.shown:
        both = language.listed([items[0].name, items[-1].name])
        return language.text(_ALIKE, both=both, value=first.shown)
    said = phrase("Up, by {difference}: {first} {value}, {second} {other}.")
    if last.value < first.value:
        said = phrase("Down, by {difference}: {first} {value}, {second} {other}.")
    return language.text(
        said,
        difference=difference(first, last),
        first=items[0].name,
        second=items[-1].name,
        value=first.shown,
        other=last.shown,
    )


def _for_better_or_worse(first: Item, last: Item, language: Language) -> str:
    """Return whether the weather of the last day is better than that of the first."""
    more = last.measured.rank - first.measured.rank
    if not more:
        both = language.listed([first.name, last.name])
        return language.text(_ALIKE, both=both, value=last.measured.shown)
    said = phrase("Worse: {first} {value}, {second} {other}.")
    if (more > 0) != (first.aspect is Aspect.BAD):
        said = phrase("Better: {first} {value}, {second} {other}.")
    return language.text(
        said,
        first=first.name,
        second=last.name,
        value=first.measured.shown,
        other=last.measured.shown,
    )


def tell_apart(ask: Ask, stretches: Sequence[Stretch], language: Language) -> str:
    """Return the difference of two places or days; of more, the largest one."""
    if ask.is_against:
        return set_against(ask, stretches, language) or choose(ask, stretches, language)
    items = items_of(ask, stretches, language)
    if len(items) > 1 and ask.has(Aspect.DAYLIGHT):
        return _of_daylight(items, language)
    items = [item for item in items if item.measured.figure]
    if len(items) < 2:  # noqa: PLR2004 - there is nothing to compare with
        return _of_day_and_night(ask, stretches, language)
    first, second = items[0], items[-1]
    is_of_days = ask.is_change and len({item.place for item in items}) == 1
    if is_of_days and len(stretches) == 1:
        second = max(items[1:], key=lambda item: rank(ask, item))
    sides = _sides(ask, items)
    if sides and ask.is_change:
        return " ".join(
            _apart(one, other, language, is_reversed=rank(ask, one) < rank(ask, other))
            for one in sides[0]
            for other in sides[1]
        )
    if len(items) > 2 and not is_of_days:  # noqa: PLR2004
        ordered = sorted(items, key=lambda item: rank(ask, item), reverse=True)
        first, second = ordered[0], ordered[-1]
    pair = _pair(ask, stretches, language) if len(items) == 2 or is_of_days else None  # noqa: PLR2004
    is_reversed = bool(ask.is_change and pair and rank(ask, pair[0]) < rank(ask, pair[1]))
    return _apart(first, second, language, is_reversed=is_reversed)


def _apart(first: Item, second: Item, language: Language, *, is_reversed: bool) -> str:
    """Return by how much the first has more than the second, or less; "" without figures."""
    one, other = first.measured.figure, second.measured.figure
    if not one or not other:
        return ""
    said = phrase("{difference}: {first} {value}, {second} {other}.")
    if is_reversed and one.shown != other.shown:
        said = phrase("{difference}, but the other way round: {first} {value}, {second} {other}.")
    return language.text(
        said,
        difference=difference(one, other),
        first=first.name,
        second=second.name,
        value=one.shown,
        other=other.shown,
    )


def _rivals(ordered: Sequence[Item]) -> list[Item]:
    """Return the words behind the winner: other places where there are several."""
    winner = ordered[0]
    others = [item for item in ordered[1:] if item.place != winner.place]
    return others or list(ordered[1:])


def _pair(ask: Ask, stretches: Sequence[Stretch], language: Language) -> tuple[Item, Item] | None:
    """Return the two that are compared, the one first that the question is about."""
    items = items_of(ask, stretches, language)
    if len(items) < 2:  # noqa: PLR2004 - there is nothing to compare with
        return None
    places = list(dict.fromkeys(item.place for item in items))
    if sides := _sides(ask, items):
        own, others = sides
        return min(own, key=lambda item: rank(ask, item)), max(
            others, key=lambda item: rank(ask, item)
        )
    if len(places) > 1:
        first, second = (next(item for item in items if item.place == each) for each in places[:2])
        return first, second
    first, second = items[0], items[-1]
    return (first, second) if ask.is_of_earlier else (second, first)


def _sides(ask: Ask, items: Sequence[Item]) -> tuple[Sequence[Item], Sequence[Item]] | None:
    """Return the items before "than" and those behind it; None where no side has several."""
    is_of_places = len({item.place for item in items}) == len(items)
    if not is_of_places or not 0 < ask.rivals < len(items):
        return None
    return items[: -ask.rivals], items[-ask.rivals :]
