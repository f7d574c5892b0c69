"""Read the figures of results back, so that they can be judged, compared and added up."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from bot.models.offline.reading.wind_units import KNOT_KMH, METRE_A_SECOND_KMH, kmh_of_force
from bot.models.offline.wording.extras import is_air, is_sky, is_warning
from bot.models.offline.wording.figures import has_own_figures
from bot.models.offline.wording.parts import Finding, items, text

_FIGURE: Final = re.compile(r"(?P<n>-?\d+(?:\.(?P<digits>\d+))?) ?(?P<sign>[^\s\d]*)")
_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)")
_LOOK: Final = 3
_A_DAY: Final = 24

_METRIC: Final[Mapping[str, Callable[[float], float]]] = {
    "°F": lambda value: (value - 32) / 1.8,
    "mph": lambda value: value * 1.609344,
    "kn": lambda value: value * KNOT_KMH,
    "m/s": lambda value: value * METRE_A_SECOND_KMH,
    "Bft": kmh_of_force,
    "in": lambda value: value * 25.4,
}

Kind = Literal["now", "hours", "day", "air", "sky"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a result: its value in metric units, and as it is shown."""

    value: float
    shown: str

    @property
    def sign(self) -> str:
        """The sign of its unit; "" for a bare number."""
        return _parts(self.shown)[1]

    @property
    def bare(self) -> float:
        """Its value in the unit that it is shown in."""
        return _parts(self.shown)[0]

    def with_value(self, bare: float) -> str:
        """Return another value of its unit, with as many digits as it has."""
        _, sign, digits = _parts(self.shown)
        return f"{round(bare, digits) + 0.0:.{digits}f} {sign}".rstrip()


def figure_of(value: object) -> Figure | None:
    """Return a figure of a result; None when it is unknown or none."""
    shown = text(value)
    match = _FIGURE.match(shown)
    if not match:
        return None
    convert = _METRIC.get(match["sign"], float)
    return Figure(convert(float(match["n"])), match[0].strip())


def _parts(shown: str) -> tuple[float, str, int]:
    match = _FIGURE.match(shown)
    assert match, "a figure is shown with its number"
    return float(match["n"]), match["sign"], len(match["digits"] or "")


@dataclass(frozen=True, slots=True)
class Stretch:
    """The weather of one place at one moment, in some hours or on one day.

    Attributes:
        label: Of the place, as the result has it.
        date: As ISO writes it; "" when it is unknown.
        hour: The first one, 0 to 23; None for days and when it is unknown.
        data: Its figures: one part, or one for each hour.
        result: The whole result that it is a part of.
    """

    kind: Kind
    label: str
    date: str
    hour: int | None
    is_past: bool
    data: tuple[Mapping[str, Any], ...]
    result: Mapping[str, Any]

    @property
    def low(self) -> Figure | None:
        """The lowest temperature."""
        return min(self._figures("low", "temperature"), key=_value, default=None)

    @property
    def high(self) -> Figure | None:
        """The highest temperature."""
        return max(self._figures("high", "temperature"), key=_value, default=None)

    @property
    def chance(self) -> Figure | None:
        """The highest probability of rain or snow."""
        return self.most("precipitation_probability")

    @property
    def amount(self) -> Figure | None:
        """All rain and snow, as water."""
        known = self._figures("precipitation")
        if not known:
            return None
        return Figure(
            sum(each.value for each in known), known[0].with_value(sum(each.bare for each in known))
        )

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions of the sky, each once, in the order of the hours."""
        said = (text(part.get("conditions")) for part in self.data)
        return tuple(dict.fromkeys(words for words in said if words))

    def least(self, name: str) -> Figure | None:
        """Return the lowest figure of a name."""
        return min(self._figures(name), key=_value, default=None)

    def most(self, name: str) -> Figure | None:
        """Return the highest figure of a name."""
        return max(self._figures(name), key=_value, default=None)

    def by_hour(self) -> list["Stretch"]:
        """Return each of its hours for itself; a stretch without hours is the only one."""
        if self.kind != "hours":
            return [self]
        return [
            replace(self, date=date, hour=at, data=(part,))
            for part in self.data
            for date, at in (time_of(part),)
        ]

    def _figures(self, *names: str) -> list[Figure]:
        found = (
            next((part[name] for name in names if part.get(name) is not None), None)
            for part in self.data
        )
        return [figure for figure in map(figure_of, found) if figure]


def stretches_of(finding: Finding) -> list[Stretch]:
    """Return the weather of one result as stretches, by day; hours are one stretch."""
    data = finding.data
    if "error" in data or is_warning(data):
        return []
    label, here = text(data.get("place")), time_of({"time": data.get("local_time")})

    def stretch(
        kind: Kind, parts: Sequence[Mapping[str, Any]], date: str, hour: int | None
    ) -> Stretch:
        return Stretch(kind, label, date, hour, finding.is_past, tuple(parts), data)

    days, hours = items(data.get("days")), items(data.get("hours"))
    if is_air(data):
        return [stretch("air", [data], *here)]
    if has_own_figures(data) and not is_sky(data):
        return []
    if "days" in data:
        kind: Kind = "sky" if is_sky(data) else "day"
        return [stretch(kind, [day], text(day.get("date")), None) for day in days]
    if "hours" not in data:
        return [stretch("now", [data], *here)]
    shown = hours[:1] if hours and _are_a_look(hours) else hours
    return [stretch("hours", shown, *time_of(hours[0]))] if hours else []


def _are_a_look(hours: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether hours are one that was asked for, and two behind it for an outlook."""
    times = [time_of(hour)[1] for hour in hours]
    first = times[0]
    return first is not None and times == [(first + at) % _A_DAY for at in range(_LOOK)]


def time_of(part: Mapping[str, Any]) -> tuple[str, int | None]:
    """Return the date and the hour of a part of a result, as far as it has them."""
    match = _TIME.search(text(part.get("time")))
    return (match[1], int(match[2])) if match else ("", None)


def _value(figure: Figure) -> float:
    return figure.value
