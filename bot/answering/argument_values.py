"""The values of arguments of tool calls, as models write them: places in parts, counts, nothing."""

import re
from collections.abc import Mapping
from typing import Any, Final

from bot.calls import json_values
from bot.errors import ToolError
from bot.tools import UNITS_SCHEMA, hour_of, own_units_of
from bot.untrusted import as_text

PLACE_NAMES: Final = (
    "place",
    "location",
    "city",
    "city_name",
    "place_name",
    "town",
    "address",
    "query",
)
_PARTS: Final = (
    (*PLACE_NAMES, "name", "value"),
    ("region", "state", "province", "admin1"),
    ("country", "country_name", "country_code"),
)
_NOTHING: Final = frozenset(
    (
        *("", "none", "null", "nil", "n/a", "default", "auto", "automatic", "undefined", "unset"),
        *("any", "unspecified", "not specified", "unknown", "optional", "user default", "string"),
        *("none specified", "not given", "not provided", "not applicable"),
    )
)
_NUMBER_WORDS: Final = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
)
_NUMBERS: Final = {word: number for number, word in enumerate(_NUMBER_WORDS, 1)} | {"a": 1}
_UNIT: Final = {"days": "day", "hours": "hour"}
_TIME_OF_A_HALF = re.compile(r"\d{1,2}(?::\d\d){0,2} ?[ap]\.?m\.?")
_MOMENT = re.compile(r"\s*(\d{4}-\d\d-\d\d)[Tt ]\s*(\d\d):\d\d")
# Japanese and others put no space around a word.
_LATIN: Final = "[a-zß-ɏ]"
_COUNT = re.compile(
    r"(?:(?P<digits>\d{1,3})(?:\.0{1,3})?|(?P<word>[a-z]{1,9}))\s{0,3}(?:(?P<unit>day|hour|week)s?)?"
)


def converted(value: object, schema: Mapping[str, Any]) -> object:
    """Return a value converted to the type of its schema; unchanged if that is not possible."""
    kinds = schema.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if isinstance(value, list) and len(value) == 1:
        return converted(value[0], schema)
    if "null" in kinds and (value in ([], {}) or value is False or says_nothing(value)):
        return None
    if isinstance(value, dict) and "string" in kinds:
        return place_of_parts(value) or value
    if isinstance(value, str):
        return _chosen(value, schema.get("enum")) or _unquoted(value)
    return value


def counted(value: object, name: str) -> object:
    """Return the number that a text for an argument such as "days" counts; else the value."""
    unit = _UNIT.get(name, "")
    count = _COUNT.fullmatch(as_text(value).strip().casefold()) if unit else None
    if count is None or count["unit"] not in (None, unit, *(("week",) if unit == "day" else ())):
        return value
    number = int(count["digits"] or 0) or _NUMBERS.get(count["word"] or "", 0)
    return number * (7 if count["unit"] == "week" else 1) or value


def moment(value: object) -> tuple[str, int] | None:
    """Return the date and the hour of a text such as "2026-11-25T15:00"; None if it is none."""
    written = _MOMENT.match(as_text(value))
    return (written[1], int(written[2])) if written else None


def is_hour(value: object) -> bool:
    """Return whether a value is an hour of the day, or a moment, and not "morning", say.

    Also "15:00 pm", which no tool can read: the model has to hear of it.
    """
    if hour_of(value) is not None or moment(value):
        return True
    text = lowered(as_text(value))
    return text == "now" or bool(_TIME_OF_A_HALF.fullmatch(text))


def is_units(value: object) -> bool:
    """Return whether a value names a system of units that tools know."""
    try:
        return own_units_of({"units": converted(value, UNITS_SCHEMA)}) is not None
    except ToolError:
        return False


def _unquoted(text: str) -> str:
    """Return a text that is in quotation marks of its own, or the only one of a list, without."""
    inner = json_values(text) if text[:1] in '["' else []
    while len(inner) == 1 and isinstance(inner[0], list):
        inner = inner[0]
    return inner[0] if len(inner) == 1 and isinstance(inner[0], str) else text


def says_nothing(value: object) -> bool:
    """Return whether a value is a text that stands for none, such as "<UNKNOWN>"."""
    return isinstance(value, str) and value.strip(" <>[](){}'\"-_").casefold() in _NOTHING


def _chosen(text: str, options: object) -> str:
    """Return the only option that a text names; empty if it names none or several."""
    words = set(re.findall(r"[^\W\d_]++", text.casefold()))
    named = [option for option in options if option in words] if isinstance(options, list) else []
    return as_text(named[0]) if len(named) == 1 else ""


def place_of_parts(parts: Mapping[str, Any]) -> str:
    """Return the given parts as "city, region, country"; empty if there is no city."""
    told = {lowered(key): value for key, value in parts.items()}
    found = [
        next((as_text(told[name]) for name in names if told.get(name)), "") for names in _PARTS
    ]
    first, *wider = found
    added = [part for part in wider if not _has_word(first, part)]
    return ", ".join([first, *(part for part in added if not says_nothing(part))] if first else ())


def _has_word(text: str, word: str) -> bool:
    """Return whether a text names a word: "Florence" does not name "OR"."""
    pattern = rf"(?<!{_LATIN}){re.escape(word.casefold())}(?!{_LATIN})"
    return bool(re.search(pattern, text.casefold()))


def is_part(key: str) -> bool:
    """Return whether a name is that of a part of a place, such as its country."""
    return any(lowered(key) in names for names in _PARTS)


def is_place(key: str) -> bool:
    """Return whether a name is that of the smallest part of a place, such as its city."""
    return lowered(key) in _PARTS[0]


def is_blank(value: object) -> bool:
    """Return whether a value is null or an empty text."""
    return value is None or value == ""


def lowered(name: str) -> str:
    """Return a name in small letters, without space around it."""
    return name.strip().casefold()
