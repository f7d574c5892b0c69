"""The socket for tools: each module without an underscore offers one to the chat model."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot import figures as units
from bot.errors import ToolError
from bot.languages import Language
from bot.messages import Asker
from bot.queries import Outcome, Query
from bot.reports import Kind, Place, Units
from bot.tools._hours import hour_of as hour_of
from bot.tools._tables import with_tables as with_tables
from bot.tools._tables import without_tables

MAX_PLACE_CHARS = 100

# The schemas of the arguments that several tools have in common.
PLACE_SCHEMA = {"type": "string"}
UNITS_SCHEMA = {
    "type": ["string", "null"],
    "enum": ["metric", "imperial", None],
    "description": "null unless asked for",
}


# Models also write these names and words, whatever the schema says; reading them saves a turn.
_PLACE_NAMES = ("place", "location", "city", "city_name")
_UNITS: dict[str, Units] = {
    **dict.fromkeys(("metric", "celsius", "c", "°c", "si"), "metric"),
    **dict.fromkeys(("imperial", "fahrenheit", "f", "°f", "us"), "imperial"),
}


class Tool(Protocol):
    """A tool that the model may call; it names queries and renders their outcomes, and does no I/O.

    So the queries of all calls of a turn can be answered together, as one batch.
    """

    @property
    def name(self) -> str:
        """The name that the model calls it by: letters, digits and underscores."""
        ...

    @property
    def description(self) -> str:
        """The purpose of the tool, as the model is told; at most 1,024 characters."""
        ...

    @property
    def kinds(self) -> frozenset[Kind[Any]]:
        """The kinds of data that it asks for."""
        ...

    @property
    def can(self) -> str:
        """The topic of the tool in a few words for people, as a phrase, such as "air quality"."""
        ...

    @property
    def asked_by(self) -> str:
        """The regular expression for English words, in small letters, that ask for this tool alone.

        The offline model calls the tool when a question has such words. It is "" for tools that
        tell the weather itself: the time in the question decides between them.
        """
        ...

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The JSON schema of its arguments."""
        ...

    def queries(self, arguments: Mapping[str, Any], asker: Asker) -> list[Query]:
        """Return the queries whose outcomes a call needs.

        Raises:
            ToolError: An argument is missing or of the wrong form; the message tells the model
                what to write instead.
        """
        ...

    def render(
        self, arguments: Mapping[str, Any], outcomes: Sequence[Outcome], asker: Asker
    ) -> dict[str, Any]:
        """Return the JSON that the model reads; `outcomes` has the order of `queries`."""
        ...


def read_result(text: str) -> dict[str, Any] | None:
    """Return a tool's result with its rows as objects; None for a text that is none.

    Results that earlier releases have stored are read too.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return without_tables(data) if isinstance(data, dict) else None


def capabilities(tools: Sequence[Tool], language: Language) -> str:
    """Return the topics of tools for people, as a list within a sentence."""
    return language.listed([language.text(tool.can) for tool in tools])


def schema_of(**properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a tool's arguments, in the form that strict function calling takes.

    Every argument is required; an optional one may be null. Bounds must be told in descriptions:
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
        ToolError: The call has no place, or a value that can't be the name of one.
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
        ToolError: The call asks for units that don't exist.
    """
    own = arguments.get("units")
    if own in (None, "", "null"):
        return None
    known = _UNITS.get(own.strip().lower()) if isinstance(own, str) else None
    if known is None:
        raise ToolError("'units' can't be read; write 'metric', 'imperial' or null.")
    return known


def units_of(arguments: Mapping[str, Any], asker: Asker, place: Place) -> Units:
    """Return the units of a result: the first known of the call's, the asker's and the country's.

    The country is that of the place; without any of them, they are the asker's default.

    Raises:
        ToolError: The call asks for units that don't exist.
    """
    chosen = own_units_of(arguments) or asker.units or units.units_of_country(place.country_code)
    return chosen or asker.default_units
