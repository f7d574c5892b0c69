"""Changes that one server needs in every request, learnt from its refusals."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from bot.untrusted import as_object, objects

Json = dict[str, Any]

OWN_FIELDS: Final = {
    *("role", "type", "content", "phase", "tool_calls", "tool_call_id", "id", "name", "function"),
    *("arguments", "call_id", "output"),
}
"""The fields of messages, calls and items in the two APIs; all others are a server's additions."""

SCHEMA_WORDS: Final = ("additionalProperties", "type", "enum")
"""The words of a tool's schema that some servers refuse: `additionalProperties` at all, `type` with
a list of types, `enum` with null among its values."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change that one server needs in every request.

    Attributes:
        action: The kind of change. "drop", "rename" and "set" are for a parameter of the request;
            "withhold" leaves a field that the server itself added out of all messages;
            "drop_of_tools" leaves a field out of each tool; "plain_schema" simplifies the tools'
            schemas; "no_null" replaces the null of a message without words; "silent_calls" leaves
            out the words beside calls; "no_system" puts the system's words before those of the
            first user.
        name: The parameter, the field, or the word of a schema; for "no_null" whether the words
            become "absent" or "empty".
        value: The parameter's new name or its value.
    """

    action: Literal[
        "drop",
        "rename",
        "set",
        "withhold",
        "drop_of_tools",
        "plain_schema",
        "no_null",
        "silent_calls",
        "no_system",
    ]
    name: str
    value: str | bool = ""

    def apply(self, body: Mapping[str, Any]) -> Json:
        """Return a request's body with this change made."""
        return _ACTIONS[self.action](dict(body), self)


def extra_fields(body: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of the fields that the server itself has added to messages and calls.

    Reasoning, an item of its own in the Responses API, is yielded as "reasoning".
    """
    for message in _messages(body):
        if message.get("type") == "reasoning":
            yield "reasoning"
            continue
        calls = objects(message.get("tool_calls"))
        for part in (message, *calls, *(as_object(call.get("function")) for call in calls)):
            yield from part.keys() - OWN_FIELDS


def has_null_content(body: Mapping[str, Any]) -> bool:
    """Return whether the content of any message is null."""
    return any("content" in message and message["content"] is None for message in _messages(body))


def has_people_alone(body: Mapping[str, Any]) -> bool:
    """Return whether a request holds only what the system and people say, so no turn yet."""
    return all(message.get("role") in ("system", "user") for message in _messages(body))


def plainer(schema: object, word: str) -> Any:  # noqa: ANN401 - a schema is JSON of any shape
    """Return a schema in which one of `SCHEMA_WORDS` is simplified or left out.

    A property that loses its type null becomes optional.
    """
    if isinstance(schema, list):
        return [plainer(item, word) for item in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {name: plainer(value, word) for name, value in schema.items()}
    kinds, values = plain.get("type"), plain.get("enum")
    if word == "additionalProperties" and not isinstance(plain.get(word), dict):
        plain.pop(word, None)
    elif word == "type" and isinstance(kinds, list):
        plain["type"] = next((kind for kind in kinds if kind != "null"), "string")
    elif word == "enum" and isinstance(values, list):
        plain["enum"] = [value for value in values if value is not None]
    if word == "type" and isinstance(schema.get("required"), list):
        properties = as_object(schema.get("properties"))
        plain["required"] = [
            name for name in schema["required"] if not _can_be_null(properties.get(name))
        ]
    return plain


def _can_be_null(schema: object) -> bool:
    kinds = as_object(schema).get("type")
    return isinstance(kinds, list) and "null" in kinds


def _messages(body: Mapping[str, Any]) -> list[Json]:
    return objects(body.get("messages") or body.get("input"))


def _with_messages(body: Json, change: Callable[[Json], Json | None]) -> Json:
    """Return a request with each message changed; messages that become None are left out."""
    for name in ("messages", "input"):
        if name in body:
            changed = (change(message) for message in body[name])
            body[name] = [message for message in changed if message is not None]
    return body


def _drop(body: Json, change: Change) -> Json:
    body.pop(change.name, None)
    return body


def _rename(body: Json, change: Change) -> Json:
    if change.name in body:
        body[str(change.value)] = body.pop(change.name)
    return body


def _set(body: Json, change: Change) -> Json:
    return body | {change.name: change.value}


def _withhold(body: Json, change: Change) -> Json:
    def without(message: Json) -> Json | None:
        if message.get("type") == change.name:
            return None
        kept = _without(message, change.name)
        if "tool_calls" in kept:
            kept["tool_calls"] = [_call_without(call, change.name) for call in kept["tool_calls"]]
        return kept

    return _with_messages(body, without)


def _call_without(call: Json, name: str) -> Json:
    kept = _without(call, name)
    return kept | {"function": _without(as_object(kept.get("function")), name)}


def _without(fields: Json, name: str) -> Json:
    return {key: value for key, value in fields.items() if key != name}


def _no_null(body: Json, change: Change) -> Json:
    def said(message: Json) -> Json:
        if "content" not in message or message["content"] is not None:
            if change.name != "empty" or "content" in message or "role" not in message:
                return message
            return message | {"content": ""}
        return message | {"content": ""} if change.name == "empty" else _without(message, "content")

    return _with_messages(body, said)


def _silent_calls(body: Json, change: Change) -> Json:  # noqa: ARG001 - as all actions are called
    def silent(message: Json) -> Json:
        return message | {"content": None} if message.get("tool_calls") else message

    return _with_messages(body, silent)


def _no_system(body: Json, change: Change) -> Json:  # noqa: ARG001 - as all actions are called
    rules = "\n\n".join(
        message["content"] for message in _messages(body) if message.get("role") == "system"
    )
    waiting = [rules]

    def without(message: Json) -> Json | None:
        if message.get("role") == "system":
            return None
        if message.get("role") == "user" and waiting:
            return message | {"content": f"{waiting.pop()}\n\n{message['content']}"}
        return message

    return _with_messages(body, without) if rules else body


def _with_tools(body: Json, change: Callable[[Json], Json]) -> Json:
    if "tools" in body:
        body["tools"] = [change(tool) for tool in body["tools"]]
    return body


def _drop_of_tools(body: Json, change: Change) -> Json:
    return _with_tools(body, lambda tool: _without(tool, change.name))


def _plain_schema(body: Json, change: Change) -> Json:
    def plain(tool: Json) -> Json:
        if isinstance(tool.get("function"), dict):
            return tool | {"function": plain(tool["function"])}
        return tool | {"parameters": plainer(tool.get("parameters"), change.name)}

    return _with_tools(body, plain)


_ACTIONS: Final[Mapping[str, Callable[[Json, Change], Json]]] = {
    "drop": _drop,
    "rename": _rename,
    "set": _set,
    "withhold": _withhold,
    "drop_of_tools": _drop_of_tools,
    "plain_schema": _plain_schema,
    "no_null": _no_null,
    "silent_calls": _silent_calls,
    "no_system": _no_system,
}
