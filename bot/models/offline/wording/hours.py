"""Word the forecast by the hour: when rain is likely, and what the hours are like."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.models.offline.wording.parts import (
    day,
    feeling,
    items,
    joined,
    labelled,
    number,
    place,
    rain,
    text,
)

_MOST_LINES: Final = 6
_STEP: Final = 3
_A_DAY: Final = 24
_FEW: Final = 3
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)")


@dataclass(frozen=True, slots=True)
class _Hour:
    """An hour of a forecast with its place in the calendar."""

    date: str
    clock: str
    data: Mapping[str, Any]


def about_hours(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines about the hours of one place."""
    hours = _hours(data)
    if not hours:
        yield f"{place(data)}: no figures are known."
        return
    heading = f"{place(data)}, {day(hours[0].date)}"
    if len(hours) <= _FEW:
        yield f"{heading}, {hours[0].clock}: {_figures(hours[0].data)}."
        return
    yield f"{heading}:"
    step = 1 if len(hours) <= _MOST_LINES else _STEP if len(hours) <= _A_DAY else 2 * _STEP
    shown = hours[::step]
    date = hours[0].date
    for hour in shown:
        moved_on = f"{day(hour.date)}, " if hour.date != date else ""
        date = hour.date
        yield f"- {moved_on}{hour.clock}: {_figures(hour.data)}"


def hours_in_short(data: Mapping[str, Any], falls: str) -> str:
    """Return the hours of one place on one line, with the rain or snow that falls in them."""
    hours = _hours(data)
    if not hours:
        return "no figures are known"
    if len(hours) <= _FEW:
        return f"{day(hours[0].date)}, {hours[0].clock}: {_figures(hours[0].data)}"
    figures = [hour.data.get("temperature") for hour in hours]
    known = sorted((each for each in figures if number(each) is not None), key=_by_number)
    span = f"{text(known[0])} to {text(known[-1])}" if known else ""
    when = f"{day(hours[0].date)}, from {hours[0].clock}"
    return f"{when}: {joined([span, falls], ', ') or 'no figures are known'}"


def _by_number(figure: object) -> float:
    return number(figure) or 0.0


def _hours(data: Mapping[str, Any]) -> list[_Hour]:
    return [_hour(item) for item in items(data.get("hours"))]


def _hour(data: Mapping[str, Any]) -> _Hour:
    said = text(data.get("time"))
    match = _TIME.search(said)
    if not match:
        return _Hour("", said or "at an unknown hour", data)
    return _Hour(match[1], f"{match[2]}:{match[3]}", data)


def _figures(data: Mapping[str, Any]) -> str:
    parts = [
        text(data.get("temperature")),
        text(data.get("conditions")),
        *feeling(data),
        rain(data),
        labelled("wind", data.get("wind")),
        labelled("gusts", data.get("gusts")),
    ]
    return joined(parts, ", ") or "no figures are known"
