"""Names, ids and arguments of tool calls, as servers take them and as models write them."""

import hashlib
import itertools
import json
import re
from collections.abc import Collection, Iterator
from typing import Any, Final

CALL_ID_CHARACTERS: Final = 9
MAX_ARGUMENTS_CHARACTERS: Final = 4000

_MAX_VALUES: Final = 128

_MAX_NAME_CHARACTERS: Final = 300
_NO_NAME = re.compile(r"[^\w-]++|__++")
_INDEX = re.compile(r"[_-]\d{1,4}\Z")
_FORMAT = re.compile(r"(?:json|commentary)\Z")
_KIND = re.compile(r"[_-](?:tool|function|func|call|api|v\d{1,2})\Z", re.IGNORECASE)
# What a server's parser or a slip of the model leaves behind a value.
_LEFT_OVER = re.compile(r"[\s}\])\"'`;.]*+(?:<[^<>]{0,40}>\s*+)?")
_BETWEEN = re.compile(r"[\s,;]*+")
_COMMA_AT_THE_END = re.compile(r",(?=\s*+[}\]])")
_FENCE = re.compile(r"```[a-z]*+")
_PYTHON: Final = {"None": "null", "True": "true", "False": "false", "undefined": "null"}
_PYTHON_WORD = re.compile(r"\b(?:None|True|False|undefined)\b")
_QUOTE = re.compile(r"(?<!\\)'")
_BARE_KEY = re.compile(r"(?<=[{,])\s*+(\w{1,40})\s*+:")
_SINGLE = re.compile(r"(?<=[{\[,:])(\s*+)'([^'\"]{0,300})'(?=\s*+[,:}\]])")
_CURLY: Final = dict.fromkeys((0x201C, 0x201D, 0x201E), '"') | dict.fromkeys((0x2018, 0x2019), "'")
# A single argument as in code or in YAML, within the brackets of a call or of an object.
_PAIR = re.compile(
    r"(?:\w{0,40}\(|\{)?\s*+[\"']?(?P<name>\w{1,40})[\"']?\s*+[:=]\s*+"
    r"(?P<quote>[\"']?)(?P<value>[^\"'(){}\[\]=:\n]{1,200})(?P=quote)\s*+[)}]?"
)
BARE_TEXT: Final = re.compile(r"[^\W\d_][\w .,'-]{1,60}")
"""A text that has no marks of JSON, so that it is an argument itself."""


def call_id_of(seed: str) -> str:
    """Return the id of a call as every server takes it: nine letters or digits, made of a seed.

    Mistral's API refuses all others.
    """
    return hashlib.sha256(seed.encode(errors="replace")).hexdigest()[:CALL_ID_CHARACTERS]


def named_tool(written: str, known: Collection[str]) -> str:
    """Return the one known tool that a name means; empty where it is none or several.

    Servers leave tags, namespaces, indexes and quotes around names, and models change their case:
    "functions.get_weather:0", "get_weather<|channel|>commentary", "getWeather". What stands before
    a name is a namespace whatever it says; what stands behind it may make it another name.
    """
    if written in known:
        return written
    by_letters = {_letters(name): name for name in known}
    name = written[:_MAX_NAME_CHARACTERS]
    pieces = [*_NO_NAME.split(name), "_".join(name.split())]
    named = {by_letters[found] for piece in pieces for found in _readings(piece, by_letters)}
    return named.pop() if len(named) == 1 else ""


def _readings(piece: str, by_letters: Collection[str]) -> Iterator[str]:
    """Yield the known names that a piece of a written name is, with or without what it carries."""
    bare = _KIND.sub("", _INDEX.sub("", piece))
    for part in (bare, _FORMAT.sub("", bare)):
        words = re.split("[_-]", part)
        for at in range(len(words)):
            if (letters := _letters("_".join(words[at:]))) in by_letters:
                yield letters
                break


def _letters(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


def read_arguments(text: str, limit: int = MAX_ARGUMENTS_CHARACTERS) -> dict[str, Any] | None:
    """Return the arguments of a call; an empty text counts as an empty object.

    It is None when the text is not a JSON object, or longer than the limit in characters.
    """
    if len(text) > limit:
        return None
    try:
        arguments = json.loads(text.strip() or "{}", parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return arguments if isinstance(arguments, dict) else None


def written_values(text: str) -> list[object]:
    """Return the JSON values that a text stands for, slips mended; empty if it is none.

    A text without marks of JSON is a value itself.
    """
    plain = _FENCE.sub("", text).strip("\ufeff \n\t")
    # Nearly all are right as they are, and to look for slips takes longer than to read.
    for candidate in itertools.chain((plain,), _repaired(plain)):
        if values := json_values(candidate):
            return values
    if pair := _PAIR.fullmatch(plain):
        return [{pair["name"]: pair["value"].strip()}]
    return [plain] if BARE_TEXT.fullmatch(plain) else []


def _repaired(plain: str) -> Iterator[str]:
    """Yield a text with the slips mended that leave one meaning: quotes, commas, words around."""
    repaired = _PYTHON_WORD.sub(lambda word: _PYTHON[word[0]], _COMMA_AT_THE_END.sub("", plain))
    yield repaired
    if '"' not in plain:
        yield _QUOTE.sub('"', repaired).replace("\\'", "'")
    yield _BARE_KEY.sub(r'"\1":', _SINGLE.sub(r'\1"\2"', repaired.translate(_CURLY)))
    yield plain.replace('\\"', '"')  # decoded by half
    # Only the end is missing; a value that is torn itself can't be read.
    if plain[-1:] not in "{[":
        yield from (plain + end for end in ("}", "}}", "]}"))
    first, last = plain.find("{"), plain.rfind("}")
    if 0 <= first < last:
        yield plain[first : last + 1]


def json_values(text: str) -> list[object]:
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
