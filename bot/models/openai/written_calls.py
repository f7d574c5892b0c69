"""Tool calls that a model has written among its words, and that its server has not recognized.

Such a call must never be shown to a person as the answer.
"""

import contextlib
import json
import re
from collections.abc import Collection, Iterator
from typing import Any, Final

from bot.calls import named_tool
from bot.untrusted import as_object, as_text

_MAX_CHARACTERS: Final = 20_000
_MAX_FAILURES: Final = 16
"""Most opening braces without valid JSON that are tried; each try reads to the end of the text."""
_MAX_NAME_ALONE: Final = 60
"""Most characters of a text that begins with a tool's name and says nothing more."""
_MAX_DEPTH: Final = 4

# By family: Hermes, Qwen, GLM and Kimi; Llama; Anthropic's form; Mistral; Cohere; Harmony;
# DeepSeek; Gemma; ReAct.
_MARK = re.compile(
    r"<[|\uff5c]?/?(?:\w{1,12}[:\uff5c])?tool[_▁ ]?calls?|<function(?:[ _]?calls?)?[\s=>]|<invoke\b"
    r"|<\|python_tag\|>|\[TOOL_CALLS\]|\[ARGS\]|<\|START_ACTION\|>|<\|action_start\|>"
    r"|\bto=(?:functions?\.)?\w|<\uff5cDSML\uff5c|```tool_(?:code|call)|\bfunctools\["
    r"|\bAction Input:|\bAction: ?[\w.-]{1,60}+ {0,3}(?:\Z|[\n(\[{])",
    re.IGNORECASE,
)
_NAMES: Final = (
    *("name", "function", "tool", "tool_name", "function_name", "action", "recipient_name"),
)
_ARGUMENTS: Final = (
    *("arguments", "parameters", "args", "input", "tool_input", "action_input", "params", "kwargs"),
)
_LISTS: Final = ("tool_calls", "tool_uses", "function_calls", "calls")
_SIGNS = re.compile(r"\A[\W_]*+")
_PARAMETER = re.compile(
    r"<[^<>=]{0,30}(?:parameter|param|arg)(?:\s+name)?\s*+=\s*+[\"']?+(?P<named>\w{1,40})[\"']?+"
    r"[^<>]{0,60}>(?P<value>[^<]{0,300})"
    r"|<(?:\w{1,12}_)?arg_key>(?P<key>[^<]{1,60})</\w{1,20}>\s*+<\w{1,20}>(?P<of_key>[^<]{0,300})"
    r"|<name>(?P<pair>[^<]{1,60})</name>\s*+<value>(?P<of_pair>[^<]{0,300})"
    r"|<(?P<tag>\w{1,40})>(?P<of_tag>[^<]{1,300})</"
)
_KEYWORD = re.compile(
    r"\b(?P<name>\w{1,40})[\"']?[ \t]*+[=:][ \t]*+"
    r"(?:\"(?P<double>[^\"]{0,300})\"|'(?P<single>[^']{0,300})'|(?P<bare>[\w.+-]{1,40})"
    r"|\[(?P<listed>[^\[\]]{0,300})\])"
)
# A call's only argument, without its name; Mistral's marks are none.
_FIRST = re.compile(
    r"\W{0,3}[(\[](?!(?i:ARGS|CALL_ID|TOOL_\w+)\s*+\])"
    r"\s*+[\"']?+(?P<first>[^\W\d_][^\"'()\[\]{}=:]{1,60})"
    r"(?:[\"'](?!\s*+:)|[)\]])"
)
# An item of a list that is not one of JSON, such as Python's with both kinds of quotation marks.
_QUOTED = re.compile(r"(?:^|,)\s*+(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')(?=\s*+(?:,|$))")
# As Gemma writes one, and as one stands in a text within a text.
_QUOTE = re.compile(r"<\|\"\|>|<escape>|\\\"")
# A whole call as a text of JSON.
_ENCODED = re.compile(r"\s*+\"(?>(?:[^\"\\]|\\.)*)\"\s*+", re.DOTALL)
_PYTHON: Final = {"None": None, "True": True, "False": False, "null": None}

Call = tuple[str, str]
"""A call's name and its arguments as JSON text."""


def written_calls(text: str, names: Collection[str]) -> tuple[list[Call], str]:
    """Return the calls in a text and the words of the answer, which are empty beside a call.

    Args:
        text: A model's words, without its thoughts.
        names: The names of the known tools. A call without a special token must have one of them.
    """
    if not names or (not (mark := _MARK.search(text)) and not _may_name(text, names)):
        return [], text
    part = _decoded(text[: _MAX_CHARACTERS + (mark.start() if mark else 0)])
    calls = [
        call
        for value in _values(part)
        for call in _calls_of(value, names, is_marked=mark is not None)
    ]
    if not calls and (mark or _is_code(part, names)):
        calls = list(_named_calls(part[mark.start() if mark else 0 :], names))
    is_name_alone = len(text) <= _MAX_NAME_ALONE and _pattern(names).match(_SIGNS.sub("", text, 1))
    return list(dict.fromkeys(calls)), "" if calls or mark or is_name_alone else text


def _decoded(text: str) -> str:
    """Return the text within a text of JSON; all others as they are."""
    with contextlib.suppress(ValueError):
        return as_text(json.loads(text)) if _ENCODED.fullmatch(text) else text
    return text


def _may_name(text: str, names: Collection[str]) -> bool:
    lowered = text.lower().replace("-", "_")
    return any(name.lower() in lowered or name.replace("_", "") in lowered for name in names)


def _values(text: str) -> Iterator[object]:
    """Yield the JSON objects and lists that stand in a text."""
    decoder, at, failures = json.JSONDecoder(), 0, 0
    for start in re.finditer(r"[{\[]", text):
        if start.start() < at:
            continue
        if failures == _MAX_FAILURES:
            return
        try:
            value, at = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            failures += 1
            continue
        yield value


def _calls_of(
    value: object, names: Collection[str], *, is_marked: bool, depth: int = _MAX_DEPTH
) -> Iterator[Call]:
    """Yield the calls in a JSON value: an object, a list of them, or objects inside of others."""
    if not depth:
        return
    if isinstance(value, list):
        for item in value:
            yield from _calls_of(item, names, is_marked=is_marked, depth=depth - 1)
    elif isinstance(value, dict):
        inner = next((value[name] for name in _LISTS if isinstance(value.get(name), list)), None)
        inner = inner or next((v for v in value.values() if _has_a_name(v)), None)
        if inner is not None:
            yield from _calls_of(inner, names, is_marked=is_marked, depth=depth - 1)
        elif call := _call_of(value, names, is_marked=is_marked):
            yield call


def _has_a_name(value: object) -> bool:
    """Return whether a value is an object with a name and arguments, as a call is."""
    fields = as_object(value)
    return isinstance(fields.get("name"), str) and any(name in fields for name in _ARGUMENTS)


def _call_of(fields: dict[str, Any], names: Collection[str], *, is_marked: bool) -> Call | None:
    written = next((fields[name] for name in _NAMES if isinstance(fields.get(name), str)), "")
    has_arguments = [name for name in _ARGUMENTS if name in fields]
    name = named_tool(written, names) or (written if is_marked and has_arguments else "")
    if name:
        rest = {key: value for key, value in fields.items() if key not in (*_NAMES, "type", "id")}
        return name, _as_json(fields[has_arguments[0]] if has_arguments else rest)
    if len(fields) == 1:
        ((key, value),) = fields.items()
        if (name := named_tool(key, names)) and isinstance(value, dict | str):
            return name, _as_json(value)
    return None


def _named_calls(text: str, names: Collection[str]) -> Iterator[Call]:
    """Yield a call for each known name in a text, with the arguments that stand behind it.

    A name without any only announces the calls, where there are others.
    """
    found = list(_pattern(names).finditer(text))
    ends = (*(match.start() for match in found), len(text))[1:]
    calls = [
        (named_tool(match[0], names), _arguments_in(text[match.end() : end]))
        for match, end in zip(found, ends, strict=False)
    ]
    full = [call for call in calls if call[1]]
    for name, arguments in full or calls:
        yield name, _as_json(arguments)


def _arguments_in(text: str) -> dict[str, Any] | str:
    """Return the arguments in a text, be they JSON, tags or keywords, or one without a name.

    It is empty where the text has none.
    """
    if value := next((item for item in _values(text) if isinstance(item, dict)), None):
        return value
    tagged = {
        (tag["named"] or tag["key"] or tag["pair"] or tag["tag"]).strip(): _scalar(
            tag["value"] or tag["of_key"] or tag["of_pair"] or tag["of_tag"] or ""
        )
        for tag in _PARAMETER.finditer(text)
    }
    if tagged:
        return tagged
    if alone := _FIRST.match(text):
        return alone["first"].strip()
    return _keywords_in(_QUOTE.sub('"', text))


def _keywords_in(text: str) -> dict[str, Any]:
    return {word["name"]: _value_of(word) for word in _KEYWORD.finditer(text)}


def _value_of(word: re.Match[str]) -> object:
    """Return the value behind a keyword: a text, a list, keywords in one, or a bare word's."""
    if listed := word["listed"]:
        for spelled in (listed, listed.replace("'", '"')):
            with contextlib.suppress(ValueError):
                return json.loads(f"[{spelled}]")
        quoted = [item["double"] or item["single"] for item in _QUOTED.finditer(listed)]
        return _keywords_in(listed) or quoted or listed
    return _scalar(word["bare"]) if word["bare"] else word["double"] or word["single"]


def _scalar(written: str) -> object:
    """Return the value of an unquoted word: a constant, a whole number, or the word itself.

    More than three digits, or some behind a zero, are no number, but a postal code.
    """
    word = written.strip()
    if word in _PYTHON:
        return _PYTHON[word]
    return int(word) if re.fullmatch(r"-?(?:0|[1-9]\d{0,2})", word) else word


def _is_code(text: str, names: Collection[str]) -> bool:
    """Return whether a tool's name stands in a text as in code, with its arguments behind it.

    A tag of its own, brackets, an object, a keyword: a name in a sentence has none of these.
    """
    name = _one_of(names)
    forms = (
        rf"(?<![\w/]){name}[\"'`*]{{0,3}}(?:\.\w{{1,20}})?\s*+[(\[]\s*+(?:[\"'{{)\]]|\w{{1,40}}\s*+[=:)\]])",
        rf"(?<![\w/]){name}\b[^{{}}]{{0,40}}\{{\s*+[\"']?\w",
        rf"(?<![\w/]){name}\b[^=\n]{{0,20}}\b\w{{1,40}}=[\"'\w]",
        rf"<[^<>]{{0,60}}(?<![\w/]){name}\b[^<>]{{0,200}}>|>\s*+{name}\s*+<",
        rf"\b(?:{'|'.join(_NAMES)})[\"']?\s*+:\s*+[\"']?(?:functions\.)?{name}\b",
    )
    return any(re.search(form, text, re.IGNORECASE) for form in forms)


def _pattern(names: Collection[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w/]){_one_of(names)}(?![A-Za-z_])", re.IGNORECASE)


def _one_of(names: Collection[str]) -> str:
    """Return the pattern of all names, however their words are joined."""
    return f"(?:{'|'.join(re.escape(name).replace('_', '[_-]?') for name in names)})"


def _as_json(value: object) -> str:
    return as_text(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
