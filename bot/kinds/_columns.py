"""Columns that several kinds of data build their tables and cards from."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from bot import figures
from bot.languages import Language
from bot.reports import Column, Shown, Units

T = TypeVar("T")


def record_of(item: Shown, record: type[T]) -> T:
    """Return the first record of a report, which must be of this type."""
    first = item.report.records[0]
    assert isinstance(first, record), "these columns are for another kind of report"
    return first


def units_of(item: Shown) -> Units:
    """Return the units that a report is shown in; metric for a report that has none."""
    return item.units or "metric"


def of_record(heading: str, field: str) -> Column:
    """Return the column of a field of the first record, in the unit that its name ends in."""
    return Column(
        heading,
        lambda item, language: figures.shown(
            field, getattr(item.report.records[0], field), units_of(item), language
        ),
    )


def of_all(heading: str, field: str, choose: Callable[[Iterable[float]], float]) -> Column:
    """Return the column of the lowest or highest value that a field has in all records."""

    def text(item: Shown, language: Language) -> str | None:
        values = [getattr(record, field) for record in item.report.records]
        known = [value for value in values if value is not None]
        return figures.shown(field, choose(known), units_of(item), language) if known else None

    return Column(heading, text)


def words(weather_code: int | None, language: Language) -> str | None:
    """Return a weather code in words; None for a code that is not defined."""
    said = figures.conditions(weather_code)
    return language.text(said) if said else None


def joined(*parts: str | None) -> str | None:
    """Return the known parts in one text, with spaces between; None when no part is known."""
    return " ".join(part for part in parts if part) or None
