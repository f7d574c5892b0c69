"""Exhibits: the tables, charts, cards and notices beside a reply's words, as data.

Code makes them from reports, and each channel draws them. Their texts are ready to be read:
converted, rounded, with their units, in the person's language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Table:
    """Several places side by side; every row has a cell for each column, "-" where unknown."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart, with a value for each category; None where it is unknown."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A line chart of hours or days, from left to right; all its values are in `unit`."""

    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    kind: Literal["chart"] = "chart"


@dataclass(frozen=True, slots=True)
class Card:
    """One place at a glance: a title, a line below it, and the figures."""

    title: str
    subtitle: str
    body: str
    kind: Literal["card"] = "card"


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning that must not be missed, in the words of its sender; `level` is its severity."""

    level: Literal["moderate", "severe", "extreme"]
    text: str
    kind: Literal["notice"] = "notice"


Exhibit = Table | Chart | Card | Notice


def exhibits_from_json(data: Sequence[Mapping[str, Any]]) -> tuple[Exhibit, ...]:
    """Return the exhibits that were stored as part of an answer."""
    return tuple(_exhibit(item) for item in data)


def _exhibit(data: Mapping[str, Any]) -> Exhibit:
    if data["kind"] == "table":
        rows = tuple(tuple(row) for row in data["rows"])
        return Table(tuple(data["columns"]), rows)
    if data["kind"] == "chart":
        series = tuple(Series(item["name"], tuple(item["values"])) for item in data["series"])
        return Chart(data["title"], tuple(data["categories"]), series, data["unit"])
    if data["kind"] == "card":
        return Card(data["title"], data["subtitle"], data["body"])
    return Notice(data["level"], data["text"])
