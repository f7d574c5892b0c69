"""Chat completions of Azure OpenAI, OpenAI and every server that speaks their API."""

import json
import logging
import math
import random
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.clock import Deadline
from bot.errors import ModelError
from bot.messages import Asker, Message, ToolCall
from bot.models import Completion
from bot.telemetry import log_event
from bot.tools import Tool

if TYPE_CHECKING:
    from openai import OpenAI

logger = logging.getLogger(__name__)

_MAX_ATTEMPTS = 3
_ATTEMPT_TIMEOUT_S = 20.0
_FIRST_PAUSE_S = 0.5
_MAX_DETAIL = 200


@dataclass(frozen=True, slots=True)
class ModelServer:
    """Where a model is, and the key to it; `azure_server` makes one for Azure OpenAI.

    Attributes:
        model: The model's name there; the deployment's on Azure.
        base_url: Up to and including its `/v1`; empty means OpenAI itself. With an Azure API
            version: the address of the resource.
        azure_api_version: When set, the server speaks the dated Azure API of this version.
    """

    model: str
    api_key: str = field(repr=False)
    base_url: str = ""
    azure_api_version: str = ""


def azure_server(
    endpoint: str, api_key: str, deployment: str, api_version: str = ""
) -> ModelServer:
    """Return the server of an Azure OpenAI resource: its v1 API, or the dated one of a version.

    The endpoint may carry a path of the API already, as in the addresses that Azure's portal
    shows.
    """
    resource = re.sub(r"/(openai|models)(/.*)?$", "", endpoint).rstrip("/")
    base_url = resource if api_version else f"{resource}/openai/v1/"
    return ModelServer(deployment, api_key, base_url, api_version)


class OpenAIChat:
    """A chat model behind one client, which all threads share.

    The SDK takes half a second to import, so that it waits for the first use or `warm_up`.
    """

    def __init__(
        self,
        server: ModelServer,
        *,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._server = server
        self._sleep = sleep
        self._jitter = jitter
        self._lock = threading.Lock()
        self._client: OpenAI | None = None

    def __repr__(self) -> str:
        return f"OpenAIChat({self._server!r})"

    @property
    def name(self) -> str:
        """The model's name, or the deployment's."""
        return self._server.model

    def warm_up(self) -> None:
        """Import the SDK and build the client, without a request."""
        self._ready_client()

    def complete(
        self,
        messages: Sequence[Message],
        tools: Sequence[Tool],
        asker: Asker,  # noqa: ARG002 - the prompt has told the model about the asker
        deadline: Deadline,
        *,
        may_call_tools: bool = True,
    ) -> Completion:
        """Return the model's next turn; a passing failure is tried again while there is time.

        Raises:
            ModelError: No attempt gave a usable turn.
            DeadlineError: The deadline passed first.
        """
        body = _request(self._server.model, messages, tools, may_call_tools=may_call_tools)
        attempt = 0
        while True:
            attempt += 1
            deadline.check("the chat model")
            answer = self._attempt(body, deadline)
            if isinstance(answer, bytes):
                return _completion(answer)
            deadline.check("the chat model")
            pause_s = answer.pause_s
            if pause_s is None:
                pause_s = _FIRST_PAUSE_S * 2 ** (attempt - 1) * (1 - self._jitter() / 4)
            is_last = attempt == _MAX_ATTEMPTS or pause_s >= deadline.left_s()
            if is_last or not answer.may_pass:
                raise ModelError(answer.message) from answer.cause
            log_event(
                logger, logging.WARNING, "model.retry", attempt=attempt, reason=answer.message
            )
            self._sleep(pause_s)

    def _attempt(self, body: Mapping[str, Any], deadline: Deadline) -> "bytes | _Failure":
        """Send one request; return the body of a success as it came."""
        client = self._ready_client()
        import httpx2  # noqa: PLC0415 - openai brings it
        import openai  # noqa: PLC0415 - takes half a second

        timeout_s = min(_ATTEMPT_TIMEOUT_S, deadline.left_s())
        try:
            # The typed method walks through the whole conversation once more, which costs more
            # time than everything else here.
            response = client.post(
                "/chat/completions",
                cast_to=httpx2.Response,
                body=body,
                options={"timeout": timeout_s},
            )
        except openai.APIStatusError as error:
            return _Failure(
                f"the chat model's server answered {error.status_code}"
                f" (code {error.code!r}): {self._safe(error.message)}",
                error,
                may_pass=error.status_code in {408, 409, 429} or error.status_code >= 500,  # noqa: PLR2004 - HTTP's own numbers
                pause_s=_asked_pause_s(error.response.headers),
            )
        except openai.APIConnectionError as error:
            reason = self._safe(f"{error} {error.__cause__ or ''}")
            return _Failure(f"the chat model can't be reached: {reason}", error, may_pass=True)
        except (openai.OpenAIError, ValueError) as error:
            return _Failure(f"the chat model's SDK refused: {self._safe(str(error))}", error)
        return response.content

    def _ready_client(self) -> "OpenAI":
        with self._lock:
            if self._client is None:
                self._client = _build_client(self._server)
            return self._client

    def _safe(self, text: str) -> str:
        """Return foreign text short, on one line and without the key, which servers do echo."""
        key = self._server.api_key
        return " ".join((text.replace(key, "***") if key else text).split())[:_MAX_DETAIL]


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why an attempt gave nothing; `pause_s` is how long the server asks to be left alone."""

    message: str
    cause: Exception
    may_pass: bool = False
    pause_s: float | None = None


def _build_client(server: ModelServer) -> "OpenAI":
    """Return a client that knows what the settings say and nothing else."""
    from openai import AzureOpenAI, OpenAI  # noqa: PLC0415 - takes half a second

    api_key = server.api_key or "none"
    client: OpenAI
    if server.azure_api_version:
        client = AzureOpenAI(
            azure_endpoint=server.base_url,
            api_version=server.azure_api_version,
            api_key=api_key,
            max_retries=0,
        )
    else:
        base_url = server.base_url or "https://api.openai.com/v1"
        client = OpenAI(base_url=base_url, api_key=api_key, max_retries=0)
    # The SDK fills these from environment variables of its own.
    client.organization = client.project = client.admin_api_key = client.webhook_secret = None
    client._custom_headers = {}  # noqa: SLF001 - OPENAI_CUSTOM_HEADERS has no public switch
    return client


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


def _completion(body: bytes) -> Completion:
    """Read a successful answer, which can be anything: an HTML page, broken JSON, no choice."""
    try:
        data = json.loads(body)
        choice = data["choices"][0]
        message = choice["message"]
        content = message.get("content") or message.get("refusal") or ""
        calls = tuple(
            _tool_call(item)
            for item in message.get("tool_calls") or ()
            if item.get("type") != "custom"
        )
        usage = data.get("usage") or {}
        counts = [int(usage.get(name) or 0) for name in ("prompt_tokens", "completion_tokens")]
        finish_reason = choice.get("finish_reason")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        start = body[:80].decode(errors="replace")
        raise ModelError(f"the chat model answered with no completion: {start!r}") from error
    if not isinstance(content, str) or not (content.strip() or calls):
        raise ModelError(f"the chat model's turn is empty (finish_reason {finish_reason!r:.40})")
    return Completion(content, calls, *counts)


def _tool_call(item: Mapping[str, Any]) -> ToolCall:
    function = item["function"]
    arguments = function.get("arguments") or ""
    return ToolCall(
        id=str(item.get("id") or ""),
        name=str(function["name"]),
        arguments=arguments if isinstance(arguments, str) else json.dumps(arguments),
    )


def _asked_pause_s(headers: Mapping[str, str]) -> float | None:
    """Return how many seconds the server asks to wait, or None when it does not say so."""
    for name, unit_s in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            pause_s = float(headers.get(name, "")) * unit_s
        except ValueError:
            continue
        if math.isfinite(pause_s):
            return max(0.0, pause_s)
    return None
