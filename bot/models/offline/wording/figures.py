"""Word any result by the names of its figures, where there are no words for its tool."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.models.offline.wording.parts import (
    day,
    items,
    joined,
    labelled,
    local_time,
    place,
    text,
)

_FRAME: Final = frozenset(
    {
        *("place", "stands_for", "other_places_of_that_name", "time_zone", "local_time"),
        *("date", "weekday", "time", "emoji", "source", "simulated", "age", "note", "hint"),
        *("days", "hours"),
    }
)
_WEATHER: Final = frozenset(
    {
        *("conditions", "temperature", "high", "low"),
        *("precipitation", "precipitation_probability"),
    }
)
"""Figures of the weather itself; humidity and wind stand beside others too."""


def has_own_figures(data: Mapping[str, Any]) -> bool:
    """Return whether a result has figures, by moment, day or hour, and none of the weather."""
    parts = [data, *_series(data)]
    has_weather = any(not _WEATHER.isdisjoint(part) for part in parts)
    return not has_weather and any(any(_figures(part)) for part in parts)


def about_figures(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines about one place, one for each day or hour."""
    series = _series(data)
    if not series:
        yield f"{place(data)}: {_in_words(data)}{local_time(data)}."
    elif len(series) == 1:
        yield f"{place(data)}, {_when(series[0], data)}: {_in_words(series[0])}."
    else:
        yield f"{place(data)}:"
        yield from (f"- {_when(each, data)}: {_in_words(each)}" for each in series)


def figures_in_short(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the figures of one place, each day or hour on a line, for a list of places."""
    series = _series(data)
    if not series:
        yield f"{place(data)}: {_in_words(data)}"
    yield from (f"{place(data)}, {_when(each, data)}: {_in_words(each)}" for each in series)


def _series(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return items(data.get("days")) or items(data.get("hours"))


def _when(part: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    return text(part.get("time")) or day(part.get("date"), data)


def _in_words(part: Mapping[str, Any]) -> str:
    return joined(list(_figures(part)), ", ") or "no figures are known"


def _figures(part: Mapping[str, Any]) -> Iterator[str]:
    """Yield the figures that are known, each behind its name."""
    for name, value in part.items():
        if name in _FRAME or isinstance(value, bool | list):
            continue
        if isinstance(value, Mapping):
            yield from _figures(value)
        elif figure := labelled(text(name.replace("_", " ")), value):
            yield figure
