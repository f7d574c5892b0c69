"""Repair of malformed arguments of tool calls, wherever they can mean only one thing.

A model repeats its mistakes: answering it with an error would lose the whole question.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from bot.answering.argument_values import (
    PLACE_NAMES,
    converted,
    counted,
    is_blank,
    is_hour,
    is_part,
    is_place,
    is_units,
    lowered,
    moment,
    place_of_parts,
    says_nothing,
)
from bot.calls import BARE_TEXT, MAX_ARGUMENTS_CHARACTERS, read_arguments, written_values
from bot.tools import Tool
from bot.untrusted import as_object, as_text

_MAX_VALUES: Final = 128
_MAX_DEPTH: Final = 4
"""Times that arguments are decoded or taken out of a wrapper."""

_WRAPPERS: Final = frozenset(
    ("arguments", "parameters", "input", "properties", "args", "params", "kwargs", "tool_input")
)
_AROUND: Final = _WRAPPERS | {"name", "type", "id", "function", "tool", "tool_name", "description"}
_PLACES: Final = ("places", "locations", "cities")
_LIKE_PLACE = re.compile(
    r"place|loc(?!ale)|city|town|village|where|region|area|address|dest|site|query|target"
    r"|^(?:q|0|arg\w{0,4}|text|input|value|name)$",
    re.IGNORECASE,
)
_DATES: Final = frozenset(
    ("date", "day", "startdate", "startday", "start", "from", "fromdate", "targetdate", "when")
)
_SPANS: Final = frozenset(("dates", "daterange", "period", "timeframe"))
_HOURS: Final = frozenset(
    (
        *("hour", "hourofday", "starthour", "fromhour"),
        *("time", "timeofday", "starttime", "fromtime", "at"),
    )
)
_ENDS: Final = frozenset(("enddate", "endday", "end", "to", "todate", "until", "lastday"))
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_BOTH_ENDS: Final = 2
_UNITS: Final = frozenset(
    ("temperatureunit", "temperatureunits", "tempunit", "unitsystem", "measurementsystem")
)
_NO_LETTER: Final = re.compile(r"[\W_]")


def read_calls(text: str, tool: Tool) -> list[str]:
    """Return the arguments, as JSON texts, of all calls that the text of one call stands for.

    Valid arguments are returned unchanged, and so are arguments that can't be repaired.
    """
    properties = as_object(tool.parameters.get("properties"))
    if len(text) > MAX_ARGUMENTS_CHARACTERS or not properties:
        return [text]
    found = [
        mended
        for value in written_values(text)
        for arguments in _objects(value, properties)
        for mended in _mended(arguments, properties)
    ]
    if not found or found == [read_arguments(text)]:
        return [text]
    found = list(filter(None, found)) or found
    return list(dict.fromkeys(in_own_letters(each) for each in found))


def in_own_letters(value: object) -> str:
    """Return a value as JSON text: a server counts each escaped letter as several."""
    return as_text(json.dumps(value, ensure_ascii=False))


def _objects(
    value: object, properties: Mapping[str, Any], depth: int = _MAX_DEPTH
) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects with arguments in a value, out of lists, strings and wrappers."""
    if pairs := _pairs(value, properties):
        yield pairs
    elif isinstance(value, list):
        for item in value[:_MAX_VALUES] if depth else ():
            yield from _objects(item, properties, depth - 1)
    elif isinstance(value, str):
        encoded = written_values(value) if depth and value.lstrip()[:1] in '{["' else []
        for item in encoded:
            yield from _objects(item, properties, depth - 1)
        if BARE_TEXT.fullmatch(value) and not says_nothing(value):
            yield {"place": value}
    elif isinstance(value, dict):
        inner = _wrapped(value, properties) if depth else None
        if inner is None:
            yield value
        else:
            yield from _objects(inner, properties, depth - 1)


def _pairs(value: object, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments in {"name": …, "value": …}, or in a list of such; {} if it is none."""
    items = value if isinstance(value, list) else [value]
    fields = [as_object(item) for item in items[:_MAX_VALUES]]
    is_one = all(
        "value" in each
        and as_text(each.get("name")) in properties
        and properties.keys().isdisjoint(each)
        for each in fields
    )
    return {each["name"]: each["value"] for each in fields} if is_one else {}


def _wrapped(value: Mapping[str, Any], properties: Mapping[str, Any]) -> object:
    """Return the arguments that an object only wraps; None if it is the arguments itself."""
    around = _WRAPPERS.intersection(value)
    if len(around) == 1 and value.keys() <= _AROUND and not around & properties.keys():
        return value[next(iter(around))]
    own = {_squashed(name) for name in (*properties, *PLACE_NAMES, *_PLACES)}
    if any(_squashed(key) in own for key in value):
        return None
    inner = [item for item in value.values() if _may_hold_arguments(item)]
    return inner[0] if len(inner) == 1 else None


def _may_hold_arguments(value: object) -> bool:
    """Return whether a value is an object, a list of objects, or a text of one, and not empty."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(item, dict) for item in value)
    return bool(as_object(value)) or as_text(value).startswith("{")


def _mended(
    arguments: Mapping[str, Any], properties: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """Yield arguments with the tool's own names and with values that its schema knows.

    A list under a name such as "places" stands for several calls; under "place" it can be a name
    and its region.
    """
    named, places = _named(arguments, properties)
    mended = {
        name: counted(converted(value, as_object(properties.get(name))), name)
        for name, value in named.items()
    }
    mended = _with_days(_with_hour(mended), may_span="days" in properties)
    if not places:
        yield mended
    # Each place of a list for each of all other lists would be calls without end. The tool's own
    # names come first, and so count before others that mean the same.
    shared = {
        key: mended[key]
        for key in sorted(mended, key=lambda key: key not in properties)
        if lowered(key) not in _PLACES and not is_place(key)
    }
    for place in places:
        each = place if isinstance(place, dict) else {"place": place}
        # What is asked about this place alone goes before what is asked about all.
        told = {key: value for key, value in each.items() if not is_blank(value)}
        yield from _mended(told | (shared | told), properties)


def _named(
    arguments: Mapping[str, Any], properties: Mapping[str, Any]
) -> tuple[dict[str, Any], list[object]]:
    """Return arguments by the tool's own names, and the places of a name that means several."""
    own = {_squashed(name): name for name in properties}
    named: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for key, value in arguments.items():
        name = _own_name(key, value, own)
        is_new = is_blank(named.get(name))
        if name and is_new and not (name == "place" and is_blank(value)):
            named[name] = value
        else:
            others[key] = value
    if "place" in named:
        return _with_parts(named, others), []
    if "place" not in properties:
        return others | named, []
    keys = {lowered(key): key for key in others}
    if many := next((keys[name] for name in _PLACES if name in keys), None):
        places = others.pop(many)
        return others | named, places if isinstance(places, list) else [places]
    if place := place_of_parts(others):
        rest = {key: value for key, value in others.items() if not is_part(key)}
        return {"place": place} | rest | named, []
    given = (keys[name] for name in PLACE_NAMES if name in keys)
    one = next((key for key in given if not is_blank(others[key])), "") or _only_place(others)
    if one:
        named["place"] = others.pop(one)
    return others | named, []


def _with_parts(named: dict[str, Any], others: dict[str, Any]) -> dict[str, Any]:
    """Return arguments with the region and the country that stand beside a place added to it."""
    parts = {key: value for key, value in others.items() if is_part(key)}
    place = converted(named["place"], {"type": "string"})  # which may be in parts itself
    named["place"] = place_of_parts(parts | {"place": place}) or named["place"]
    return {key: value for key, value in others.items() if key not in parts} | named


def _own_name(key: str, value: object, own: Mapping[str, str]) -> str:
    """Return the tool's own name for a name that a model has written; "" if it has none."""
    squashed = _squashed(key)
    if squashed in own:
        return own[squashed]
    is_count = isinstance(value, int) or as_text(value).isdigit()
    is_span = squashed in _SPANS and bool(_dates_in(value))
    meant = {
        "firstday": (squashed in _DATES and not is_count) or is_span,
        "firsthour": squashed in _HOURS and is_hour(value),
        "units": squashed in _UNITS and is_units(value),
        "days": squashed.endswith("days"),
    }
    if name := next((name for name, is_meant in meant.items() if is_meant and name in own), ""):
        return own[name]
    return own.get(f"{squashed}s", "")


def _only_place(others: Mapping[str, Any]) -> str:
    """Return the only name that may stand for the place; empty if it is none or several."""
    found = [key for key in others if _LIKE_PLACE.search(key) and as_text(others[key]).strip()]
    return found[0] if len(found) == 1 else ""


def _with_hour(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return arguments with a date and an hour in place of a moment for the first hour."""
    at = moment(arguments.get("first_hour"))
    if at is None:
        return arguments
    first_day = arguments.get("first_day")
    day = at[0] if is_blank(first_day) else first_day
    return arguments | {"first_day": day, "first_hour": at[1]}


def _with_days(arguments: dict[str, Any], *, may_span: bool) -> dict[str, Any]:
    """Return arguments with a number of days in place of the date of the last one.

    Where that number is told, or the tool takes none, the first date alone is left of a span.
    """
    first_day = arguments.get("first_day")
    own = _dates_in(first_day)
    is_counted = not may_span or arguments.get("days") is not None
    is_one = len(own) == 1 and not isinstance(first_day, str)
    if is_one or (is_counted and own[1:]):
        arguments = arguments | {"first_day": own[0]}
    end = next((key for key in arguments if _squashed(key) in _ENDS), "")
    dates = [*own, *(at for at in _dates_in(arguments.get(end)) if at not in own[1:])]
    if is_counted or len(dates) < _BOTH_ENDS:
        return arguments
    try:
        first, last = (date.fromisoformat(dates[at]) for at in (0, -1))
    except ValueError:
        return arguments
    days = (last - first).days + 1
    if days < 1 or len(dates) not in (_BOTH_ENDS, days):
        return arguments
    others = {key: value for key, value in arguments.items() if key != end}
    return others | {"first_day": dates[0], "days": days}


def _dates_in(value: object) -> list[str]:
    """Return the dates in a text, in a list of texts or in the values of an object."""
    texts = [*value.values()] if isinstance(value, dict) else value
    texts = texts if isinstance(texts, list) else [texts]
    return _DATE.findall(" ".join(map(as_text, texts)))


def _squashed(name: str) -> str:
    return (name if name.isalnum() else _NO_LETTER.sub("", name)).casefold()
