"""The socket for tools: every other module in this folder offers one to the chat model."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from bot import figures as units
from bot.errors import ToolError
from bot.messages import Asker
from bot.reports import (
    AmbiguousPlace,
    NotCovered,
    Outcome,
    Place,
    Query,
    Report,
    Unavailable,
    Units,
    UnknownPlace,
    zone_of,
)

MAX_PLACE_CHARS = 100

# What every tool's schema says about the arguments that tools have in common.
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


def schema_of(**properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a tool's arguments, in the form that strict function calling takes.

    Every argument is required, and one that may be left out can be null; bounds are said in words:
    https://platform.openai.com/docs/guides/structured-outputs#supported-schemas (2026-11-23).
    """
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


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


def own_units_of(arguments: Mapping[str, Any]) -> Units | None:
    """Return the units that a call asks for; None when it leaves them open.

    Raises:
        ToolError: It asks for units that don't exist.
    """
    own = arguments.get("units")
    if own in (None, "", "null"):
        return None
    known = _UNITS.get(own.strip().lower()) if isinstance(own, str) else None
    if known is None:
        raise ToolError("'units' can't be read; write 'metric', 'imperial' or null.")
    return known


def units_of(arguments: Mapping[str, Any], asker: Asker, place: Place) -> Units:
    """Return the units of a result: the call's, the asker's, the place's country's, the default.

    Raises:
        ToolError: The call asks for units that don't exist.
    """
    chosen = own_units_of(arguments) or asker.units or units.units_of_country(place.country_code)
    return chosen or asker.default_units


def result_of(
    outcome: Outcome, asker: Asker, figures: Callable[[Report], Mapping[str, Any]]
) -> dict[str, Any]:
    """Return what the model reads about a place: its figures in their frame, or the problem.

    `local_time` is the time of asking there, unless the figures are of a moment of their own.
    """
    if not isinstance(outcome, Report):
        return problem_of(outcome)
    return {
        **identity_of(outcome.place, asker),
        **figures(outcome),
        **age_of(outcome, asker),
        **provenance_of(outcome),
    }


def identity_of(place: Place, asker: Asker) -> dict[str, Any]:
    """Return the place that a result is about and the time of asking there, as results begin."""
    here_and_now = asker.asked_at.astimezone(zone_of(place.timezone))
    others = {"other_places_of_that_name": list(place.others)} if place.others else {}
    stands_for = {"stands_for": place.stands_for} if place.stands_for else {}
    return {
        "place": place.label,
        **stands_for,
        **others,
        "time_zone": place.timezone,
        "local_time": units.moment(here_and_now),
    }


def age_of(report: Report, asker: Asker) -> dict[str, str]:
    """Return how old a report is that stands in for one that can't be had; nothing for others."""
    if not report.is_last_good:
        return {}
    age_s = (asker.asked_at - report.as_of).total_seconds()
    return {"age": f"{units.duration(age_s)} old"}


def provenance_of(report: Report) -> dict[str, Any]:
    """Return where a report is from, as every rendered report ends."""
    simulated = {"simulated": True} if report.source.is_simulated else {}
    return {"source": report.source.name, **simulated}


def problem_of(outcome: UnknownPlace | AmbiguousPlace | Unavailable | NotCovered) -> dict[str, Any]:
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
    if isinstance(outcome, NotCovered):
        return {
            "error": "not_covered",
            "place": outcome.place.label,
            "message": "No source tells this about the place, and asking again won't help.",
        }
    return {"error": "unavailable", "place": outcome.place, "message": outcome.reason}
