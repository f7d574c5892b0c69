"""Detection of invented figures: numbers in an answer that are in no report and no tool result.

A figure is grounded if a report or an earlier message has it, rounded or in another unit. Numbers
without a unit are ignored.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from bot.answering.figure_reading import Bound, Figure, figures_in, thresholds_in, values_in
from bot.answering.figure_units import Unit
from bot.answering.told_values import ToldValues
from bot.figures import quantity
from bot.messages import Message
from bot.reports import Report
from bot.tools import read_result

_HALF: Final = 0.55
"""How far off a figure may be, in units of its last digit: half, and some for rounding twice."""
_ABOUT_SHARE: Final = 0.15
_ABOUT_AT_MOST: Final = 2.5
"""How far off a figure with "about" may be: by this share of it, or by this many units."""
_TINY: Final = 1e-6
MAX_NAMED: Final = 20
"""Invented figures that a model is told of; no more are looked for."""


_Told = Mapping[str, ToldValues]


def invented_figures(
    text: str, reports: Collection[Report], said: Collection[str], question: str
) -> tuple[str, ...]:
    """Return the first 20 invented figures of a text as they are written, without repetition.

    The figures of the reports and of `said` (earlier messages and tool results) are known. A
    comparison ("5 degrees warmer") may be the difference of two known figures, and a threshold
    ("below 0 °C") needs a known figure on its side. A number that the question itself compares with
    ("is it above 30?") is never invented.
    """
    figures = list(figures_in(text))
    if not figures:
        return ()
    told = _told(reports, [*said, question])
    asked = thresholds_in(question)
    invented = (figure.text for figure in figures if not _holds(figure, told, asked))
    return tuple(islice(_each_once(invented), MAX_NAMED))


def has_weather_figures(text: str) -> bool:
    """Return whether a text has a number with a weather unit."""
    return any(True for _ in figures_in(text))


def _each_once(texts: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for text in texts:
        if text not in seen:
            seen.add(text)
            yield text


def _holds(figure: Figure, told: _Told, asked: Collection[float]) -> bool:
    if any(abs(value) in asked for value, _ in figure.readings):
        return True
    ways = [
        (unit, reading, told[unit.quantity])
        for unit in figure.units
        if unit.quantity in told
        for reading in figure.readings
    ]
    # The words around a figure are looked at last, since that takes the longest.
    return (
        any(_is_told(*way, is_about=False) for way in ways)
        or (figure.context.is_about and any(_is_told(*way, is_about=True) for way in ways))
        or (figure.context.is_comparison and any(_is_difference(*way) for way in ways))
        or (figure.is_alone and any(_is_true_bound(figure.context.bound, *way) for way in ways))
    )


def _is_told(unit: Unit, reading: tuple[float, float], told: ToldValues, *, is_about: bool) -> bool:
    value, digit = reading
    slack = min(_ABOUT_AT_MOST, _ABOUT_SHARE * abs(value)) if is_about else _HALF * digit + _TINY
    low, high = ((value + off) * unit.scale + unit.offset for off in (-slack, slack))
    return told.has_between(low, high)


def _is_true_bound(
    bound: Bound, unit: Unit, reading: tuple[float, float], told: ToldValues
) -> bool:
    """Return whether a known value is on the named side of a threshold such as "below 0 °C"."""
    value = reading[0] * unit.scale + unit.offset
    if bound == "below":
        return told.has_below(value)
    return bound == "above" and told.has_above(value)


def _is_difference(unit: Unit, reading: tuple[float, float], told: ToldValues) -> bool:
    """Return whether a reading is the difference of two known values, which may be rounded."""
    value, digit = reading
    low, high = ((abs(value) + off) * unit.scale for off in (-digit - _TINY, digit + _TINY))
    return told.has_difference_between(low, high)


def _told(reports: Collection[Report], texts: Collection[str]) -> _Told:
    """Return all known values by quantity, in the units of reports."""
    found: dict[str, set[float]] = defaultdict(set)
    for report in reports:
        measured_fields = _measured(report.kind.record)  # type: ignore[arg-type] # a class can be hashed
        for record in report.records:
            for name, measured in measured_fields:
                if (value := getattr(record, name)) is not None:
                    found[measured].add(value)
    # A result of 48 hours repeats a few strings many times; the set reads each of them once.
    for part in {part for text in texts for part in _parts(text)}:
        for measured, value in values_in(part):
            found[measured].add(value)
    return {quantity: ToldValues(values) for quantity, values in found.items()}


@lru_cache(maxsize=64)
def _measured(record: type[Any]) -> tuple[tuple[str, str], ...]:
    """Return the fields of a kind's record that have a unit, each with its quantity."""
    named = ((field.name, quantity(field.name)) for field in fields(record))
    return tuple((name, measured) for name, measured in named if measured)


def _parts(text: str) -> Iterable[str]:
    """Return the strings of a tool's result, or else the text itself; none of an error."""
    data = read_result(text) if text.startswith("{") else None
    if data is None:
        return (text,)
    return () if "error" in data else _strings(data)


def _strings(data: object) -> Iterator[str]:
    """Yield the strings with a digit that stand anywhere in JSON."""
    left = [data]
    while left:
        item = left.pop()
        if isinstance(item, str):
            if any(map(str.isnumeric, item)):
                yield item
        elif isinstance(item, dict):
            left.extend(item.values())
        elif isinstance(item, list):
            left.extend(item)


def objection(words: str, figures: Sequence[str], extra: str = "") -> tuple[Message, Message]:
    """Return a model's rejected answer and a note to it about the invented figures."""
    named = ", ".join(figures[:MAX_NAMED])
    return (
        Message("assistant", words, extra=extra),
        Message(
            "user",
            f"These figures are in no tool result: {named}. Write the answer again, in the same "
            "language, with figures of the results alone. Look up what is missing with the tools, "
            "or leave it out. Don't mention this note.",
        ),
    )
