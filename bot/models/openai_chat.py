"""Chat completions of Azure OpenAI, OpenAI and every server that speaks their API."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.clock import Deadline
from bot.errors import ContentFilterError, ModelError
from bot.messages import Asker, Message, ToolCall
from bot.models import Completion
from bot.openai_client import OpenAIClient, arguments_text, as_text, token_count
from bot.tools import Tool


class OpenAIChat:
    """A chat model that is asked through `/chat/completions`."""

    def __init__(self, client: OpenAIClient) -> None:
        self._client = client

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
            ModelError: No attempt gave a usable turn.
            DeadlineError: The deadline passed first.
        """
        body = _request(self.name, messages, tools, may_call_tools=may_call_tools)
        return _completion(self._client.post("/chat/completions", body, deadline))


def _request(
    model: str, messages: Sequence[Message], tools: Sequence[Tool], *, may_call_tools: bool
) -> dict[str, Any]:
    body: dict[str, Any] = {"model": model, "messages": [_message(item) for item in messages]}
    if tools:
        body["tools"] = [
            {
                "type": "function",
                "function": {
                    "name": tool.name,
                    "description": tool.description,
                    "parameters": dict(tool.parameters),
                },
            }
            for tool in tools
        ]
        if not may_call_tools:
            body["tool_choice"] = "none"
    return body


def _message(message: Message) -> dict[str, Any]:
    if message.role == "tool":
        return {"role": "tool", "tool_call_id": message.tool_call_id, "content": message.content}
    if not message.tool_calls:
        return {"role": message.role, "content": message.content}
    return {
        "role": message.role,
        "content": message.content or None,
        "tool_calls": [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for call in message.tool_calls
        ],
    }


def _completion(data: Mapping[str, Any]) -> Completion:
    """Read a successful answer, in which anything can be missing or of another type."""
    try:
        choice = data["choices"][0]
        message = choice["message"]
        content = as_text(message.get("content") or message.get("refusal"))
        calls = tuple(
            _tool_call(item)
            for item in message.get("tool_calls") or ()
            if isinstance(item.get("function"), dict)
        )
        reason = choice.get("finish_reason")
    except (LookupError, TypeError, AttributeError) as error:
        raise ModelError("the chat model answered with no completion") from error
    if reason == "content_filter" and not content.strip():
        raise ContentFilterError("the chat model's turn was taken back by the content filter")
    if not (content.strip() or calls):
        raise ModelError(f"the chat model's turn is empty (finish_reason {reason!r:.40})")
    return Completion(
        content,
        calls,
        is_cut_off=reason == "length",
        prompt_tokens=token_count(data, "prompt_tokens"),
        completion_tokens=token_count(data, "completion_tokens"),
    )


def _tool_call(item: Mapping[str, Any]) -> ToolCall:
    function = item["function"]
    return ToolCall(
        id=as_text(item.get("id")),
        name=as_text(function.get("name")),
        arguments=arguments_text(function.get("arguments")),
    )
