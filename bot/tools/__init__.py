"""The socket for tools: every other module in this folder offers one to the chat model."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.errors import ToolError
from bot.messages import Asker
from bot.reports import AmbiguousPlace, Outcome, Query, Report, Unavailable, Units, UnknownPlace

MAX_PLACE_CHARS = 100

# What every tool's schema says about the arguments that all of them have.
PLACE_SCHEMA = {
    "type": "string",
    "description": "One place, with region or country if the question gives it: 'Paris, Texas'",
}
UNITS_SCHEMA = {
    "type": ["string", "null"],
    "enum": ["metric", "imperial", None],
    "description": "Only when the question asks for certain units; otherwise null",
}


# What models write as well, whatever the schema says; reading it saves a turn.
_PLACE_NAMES = ("place", "location", "city", "city_name")
_UNITS: dict[str, Units] = {
    **dict.fromkeys(("metric", "celsius", "c", "°c", "si"), "metric"),
    **dict.fromkeys(("imperial", "fahrenheit", "f", "°f", "us"), "imperial"),
}


class Tool(Protocol):
    """A tool that the model may call: it is declared here and never executed by itself.

    It names the weather it needs and renders what came back, so that all calls of a turn can be
    resolved together.
    """

    @property
    def name(self) -> str:
        """The name the model calls it by: letters, digits, underscores."""
        ...

    @property
    def description(self) -> str:
        """What it is for, told to the model; at most 1,024 characters."""
        ...

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The JSON schema of its arguments."""
        ...

    def queries(self, arguments: Mapping[str, Any], asker: Asker) -> list[Query]:
        """Return the weather that a call needs.

        Raises:
            ToolError: An argument is missing or of the wrong form; the message tells the model
                what to write instead.
        """
        ...

    def render(
        self, arguments: Mapping[str, Any], outcomes: Sequence[Outcome], asker: Asker
    ) -> dict[str, Any]:
        """Return the JSON that the model reads; `outcomes` are in the order of `queries`."""
        ...


def place_of(arguments: Mapping[str, Any]) -> str:
    """Return the place that a call names.

    Raises:
        ToolError: It names none, or something that can't be one.
    """
    place = next((arguments[name] for name in _PLACE_NAMES if name in arguments), None)
    if not isinstance(place, str) or not place.strip():
        raise ToolError("'place' is missing; write one place's name, such as 'London'.")
    if len(place) > MAX_PLACE_CHARS:
        raise ToolError(f"'place' is too long; write one name, {MAX_PLACE_CHARS} letters at most.")
    return place.strip()


def units_of(arguments: Mapping[str, Any], asker: Asker) -> Units:
    """Return the units that a call is answered in: its own, or else the asker's.

    Raises:
        ToolError: It asks for units that don't exist.
    """
    units = arguments.get("units")
    if units in (None, "", "null"):
        return asker.units
    known = _UNITS.get(units.strip().lower()) if isinstance(units, str) else None
    if known is None:
        raise ToolError("'units' can't be read; write 'metric', 'imperial' or null.")
    return known


def identity_of(report: Report) -> dict[str, Any]:
    """Return the place that a report is for, as every rendered report begins."""
    place = report.place
    others = {"other_places_of_that_name": list(place.others)} if place.others else {}
    return {"place": place.label, **others, "time_zone": place.timezone}


def provenance_of(report: Report) -> dict[str, Any]:
    """Return where a report is from, as every rendered report ends."""
    simulated = {"simulated": True} if report.source.is_simulated else {}
    return {"source": report.source.name, **simulated}


def problem_of(outcome: UnknownPlace | AmbiguousPlace | Unavailable) -> dict[str, Any]:
    """Return what the model is told when there is no report."""
    if isinstance(outcome, UnknownPlace):
        return {
            "error": "unknown_place",
            "message": f"No place named {outcome.name!r} is known.",
            "suggestions": list(outcome.suggestions),
        }
    if isinstance(outcome, AmbiguousPlace):
        return {
            "error": "ambiguous_place",
            "message": f"Several places are named {outcome.name!r}; ask which one is meant.",
            "choices": list(outcome.choices),
        }
    return {"error": "unavailable", "place": outcome.place, "message": outcome.reason}
