"""The chat model behind each of OpenAI's APIs, and what their dialects share."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.clock import Deadline
from bot.messages import Asker, Message, ToolCall
from bot.models import Completion
from bot.models.openai.client import OpenAIClient
from bot.tools import Tool
from bot.untrusted import as_object, as_text, objects

MAX_COMPLETION_TOKENS = 16_384
"""What one turn may cost, thoughts included: three times the longest reply that Slack takes, or
calls for all places of a question, and as much as the smaller of today's models can write."""

_WORDS = frozenset({"text", "output_text", "refusal"})


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one of the APIs is spoken.

    Attributes:
        path: Where it is, behind the server's base URL.
        limit: What the API calls the most tokens that a turn may have.
        write_messages: Returns the fields of a request that hold the conversation.
        write_tool: Returns a declared function (its name, description and parameters) as a tool.
        read: Returns the turn of a successful answer, in which anything can be missing or of
            another type; raises a ModelError where there is no turn.
    """

    path: str
    limit: str
    write_messages: Callable[[Sequence[Message]], dict[str, Any]]
    write_tool: Callable[[dict[str, Any]], dict[str, Any]]
    read: Callable[[Mapping[str, Any]], Completion]


class OpenAIModel:
    """A chat model that is asked through a client in one dialect."""

    def __init__(self, client: OpenAIClient, dialect: Dialect) -> None:
        self._client = client
        self._dialect = dialect

    @property
    def name(self) -> str:
        """The model's name, or the deployment's."""
        return self._client.name

    def complete(
        self,
        messages: Sequence[Message],
        tools: Sequence[Tool],
        asker: Asker,  # noqa: ARG002 - the prompt has told the model about the asker
        deadline: Deadline,
        *,
        may_call_tools: bool = True,
    ) -> Completion:
        """Return the model's next turn.

        Raises:
            ContentFilterError: The service's content filter refused.
            ContextTooLongError: The conversation is longer than the model reads.
            BadRequestError: The server can't take the conversation as it is.
            ModelError: No attempt gave a turn.
            DeadlineError: The deadline passed first.
        """
        body = {"model": self.name, **self._dialect.write_messages(messages)}
        body[self._dialect.limit] = MAX_COMPLETION_TOKENS
        if tools:
            body["tools"] = [self._dialect.write_tool(_declared(tool)) for tool in tools]
            if not may_call_tools:
                body["tool_choice"] = "none"
        return self._dialect.read(self._client.post(self._dialect.path, body, deadline))


def _declared(tool: Tool) -> dict[str, Any]:
    return {
        "name": tool.name,
        "description": tool.description,
        "parameters": dict(tool.parameters),
    }


def words(content: object) -> str:
    """Return the words of a content, which is a text or a list of parts.

    Parts of other kinds, such as what a reasoning model has thought, are none of its words.
    """
    parts = [part for part in objects(content) if part.get("type") in _WORDS]
    return as_text(content) or "".join(
        as_text(part.get("text") or part.get("refusal")) for part in parts
    )


def tool_call(call_id: object, function: Mapping[str, Any]) -> ToolCall:
    """Return a call as the server gave it, with arguments as JSON text also where it gave data."""
    arguments = function.get("arguments")
    if arguments and not isinstance(arguments, str):
        arguments = json.dumps(arguments)
    return ToolCall(as_text(call_id), as_text(function.get("name")), as_text(arguments))


def token_count(data: Mapping[str, Any], name: str) -> int:
    """Return a figure of an answer's usage; 0 when the server did not say."""
    count = as_object(data.get("usage")).get(name)
    return max(0, count) if isinstance(count, int) else 0
