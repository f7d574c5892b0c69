"""The changes of a request that a refusal calls for."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.models.openai import refusal_words
from bot.models.openai.changes import (
    SCHEMA_WORDS,
    Change,
    extra_fields,
    has_null_content,
    has_people_alone,
)
from bot.models.openai.refusals import BAD_REQUEST, BREAKDOWN, Refusal

_NEEDED: Final = frozenset({"model", "messages", "input", "tools"})
_LIMITS: Final = ("max_completion_tokens", "max_output_tokens", "max_tokens")
_OTHER_NAME: Final = {
    "max_tokens": "max_completion_tokens",
    "max_completion_tokens": "max_tokens",
}
_BAD_ROLL: Final = "tool_use_failed"
"""Groq's code for a call that its parser could not read, whatever the text says of schemas."""


def remedies(refusal: Refusal, body: Mapping[str, Any]) -> Iterator[Change]:
    """Yield the changes of a request that may avoid its refusal, the likeliest first."""
    if _is_about_system(refusal, body):
        # Templates say so, which break down over it.
        yield Change("no_system", "role")
    yield from _of_breakdowns(refusal, body)
    if refusal.status not in BAD_REQUEST or refusal.is_filtered or _BAD_ROLL in refusal.codes:
        return
    limit = next((name for name in _LIMITS if name in body), "")
    if limit and _counts(refusal, body[limit]):
        yield Change("drop", limit)
    if refusal.is_too_long:
        return
    if "messages" in body and refusal_words.NO_REASONING.search(refusal.message):
        yield Change("set", "reasoning_effort", "none")
        return
    yield from _wanted(refusal)
    if "include" in body and refusal_words.NO_ENCRYPTION.search(refusal.message):
        yield Change("drop", "include")
    if refused := _refused_parameter(refusal, body):
        yield refused
    elif limit and refusal_words.LIMIT.search(refusal.message):
        yield Change("drop", limit)
    else:
        yield from _of_parts(refusal, body)


def _is_about_system(refusal: Refusal, body: Mapping[str, Any]) -> bool:
    """Return whether the system's role is refused: by its name, or as the only unusual one."""
    said = f"{refusal.param} {refusal.message}"
    if refusal_words.NO_SYSTEM.search(said):
        return True
    may_be = refusal.status in {*BAD_REQUEST, BREAKDOWN} and (
        refusal_words.ABOUT_SYSTEM.search(said)
        or (has_people_alone(body) and refusal_words.ABOUT_ROLES.search(said))
    )
    return bool(may_be)


def _of_breakdowns(refusal: Refusal, body: Mapping[str, Any]) -> Iterator[Change]:
    """Yield the changes for servers that break down, or miss something, instead of refusing."""
    said = refusal.message
    if refusal.status == BREAKDOWN and refusal_words.ABOUT_NOTHING.search(said):
        yield from _without_null(body)
    is_missing = refusal.status == 404  # noqa: PLR2004 - HTTP's own number
    if is_missing and refusal_words.NO_ITEM.search(said) and "reasoning" in extra_fields(body):
        yield Change("withhold", "reasoning")


def _counts(refusal: Refusal, limit: object) -> bool:
    """Return whether the limit for the tokens of a turn is refused by its number.

    Some servers add the limit to the prompt's length, and call the sum too long.
    """
    said = refusal.message
    return _has_word(str(limit), said) or bool(refusal_words.LIMIT_COUNTED.search(said))


def _wanted(refusal: Refusal) -> Iterator[Change]:
    """Yield the parameter that the server wants to have a certain value."""
    if wanted := refusal_words.WANTED.search(refusal.message):
        name = wanted["name"] or wanted["bound"] or wanted["set"] or wanted["streamed"]
        value = wanted["value"] or wanted["only"] or wanted["to"] or "false"
        yield Change("set", name, value.lower() == "true")


def _refused_parameter(refusal: Refusal, body: Mapping[str, Any]) -> Change | None:
    named = [name for name in body if name not in _NEEDED and _names(refusal, name)]
    # The message may name several parameters; the error's own field names the refused one.
    named.sort(key=lambda name: not _is_in(name, refusal.param))
    for name in named:
        other = _OTHER_NAME.get(name)
        if other and _has_word(other, refusal.message):
            return Change("rename", name, other)
        return Change("drop", name)
    return None


def _names(refusal: Refusal, name: str) -> bool:
    return _is_in(name, refusal.param) or (
        # A name of several words is that of the parameter, whatever is said of it.
        _has_word(name, refusal.message)
        and ("_" in name or bool(refusal_words.REFUSED.search(refusal.message)))
    )


def _of_parts(refusal: Refusal, body: Mapping[str, Any]) -> Iterator[Change]:
    """Yield the changes inside of the tools and messages."""
    said = f"{refusal.param} {refusal.message}"
    for name in sorted(set(extra_fields(body))):
        if _has_word(name, said) or (name == "reasoning" and refusal_words.NO_ITEM.search(said)):
            yield Change("withhold", name)
    if any("strict" in tool for tool in body.get("tools", ())) and _has_word("strict", said):
        yield Change("drop_of_tools", "strict")
    if refusal_words.NO_WORDS_BESIDE_CALLS.search(said):
        yield Change("silent_calls", "content")
    is_about_words = bool(refusal_words.ABOUT_WORDS.search(said))
    if is_about_words or refusal_words.ABOUT_NOTHING.search(said):
        yield from _without_null(body)
    if is_about_words:
        yield Change("no_null", "empty")
    if refusal_words.ABOUT_SCHEMA.search(said):
        named = [word for word in SCHEMA_WORDS if _has_word(word, said)]
        for word in dict.fromkeys((*named, *SCHEMA_WORDS)):
            yield Change("plain_schema", word)


def _without_null(body: Mapping[str, Any]) -> Iterator[Change]:
    if has_null_content(body):
        yield Change("no_null", "absent")
        yield Change("no_null", "empty")


def _is_in(name: str, param: str) -> bool:
    """Return whether a path such as `tool_choice.type` begins with a parameter's name."""
    return re.split(r"[.\[]", param, maxsplit=1)[0] == name


def _has_word(word: str, text: str) -> bool:
    return bool(re.search(rf"(?<![\w]){re.escape(word)}(?![\w])", text))
