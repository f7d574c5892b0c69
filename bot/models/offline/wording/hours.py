"""Word the forecast by the hour: when rain is likely, and what the hours are like."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.models.offline.reading.topics import Topic
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

_LIKELY_PCT: Final = 50
_MOST_LINES: Final = 6
_STEP: Final = 3
_FEW: Final = 3
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)")
_SNOW = re.compile(r"snow|sleet|blizzard")


@dataclass(frozen=True, slots=True)
class _Hour:
    """An hour of a forecast with its place in the calendar; `at` is 0 to 23, None if unknown."""

    date: str
    at: int | None
    clock: str
    data: Mapping[str, Any]


def about_hours(data: Mapping[str, Any], topics: frozenset[Topic]) -> Iterator[str]:
    """Yield the lines about the hours of one place: the answer to yes or no, then what is known."""
    hours = _hours(data)
    if not hours:
        yield f"{place(data)}: no figures are known."
        return
    verdict = _verdict(hours, topics)
    opening = f"{verdict} " if verdict else ""
    heading = f"{opening}{place(data)}, {day(hours[0].date)}"
    if len(hours) <= _FEW:
        yield f"{heading}, {hours[0].clock}: {_figures(hours[0].data)}."
        return
    yield f"{heading}:"
    shown = hours if len(hours) <= _MOST_LINES else hours[::_STEP]
    date = hours[0].date
    for hour in shown:
        moved_on = f"{day(hour.date)}, " if hour.date != date else ""
        date = hour.date
        yield f"- {moved_on}{hour.clock}: {_figures(hour.data)}"


def hours_in_short(data: Mapping[str, Any]) -> str:
    """Return the hours of one place on one line, for a list of places."""
    hours = _hours(data)
    if not hours:
        return "no figures are known"
    if len(hours) <= _FEW:
        return f"{day(hours[0].date)}, {hours[0].clock}: {_figures(hours[0].data)}"
    figures = [hour.data.get("temperature") for hour in hours]
    known = sorted((each for each in figures if number(each) is not None), key=_by_number)
    span = f"{text(known[0])} to {text(known[-1])}" if known else ""
    when = f"{day(hours[0].date)}, from {hours[0].clock}"
    windows = _windows([hour for hour in hours if _is_wet(hour.data)])
    wet = f"rain is likely {windows}" if windows else ""
    return f"{when}: {joined([span, wet], ', ') or 'no figures are known'}"


def _by_number(figure: object) -> float:
    return number(figure) or 0.0


def _hours(data: Mapping[str, Any]) -> list[_Hour]:
    return [_hour(item) for item in items(data.get("hours"))]


def _hour(data: Mapping[str, Any]) -> _Hour:
    said = text(data.get("time"))
    match = _TIME.search(said)
    if not match:
        return _Hour("", None, said or "at an unknown hour", data)
    return _Hour(match[1], int(match[2]), f"{match[2]}:{match[3]}", data)


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


def _verdict(hours: Sequence[_Hour], topics: frozenset[Topic]) -> str:
    """Return whether and when it rains or snows, where that was asked and is known."""
    if Topic.SNOW in topics and Topic.RAIN not in topics:
        known = [hour for hour in hours if text(hour.data.get("conditions"))]
        snowy = [hour for hour in known if _SNOW.search(text(hour.data.get("conditions")))]
        if snowy:
            return f"Yes, snow is likely {_windows(snowy)}."
        return "No, no snow is expected." if known else ""
    if Topic.RAIN not in topics:
        return ""
    if wet := [hour for hour in hours if _is_wet(hour.data)]:
        return f"Yes. Rain is likely {_windows(wet)}."
    if any(_wetness(hour.data) is not None for hour in hours):
        return "No, rain is unlikely."
    return ""


def _wetness(data: Mapping[str, Any]) -> float | None:
    """Return the probability in percent; by its amount where that is unknown."""
    probability = number(data.get("precipitation_probability"))
    if probability is not None:
        return probability
    amount = number(data.get("precipitation"))
    return None if amount is None else 100.0 * (amount > 0)


def _is_wet(data: Mapping[str, Any]) -> bool:
    return (_wetness(data) or 0.0) >= _LIKELY_PCT


def _windows(hours: Sequence[_Hour]) -> str:
    """Return hours as windows: "from 14:00 to 17:00 and from 20:00 to 21:00"."""
    runs: list[list[int]] = []
    for hour in hours:
        if hour.at is None:
            continue
        if runs and (runs[-1][-1] + 1) % 24 == hour.at:
            runs[-1].append(hour.at)
        else:
            runs.append([hour.at])
    said = [f"from {run[0]:02}:00 to {(run[-1] + 1) % 24:02}:00" for run in runs]
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)
