"""The Responses API of Azure OpenAI, OpenAI and every server that speaks it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.clock import Deadline
from bot.errors import ContentFilterError, ModelError
from bot.messages import Asker, Message, ToolCall
from bot.models import Completion
from bot.openai_client import OpenAIClient, arguments_text, as_text, token_count
from bot.tools import Tool


class OpenAIResponses:
    """A chat model that is asked through `/responses`, where nothing is kept between two calls."""

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
        return _completion(self._client.post("/responses", body, deadline))


def _request(
    model: str, messages: Sequence[Message], tools: Sequence[Tool], *, may_call_tools: bool
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": model,
        "input": [item for message in messages for item in _items(message)],
        "store": False,
    }
    if tools:
        body["tools"] = [
            {
                "type": "function",
                "name": tool.name,
                "description": tool.description,
                "parameters": dict(tool.parameters),
                # Left out, it means true here, and a strict schema may have no optional field.
                "strict": False,
            }
            for tool in tools
        ]
        if not may_call_tools:
            body["tool_choice"] = "none"
    return body


def _items(message: Message) -> Iterator[dict[str, Any]]:
    """Yield a message's words and its calls, which are items of their own in this API."""
    if message.role == "tool":
        yield {
            "type": "function_call_output",
            "call_id": message.tool_call_id,
            "output": message.content,
        }
        return
    if message.content or not message.tool_calls:
        yield {"role": message.role, "content": message.content}
    for call in message.tool_calls:
        yield {
            "type": "function_call",
            "call_id": call.id,
            "name": call.name,
            "arguments": call.arguments,
        }


def _completion(data: Mapping[str, Any]) -> Completion:
    """Read a successful answer, in which anything can be missing or of another type."""
    try:
        items = list(data["output"])
        content = "".join(
            as_text(part.get("text") or part.get("refusal"))
            for item in items
            if item.get("type") == "message"
            for part in item.get("content") or ()
        )
        calls = tuple(_tool_call(item) for item in items if item.get("type") == "function_call")
        reason = (data.get("incomplete_details") or {}).get("reason")
    except (LookupError, TypeError, AttributeError) as error:
        raise ModelError("the chat model answered with no response") from error
    if reason == "content_filter" and not content.strip():
        raise ContentFilterError("the chat model's turn was taken back by the content filter")
    if not (content.strip() or calls):
        status = data.get("status")
        raise ModelError(f"the chat model's turn is empty (status {status!r:.40}, {reason!r:.40})")
    return Completion(
        content,
        calls,
        is_cut_off=reason == "max_output_tokens",
        prompt_tokens=token_count(data, "input_tokens"),
        completion_tokens=token_count(data, "output_tokens"),
    )


def _tool_call(item: Mapping[str, Any]) -> ToolCall:
    return ToolCall(
        id=as_text(item.get("call_id") or item.get("id")),
        name=as_text(item.get("name")),
        arguments=arguments_text(item.get("arguments")),
    )
