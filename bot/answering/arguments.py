"""Repair of malformed arguments of tool calls, wherever they can mean only one thing.

A model repeats its mistakes: answering it with an error would lose the whole question.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.calls import MAX_ARGUMENTS_CHARACTERS, read_arguments
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
_PLACE: Final = ("place", "location", "city", "city_name", "place_name", "town", "address", "query")
_PARTS: Final = (
    (*_PLACE, "name", "value"),
    ("region", "state", "province", "admin1"),
    ("country", "country_name", "country_code"),
)
_NOTHING: Final = frozenset(
    (
        *("", "none", "null", "nil", "n/a", "default", "auto", "automatic", "undefined", "unset"),
        *("any", "unspecified", "not specified", "unknown", "optional", "user default", "string"),
    )
)
_NUMBER_WORDS: Final = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
)
_NUMBERS: Final = {word: number for number, word in enumerate(_NUMBER_WORDS, 1)}
# What a server's parser or a slip of the model leaves behind a value.
_LEFT_OVER = re.compile(r"[\s}\])\"'`;.]*+(?:<[^<>]{0,40}>\s*+)?")
_BETWEEN = re.compile(r"[\s,;]*+")
_COMMA_AT_THE_END = re.compile(r",(?=\s*+[}\]])")
_FENCE = re.compile(r"```[a-z]*+")
_PYTHON: Final = {"None": "null", "True": "true", "False": "false", "undefined": "null"}
_PYTHON_WORD = re.compile(r"\b(?:None|True|False|undefined)\b")
_BARE_KEY = re.compile(r"(?<=[{,\n])\s*+(\w{1,40})\s*+:")
_SINGLE = re.compile(r"(?<=[{\[,:])(\s*+)'([^'\"]{0,300})'(?=\s*+[,:}\]])")
_CURLY: Final = dict.fromkeys((0x201C, 0x201D, 0x201E), '"') | dict.fromkeys((0x2018, 0x2019), "'")
_PAIR = re.compile(r"(\w{1,40})\s*+[:=]\s*+[\"']?+([^\"'{}\[\]=:\n]{1,200})[\"']?+")
_BARE = re.compile(r"[^\W\d_][\w .,'-]{1,60}")


def read_calls(text: str, tool: Tool) -> list[str]:
    """Return the arguments, as JSON texts, of all calls that the text of one call stands for.

    Valid arguments are returned unchanged, and so are arguments that can't be repaired.
    """
    properties = as_object(tool.parameters.get("properties"))
    if len(text) > MAX_ARGUMENTS_CHARACTERS or not properties:
        return [text]
    found = [
        mended
        for value in _values(text)
        for arguments in _objects(value, properties)
        for mended in _mended(arguments, properties)
    ]
    if not found or found == [read_arguments(text)]:
        return [text]
    return list(dict.fromkeys(json.dumps(each, ensure_ascii=False) for each in found))


def _values(text: str) -> list[object]:
    """Return the JSON values that a text consists of; empty if it has other text in it."""
    plain = _FENCE.sub("", text).strip("\ufeff \n\t")
    for candidate in dict.fromkeys((plain, *_repaired(plain))):
        if values := _decoded(candidate):
            return values
    if pair := _PAIR.fullmatch(plain):
        return [{pair[1]: pair[2].strip()}]
    return [plain] if _BARE.fullmatch(plain) else []


def _repaired(plain: str) -> Iterator[str]:
    """Yield a text with the slips mended that leave one meaning: quotes, commas, words around."""
    repaired = _PYTHON_WORD.sub(lambda word: _PYTHON[word[0]], _COMMA_AT_THE_END.sub("", plain))
    yield repaired
    if '"' not in plain:
        yield repaired.replace("'", '"')
    yield _BARE_KEY.sub(r'"\1":', _SINGLE.sub(r'\1"\2"', repaired.translate(_CURLY)))
    first, last = plain.find("{"), plain.rfind("}")
    if 0 <= first < last:
        yield plain[first : last + 1]


def _decoded(text: str) -> list[object]:
    """Return the JSON values that follow one another in a text; empty if it is not all JSON."""
    values: list[object] = []
    at = 0
    while at < len(text) and len(values) < _MAX_VALUES:
        if values and _LEFT_OVER.fullmatch(text, at):
            break
        try:
            value, at = json.JSONDecoder(parse_constant=_refuse).raw_decode(text, at)
        except (ValueError, RecursionError):
            return []
        values.append(value)
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr] # nothing matches it as well
    return values


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _objects(
    value: object, properties: Mapping[str, Any], depth: int = _MAX_DEPTH
) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects with arguments in a value, out of lists, strings and wrappers."""
    if isinstance(value, list):
        for item in value[:_MAX_VALUES] if depth else ():
            yield from _objects(item, properties, depth - 1)
    elif isinstance(value, str):
        encoded = _values(value) if depth and value[:1] in '{["`' else []
        for item in encoded:
            yield from _objects(item, properties, depth - 1)
        if not encoded and _BARE.fullmatch(value) and value.casefold() not in _NOTHING:
            yield {"place": value}
    elif isinstance(value, dict):
        inner = _wrapped(value, properties) if depth else None
        if inner is None:
            yield value
        else:
            yield from _objects(inner, properties, depth - 1)


def _wrapped(value: Mapping[str, Any], properties: Mapping[str, Any]) -> object:
    """Return the arguments that an object only wraps; None if it is the arguments itself."""
    around = _WRAPPERS.intersection(value)
    if len(around) == 1 and value.keys() <= _AROUND and not around & properties.keys():
        return value[next(iter(around))]
    own = {_squashed(name) for name in (*properties, *_PLACE, *_PLACES)}
    if any(_squashed(key) in own for key in value):
        return None
    objects_in = [item for item in value.values() if isinstance(item, dict)]
    return objects_in[0] if len(objects_in) == 1 else None


def _mended(
    arguments: Mapping[str, Any], properties: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """Yield arguments with the tool's own names and with values that its schema knows.

    A list under a name such as "places" stands for several calls; under "place" it can be a name
    and its region.
    """
    named, places = _named(arguments, properties)
    mended = {name: _value(value, as_object(properties.get(name))) for name, value in named.items()}
    if not places:
        yield mended
    for place in places:
        yield {"place": _value(place, as_object(properties["place"]))} | mended


def _named(
    arguments: Mapping[str, Any], properties: Mapping[str, Any]
) -> tuple[dict[str, Any], list[object]]:
    """Return arguments by the tool's own names, and the places of a name that means several."""
    own = {_squashed(name): name for name in properties}
    named: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for key, value in arguments.items():
        squashed = _squashed(key)
        name = own.get(squashed) or own.get(f"{squashed}s")
        if name and name not in named:
            named[name] = value
        else:
            others[key] = value
    if "place" not in properties or "place" in named:
        return others | named, []
    lowered = {key.strip().casefold(): key for key in others}
    if many := next((lowered[name] for name in _PLACES if name in lowered), None):
        places = others.pop(many)
        return others | named, places if isinstance(places, list) else [places]
    if place := _place_of_parts(others):
        rest = {key: value for key, value in others.items() if not _is_part(key)}
        return {"place": place} | rest | named, []
    if one := next((lowered[name] for name in _PLACE if name in lowered), None):
        named["place"] = others.pop(one)
    return others | named, []


def _value(value: object, schema: Mapping[str, Any]) -> object:
    """Return a value converted to the type of its schema; unchanged if that is not possible."""
    kinds = schema.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if isinstance(value, list) and len(value) == 1:
        return _value(value[0], schema)
    if "null" in kinds and (value in ([], {}) or value is False or _says_nothing(value)):
        return None
    if isinstance(value, dict) and "string" in kinds:
        return _place_of_parts(value) or value
    if isinstance(value, str):
        if "integer" in kinds:
            return _NUMBERS.get(value.strip().casefold(), value)
        return _chosen(value, schema.get("enum")) or _unquoted(value)
    return value


def _unquoted(text: str) -> str:
    """Return a text that is in quotation marks of its own, or the only one of a list, without."""
    inner = _decoded(text) if text[:1] in '["' else []
    while len(inner) == 1 and isinstance(inner[0], list):
        inner = inner[0]
    return inner[0] if len(inner) == 1 and isinstance(inner[0], str) else text


def _says_nothing(value: object) -> bool:
    return isinstance(value, str) and value.strip().casefold() in _NOTHING


def _chosen(text: str, options: object) -> str:
    """Return the only option that a text names; empty if it names none or several."""
    words = set(re.findall(r"[^\W\d_]++", text.casefold()))
    named = [option for option in options if option in words] if isinstance(options, list) else []
    return as_text(named[0]) if len(named) == 1 else ""


def _place_of_parts(parts: Mapping[str, Any]) -> str:
    """Return the given parts as "city, region, country"; empty if there is no city."""
    lowered = {key.strip().casefold(): value for key, value in parts.items()}
    found = [
        next((as_text(lowered[name]) for name in names if lowered.get(name)), "")
        for names in _PARTS
    ]
    return ", ".join(part for part in found if part) if found[0] else ""


def _is_part(key: str) -> bool:
    return any(key.strip().casefold() in names for names in _PARTS)


def _squashed(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()
