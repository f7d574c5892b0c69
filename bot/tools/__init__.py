"""The socket for tools: every other module in this folder offers one to the chat model."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot import figures as units
from bot.errors import ToolError
from bot.languages import Language
from bot.messages import Asker
from bot.queries import Outcome, Query
from bot.reports import Kind, Place, Units

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
    def kinds(self) -> frozenset[Kind[Any]]:
        """The kinds of data that it asks for."""
        ...

    @property
    def can(self) -> str:
        """What it knows, in a few words for people, as a phrase: "air quality"."""
        ...

    @property
    def asked_by(self) -> str:
        """The pattern of the English words, in small letters, that ask for nothing but this.

        The offline model calls the tool where a question has them. "" for the weather itself, for
        which the time that is asked for decides.
        """
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


def capabilities(tools: Sequence[Tool], language: Language) -> str:
    """Return what tools know, for people, as a list in a sentence."""
    return language.listed([language.text(tool.can) for tool in tools])


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
