"""Name a stretch of weather among others: by its place, by its day, or by both."""

from collections.abc import Sequence
from typing import Final

from bot.languages import Language, phrase
from bot.models.offline.wording.leads.moments import day_of, moment_of
from bot.models.offline.wording.leads.stretches import Stretch
from bot.models.offline.wording.parts import joined

_MOST_NAMED: Final = 12


def label_of(stretch: Stretch, among: Sequence[Stretch], language: Language) -> str:
    """Return the place where there are several, and the day where there are several."""
    labels = {each.label for each in among}
    dates = {each.date for each in among}
    parts = [
        short_name(stretch.label, labels) if len(labels) > 1 else "",
        _when(stretch, among, language) if len(dates) > 1 or len(labels) == 1 else "",
    ]
    return joined(parts, ", ") or short_name(stretch.label, labels)


def labelled_all(stretches: Sequence[Stretch], among: Sequence[Stretch], language: Language) -> str:
    """Return the names of several in a list."""
    names = [label_of(each, among, language) for each in stretches]
    return language.listed(with_count_of_rest(names, language))


def with_count_of_rest(told: Sequence[str], language: Language) -> list[str]:
    """Return the parts of a list: all where they are few, else the first and how many follow."""
    if len(told) <= _MOST_NAMED:
        return list(told)
    rest = language.text(phrase("{count} more"), count=len(told) - _MOST_NAMED)
    return [*told[:_MOST_NAMED], rest]


def short_name(label: str, among: set[str]) -> str:
    """Return the name of a place without its region, unless another one has it too."""
    name = label.partition(",")[0]
    alike = [each for each in among if each.partition(",")[0] == name]
    return label if len(alike) > 1 else name


def _when(stretch: Stretch, among: Sequence[Stretch], language: Language) -> str:
    """Return the day, with the hour where others of it are told too."""
    same = [each for each in among if (each.date, each.label) == (stretch.date, stretch.label)]
    hours = {each.hour for each in same if each.kind == "hours"}
    is_beside_now = bool(hours) and any(each.kind == "now" for each in same)
    if is_beside_now and stretch.kind == "now":
        return language.text(phrase("now"))
    is_of_hours = len(hours) > 1 or is_beside_now
    return moment_of(stretch, language) if is_of_hours else day_of(stretch.date, language)
