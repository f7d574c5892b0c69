"""A chat model behind one of OpenAI's APIs, and the readers of answers that the APIs share."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from bot.clock import Deadline
from bot.errors import ModelError
from bot.messages import Asker, Message, ToolCall
from bot.models import Completion
from bot.models.openai.client import OpenAIClient
from bot.models.openai.thoughts import without_marks, without_thoughts
from bot.models.openai.written_calls import written_calls
from bot.tools import Tool
from bot.untrusted import as_object, as_text, objects, one_line

MAX_COMPLETION_TOKENS = 16_384
"""Most tokens of one turn, thoughts included: enough for three times the longest reply that Slack
takes, or for calls for all places of a question; the smaller of today's models can't write more."""

MAX_READ_CHARACTERS: Final = 100_000
"""Characters of a turn's words that are read, thoughts included; so many tokens have no more."""
MAX_READ_CALLS: Final = 500
"""Calls of a turn that are read; an API takes 128 back."""

_WORDS: Final = frozenset({"text", "output_text", "refusal"})
_THOUGHTS: Final = ("reasoning_content", "reasoning", "thinking")
_WHOLE: Final = frozenset(
    (
        *("", "stop", "tool_calls", "tool_call", "tool_use", "function_call", "end_turn", "eos"),
        *("eos_token", "stop_sequence", "end", "complete", "completed", "finished", "done"),
        *("normal", "stopped", "stop_token", "eosfound"),
    )
)
_CUT_OFF: Final = frozenset(
    (
        *("length", "max_tokens", "max_output_tokens", "max_completion_tokens", "model_length"),
        *("model_context_window_exceeded", "max_length", "token_limit", "length_limit", "limit"),
        *("max_new_tokens", "context_length_exceeded", "context_window_exceeded"),
    )
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """The form of the requests and answers of one API.

    Attributes:
        path: The path of the API below the server's base URL.
        limit: The name of the request's field for the most tokens of a turn.
        write_messages: Returns the fields of a request that hold the conversation.
        write_tool: Returns the API's form of a tool from its name, description and parameters.
        read: Returns the turn in an answer, whose fields can be missing or of any type; raises a
            ModelError if there is no turn.
        announces_calls: Returns whether an answer says that it ends with tool calls.
    """

    path: str
    limit: str
    write_messages: Callable[[Sequence[Message]], dict[str, Any]]
    write_tool: Callable[[dict[str, Any]], dict[str, Any]]
    read: Callable[[Mapping[str, Any]], Completion]
    announces_calls: Callable[[Mapping[str, Any]], bool] = lambda _: False


class OpenAIModel:
    """A chat model that is asked through a client, in the dialect of its API."""

    def __init__(self, client: OpenAIClient, dialect: Dialect) -> None:
        self._client = client
        self._dialect = dialect

    @property
    def name(self) -> str:
        """The model's name, or the deployment's."""
        return self._client.name

    @property
    def is_by_rules(self) -> bool:
        """False: figures of a language model are checked."""
        return False

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
        # All that is alike for everybody stands first, so that servers can keep it: see `rules`.
        body: dict[str, Any] = {"model": self.name, self._dialect.limit: MAX_COMPLETION_TOKENS}
        if tools:
            body["tools"] = [self._dialect.write_tool(_declared(tool)) for tool in tools]
        body |= self._dialect.write_messages(messages)
        if tools and not may_call_tools:
            body["tool_choice"] = "none"
        names = [tool.name for tool in tools]
        # Some servers say of every answer that it ends with calls: LocalAI, for example.
        must_call = may_call_tools and messages[-1].role != "tool"

        answer = _Answer(self._dialect, names, must_call=must_call)
        self._client.post(self._dialect.path, body, deadline, answer.problem_of)
        return answer.turn(may_call_tools=may_call_tools)


class _Answer:
    """A server's answer, which is read once; of several attempts it is the last one's."""

    def __init__(self, dialect: Dialect, names: Sequence[str], *, must_call: bool) -> None:
        """With `must_call`, a turn that announces calls must have some."""
        self._dialect = dialect
        self._names = names
        self._must_call = must_call
        self._read: Completion | ModelError = ModelError("the chat model gave no answer")
        self._written: tuple[ToolCall, ...] = ()

    def problem_of(self, data: Mapping[str, Any]) -> str:
        """Return the reason why data have no usable turn; empty if they have one, even cut off."""
        try:
            self._read, self._written = turn, written = _spoken(
                self._dialect.read(data), self._names
            )
        except ModelError as error:
            self._read = error
            return str(error)
        has_calls = bool(turn.tool_calls or written)
        is_announced = self._must_call and bool(self._names) and self._dialect.announces_calls(data)
        if is_announced and not has_calls:  # such a turn is never cut off
            return "the chat model's turn announces calls and has none"
        is_one = turn.content.strip() or has_calls or turn.is_cut_off or turn.is_filtered
        return "" if is_one else "the chat model's turn has nothing in it"

    def turn(self, *, may_call_tools: bool) -> Completion:
        """Return the turn; calls among its words are dropped if none are allowed.

        Raises:
            ModelError: There is none.
        """
        if isinstance(self._read, ModelError):
            raise self._read
        has_written = may_call_tools and not self._read.tool_calls
        return replace(self._read, tool_calls=self._written) if has_written else self._read


def _spoken(turn: Completion, names: Sequence[str]) -> tuple[Completion, tuple[ToolCall, ...]]:
    """Return a turn without its thoughts and marks, and the calls that were among its words.

    A turn with calls among its words has no words. What stands beyond `MAX_READ_CHARACTERS` is left
    out.
    """
    if len(turn.content) > MAX_READ_CHARACTERS:
        turn = replace(turn, content=turn.content[:MAX_READ_CHARACTERS], is_cut_off=True)
    calls, said = written_calls(without_thoughts(turn.content), names)
    if not (turn.tool_calls or calls or without_marks(said)):
        calls = _calls_in_thoughts(turn, names)
    spoken = replace(turn, content=without_marks(said))  # nothing beside a call
    return spoken, tuple(ToolCall("", *call) for call in calls)


def _calls_in_thoughts(turn: Completion, names: Sequence[str]) -> list[tuple[str, str]]:
    """Return the calls among the thoughts of a turn that has nothing else.

    Models forget to end a thought before a call, and servers then keep both apart as one.
    """
    fields = json.loads(turn.extra or "{}")
    thoughts = (turn.content, *(as_text(fields.get(name)) for name in _THOUGHTS))
    found = (written_calls(text[:MAX_READ_CHARACTERS], names)[0] for text in thoughts)
    return next(filter(None, found), [])


def _declared(tool: Tool) -> dict[str, Any]:
    return {
        "name": tool.name,
        "description": tool.description,
        "parameters": dict(tool.parameters),
    }


def words(content: object) -> str:
    """Return the words of a message's content, which is a text or a list of parts.

    Parts of other kinds, such as a reasoning model's thoughts, are left out.
    """
    items = content if isinstance(content, list) else [content]
    if all(isinstance(item, str) for item in items):
        return "".join(map(as_text, items))
    parts = [part for part in objects(content) if as_text(part.get("type", "text")) in _WORDS]
    return "".join(as_text(part.get("text") or part.get("refusal")) for part in parts)


def joined(texts: Iterable[str]) -> str:
    """Return the words of a turn's messages, set apart by blank lines; equal ones once."""
    return "\n\n".join(dict.fromkeys(filter(None, texts)))


def fields_of(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the fields of a turn's messages together; null takes no other's place."""
    told = (field for item in items for field in item.items())
    return {name: value for name, value in told if value is not None}


def tool_call(call_id: object, function: Mapping[str, Any], extra: str = "") -> ToolCall:
    """Return a tool call of a server's answer; arguments given as JSON data become JSON text."""
    arguments = function.get("arguments")
    if arguments and not isinstance(arguments, str):
        arguments = json.dumps(arguments)
    return ToolCall(as_text(call_id), as_text(function.get("name")), as_text(arguments), extra)


def as_extra(fields: Mapping[str, Any], own: Collection[str]) -> str:
    """Return the fields that a server has added to the API's own, as JSON text; "" for none.

    The server may want such fields back, for example thoughts and signatures.
    """
    extra = {
        name: value for name, value in fields.items() if name not in own and value not in (None, [])
    }
    return json.dumps(extra) if extra else ""


def end_of_turn(reason: object) -> Literal["whole", "cut off", "filtered"]:
    """Return the way in which a turn has ended, read from the server's word for the reason.

    Raises:
        ModelError: The turn is not finished: an error, a refusal, a stop from outside.
    """
    word = as_text(reason).casefold().rpartition(".")[2]  # some say FinishReason.STOP
    if word in _WHOLE:
        return "whole"
    if word in _CUT_OFF:
        return "cut off"
    if word.startswith("content_filter"):  # Google's adds its own reason
        return "filtered"
    raise ModelError(f"the chat model's turn has ended in the middle: {one_line(reason, 40)!r}")


def token_count(data: Mapping[str, Any], name: str) -> int:
    """Return one of the token counts in an answer's usage; 0 if the server gave none."""
    count = as_object(data.get("usage")).get(name)
    return max(0, count) if isinstance(count, int) and not isinstance(count, bool) else 0
