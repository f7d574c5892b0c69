"""Names, ids and arguments of tool calls, as servers take them and as models write them."""

import hashlib
import json
import re
from collections.abc import Collection, Iterator
from typing import Any, Final

CALL_ID_CHARACTERS: Final = 9

_MAX_NAME_CHARACTERS: Final = 300
_NO_NAME = re.compile(r"[^\w-]++|__++")
_INDEX = re.compile(r"[_-]\d{1,4}\Z")
_FORMAT = re.compile(r"(?:json|commentary)\Z")
_KIND = re.compile(r"[_-](?:tool|function|func|call|api|v\d{1,2})\Z", re.IGNORECASE)


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


MAX_ARGUMENTS_CHARACTERS = 4000


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


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
