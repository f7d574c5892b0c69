"""The parts of results by place and time, with the figures that are shown for them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bot.tools import read_result

_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
LOOK: Final = 3
"""The hours of which an answer tells the first: one that was asked for, and an outlook."""

FIELDS: Final = {
    "wind": ("wind",),
    "gusts": ("gusts",),
    "humidity": ("humidity",),
    "feels": ("feels_like",),
    "chance": ("precipitation_probability",),
    "temperature": ("temperature", "low", "high"),
    "high": ("high", "temperature"),
    "low": ("low", "temperature"),
    "sunrise": ("sunrise",),
    "sunset": ("sunset",),
    "daylight": ("day_length",),
    "moonrise": ("moonrise",),
    "moonset": ("moonset",),
    "moon": ("moon",),
    "waves": ("wave_height", "highest_waves"),
    "water": ("water_temperature", "warmest_water"),
    "air": ("air_quality",),
    "pm2_5": ("pm2_5",),
    "ozone": ("ozone",),
    "uv": ("uv_index",),
    "amount": ("precipitation",),
}
_BOTH_ENDS: Final = frozenset({"temperature", "humidity", "feels"})
"""Figures of which hours tell the lowest and the highest."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a result tells of one place at one time: a day, the present, or some hours.

    Attributes:
        label: Of the place, as the result has it.
        day: As answers write it, such as "Sunday 29 November"; "" for the present.
        rows: Its figures by name, as they are shown: one row, or one for each hour.
    """

    label: str
    day: str
    rows: tuple[Mapping[str, Any], ...]

    @property
    def name(self) -> str:
        """The name of the place alone."""
        return self.label.partition(",")[0]

    def shown(self, what: str) -> list[str]:
        """Return the figures that tell something, as they are shown: one, or the two ends."""
        rows = self.rows[:1] if len(self.rows) <= LOOK else self.rows
        found = [
            str(row[field]) for row in rows for field in FIELDS[what] if row.get(field) is not None
        ]
        if what in ("high", "low"):
            found = [str(rows[0][what])] if rows[0].get(what) else found
        ordered = sorted(found, key=value_of)
        if len(rows) == 1 or not ordered:
            return ordered
        if what in _BOTH_ENDS:
            return [ordered[0], ordered[-1]]
        return [ordered[0 if what == "low" else -1]]

    def values(self, *fields: str) -> list[float]:
        """Return the values of some fields in all rows, without their units."""
        return [value_of(str(row[each])) for row in self.rows for each in fields if row.get(each)]

    @property
    def conditions(self) -> str:
        """All conditions of the sky."""
        return ", ".join(str(row.get("conditions", "")) for row in self.rows)


def parts_of(results: Sequence[str]) -> Iterator[Part]:
    """Yield the parts of results in their order."""
    for each in results:
        data = read_result(each) or {}
        label = data.get("place", "")
        if "days" in data:
            for row in data["days"]:
                yield Part(label, _day(row["date"]), (row,))
        elif "hours" in data:
            rows = tuple(data["hours"])
            yield Part(label, _day(str(rows[0]["time"])), rows)
        else:
            yield Part(label, "", (data,))


def lead_of(words: str) -> str:
    """Return what an answer begins with, before the places are told of one by one."""
    return re.split(r"\*\*|(?:^|\n)- ", words)[0].strip()


def value_of(shown: str) -> float:
    """Return the value of a figure without its unit; 0 where it has none."""
    match = _NUMBER.search(shown)
    return float(match[0]) if match else 0.0


def _day(written: str) -> str:
    day = date.fromisoformat((_ISO.search(written) or [""])[0])
    return f"{day:%A} {day.day} {day:%B}"
